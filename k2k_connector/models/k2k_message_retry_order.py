# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class K2kMessage(models.Model):
    """Repeating what failed on an order that stands in both companies' books.

    Each message was part of an action of somebody, which was undone as a whole: it is
    that action that is done again, with what the message says.
    """

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # Vendor
    # ------------------------------------------------------------------
    def _retry_order_confirmed(self):
        """Confirm again, or ship what had been left open."""
        order = self._retry_document()
        told = {line["line_ref"]: line["boxes"] for line in self.payload["lines"]}
        self._retry_ship(
            order,
            all(
                told.get(line.k2k_peer_line_ref) == line.product_uom_qty
                for line in order.order_line
                if line.k2k_peer_line_ref and line.product_uom_qty
            ),
        )

    def _retry_shipment(self):
        order = self._retry_document()
        codes = {box["code"] for box in self.payload["boxes"]}
        # whoever ships need not see holds
        held = order.order_line.sudo().k2k_hold_ids.package_ids
        self._retry_ship(order, codes.issuperset(held.mapped("name")))

    def _retry_ship(self, order, is_whole):
        """:raise UserError: not all that is held was to be shipped: somebody chooses"""
        order.check_access("write")
        if not is_whole:
            raise UserError(
                self.env._(
                    "Only some boxes of %(order)s were to be shipped. Use “Choose "
                    "Boxes” on it again.",
                    order=order.name,
                )
            )
        if order.state == "sale" and order.order_line.sudo().k2k_hold_ids.package_ids:
            # the click of whoever may confirm an order ships and invoices it
            order.sudo()._k2k_ship()
        else:
            self._retry_confirm()

    def _retry_line_split(self):
        """The boxes that follow later get their line; shipping the others is next."""
        order, told = self._retry_document(), self.payload
        order.check_access("write")
        line = order.order_line.sudo().filtered(
            lambda ln: ln.k2k_peer_line_ref == told["line_ref"]
        )
        codes = told.get("codes") or ()
        packages = line.k2k_hold_ids.package_ids.filtered(lambda box: box.name in codes)
        if not packages or len(packages) != told["boxes"]:
            raise UserError(
                self.env._(
                    "%(order)s does not hold these boxes any more. Use “Choose Boxes” "
                    "on it again.",
                    order=order.name,
                )
            )
        line._k2k_split_off(packages)
        order.message_post(
            body=self.env._(
                "%(boxes)s boxes follow later, on a line of their own. Use “Choose "
                "Boxes” to ship the others.",
                boxes=len(packages),
            )
        )

    def _retry_price_changed(self):
        order = self._retry_document()
        lines = order.order_line.grouped("k2k_peer_line_ref")
        for told in self.payload["lines"]:
            line = lines.get(told["line_ref"])
            if line:
                line.price_unit = line._k2k_price_for(told["unit_price"])

    def _retry_order_cancelled(self):
        order = self._retry_document()
        order.with_context(k2k_cancel_reason=self.payload["reason"])._action_cancel()

    def _retry_line_cancelled(self):
        order = self._retry_document()
        boxes = self._retry_lines(order)
        codes = [
            code for line in self.payload["lines"] for code in line.get("codes") or ()
        ]
        packages = (
            order.sudo()
            ._k2k_shipped_lines()
            .package_id.filtered(lambda package: package.name in codes)
        )
        order._k2k_cancel_boxes(
            boxes, self.payload["reason"], packages=packages or None
        )

    def _retry_lines(self, order):
        """:return: dict of the order's line to the number of boxes in the message"""
        lines = order.order_line.grouped("k2k_peer_line_ref")
        boxes = {
            lines[told["line_ref"]]: told["boxes"]
            for told in self.payload["lines"]
            if told["line_ref"] in lines
        }
        if not boxes:
            raise UserError(
                self.env._("%(order)s has no such lines any more.", order=order.name)
            )
        return boxes

    def _retry_cancel_reply(self):
        self._retry_document()._k2k_refuse_cancel(self.payload["reason"])

    def _retry_shipment_changed(self):
        self._retry_document().k2k_awb_reference = self.payload["awb_reference"]

    def _retry_substitute_offered(self):
        order, told = self._retry_document(), self.payload
        line = order.order_line.filtered(
            lambda ln: ln.k2k_peer_line_ref == told["line_ref"]
        )
        publication = self.env["k2k.publication"].search(
            [("connection_id", "=", self.connection_id.id), ("key", "=", told["key"])],
            limit=1,
        )
        if not line or not publication:
            raise UserError(
                self.env._("This substitute can't be had any more: offer another one.")
            )
        line._k2k_offer_substitute(
            publication, told["boxes"], told["instead_of"], told["reason"]
        )

    # ------------------------------------------------------------------
    # Buyer
    # ------------------------------------------------------------------
    def _retry_prebook(self):
        """The prebook of the message's purchase order, as the manager may see it."""
        # the log is the manager's own company's; purchases are not what it may see
        found = (
            self.env["k2k.prebook"]
            .sudo()
            .search(
                [
                    ("connection_id", "=", self.connection_id.id),
                    ("purchase_order_id.name", "=", self.document_ref),
                ]
            )
        )
        prebook = found.with_env(self.env)
        if not prebook:
            raise UserError(
                self.env._("The document of this message does not exist any more.")
            )
        prebook.check_access("read")
        return prebook

    def _retry_cancel_request(self):
        prebook = self._retry_prebook()
        prebook._check_may_change_mind()
        prebook._ask_cancel(self.payload["reason"])

    def _retry_order_changed(self):
        prebook = self._retry_prebook()
        boxes = {told["line_ref"]: told["boxes"] for told in self.payload["lines"]}
        for line in prebook.sudo().line_ids:
            ref = line.purchase_line_id.k2k_line_ref
            if ref in boxes:
                sale_line = line.sale_line_id.with_env(self.env)
                sale_line.product_uom_qty = boxes[ref]

    def _retry_substitute_reply(self):
        told = self.payload
        lines = self._retry_prebook().sudo().line_ids
        line = lines.filtered(
            lambda ln: ln.purchase_line_id.k2k_line_ref == told["line_ref"]
        ).with_env(self.env)
        if told["accepted"]:
            line.action_accept_substitute()
        else:
            line.action_refuse_substitute()

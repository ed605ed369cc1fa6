# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.messages import ConfirmedLine, OrderConfirmed
from ..tools.offer_key import OfferKey
from .stock_move import WHOLE_BOXES


class SaleOrder(models.Model):
    """Vendor's side: the order that a buyer's purchase order made, and its shipping."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # The buyer's order comes in
    # ------------------------------------------------------------------
    @api.model
    def _k2k_receive_order(self, connection, message):
        """Make the vendor's order as the vendor's own user would.

        :return: dict with the order's name
        :raise UserError: boxes are not held, or the connection does not trade
        """
        if connection.state != "active" or connection.role != "vendor":
            raise UserError(
                self.env._("The supplier does not take orders at the moment.")
            )
        holds = self._k2k_find_holds(connection, message)
        # core's "you have been assigned" writes on the buyer's contact, a row that all
        # orders of this buyer share
        order = self.with_context(mail_auto_subscribe_no_notify=True).create(
            self._k2k_prepare_order_vals(connection, message, holds)
        )
        for line, hold in zip(order.order_line, holds, strict=True):
            hold._attach(line)
        connection._notify("orders", "mail_template_vendor_order", order, order.user_id)
        if connection.auto_confirm:
            order.action_confirm()
        return {"order_ref": order.name}

    def _k2k_find_holds(self, connection, message):
        """The live hold of each line, with as many boxes as are ordered."""
        found = self.env["k2k.hold"].search(
            [
                ("connection_id", "=", connection.id),
                ("peer_ref", "in", [line.peer_ref for line in message.lines]),
                ("state", "=", "held"),
            ]
        )
        by_ref = found.grouped("peer_ref")
        holds = []
        for line in message.lines:
            hold = by_ref.get(line.peer_ref)
            if not hold or not hold._is_live() or hold.boxes != line.boxes:
                # a search: what the key names need not be ours
                key = self.env["k2k.hold"]._read_key(line.key)
                product = self.env["product.product"].search(
                    [("id", "=", key.product_id)]
                )
                raise UserError(
                    self.env._(
                        "%(product)s: the boxes are not held any more. Choose them "
                        "again.",
                        product=product.display_name or "",
                    )
                )
            holds.append(hold)
        return holds

    def _k2k_prepare_order_vals(self, connection, message, holds):
        keys = [OfferKey.decode(hold.key) for hold in holds]
        # read together, not line by line
        products = self.env["product.product"].browse(key.product_id for key in keys)
        partner = connection.partner_id
        sequence = self.env["ir.sequence"].with_company(connection.company_id)
        vals = {
            # the suffix tells staff that the buyer's label is on the box already
            "name": f"{sequence.next_by_code('sale.order')}K",
            "partner_id": partner.id,
            "company_id": connection.company_id.id,
            "user_id": connection.user_id.id,
            "warehouse_id": keys[0].warehouse_id,
            "client_order_ref": message.po_ref,
            "commitment_date": message.ship_date,
            "is_k2k": True,
            "k2k_connection_id": connection.id,
            "k2k_peer_ref": message.po_ref,
            "k2k_ship_date": message.ship_date,
            "order_line": [
                fields.Command.create(
                    self._k2k_prepare_order_line_vals(line, key, product)
                )
                for line, key, product in zip(
                    message.lines, keys, products, strict=True
                )
            ],
        }
        if connection.pricelist_id:
            vals["pricelist_id"] = connection.pricelist_id.id
        return vals

    def _k2k_prepare_order_line_vals(self, line, key, product):
        pack = product.uom_ids.filtered(
            lambda uom: abs(uom.factor / product.uom_id.factor - key.units) < 1e-6
        )[:1]
        return {
            "product_id": product.id,
            "product_uom_id": pack.id,
            "product_uom_qty": line.boxes,
            "k2k_peer_line_ref": line.line_ref,
        }

    # ------------------------------------------------------------------
    # Shipping
    # ------------------------------------------------------------------
    def _k2k_hand_over(self):
        """Confirmed: the held boxes wait for the order's own delivery from now on."""
        self.order_line.k2k_hold_ids._hand_over()

    def _k2k_ship(self, packages=None):
        """Deliver exactly the held boxes, invoice them and tell the buyer.

        :param packages: ship these only; the others stay held and the order open
        """
        self.ensure_one()
        before = self.picking_ids.filtered(lambda p: p.state == "done")
        self._k2k_deliver(packages or self.order_line.k2k_hold_ids.package_ids)
        self._k2k_invoice_and_tell(before.ids)

    def _k2k_invoice_and_tell(self, before_ids):
        """The boxes have left: invoice them and tell the buyer.

        :param list before_ids: ids of the deliveries that the buyer knows already
        """
        invoice = self._k2k_invoice()
        self._k2k_send_confirmed(invoice)
        self.with_context(k2k_shipped_before=before_ids)._k2k_after_shipping()

    def _k2k_deliver(self, packages):
        """Do the delivery, every step of it, with these boxes."""
        order = self.with_context(**WHOLE_BOXES, cancel_backorder=False)
        while pickings := order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        ):
            pickings.action_assign()
            lines = pickings.move_line_ids.filtered(
                lambda ml: ml.package_id in packages
            )
            if not lines:
                break
            # reserved without our context: by hand, or by the scheduler
            opened = lines.filtered(lambda ml: ml.result_package_id != ml.package_id)
            for package, own in opened.grouped("package_id").items():
                own.write({"result_package_id": package.id, "is_entire_pack": True})
            lines.picked = True
            lines.picking_id._action_done()
        shipped = self._k2k_shipped_lines().package_id
        if packages - shipped or not packages:
            raise UserError(
                self.env._(
                    "The held boxes of %(order)s can't be delivered: %(pickings)s.",
                    order=self.name,
                    pickings=", ".join(self.picking_ids.mapped("name")),
                )
            )
        packages.write({"k2k_hold_id": False})

    def _k2k_invoice(self):
        """The vendor's invoice, posted."""
        self.ensure_one()
        invoice = self._create_invoices()
        invoice.action_post()
        return invoice

    def _k2k_shipped_lines(self):
        """Move lines on which boxes have left for the customer."""
        return self.picking_ids.move_line_ids.filtered(
            lambda ml: ml.state == "done" and ml.location_dest_id.usage == "customer"
        )

    def _k2k_send_confirmed(self, invoice):
        boxes = {}
        for line in self._k2k_shipped_lines():
            sale_line = line.move_id.sale_line_id
            if sale_line.k2k_peer_line_ref:
                boxes.setdefault(sale_line, set()).add(line.package_id.id)
        self._k2k_tell(
            "order_confirmed",
            OrderConfirmed(
                po_ref=self.k2k_peer_ref,
                order_ref=self.name,
                invoice_number=invoice.name or "",
                currency=self.currency_id.name,
                lines=[
                    ConfirmedLine(
                        line_ref=line.k2k_peer_line_ref,
                        boxes=len(packages),
                        unit_price=line.price_reduce_taxexcl / line._k2k_units(),
                    )
                    for line, packages in boxes.items()
                ],
            ),
        )

    def _k2k_shipped_boxes(self):
        """The boxes that have left, for the buyer's staging area.

        Context ``k2k_shipped_before``: ids of deliveries the buyer knows already.

        :return: list of dicts: ``code``, ``line_ref``, ``quantity`` and ``unit_price``
            per the product's own unit, ``lot``, ``box_type``
        """
        self.ensure_one()
        result = []
        before = self.env.context.get("k2k_shipped_before", [])
        for line in self._k2k_shipped_lines():
            if line.picking_id.id in before:
                continue
            sale_line = line.move_id.sale_line_id
            if not sale_line.k2k_peer_line_ref:
                continue  # something of our own that went along
            units = sale_line.product_uom_id._compute_quantity(
                1.0, line.product_id.uom_id, round=False
            )
            result.append(
                {
                    "code": line.package_id.name,
                    "line_ref": sale_line.k2k_peer_line_ref,
                    "quantity": line.quantity_product_uom,
                    "lot": line.lot_id.name or "",
                    "box_type": line.package_id.package_type_id.k2k_code or "",
                    "unit_price": sale_line.price_reduce_taxexcl / units,
                }
            )
        return result

    def _k2k_after_shipping(self):
        """Hook: the order's boxes have left and are invoiced."""

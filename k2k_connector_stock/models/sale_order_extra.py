# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from uuid import uuid4

from odoo import models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.tools.messages import BoxesAdded


class SaleOrder(models.Model):
    """Vendor: boxes that go along with a confirmed order, beyond what was ordered."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def action_k2k_ship_extra(self):
        """Choose which boxes go along."""
        self.ensure_one()
        self.check_access("write")
        self._k2k_check_may_add()
        wizard = self.env["k2k.box.extra"].create({"order_id": self.id})
        return wizard._get_records_action(
            name=self.env._("Add Boxes to the Shipment"), target="new"
        )

    def _k2k_check_may_add(self):
        if not self.is_k2k or self.state != "sale":
            raise UserError(self.env._("Boxes are added to orders that are confirmed."))

    def _k2k_ship_extra_boxes(self, sale_line, packages):
        """Ship and invoice these boxes, too, if the buyer takes them.

        :param sale_line: the line of this order whose product, pack and price they have
        :param packages: free ``stock.package`` records with the contents of its boxes
        :raise UserError: not such boxes, or the buyer's refusal
        """
        self.ensure_one()
        self.check_access("write")
        self._k2k_check_may_add()
        order = self.sudo()
        line = sale_line.sudo()
        if line not in order.order_line.filtered("k2k_peer_line_ref") or not packages:
            raise UserError(self.env._("Choose a line of this order, and boxes."))
        wrong = packages - line._k2k_free_boxes()
        if wrong:
            raise UserError(
                self.env._(
                    "%(box)s is not free, or holds something else.",
                    box=", ".join(wrong.sudo().mapped("name")),
                )
            )
        reference = uuid4().hex
        order._k2k_tell(
            "boxes_added",
            BoxesAdded(
                po_ref=order.k2k_peer_ref,
                line_ref=line.k2k_peer_line_ref,
                boxes=len(packages),
                new_ref=reference,
                sender=self.env.user.name,
                codes=packages.sudo().mapped("name"),
            ),
        )
        line._k2k_line_of_extra(packages.sudo(), reference)
        order._k2k_ship(packages.sudo())
        order.message_post(
            body=self.env._(
                "Added beyond the order: %(codes)s",
                codes=", ".join(packages.sudo().mapped("name")),
            )
        )


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"  # pylint: disable=R8180

    def _k2k_free_boxes(self):
        """Free boxes with the same contents as this line's, in its warehouse."""
        self.ensure_one()
        # whoever sells need not see holds
        return self._k2k_choice_of_boxes() - self.sudo().k2k_hold_ids.package_ids

    def _k2k_line_of_extra(self, packages, reference):
        """A line of the order for boxes beyond it, which are held for it.

        :raise UserError: somebody else has just taken one of them
        """
        extra = self.with_context(skip_procurement=True).create(
            self._k2k_prepare_split_vals(len(packages), reference)
        )
        first = self.k2k_hold_ids[:1]
        hold = first.create(
            {
                "connection_id": first.connection_id.id,
                "company_id": first.company_id.id,
                "peer_ref": uuid4().hex,
                "key": first.key,
                "product_id": first.product_id.id,
                "state": "ordered",
                "sale_line_id": extra.id,
            }
        )
        hold.flush_recordset()
        for package in packages:
            if not hold._take_box(package.id):
                raise UserError(
                    self.env._(
                        "Box %(code)s has just been taken. Choose another one.",
                        code=package.name,
                    )
                )
        packages.invalidate_recordset(["k2k_hold_id"])
        hold.invalidate_recordset(["package_ids", "boxes"])
        # now that its boxes are known: the delivery takes no others
        extra.with_context(skip_procurement=False)._action_launch_stock_rule()
        return extra

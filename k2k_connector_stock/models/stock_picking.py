# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from contextlib import contextmanager

from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _k2k_check_by_hand(self):
        """Buyer: a receipt into staging is done by the vendor's shipment, box by box.

        By hand there would be goods without boxes, and the shipment would be refused.
        """
        res = super()._k2k_check_by_hand()
        if self.env.context.get("k2k_shipped"):
            return res
        for picking in self:
            # whoever moves stock need not be allowed to read the order
            order = picking.sudo().purchase_id
            if (
                order.k2k_prebook_id
                and order._k2k_is_via_staging()
                and picking.location_id.usage == "supplier"
                and picking.state not in ("done", "cancel")
            ):
                raise UserError(
                    self.env._(
                        "%(picking)s is received by itself when %(vendor)s ships "
                        "%(order)s. Then scan the boxes, or confirm them in the "
                        "staging area.",
                        picking=picking.name,
                        vendor=order.partner_id.name,
                        order=order.name,
                    )
                )
        return res

    @contextmanager
    def _k2k_weigh_more(self, packages):
        """While a single box is added to a delivery: weigh it and nothing else.

        Core weighs all the boxes that are there already for each one that comes, so
        that a scan would take longer with every box of the customer's before. Where it
        is not as simple as that core does it.

        :param packages: what is about to be added to these transfers
        """
        is_simple = len(self) == len(packages) == 1 and not (
            packages.package_dest_id
            or packages.parent_package_id
            or packages.child_package_dest_ids
        )
        if not is_simple:
            yield
            return
        self.fetch(("shipping_weight",))
        before = self.shipping_weight
        fields = [self._fields[name] for name in ("weight_bulk", "shipping_weight")]
        with self.env.protecting(fields, self):
            yield
        more = packages.shipping_weight or packages.package_type_id.sudo().base_weight
        if more:
            self.shipping_weight = before + more

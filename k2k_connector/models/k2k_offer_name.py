# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models


class K2kOffer(models.Model):
    """A source in the list from which a salesperson chooses."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("boxes_available", "price", "landed_cost")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        res = super()._compute_display_name()
        context = self.env.context
        if context.get("k2k_as_source") and context.get("formatted_display_name"):
            for offer in self:
                # muted by Odoo's own marks
                offer.display_name += f"\n--{offer._numbers_in_words()}--"
        return res

    def _numbers_in_words(self):
        """Boxes, prices and margin in one line."""
        self.ensure_one()
        money = self.currency_id.format
        parts = [
            self.env._("%(boxes)s boxes", boxes=self.boxes_available),
            self.env._("%(price)s a box", price=money(self.box_price)),
            self.env._(
                "%(price)s a %(unit)s",
                price=f"{self.currency_id.symbol}{self.price:.4g}",
                unit=self.product_id.uom_id.name,
            ),
        ]
        # customers never see this name; who may not see costs sees no margin
        if self._has_field_access(self._fields["landed_cost"], "read"):
            margin = self._margin_of_price()
            if margin is not None:
                parts.append(
                    self.env._("margin %(percent)s %%", percent=round(100 * margin))
                )
        return " · ".join(parts)

    def _margin_of_price(self):
        """:return: part of the price that is left after the landed cost, or None"""
        self.ensure_one()
        if self.price <= 0 or not self.landed_cost:
            return None
        return (self.price - self.landed_cost) / self.price

    def _what_sets_apart(self, others):
        """What tells these boxes from other boxes of their vendor.

        :param others: offers of any vendor
        :return: list of names: box type, lot, vendor's warehouse, each only where
            another offer of the vendor has another one
        """
        self.ensure_one()
        peers = others.filtered(lambda peer: peer.connection_id == self.connection_id)
        details = (
            ("package_type_id", self.package_type_id.name),
            ("lot_ref", self.lot_ref),
            ("warehouse_code", self.warehouse_code),
        )
        return [
            name for field, name in details if name and len(peers.grouped(field)) > 1
        ]

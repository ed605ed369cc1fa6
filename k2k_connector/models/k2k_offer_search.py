# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.fields import Domain


class K2kOffer(models.Model):
    """What the shop sorts by, kept on the products."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    def _update_shop(self):
        """Beside the price: from which day customers can have the product."""
        super()._update_shop()
        templates = self.product_id.product_tmpl_id
        if not templates:
            return
        variants = templates.with_context(active_test=False).product_variant_ids
        found = self._read_group(
            self._sellable_domain() & Domain("product_id", "in", variants.ids),
            ["product_id"],
            ["truck_date_from:min"],
        )
        first = {}
        for product, day in found:
            template = product.product_tmpl_id
            if day:
                first[template] = min(first.get(template, day), day)
        changed = templates.filtered(lambda t: t.k2k_first_date != first.get(t, False))
        quiet = changed.with_context(tracking_disable=True)
        for day, same in quiet.grouped(lambda t: first.get(t, False)).items():
            same.k2k_first_date = day

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models


class Website(models.Model):
    """Searching and sorting the shop as a florist does."""

    _inherit = "website"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _get_product_sort_mapping(self):
        return [
            *super()._get_product_sort_mapping(),
            ("k2k_first_date asc, name asc", self.env._("With You Soonest")),
            ("k2k_color asc, name asc", self.env._("Colour")),
            ("k2k_length desc, name asc", self.env._("Stem Length - Long to Short")),
            ("k2k_length asc, name asc", self.env._("Stem Length - Short to Long")),
        ]

    def _search_find_fuzzy_term(self, search_details, search, *args, **kwargs):
        """No other word is looked for where a florist's own finds products."""
        templates = self.env["product.template"]
        if any(detail["model"] == templates._name for detail in search_details):
            if templates.search_count(
                [("k2k_florist_search", "ilike", search)], limit=1
            ):
                return search
        return super()._search_find_fuzzy_term(search_details, search, *args, **kwargs)

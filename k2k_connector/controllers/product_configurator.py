# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request

from odoo.addons.website_sale.controllers.product_configurator import (
    WebsiteSaleProductConfiguratorController,
)


class K2kProductConfiguratorController(WebsiteSaleProductConfiguratorController):
    def _get_product_information(
        self, product_template, *args, k2k_offer_id=None, **kwargs
    ):
        """Boxes come in the supplier's pack: it is the only unit there is."""
        values = super()._get_product_information(
            product_template, *args, k2k_offer_id=k2k_offer_id, **kwargs
        )
        product = request.env["product.product"].browse(values["id"])
        choice = product_template._k2k_configurator_choice(
            product or product_template, k2k_offer_id, values["quantity"]
        )
        if choice:
            (pack,) = choice[0].uom_id.read(["id", "display_name"])
            values.update(uom=pack, available_uoms=[pack])
        return values

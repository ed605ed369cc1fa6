# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import request, route

from odoo.addons.website_sale.controllers.variant import WebsiteSaleVariantController

from ..tools.shop import read_offer_id


class K2kVariantController(WebsiteSaleVariantController):
    @route()
    def get_combination_info_website(self, *args, **kwargs):
        """The product page asks for the source that is chosen there."""
        if "k2k_offer_id" not in kwargs:
            return super().get_combination_info_website(*args, **kwargs)
        posted = read_offer_id(kwargs.pop("k2k_offer_id"))
        request.update_context(k2k_offer_id=posted)
        info = super().get_combination_info_website(*args, **kwargs)
        product = request.env["product.product"].browse(info["product_id"])
        info["k2k_asked"] = posted
        if product:
            info["k2k_sources"] = request.env["ir.ui.view"]._render_template(
                "k2k_connector.product_sources",
                {
                    "sources": product._k2k_sources(
                        request.website, info.get("k2k_offer_id")
                    ),
                    "website": request.website,
                },
            )
        return info

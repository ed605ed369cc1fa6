# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from odoo.addons.website.models import ir_http

# What a connected buyer sees of a product.
K2K_PUBLISHED = {
    "active",
    "attribute_line_ids",
    "barcode",
    "categ_id",
    "default_code",
    "k2k_local_after",
    "list_price",
    "name",
    "sale_ok",
    "standard_price",
    "taxes_id",
    "uom_id",
    "uom_ids",
}


class ProductTemplate(models.Model):
    """The shop's tiles, product page and configurator."""

    _inherit = "product.template"

    k2k_local_after = fields.Integer(
        string="Local after (days)",
        help="From this age on, boxes are for local customers only and connected "
        "buyers do not see them. 0: as the category says.",
    )

    _k2k_local_after_not_negative = models.Constraint(
        "CHECK(k2k_local_after >= 0)", "Days cannot be negative."
    )

    def write(self, vals):
        res = super().write(vals)
        if K2K_PUBLISHED & vals.keys():
            self.env["k2k.publish.request"]._collect_products(
                self.with_context(active_test=False).product_variant_ids
            )
        if "categ_id" in vals:
            # another category may be another duty, or another rule of a pricelist
            self.product_variant_ids._k2k_reprice()
        return res

    # ------------------------------------------------------------------
    # Tiles
    # ------------------------------------------------------------------
    def _get_sales_prices(self, website):
        """A tile shows the best price: our own stock's or a supplier's.

        What else it tells of the boxes comes with the price, under ``k2k_tile``: all
        tiles of a page are made at once.
        """
        tiles = self._k2k_tiles(website)
        # nobody asks what our own stock costs where there is none
        supplied = self.filtered(
            lambda t: tiles[t.id] and not tiles[t.id]["has_own_stock"]
        )
        prices = super(ProductTemplate, self - supplied)._get_sales_prices(website)
        for template in self:
            tile = tiles[template.id]
            own = prices.setdefault(template.id, {})
            if tile and (not own or tile["price"] < own["price_reduce"]):
                own = prices[template.id] = {"price_reduce": tile["price"]}
            own["k2k_tile"] = tile
        return prices

    def _k2k_tiles(self, website):
        """What tiles tell about the boxes of our suppliers.

        sudo: how many there are is for everybody (see ``product.product._k2k_boxes``).

        :return: dict from template id to a dict with ``boxes``, ``price`` and ``unit``
            (what it is for), ``has_own_stock``, ``from`` (whether there are other
            prices, too) and, of the cheapest boxes, ``pack_text``, ``box_type``,
            ``box_price`` and ``date`` (in words); empty when no supplier has any
        """
        variants = self.sudo().product_variant_ids._k2k_in_shop(website)
        offered = variants.filtered("k2k_boxes_available")
        by_template = offered.grouped("product_tmpl_id")
        # their templates' other variants may lie in our warehouse
        own = offered.product_tmpl_id.product_variant_ids._k2k_in_own_stock(website)
        stocked = own.product_tmpl_id
        tiles = dict.fromkeys(self.ids, {})
        days = {}
        for template, its_variants in by_template.items():
            has_own_stock = template in stocked
            tiles[template.id] = its_variants._k2k_tile(website, has_own_stock, days)
        return tiles

    # ------------------------------------------------------------------
    # Product page
    # ------------------------------------------------------------------
    def _get_additionnal_combination_info(
        self, product_or_template, quantity, uom, date, website
    ):
        """Where a person chooses the source (see the controllers), price and limit are
        those of the source."""
        info = super()._get_additionnal_combination_info(
            product_or_template, quantity, uom, date, website
        )
        if (
            "k2k_offer_id" in self.env.context
            and product_or_template.is_product_variant
            and product_or_template._k2k_boxes(website)
        ):
            info.update(product_or_template._k2k_combination_info(uom, website))
        return info

    # ------------------------------------------------------------------
    # Configurator
    # ------------------------------------------------------------------
    @api.model
    def _get_configurator_display_price(
        self,
        product_or_template,
        quantity,
        date,
        currency,
        pricelist,
        k2k_offer_id=None,
        **kwargs,
    ):
        choice = self._k2k_configurator_choice(
            product_or_template, k2k_offer_id, quantity
        )
        if choice:
            website = ir_http.get_request_website()
            return product_or_template._k2k_box_price(choice[0], website), False
        return super()._get_configurator_display_price(
            product_or_template, quantity, date, currency, pricelist, **kwargs
        )

    @api.model
    def _get_additional_configurator_data(
        self,
        product_or_template,
        date,
        currency,
        pricelist,
        k2k_offer_id=None,
        **kwargs,
    ):
        """The quantity counts boxes when it takes boxes, and is limited by them."""
        choice = self._k2k_configurator_choice(product_or_template, k2k_offer_id)
        if choice is not None and not choice:
            kwargs["k2k_own_only"] = True
        data = super()._get_additional_configurator_data(
            product_or_template, date, currency, pricelist, **kwargs
        )
        if choice:
            cart = ir_http.get_request_website()._k2k_cart()
            data["free_qty"] = cart._k2k_boxes_left(choice)
        return data

    @api.model
    def _k2k_configurator_choice(self, product_or_template, offer_id, quantity=1.0):
        """:return: offers, none of them for our own stock; None where K2K has no say"""
        website = ir_http.get_request_website()
        if (
            not website
            or not product_or_template.is_product_variant
            or not product_or_template._k2k_boxes(website)
        ):
            return None
        product = product_or_template
        return product._k2k_shop_choice(website, offer_id, quantity or 1.0)

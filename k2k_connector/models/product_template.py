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
    def _k2k_tile(self, website):
        """What a tile tells about the boxes of our suppliers.

        :return: dict with ``boxes``, ``unit`` (what the price is for), ``from``
            (whether there are other prices, too) and, of the cheapest boxes,
            ``pack_text``, ``box_type``, ``box_price`` and ``date`` (in words); empty
            when no supplier has any
        """
        self.ensure_one()
        offered = self._k2k_offered_variants(website)
        if not offered:
            return {}
        prices = {
            *offered.mapped("k2k_best_price"),
            *offered.mapped("k2k_highest_price"),
        }
        best = min(offered, key=lambda variant: variant.k2k_best_price)
        offer = best.k2k_best_offer_id
        day = offer._shop_day(self.env.user.partner_id)
        return {
            "boxes": sum(offered.mapped("k2k_boxes_available")),
            "unit": self.uom_id.name,
            "from": len(prices) > 1 or self._k2k_has_own_stock(website),
            "pack_text": offer._pack_text(),
            "box_type": offer._box_type_text(),
            "box_price": best._k2k_box_price(offer, website),
            "date": best._k2k_date_in_words(day),
        }

    def _k2k_offered_variants(self, website):
        """Variants of which suppliers have boxes, for the website's company.

        sudo: how many there are is for everybody (see ``product.product._k2k_boxes``).
        """
        variants = self.sudo().product_variant_ids._k2k_in_shop(website)
        offered = variants.filtered("k2k_boxes_available")
        # what one tile asks of its product is read for all tiles of the page
        return offered.with_prefetch(variants._prefetch_ids)

    def _k2k_has_own_stock(self, website):
        variants = self.sudo().product_variant_ids
        return any(website._k2k_own_qty(variant) > 0 for variant in variants)

    def _get_sales_prices(self, website):
        """A tile shows the best price: our own stock's or a supplier's."""
        prices = super()._get_sales_prices(website)
        for template in self:
            offered = template._k2k_offered_variants(website)
            if not offered:
                continue
            best = min(offered.mapped("k2k_best_price"))
            price = offered[0]._k2k_display_price(best, website)
            own_price = prices[template.id]["price_reduce"]
            if price < own_price or not template._k2k_has_own_stock(website):
                prices[template.id] = {"price_reduce": price}
        return prices

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

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.http import request
from odoo.tools import float_compare, float_round
from odoo.tools.misc import get_lang

from ..tools.shop import OWN_STOCK, day_in_words, read_offer_id
from ..tools.shop_terms import ShopTerms
from .product_template import K2K_PUBLISHED

# Boxes for other days are told, but not all of a whole season.
MOST_OTHER_DAYS = 5


class ProductProduct(models.Model):
    _inherit = "product.product"

    k2k_offer_ids = fields.One2many(
        "k2k.offer", "product_id", groups="k2k_connector.group_k2k_user"
    )

    def write(self, vals):
        res = super().write(vals)
        if K2K_PUBLISHED & vals.keys():
            self.env["k2k.publish.request"]._collect_products(self)
        return res

    # Shop: numbers everybody may know, computed for a whole page of products at once
    k2k_boxes_available = fields.Integer(
        string="Boxes at suppliers",
        compute="_compute_k2k_available",
        compute_sudo=True,
        help="Boxes of connected suppliers that can be sold now.",
    )
    k2k_units_available = fields.Float(
        string="Units at suppliers",
        compute="_compute_k2k_available",
        compute_sudo=True,
        help="The same boxes, counted in the product's own unit.",
    )
    k2k_best_price = fields.Float(
        string="Best K2K price",
        compute="_compute_k2k_available",
        compute_sudo=True,
        digits=(16, 5),
        help="The lowest price per stem or bunch among these boxes.",
    )
    k2k_highest_price = fields.Float(
        string="Highest K2K price",
        compute="_compute_k2k_available",
        compute_sudo=True,
        digits=(16, 5),
    )
    k2k_best_offer_id = fields.Many2one(
        "k2k.offer",
        string="Best offer",
        compute="_compute_k2k_available",
        compute_sudo=True,
        groups="k2k_connector.group_k2k_user",
    )

    @api.depends_context("company", "k2k_terms")
    @api.depends(
        "uom_id",
        "k2k_offer_ids.active",
        "k2k_offer_ids.boxes_available",
        "k2k_offer_ids.price",
        "k2k_offer_ids.uom_id",
    )
    def _compute_k2k_available(self):
        self.k2k_boxes_available = 0
        self.k2k_units_available = 0.0
        self.k2k_best_price = self.k2k_highest_price = 0.0
        self.k2k_best_offer_id = False
        offers = self._k2k_search_offers(self.env.company)
        for product, own in offers.grouped("product_id").items():
            prices = [offer._shop_price() for offer in own]
            product.k2k_boxes_available = sum(own.mapped("boxes_available"))
            product.k2k_units_available = sum(
                offer.boxes_available * product._k2k_units_per_box(offer)
                for offer in own
            )
            product.k2k_best_price = prices[0]
            product.k2k_highest_price = prices[-1]
            product.k2k_best_offer_id = own[0]

    def _k2k_at(self, terms):
        """The product as a customer with these terms sees it."""
        return self.with_context(k2k_terms=terms)

    def _k2k_in_shop(self, website):
        """The product as the visitor sees it, for the website's company.

        sudo: how many boxes there are is for everybody, and a visitor need not be a
        user of the website's company.
        """
        product = self.sudo().with_company(website.company_id)
        return product._k2k_at(website._k2k_terms())

    def _k2k_terms(self):
        """The terms this recordset was made for; the usual ones where nobody said."""
        terms = self.env.context.get("k2k_terms")
        return terms if isinstance(terms, ShopTerms) else ShopTerms()

    def _k2k_boxes(self, website):
        """Boxes of suppliers that the visitor can have."""
        return self._k2k_in_shop(website).k2k_boxes_available

    # ------------------------------------------------------------------
    # Shop: what there is to choose from
    # ------------------------------------------------------------------
    def _k2k_search_offers(self, company):
        """Offers of these products that fit the terms, the cheapest first, of equal
        ones the oldest boxes first; sudo: customers may not read offers, what they may
        see of them is picked by us."""
        terms = self._k2k_terms()
        offers = self.env["k2k.offer"].sudo()
        price = "grower_price" if terms.way == "grower" else "price"
        found = offers.search_fetch(
            offers._shop_domain(company, terms) & Domain("product_id", "in", self.ids),
            order=f"{price}, day, id",
        )
        # a customer's own margin can change which is the cheapest
        if terms.prices.gpm:
            found = found.sorted(lambda offer: offer._shop_price())
        return found

    def _k2k_choices(self, company):
        """What a customer may choose from besides our own stock.

        Boxes that differ only in what a customer does not see (their day, lot, shelf
        or supplier) are one choice.

        :return: list of ``k2k.offer`` recordsets, sudo: the cheapest choice first, in
            each the oldest boxes first
        """
        self.ensure_one()
        offers = self._k2k_search_offers(company)
        return list(offers.grouped(self._k2k_choice_key).values())

    @api.model
    def _k2k_choice_key(self, offer):
        """Equal for boxes among which a customer sees no difference."""
        day = self._k2k_terms().day or offer.truck_date_from
        named = offer._shop_vendor()
        return offer._shop_price(), offer.uom_id, offer.package_type_id, day, named

    def _k2k_find_choice(self, company, offer_id):
        """The choice that an offer stands for.

        :param int offer_id: posted by a browser, so not to be trusted
        :return: ``k2k.offer`` records; empty when the offer is another product's or
            company's, or nothing of it is left
        """
        self.ensure_one()
        choices = self._k2k_choices(company)
        for choice in choices:
            if offer_id in choice.ids:
                return choice
        # it may be sold out since the page was shown, and equal boxes be left
        offer = self.env["k2k.offer"].sudo().browse(offer_id).exists()
        if offer.product_id != self or offer.company_id != company:
            return offer.browse()
        key = self._k2k_choice_key(offer)
        for choice in choices:
            if self._k2k_choice_key(choice[0]) == key:
                return choice
        return offer.browse()

    def _k2k_default_choice(self, company, own_quantity, quantity=1.0):
        """Where nobody chose: our own stock if it suffices, else the cheapest boxes,
        the oldest of them first.

        :param float own_quantity: what is free in our own stock, and
        :param float quantity: what is wanted of it, both in the product's own unit
        :return: ``k2k.offer`` records; empty: our own stock
        """
        self.ensure_one()
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        suffices = float_compare(own_quantity, quantity, precision_digits=digits) >= 0
        choices = [] if suffices else self._k2k_choices(company)
        return choices[0] if choices else self.env["k2k.offer"].sudo()

    def _k2k_shop_choice(self, website, offer_id=None, quantity=1.0):
        """The choice a page shows: what the customer picked, else the default.

        :param offer_id: posted by a browser; 0: our own stock; None: nobody chose
        :return: ``k2k.offer`` records; empty: our own stock
        """
        self.ensure_one()
        product = self._k2k_at(website._k2k_terms())
        company = website.company_id
        picked = read_offer_id(offer_id)
        own_quantity = website._k2k_own_qty(self.sudo())
        if picked == OWN_STOCK and own_quantity > 0:
            return self.env["k2k.offer"].sudo()
        choice = product._k2k_find_choice(company, picked) if picked else None
        return choice or product._k2k_default_choice(company, own_quantity, quantity)

    # ------------------------------------------------------------------
    # Shop: what a page shows of it
    # ------------------------------------------------------------------
    def _k2k_sources(self, website, selected_id=None):
        """The choices for the product page; nothing that tells vendor, cost or shelf.

        :param int selected_id: offer that is selected; 0: our own stock
        :return: list of dicts: ``offer_id``, ``selected``, ``unit``, ``price`` (of one
            unit) and, of our own stock, ``quantity``; of a supplier's boxes ``title``,
            ``pack``, ``pack_text``, ``box_type``, ``box_price``, ``boxes``, ``date``
            (in words) and ``other_day``: there are such boxes, but not on the
            customer's day
        """
        self.ensure_one()
        terms = website._k2k_terms()
        company = website.company_id
        choices = self._k2k_at(terms)._k2k_choices(company)
        later = self._k2k_other_days(choices, terms, company)
        if not choices and not later:
            return []
        sources = []
        own_quantity = website._k2k_own_qty(self.sudo())
        if own_quantity > 0:
            sources.append(
                {
                    "offer_id": OWN_STOCK,
                    "selected": selected_id == OWN_STOCK,
                    "unit": self.uom_id.name,
                    "price": self._k2k_own_price(website),
                    "quantity": own_quantity,
                }
            )
        for choice in choices:
            selected = selected_id in choice.ids
            sources.append({**self._k2k_source(choice, website), "selected": selected})
        for choice in later[:MOST_OTHER_DAYS]:
            source = self._k2k_source(choice, website)
            sources.append({**source, "selected": False, "other_day": True})
        return sources

    def _k2k_other_days(self, choices, terms, company):
        """Choices there would be if the customer took another day.

        :return: list of ``k2k.offer`` recordsets
        """
        if not terms.day:
            return []
        shown = self.env["k2k.offer"].sudo().union(*choices)
        any_day = self._k2k_at(dataclasses.replace(terms, day=None))
        return [
            choice
            for choice in any_day._k2k_choices(company)
            if not set(choice.ids) & set(shown.ids)
        ]

    def _k2k_source(self, choice, website):
        offer = choice[0]
        day = offer._shop_day(self.env.user.partner_id)
        return {
            "offer_id": offer.id,
            "title": offer._shop_title(),
            "unit": self.uom_id.name,
            "price": self._k2k_display_price(offer._shop_price(), website),
            "pack": offer.uom_id.name,
            "pack_text": offer._pack_text(),
            "box_type": offer._box_type_text(),
            "box_price": self._k2k_box_price(offer, website),
            "boxes": sum(choice.mapped("boxes_available")),
            "date": self._k2k_date_in_words(day),
            "other_day": False,
        }

    def _k2k_tile(self, website, has_own_stock, days):
        """What the tile of these variants of one template shows; see
        ``product.template._k2k_tiles``.

        :param dict days: what is known already of when customers have boxes
        """
        best = min(self, key=lambda variant: variant.k2k_best_price)
        prices = {*self.mapped("k2k_best_price"), *self.mapped("k2k_highest_price")}
        offer = best.k2k_best_offer_id
        asked = offer.connection_id, offer.ship_date, offer.ship_until
        if asked not in days:
            day = offer._shop_day(self.env.user.partner_id)
            days[asked] = best._k2k_date_in_words(day)
        return {
            "boxes": sum(self.mapped("k2k_boxes_available")),
            "price": best._k2k_display_price(best.k2k_best_price, website),
            "unit": best.uom_id.name,
            "has_own_stock": has_own_stock,
            "from": len(prices) > 1 or has_own_stock,
            "pack_text": offer._pack_text(),
            "box_type": offer._box_type_text(),
            "box_price": best._k2k_box_price(offer, website),
            "date": days[asked],
        }

    def _k2k_in_own_stock(self, website):
        """Those of which something is free in our own stock."""
        if not self:
            return self
        # what lies nowhere is not free either: most need not be asked one by one
        found = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "in", self.ids),
                    ("quantity", ">", 0),
                    ("location_id.usage", "in", ("internal", "transit")),
                ],
                ["product_id"],
            )
        )
        ids = {product.id for (product,) in found}
        return self.filtered(
            lambda variant: variant.id in ids and website._k2k_own_qty(variant) > 0
        )

    def _k2k_combination_info(self, uom, website):
        """Price and limit of the chosen source, for the product page.

        :param uom: unit the customer chose; of no account for a supplier's boxes
        :return: dict that replaces core's values
        """
        choice = self._k2k_shop_choice(website, self.env.context["k2k_offer_id"])
        if not choice:
            own = website._k2k_own_qty(self.sudo())
            in_unit = self.uom_id._compute_quantity(own, uom, round=False)
            return {
                "k2k_offer_id": OWN_STOCK,
                "k2k_price_unit": self.env._("per %(unit)s", unit=uom.name),
                "free_qty": float_round(in_unit, 0, rounding_method="DOWN"),
            }
        offer = choice[0]
        price = self._k2k_box_price(offer, website)
        return {
            "k2k_offer_id": offer.id,
            "k2k_price_unit": self.env._(
                "per box of %(pack)s", pack=offer._pack_text()
            ),
            "price": price,
            "list_price": price,
            "compare_list_price": 0,
            "has_discounted_price": False,
            "prevent_zero_price_sale": False,
            "allow_out_of_stock_order": False,
            "show_availability": False,
            "free_qty": sum(choice.mapped("boxes_available")),
            "cart_qty": website._k2k_cart()._k2k_boxes_not_held(choice),
            "uom_name": offer.uom_id.name,
            "uom_rounding": 1.0,
        }

    def _k2k_units_per_box(self, offer):
        return offer.uom_id._compute_quantity(1.0, self.uom_id, round=False)

    def _k2k_box_price(self, offer, website):
        """One box: the price of a stem, rounded before, times its stems."""
        return self._k2k_display_price(
            offer._shop_price() * self._k2k_units_per_box(offer), website
        )

    def _k2k_display_price(self, amount, website):
        """An amount in our currency as the shop shows it: in the website's currency,
        with or without taxes as the website says."""
        # sudo: a visitor need not be a user of the website's company
        company, currency = website.sudo().company_id, website.currency_id
        price = company.currency_id._convert(
            amount, currency, company, fields.Date.context_today(self), round=False
        )
        return self._k2k_with_taxes(price, currency, website)

    def _k2k_own_price(self, website):
        """What a unit of our own stock costs, as core would show it."""
        price = request.pricelist._get_product_price(
            self, quantity=1.0, currency=website.currency_id
        )
        return self._k2k_with_taxes(price, website.currency_id, website)

    def _k2k_with_taxes(self, price, currency, website):
        # as core does: the taxes decide what a customer sees who may not read them
        product_taxes = self.sudo().taxes_id._filter_taxes_by_company(
            website.company_id
        )
        if not product_taxes:
            return price
        fiscal_position = self.env["account.fiscal.position"].sudo()
        if request:
            fiscal_position = request.fiscal_position
        taxes = fiscal_position.map_tax(product_taxes)
        return self.product_tmpl_id._apply_taxes_to_price(
            price, currency, product_taxes, taxes, self, website=website
        )

    def _k2k_date_in_words(self, day):
        """A day as people say it in their language, such as "Tue, Nov 25"."""
        return day_in_words(day, get_lang(self.env).code)

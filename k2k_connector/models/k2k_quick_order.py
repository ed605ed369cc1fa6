# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.fields import Domain

from ..tools.quick_order import (
    BOX_CODES,
    MAX_BOXES,
    MAX_CHOICES,
    Candidate,
    match,
    parse,
    parse_line,
    words_of,
)
from ..tools.shop import OWN_STOCK

# As many products are looked at for one list.
MAX_CANDIDATES = 3000


class K2kQuickOrder(models.AbstractModel):
    """Order by typing: finds products and their sources for "5 QB agapanthus blue".

    For customers (a list in the shop) and salespeople (one line on the phone).
    """

    _name = "k2k.quick.order"
    _description = "Order by typing"

    @api.model
    def _parse(self, text):
        """:return: list of ``Wish``"""
        # the codes are words of the trade, known to everybody who orders
        groups = (
            self.env["stock.package.type"]
            .sudo()
            ._read_group([("k2k_code", "!=", False)], ["k2k_code"])
        )
        return parse(text, BOX_CODES | {code for (code,) in groups})

    @api.model
    def _find(self, wishes, domain, is_available):
        """Which products are meant.

        :param wishes: list of ``Wish``
        :param domain: products that may be ordered
        :param is_available: function from a product to whether it can be had now
        :return: list of (wish, state, ``product.product`` records); see
            ``tools.quick_order.Match``
        """
        named = [wish.names for wish in wishes if wish.names]
        products = self._search_words(domain, named, Domain.AND)
        candidates = self._candidates(products, is_available)
        found = {names: match(names, candidates) for names in named}
        missing = [names for names in named if not found[names].refs]
        if missing:
            # nothing fits: what fits a part may be a help
            products = self._search_words(domain, missing, Domain.OR)
            candidates = self._candidates(products, is_available)
            found.update({names: match(names, candidates) for names in missing})
        Product = self.env["product.product"]
        answers = []
        for wish in wishes:
            answer = found.get(wish.names) or match((), ())
            answers.append((wish, answer.state, Product.browse(answer.refs)))
        return answers

    @api.model
    def _search_words(self, domain, named, combine):
        """Products whose name, attributes or reference have the words' beginnings."""
        by_words = Domain.OR(
            combine([self._word_domain(word) for word in names]) for names in named
        )
        return (
            self.env["product.product"]
            .with_context(display_default_code=False)
            .search(Domain(domain) & by_words, limit=MAX_CANDIDATES)
        )

    @api.model
    def _word_domain(self, word):
        beginning = word if word.isdecimal() else word[:3]
        return Domain.OR(
            Domain(name, "ilike", beginning)
            for name in (
                "name",
                "product_template_attribute_value_ids.name",
                "default_code",
            )
        )

    @api.model
    def _candidates(self, products, is_available):
        return [
            Candidate(
                product.id,
                product.display_name,
                words_of(f"{product.display_name} {product.default_code or ''}"),
                is_available(product),
            )
            for product in products
        ]

    @api.model
    def _choices_by_product(self, products, company):
        """What suppliers have of several products, in one query.

        :return: dict from product to its choices, as ``_k2k_choices`` gives them
        """
        offers = products._k2k_search_offers(company)
        key = products._k2k_choice_key
        return {
            # ids, since offers are sudo and what asks is not
            product.id: list(own.grouped(key).values())
            for product, own in offers.grouped("product_id").items()
        }

    @api.model
    def _fitting(self, choices, wish):
        """Choices of the box type and pack that were asked for, if there are such.

        :return: (choices, whether they are what was asked for)
        """

        def fits(choice):
            offer = choice[0]
            code = offer.package_type_id.k2k_code or ""
            return (not wish.box_type or code == wish.box_type) and set(
                wish.packs
            ) <= words_of(offer.uom_id.name or "")

        fitting = [choice for choice in choices if fits(choice)]
        return fitting or choices, bool(fitting) or not (wish.box_type or wish.packs)

    # ------------------------------------------------------------------
    # Shop
    # ------------------------------------------------------------------
    @api.model
    def _rows(self, text, website):
        """The answer to a customer's list.

        :return: list of dicts, see :meth:`_row`
        """
        return self._rows_of(self._parse(text), website)

    @api.model
    def _rows_of(self, wishes, website):
        domain = Domain(website.sale_product_domain()) & Domain("is_published", "=", 1)

        def is_available(product):
            own = self._own_quantity(product, website)
            return own is None or own > 0 or bool(product._k2k_boxes(website))

        answers = self._find(wishes, domain, is_available)
        products = self.env["product.product"].union(*(found for *_, found in answers))
        choices = self._choices_by_product(products, website.company_id)
        return [
            self._row(wish, state, found, choices, website)
            for wish, state, found in answers
        ]

    @api.model
    def _row(self, wish, state, products, choices, website):
        """One line of a customer's list and what it may mean.

        :return: dict with ``text``, ``boxes``, ``state`` (``found``, ``ambiguous``,
            ``missing`` or ``sold_out``), ``products`` (list of dicts ``name``, ``url``,
            ``options``: dicts ``value``, ``label``, ``boxes``, ``selected``), and
            ``asked`` (whether box type and pack are as asked)
        """
        shown = [self._shown(p, choices, wish, website) for p in products[:MAX_CHOICES]]
        if state == "ambiguous" and (wish.box_type or wish.packs):
            # of several products, those that come in the box that was asked for
            shown = [product for product in shown if product["as_asked"]] or shown
        asked = all(product["as_asked"] is not False for product in shown)
        has_options = any(product["options"] for product in shown)
        if state == "found":
            if has_options:
                self._select(shown[0]["options"], wish.boxes)
            else:
                state = "sold_out"
        elif state == "ambiguous" and not has_options:
            state = "sold_out"
        return {
            "text": wish.text,
            "boxes": wish.boxes,
            "state": state,
            "products": shown,
            "asked": asked,
            "box_type": wish.box_type,
        }

    @api.model
    def _shown(self, product, choices, wish, website):
        """One of the products a line may mean.

        :return: dict with ``name``, ``url``, ``options`` (see :meth:`_row`) and
            ``as_asked``: whether box type and pack are; None: no supplier has any
        """
        fitting, as_asked = self._fitting(choices.get(product.id, []), wish)
        options = [self._option(product, c, website) for c in fitting]
        own = self._own_quantity(product, website)
        if own is None or own > 0:
            options.append(self._own_option(product, own, website))
        return {
            "name": product.with_context(display_default_code=False).display_name,
            "url": product.website_url,
            "options": options,
            "as_asked": as_asked if fitting else None,
        }

    @api.model
    def _select(self, options, boxes):
        """The cheapest that has enough; else the one that has most."""
        enough = [option for option in options if option["boxes"] >= boxes]
        best = enough[0] if enough else max(options, key=lambda o: o["boxes"])
        best["selected"] = True

    @api.model
    def _option(self, product, choice, website):
        source = product._k2k_source(choice, website)
        price = self._money(source["box_price"], website)
        parts = [
            source["pack"],
            self.env._("%(price)s / box", price=price),
            self.env._("%(boxes)s boxes", boxes=source["boxes"])
            if source["boxes"] != 1
            else self.env._("1 box"),
        ]
        if source.get("date"):
            parts.append(self.env._("with you on %(day)s", day=source["date"]))
        return {
            "value": f"{product.id}:{source['offer_id']}",
            "label": " · ".join(part for part in parts if part),
            "boxes": source["boxes"],
            "selected": False,
        }

    @api.model
    def _own_quantity(self, product, website):
        """What our own stock has, in the product's unit; None: no limit."""
        product = product.sudo()
        if not product.is_storable or product.allow_out_of_stock_order:
            return None
        return website._k2k_own_qty(product)

    @api.model
    def _own_option(self, product, quantity, website):
        unit = product.uom_id.name
        price = self._money(product._k2k_own_price(website), website)
        parts = [
            self.env._("by the unit, from our warehouse"),
            self.env._("%(price)s / %(unit)s", price=price, unit=unit),
        ]
        if quantity is not None:
            parts.append(f"{quantity:g} {unit}")
        return {
            "value": f"{product.id}:{OWN_STOCK}",
            "label": " · ".join(parts),
            "boxes": MAX_BOXES if quantity is None else int(quantity),
            "selected": False,
        }

    @api.model
    def _money(self, amount, website):
        currency = website.currency_id
        return currency.format(currency.round(amount))

    @api.model
    def _row_of_text(self, text):
        """One line's wish, box types known; for what was corrected by hand."""
        return next(iter(self._parse(text)), parse_line(text, {}))

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..tools import pricing

MANAGER = "k2k_connector.group_k2k_manager"
SALES = "k2k_connector.group_k2k_user"
PARTS = ("truck", "freight", "handling", "duty")


@dataclasses.dataclass(frozen=True)
class PriceTerms:
    """The buyer's side of all prices of one connection, read once.

    ``duty`` is a dict by product id, without those it does not know. ``rules`` keeps
    what has been looked up in the ``pricelist``, by units in a box, and ``conversions``
    the exchange rates, by the vendor's currency.
    """

    rates: pricing.Rates
    margin: float
    margin_source: str
    pricelist: models.BaseModel
    products: models.BaseModel
    duty: dict
    rules: dict = dataclasses.field(default_factory=dict)
    conversions: dict = dataclasses.field(default_factory=dict)


class K2kOffer(models.Model):
    """What the boxes cost, what they are sold for, and why."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    vendor_price = fields.Float(
        digits=(16, 5), aggregator="avg", groups=SALES, help="As the vendor tells it."
    )
    vendor_currency = fields.Char(groups=SALES)
    cubic_feet = fields.Float(digits=(16, 5), aggregator="avg", groups=SALES)
    fbe = fields.Float(
        string="Full box equivalent", digits=(16, 4), aggregator="avg", groups=SALES
    )
    truck_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=MANAGER)
    freight_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=MANAGER)
    handling_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=MANAGER)
    duty_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=MANAGER)
    margin = fields.Float(digits=(16, 4), aggregator="avg", groups=MANAGER)
    price_source = fields.Selection(
        [
            ("manual", "Typed on the product mapping"),
            ("pricelist", "Pricelist"),
            ("warehouse", "Margin of the warehouse"),
            ("connection", "Margin of the connection"),
            ("company", "Margin of the company"),
        ],
        string="Price comes from",
        groups=MANAGER,
    )
    price_refusal = fields.Selection(
        [
            ("rate", "There is no exchange rate for the vendor's currency: add one."),
            (
                "dimensions",
                "The vendor's box type lacks a length, width, height or full box "
                "equivalent that your freight depends on: ask the vendor.",
            ),
            ("margin", "The margin is 100 % or more: lower it."),
            ("price", "The box holds no units: ask the vendor."),
        ],
        string="Why it has no price",
        groups=SALES,
    )
    grower_price = fields.Float(
        string="Price straight from the vendor",
        digits=(16, 5),
        aggregator="avg",
        groups=MANAGER,
        help="Without truck, freight, handling and duty.",
    )
    price_build_up = fields.Html(
        compute="_compute_price_build_up", sanitize=False, groups=MANAGER
    )

    # ------------------------------------------------------------------
    # Computing
    # ------------------------------------------------------------------
    @api.model
    def _price_terms(self, connection, products):
        """Read the buyer's settings for these products.

        :return: :class:`PriceTerms`
        """
        margin, source = connection._margin()
        pricelist = connection.sale_pricelist_id
        return PriceTerms(
            rates=connection._rates(),
            margin=margin,
            margin_source=source,
            pricelist=pricelist if connection.use_pricelist else pricelist.browse(),
            products=products,
            duty=self.env["k2k.duty"]._rates_for(connection, products),
        )

    @api.model
    def _pricelist_rule(self, terms, product, units):
        """The rule of the pricelist for boxes of so many units; empty: it has none."""
        rules = self.env["product.pricelist.item"]
        if not terms.pricelist or not product:
            return rules
        if units not in terms.rules:
            # one look for all products: boxes have few different contents
            found = terms.pricelist._compute_price_rule(
                terms.products, units, compute_price=False
            )
            terms.rules[units] = {key: rule_id for key, (_, rule_id) in found.items()}
        return rules.browse(terms.rules[units].get(product.id) or ())

    @api.model
    def _listed_price(self, rule, connection, product, units, landed, margin):
        """What a rule of a pricelist makes of the costs; None: there is no rule.

        Our own list price follows the offers, so a formula on it would feed on itself.
        Here the list price is the price by the margin, and the cost is the landed one.

        :param float landed: landed cost per unit, in our currency
        """
        if not rule:
            return None
        bases = {
            "currency_id": connection.currency_id.id,
            "standard_price": landed,
            "list_price": pricing.sales_price(landed, margin),
        }
        return rule.with_context(k2k_bases=bases)._compute_price(
            product,
            units,
            product.uom_id,
            fields.Datetime.now(),
            currency=connection.currency_id,
        )

    @api.model
    def _choose_price(self, connection, mapping, units, landed, terms):
        """The price of one unit that costs ``landed``, rounded, and its source."""
        product = mapping.product_id
        listed = None
        if not mapping.manual_price:
            rule = self._pricelist_rule(terms, product, units)
            listed = self._listed_price(
                rule, connection, product, units, landed, terms.margin
            )
        price, source = pricing.choose_price(
            landed, terms.margin, mapping.manual_price, listed
        )
        return self._round_price(connection, price, source), source

    def _prepare_prices(self, connection, mapping, line, terms):
        """Values of all price fields, for what the vendor has published."""
        box = pricing.Box(line.units, line.length, line.width, line.height, line.fbe)
        return {
            "vendor_price": round(line.price, 5),
            "vendor_currency": line.currency,
            "cubic_feet": round(box.cubic_feet, 5),
            "fbe": round(line.fbe, 4),
            **self._compute_prices(
                connection, mapping, line.price, line.currency, box, terms
            ),
        }

    def _compute_prices(self, connection, mapping, amount, currency, box, terms):
        """Costs and price per unit in our currency; no price rather than a wrong one.

        :param float amount: the vendor's price per unit in ``currency`` (ISO code)
        :param box: ``pricing.Box``
        :param terms: :class:`PriceTerms`
        """
        product = mapping.product_id
        duty = terms.duty.get(product.id, terms.rates.duty_rate)
        rates = dataclasses.replace(terms.rates, duty_rate=duty)
        unit_cost = amount * self._conversion_rate(connection, currency, terms)
        vals = dict.fromkeys(
            ("landed_cost", "price", "grower_price", *(f"{p}_cost" for p in PARTS)), 0.0
        )
        vals.update(
            unit_cost=round(unit_cost, 5),
            margin=round(terms.margin, 4),
            price_source=False,
            price_refusal=False,
        )
        try:
            if not unit_cost:
                raise pricing.PricingError("No exchange rate.", "rate")
            parts = pricing.cost_parts(unit_cost, box, rates)
            landed = sum(parts.values())
            price, source = self._choose_price(
                connection, mapping, box.units, landed, terms
            )
            grower_price, _source = self._choose_price(
                connection, mapping, box.units, unit_cost, terms
            )
        except pricing.PricingError as error:
            return {**vals, "price_refusal": error.code}
        return {
            **vals,
            **{f"{part}_cost": round(parts[part], 5) for part in PARTS},
            "landed_cost": round(landed, 5),
            "price": price,
            "grower_price": grower_price,
            "price_source": terms.margin_source if source == "gpm" else source,
        }

    def _round_price(self, connection, price, source):
        """To the cent; a typed price may be finer, it stays as it was typed."""
        if source == "manual":
            return price
        return connection.currency_id.round(price)

    def _find_currency(self, name):
        """A currency by its ISO code; having a rate matters, being in use does not."""
        currencies = self.env["res.currency"].with_context(active_test=False)
        return currencies.search([("name", "=", name)], limit=1)

    def _conversion_rate(self, connection, currency_name, terms):
        """Our currency for one of the vendor's, looked up once for all lines.

        :return: 0 when we have no rate for the vendor's currency
        """
        known = terms.conversions
        if currency_name not in known:
            known[currency_name] = self._find_conversion_rate(connection, currency_name)
        return known[currency_name]

    def _find_conversion_rate(self, connection, currency_name):
        own = connection.currency_id
        if currency_name == own.name:
            return 1.0
        currency = self._find_currency(currency_name)
        publisher = self.env["k2k.publisher"]
        if not currency or not publisher._has_rate(connection.company_id, currency):
            return 0.0
        return currency._get_conversion_rate(
            currency, own, connection.company_id, fields.Date.today()
        )

    # ------------------------------------------------------------------
    # Our own settings change
    # ------------------------------------------------------------------
    @api.model
    def _reprice(self, connections, products=None):
        """Price what is offered anew; the vendor need not be asked.

        :param products: only these ``product.product`` records; None for all
        """
        # nobody has the right to type a price here, whoever may change a setting
        domain = Domain("connection_id", "in", connections.ids)
        if products is not None:
            domain &= Domain("product_id", "in", products.ids)
        offers = self.sudo().search(domain)
        for connection, own in offers.grouped("connection_id").items():
            terms = self.sudo()._price_terms(connection, own.product_id)
            for offer in own:
                # a box of that volume: of it nothing else counts
                box = pricing.Box(offer.units, offer.cubic_feet, 1, 1, offer.fbe)
                offer._write_changed(
                    offer._compute_prices(
                        connection,
                        offer.map_id,
                        offer.vendor_price,
                        offer.vendor_currency,
                        box,
                        terms,
                    )
                )
        offers._update_shop()

    # ------------------------------------------------------------------
    # Showing
    # ------------------------------------------------------------------
    def _price_by(self, way, customer=None):
        """Price per unit for boxes that travel ``warehouse`` or ``grower`` way.

        :param customer: ``pricing.CustomerTerms``; None: what all pay
        """
        by_grower = way == "grower"
        price = self.grower_price if by_grower else self.price
        if price <= 0 or customer in (None, pricing.CustomerTerms()):
            return price
        # where a price comes from is for managers; what a customer pays is not
        own = self.sudo()
        cost = own.unit_cost if by_grower else own.landed_cost
        price = pricing.customer_price(price, cost, own.price_source, customer)
        return self.currency_id.round(price)

    def _travels_by(self, way):
        """Whether our connection sends these boxes that way."""
        return self.connection_id.ship_via in (way, "choice")

    @api.depends("price", "landed_cost", "units", "grower_price")
    def _compute_price_build_up(self):
        for offer in self:
            rows = Markup().join(
                offer._build_up_row(label, amount, css)
                for label, amount, css in offer._build_up()
            )
            offer.price_build_up = Markup(
                "<table class='table table-sm mb-0'><thead><tr><th></th>"
                "<th class='text-end'>%s</th><th class='text-end'>%s</th></tr></thead>"
                "<tbody>%s</tbody></table>"
            ) % (self.env._("Per unit"), self.env._("Per box"), rows)

    def _build_up(self):
        """The price, line by line.

        :return: list of (label, amount per unit, CSS class)
        """
        self.ensure_one()
        return [
            (self.env._("Vendor's price"), self.unit_cost, ""),
            (self.env._("Inbound truck"), self.truck_cost, ""),
            (self.env._("Air freight"), self.freight_cost, ""),
            (self.env._("Handling"), self.handling_cost, ""),
            (self.env._("Duty"), self.duty_cost, ""),
            (self.env._("Landed cost"), self.landed_cost, "fw-bold"),
            (self.env._("Margin"), self.price - self.landed_cost, ""),
            (self.env._("Our price"), self.price, "fw-bold"),
            (
                self.env._("Our price, straight from the vendor"),
                self.grower_price,
                "text-muted",
            ),
        ]

    def _build_up_row(self, label, amount, css):
        def text(value, digits):
            return formatLang(self.env, value, digits=digits)

        return Markup(
            "<tr class='%s'><td>%s</td><td class='text-end'>%s</td>"
            "<td class='text-end'>%s</td></tr>"
        ) % (css, label, text(amount, 4), text(amount * self.units, 2))

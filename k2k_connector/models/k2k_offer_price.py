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

    ``pricelist`` and ``duty`` are dicts by product id, without those they do not know.
    """

    rates: pricing.Rates
    margin: float
    margin_source: str
    pricelist: dict
    duty: dict


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
        compute="_compute_grower_price",
        store=True,
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
        return PriceTerms(
            rates=connection._rates(),
            margin=margin,
            margin_source=source,
            pricelist=self._pricelist_prices(connection, products),
            duty=self.env["k2k.duty"]._rates_for(connection, products),
        )

    @api.model
    def _pricelist_prices(self, connection, products):
        """Prices per unit in our currency, of products the pricelist has a rule for."""
        if not connection.use_pricelist or not products:
            return {}
        found = connection.sale_pricelist_id._compute_price_rule(
            products, 1.0, currency=connection.currency_id
        )
        rules = self.env["product.pricelist.item"].browse(
            {rule_id for _price, rule_id in found.values() if rule_id}
        )
        # a formula on the list price would start from our own price of yesterday
        fixed = rules.filtered(lambda rule: rule.compute_price == "fixed")
        return {
            product_id: price
            for product_id, (price, rule_id) in found.items()
            if rule_id in fixed.ids
        }

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
        unit_cost = self._to_company_currency(connection, amount, currency)
        vals = dict.fromkeys(
            ("landed_cost", "price", *(f"{part}_cost" for part in PARTS)), 0.0
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
            price, source = pricing.choose_price(
                landed,
                terms.margin,
                mapping.manual_price,
                terms.pricelist.get(product.id),
            )
        except pricing.PricingError as error:
            return {**vals, "price_refusal": error.code}
        return {
            **vals,
            **{f"{part}_cost": round(parts[part], 5) for part in PARTS},
            "landed_cost": round(landed, 5),
            "price": self._round_price(connection, price, source),
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

    def _to_company_currency(self, connection, amount, currency_name):
        """Convert; 0 when we have no rate for the vendor's currency."""
        own = connection.currency_id
        if currency_name == own.name:
            return amount
        currency = self._find_currency(currency_name)
        publisher = self.env["k2k.publisher"]
        if not currency or not publisher._has_rate(connection.company_id, currency):
            return 0.0
        return currency._convert(
            amount, own, connection.company_id, fields.Date.today(), round=False
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
    @api.depends("unit_cost", "margin", "price", "price_source", "price_refusal")
    def _compute_grower_price(self):
        for offer in self:
            if offer.price_source in ("manual", "pricelist"):
                # somebody has decided what the customer pays, whatever it costs
                offer.grower_price = offer.price
            elif offer.margin < 1 and offer.price_refusal != "price":
                offer.grower_price = offer.currency_id.round(
                    pricing.sales_price(offer.unit_cost, offer.margin)
                )
            else:
                offer.grower_price = 0.0

    def _price_by(self, way):
        """Price per unit for boxes that travel ``warehouse`` or ``grower`` way."""
        return self.grower_price if way == "grower" else self.price

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

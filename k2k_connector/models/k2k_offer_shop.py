# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses
from datetime import date
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class ShopWindow(NamedTuple):
    """When boxes of one kind can be had; fields of ``k2k.offer``."""

    connection_id: models.BaseModel
    ship_date: date
    ship_until: date
    truck_date_from: date
    truck_date_to: date
    package_type_id: models.BaseModel


class K2kOffer(models.Model):
    """Which boxes a customer of the shop can have, in its way and on its day."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _shop_domain(self, company, terms):
        """Offers of a company that fit a customer's terms.

        :param terms: ``tools.shop_terms.ShopTerms``
        """
        domain = self._sellable_domain(terms.way)
        domain &= Domain("company_id", "=", company.id)
        domain &= Domain("connection_id.ship_via", "in", (terms.way, "choice"))
        return domain & self._day_domain(terms)

    @api.model
    def _day_domain(self, terms):
        """The same answer as ``day in _customer_dates(...)``, for many offers at once.

        Boxes can be had from their first to their last truck date and, where the
        customer is served on none of these days, on the first one after them.
        """
        if not terms.day:
            return Domain("truck_date_to", "!=", False)
        if not terms.is_served:
            return Domain.FALSE
        in_time = Domain("truck_date_to", ">=", terms.day)
        waits = Domain("truck_date_from", ">", terms.served_before) & Domain(
            "truck_date_to", "!=", False
        )
        return Domain("truck_date_from", "<=", terms.day) & (in_time | waits)

    @api.model
    def _templates_sql(self, domain):
        """Templates with offers of the domain, as a subquery.

        sudo: customers may not read offers; that a product is to be had is for all.
        """
        query = self.sudo()._search(domain)
        return SQL(
            "(SELECT product_tmpl_id FROM product_product WHERE id IN (%s))",
            query.select(SQL.identifier(query.table, "product_id")),
        )

    @api.model
    def _shop_windows(self, company, terms):
        """When, and in which kinds of boxes, anything can be had in a customer's way.

        One query, as few columns as it takes: it runs over all that is offered.

        :param terms: ``tools.shop_terms.ShopTerms``, whose day is of no account
        :return: list of :class:`ShopWindow`
        """
        domain = self._shop_domain(company, dataclasses.replace(terms, day=None))
        query = self._search(domain)
        columns = [
            self._field_to_sql(query.table, name, query) for name in ShopWindow._fields
        ]
        rows = self.env.execute_query(
            query.select(SQL("DISTINCT %s", SQL(", ").join(columns)))
        )
        connections = self.env["k2k.connection"].browse({row[0] for row in rows})
        types = self.env["stock.package.type"].browse(
            {row[-1] for row in rows} - {None}
        )
        return [
            ShopWindow(
                connections.browse(row[0]).with_prefetch(connections.ids),
                *row[1:-1],
                types.browse(row[-1] or ()).with_prefetch(types.ids),
            )
            for row in rows
        ]

    def _pack_text(self):
        """The pack in words: "10 bunches x 10 stems = 100 stems"."""
        self.ensure_one()
        return self.uom_id._k2k_pack_text(self.product_id.uom_id)

    def _box_type_text(self):
        """The box type as a florist calls it: its code and its name."""
        kind = self.package_type_id
        words = dict.fromkeys(filter(None, (kind.k2k_code, kind.name)))
        return " ".join(words)

    # ------------------------------------------------------------------
    # What a customer sees of an offer
    # ------------------------------------------------------------------
    @api.model
    def _shop_terms(self):
        """The terms these offers were found for."""
        return self.env["product.product"]._k2k_terms()

    def _shop_price(self):
        """Price of one unit for the customer, in its way."""
        terms = self._shop_terms()
        return self._price_by(terms.way, terms.prices)

    def _shop_day(self, partner):
        """The day on which this customer has the boxes: its own, or the first."""
        return self._shop_terms().day or self._first_customer_date(partner)

    def _shop_vendor(self):
        """The vendor's name where the buyer tells it, else nothing."""
        shown = self.connection_id.show_vendor
        return self.connection_id.partner_id.name if shown else ""

    def _shop_title(self):
        """Where the boxes come from, in a customer's words."""
        vendor = self._shop_vendor()
        if vendor:
            return self.env._("From %(vendor)s", vendor=vendor)
        return self.env._("From the grower")

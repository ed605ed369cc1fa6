# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from .k2k_prebook import SHIP_VIA
from .k2k_prebook_paid import PAID

HEADER = {"k2k_ship_via", "k2k_truck_date"}


class SaleOrder(models.Model):
    """Buyer's side: how and when the boxes of an order travel, one answer for all."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_ship_via = fields.Selection(
        SHIP_VIA,
        string="Boxes travel",
        compute="_compute_k2k_ship_via",
        store=True,
        precompute=True,
        readonly=False,
        help="Boxes of vendors come through our warehouse, or straight from the "
        "grower, without our freight, handling and duty in the price.",
    )
    k2k_truck_date = fields.Date(
        string="Truck date",
        copy=False,
        help="The day on which the customer has the boxes. Empty: each line has its "
        "own first possible day.",
    )

    @api.depends("partner_id", "company_id")
    def _compute_k2k_ship_via(self):
        """The customer's way; a way chosen before stays where the customer has it."""
        for order in self:
            ways = order._k2k_ways(order.sudo().partner_id)
            if order.state in ("sale", "cancel") or order.k2k_ship_via in ways:
                order.k2k_ship_via = order.k2k_ship_via or "warehouse"
            else:
                order.k2k_ship_via = ways[0]

    def _k2k_ways(self, partner):
        """Ways in which boxes may travel to a customer, its usual one first."""
        company = self.company_id or self.env.company
        return partner._k2k_ways(company)

    def _k2k_line_terms(self, offer, way=None, wanted=None):
        """Price, ship date and day with the customer of a line that takes this offer.

        :param str way: other than the order's
        :param wanted: another day than the order's
        :return: dict of a line's field values; the first possible day where the
            wanted one is not
        """
        way = way or self.k2k_ship_via or "warehouse"
        days = offer._customer_dates(self.partner_id) if offer else []
        wanted = wanted or self.k2k_truck_date
        day = wanted if wanted in days else next(iter(days), False)
        return {
            "k2k_ship_via": way if offer else False,
            "k2k_unit_price": offer._price_by(way, self._k2k_customer_terms()),
            "k2k_truck_date": day,
            "k2k_ship_date": offer._ship_date_for(day) if day else offer.ship_date,
        }

    def _k2k_misfits(self):
        """K2K lines that cannot be had in the way and on the day of the order."""
        return self.order_line.filtered(
            lambda line: line.k2k_is_k2k and line._k2k_misfit()
        )

    def _k2k_check_header(self):
        """:raise UserError: a line's boxes cannot travel like that; tells which"""
        if self.env.context.get(PAID):
            return  # the money is here: the salesperson sees to it
        for order in self:
            reasons = [line._k2k_misfit_text() for line in order._k2k_misfits()]
            if reasons:
                raise UserError("\n".join(reasons))

    def write(self, vals):
        """Another way or day of a quotation: its lines follow, if they can.

        In the shop the customer is shown what does not fit; in the backend whoever
        confirms is stopped by it.
        """
        res = super().write(vals)
        if HEADER & vals.keys():
            quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
            quotations.order_line.filtered("k2k_is_k2k")._k2k_follow_header()
        return res

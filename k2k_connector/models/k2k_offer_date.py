# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.dates import earliest_truck_date, ship_date_for, truck_dates


class K2kOffer(models.Model):
    """When a customer can have the boxes."""

    _inherit = "k2k.offer"  # pylint: disable=consider-merging-classes-inherited

    ship_until = fields.Date(
        string="Vendor ships until",
        groups="k2k_connector.group_k2k_user",
        help="The last day on which these boxes are young enough to be sent.",
    )

    @api.model
    def _last_truck_date(self, connection, ship_date, until):
        """The last day on which any customer could have the boxes."""
        days = truck_dates(
            ship_date, until, connection.transit_days, (), connection._last_order_day()
        )
        return days[-1] if days else False

    @api.model
    def _redate(self, connections):
        """The buyer's own days changed; the vendor need not be asked."""
        # nobody has the right to type a date here, whoever may change a setting
        offers = self.sudo().search([("connection_id", "in", connections.ids)])
        for offer in offers.filtered("ship_date"):
            connection = offer.connection_id
            until = offer.ship_until or offer.ship_date
            offer._write_changed(
                {
                    "truck_date_from": earliest_truck_date(
                        offer.ship_date, connection.transit_days
                    ),
                    "truck_date_to": self._last_truck_date(
                        connection, offer.ship_date, until
                    ),
                }
            )

    def _customer_dates(self, partner):
        """The days on which this customer can have these boxes.

        :param partner: ``res.partner``; empty: somebody we do not know
        :return: list of dates, the earliest first; empty when none is near enough
        """
        self.ensure_one()
        # the vendor's dates and the customer's weekdays are ours, the answer is theirs
        offer = self.sudo()
        if not offer.ship_date:
            return []
        customer = partner.sudo().commercial_partner_id
        return truck_dates(
            offer.ship_date,
            offer.ship_until or offer.ship_date,
            offer.connection_id.transit_days,
            customer.k2k_truck_weekday_ids.mapped("number"),
            offer.connection_id._last_order_day(),
        )

    def _ship_date_for(self, truck_date):
        """The last day on which the vendor can ship to be there on ``truck_date``."""
        self.ensure_one()
        return ship_date_for(
            truck_date,
            self.ship_date,
            self.ship_until or self.ship_date,
            self.connection_id.transit_days,
            self.connection_id._ship_weekdays(),
        )

    def _first_customer_date(self, partner):
        """The first of :meth:`_customer_dates`, or False."""
        return next(iter(self._customer_dates(partner)), False)

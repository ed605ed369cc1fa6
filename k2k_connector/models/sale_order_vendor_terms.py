# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

PLACE = ("street", "street2", "zip", "city", "state_id", "country_id")


class SaleOrder(models.Model):
    """Vendor's side: who looks after a buyer's order, where it goes, and by whom."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_receive_order(self, connection, message):
        reply = super()._k2k_receive_order(connection, message)
        order = self._k2k_find_by_peer(connection, message.po_ref)
        return {**reply, "carrier": order.carrier_id.name or ""}

    def _k2k_prepare_order_vals(self, connection, message, holds):
        vals = super()._k2k_prepare_order_vals(connection, message, holds)
        salesperson = self._k2k_salesperson_for(connection)
        if salesperson:
            vals["user_id"] = salesperson.id
        ship_to = self._k2k_ship_to(connection, message.ship_to)
        if ship_to:
            vals["partner_shipping_id"] = ship_to.id
        carrier = self._k2k_carrier_for(connection, message)
        if carrier:
            vals["carrier_id"] = carrier.id
        return vals

    def _k2k_salesperson_for(self, connection):
        """The buyer's own salesperson here; without one, who the connection names."""
        # a search: in one database the contact is also the buyer's own company, whose
        # salesperson may be nobody of ours
        return self.env["res.users"].search(
            [
                ("id", "=", connection.partner_id.user_id.id),
                ("company_ids", "in", connection.company_id.ids),
            ]
        )

    def _k2k_carrier_for(self, connection, message):
        """What the buyer's customer has chosen, if we have it by the same name; else
        who drives on that day; else the buyer's usual delivery method."""
        chosen = self._k2k_carrier_named(connection, message.carrier)
        if chosen:
            return chosen
        weekday = str(fields.Date.to_date(message.ship_date).weekday())
        days = connection.service_day_ids.filtered(lambda day: day.weekday == weekday)
        return days.carrier_id or connection.partner_id.property_delivery_carrier_id

    def _k2k_carrier_named(self, connection, name):
        """Our own delivery method of that name, in any case.

        Not what all companies share: every shop offers "Standard delivery", and nobody
        has agreed on it. One that drives for this buyer on some day is agreed on.
        """
        name = (name or "").strip().lower()
        if not name:
            return self.env["delivery.carrier"]
        own = self.env["delivery.carrier"].search(
            [("company_id", "=", connection.company_id.id)]
        )
        known = connection.service_day_ids.carrier_id | own
        return known.filtered(lambda one: (one.name or "").strip().lower() == name)[:1]

    def _k2k_ship_to(self, connection, address):
        """The buyer's delivery address, kept among our contacts.

        :param address: an ``Address``; None where the buyer does not say
        :return: ``res.partner``; empty: as we have it for this buyer
        """
        partner = connection.partner_id
        contacts = self.env["res.partner"]
        place = self._k2k_read_place(address)
        if not any(place.values()) or place == self._k2k_place_of(partner):
            return contacts
        known = contacts.search(
            [
                ("parent_id", "=", partner.id),
                ("type", "=", "delivery"),
                ("name", "=", address.name),
                *((name, "=", value) for name, value in place.items()),
            ],
            limit=1,
        )
        if known:
            return known
        contact = contacts.create(
            {
                "name": address.name or partner.name,
                "phone": address.phone or False,
                "type": "delivery",
                "parent_id": partner.id,
                "company_id": connection.company_id.id,
            }
        )
        # afterwards: core takes a first contact's address for its company's own
        contact.write(place)
        return contact

    def _k2k_read_place(self, address):
        if not address:
            return {}
        country = self.env["res.country"].search(
            [("code", "=", (address.country or "").upper())], limit=1
        )
        state = self.env["res.country.state"].search(
            [("country_id", "=", country.id), ("code", "=", address.state)], limit=1
        )
        return {
            "street": address.street or False,
            "street2": address.street2 or False,
            "zip": address.zip or False,
            "city": address.city or False,
            "state_id": state.id,
            "country_id": country.id,
        }

    def _k2k_place_of(self, partner):
        values = {name: partner[name] for name in PLACE}
        return {
            name: value.id if isinstance(value, models.BaseModel) else value or False
            for name, value in values.items()
        }

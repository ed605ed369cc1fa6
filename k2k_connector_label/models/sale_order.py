# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import defaultdict

from odoo import models


class SaleOrder(models.Model):
    """Prints the shipping labels of the boxes that are on it."""

    _name = "sale.order"
    _inherit = ["sale.order", "k2k.label.mixin"]

    def _k2k_label_boxes(self):
        by_order = self.sudo()._k2k_label_packages()
        ids = [package.id for order in self for package in by_order[order.id]]
        return self.env["stock.package"].browse(ids)

    def _k2k_label_packages(self):
        """Return the boxes on each order: ``{order id: [packages by name]}``.

        Those on its deliveries and, before there is one, those held for it.
        """
        packages = defaultdict(set)
        for line in self.order_line:
            shipped = line.move_ids.move_line_ids.filtered(
                lambda move_line: move_line.state != "cancel"
            )
            packages[line.order_id.id].update(shipped.package_id)
            packages[line.order_id.id].update(line.k2k_hold_ids.package_ids)
        return defaultdict(
            list,
            {
                order_id: sorted(members, key=lambda package: package.name)
                for order_id, members in packages.items()
            },
        )

    def _k2k_label_ranks(self):
        """Return ``{(order id, package id): (n, N)}``: number n of N boxes."""
        by_order = self._k2k_label_packages()
        return {
            (order.id, package.id): (number, len(by_order[order.id]))
            for order in self
            for number, package in enumerate(by_order[order.id], 1)
        }

    def _k2k_label_order_words(self):
        """Return what all labels of this order have in common."""
        self.ensure_one()
        ship_to = self.partner_shipping_id
        address = ship_to._display_address(without_company=True).splitlines()
        lines = [line.strip() for line in address if line.strip()]
        if ship_to != self.partner_id and ship_to.name:
            lines.insert(0, ship_to.name)
        mark = ship_to.ref or self.partner_id.ref
        day = self._k2k_label_date(self._k2k_label_ship_date())
        return {
            "customer": self.partner_id.display_name,
            "ship_to": ", ".join(lines),
            "carrier": self._k2k_label_carrier(),
            "order": self.name,
            "ship_date": day and self.env._("Ship %(date)s", date=day),
            "mark": mark and self.env._("Mark %(mark)s", mark=mark),
            **self._k2k_label_awb(self._k2k_label_awb_name()),
        }

    def _k2k_label_carrier(self):
        """Return the carrier and the customer's account with it."""
        carrier = self.carrier_id.name or ""
        account = (
            self.partner_shipping_id.k2k_carrier_account
            or self.partner_id.k2k_carrier_account
        )
        if carrier and account:
            return self.env._(
                "%(carrier)s, account %(account)s", carrier=carrier, account=account
            )
        return carrier

    def _k2k_label_ship_date(self):
        """Return the day the boxes leave: agreed with the buyer, or promised."""
        moment = self.commitment_date or self.expected_date or self.date_order
        return self.k2k_ship_date or moment

    def _k2k_label_awb_name(self):
        """Return the AWB's reference; the invoice's number where the buyer wants it."""
        if self.k2k_awb_reference:
            return self.k2k_awb_reference
        if self.k2k_connection_id.invoice_as_reference:
            return self.invoice_ids.filtered(lambda m: m.state == "posted")[:1].name
        return ""

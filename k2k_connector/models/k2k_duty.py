# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.duty import DutyRule, find_rate


class K2kDuty(models.Model):
    """The import duty of the buyer's country, by origin and category."""

    _name = "k2k.duty"
    _description = "Import duty"
    _order = "country_id, categ_id, valid_from desc, id"
    _rec_name = "categ_id"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company,
    )
    country_id = fields.Many2one(
        "res.country", string="Origin", help="Where the vendor is. Empty: anywhere."
    )
    categ_id = fields.Many2one(
        "product.category",
        string="Product category",
        ondelete="cascade",
        help="With all categories below it. Empty: every product.",
    )
    rate = fields.Float(
        string="Duty", digits=(16, 4), help="Share of the flower's cost."
    )
    valid_from = fields.Date(required=True, default=fields.Date.context_today)

    _rate_not_negative = models.Constraint(
        "CHECK(rate >= 0)", "A duty cannot be negative."
    )
    _one_rule = models.UniqueIndex(
        "(company_id, COALESCE(country_id, 0), COALESCE(categ_id, 0), valid_from)",
        "There is a duty for these goods from this day on already: change it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        duties = super().create(vals_list)
        duties._reprice()
        return duties

    def write(self, vals):
        companies = self.company_id
        res = super().write(vals)
        self._reprice(companies)
        return res

    def unlink(self):
        companies = self.company_id
        res = super().unlink()
        self._reprice(companies)
        return res

    def _reprice(self, companies=None):
        """Another duty is another landed cost."""
        connections = self.env["k2k.connection"].search(
            [
                ("company_id", "in", (companies or self.company_id).ids),
                ("role", "=", "buyer"),
                ("state", "=", "active"),
            ]
        )
        self.env["k2k.offer"]._reprice(connections)

    @api.model
    def _rates_for(self, connection, products):
        """Today's duty on products of a vendor.

        :return: dict from product id to the share; without those no rule covers
        """
        rules = [
            DutyRule(
                rate=duty.rate,
                valid_from=duty.valid_from,
                country=duty.country_id.id or None,
                category=duty.categ_id.id or None,
            )
            for duty in self.search([("company_id", "=", connection.company_id.id)])
        ]
        if not rules:
            return {}
        country = connection.partner_id.commercial_partner_id.country_id.id or None
        today = fields.Date.context_today(self)
        rates = {}
        for category, own in products.grouped("categ_id").items():
            path = [int(part) for part in (category.parent_path or "").split("/")[:-1]]
            rate = find_rate(rules, country, path, today)
            if rate is not None:
                rates.update(dict.fromkeys(own.ids, rate))
        return rates

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.tools import ormcache

PUSH = ("push", "pull_push")


class StockRule(models.Model):
    _inherit = "stock.rule"

    @api.model
    @ormcache()
    def _k2k_push_sources(self):
        """Ids of the locations from which anything may be pushed on.

        Remembered, as each scan asks for them. Rules are part of the warehouse's
        set-up, not of what a clerk may read: hence sudo.

        :return: frozenset of ids
        """
        rules = self.sudo().with_context(active_test=True)
        found = rules.search_fetch([("action", "in", PUSH)], ["location_src_id"])
        return frozenset(found.location_src_id.ids)

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        if any(rule.action in PUSH for rule in rules):
            self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        res = super().write(vals)
        if {"action", "active", "location_src_id"} & vals.keys():
            self.env.registry.clear_cache()
        return res

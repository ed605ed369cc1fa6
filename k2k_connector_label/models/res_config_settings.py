# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import codes


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    k2k_label_sort = fields.Selection(
        related="company_id.k2k_label_sort", readonly=False
    )
    k2k_label_format = fields.Selection(
        related="company_id.k2k_label_format", readonly=False
    )
    k2k_print_on_scan = fields.Selection(
        related="company_id.k2k_print_on_scan", readonly=False
    )
    k2k_print_distribution = fields.Boolean(
        related="company_id.k2k_print_distribution", readonly=False
    )
    k2k_code_source = fields.Selection(
        related="company_id.k2k_code_source", readonly=False
    )
    k2k_code_prefix = fields.Char(related="company_id.k2k_code_prefix", readonly=False)
    k2k_code_digits = fields.Integer(
        related="company_id.k2k_code_digits", readonly=False
    )
    k2k_gs1_prefix = fields.Char(related="company_id.k2k_gs1_prefix", readonly=False)
    k2k_code_example = fields.Char(
        string="Next code", compute="_compute_k2k_code_example"
    )

    @api.depends(
        "k2k_code_source", "k2k_code_prefix", "k2k_code_digits", "k2k_gs1_prefix"
    )
    def _compute_k2k_code_example(self):
        """What the next box will be called, as far as anybody can tell."""
        for settings in self:
            sequence = settings.company_id.k2k_code_sequence_id
            number = sequence.number_next_actual or 1
            try:
                if settings.k2k_code_source == "sscc":
                    usable = not codes.gs1_prefix_problem(settings.k2k_gs1_prefix)
                    settings.k2k_code_example = usable and codes.sscc(
                        settings.k2k_gs1_prefix, number
                    )
                else:
                    usable = not codes.plain_problem(
                        settings.k2k_code_prefix, settings.k2k_code_digits
                    )
                    settings.k2k_code_example = usable and codes.plain(
                        settings.k2k_code_prefix or "", settings.k2k_code_digits, number
                    )
            except codes.CodesUsedUp:
                settings.k2k_code_example = False

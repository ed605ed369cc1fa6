# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from ..tools import plans


class ResCompany(models.Model):
    _inherit = "res.company"

    k2k_label_sort = fields.Selection(
        [("product", "Product"), ("customer", "Customer"), ("awb", "AWB")],
        string="Sort box labels by",
        help="Empty: in the order of the list they are printed from.",
    )

    k2k_print_on_scan = fields.Selection(
        [("pdf", "PDF"), ("zpl", "ZPL")],
        string="Print a label on each scan",
        help="Each box received on the scan screen prints its staging label. Empty: "
        "nothing is printed, because the vendor's label bears the same code.",
    )

    def _k2k_label_plan(self, kind):
        """Return the plan of this company's labels: its own one, or the standard."""
        self.ensure_one()
        template = self.env["k2k.label.template"]._find(self, kind)
        return template._plan() if template else plans.STANDARD[kind]

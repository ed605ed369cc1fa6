# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ..tools import codes, plans


class ResCompany(models.Model):
    _inherit = "res.company"

    k2k_label_sort = fields.Selection(
        [("product", "Product"), ("customer", "Customer"), ("awb", "AWB")],
        string="Sort box labels by",
        help="Empty: in the order of the list they are printed from.",
    )

    k2k_label_format = fields.Selection(
        [("pdf", "PDF"), ("zpl", "ZPL, for thermal printers of 203 dpi")],
        string="Buttons print box labels as",
        required=True,
        default="pdf",
        help="What the buttons that print labels give; the Print menus have both.",
    )
    k2k_print_on_scan = fields.Selection(
        [("pdf", "PDF"), ("zpl", "ZPL")],
        string="Print a label on each scan",
        help="Each box received on the scan screen prints its staging label. Empty: "
        "nothing is printed, because the vendor's label bears the same code.",
    )
    k2k_print_distribution = fields.Boolean(
        string="Print distribution labels on scan",
        help="A box that is shared by several customers, or sold by units, prints its "
        "distribution label when it is received on the scan screen.",
    )
    k2k_code_source = fields.Selection(
        [
            ("sequence", "This company's own numbers"),
            ("sscc", "SSCC from the GS1 company prefix"),
        ],
        string="Codes of new boxes",
        help="The code a box gets that is packed without one. Empty: Odoo's own number "
        "of packages. A box that has a code keeps it.",
    )
    k2k_code_prefix = fields.Char(
        string="Letters before the number", default="KS", size=codes.LONGEST
    )
    k2k_code_digits = fields.Integer(string="Digits of the number", default=7)
    k2k_gs1_prefix = fields.Char(
        string="GS1 company prefix", size=12, help="4 to 12 digits, given by GS1."
    )
    k2k_code_sequence_id = fields.Many2one(
        "ir.sequence", string="Counter of box codes", readonly=True, copy=False
    )

    @api.constrains(
        "k2k_code_source", "k2k_code_prefix", "k2k_code_digits", "k2k_gs1_prefix"
    )
    def _check_k2k_codes(self):
        for company in self:
            source = company.k2k_code_source
            if source == "sequence" and codes.plain_problem(
                company.k2k_code_prefix, company.k2k_code_digits
            ):
                raise ValidationError(
                    self.env._(
                        "Box codes have 3 to 20 characters: capital letters, digits "
                        "and hyphens. Choose other letters or fewer digits."
                    )
                )
            if source == "sscc" and codes.gs1_prefix_problem(company.k2k_gs1_prefix):
                raise ValidationError(
                    self.env._("A GS1 company prefix has 4 to 12 digits.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._k2k_ensure_code_sequence()
        return companies

    def write(self, vals):
        res = super().write(vals)
        if vals.get("k2k_code_source"):
            self._k2k_ensure_code_sequence()
        return res

    def _k2k_ensure_code_sequence(self):
        """Give each company that numbers its boxes the counter for it."""
        for company in self:
            if company.k2k_code_source and not company.k2k_code_sequence_id:
                # Gaps don't matter, waiting for each other would. Whoever may choose
                # the source of codes need not be allowed to make sequences.
                company.sudo().k2k_code_sequence_id = (
                    self.env["ir.sequence"]
                    .sudo()
                    .create(
                        {
                            "name": self.env._(
                                "K2K box codes of %(company)s", company=company.name
                            ),
                            "implementation": "standard",
                            "company_id": company.id,
                        }
                    )
                )

    def _k2k_new_codes(self, count):
        """Return new box codes (list of str), none of which a box of ours bears.

        :raise UserError: the company's numbers are used up
        """
        self.ensure_one()
        taken = self.env["stock.package"]._k2k_taken_codes
        found = []
        while len(found) < count:
            drawn = [
                self._k2k_code_of_number(number)
                for number in self._k2k_draw_numbers(count - len(found))
            ]
            known = taken(self, drawn)
            found += [code for code in drawn if code not in known]
        return found

    def _k2k_draw_numbers(self, count):
        """Return the next numbers, drawn in one query."""
        # Whoever packs boxes need not be allowed to read sequences.
        sequence = self.sudo().k2k_code_sequence_id
        name = f"ir_sequence_{sequence.id:03d}"
        rows = self.env.execute_query(
            SQL("SELECT nextval(%s) FROM generate_series(1, %s)", name, count)
        )
        return [number for (number,) in rows]

    def _k2k_code_of_number(self, number):
        try:
            if self.k2k_code_source == "sscc":
                return codes.sscc(self.k2k_gs1_prefix, number)
            return codes.plain(self.k2k_code_prefix or "", self.k2k_code_digits, number)
        except codes.CodesUsedUp as error:
            raise UserError(
                self.env._(
                    "The numbers for box codes of %(company)s are used up: choose more "
                    "digits or other letters in the settings of Inventory.",
                    company=self.name,
                )
            ) from error

    def _k2k_label_shows(self, kind, keys):
        """Tell whether this company's labels have a place for one of these words."""
        return any(slot.key in keys for slot in self._k2k_label_plan(kind).slots)

    def _k2k_label_plan(self, kind):
        """Return the plan of this company's labels: its own one, or the standard."""
        self.ensure_one()
        template = self.env["k2k.label.template"]._find(self, kind)
        return template._plan() if template else plans.STANDARD[kind]

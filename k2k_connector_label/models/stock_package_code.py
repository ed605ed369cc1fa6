# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.k2k_connector_stock.tools.scan import code_of

from ..tools import codes

# What decides which code a box bears, and among whose boxes.
NAMED_BY = {"name", "package_type_id", "k2k_origin_partner_id", "k2k_company_id"}


class StockPackage(models.Model):
    """Box codes: given, checked, and one box for each.

    The boxes are the packages of a box type (one with a K2K code, such as QB) that
    this company packed itself. What a vendor sent bears the vendor's code; pallets,
    totes and parcels are none of our business.
    """

    _inherit = "stock.package"  # pylint: disable=consider-merging-classes-inherited

    k2k_box_code = fields.Char(
        string="Box code",
        readonly=True,
        copy=False,
        help="The code on the box's label. Empty for what is no box, for what a vendor "
        "has sent, and once the code was given to another box after this one had left.",
    )

    # Whoever makes the same code at the same time is refused by the database.
    _k2k_box_code_unique = models.UniqueIndex(
        "(k2k_company_id, k2k_box_code) WHERE k2k_box_code IS NOT NULL",
        "Another box has this code already. Give this one another code.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Copies: whoever packs ten boxes alike may pass the same values ten times.
        vals_list = [dict(vals) for vals in vals_list]
        self._k2k_give_codes(vals_list)
        packages = super().create(vals_list)
        packages._k2k_take_codes()
        return packages

    def write(self, vals):
        res = super().write(vals)
        if NAMED_BY & vals.keys():
            self._k2k_take_codes()
        return res

    @api.model
    def _k2k_give_codes(self, vals_list):
        """Name the packages that have no name, where the company numbers its boxes.

        A package type with numbers of its own keeps them.
        """
        nameless = [
            vals
            for vals in vals_list
            if not vals.get("name") and not vals.get("complete_name")
        ]
        if not nameless:
            return
        types = self.env["stock.package.type"].browse(
            {vals.get("package_type_id") for vals in nameless} - {None, False}
        )
        numbered = set(types.filtered("sequence_id").ids)
        waiting = {}
        for vals in nameless:
            company_id = vals.get("k2k_company_id") or self.env.company.id
            if vals.get("package_type_id") not in numbered:
                waiting.setdefault(company_id, []).append(vals)
        for company_id, members in waiting.items():
            company = self.env["res.company"].browse(company_id)
            if company.k2k_code_source:
                new = company._k2k_new_codes(len(members))
                for vals, code in zip(members, new, strict=True):
                    vals["name"] = code

    def _k2k_take_codes(self):
        """Note which code each of these boxes bears; refuse what can't be one.

        :raise ValidationError: a code has the wrong characters, or another box that
            has not left bears it
        """
        boxes = self.filtered(
            lambda package: package.package_type_id.k2k_code
            and not package.k2k_origin_partner_id
        )
        for package in (self - boxes).filtered("k2k_box_code"):
            package.k2k_box_code = False
        for company, members in boxes.grouped("k2k_company_id").items():
            wanted = {package: code_of(package.name) for package in members}
            for code in wanted.values():
                if reason := self._k2k_code_problem(code):
                    raise ValidationError(reason)
            members._k2k_check_codes_are_free(company, wanted)
            for package, code in wanted.items():
                if package.k2k_box_code != code:
                    package.k2k_box_code = code

    def _k2k_check_codes_are_free(self, company, wanted):
        """:raise ValidationError: two boxes would bear the same code."""
        seen = set()
        for code in wanted.values():
            if code in seen:
                raise ValidationError(self._k2k_taken_message(code))
            seen.add(code)
        holders = self._k2k_code_holders(company, list(seen)) - self
        left = holders.filtered(lambda package: package._k2k_has_left())
        for holder in holders - left:
            raise ValidationError(self._k2k_taken_message(holder.k2k_box_code))
        if left:
            # Before the new ones are written, or the index sees both.
            left.k2k_box_code = False
            left.flush_recordset(["k2k_box_code"])

    def _k2k_has_left(self):
        """Tell whether the box is gone, so that its code may serve again."""
        return bool(
            self.location_id and self.location_id.usage not in ("internal", "transit")
        )

    @api.model
    def _k2k_code_holders(self, company, wanted):
        """Return the boxes of a company that bear one of these codes."""
        # Whoever packs need not see the company's other boxes to be told of them.
        return self.sudo().search(
            [("k2k_company_id", "=", company.id), ("k2k_box_code", "in", wanted)]
        )

    @api.model
    def _k2k_taken_codes(self, company, wanted):
        """Return those of the codes that a box of the company bears (a set)."""
        return set(self._k2k_code_holders(company, wanted).mapped("k2k_box_code"))

    @api.model
    def _k2k_taken_message(self, code):
        return self.env._(
            "Another box has the code %(code)s already. Give this one another code.",
            code=code,
        )

    @api.model
    def _k2k_code_problem(self, code):
        """Return a sentence that says why this can't be a box code, or ``""``."""
        texts = {
            codes.TOO_SHORT: self.env._(
                "The box code %(code)s is too short: it has 3 to 20 characters.",
                code=code or self.env._("(empty)"),
            ),
            codes.TOO_LONG: self.env._(
                "The box code %(code)s is too long: it has 3 to 20 characters.",
                code=code,
            ),
            codes.NOT_ALLOWED: self.env._(
                "The box code %(code)s may have letters, digits and hyphens between "
                "them only: no scanner reads the others for sure.",
                code=code,
            ),
        }
        return texts.get(codes.problem(code), "")

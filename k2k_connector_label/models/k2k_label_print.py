# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kLabelPrint(models.Model):
    """Who printed which labels, and when: one row for each print job."""

    _name = "k2k.label.print"
    _description = "K2K label print"
    _order = "id desc"
    _rec_name = "create_date"
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    create_uid = fields.Many2one("res.users", string="Printed by", readonly=True)
    create_date = fields.Datetime(string="Printed on", readonly=True)
    kind = fields.Selection(
        selection="_kinds",
        required=True,
        readonly=True,
    )
    file_format = fields.Selection(
        [("report", "Report"), ("pdf", "PDF"), ("zpl", "ZPL")],
        string="Format",
        required=True,
        readonly=True,
    )
    box_ids = fields.Many2many(
        "k2k.box", string="Boxes", readonly=True, check_company=True
    )
    package_ids = fields.Many2many(
        "stock.package", string="Packages", readonly=True, check_company=True
    )
    labels = fields.Integer(readonly=True)

    @api.model
    def _kinds(self):
        return [
            *self.env["k2k.label.template"]._kinds(),
            ("distribution", self.env._("Distribution")),
        ]

    @api.model
    def _note(self, boxes, kind, file_format):
        """Write one job down for each company.

        :param boxes: records of k2k.box or stock.package
        """
        field = "box_ids" if boxes._name == "k2k.box" else "package_ids"
        # Nobody may write in this log by hand, whoever prints adds to it.
        self.sudo().create(
            [
                {
                    "company_id": company.id,
                    "kind": kind,
                    "file_format": file_format,
                    field: [fields.Command.set(members.ids)],
                    "labels": len(members),
                }
                for company, members in boxes.grouped(
                    lambda box: box._k2k_label_company()
                ).items()
            ]
        )

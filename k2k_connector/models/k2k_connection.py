# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import re
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain


class K2kConnection(models.Model):
    """One side of the agreement between a buyer and a vendor company.

    Each company has its own record; the two share a token and nothing else. Settings
    of the buyer mean nothing on the vendor's record, and the other way round.
    """

    _name = "k2k.connection"
    _description = "K2K connection"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "role, partner_id"
    _rec_names_search = ["partner_id.name", "code"]
    _check_company_auto = True

    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    role = fields.Selection(
        [("buyer", "We buy"), ("vendor", "We sell")],
        required=True,
        default="buyer",
        help="What our company does on this connection.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Trading partner",
        required=True,
        index=True,
        check_company=True,
        tracking=True,
        help="The other company, as it stands in our contacts.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user.active and self.env.user,
        check_company=True,
        tracking=True,
        help="Ours: the vendor's K2K orders carry this salesperson.",
    )
    code = fields.Char(
        compute="_compute_code",
        store=True,
        readonly=False,
        size=12,
        help="Short name of the partner, used where an AWB has no number.",
    )
    token = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        index=True,
        default=lambda self: uuid4().hex,
        groups="k2k_connector.group_k2k_manager",
    )
    state = fields.Selection(
        [
            ("draft", "New"),
            ("pending", "Requested"),
            ("in_progress", "Accepted"),
            ("active", "Active"),
            ("suspended", "Suspended"),
            ("rejected", "Rejected"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    _token_unique = models.Constraint(
        "unique(token, role)", "This connection exists already."
    )

    @api.depends("partner_id", "role")
    def _compute_display_name(self):
        for connection in self:
            connection.display_name = self.env._(
                "%(partner)s (K2K)", partner=connection.partner_id.display_name or ""
            )

    @api.depends("partner_id")
    def _compute_code(self):
        for connection in self:
            first = re.sub(r"\W", " ", connection.partner_id.name or "").split()
            connection.code = first[0].upper()[:12] if first else False

    @api.constrains("partner_id", "company_id")
    def _check_not_with_oneself(self):
        for connection in self:
            own = connection.company_id.partner_id
            if connection.partner_id.commercial_partner_id == own:
                raise ValidationError(
                    self.env._("A company cannot connect with itself.")
                )

    def write(self, vals):
        if "partner_id" in vals and any(c.state != "draft" for c in self):
            raise UserError(
                self.env._("The trading partner can only be changed on a new record.")
            )
        settings_changed = set(vals) & self._publishing_settings()
        res = super().write(vals)
        if {"state", "ship_via"} & vals.keys():
            self.env.registry.clear_cache()
        if settings_changed:
            self._publish_later()
        return res

    @api.model
    def _refuse_archiving(self, records, domain):
        """Keep what an active connection needs.

        :param records: what is to be archived
        :param domain: connections that use them
        :raise UserError: names the record, the connection, and what to do
        """
        # whoever archives need not know who trades by K2K
        connection = self.sudo().search(
            Domain(domain) & Domain("state", "=", "active"), limit=1
        )
        if not connection:
            return
        used = connection.partner_id
        if records._name == "stock.warehouse":
            used = connection.warehouse_id | connection.publish_warehouse_ids
        raise UserError(
            self.env._(
                "%(record)s is in use by the active connection %(connection)s. First "
                "suspend that connection, or choose another one there.",
                record=(used & records)[:1].display_name,
                connection=connection.display_name,
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if any(c.state not in ("draft", "rejected") for c in self):
            raise UserError(
                self.env._("A connection in use can be suspended, not deleted.")
            )

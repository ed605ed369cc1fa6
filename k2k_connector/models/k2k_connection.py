# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import re
from functools import partial
from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import retrying
from odoo.tools import format_list, ormcache

from ..tools import messages
from ..tools.pricing import FREIGHT_BASES, Rates
from .k2k_gateway import OTHER_ROLE


class K2kConnection(models.Model):
    """One side of the agreement between a buyer and a vendor company.

    Each company has its own record; the two share a token and nothing else. Settings
    of the buyer mean nothing on the vendor's record, and the other way round.
    """

    _name = "k2k.connection"
    _description = "K2K connection"
    _inherit = ["mail.thread"]
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
    requested_by_us = fields.Boolean(readonly=True, copy=False)
    requested_by = fields.Char(readonly=True, copy=False)
    requested_on = fields.Datetime(readonly=True, copy=False)
    accepted_by = fields.Char(readonly=True, copy=False)
    accepted_on = fields.Datetime(readonly=True, copy=False)
    readiness = fields.Json(
        compute="_compute_readiness",
        help="What is still missing on our side; empty when we are ready.",
    )
    is_ready = fields.Boolean(compute="_compute_readiness")
    currency_id = fields.Many2one(related="company_id.currency_id")
    last_published_on = fields.Datetime(readonly=True, copy=False)

    # Buyer's settings
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Receiving warehouse",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    gpm = fields.Float(
        string="Margin (GPM)",
        default=0.3,
        digits=(16, 4),
        help="Gross profit margin on the sales price: 0.30 is 30 %.",
    )
    cube_rate = fields.Float(
        string="Inbound truck, per ft³",
        digits=(16, 4),
    )
    freight_rate = fields.Float(string="Air freight rate", digits=(16, 4))
    freight_basis = fields.Selection(
        [
            (FREIGHT_BASES[0], "per full box (FBE)"),
            (FREIGHT_BASES[1], "per volumetric kg"),
            (FREIGHT_BASES[2], "per box"),
        ],
        default="kg",
        required=True,
    )
    handling_per_box = fields.Float(digits=(16, 4))
    duty_rate = fields.Float(
        digits=(16, 4), help="Share of the flower cost: 0.064 is 6.4 %."
    )
    transit_days = fields.Integer(
        default=1, help="Days from the vendor's ship date to our truck date."
    )
    auto_map = fields.Boolean(
        string="Make products by ourselves",
        default=True,
        help="Products of the vendor that we do not know are made and published.",
    )
    cart_minutes = fields.Integer(
        string="Minutes a cart holds boxes",
        default=60,
    )

    # Vendor's settings
    publish_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "k2k_connection_publish_warehouse_rel",
        "connection_id",
        "warehouse_id",
        string="Publishing warehouses",
        check_company=True,
        domain="[('company_id', '=', company_id)]",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        check_company=True,
        help="Prices for this buyer. Empty: the buyer's own pricelist.",
    )
    ship_days_offset = fields.Integer(
        help="Days we need before we can ship what is ordered today."
    )
    min_age = fields.Integer(string="Youngest box (days)")
    max_age = fields.Integer(string="Oldest box (days)", default=10)
    service_day_ids = fields.One2many("k2k.service.day", "connection_id")
    auto_confirm = fields.Boolean(
        string="Confirm orders at once",
        help="Orders of this buyer are confirmed without a click.",
    )
    invoice_as_reference = fields.Boolean(
        string="Invoice number names the AWB",
        help="Where an order has no reference, its invoice's number names the AWB.",
    )
    offer_count = fields.Integer(compute="_compute_offer_count")

    _token_unique = models.Constraint(
        "unique(token, role)", "This connection exists already."
    )
    _gpm_range = models.Constraint(
        "CHECK(gpm >= 0 AND gpm < 1)", "The margin must be from 0 to below 100 %."
    )
    _cart_minutes_positive = models.Constraint(
        "CHECK(cart_minutes > 0)", "A cart holds boxes for at least one minute."
    )
    _days_not_negative = models.Constraint(
        "CHECK(transit_days >= 0 AND ship_days_offset >= 0)",
        "Days cannot be negative.",
    )
    _age_range = models.Constraint(
        "CHECK(min_age >= 0 AND max_age >= min_age)",
        "The oldest age must not be below the youngest.",
    )

    # ------------------------------------------------------------------
    # Computes and constraints
    # ------------------------------------------------------------------
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

    @api.depends(
        "role",
        "partner_id.active",
        "warehouse_id.active",
        "publish_warehouse_ids.active",
        "service_day_ids",
    )
    def _compute_readiness(self):
        for connection in self:
            missing = connection._missing_items()
            connection.readiness = missing
            connection.is_ready = not missing

    def _missing_items(self):
        """What our side lacks: list of ``{"code", "message"}``, best order first."""
        self.ensure_one()
        checks = {
            "partner": (
                self.partner_id.active,
                self.env._("Restore the trading partner: it is archived."),
            ),
        }
        if self.role == "buyer":
            checks["warehouse"] = (
                self.warehouse_id.active,
                self.env._("Choose the warehouse that receives the boxes."),
            )
        else:
            checks["publish_warehouse"] = (
                self.publish_warehouse_ids.filtered("active"),
                self.env._("Choose the warehouses whose stock you publish."),
            )
            checks["service_day"] = (
                self.service_day_ids,
                self.env._("Add the weekdays on which you ship to this buyer."),
            )
        checks["sale_journal"] = (
            self._has_sale_journal(),
            self.env._("Set up accounting: a sales journal is needed for invoices."),
        )
        return [
            {"code": code, "message": message}
            for code, (is_there, message) in checks.items()
            if not is_there
        ]

    def _has_sale_journal(self):
        # Whether a journal exists is no secret; who may see journals is.
        return bool(
            self.env["account.journal"]
            .sudo()
            .search_count(
                [("company_id", "=", self.company_id.id), ("type", "=", "sale")],
                limit=1,
            )
        )

    def _compute_offer_count(self):
        counts = dict(
            self.env["k2k.offer"]._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["__count"]
            )
        )
        for connection in self:
            connection.offer_count = counts.get(connection, 0)

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
        if "state" in vals:
            self.env.registry.clear_cache()
        if settings_changed:
            self._publish_later()
        return res

    @api.model
    @ormcache()
    def _publishing_company_ids(self):
        """Companies whose stock some buyer sees: only their moves cost anything."""
        connections = self.sudo().search(
            [("role", "=", "vendor"), ("state", "=", "active")]
        )
        return frozenset(connections.company_id.ids)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if any(c.state not in ("draft", "rejected") for c in self):
            raise UserError(
                self.env._("A connection in use can be suspended, not deleted.")
            )

    # ------------------------------------------------------------------
    # Agreement
    # ------------------------------------------------------------------
    def action_request(self):
        """Ask the other company to trade; it appears on its side as requested."""
        for connection in self._in_states("draft", "rejected"):
            connection._send_agreement(
                "connect",
                messages.Connect(
                    token=connection.sudo().token,
                    role=connection.role,
                    sender=self.env.user.name,
                ),
            )
            connection.write(
                {
                    "state": "pending",
                    "requested_by_us": True,
                    "requested_by": self.env.user.name,
                    "requested_on": fields.Datetime.now(),
                }
            )
        return True

    def action_accept(self):
        """Agree to what the other company asked; both go on setting up."""
        self._answer_request(True)
        return True

    def action_reject(self):
        """Decline what the other company asked."""
        self._answer_request(False)
        return True

    def _answer_request(self, accepted):
        for connection in self._in_states("pending"):
            if connection.requested_by_us:
                raise UserError(
                    self.env._(
                        "%(partner)s has to answer: the request is yours.",
                        partner=connection.partner_id.display_name,
                    )
                )
            connection._send_agreement(
                "connect_reply",
                messages.ConnectReply(accepted=accepted, sender=self.env.user.name),
            )
            connection._note_answer(accepted, self.env.user.name)

    def _note_answer(self, accepted, sender):
        self.write(
            {
                "state": "in_progress" if accepted else "rejected",
                "accepted_by": sender if accepted else False,
                "accepted_on": fields.Datetime.now() if accepted else False,
            }
        )
        if not self.user_id and self.env.user.active:
            self.user_id = self.env.user

    def action_activate(self):
        """Start trading; refused, with the missing items named, until both are ready.

        :raise UserError: says what is missing, on our side or on the other
        """
        for connection in self._in_states("in_progress"):
            if not connection.is_ready:
                raise UserError(
                    self.env._(
                        "Not ready yet:\n%(missing)s",
                        missing="\n".join(
                            f"• {item['message']}" for item in connection.readiness
                        ),
                    )
                )
            connection._change_state("active")
        return True

    def action_suspend(self):
        """Stop offering and ordering; what is under way is finished."""
        for connection in self._in_states("active"):
            connection._change_state("suspended")
        return True

    def action_resume(self):
        """Trade again after a suspension."""
        for connection in self._in_states("suspended"):
            connection._change_state("active")
        return True

    def _change_state(self, state):
        self._send_agreement(
            "status", messages.Status(state=state, sender=self.env.user.name)
        )
        self._apply_state(state)

    def _apply_state(self, state):
        self.state = state
        if self.role == "vendor":
            self._publish_later()
        elif state != "active":
            # offers are written by publishing alone; whoever may suspend ends it
            self.env["k2k.offer"].sudo()._withdraw(self)

    def _in_states(self, *states):
        """These connections, checked: the user may change them and the state fits."""
        self.check_access("write")
        for connection in self:
            if connection.state not in states:
                labels = dict(self._fields["state"]._description_selection(self.env))
                raise UserError(
                    self.env._(
                        "%(name)s is %(state)s; this is possible only when it is "
                        "%(states)s.",
                        name=connection.display_name,
                        state=labels[connection.state],
                        states=format_list(
                            self.env, [labels[state] for state in states], style="or"
                        ),
                    )
                )
        return self

    def _send_agreement(self, message_type, message):
        """Send and raise the other side's refusal as it is."""
        reply = self.env["k2k.gateway"].send(self, message_type, message)
        if not reply["ok"]:
            raise UserError(reply["error"])
        return reply

    # ------------------------------------------------------------------
    # What the other side sends
    # ------------------------------------------------------------------
    def _receive_connect(self, message, partner):
        """A company asks: note it on our side. ``self`` may be empty (first time).

        :param partner: the sender in our contacts
        """
        if self and self.state not in ("draft", "rejected"):
            raise UserError(self.env._("This connection exists already."))
        values = {
            "state": "pending",
            "requested_by_us": False,
            "requested_by": message.sender,
            "requested_on": fields.Datetime.now(),
        }
        if self:
            self.write(values)
            return {}
        self.create(
            {
                **values,
                "token": message.token,
                "role": OTHER_ROLE[message.role],
                "partner_id": partner.id,
            }
        )
        return {}

    def _receive_connect_reply(self, message):
        self._in_states("pending")
        self._note_answer(message.accepted, message.sender)
        return {}

    def _receive_status(self, message):
        if message.state == "sync":
            self._in_states("active")
            self.env["k2k.publisher"]._publish_all(self)
            return {}
        allowed = {"active": ("in_progress", "suspended"), "suspended": ("active",)}
        self._in_states(*allowed.get(message.state, ()))
        if message.state == "active" and not self.is_ready:
            raise UserError(
                self.env._(
                    "%(company)s is not ready yet:\n%(missing)s",
                    company=self.company_id.name,
                    missing="\n".join(f"• {i['message']}" for i in self.readiness),
                )
            )
        self._apply_state(message.state)
        return {}

    # ------------------------------------------------------------------
    # Publishing
    # ------------------------------------------------------------------
    def action_sync(self):
        """Publish all now, from either side.

        :return: a notification that says how many lines are offered
        """
        self.check_access("write")
        vendors = self.filtered(lambda c: c.role == "vendor")
        for connection in vendors._in_states("active"):
            self.env["k2k.publisher"]._publish_all(connection)
        for connection in (self - vendors)._in_states("active"):
            connection._send_agreement(
                "status", messages.Status(state="sync", sender=self.env.user.name)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Everything in stock has been published."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _publishing_settings(self):
        """Settings of the vendor that change what is published."""
        return {
            "publish_warehouse_ids",
            "pricelist_id",
            "ship_days_offset",
            "min_age",
            "max_age",
            "service_day_ids",
        }

    def _publish_later(self):
        """Publish all of these connections once this transaction is through."""
        for company in self.filtered(lambda c: c.role == "vendor").company_id:
            self.env["k2k.publish.request"]._collect(company, all_products=True)

    @api.model
    def _cron_publish_all(self):
        """Nightly: compare and repair everything; ages and dates move by themselves."""
        connections = self.search([("role", "=", "vendor"), ("state", "=", "active")])
        self.env["ir.cron"]._commit_progress(remaining=len(connections))
        for connection in connections:
            own = connection.with_company(connection.company_id)
            retrying(partial(self.env["k2k.publisher"]._publish_all, own), self.env)
            self.env["ir.cron"]._commit_progress(1)

    def _rates(self):
        """The buyer's cost estimates for the pure pricing rules."""
        self.ensure_one()
        return Rates(
            cube_rate=self.cube_rate,
            freight_rate=self.freight_rate,
            freight_basis=self.freight_basis,
            handling_per_box=self.handling_per_box,
            duty_rate=self.duty_rate,
        )

    def action_view_offers(self):
        """The offers of this connection."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "k2k_connector.action_k2k_offer"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action

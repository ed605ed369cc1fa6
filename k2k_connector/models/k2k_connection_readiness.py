# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.messages import Status

# Where a checklist counts, and is worth telling the other side.
AGREED = ("in_progress", "active", "suspended")


class K2kConnection(models.Model):
    """What must be there before a connection trades."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    readiness = fields.Json(
        compute="_compute_readiness",
        help="What is still missing on our side; empty when we are ready.",
    )
    is_ready = fields.Boolean(compute="_compute_readiness")
    partner_readiness = fields.Json(
        compute="_compute_partner_readiness",
        help="What the other company still lacks, as it has told us.",
    )
    is_partner_ready = fields.Boolean(compute="_compute_partner_readiness")
    partner_missing = fields.Json(readonly=True, copy=False)
    partner_currency_id = fields.Many2one(
        "res.currency",
        string="Vendor's currency",
        readonly=True,
        copy=False,
        help="The currency of the vendor's prices.",
    )
    told_readiness = fields.Json(readonly=True, copy=False)

    @api.depends(
        "role",
        "partner_id.active",
        "warehouse_id.active",
        "publish_warehouse_ids.active",
        "service_day_ids",
        "partner_currency_id",
    )
    def _compute_readiness(self):
        for connection in self:
            missing = connection._missing_items()
            connection.readiness = missing
            connection.is_ready = not missing

    @api.depends("partner_missing", "role")
    def _compute_partner_readiness(self):
        texts = self._readiness_texts()
        unknown = self.env._("Something this version does not know by name.")
        for connection in self:
            connection.partner_readiness = [
                {"code": code, "message": texts.get(code, unknown)}
                for code in connection.partner_missing or ()
            ]
            connection.is_partner_ready = not connection.partner_missing

    @api.model
    def _readiness_texts(self):
        """What is to be done for each item, in the words of the company that lacks it.

        :return: dict from the code to a sentence
        """
        return {
            "partner": self.env._("Restore the trading partner: it is archived."),
            "warehouse": self.env._("Choose the warehouse that receives the boxes."),
            "publish_warehouse": self.env._(
                "Choose the warehouses whose stock you publish."
            ),
            "service_day": self.env._(
                "Add the weekdays on which you ship to this buyer."
            ),
            "rate": self.env._(
                "Add an exchange rate: the vendor's prices are in its currency."
            ),
            "vendor_rate": self.env._(
                "Add an exchange rate for the currency of this buyer's pricelist."
            ),
            "sale_journal": self.env._(
                "Set up accounting: a sales journal is needed for invoices."
            ),
        }

    def _missing_items(self):
        """What our side lacks: list of ``{"code", "message"}``, best order first."""
        self.ensure_one()
        texts = self._readiness_texts()
        return [
            {"code": code, "message": texts[code]} for code in self._missing_codes()
        ]

    def _missing_codes(self):
        is_there = {"partner": not self.partner_id or self.partner_id.active}
        if self.role == "buyer":
            is_there["warehouse"] = self.warehouse_id.active
            is_there["rate"] = self._can_convert(self.partner_currency_id)
        else:
            is_there["publish_warehouse"] = self.publish_warehouse_ids.filtered(
                "active"
            )
            is_there["service_day"] = self.service_day_ids
            is_there["vendor_rate"] = self._can_convert(self._vendor_currency())
        is_there["sale_journal"] = self._has_sale_journal()
        return [code for code, there in is_there.items() if not there]

    def _can_convert(self, currency):
        """Whether we can tell what an amount in this currency is in ours."""
        own = self.company_id.currency_id
        return (
            not currency
            or currency == own
            or self.env["k2k.publisher"]._has_rate(self.company_id, currency)
        )

    def _vendor_currency(self):
        """The currency of our prices for this buyer."""
        partner = self.partner_id.with_company(self.company_id)
        pricelist = self.pricelist_id or partner.property_product_pricelist
        return pricelist.currency_id or self.company_id.currency_id

    def _can_trade(self):
        """Whether our side lets boxes be offered.

        A missing rate stops single products, each with its reason, not the connection.
        """
        self.ensure_one()
        return not set(self._missing_codes()) - {"rate", "vendor_rate"}

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

    # ------------------------------------------------------------------
    # Telling the other side
    # ------------------------------------------------------------------
    def write(self, vals):
        res = super().write(vals)
        if self._readiness_settings() & vals.keys():
            self._tell_readiness()
        return res

    def _service_days_changed(self):
        """Whoever writes on the weekdays themselves changes what is published, too."""
        # what is remembered of them, see _service_rules
        self.env.registry.clear_cache()
        self._publish_later()
        self._tell_readiness()

    def _readiness_settings(self):
        """Settings that our checklist, or the buyer's, depends on."""
        return {
            "warehouse_id",
            "publish_warehouse_ids",
            "service_day_ids",
            "pricelist_id",
        }

    def _tell_readiness(self):
        """Tell the other side what we lack, when that is something else than before."""
        for connection in self.filtered(lambda c: c.state in AGREED):
            told = connection._readiness_told()
            if connection.told_readiness == told:
                continue
            connection.told_readiness = told
            reply = self.env["k2k.gateway"].send(
                connection, "status", connection._readiness_message()
            )
            if reply["ok"]:
                connection._note_partner_readiness(
                    reply.get("missing"), reply.get("currency")
                )
            connection._follow_readiness()

    def _readiness_told(self):
        currency = self._vendor_currency().name if self.role == "vendor" else ""
        return {"missing": self._missing_codes(), "currency": currency}

    def _readiness_message(self):
        return Status(
            state="readiness", sender=self.env.user.name, **self._readiness_told()
        )

    def _follow_readiness(self):
        """The buyer's side has become ready, or is so no longer."""
        if self.role == "buyer" and self.state == "active":
            if self._can_trade():
                message = Status(state="sync_later", sender=self.env.user.name)
                self.env["k2k.gateway"].send(self, "status", message)
            else:
                # offers are written by publishing alone; who may set up ends it
                self.env["k2k.offer"].sudo()._withdraw(self)

    def _note_partner_readiness(self, missing, currency):
        """Keep what the other side has told about itself."""
        self.ensure_one()
        self.partner_missing = [str(code) for code in missing or ()]
        if self.role == "buyer" and currency:
            self.partner_currency_id = (
                self.env["res.currency"]
                .with_context(active_test=False)
                .search([("name", "=", currency)], limit=1)
            )

    def _receive_readiness(self, message):
        self._note_partner_readiness(message.missing, message.currency)
        told = self._readiness_told()
        self.told_readiness = told
        return told

    # ------------------------------------------------------------------
    # Where it is mended
    # ------------------------------------------------------------------
    def action_mend(self, code=""):
        """The screen on which an item of our checklist is mended.

        :param str code: the item's code
        :return: an action; False where a field of this very form is meant
        """
        self.ensure_one()
        self.check_access("read")
        if code == "partner":
            return self._window(self.env._("Trading Partner"), self.partner_id, code)
        if code == "rate":
            return self._currency_window(self.partner_currency_id, code)
        if code == "vendor_rate":
            return self._currency_window(self._vendor_currency(), code)
        if code == "sale_journal":
            journals = self.env["account.journal"]
            if not journals.has_access("create"):
                return self._ask_somebody(code)
            return {
                **self._window(self.env._("Journals"), journals, code),
                "domain": [("company_id", "=", self.company_id.id)],
                "context": {"default_type": "sale"},
            }
        return False

    def _currency_window(self, currency, code):
        if not self.env["res.currency.rate"].has_access("create"):
            return self._ask_somebody(code)
        return self._window(self.env._("Currency"), currency, code)

    def _window(self, name, record, code):
        """An action that shows this record, or the list of all when there is none."""
        if not record.has_access("read"):
            return self._ask_somebody(code)
        views = ["form"] if record else ["list", "form"]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, view) for view in views],
        }

    def _ask_somebody(self, code):
        """What to tell a user who may not mend an item without help."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("You may not change this yourself"),
                "message": self.env._(
                    "Ask an administrator or whoever keeps your books: %(item)s",
                    item=self._readiness_texts().get(code, ""),
                ),
            },
        }

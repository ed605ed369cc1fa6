# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""The one door between two companies.

Nothing else in K2K may act on the other side. Today the other side is a company of
the same database and the message is handled within the caller's transaction; a
delivery to another database will be a second transport behind the same door.
"""

import dataclasses
from contextlib import contextmanager
from functools import partial
from uuid import uuid4

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ..tools import messages

# What is asked of the other side's record again and again, read as it is found.
TWIN = (
    "company_id",
    "state",
    "role",
    "partner_id",
    "min_age",
    "max_age",
    "ship_days_offset",
)
OTHER_ROLE = {"buyer": "vendor", "vendor": "buyer"}


class K2kGateway(models.AbstractModel):
    _name = "k2k.gateway"
    _description = "K2K gateway"

    # ------------------------------------------------------------------
    # Sending
    # ------------------------------------------------------------------
    @api.private
    def send(self, connection, message_type, payload, message_ref=None, document=None):
        """Take a message across and bring the reply back.

        :param connection: the sender's own ``k2k.connection``
        :param str message_type: a key of ``tools.messages.TYPES``
        :param payload: that type's dataclass instance, or the dict it stands for
        :param str message_ref: who sends the same again gives the same reference and
            gets the stored reply; nothing happens twice
        :param document: the sender's record whose action it is part of; a manager
            repeats that action where the message failed
        :return: dict with ``ok``; a refusal has ``ok`` False and ``error``, a sentence
            for the person who asked. It is never an exception: those are programming
            errors, they roll everything back and are written in the log.
        """
        connection.ensure_one()
        # whoever confirms an order need not be allowed to see the agreement behind it
        connection = connection.sudo()
        if dataclasses.is_dataclass(payload):
            payload = messages.unpack(payload)
        values = {
            "company_id": connection.company_id.id,
            "connection_id": connection.id,
            "message_ref": message_ref or uuid4().hex,
            "message_type": message_type,
            "document_ref": payload.get("po_ref"),
            "payload": messages.clean(payload),
        }
        if document:
            values["res_model"] = document._name
            values["res_id"] = document.id
        # The log belongs to nobody's duties: whoever sells may cause a message.
        log = self.env["k2k.message"].sudo()
        outgoing = log._note({**values, "direction": "out"})
        if not outgoing:
            known = log._find(connection.company_id, "out", values["message_ref"])
            return known.reply
        with _FailureNote(self.env, values):
            reply = self._deliver(connection, values)
        outgoing._close(reply)
        return reply

    @api.private
    def read_ahead(self, connections, refs):
        """Read at once what availability messages to many buyers read one by one.

        It fills the cache of this transaction, and tells nobody anything: those who are
        told of it search as ever, under their own rules.

        :param connections: vendor's sides of the connections
        :param refs: list of the vendor's references of the products
        """
        connections = connections.sudo()
        twins = connections.search(
            [("token", "in", connections.mapped("token")), ("role", "=", "buyer")]
        )
        twins.company_id.k2k_user_id.partner_id.mapped("active")
        twins.warehouse_id.mapped("active")
        self.env["k2k.offer"].sudo()._read_ahead(twins, refs)

    # ------------------------------------------------------------------
    # Transport: a company of this database
    # ------------------------------------------------------------------
    def _deliver(self, connection, values):
        twin, company = self._find_twin(connection)
        if not company:
            return self._refusal(
                self.env._(
                    "%(partner)s does not use K2K here.",
                    partner=connection.partner_id.display_name,
                )
            )
        receiver = self._as_company(company)
        with _acting_as(receiver.env):
            return receiver._receive(twin.with_env(receiver.env), values)

    def _find_twin(self, connection):
        """The other side's record and company; sudo because it is not ours to see."""
        twin = (
            self.env["k2k.connection"]
            .sudo()
            .search_fetch(
                [
                    ("token", "=", connection.token),
                    ("role", "=", OTHER_ROLE[connection.role]),
                ],
                TWIN,
                order="id",
                limit=1,
            )
        )
        if twin:
            return twin, twin.company_id
        partner = connection.partner_id.commercial_partner_id
        return twin, self.env["res.company"].sudo().search(
            [("partner_id", "=", partner.id)], limit=1
        )

    def _as_company(self, company):
        """This gateway in the other company's own environment.

        The user is that company's technical user and the only allowed company is its
        own, so record rules and defaults are those of that company alone, whoever
        sends.
        """
        # Of rows with a hundred columns no more than that, and what access rules ask.
        company.fetch(("k2k_user_id", "partner_id", "parent_path"))
        company.partner_id.fetch(("lang", "tz"))
        user = self._technical_user(company)
        context = {
            "allowed_company_ids": company.ids,
            "lang": company.partner_id.lang or self.env.lang,
            "tz": company.partner_id.tz or "UTC",
        }
        return self.with_env(self.env(user=user.id, context=context, su=False))

    def _find_sender_partner(self, token):
        """The sender in the receiver's contacts: in one database, its company's own."""
        sender = (
            self.env["k2k.connection"].sudo().search([("token", "=", token)], limit=1)
        )
        return sender.company_id.partner_id

    def _technical_user(self, company):
        """The user that acts for the company when a message comes in; made once."""
        if not company.k2k_user_id:
            company.k2k_user_id = (
                self.env["res.users"]
                .sudo()
                .with_context(no_reset_password=True)
                .create(self._prepare_technical_user_vals(company))
            )
        return company.k2k_user_id

    def _prepare_technical_user_vals(self, company):
        groups = (
            "k2k_connector.group_k2k_manager",
            "k2k_connector.group_k2k_gateway",
            "sales_team.group_sale_manager",
            "purchase.group_purchase_manager",
            "stock.group_stock_manager",
            "account.group_account_invoice",
            "product.group_product_manager",
            "base.group_partner_manager",
        )
        return {
            "name": f"K2K ({company.name})",
            "login": f"__k2k_gateway_{company.id}__",
            # like OdooBot: it acts, but nobody logs in as it or picks it from a list
            "active": False,
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
            "group_ids": [(6, 0, [self.env.ref(group).id for group in groups])],
        }

    # ------------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------------
    def _receive(self, connection, values):
        """Handle a message on the receiving side, once.

        :param connection: the receiver's own record (empty for a first ``connect``)
        :param dict values: what the sender noted
        :return: the reply
        """
        company = self.env.company
        log = self.env["k2k.message"].sudo()
        values = {
            **{key: values[key] for key in values if not key.startswith("res_")},
            "payload": messages.clean(values["payload"]),
            "direction": "in",
            "company_id": company.id,
            "connection_id": connection.id or None,
        }
        incoming = log._note(values)
        if not incoming:
            return log._find(company, "in", values["message_ref"]).reply
        reply = messages.clean(self._handle(connection, values))
        incoming._close(reply)
        return reply

    def _handle(self, connection, values):
        """Read the payload and call its handler; refusals become replies."""
        if not connection and values["message_type"] != "connect":
            return self._refusal(self.env._("There is no such connection here."))
        try:
            message = messages.parse(values["message_type"], values["payload"])
        except messages.MessageError as error:
            return self._refusal(str(error))
        handler = getattr(self, f"_handle_{values['message_type']}")
        try:
            with self.env.cr.savepoint():
                return {"ok": True, **handler(connection, message)}
        except AccessError:
            # a technical user without a right is our mistake, not an answer
            raise
        except (UserError, messages.MessageError) as error:
            return self._refusal(str(error))

    def _refusal(self, text):
        return {"ok": False, "error": text}

    # ------------------------------------------------------------------
    # Handlers: one for each message type, thin; the models do the work
    # ------------------------------------------------------------------
    def _handle_connect(self, connection, message):
        partner = self._find_sender_partner(message.token)
        return connection._receive_connect(message, partner)

    def _handle_connect_reply(self, connection, message):
        return connection._receive_connect_reply(message)

    def _handle_status(self, connection, message):
        return connection._receive_status(message)

    def _handle_availability(self, connection, message):
        return self.env["k2k.offer"]._receive_availability(connection, message)

    def _handle_pictures(self, connection, message):
        return self.env["k2k.product.map"]._receive_pictures(connection, message)

    def _handle_hold(self, connection, message):
        return self.env["k2k.hold"]._receive_hold(connection, message)

    def _handle_keep(self, connection, message):
        return self.env["k2k.hold"]._receive_keep(connection, message)

    def _handle_release(self, connection, message):
        return self.env["k2k.hold"]._receive_release(connection, message)

    def _handle_order(self, connection, message):
        return self.env["sale.order"]._k2k_receive_order(connection, message)

    def _handle_order_confirmed(self, connection, message):
        return self.env["k2k.prebook"]._receive_order_confirmed(connection, message)

    def _handle_shipment(self, connection, message):
        """Nothing here follows boxes: the addon that does answers."""
        return {}

    def _handle_shipment_changed(self, connection, message):
        return {}

    def _handle_credit(self, connection, message):
        return self._refuse_credits()

    def _handle_credit_reply(self, connection, message):
        return self._refuse_credits()

    def _refuse_credits(self):
        """Nothing here follows boxes: the addon that does answers."""
        raise UserError(self.env._("Credits are agreed on outside K2K here."))

    def _handle_order_changed(self, connection, message):
        return self.env["sale.order"]._k2k_receive_order_changed(connection, message)

    def _handle_order_cancelled(self, connection, message):
        return self.env["k2k.prebook"]._receive_order_cancelled(connection, message)

    def _handle_line_cancelled(self, connection, message):
        return self.env["k2k.prebook"]._receive_line_cancelled(connection, message)

    def _handle_line_split(self, connection, message):
        return self.env["k2k.prebook"]._receive_line_split(connection, message)

    def _handle_boxes_added(self, connection, message):
        """Nothing here follows boxes: the addon that does answers."""
        raise UserError(self.env._("The buyer takes what was ordered, no more."))

    def _handle_cancel_request(self, connection, message):
        return self.env["sale.order"]._k2k_receive_cancel_request(connection, message)

    def _handle_price_changed(self, connection, message):
        return self.env["k2k.prebook"]._receive_price_changed(connection, message)

    def _handle_substitute_offered(self, connection, message):
        return self.env["k2k.prebook.line"]._receive_substitute_offered(
            connection, message
        )

    def _handle_substitute_reply(self, connection, message):
        return self.env["sale.order.line"]._k2k_receive_substitute_reply(
            connection, message
        )

    def _handle_cancel_reply(self, connection, message):
        return self.env["k2k.prebook"]._receive_cancel_reply(connection, message)


@contextmanager
def _acting_as(env):
    """Make the receiver's user the one the transaction acts for, for a while.

    Core checks links to partners and users against the user who began the
    transaction: here that is the sender, who may see nothing of the receiver's.
    """
    transaction = env.transaction
    before = transaction.default_env
    transaction.default_env = env
    try:
        yield
    finally:
        transaction.default_env = before


class _FailureNote:
    """Writes a failed message down although its transaction is rolled back."""

    def __init__(self, env, values):
        self.env = env
        self.values = values

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        # a serialization error is no failure: Odoo runs the request again
        if error is not None and not isinstance(error, OperationalError):
            failed = {
                **self.values,
                "direction": "out",
                "state": "failed",
                "error": messages.clean(f"{kind.__name__}: {error}"),
            }
            self.env.cr.postrollback.add(
                partial(_note_failure, self.env.registry, self.env.uid, failed)
            )
        return False


def _note_failure(registry, uid, values):
    """Runs after the rollback, in a transaction of its own."""
    with registry.cursor() as cr:
        env = api.Environment(cr, uid, {})
        if not env["res.company"].sudo().browse(values["company_id"]).exists():
            return  # the company itself was new, and is gone with the transaction
        connection = env["k2k.connection"].sudo().browse(values["connection_id"])
        values["connection_id"] = connection.exists().id or None
        env["k2k.message"].sudo()._note(values)

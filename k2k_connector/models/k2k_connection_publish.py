# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses
from functools import partial

from odoo import api, fields, models
from odoo.service.model import retrying
from odoo.tools import frozendict, ormcache

from ..tools import messages
from .k2k_connection_readiness import AGREED


class K2kConnection(models.Model):
    """When a connection publishes, and what it has published."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    last_published_on = fields.Datetime(readonly=True, copy=False)
    to_map_count = fields.Integer(compute="_compute_to_map_count")
    offer_count = fields.Integer(compute="_compute_offer_count")

    def _compute_offer_count(self):
        counts = dict(
            self.env["k2k.offer"]._read_group(
                [("connection_id", "in", self.ids)], ["connection_id"], ["__count"]
            )
        )
        for connection in self:
            connection.offer_count = counts.get(connection, 0)

    @api.model
    @ormcache()
    def _count_publishing(self):
        """Companies whose stock some buyer sees: only their moves cost anything.

        :return: dict from the company's id to the number of its buyers
        """
        counts = self.sudo()._read_group(
            [("role", "=", "vendor"), ("state", "=", "active")],
            ["company_id"],
            ["__count"],
        )
        return frozendict((company.id, buyers) for company, buyers in counts)

    @api.model
    def _publishing_company_ids(self):
        return self._count_publishing().keys()

    def action_sync(self):
        """Publish all now, from either side.

        :return: a notification that says how many lines are offered
        """
        self.check_access("write")
        lines = 0
        vendors = self.filtered(lambda c: c.role == "vendor")
        for connection in vendors._in_states("active"):
            # the rules look at stock, lots and prices, whatever the manager may see
            publisher = self.env["k2k.publisher"].sudo()
            lines += publisher._publish_all(connection.sudo(), progress=True)
        for connection in (self - vendors)._in_states("active"):
            reply = connection._send_agreement(
                "status",
                messages.Status(
                    state="sync",
                    sender=self.env.user.name,
                    watcher=connection._watcher(),
                ),
            )
            lines += reply.get("lines") or 0
        return self._notify_published(lines)

    def _notify_published(self, lines):
        message = self.env._(
            "Everything in stock has been published: %(lines)s lines.", lines=lines
        )
        if not lines:
            message = self.env._(
                "There is nothing to publish now. The checklists of both companies "
                "tell why, or the vendor's K2K / Sales / Why Is This Not Published?"
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if lines else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _remind_to_map(self):
        """One activity for the responsible as long as products wait to be mapped."""
        self.invalidate_recordset(["to_map_count"])
        todo = "k2k_connector.mail_activity_type_map"
        for connection in self:
            open_ones = connection.activity_search([todo])
            count = connection.to_map_count
            if open_ones and not count:
                open_ones.unlink()
            elif count and not open_ones and connection.user_id:
                connection.activity_schedule(
                    todo,
                    summary=self.env._("Map the new products of this vendor"),
                    user_id=connection.user_id.id,
                )

    def _compute_to_map_count(self):
        counts = dict(
            self.env["k2k.product.map"]._read_group(
                [("connection_id", "in", self.ids), ("state", "=", "to_map")],
                ["connection_id"],
                ["__count"],
            )
        )
        for connection in self:
            connection.to_map_count = counts.get(connection, 0)

    def _note_mended(self, mended):
        """Write on the connection what the nightly check found wrong.

        :param mended: ``messages.Mended``
        """
        if mended:
            self.message_post(
                body=self.env._(
                    "Nightly check: %(created)s missing offers added, %(changed)s "
                    "wrong ones corrected, %(removed)s taken down.",
                    **dataclasses.asdict(mended),
                )
            )

    def _publish_later(self):
        """Publish all of these connections once this transaction is through."""
        for company in self.filtered(lambda c: c.role == "vendor").company_id:
            self.env["k2k.publish.request"]._collect(company, all_products=True)

    @api.model
    def _cron_publish_all(self):
        """Nightly: compare and repair everything, and check what both sides lack.

        What time alone has changed is published first: that is no repair.
        """
        connections = self.search([("role", "=", "vendor"), ("state", "=", "active")])
        agreed = self.search([("state", "in", AGREED)])
        due = self._find_due()
        self.env["ir.cron"]._commit_progress(remaining=len(connections) + len(due))
        for connection in agreed:
            # beside whoever is publishing: one collision must not undo all the others
            retrying(connection._tell_readiness, self.env)
            self.env["ir.cron"]._commit_progress()
        due._publish_due()
        for connection in connections:
            own = connection.with_company(connection.company_id)
            publish = partial(self.env["k2k.publisher"]._publish_all, own, repair=True)
            retrying(publish, self.env)
            self.env["ir.cron"]._commit_progress(1)

    def action_view_offers(self):
        """The offers of this connection."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.actions"]._for_xml_id(
            "k2k_connector.action_k2k_offer"
        )
        action["domain"] = [("connection_id", "=", self.id)]
        return action

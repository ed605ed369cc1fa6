# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from functools import partial
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.service.model import retrying
from odoo.tools import ormcache

from ..tools.dates import next_date_change


class K2kConnection(models.Model):
    """What changes without anybody's doing: boxes grow older, cut-offs pass."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    publish_again_at = fields.Datetime(
        readonly=True,
        copy=False,
        help="When ages, ship dates or prices by date are other ones.",
    )

    def _plan_publishing(self):
        """Wake the publishing job when the vendor's clock changes what is offered."""
        # nobody types when the next change is, whoever may cause a publication
        changes = self.sudo()._next_changes()
        for connection, moment in changes.items():
            if connection.publish_again_at != moment:
                connection.publish_again_at = moment
                job = self.env.ref("k2k_connector.ir_cron_publish").sudo()
                job._trigger(at=moment)

    def _next_changes(self):
        """The next moment at which time alone changes what is offered, in UTC.

        :return: dict from connection to naive datetime
        """
        changes = {connection: connection._next_day() for connection in self}
        for company, connections in self.grouped("company_id").items():
            last = max(changes[connection] for connection in connections)
            of_prices = self._price_changes(company, last)
            for connection in connections:
                changes[connection] = min([changes[connection], *of_prices])
        return changes

    @ormcache("self.id")
    def _service_rules(self):
        """The weekdays on which the vendor ships, for the pure date rules.

        Remembered for everybody, whoever asks first: hence sudo.

        :return: tuple of ``tools.dates.ServiceDay``
        """
        return self.sudo().service_day_ids._as_rules()

    def _next_day(self):
        """When what can be ordered leaves on another day, in UTC."""
        self.ensure_one()
        publisher = self.env["k2k.publisher"]
        moment = next_date_change(
            publisher._local_now(self),
            self.ship_days_offset,
            self._service_rules(),
        )
        return moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _price_changes(self, company, until):
        """When rules of a company's pricelists begin or end, up to a moment."""
        now = fields.Datetime.now()
        bounds = ("date_start", "date_end")
        rules = self.env["product.pricelist.item"].search(
            Domain("company_id", "in", (company.id, False))
            & Domain.OR(
                Domain(name, ">", now) & Domain(name, "<", until) for name in bounds
            ),
            order="id",
        )
        moments = [rule[name] for rule in rules for name in bounds if rule[name]]
        return [moment for moment in moments if now < moment < until]

    @api.model
    def _find_due(self):
        """Vendor connections that time has changed since they were planned."""
        return self.search(
            [
                ("role", "=", "vendor"),
                ("state", "=", "active"),
                ("publish_again_at", "<=", fields.Datetime.now()),
            ]
        )

    def _publish_due(self):
        """Publish what time has changed, connection by connection."""
        for connection in self:
            own = connection.with_company(connection.company_id)
            publish = partial(self.env["k2k.publisher"]._publish_all, own)
            retrying(publish, self.env)
            self.env["ir.cron"]._commit_progress(1)

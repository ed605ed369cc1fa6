# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from functools import partial
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.service.model import retrying

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
        self.ensure_one()
        # nobody types when the next change is, whoever may cause a publication
        connection = self.sudo()
        moment = connection._next_change()
        if connection.publish_again_at != moment:
            connection.publish_again_at = moment
            job = self.env.ref("k2k_connector.ir_cron_publish").sudo()
            job._trigger(at=moment)

    def _next_change(self):
        """The next moment at which time alone changes what is offered, in UTC."""
        publisher = self.env["k2k.publisher"]
        moment = next_date_change(
            publisher._local_now(self),
            self.ship_days_offset,
            self.service_day_ids._as_rules(),
        )
        moment = moment.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)
        return min([moment, *self._price_changes(moment)])

    def _price_changes(self, until):
        """When rules of our pricelists begin or end, up to a moment."""
        now = fields.Datetime.now()
        rules = self.env["product.pricelist.item"]
        moments = []
        for name in ("date_start", "date_end"):
            found = rules.search(
                [
                    ("company_id", "in", (self.company_id.id, False)),
                    (name, ">", now),
                    (name, "<", until),
                ],
                order=f"{name}, id",
                limit=1,
            )
            moments += found.mapped(name)
        return moments

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

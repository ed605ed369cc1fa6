# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError

from ..tools import awb as rules
from ..tools.airlines import airline_of


class K2kAwb(models.Model):
    """What people do with an AWB: its real number, its day, joining, reopening."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    airline = fields.Char(compute="_compute_airline", help="Of the number's prefix.")
    twin_id = fields.Many2one(
        "k2k.awb",
        compute="_compute_twin_id",
        help="Another open AWB of this number and vendor: boxes that fly together.",
    )

    @api.depends("name")
    def _compute_airline(self):
        for awb in self:
            awb.airline = airline_of(awb.name)

    @api.depends("name", "state", "partner_id", "warehouse_id")
    def _compute_twin_id(self):
        for awb in self:
            awb.twin_id = awb._find_twin() if awb.state == "open" else False

    def _find_twin(self, name=None):
        """The other open AWB of this name, vendor and warehouse; empty if none.

        :param str name: the name it would have; default: the one it has
        """
        self.ensure_one()
        return self._find_open(
            self.partner_id, self.warehouse_id, name or self.name, self._origin
        )

    @api.model
    def _find_open(self, partner, warehouse, name, beside=None):
        """The open AWB of a name, whatever its ship date; the latest of several.

        Never across vendors: the same number of another vendor is another AWB.
        """
        return self.search(
            [
                ("partner_id", "=", partner.id),
                ("warehouse_id", "=", warehouse.id),
                ("name_key", "=", rules.key(name)),
                ("state", "=", "open"),
                ("id", "not in", beside.ids if beside else []),
            ],
            order="ship_date desc, id desc",
            limit=1,
        )

    def write(self, vals):
        if "name" in vals and rules.key(vals["name"]):
            self._offer_to_join(vals["name"])
        res = super().write(vals)
        if {"arrival_date", "name"} & vals.keys():
            self._boxes("staged")._follow_awb()
        return res

    def _offer_to_join(self, name):
        """Two open AWBs of one vendor, day and number: put their boxes together."""
        for awb in self:
            twin = awb._find_twin(name)
            if (
                awb.state != "open"
                or twin.ship_date != awb.ship_date
                or twin.connection_id != awb.connection_id
            ):
                continue
            raise RedirectWarning(
                self.env._(
                    "%(twin)s is open already, with %(count)s boxes of the same vendor "
                    "and day. Shall the boxes of %(awb)s join it?",
                    twin=twin.name,
                    count=twin.pieces,
                    awb=awb.name,
                ),
                # this transaction is rolled back, a record would be gone
                self.env["k2k.awb.assign"]._action_new(awb._live_boxes(), name),
                self.env._("Put them together"),
            )

    def action_join(self):
        """Put the boxes of this AWB on the other open one of the same number."""
        self.ensure_one()
        self.check_access("write")
        if not self.twin_id:
            raise UserError(
                self.env._("No other open AWB has the number %(awb)s.", awb=self.name)
            )
        self._boxes("staged")._move_to_awb(self.twin_id)
        return self.twin_id._get_records_action()

    def action_assign(self):
        """Type the real number and the day of arrival for all boxes of these AWBs."""
        self.check_access("write")
        return self.env["k2k.awb.assign"]._open(self._live_boxes())

    def _live_boxes(self):
        return self.env["k2k.box"].search(
            [("awb_id", "in", self.ids), ("state", "!=", "cancelled")]
        )

    def action_reopen(self):
        """Undo closing: boxes that were missing are expected again.

        Those for which a credit was asked stay missing.

        :raise UserError: not closed, or its number was taken by an open AWB meanwhile
        """
        self.env["k2k.box"]._check_may_receive()
        self.check_access("write")
        for awb in self:
            if awb.state != "closed":
                raise UserError(
                    self.env._("%(awb)s is open already.", awb=awb.display_name)
                )
            twin = awb._find_twin()
            if twin.ship_date == awb.ship_date:
                raise UserError(
                    self.env._(
                        "There is another open AWB %(awb)s of this vendor and day. "
                        "Rename one of them first.",
                        awb=awb.name,
                    )
                )
        self.state = "open"
        self._boxes("missing")._expect_again()
        return True

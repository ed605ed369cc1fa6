# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class K2kAwb(models.Model):
    """Closing an AWB shows what would be missing."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    def action_ask_close(self):
        """Close these AWBs; where boxes would be missing, show them first."""
        self.env["k2k.box"]._check_may_receive()
        if not self._boxes("staged"):
            return self.action_close()
        wizard = self.env["k2k.awb.close"].create(
            {"awb_ids": [fields.Command.set(self.ids)]}
        )
        return wizard._get_records_action(
            name=self.env._("Missing boxes"), target="new"
        )

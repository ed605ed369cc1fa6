# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def button_validate(self):
        """Tell where it is done before core asks for quantities."""
        if not self.env.context.get("k2k_whole_boxes"):
            self._k2k_check_by_hand()
        return super().button_validate()

    def _action_done(self):
        """Vendor: boxes leave with the order, so that invoice and buyer follow."""
        if not self.env.context.get("k2k_whole_boxes"):
            self._k2k_check_by_hand()
        return super()._action_done()

    def action_cancel(self):
        # the order itself cancels with all rights, whoever presses its button
        if not self.env.su:
            self._k2k_check_by_hand()
        return super().action_cancel()

    def _k2k_check_by_hand(self):
        """Refuse what the other company would not hear of.

        :raise UserError: says where it is done instead
        """
        for picking in self:
            # whoever moves stock need not be allowed to read the order
            order = picking.sudo().sale_id
            if (
                order.is_k2k
                and picking.picking_type_code == "outgoing"
                and picking.state not in ("done", "cancel")
            ):
                raise UserError(
                    self.env._(
                        "%(picking)s is for the buyer of %(order)s. Use “Choose Boxes” "
                        "or “Cancel Boxes” on that order: the boxes leave, the invoice "
                        "is made and the buyer is told.",
                        picking=picking.name,
                        order=order.name,
                    )
                )

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._k2k_check_holds()
        return lines

    def write(self, vals):
        res = super().write(vals)
        if {"package_id", "move_id", "quant_id"} & vals.keys():
            self._k2k_check_holds()
        return res

    def _action_done(self):
        self._k2k_check_holds()
        return super()._action_done()

    def _k2k_check_holds(self):
        """A held box goes nowhere but with its order.

        Core would let a clerk put it on another transfer and free the reservation
        without a word.
        """
        # Whoever moves boxes must be told, whether or not they may see holds.
        packages = self.package_id.sudo().filtered("k2k_hold_id")
        if not packages:
            return
        for line in self.sudo().filtered(lambda ml: ml.package_id in packages):
            hold = line.package_id.k2k_hold_id
            allowed = hold.move_id | hold.sale_line_id.move_ids
            chain = line.move_id | line.move_id.move_dest_ids
            if hold._is_live() and not chain & allowed:
                raise UserError(
                    self.env._(
                        "Box %(code)s is held for %(buyer)s. Take another box, or ask "
                        "for the hold to be released.",
                        code=line.package_id.name,
                        buyer=hold.partner_id.display_name,
                    )
                )

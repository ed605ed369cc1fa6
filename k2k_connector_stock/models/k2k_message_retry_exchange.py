# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError

from ..tools.scan import code_of


class K2kMessage(models.Model):
    """Repeating the exchange of a box."""

    _inherit = "k2k.message"  # pylint: disable=consider-merging-classes-inherited

    def _retry_shipment_changed(self):
        exchanged = self.payload.get("exchanged")
        if not exchanged:
            return super()._retry_shipment_changed()
        order = self._retry_document()
        # whoever sells need not see transfers
        own = order.sudo()
        for pair in exchanged:
            line = own.order_line.filtered(
                lambda ln, ref=pair["box"]["line_ref"]: ln.k2k_peer_line_ref == ref
            )
            old = own._k2k_packages_out().filtered(
                lambda box, code=pair["code"]: code_of(box.name) == code_of(code)
            )
            choice = line._k2k_choice_of_boxes() if line else old.browse()
            new = choice.filtered(
                lambda box, code=pair["box"]["code"]: code_of(box.name) == code_of(code)
            )
            if not old or not new:
                raise UserError(
                    self.env._(
                        "One of the boxes is not to be had any more. Use “Exchange a "
                        "Box” on %(order)s again.",
                        order=order.name,
                    )
                )
            order._k2k_exchange(old.with_env(self.env), new.with_env(self.env))
        return None

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

SALES = "k2k_connector.group_k2k_user"


class SaleOrderLine(models.Model):
    """The numbers of a line's source, for those who sell."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    k2k_boxes_left = fields.Integer(
        related="k2k_offer_id.boxes_available",
        string="Boxes left",
        groups=SALES,
        help="Boxes of this source that nobody holds.",
    )
    k2k_margin = fields.Float(
        string="K2K margin",
        compute="_compute_k2k_margin",
        groups=SALES,
        help="What is left of the price after the landed cost, as it is today.",
    )

    @api.depends("k2k_offer_id", "k2k_unit_price", "k2k_ship_via", "discount")
    def _compute_k2k_margin(self):
        for line in self:
            price = line.k2k_unit_price * (1 - line.discount / 100)
            cost = line.order_id._k2k_cost_of(line.k2k_offer_id, line.k2k_ship_via)
            line.k2k_margin = (price - cost) / price if price > 0 and cost else 0.0

    def action_k2k_add_boxes(self):
        """The link below the lines; the quotation stands in the context."""
        order = self.env["sale.order"].browse(self.env.context.get("order_id"))
        return order.action_k2k_add_boxes()

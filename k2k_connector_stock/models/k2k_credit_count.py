# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

READERS = (
    "k2k_connector.group_k2k_user,k2k_connector_stock.group_k2k_warehouse,"
    "purchase.group_purchase_user,account.group_account_invoice"
)


class PurchaseOrder(models.Model):
    """The credits we asked for on an order."""

    _inherit = "purchase.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_credit_ids = fields.One2many(
        "k2k.credit", "purchase_order_id", string="Vendor credits", groups=READERS
    )
    k2k_credit_count = fields.Integer(
        compute="_compute_k2k_credit_count", groups=READERS
    )

    def _compute_k2k_credit_count(self):
        for order in self:
            order.k2k_credit_count = len(order.k2k_credit_ids)

    def action_view_k2k_credits(self):
        """Open the credits we asked for."""
        self.check_access("read")
        return self.k2k_credit_ids._get_records_action(
            name=self.env._("Vendor credits")
        )


class SaleOrder(models.Model):
    """The credits a buyer asks for on an order."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_credit_ids = fields.One2many(
        "k2k.credit", "sale_order_id", string="Credits asked", groups=READERS
    )
    k2k_credit_count = fields.Integer(
        compute="_compute_k2k_credit_count", groups=READERS
    )

    def _compute_k2k_credit_count(self):
        for order in self:
            order.k2k_credit_count = len(order.k2k_credit_ids)

    def action_view_k2k_credits(self):
        """Open the credits that the buyer asks for."""
        self.check_access("read")
        return self.k2k_credit_ids._get_records_action(name=self.env._("Credits asked"))


class K2kAwb(models.Model):
    """The credits for boxes of an AWB."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    credit_ids = fields.Many2many(
        "k2k.credit", compute="_compute_credit_ids", groups=READERS
    )
    credit_count = fields.Integer(compute="_compute_credit_ids", groups=READERS)

    def _compute_credit_ids(self):
        lines = self.env["k2k.credit.line"].search([("box_id.awb_id", "in", self.ids)])
        by_awb = lines.grouped(lambda line: line.box_id.awb_id)
        for awb in self:
            awb.credit_ids = by_awb.get(awb, lines.browse()).credit_id
            awb.credit_count = len(awb.credit_ids)

    def action_view_credits(self):
        """Open the credits we asked for."""
        self.check_access("read")
        return self.credit_ids._get_records_action(name=self.env._("Vendor credits"))

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import scan as scan_rules

GROUP_WAREHOUSE = "k2k_connector_stock.group_k2k_warehouse"
# Context key: how boxes are received, "scan" or "confirm". Without it a transfer of
# Odoo itself was completed, which is a confirmation.
MOMENT = "k2k_moment"


class K2kBox(models.Model):
    """One box and one trip: the staging area is a list of these.

    A box follows its stock move. Whoever completes the planned move from the staging
    area to the stock, box, AWB, prebook and billing follow. Nobody types a state.

    Here: what is known of a box. The other files of this model hold what is done with
    it: staging, scanning, receiving and billing.
    """

    _name = "k2k.box"
    _description = "K2K box"
    _order = "awb_id desc, product_id, code"
    _rec_name = "code"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    connection_id = fields.Many2one(
        "k2k.connection", readonly=True, index="btree_not_null", check_company=True
    )
    code = fields.Char(
        string="Box",
        required=True,
        readonly=True,
        size=scan_rules.MAX_CODE,
        help="The code on the vendor's label, upper case.",
    )
    package_id = fields.Many2one(
        "stock.package",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    package_type_id = fields.Many2one(
        "stock.package.type",
        string="Box type",
        readonly=True,
        check_company=True,
    )
    awb_id = fields.Many2one(
        "k2k.awb",
        string="AWB",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    warehouse_id = fields.Many2one(
        related="awb_id.warehouse_id", string="Warehouse", store=True
    )
    partner_id = fields.Many2one(
        related="awb_id.partner_id", string="Vendor", store=True, index=True
    )
    ship_date = fields.Date(related="awb_id.ship_date", store=True)
    arrival_date = fields.Date(related="awb_id.arrival_date", store=True)
    purchase_line_id = fields.Many2one(
        "purchase.order.line",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    purchase_order_id = fields.Many2one(
        related="purchase_line_id.order_id", string="Purchase order"
    )
    # to be searched by those who may not read purchase orders
    purchase_order_name = fields.Char(
        related="purchase_line_id.order_id.name", string="Purchase order number"
    )
    prebook_line_id = fields.Many2one(
        "k2k.prebook.line",
        readonly=True,
        index="btree_not_null",
        check_company=True,
    )
    prebook_id = fields.Many2one(
        related="prebook_line_id.prebook_id",
        string="Prebook",
        store=True,
        index="btree_not_null",
    )
    sale_line_id = fields.Many2one(
        "sale.order.line",
        string="Customer's line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Of the customer who waits for a box that was added by hand.",
    )
    customer_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_customer_id",
        compute_sudo=True,
        store=True,
        index="btree_not_null",
        check_company=True,
    )
    truck_date = fields.Date(
        compute="_compute_customer_id", compute_sudo=True, store=True
    )
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        index=True,
        check_company=True,
    )
    uom_id = fields.Many2one("uom.uom", string="Pack", readonly=True)
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    quantity = fields.Float(
        string="Units",
        readonly=True,
        digits="Product Unit",
        help="In the product's own unit.",
    )
    fbe = fields.Float(
        related="package_type_id.k2k_fbe", string="FBE", store=True, digits=(16, 3)
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_cost = fields.Float(
        readonly=True,
        digits=(16, 5),
        aggregator=None,
        help="Price of the purchase order, per the product's own unit.",
    )
    landed_cost = fields.Float(
        readonly=True,
        digits=(16, 5),
        aggregator=None,
        help="With freight, handling, duty and truck, per the product's own unit. An "
        "estimate until the AWB's costs are known.",
    )
    total_cost = fields.Monetary(compute="_compute_total_cost", store=True)
    total_landed_cost = fields.Monetary(compute="_compute_total_cost", store=True)
    lot_ref = fields.Char(string="Vendor's lot", readonly=True)
    lot_id = fields.Many2one(
        "stock.lot", string="Lot", readonly=True, check_company=True
    )
    receipt_move_id = fields.Many2one(
        "stock.move",
        string="Receipt",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        help="The receipt of the purchase order into the staging area.",
    )
    move_id = fields.Many2one(
        "stock.move",
        string="Planned move",
        readonly=True,
        index="btree_not_null",
        check_company=True,
        help="From the staging area to the stock.",
    )
    state = fields.Selection(
        [
            ("staged", "On its way"),
            ("received", "Received"),
            ("billed", "Billed"),
            ("missing", "Missing"),
            ("cancelled", "Cancelled"),
        ],
        default="staged",
        required=True,
        readonly=True,
    )
    is_presold = fields.Boolean(
        compute="_compute_is_presold", store=True, help="Sold to a customer already."
    )
    is_late = fields.Boolean(
        compute="_compute_is_late",
        search="_search_is_late",
        help="Should have arrived by now.",
    )
    received_at = fields.Datetime(readonly=True)
    received_by = fields.Many2one("res.users", readonly=True)
    to_bill = fields.Boolean(
        string="Booked for billing",
        readonly=True,
        help="The invoice follows within seconds.",
    )
    invoice_id = fields.Many2one(
        "account.move",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
    )
    note = fields.Char(
        string="Not billed because",
        readonly=True,
        help="Why the box was not billed, and what to do about it.",
    )

    _staged_unique = models.UniqueIndex(
        "(company_id, connection_id, code) WHERE state = 'staged'",
        "A box of this code is on its way already.",
    )
    _code_index = models.Index("(company_id, code)")
    _awb_state_index = models.Index("(awb_id, state)")
    _to_bill_index = models.Index("(prebook_id) WHERE to_bill")

    # ------------------------------------------------------------------
    # Computes
    # ------------------------------------------------------------------
    @api.depends("quantity", "unit_cost", "landed_cost")
    def _compute_total_cost(self):
        for box in self:
            box.total_cost = box.quantity * box.unit_cost
            box.total_landed_cost = box.quantity * box.landed_cost

    @api.depends(
        "prebook_line_id.prebook_id.partner_id",
        "prebook_line_id.prebook_id.truck_date",
        "sale_line_id.order_id.partner_id",
        "sale_line_id.order_id.commitment_date",
    )
    def _compute_customer_id(self):
        """Whose box it is, and when it leaves for the customer."""
        for box in self:
            prebook, order = box.prebook_line_id.prebook_id, box.sale_line_id.order_id
            box.customer_id = prebook.partner_id or order.partner_id
            box.truck_date = prebook.truck_date or order.commitment_date

    @api.depends("prebook_line_id.sale_line_id", "sale_line_id.order_id.state")
    def _compute_is_presold(self):
        for box in self:
            # whoever handles boxes need not read orders
            line = box.sudo()._customer_line()
            box.is_presold = bool(line) and (
                line != box.sudo().sale_line_id or line.order_id.state == "sale"
            )

    def _customer_line(self):
        """The order line of the customer whose boxes these are; empty: nobody's."""
        return self.prebook_line_id.sale_line_id | self.sale_line_id

    @api.depends("state", "arrival_date")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for box in self:
            box.is_late = bool(
                box.state == "staged" and box.arrival_date and box.arrival_date < today
            )

    def _search_is_late(self, operator, _value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        return [("state", "=", "staged"), ("arrival_date", "<", today)]

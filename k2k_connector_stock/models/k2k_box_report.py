# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.tools import SQL

# Days since shipping, up to and including; flowers older than the last are lost.
AGES = ((3, "fresh"), (7, "week"), (10, "old"))


class K2kBoxReport(models.Model):
    """Boxes for graphs and pivots: arrivals, landed cost, aging of what is in stock.

    A view of ``k2k.box``: nothing is stored, every number is as it is now.
    """

    _name = "k2k.box.report"
    _description = "K2K box analysis"
    _auto = False
    _rec_name = "code"
    _order = "ship_date desc, id desc"
    _check_company_auto = True

    code = fields.Char(string="Box", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    awb_id = fields.Many2one("k2k.awb", string="AWB", readonly=True, check_company=True)
    partner_id = fields.Many2one(
        "res.partner", string="Vendor", readonly=True, check_company=True
    )
    customer_id = fields.Many2one("res.partner", readonly=True, check_company=True)
    product_id = fields.Many2one("product.product", readonly=True, check_company=True)
    package_type_id = fields.Many2one(
        "stock.package.type", string="Box type", readonly=True, check_company=True
    )
    warehouse_id = fields.Many2one("stock.warehouse", readonly=True, check_company=True)
    origin_id = fields.Many2one("k2k.port", readonly=True)
    ship_date = fields.Date(readonly=True)
    arrival_date = fields.Date(readonly=True)
    received_at = fields.Datetime(readonly=True)
    state = fields.Selection(
        selection=lambda self: self.env["k2k.box"]._fields["state"].selection,
        string="Status",
        readonly=True,
    )
    inventory_type = fields.Selection(
        [("presold", "Presold"), ("open", "Open market")], readonly=True
    )
    in_stock = fields.Boolean(
        readonly=True, help="It has arrived and stands in our warehouse."
    )
    age = fields.Integer(
        string="Age (days)",
        readonly=True,
        aggregator="avg",
        help="Since the vendor shipped it.",
    )
    age_group = fields.Selection(
        [
            ("fresh", "Up to 3 days"),
            ("week", "4 to 7 days"),
            ("old", "8 to 10 days"),
            ("lost", "More than 10 days"),
        ],
        readonly=True,
    )
    boxes = fields.Integer(readonly=True)
    quantity = fields.Float(string="Units", readonly=True, digits="Product Unit")
    fbe = fields.Float(string="FBE", readonly=True, digits=(16, 3))
    total_cost = fields.Monetary(string="Flowers", readonly=True)
    estimated_landed_cost = fields.Monetary(
        string="Estimated landed cost", readonly=True
    )
    total_landed_cost = fields.Monetary(string="Landed cost", readonly=True)
    cost_difference = fields.Monetary(
        string="Difference",
        readonly=True,
        help="Landed cost less the estimate, where real costs are known.",
    )
    has_real_costs = fields.Boolean(string="Real costs known", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT box.id, box.code, box.company_id, box.awb_id, box.partner_id,
                   box.customer_id, box.product_id, box.package_type_id,
                   box.warehouse_id, box.origin_id, box.ship_date, box.arrival_date,
                   box.received_at, box.state, box.inventory_type, box.quantity,
                   box.fbe, box.total_cost, box.estimated_landed_cost,
                   box.total_landed_cost, box.cost_difference, box.has_real_costs,
                   1 AS boxes,
                   box.state IN ('received', 'billed')
                       AND COALESCE(location.usage = 'internal', FALSE) AS in_stock,
                   %(today)s - box.ship_date AS age,
                   CASE %(ages)s ELSE 'lost' END AS age_group
              FROM k2k_box box
              JOIN stock_package package ON package.id = box.package_id
         LEFT JOIN stock_location location ON location.id = package.location_id
             WHERE box.state <> 'cancelled'
            """,
            today=fields.Date.context_today(self),
            ages=self._sql_ages(),
        )

    @api.model
    def _sql_ages(self):
        today = fields.Date.context_today(self)
        return SQL(" ").join(
            SQL("WHEN %s - box.ship_date <= %s THEN %s", today, days, name)
            for days, name in AGES
        )

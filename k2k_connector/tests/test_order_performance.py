# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.fields import Command
from odoo.tests import tagged

from .common import K2kCommon

# promised for each line of an order beyond the first
MOST_QUERIES_A_LINE = 12
FEW, MANY = 10, 100


@tagged("post_install", "-at_install")
class TestOrderPerformance(K2kCommon):
    """What one more line costs when an order is confirmed: no query in a loop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sold = cls.env["product.product"].create(
            [
                {
                    "name": f"Rose {number:03}",
                    "company_id": cls.vendor.id,
                    "type": "consu",
                    "is_storable": True,
                    "list_price": 0.5,
                    "uom_ids": [Command.set(cls.pack_qb.ids)],
                    "taxes_id": [Command.clear()],
                    "supplier_taxes_id": [Command.clear()],
                }
                for number in range(MANY)
            ]
        )
        for number, product in enumerate(cls.sold):
            cls._make_boxes(product, [f"P{number:03}{letter}" for letter in "ABC"])
        cls._publish()

    def _order_of(self, lines):
        offers = (
            self.env["k2k.offer"]
            .with_user(self.buyer_sales)
            .search(
                [
                    (
                        "map_id.vendor_product_ref",
                        "in",
                        [str(p.id) for p in self.sold[:lines]],
                    )
                ]
            )
        )
        self.assertEqual(len(offers), lines)
        return (
            self.env["sale.order"]
            .with_user(self.buyer_sales)
            .create(
                {
                    "partner_id": self.customer.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": offer.product_id.id,
                                "k2k_offer_id": offer.id,
                                "product_uom_qty": 1,
                            }
                        )
                        for offer in offers
                    ],
                }
            )
        )

    def _queries(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        order.action_confirm()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_queries_of_one_more_line(self):
        few, many = self._order_of(FEW), self._order_of(MANY)
        for order in few | many:
            order._k2k_hold_lines()
        self._queries(self._order_of(1))  # what is read once for all orders
        costs = self._queries(few), self._queries(many)
        self.assertEqual(many.k2k_prebook_ids.boxes_ordered, MANY)
        self.assertLessEqual(
            (costs[1] - costs[0]) / (MANY - FEW), MOST_QUERIES_A_LINE, costs
        )

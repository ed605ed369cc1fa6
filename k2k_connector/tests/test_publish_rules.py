# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import Counter
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.k2k_connector.models.k2k_publish_request import half_of

from .common import K2kCommon


@tagged("post_install", "-at_install")
class TestPublishRules(K2kCommon):
    """Each rule alone: broken, the offer is gone and the vendor is told why; mended,
    it is back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.box = cls._make_boxes(cls.agapanthus, ["AG001"])
        cls._publish()
        cls.quant = cls.box.quant_ids
        cls.vendor_product = cls.agapanthus.with_company(cls.vendor)

    def _boxes_on_sale(self):
        """What the buyer's salespeople can sell of it."""
        offers = self.env["k2k.offer"].with_user(self.buyer_sales)
        found = offers.search(
            offers._sellable_domain()
            & fields.Domain("map_id.vendor_product_ref", "=", str(self.agapanthus.id))
        )
        return sum(found.mapped("boxes_available"))

    def _reasons(self, **asked):
        """What the vendor's salesperson reads, box by box."""
        asked = asked or {"product_id": self.agapanthus.id}
        explanation = (
            self.env["k2k.publish.explanation"]
            .with_user(self.vendor_sales)
            .create(asked)
        )
        return explanation.line_ids.mapped("code")

    def _assert_rule(self, code, break_it, mend_it):
        self.assertEqual(self._boxes_on_sale(), 1)
        break_it()
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 0)
        self.assertEqual(self._reasons(package_id=self.box.id), [code])
        self.assertIn(code, self.env["k2k.publisher"]._reason_texts())
        mend_it()
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 1)
        self.assertEqual(self._reasons(package_id=self.box.id), [False])

    def _assert_field_rule(self, code, record, field, bad):
        good = record._fields[field].convert_to_write(record[field], record)
        self._assert_rule(
            code,
            lambda: record.write({field: bad}),
            lambda: record.write({field: good}),
        )

    def _age(self, days):
        self.quant.in_date = fields.Datetime.now() - timedelta(days=days)

    # 1: open market only
    def test_reserved_for_an_order(self):
        move = self.env["stock.move"].create(
            {
                "product_id": self.agapanthus.id,
                "product_uom_qty": 100,
                "location_id": self.vendor_warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                "company_id": self.vendor.id,
            }
        )

        def reserve():
            move._action_confirm()
            move._action_assign()

        self._assert_rule("reserved", reserve, move._action_cancel)

    def test_consignment(self):
        farmer = self.env["res.partner"].create({"name": "Farmer"})
        self._assert_field_rule("owner", self.quant, "owner_id", farmer.id)

    def test_held(self):
        offer = self._offer().sudo()
        self._assert_rule(
            "held",
            lambda: offer._hold("cart-1", 1),
            lambda: offer._release(offer.connection_id, ["cart-1"]),
        )

    # 2: priced
    def test_price(self):
        self._assert_field_rule("price", self.vendor_product, "list_price", 0.0)

    # 3: in boxes
    def test_opened_box(self):
        self._make_boxes(self.agapanthus, ["AG002"])
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 2)
        self.box.with_company(self.vendor).unpack()
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 1)
        self.assertEqual(set(self._reasons()), {False, "opened"})

    def test_no_pack_of_that_content(self):
        self._assert_rule(
            "no_pack",
            lambda: self.agapanthus.write({"uom_ids": [Command.clear()]}),
            lambda: self.agapanthus.write({"uom_ids": [Command.link(self.pack_qb.id)]}),
        )

    # 4: not on hold
    def test_on_hold(self):
        self._assert_field_rule("on_hold", self.box, "k2k_on_hold", True)

    # 5, 7: age
    def test_max_age(self):
        self._age(10)
        self._assert_rule("too_old", lambda: self._age(11), lambda: self._age(10))

    def test_shorter_max_age(self):
        self._age(5)
        self._publish()
        self._assert_field_rule("too_old", self.vendor_connection, "max_age", 4)

    def test_min_age(self):
        self._assert_field_rule("too_young", self.vendor_connection, "min_age", 1)

    # 8: local after
    def test_local_after_of_the_product(self):
        self._age(6)
        self._publish()
        self.agapanthus.k2k_local_after = 7
        self._assert_field_rule("local", self.agapanthus, "k2k_local_after", 6)

    def test_local_after_of_the_category(self):
        self._age(6)
        self._publish()
        category = self.env["product.category"].create({"name": "Bulbs"})
        self.agapanthus.categ_id = category
        category = category.with_company(self.vendor)
        self._assert_field_rule("local", category, "k2k_local_after", 6)
        # another company's use of the same category is its own
        category.with_company(self.stranger).k2k_local_after = 1
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 1)
        # the product says otherwise
        category.k2k_local_after = 2
        self.agapanthus.k2k_local_after = 9
        self._publish()
        self.assertEqual(self._boxes_on_sale(), 1)

    # 6: dimensions
    def test_dimensions(self):
        for field in ("packaging_length", "width", "height"):
            with self.subTest(field=field):
                self._assert_field_rule("dimensions", self.quarter_box, field, 0)

    def test_box_type(self):
        self._assert_field_rule("no_box_type", self.box, "package_type_id", False)

    # 9: no mixed boxes
    def test_mixed_box(self):
        roses = {
            "product_id": self.products[1].id,
            "location_id": self.vendor_warehouse.lot_stock_id.id,
            "package_id": self.box.id,
        }

        def fill(quantity):
            quants = self.env["stock.quant"].with_company(self.vendor)
            quants.with_context(inventory_mode=True).create(
                {**roses, "inventory_quantity": quantity}
            ).action_apply_inventory()

        self._assert_rule("mixed", lambda: fill(20), lambda: fill(0))

    # 10: currency rate
    def test_buyers_rate(self):
        """The vendor sells in a currency for which the buyer has no rate."""
        krona = self.env["res.currency"].create({"name": "TQK", "symbol": "tqk"})
        self.env["res.currency.rate"].search(
            [("currency_id", "=", self.buyer.currency_id.id)]
        ).unlink()
        pricelist = self.env["product.pricelist"].create(
            {"name": "Krona", "currency_id": krona.id, "company_id": self.vendor.id}
        )

        def rate_of(company):
            return self.env["res.currency.rate"].create(
                {
                    "currency_id": krona.id,
                    "company_id": company.id,
                    "rate": 2.0,
                    "name": "2020-01-01",
                }
            )

        rate_of(self.vendor)
        rate = rate_of(self.buyer)
        self.vendor_connection.pricelist_id = pricelist
        self._publish()
        self._assert_rule("rate", rate.unlink, lambda: rate_of(self.buyer))
        self.assertAlmostEqual(self._offer().unit_cost, 0.55)
        rates = self.env["res.currency.rate"].search(
            [("currency_id", "=", krona.id), ("company_id", "=", self.vendor.id)]
        )
        self._assert_rule("vendor_rate", rates.unlink, lambda: rate_of(self.vendor))

    # 11: connected locations
    def test_location(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Elsewhere", "code": "ELS", "company_id": self.vendor.id}
        )
        self._assert_field_rule(
            "location",
            self.quant,
            "location_id",
            other.lot_stock_id.id,
        )

    # 12: mapping
    def test_mapping(self):
        mapping = self._offer().map_id.with_user(self.buyer_manager)
        product = mapping.product_id
        self._assert_rule(
            "mapping",
            mapping.action_ignore,
            lambda: mapping.write({"state": "mapped", "product_id": product.id}),
        )

    # a box never goes back to whom it came from
    def test_origin(self):
        self._assert_field_rule(
            "origin", self.box, "k2k_origin_partner_id", self.buyer.partner_id.id
        )

    def _connect_second_buyer(self):
        """Another company that buys of the same vendor; :return: the vendor's side."""
        sides = self.env["k2k.connection"].create(
            [
                {
                    "company_id": self.vendor.id,
                    "role": "vendor",
                    "partner_id": self.stranger.partner_id.id,
                    "publish_warehouse_ids": [Command.set(self.vendor_warehouse.ids)],
                    "service_day_ids": [
                        Command.create({"weekday": str(day)}) for day in range(7)
                    ],
                },
                {
                    "company_id": self.stranger.id,
                    "role": "buyer",
                    "partner_id": self.vendor.partner_id.id,
                    "warehouse_id": self._warehouse(self.stranger).id,
                },
            ]
        )
        sides[1].token = sides[0].token
        sides.state = "active"
        return sides[0]

    def test_each_buyer_at_its_own_terms(self):
        """Buyers are told together, and each what concerns it."""
        second = self._connect_second_buyer()
        second.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Ten percent off",
                "company_id": self.vendor.id,
                "item_ids": [
                    Command.create(
                        {
                            "compute_price": "percentage",
                            "percent_price": 10,
                            "applied_on": "3_global",
                        }
                    )
                ],
            }
        )
        others = self._make_boxes(self.agapanthus, ["AG002", "AG003"])
        others[0].k2k_origin_partner_id = self.stranger.partner_id
        self._publish()
        boxes, prices = {}, {}
        for offer in self.env["k2k.offer"].search([]):
            boxes[offer.company_id] = boxes.get(offer.company_id, 0)
            boxes[offer.company_id] += offer.boxes_available
            prices[offer.company_id] = offer.sudo().vendor_price
        self.assertEqual(boxes, {self.buyer: 3, self.stranger: 2})
        self.assertAlmostEqual(prices[self.stranger], 0.9 * prices[self.buyer])
        published = self.env["k2k.publication"].search([])
        self.assertEqual(
            {line.partner_id: line.boxes for line in published},
            {self.buyer.partner_id: 3, self.stranger.partner_id: 2},
        )

    def test_two_jobs_share_evenly(self):
        """Also where the ids of all the vendor's connections are odd, or all even."""
        for first in (1, 2):
            halves = Counter(half_of(first + 2 * number) for number in range(48))
            self.assertEqual(halves, {"even": 24, "odd": 24})

    def test_many_buyers_in_two_jobs(self):
        """Where a vendor has many buyers two jobs share them, and none is left out."""
        second = self._connect_second_buyer()
        path = "odoo.addons.k2k_connector.models.k2k_publish_request.MANY_BUYERS"
        with patch(path, 1):
            self._make_boxes(self.agapanthus, ["AG002"])
            self.env.cr.precommit.run()
        requests = self.env["k2k.publish.request"].search([])
        self.assertEqual(set(requests.mapped("half")), {"even", "odd"})
        halves = [requests._buyers_of(self.vendor, half) for half in ("even", "odd")]
        self.assertEqual(halves[0] | halves[1], self.vendor_connection.sudo() | second)
        self.assertFalse(halves[0] & halves[1])
        self.env.flush_all()
        with self.enter_registry_test_mode():
            for job in ("ir_cron_publish", "ir_cron_publish_odd"):
                self.env.ref(f"k2k_connector.{job}").method_direct_trigger()
        self.env.invalidate_all()
        boxes = dict(
            self.env["k2k.offer"]._read_group(
                [], ["company_id"], ["boxes_available:sum"]
            )
        )
        self.assertEqual(boxes, {self.buyer: 2, self.stranger: 2})
        self.assertFalse(requests.exists())

    def test_product_archived_or_not_for_sale(self):
        self._assert_field_rule("not_for_sale", self.agapanthus, "sale_ok", False)

        def archive():
            # what is published cannot be archived: it is taken off sale first
            self.agapanthus.sale_ok = False
            self._publish()
            self.agapanthus.action_archive()

        def restore():
            self.agapanthus.action_unarchive()
            self.agapanthus.sale_ok = True

        self._assert_rule("archived", archive, restore)

    def test_connection_not_ready(self):
        days = self.vendor_connection.service_day_ids
        vals = [{"weekday": day.weekday} for day in days]
        self._assert_rule(
            "connection",
            lambda: self.vendor_connection.write(
                {"service_day_ids": [Command.clear()]}
            ),
            lambda: self.vendor_connection.write(
                {"service_day_ids": [Command.create(day) for day in vals]}
            ),
        )

    def test_nothing_in_stock(self):
        self.assertEqual(
            self._reasons(product_id=self.products[1].id), ["not_in_stock"]
        )

    # ------------------------------------------------------------------
    # One source of rules
    # ------------------------------------------------------------------
    def test_explanation_holding_and_publishing_agree(self):
        """Boxes broken in every way: the three say the same of each of them."""
        codes = [f"RO{number:03}" for number in range(8)]
        boxes = self._make_boxes(self.products[1], codes)
        boxes[0].k2k_on_hold = True
        boxes[1].package_type_id = False
        boxes[2].quant_ids.in_date = fields.Datetime.now() - timedelta(days=30)
        boxes[3].k2k_origin_partner_id = self.buyer.partner_id
        self._make_boxes(self.agapanthus, ["MIX01"])
        self._publish()
        publisher = self.env["k2k.publisher"].with_company(self.vendor)
        connection = self.vendor_connection.sudo()
        verdicts = publisher._explain(connection, products=self.products)
        explained = {v["package_id"] for v in verdicts if not v["reason"]}
        lines = publisher._get_lines(connection)
        held = [
            box
            for key, _, _ in lines
            for box in publisher._free_box_ids(connection, {"key": key})["key"]
        ]
        self.assertEqual(len(held), len(set(held)))
        self.assertEqual(explained, set(held))
        self.assertEqual(sum(line.boxes for _, line, _ in lines), len(held))
        self.assertEqual(len(held), 6)
        on_sale = self.env["k2k.offer"].search([("company_id", "=", self.buyer.id)])
        self.assertEqual(sum(on_sale.mapped("boxes_available")), len(held))

    def test_explanation_is_for_the_own_company(self):
        """A stranger learns nothing about a box that is not its own."""
        explanation = self.env["k2k.publish.explanation"].with_user(
            self.stranger_manager
        )
        lines = explanation.create({"product_id": False}).line_ids
        self.assertFalse(lines)
        with self.assertRaises(AccessError):
            explanation.create({"package_id": self.box.id}).line_ids.mapped("code")

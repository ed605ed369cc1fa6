# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import BaseCase, Form, tagged

from odoo.addons.k2k_connector_stock.tools import box_list

from .common import K2kStockCommon

CSV = """Product;Boxes;Code;Box type;Units;Unit cost;Lot
ROSE40;2;;QB;100;0,35;L1
Greens;1;HAND0001;;25;1.5;
"""


@tagged("post_install", "-at_install")
class TestByHand(K2kStockCommon):
    """Boxes of vendors outside K2K, typed or read from a file by a clerk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.farm = cls.env["res.partner"].create(
            {"name": "Farm nearby", "company_id": cls.buyer.id}
        )
        category = cls.env["product.category"].create({"name": "By hand"})
        category.with_company(cls.buyer).property_cost_method = "average"
        cls.rose, cls.greens = cls.env["product.product"].create(
            [
                {
                    "name": name,
                    "default_code": code,
                    "is_storable": True,
                    "categ_id": category.id,
                    "company_id": cls.buyer.id,
                }
                for name, code in (("Rose 40", "ROSE40"), ("Greens", False))
            ]
        )
        cls.env["stock.package.type"].create(
            {"name": "Quarter box", "k2k_code": "QB", "company_id": cls.buyer.id}
        )
        cls.Add = cls.env["k2k.box.add"].with_user(cls.clerk)

    def _add(self, **values):
        return self.Add.create({"partner_id": self.farm.id, **values})

    def _read(self, text, **values):
        wizard = self._add(file=base64.b64encode(text.encode()), **values)
        wizard.action_read_file()
        return wizard

    def _boxes(self):
        return self.Box.search([("partner_id", "=", self.farm.id)], order="code")

    # ------------------------------------------------------------------
    # By form
    # ------------------------------------------------------------------
    def test_form(self):
        """Staged, valued, forecast; then scanned as any other box."""
        with Form(self.Add) as form:
            form.partner_id = self.farm
            form.awb = "176-1234-5675"
            form.vendor_ref = "DN 7"
            with form.line_ids.new() as line:
                line.product_id = self.rose
                line.boxes = 3
                line.units = 100
                line.unit_cost = 0.35
        wizard = form.record
        self.assertIn("new AWB", wizard.awb_hint)
        self.assertEqual((wizard.box_count, wizard.bad_count), (3, 0))
        action = wizard.action_add()
        boxes = self._boxes()
        self.assertEqual(len(boxes), 3)
        self.assertEqual(len(set(boxes.mapped("code"))), 3)
        awb = boxes.awb_id
        self.assertEqual(action["res_id"], awb.id)
        self.assertEqual((awb.name, awb.partner_id), ("176-12345675", self.farm))
        self.assertEqual(set(boxes.mapped("state")), {"staged"})
        self.assertFalse(any(boxes.mapped("is_k2k")))
        self.assertEqual(set(boxes.mapped("vendor_ref")), {"DN 7"})
        for box in boxes:
            self.assertEqual(
                self._stock_at(box.package_id),
                self.buyer_warehouse.k2k_staging_location_id,
            )
        product = self.rose.with_company(self.buyer).with_context(
            allowed_company_ids=self.buyer.ids
        )
        self.assertEqual((product.free_qty, product.virtual_available), (0, 300))
        self.assertAlmostEqual(product.total_value, 105.0)
        answer = self.Box.scan(boxes[0].code)
        self.assertEqual(answer["result"], "received")
        boxes[1:].action_confirm()
        product.invalidate_recordset()
        self.assertEqual(product.free_qty, 300)
        self.assertAlmostEqual(product.total_value, 105.0)
        self.assertEqual(awb.progress, 100)

    def test_joins_the_open_awb_by_its_last_digits(self):
        self._read(CSV, awb="176-12345675").action_add()
        wizard = self._add(
            awb="5675",
            line_ids=[(0, 0, {"product_id": self.rose.id, "units": 50})],
        )
        self.assertIn("Joins the open AWB 176-12345675", wizard.awb_hint)
        wizard.action_add()
        self.assertEqual(len(self._boxes().awb_id), 1)
        self.assertEqual(self._boxes().awb_id.pieces, 4)
        # the same digits of another vendor are another AWB
        other = self.farm.copy({"name": "Other farm"})
        self.assertFalse(self._add(partner_id=other.id, awb="5675")._find_awb())

    def test_without_a_number(self):
        for _time in range(2):
            self._add(
                line_ids=[(0, 0, {"product_id": self.rose.id, "units": 50})]
            ).action_add()
        awb = self._boxes().awb_id
        self.assertEqual(len(awb), 1)
        self.assertTrue(awb.is_temporary)
        self.assertTrue(awb.name.startswith("Farm nearby 20"))

    def test_missing_and_expected_again(self):
        self._read(CSV).action_add()
        box = self._boxes()[0]
        box.action_mark_missing()
        self.assertEqual(box.state, "missing")
        box.action_expect_again()
        self.assertEqual(box.state, "staged")
        box.awb_id.action_close()
        self.assertEqual(set(self._boxes().mapped("state")), {"missing"})
        self.assertFalse(box.awb_id.credit_ids, "no connected vendor to ask")
        with self.assertRaisesRegex(UserError, "connected vendor"):
            box.action_open_credit()
        self.assertEqual(self.Box.scan(box.code)["result"], "received")

    # ------------------------------------------------------------------
    # By CSV
    # ------------------------------------------------------------------
    def test_file(self):
        wizard = self._read(CSV)
        self.assertEqual((wizard.box_count, wizard.bad_count), (3, 0))
        wizard.action_add()
        boxes = self._boxes()
        roses = boxes.filtered(lambda box: box.product_id == self.rose)
        self.assertEqual(roses.mapped("quantity"), [100, 100])
        self.assertEqual(roses.mapped("unit_cost"), [0.35, 0.35])
        self.assertEqual(set(roses.mapped("lot_ref")), {"L1"})
        self.assertEqual(roses.package_type_id.sudo().k2k_code, "QB")
        greens = boxes - roses
        self.assertEqual((greens.code, greens.quantity), ("HAND0001", 25))

    def test_bad_rows(self):
        """Good rows are added; each bad one says what is wrong and can be mended."""
        wizard = self._read(
            "product,boxes,code,box_type,units,unit_cost\n"
            "ROSE40,1,,,100,0.35\n"
            "Unknown,1,,,100,1\n"
            "ROSE40,many,,,100,1\n"
            "ROSE40,1,,ZZ,100,1\n"
            "ROSE40,1,,,,1\n"
            "ROSE40,101,,,100,1\n"
            "ROSE40,2,TWICE01,,100,1\n"
            "ROSE40,1,SAME001,,100,1\n"
            "ROSE40,1,same001,,100,1\n"
            "ROSE40,1,,,100,free\n"
        )
        errors = {line.row: line.error for line in wizard.line_ids}
        self.assertFalse(errors.pop(2))
        for row, text in {
            3: "no product “Unknown”",
            4: "many",
            5: "no box type ZZ",
            6: "How many units",
            7: "1 to 100",
            8: "for one box",
            9: "twice",
            10: "twice",
            11: "free",
        }.items():
            self.assertIn(text, errors.pop(row))
        self.assertFalse(errors)
        action = wizard.action_add()
        self.assertEqual(action["res_id"], wizard.id, "what is left is shown again")
        self.assertEqual((wizard.added, wizard.bad_count), (1, 9))
        self.assertEqual(len(self._boxes()), 1)
        with self.assertRaisesRegex(UserError, "No row can be added yet"):
            wizard.action_add()
        with Form(wizard) as form, form.line_ids.edit(0) as line:
            line.product_id = self.rose
        wizard.action_add()
        self.assertEqual(wizard.added, 2)
        self.assertEqual(len(self._boxes()), 2)

    def test_code_on_its_way(self):
        self._read(CSV).action_add()
        wizard = self._read(CSV)
        self.assertIn("on its way already", wizard.line_ids[1].error)

    def test_ambiguous_product(self):
        self.env["product.product"].create(
            {"name": "Greens", "is_storable": True, "company_id": self.buyer.id}
        )
        wizard = self._read(CSV)
        self.assertIn("Several products", wizard.line_ids[1].error)

    def test_unreadable_files(self):
        for text, words in (
            ("\n\n", "no box"),
            ("product,units\n", "no box"),
            ("name,units\nRose,1\n", "missing: product"),
            ("product,boxes\nRose,1\n", "missing: units"),
            ("product,units\n" + "x,1\n" * 2001, "split it"),
            ("\0\0", "no CSV"),
        ):
            with self.assertRaisesRegex(UserError, words):
                self._read(text)

    def test_lots(self):
        self.greens.tracking = "lot"
        self._read(CSV).action_add()
        box = self._boxes().filtered(lambda b: b.product_id == self.greens)
        self.assertEqual(box.lot_id.name, "HAND0001")

    # ------------------------------------------------------------------
    # For an order of ours
    # ------------------------------------------------------------------
    def _sell_own(self, units):
        """A customer's order of our own stock, of which we have none."""
        order = (
            self.env["sale.order"]
            .with_user(self.buyer_sales)
            .create(
                {
                    "partner_id": self.customer.id,
                    "client_order_ref": "ROSA-9",
                    "order_line": [
                        (0, 0, {"product_id": self.rose.id, "product_uom_qty": units})
                    ],
                }
            )
        )
        order.action_confirm()
        return order

    def test_for_a_customer(self):
        """Reserved for the delivery that waits, when scanned; nobody else gets it."""
        order = self._sell_own(250)
        delivery = order.sudo().picking_ids.move_ids
        line = {"product_id": self.rose.id, "units": 100, "unit_cost": 0.3}
        wizard = self._add(
            line_ids=[(0, 0, {**line, "boxes": 3, "customer_id": self.customer.id})]
        )
        self.assertIn("wait for 2 of these 3", wizard.line_ids.error)
        wizard.line_ids.boxes = 2
        self.assertFalse(wizard.line_ids.error)
        wizard.action_add()
        boxes = self._boxes()
        self.assertEqual(boxes.mapped("inventory_type"), ["presold", "presold"])
        self.assertEqual(boxes.customer_id, self.customer)
        self.assertEqual(set(boxes.mapped("mark")), {"ROSA-9"})
        again = self._add(line_ids=[(0, 0, {**line, "customer_id": self.customer.id})])
        self.assertIn("wait for 0 of these 1", again.line_ids.error, "50 are left")
        self.assertEqual(delivery.quantity, 0)
        self.assertEqual(self.Box.scan(boxes[0].code)["result"], "received")
        self.assertEqual(delivery.quantity, 100)
        self.assertEqual(delivery.move_line_ids.package_id, boxes[0].package_id)
        boxes[1].action_confirm()
        self.assertEqual(delivery.quantity, 200)
        # billed with its order, as Odoo does
        with self.assertRaisesRegex(UserError, "sold to a customer"):
            boxes.with_user(self.buyer_sales).action_bill()
        self.assertFalse(any(boxes.mapped("note")))

    def test_missing_for_a_customer(self):
        order = self._sell_own(100)
        line = {"product_id": self.rose.id, "units": 100, "unit_cost": 0.3}
        self._add(
            line_ids=[(0, 0, {**line, "customer_id": self.customer.id})]
        ).action_add()
        box = self._boxes()
        box.action_mark_missing()
        self.assertIn(box.code, order.message_ids[0].body)
        self.assertIn("missing", order.sudo().activity_ids.summary)
        self.assertEqual(self.Box.scan(box.code)["result"], "received")
        self.assertFalse(order.sudo().activity_ids)
        self.assertEqual(order.sudo().picking_ids.move_ids.quantity, 100)

    def test_cancelled_order(self):
        order = self._sell_own(100)
        line = {"product_id": self.rose.id, "units": 100, "unit_cost": 0.3}
        self._add(
            line_ids=[(0, 0, {**line, "customer_id": self.customer.id})]
        ).action_add()
        order.sudo()._action_cancel()
        box = self._boxes()
        self.assertEqual(box.inventory_type, "open")
        box.action_confirm()
        self.assertEqual(box.state, "received")

    def test_for_a_purchase_order(self):
        """Received on the order, at its price; its receipt waits for the rest."""
        purchase = self.env["purchase.order"].create(
            {
                "partner_id": self.farm.id,
                "company_id": self.buyer.id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": self.rose.id,
                            "product_qty": 500,
                            "price_unit": 0.4,
                            "tax_ids": [(5,)],
                        },
                    )
                ],
            }
        )
        purchase.button_confirm()
        receipt = purchase.picking_ids.move_ids
        line = {"product_id": self.rose.id, "units": 100, "boxes": 3}
        wizard = self._add(purchase_ref="nothing", line_ids=[(0, 0, line)])
        self.assertIn("no such order", wizard.purchase_hint)
        self.assertTrue(wizard.line_ids.error)
        wizard.purchase_ref = purchase.name.lower()
        self.assertIn("1 lines", wizard.purchase_hint)
        self.assertFalse(wizard.line_ids.error)
        wizard.action_add()
        boxes = self._boxes()
        self.assertEqual(boxes.purchase_order_id, purchase)
        self.assertEqual(set(boxes.mapped("unit_cost")), {0.4})
        self.assertEqual(purchase.order_line.qty_received, 300)
        self.assertEqual(receipt.product_uom_qty, 200)
        product = self.rose.with_company(self.buyer).with_context(
            allowed_company_ids=self.buyer.ids
        )
        self.assertAlmostEqual(product.total_value, 120.0)
        self.assertEqual(product.virtual_available, 500)
        more = self._add(
            purchase_ref=purchase.name,
            line_ids=[(0, 0, {**line, "product_id": self.greens.id})],
        )
        self.assertIn("waits for 0 of these 3", more.line_ids.error)
        boxes[0].action_mark_missing()
        self.assertEqual(purchase.order_line.qty_received, 200)
        boxes.action_confirm()
        self.assertEqual(purchase.order_line.qty_received, 300)
        purchase.action_create_invoice()
        self.assertEqual(purchase.invoice_ids.invoice_line_ids.quantity, 300)
        last = self._add(
            purchase_ref=purchase.name, line_ids=[(0, 0, {**line, "boxes": 2})]
        )
        last.action_add()
        self.assertEqual(receipt.state, "cancel")
        self.assertEqual(purchase.order_line.qty_received, 500)

    def test_not_an_order_of_k2k_nor_of_others(self):
        self._stock_vendor(self._codes(1))
        order, _vendor_order = self._sell(1)
        purchase = self._purchase(order)
        wizard = self._add(
            partner_id=self.vendor.partner_id.id, purchase_ref=purchase.name
        )
        self.assertFalse(wizard._find_purchase())

    def test_customers_in_a_file(self):
        self._sell_own(100)
        wizard = self._read(
            "product,units,unit_cost,customer\n"
            f"ROSE40,100,0.3,{self.customer.name}\n"
            "ROSE40,100,0.3,Nobody\n"
        )
        first, second = wizard.line_ids
        self.assertEqual((first.customer_id, first.error), (self.customer, False))
        self.assertIn("no one customer “Nobody”", second.error)

    # ------------------------------------------------------------------
    # Rights
    # ------------------------------------------------------------------
    def test_button_of_the_list(self):
        """Pressed as the browser does: with the ids of the selection, none here."""
        action = call_kw(self.Box, "action_add_by_hand", [[]], {})
        self.assertEqual(action["res_model"], "k2k.box.add")

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.Box.with_user(self.buyer_sales).action_add_by_hand()
        with self.assertRaises(AccessError):
            self.Add.with_user(self.buyer_sales).create({"partner_id": self.farm.id})
        wizard = self._read(CSV)
        for user in (self.stranger_clerk, self.vendor_clerk):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_add()

    def test_forged_ids(self):
        """Neither another company's warehouse nor its products can be named."""
        stranger_warehouse = self.env["stock.warehouse"].search(
            [("company_id", "=", self.stranger.id)], limit=1
        )
        line = (0, 0, {"product_id": self.rose.id, "units": 50})
        wizard = self._add(line_ids=[line])
        wizard.sudo().warehouse_id = stranger_warehouse
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            wizard.action_add()
        theirs = self.rose.copy({"company_id": self.stranger.id})
        wizard = self._add(line_ids=[line])
        wizard.sudo().line_ids.product_id = theirs
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            wizard.action_add()
        wizard = self._add(line_ids=[line])
        wizard.sudo().company_id = self.stranger
        self.env.invalidate_all()
        with self.assertRaises(UserError):
            wizard.action_add()
        self.assertFalse(self._boxes())


@tagged("post_install", "-at_install")
class TestBoxList(BaseCase):
    """Lists of boxes, read without Odoo."""

    @given(st.text(max_size=300))
    def test_any_text(self, text):
        """Rows or a reason; never another exception."""
        try:
            rows = box_list.read(text)
        except box_list.BoxListError as error:
            self.assertIn(error.reason, ("empty", "encoding", "columns", "long"))
        else:
            self.assertTrue(rows)

    @given(st.binary(max_size=300))
    def test_any_bytes(self, data):
        try:
            self.assertIsInstance(box_list.decode(data), str)
        except box_list.BoxListError as error:
            self.assertEqual(error.reason, "encoding")

    @given(
        st.lists(
            st.tuples(
                st.text("abcXYZ 09", min_size=1, max_size=9).filter(str.strip),
                st.integers(1, 100),
                st.integers(1, 10**6),
            ),
            min_size=1,
            max_size=20,
        ),
        st.sampled_from(",;\t"),
    )
    def test_what_was_written_is_read(self, boxes, separator):
        text = separator.join(("product", "boxes", "unit_cost", "units"))
        for product, count, cost in boxes:
            text += "\n" + separator.join((product, str(count), f"{cost / 1000}", "25"))
        rows = box_list.read(text)
        self.assertEqual(
            [(row.product, row.boxes, row.unit_cost) for row in rows],
            [(product.strip(), count, cost / 1000) for product, count, cost in boxes],
        )

    def test_numbers(self):
        for text, value in (
            ("12", 12.0),
            ("0,35", 0.35),
            ("1,234.5", 1234.5),
            ("1.234,5", 1234.5),
            ("1 000", 1000.0),
            ("-3", -3.0),
            ("", None),
            ("many", None),
            ("1e9", None),
            ("inf", None),
            ("1.2.3", None),
            ("--1", None),
        ):
            self.assertEqual(box_list.number(text), value, text)

    def test_bunches(self):
        rows = box_list.read("product,bunches,stems/bunch\nRose,10,25\n")
        self.assertEqual(rows[0].units, 250)
        rows = box_list.read("product,bunches,stems_bunch\nRose,10,\n")
        self.assertIsNone(rows[0].units)

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.k2k_connector_label.hooks import post_init_hook
from odoo.addons.k2k_connector_stock.tools.scan import is_sscc

from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestCodes(K2kLabelCommon):
    """A box gets a code, and no two boxes of a company bear the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Package = (
            cls.env["stock.package"]
            .with_user(cls.vendor_clerk)
            .with_company(cls.vendor)
        )

    def _box(self, *names, **vals):
        return self.Package.create(
            [
                {"name": name, "package_type_id": self.quarter_box.id, **vals}
                for name in names
            ]
        )

    def _number(self, **vals):
        self.vendor.write({"k2k_code_source": "sequence", **vals})

    # ------------------------------------------------------------------
    # New codes
    # ------------------------------------------------------------------
    def test_odoos_own_numbers(self):
        """Nothing set: as Odoo names packages."""
        self.assertTrue(self._box(False).name.startswith("PACK"))

    def test_the_companys_numbers(self):
        self._number(k2k_code_prefix="TF-", k2k_code_digits=5)
        self.assertEqual(
            self._box(False, False).mapped("name"), ["TF-00001", "TF-00002"]
        )
        self.assertEqual(self._box("MINE1").name, "MINE1")
        self.assertEqual(self._box(False).name, "TF-00003")
        other = self.env["stock.package"].with_company(self.stranger).create({})
        self.assertTrue(other.name.startswith("PACK"))

    def test_numbers_that_are_taken_are_left_out(self):
        self._number(k2k_code_prefix="TF", k2k_code_digits=4)
        self._box("TF0002")
        self.assertEqual(self._box(False, False).mapped("name"), ["TF0001", "TF0003"])

    def test_a_type_with_its_own_numbers_keeps_them(self):
        self._number()
        self.quarter_box.sequence_code = "QBX"
        self.assertTrue(self._box(False).name.startswith("QBX"))

    def test_sscc(self):
        self.vendor.write({"k2k_code_source": "sscc", "k2k_gs1_prefix": "0614141"})
        boxes = self._box(False, False)
        self.assertEqual(len(set(boxes.mapped("name"))), 2)
        for box in boxes:
            self.assertTrue(is_sscc(box.name))
            self.assertIn("0614141", box.name)

    def test_one_query_numbers_many(self):
        self._number()
        self._box(False)
        with self.assertQueryCount(3):
            found = self.vendor._k2k_new_codes(500)
        self.assertEqual(len(set(found)), 500)

    def test_loose_stock_is_packed_with_the_companys_codes(self):
        """The vendor packs what it sold loose: the boxes get the chosen codes."""
        self._number(k2k_code_prefix="LOOSE", k2k_code_digits=4)
        quant = self.env["stock.quant"].with_company(self.vendor)
        quant.with_context(inventory_mode=True).create(
            {
                "product_id": self.products[1].id,
                "location_id": self.vendor_warehouse.lot_stock_id.id,
                "inventory_quantity": 300,
            }
        ).action_apply_inventory()
        self._publish()
        _order, boxes = self._ship(2, product=self.products[1])
        self.assertEqual(boxes.mapped("code"), ["LOOSE0001", "LOOSE0002"])

    def test_settings(self):
        for vals in (
            {"k2k_code_source": "sequence", "k2k_code_prefix": "ks"},
            {"k2k_code_source": "sequence", "k2k_code_prefix": "K" * 15},
            {"k2k_code_source": "sscc", "k2k_gs1_prefix": "12"},
            {"k2k_code_source": "sscc", "k2k_gs1_prefix": False},
        ):
            with self.subTest(vals), self.assertRaises(ValidationError):
                self.vendor.write(vals)
        self._number(k2k_code_digits=1, k2k_code_prefix="KS")
        with self.assertRaisesRegex(UserError, "used up"):
            self.vendor._k2k_new_codes(10)
        settings = (
            self.env["res.config.settings"]
            .with_company(self.vendor)
            .new({"k2k_code_source": "sscc", "k2k_gs1_prefix": "0614141"})
        )
        self.assertTrue(is_sscc(settings.k2k_code_example))
        settings.k2k_gs1_prefix = "nothing"
        self.assertFalse(settings.k2k_code_example)

    # ------------------------------------------------------------------
    # Checked, unique
    # ------------------------------------------------------------------
    def test_codes_are_checked(self):
        for name, reason in (
            ("K1", "too short"),
            ("K" * 21, "too long"),
            ("KS 1", "letters, digits and hyphens"),
            ("KÑ99", "letters, digits and hyphens"),
        ):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, reason):
                self._box(name)
        box = self._box("FINE-1")
        with self.assertRaisesRegex(ValidationError, "letters, digits"):
            box.name = "NOT/FINE"

    def test_what_is_no_box_is_left_alone(self):
        """Pallets, totes and parcels are named as anybody likes."""
        pallets = self.Package.create([{"name": "Pallet é/1"}, {"name": "Pallet é/1"}])
        self.assertEqual(pallets.mapped("k2k_box_code"), [False, False])
        pallets[0].name = "P"

    def test_codes_are_unique(self):
        code = self.shelf[0].name
        with self.assertRaisesRegex(ValidationError, code):
            self._box(code)
        with self.assertRaisesRegex(ValidationError, code):
            self._box(code.lower())
        with self.assertRaisesRegex(ValidationError, "TWICE"):
            self._box("TWICE", "TWICE")
        with self.assertRaisesRegex(ValidationError, code):
            self.shelf[1].with_user(self.vendor_clerk).name = code
        self.assertEqual(self.shelf[0].k2k_box_code, code)

    def test_two_people_at_once(self):
        """What the check can't see yet, the database refuses."""
        box = self._box("RACE1")
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.env.cr.savepoint(),
        ):
            self.env.cr.execute(
                "UPDATE stock_package SET k2k_box_code = %s WHERE id = %s",
                (box.k2k_box_code, self.shelf[0].id),
            )

    def test_each_company_for_itself(self):
        """The buyer's package bears the vendor's code, and so may a stranger's."""
        boxes, _packages = self._shipped(1)
        ours = boxes.sudo().package_id
        self.assertEqual(ours.name, boxes.code)
        self.assertFalse(ours.k2k_box_code)
        other = self.env["stock.package"].with_company(self.stranger)
        self.assertTrue(
            other.create(
                {"name": boxes.code, "package_type_id": self.quarter_box.copy().id}
            )
        )

    def test_a_code_serves_again_once_the_box_has_left(self):
        boxes, packages = self._shipped(1)
        again = self._box(boxes.code)
        self.assertEqual(again.k2k_box_code, boxes.code)
        self.assertFalse(packages.k2k_box_code)

    def test_boxes_that_were_there_before(self):
        """Installing notes the codes of the boxes on the shelves."""
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_package SET k2k_box_code = NULL")
        self.env.invalidate_all()
        self.shelf[1].with_context(tracking_disable=True).flush_recordset()
        self.env.cr.execute(
            "UPDATE stock_package SET name = %s WHERE id = %s",
            (self.shelf[0].name, self.shelf[1].id),
        )
        post_init_hook(self.env)
        noted = [code for code in self.shelf.mapped("k2k_box_code") if code]
        self.assertEqual(sorted(noted), sorted({*self.codes} - {self.codes[1]}))

    def test_same_code_on_both_labels(self):
        """A code typed in small letters is printed as the buyer prints it."""
        self._stock_vendor(["low-0001"], self.products[1])
        _order, boxes = self._ship(1, product=self.products[1])
        package = self.env["stock.package"].search([("name", "=", "low-0001")])
        package = package.filtered(lambda p: p.k2k_company_id == self.vendor)
        for records in (boxes, package.with_user(self.vendor_clerk)):
            (label,) = records.k2k_labels()
            self.assertEqual(label.barcode.value, "LOW-0001")


@tagged("post_install", "-at_install")
class TestCodeChange(K2kLabelCommon):
    """A list of current and new codes, with an answer for each line."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Wizard = (
            cls.env["k2k.code.change"]
            .with_user(cls.vendor_clerk)
            .with_company(cls.vendor)
        )

    def _results(self, wizard):
        return [(line.current, line.result) for line in wizard.line_ids]

    def test_an_answer_for_each_line(self):
        boxes, packages = self._shipped(1)
        _order, held = self._sell(1)
        held = held.order_line.k2k_hold_ids.package_ids
        free = (self.shelf - packages.sudo() - held).mapped("name")
        shipped = boxes.code
        wizard = self.Wizard.create(
            {
                "text": "current\tnew\n"
                f"{free[0].lower()}\tnew-001\n"
                f"{free[1]}\tNEW/002\n"
                f"{shipped}\tNEW003\n"
                f"{held.name}\tNEW004\n"
                "NOBODY\tNEW005\n"
            }
        )
        expected = [
            (free[0], "changed"),
            (free[1], "not_allowed"),
            (shipped, "left"),
            (held.name, "ordered"),
            ("NOBODY", "unknown"),
        ]
        wizard.action_check()
        self.assertEqual(self._results(wizard), expected)
        self.assertEqual((wizard.state, wizard.good, wizard.bad), ("checked", 1, 4))
        self.assertIn(free[0], self.shelf.mapped("name"))
        wizard.action_change()
        self.assertEqual(self._results(wizard), expected)
        self.assertEqual(wizard.state, "done")
        self.assertIn("NEW-001", self.shelf.mapped("name"))
        self.assertNotIn(free[0], self.shelf.mapped("name"))
        for line in wizard.line_ids[1:]:
            self.assertTrue(line.message)
        report = base64.b64decode(wizard.report).decode("utf-8-sig").splitlines()
        self.assertEqual(len(report), 6)
        self.assertTrue(report[1].startswith(f"2,{free[0]},NEW-001,changed"))
        # once more: nothing to do, and told so
        wizard.action_change()
        self.assertEqual(self._results(wizard)[0], (free[0], "unknown"))

    def test_codes_in_use_and_twice(self):
        first, second, third, fourth = self.codes
        change = self.Wizard.env["stock.package"].k2k_change_codes
        report = change(
            [
                (first, second),
                (second, "FREE1"),
                (third, "FREE2"),
                (fourth, "FREE2"),
                (fourth, fourth),
            ]
        )
        self.assertEqual(
            [answer["result"] for answer in report],
            ["twice", "twice", "twice", "twice", "same"],
        )
        report = change([(first, second)])
        self.assertEqual(report[0]["result"], "taken")
        self.assertEqual(change([(first, first)])[0]["result"], "same")
        self.assertEqual(sorted(self.shelf.mapped("name")), self.codes)

    def test_a_vendors_box_keeps_its_code(self):
        boxes, _packages = self._shipped(1)
        packages = self.env["stock.package"].with_user(self.clerk)
        (answer,) = packages.k2k_change_codes([(boxes.code, "OURS01")])
        self.assertEqual(answer["result"], "vendor")
        self.assertIn("Test Farms", answer["message"])

    def test_file(self):
        wizard = self.Wizard.create(
            {"file": base64.b64encode(f"{self.codes[0]},FILE01".encode("utf-8-sig"))}
        )
        wizard.action_change()
        self.assertEqual(self._results(wizard), [(self.codes[0], "changed")])
        wizard = self.Wizard.create({"file": base64.b64encode(b"PK\x03\x04\xff\xfe")})
        with self.assertRaisesRegex(UserError, "CSV"):
            wizard.action_check()
        with self.assertRaisesRegex(UserError, "Paste a list"):
            self.Wizard.create({}).action_check()

    def test_from_the_list_of_packages(self):
        context = {"active_model": "stock.package", "active_ids": self.shelf[:2].ids}
        with Form(self.Wizard.with_context(**context)) as form:
            self.assertEqual(form.text, "KS000001\t\nKS000002\t\n")
            form.text = "KS000001\tTYPED1\n"
        form.record.action_change()
        self.assertEqual(self.shelf[0].name, "TYPED1")

    def test_strangers_change_nothing(self):
        pairs = [(self.codes[0], "MINE01")]
        packages = self.env["stock.package"]
        for user in (self.buyer_sales, self.vendor_sales):
            with self.subTest(user.login), self.assertRaises(AccessError):
                packages.with_user(user).k2k_change_codes(pairs)
        for user in (self.clerk, self.stranger_clerk):
            (answer,) = packages.with_user(user).k2k_change_codes(pairs)
            self.assertEqual(answer["result"], "unknown")
        self.assertEqual(self.shelf[0].name, self.codes[0])
        foreign = self.Wizard.create({"text": "A\tB"}).with_user(self.stranger_clerk)
        with self.assertRaises(AccessError):
            foreign.read(["text"])

    def test_many(self):
        """Hundreds of lines: the queries are those of the renaming itself."""
        codes = self._codes(300, "MANY")
        self.env["stock.package"].with_company(self.vendor).create(
            [{"name": code, "package_type_id": self.quarter_box.id} for code in codes]
        )
        pairs = [(code, code.replace("MANY", "NEW")) for code in codes]
        packages = self.Wizard.env["stock.package"]
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        report = packages.k2k_change_codes(pairs, dry_run=True)
        self.assertLess(self.env.cr.sql_log_count - start, 30)
        self.assertEqual({answer["result"] for answer in report}, {"changed"})


@tagged("post_install", "-at_install")
class TestCodeAtTheBuyer(K2kLabelCommon):
    """What arrives with a code we would not give is received all the same."""

    def test_odd_codes_of_a_vendor(self):
        package_type = self.quarter_box.copy({"company_id": self.buyer.id})
        partner = self.vendor.partner_id
        package = (
            self.env["stock.package"]
            .with_company(self.buyer)
            .create(
                {
                    "name": "A/1",
                    "package_type_id": package_type.id,
                    "k2k_origin_partner_id": partner.id,
                }
            )
        )
        self.assertFalse(package.k2k_box_code)
        self.assertEqual(package.name, "A/1")

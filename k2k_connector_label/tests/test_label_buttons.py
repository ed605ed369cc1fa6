# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from . import readers
from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestLabelButtons(K2kLabelCommon):
    """Printing where people are: they see the button, and it prints the boxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reports = cls.env["ir.actions.report"]

    def _button(self, records, view_type, name):
        """Return the button that the user of these records sees, or None."""
        arch = records.get_view(view_type=view_type)["arch"]
        buttons = etree.fromstring(arch).xpath(f"//header/button[@name='{name}']")
        return next((b for b in buttons if not self._is_hidden(records, b)), None)

    def _is_hidden(self, records, button):
        """Tell whether the web client hides it for this record."""
        condition = button.get("invisible")
        if not condition:
            return False
        names = [name for name in records._fields if name in condition]
        return safe_eval(condition, {name: records[name] for name in names})

    def _press(self, records, view_type, name="action_print_labels"):
        """Press the button; :return: (what the user is told, codes on the labels)."""
        self.assertIsNotNone(self._button(records, view_type, name), records)
        action = getattr(records, name)()
        message = action.get("params", {}).get("message", "")
        action = action["params"]["next"] if message else action
        self.assertEqual(action["type"], "ir.actions.report")
        report = self.env["ir.actions.report"]._get_report_from_name(
            action["report_name"]
        )
        printed = self.env[report.model].with_user(records.env.user)
        printed = printed.browse(action["context"]["active_ids"])
        content = printed.render_box_labels(report._k2k_label_kind())
        codes = [
            code
            for page in readers.pdf_images(content, 609)
            for code, _kind in readers.read_codes(page)
        ]
        return message, codes

    def test_buyer(self):
        """Staging selection, one box, AWB; and that nothing need be printed."""
        boxes, _packages = self._shipped(3)
        codes = boxes.mapped("code")
        for records, view_type, expected in (
            (boxes[:2], "list", codes[:2]),
            (boxes[2], "form", codes[2:]),
            (boxes.awb_id, "form", codes),
        ):
            for user in (self.clerk, self.buyer_manager):
                with self.subTest(f"{records} {user.login}"):
                    message, printed = self._press(records.with_user(user), view_type)
                    self.assertIn("nothing needs to be printed", message)
                    self.assertEqual(printed, expected)

    def test_vendor(self):
        """The vendor's order, its delivery, packages selected, and one of them."""
        _boxes, packages = self._shipped(3)
        codes = packages.mapped("name")
        order = self.env["sale.order"].with_user(self.vendor_sales).search([])
        delivery = order.picking_ids.with_user(self.vendor_clerk)
        for records, view_type, expected in (
            (order, "form", codes),
            (delivery, "form", codes),
            (packages[:2], "list", codes[:2]),
            (packages[2], "form", codes[2:]),
        ):
            with self.subTest(records):
                message, printed = self._press(records, view_type)
                self.assertFalse(message)
                self.assertEqual(printed, expected)

    def test_thermal_printers(self):
        """A company that prints ZPL gets ZPL from all its buttons."""
        boxes, packages = self._shipped(2)
        self.buyer.k2k_label_format = self.vendor.k2k_label_format = "zpl"
        for records in (boxes, boxes.awb_id, packages):
            action = records.action_print_labels()
            action = action.get("params", {}).get("next", action)
            report = self.env["ir.actions.report"].with_user(records.env.user)
            content, kind = report._render(
                action["report_name"], action["context"]["active_ids"]
            )
            self.assertEqual(kind, "text")
            printed = [label.codes[0][1] for label in readers.zpl_labels(content)]
            self.assertEqual(printed, boxes.mapped("code"))

    def test_before_the_order_is_confirmed(self):
        """The boxes are held: their labels can be printed."""
        _order, vendor_order = self._sell(2)
        _message, printed = self._press(vendor_order, "form")
        held = vendor_order.order_line.k2k_hold_ids.package_ids
        self.assertEqual(printed, held.sorted("name").mapped("name"))

    def test_not_where_there_is_nothing_to_print(self):
        _order, vendor_order = self._sell(1)
        vendor_order.action_cancel()
        button = "action_print_labels"
        self.assertIsNone(self._button(vendor_order, "form", button))
        own = self._make_order(self._offer()[:1], 1)
        self.assertIsNone(self._button(own, "form", button))

    def test_distribution_labels(self):
        """Staging list and AWB: the boxes that somebody must divide."""
        boxes, _packages = self._shipped(2)
        boxes[0].sudo().prebook_line_id = False
        line = self._make_order(self._offer()[:1], 1).order_line
        line.write({"k2k_offer_id": False, "product_uom_id": line.product_id.uom_id.id})
        line.product_uom_qty = 30
        line.order_id.action_confirm()
        for records, view_type in ((boxes, "list"), (boxes.awb_id, "form")):
            name = "action_print_distribution_labels"
            message, printed = self._press(records, view_type, name)
            self.assertIn("1 of 2", message)
            self.assertEqual(printed, boxes[0].mapped("code"))

    def test_print_menu(self):
        """Each of the lists and forms prints PDF and ZPL from its Print menu, too."""
        for model, user, expected in (
            ("k2k.box", self.clerk, 4),
            ("k2k.awb", self.clerk, 2),
            ("stock.package", self.vendor_clerk, 2),
            ("sale.order", self.vendor_sales, 2),
            ("stock.picking", self.vendor_clerk, 2),
        ):
            actions = self.env["ir.actions.actions"].with_user(user).get_bindings(model)
            offered = {action["id"] for action in actions.get("report", [])}
            ours = self.env["ir.actions.report"].search([("model", "=", model)])
            ours = ours.filtered(lambda report: report._k2k_prints_labels())
            self.assertEqual(len(ours), expected, model)
            self.assertLessEqual(set(ours.ids), offered, model)

    def test_log_of_one_box(self):
        """Box and package show who printed their labels, and when."""
        boxes, packages = self._shipped(1)
        for records in (boxes, packages):
            records.render_box_labels()
            arch = records.get_view(view_type="form")["arch"]
            rows = etree.fromstring(arch).xpath(
                "//field[@name='k2k_label_print_ids']/list/field/@name"
            )
            self.assertLessEqual({"create_date", "create_uid", "kind"}, set(rows))
            note = records.k2k_label_print_ids
            self.assertEqual(note.create_uid, records.env.user)
            self.assertTrue(note.create_date)

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from . import readers
from .common import K2kLabelCommon


@tagged("post_install", "-at_install")
class TestLabelTemplate(K2kLabelCommon):
    """A company's own label: set up by its manager, without code."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Template = cls.env["k2k.label.template"].with_user(cls.buyer_manager)

    def _template(self, **vals):
        return self.Template.create({"name": "Ours", **vals})

    def test_form(self):
        """The form proposes fields and shows what the label looks like."""
        with Form(self.Template) as form:
            form.name = "Cold store"
            self.assertFalse(form.problem)
            before = form.preview
            self.assertIn(b"<svg", base64.b64decode(before))
            with form.line_ids.new() as line:
                line.field = "text"
                line.text = "Keep cool"
                line.font_size = 10
            self.assertIn(b"Keep cool", base64.b64decode(form.preview))
        self.assertEqual(len(form.record.line_ids), 7)

    def test_used_instead_of_the_standard(self):
        """Its size, fields, logo and words; no K2K icon; only for its own company."""
        boxes, packages = self._shipped(2)
        self._template(
            size="4x6",
            logo=base64.b64encode(readers.png(300, 100)),
            line_ids=[
                Command.clear(),
                Command.create({"field": "product", "font_size": 20}),
                Command.create({"field": "text", "text": "Keep cool"}),
                Command.create({"field": "awb_last4", "font_size": 40}),
            ],
        )
        content = boxes.render_box_labels()
        self.assertEqual(readers.pdf_sizes(content), [(288.0, 432.0)] * 2)
        for box, page, text in zip(
            boxes,
            readers.pdf_images(content, 609),
            readers.pdf_texts(content),
            strict=True,
        ):
            self.assertEqual(readers.read_codes(page), [(box.code, "Code128")])
            self.assertIn("Keep cool", text)
            self.assertIn("5675", text)
            self.assertNotIn("K2K", text)
            self.assertNotIn("Rosa", text)
        self.assertEqual(
            readers.pdf_sizes(packages.render_box_labels()), [(288.0, 216.0)] * 2
        )

    def test_qr_and_sscc(self):
        boxes, _packages = self._shipped(1)
        template = self._template(symbology="qr")
        (page,) = readers.pdf_images(boxes.render_box_labels(), 609)
        self.assertEqual(readers.read_codes(page), [(boxes.code, "QRCode")])
        template.symbology = "gs1_128"
        boxes.sudo().code = readers.sscc(10614141123456789)
        (page,) = readers.pdf_images(boxes.render_box_labels(), 609)
        ((text, _kind),) = readers.read_codes(page)
        self.assertEqual(text, f"(00){boxes.code}")

    def test_what_can_not_be_printed_is_refused(self):
        for vals, reason in (
            ({"size": "own", "own_width": 0}, "1 to 8 in"),
            ({"size": "own", "own_width": 1, "own_height": 3}, "narrow|leave"),
            (
                {
                    "line_ids": [
                        Command.create({"field": "customer", "font_size": 90}),
                        Command.create({"field": "product", "font_size": 90}),
                    ]
                },
                "leave",
            ),
            (
                {"line_ids": [Command.create({"field": "text"})]},
                "fixed text",
            ),
            (
                {"line_ids": [Command.create({"field": "awb", "font_size": 3})]},
                "points",
            ),
            (
                {"line_ids": [Command.create({"field": "awb", "rows": 9})]},
                "lines",
            ),
            ({"logo": base64.b64encode(b"<svg/>")}, "no picture"),
        ):
            with (
                self.subTest(reason),
                self.assertRaisesRegex(ValidationError, reason),
                self.env.cr.savepoint(),
            ):
                self._template(**vals)

    def test_a_field_is_enlarged(self):
        """Refused, too, where only the field is written."""
        template = self._template()
        with self.assertRaisesRegex(ValidationError, "leave"):
            template.line_ids.write({"font_size": 40})

    def test_every_field_has_its_words(self):
        """What the preview shows is what is printed: each field, both kinds."""
        boxes, packages = self._shipped(1)
        order = boxes.sudo().prebook_line_id.sale_line_id.order_id
        ours, theirs = self.env["delivery.carrier"].create(
            [
                {"name": "Cool Road", "product_id": product.id}
                for product in (boxes.sudo().product_id, self.products[1])
            ]
        )
        order.carrier_id = ours
        order.partner_id.write({"ref": "BF12", "city": "Miami"})
        vendor_order = self.env["sale.order"].with_user(self.vendor_sales).search([])
        vendor_order.sudo().carrier_id = theirs
        vendor_order.sudo().partner_id.write({"ref": "TW7", "city": "Quito"})
        boxes.sudo().lot_ref = "L26"
        lot = self.env["stock.lot"].create(
            {"name": "L27", "product_id": self.products[0].id}
        )
        quants = self.env["stock.quant"].search([("package_id", "in", packages.ids)])
        self.env.cr.execute(
            "UPDATE stock_quant SET lot_id = %s WHERE id IN %s",
            (lot.id, tuple(quants.ids)),
        )
        self.env.invalidate_all()
        fields = (
            self.env["k2k.label.template.line"]._fields["field"].get_values(self.env)
        )
        for records, kind, manager, missing in (
            (boxes, "staging", self.buyer_manager, {"text"}),
            (packages, "shipping", self.vendor_manager, {"text", "truck"}),
        ):
            with self.subTest(kind):
                shown = [field for field in fields if field not in missing]
                template = self.Template.with_user(manager).create(
                    {
                        "name": "All",
                        "kind": kind,
                        "size": "4x6",
                        "line_ids": [
                            Command.clear(),
                            *(Command.create({"field": field}) for field in shown),
                        ],
                    }
                )
                records.render_box_labels()
                (label,) = records.k2k_labels()
                printed = {text.key for text in label.texts}
                self.assertEqual(printed - {"code"}, set(shown))
                sample = template._sample_label()
                self.assertEqual({text.key for text in sample.texts}, printed)

    def test_no_truck_on_shipping_labels(self):
        """The vendor does not know it: neither proposed nor allowed."""
        with Form(self.Template) as form:
            form.name = "Ours"
            form.kind = "shipping"
            self.assertNotIn(b"Truck", base64.b64decode(form.preview))
        self.assertIn("ship_date", form.record.line_ids.mapped("field"))
        with self.assertRaisesRegex(ValidationError, "truck"):
            form.record.line_ids[0].field = "truck"
        form.record.active = False
        form.record.flush_recordset()
        made = self._template(kind="shipping")
        self.assertNotIn("truck", made.line_ids.mapped("field"))
        staging = self._template()
        made.active = False
        made.flush_recordset()
        with self.assertRaisesRegex(ValidationError, "truck"):
            staging.kind = "shipping"

    def test_one_for_each_kind(self):
        first = self._template()
        self._template(kind="shipping")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._template()
        first.active = False
        first.flush_recordset()
        self.assertEqual(len(self._template().copy({"active": False}).line_ids), 6)

    def test_access(self):
        template = self._template()
        template.with_user(self.buyer_sales).read(["name"])
        for user in (self.buyer_sales, self.clerk):
            with self.assertRaises(AccessError):
                template.with_user(user).write({"name": "Mine"})
        for user in (self.vendor_manager, self.stranger_manager):
            with self.assertRaises(AccessError):
                template.with_user(user).read(["name"])
            with self.assertRaises(AccessError):
                template.line_ids.with_user(user).read(["field"])

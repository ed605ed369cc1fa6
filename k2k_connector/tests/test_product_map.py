# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.image import image_process

from .common import K2kCommon

PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    b"AABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestProductMap(K2kCommon):
    """Each product of the vendor's is one of ours."""

    def setUp(self):
        super().setUp()
        self.rose = self.products[1]
        self.buyer_connection.auto_map = False

    def _own_product(self, name, **values):
        return self.env["product.product"].create(
            {
                "name": name,
                "company_id": self.buyer.id,
                "type": "consu",
                "is_storable": True,
                **values,
            }
        )

    def _publish_boxes(self, product=None, code="MAP01"):
        product = product or self.agapanthus
        self._make_boxes(product, [code])
        self._publish()
        return self._mapping(product)

    def _mapping(self, product=None):
        return (
            self.env["k2k.product.map"]
            .with_user(self.buyer_manager)
            .search([("vendor_product_ref", "=", str((product or self.agapanthus).id))])
        )

    # ------------------------------------------------------------------
    # Found by themselves
    # ------------------------------------------------------------------
    def test_by_barcode_then_code_then_name(self):
        named = self._own_product("AGAPANTHUS blue 70 cm")
        mapping = self._publish_boxes()
        self.assertFalse(mapping.product_id, "the name differs in its letters")
        mapping.unlink()
        named.name = "Agapanthus Blue 70 cm"
        self._publish_again()
        self.assertEqual(self._mapping().product_id, named)
        self._mapping().unlink()
        coded = self._own_product("Something else", default_code="AG70")
        self.agapanthus.default_code = "AG70"
        self._publish_again()
        self.assertEqual(self._mapping().product_id, coded)
        self._mapping().unlink()
        scanned = self._own_product("Another", barcode="7501234567893")
        self.agapanthus.barcode = "7501234567893"
        self._publish_again()
        self.assertEqual(self._mapping().product_id, scanned)
        self.assertEqual(self._offer().product_id, scanned)

    def _publish_again(self):
        self.vendor_connection.action_sync()

    def test_by_name_and_attributes(self):
        template = self._template_with_grades(self.vendor)
        own = self._template_with_grades(self.buyer).product_variant_ids[1]
        vendor_product = template.product_variant_ids[1]
        vendor_product.list_price = 0.5
        mapping = self._publish_boxes(vendor_product)
        self.assertEqual(mapping.product_id, own)

    def _template_with_grades(self, company):
        grade = self.env["product.attribute"].search([("name", "=", "Grade")], limit=1)
        grade = grade or self.env["product.attribute"].create(
            {
                "name": "Grade",
                "value_ids": [
                    Command.create({"name": name}) for name in ("60 cm", "70 cm")
                ],
            }
        )
        return self.env["product.template"].create(
            {
                "name": "Rose Explorer",
                "company_id": company.id,
                "is_storable": True,
                "list_price": 0.5,
                "uom_ids": [Command.set(self.pack_qb.ids)],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": grade.id,
                            "value_ids": [Command.set(grade.value_ids.ids)],
                        }
                    )
                ],
            }
        )

    def test_mapped_once_is_remembered(self):
        mapping = self._publish_boxes()
        own = self._own_product("Lily of the Nile")
        mapping.product_id = own
        self.agapanthus.name = "Agapanthus Deep Blue"
        self._publish_again()
        self.assertEqual(mapping.product_id, own)
        self.assertEqual(mapping.vendor_product_name, "Agapanthus Deep Blue")

    # ------------------------------------------------------------------
    # By hand
    # ------------------------------------------------------------------
    def test_unknown_product_waits_and_somebody_is_told(self):
        mapping = self._publish_boxes()
        self.assertEqual(mapping.state, "to_map")
        self.assertFalse(self._offer())
        activity = self.buyer_connection.activity_ids
        self.assertEqual(activity.user_id, self.buyer_manager)
        self._publish_boxes(self.rose, "MAP02")
        self.assertEqual(len(self.buyer_connection.activity_ids), 1)
        self.assertEqual(self.buyer_connection.to_map_count, 2)
        (mapping | self._mapping(self.rose)).action_ignore()
        self.assertFalse(self.buyer_connection.activity_ids)

    def test_suggestions_in_bulk(self):
        blue = self._own_product("Agapanthus Blue 60/70 cm")
        self._own_product("Agapanthus White")
        rose = self._own_product("Freedom Rose 60")
        mappings = self._publish_boxes() | self._publish_boxes(self.rose, "MAP02")
        self.assertEqual(mappings.mapped("suggested_product_id"), blue | rose)
        self.assertEqual(self._mapping().suggestion_ids[0], blue)
        mappings.action_map_suggested()
        self.assertEqual(self._mapping().product_id, blue)
        self.assertEqual(self._offer().product_id, blue)
        self.assertEqual(self._offer(self.rose).boxes_available, 1)

    def test_no_suggestion_of_anothers_product(self):
        mapping = self._publish_boxes()
        self.assertFalse(mapping.suggested_product_id)
        result = mapping.action_map_suggested()
        self.assertEqual(result["params"]["type"], "warning")
        self.assertEqual(mapping.state, "to_map")

    def test_ignore_and_restore(self):
        own = self._own_product("Agapanthus Blue 70 cm")
        mapping = self._publish_boxes()
        offer = self._offer()
        self.assertEqual(offer.boxes_available, 1)
        mapping.action_ignore()
        self.assertFalse(offer.active)
        self._publish_again()
        self.assertFalse(self._offer())
        mapping.action_restore()
        self.assertEqual((mapping.state, mapping.product_id), ("mapped", own))
        self.assertEqual(self._offer().boxes_available, 1)

    def test_remap_until_sold(self):
        first = self._own_product("Agapanthus Blue 70 cm")
        second = self._own_product("Lily of the Nile")
        mapping = self._publish_boxes()
        mapping.product_id = second
        self.assertEqual(self._offer().product_id, second)
        self._make_order(self._offer(), 1).action_confirm()
        with self.assertRaisesRegex(UserError, "has been sold as Lily of the Nile"):
            mapping.product_id = first
        self.assertEqual(mapping.product_id, second)

    def test_create_products(self):
        mappings = self._publish_boxes() | self._publish_boxes(self.rose, "MAP02")
        with self.assertRaises(AccessError):
            mappings.with_user(self.buyer_sales).action_create_products()
        self.buyer_manager.group_ids |= self.env.ref("product.group_product_manager")
        mappings.action_create_products()
        self.assertEqual(set(mappings.mapped("state")), {"mapped"})
        self.assertEqual(self._mapping().product_id.name, "Agapanthus Blue 70 cm")
        self.assertEqual(self._offer(self.rose).boxes_available, 1)

    def test_salesperson_only_reads(self):
        mapping = self._publish_boxes().with_user(self.buyer_sales)
        self.assertEqual(mapping.state, "to_map")
        for button in (
            mapping.action_map_suggested,
            mapping.action_ignore,
            mapping.action_create_products,
        ):
            with self.assertRaises(AccessError):
                button()

    # ------------------------------------------------------------------
    # Made by themselves
    # ------------------------------------------------------------------
    def test_auto_map_makes_the_product(self):
        self.buyer_connection.auto_map = True
        vendor_product = self._template_with_grades(self.vendor).product_variant_ids[0]
        vendor_product.image_1920 = PIXEL
        product = self._publish_boxes(vendor_product).product_id.sudo()
        self.assertEqual(product.company_id, self.buyer)
        self.assertEqual(product.name, "Rose Explorer (60 cm)")
        self.assertTrue(product.is_published)
        self.assertEqual(
            product.public_categ_ids, self.env.ref("k2k_connector.public_category_k2k")
        )
        self.assertEqual(product.attribute_line_ids.attribute_id.name, "Grade")
        self.assertEqual(product.attribute_line_ids.value_ids.name, "60 cm")
        self.assertEqual(product.uom_ids, self.pack_qb)
        self.assertTrue(product.image_1920)

    def test_the_buyers_words_and_picture_survive(self):
        self.buyer_connection.auto_map = True
        self.agapanthus.image_1920 = PIXEL
        product = self._publish_boxes().product_id.sudo()
        own_picture = base64.b64encode(
            image_process(base64.b64decode(PIXEL), size=(1, 1), output_format="PNG")
        )
        product.write(
            {
                "name": "Lily of the Nile",
                "description_sale": "<p>Ours</p>",
                "image_1920": False,
            }
        )
        self._publish_again()
        self.assertEqual(product.name, "Lily of the Nile")
        self.assertFalse(product.image_1920, "removed is removed")
        product.image_1920 = own_picture
        self.agapanthus.write({"name": "Other", "description_sale": "Theirs"})
        self._publish_again()
        self.assertEqual(product.name, "Lily of the Nile")
        self.assertEqual(product.description_sale, "<p>Ours</p>")
        self.assertEqual(product.image_1920, own_picture)

    def test_uninvited_picture_is_left_out(self):
        own = self._own_product("Agapanthus Blue 70 cm")
        mapping = self._publish_boxes()
        self.assertEqual(mapping.product_id, own)
        reply = self.env["k2k.gateway"].send(
            self.vendor_connection,
            "pictures",
            {
                "pictures": [
                    {"ref": mapping.vendor_product_ref, "image": PIXEL.decode()},
                    {"ref": "nobody's", "image": "no picture"},
                ]
            },
        )
        self.assertTrue(reply["ok"])
        self.assertFalse(own.image_1920)

    def test_pictures_travel_once(self):
        self.buyer_connection.auto_map = True
        self.agapanthus.image_1920 = PIXEL
        self._publish_boxes()
        self._publish_again()
        sent = self.env["k2k.message"].search_count(
            [
                ("message_type", "=", "pictures"),
                ("direction", "=", "out"),
                ("company_id", "=", self.vendor.id),
            ]
        )
        self.assertEqual(sent, 1)

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.fields import Command
from odoo.tests import BaseCase, tagged

from odoo.addons.website_sale.tests.common import MockRequest

from ..tools import search_key
from .common import K2kCommon


class TestSearchKey(BaseCase):
    """The rules, without Odoo."""

    def _finds(self, term, *texts):
        key = search_key.make_key(texts)
        return any(
            all(part in key for part in parts)
            for parts in search_key.alternatives(term)
        )

    def test_run_together(self):
        rose = ("Rose Akito 60 cm", "White")
        for term in ("roswhit60", "rosewhite60cm", "whitros60", "ros60", "akito"):
            self.assertTrue(self._finds(term, *rose), term)
        for term in ("roswhit50", "rosred60", "roswhit600", "roswhit6", "tulwhit60"):
            self.assertFalse(self._finds(term, *rose), term)

    def test_letters_and_languages(self):
        self.assertTrue(self._finds("roses", "Rose Freedom"))
        self.assertTrue(self._finds("hortensia", "Hortênsia"))
        self.assertTrue(self._finds("rosblan60", "Rose 60 cm", "White", "Blanco"))

    def test_nothing_to_find(self):
        for term in ("", "-", "%", "_", "'", "\\"):
            self.assertEqual(search_key.alternatives(term), [], term)
        self.assertEqual(search_key.make_key(["", None]), "")

    def test_few_ways_to_cut(self):
        """However long a term is, the question stays short."""
        for length in (16, 17, 200):
            self.assertLess(len(search_key.alternatives("a" * length)), 60)

    def test_length_and_color(self):
        self.assertEqual(search_key.stem_length(["Rose", "60 cm"]), 60)
        self.assertEqual(search_key.stem_length(["Rose 70cm", "60 cm"]), 70)
        self.assertEqual(search_key.stem_length(["Carnation Select"]), 0)
        self.assertTrue(search_key.is_color("Flower colour"))
        self.assertFalse(search_key.is_color("Decoration"))


@tagged("post_install", "-at_install")
class TestSearch(K2kCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colour = cls.env["product.attribute"].create({"name": "Colour"})
        cls.white, cls.red = cls.env["product.attribute.value"].create(
            [{"name": name, "attribute_id": cls.colour.id} for name in ("White", "Red")]
        )
        cls.akito = cls._rose("Rose Akito 60 cm", cls.white)
        cls.mondial = cls._rose("Rose Mondial 50 cm", cls.white)
        cls.freedom = cls._rose("Rose Freedom 60 cm", cls.red)
        cls.roses = cls.akito | cls.mondial | cls.freedom

    @classmethod
    def _rose(cls, name, color):
        return cls.env["product.template"].create(
            {
                "name": name,
                "company_id": cls.buyer.id,
                "is_published": True,
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": cls.colour.id,
                            "value_ids": [Command.set(color.ids)],
                        }
                    )
                ],
            }
        )

    def _shop(self, search, order="name asc", **options):
        website = self.env["website"].get_current_website()
        website.company_id = self.buyer
        _count, details, fuzzy = website._search_with_fuzzy(
            "products_only",
            search,
            limit=None,
            order=order,
            options={
                "displayImage": False,
                "displayDescription": False,
                "displayExtraLink": False,
                "displayDetail": False,
                "allowFuzzy": True,
                **options,
            },
        )
        return details[0]["results"] & self.roses, fuzzy

    def test_shop(self):
        self.assertEqual(self._shop("roswhit60"), (self.akito, False))
        self.assertEqual(self._shop("roswhit")[0], self.akito | self.mondial)
        self.assertEqual(self._shop("60cm roses")[0], self.akito | self.freedom)
        self.assertEqual(self._shop("mondail")[1], "mondial", "as ever")

    def test_backend(self):
        products = self.env["product.product"].with_user(self.buyer_sales)
        found = products.name_search("roswhit60")
        self.assertEqual(
            [id_ for id_, _name in found], self.akito.product_variant_id.ids
        )
        self.assertEqual(
            products.search([("display_name", "ilike", "roswhit60")]),
            self.akito.product_variant_id,
        )
        templates = self.env["product.template"].with_user(self.buyer_sales)
        self.assertEqual(
            templates.search([("k2k_florist_search", "ilike", "white 60")]), self.akito
        )
        self.assertEqual(len(products.name_search("ros", limit=2)), 2)

    def test_follows_words(self):
        self.white.name = "Cream"
        self.assertFalse(self._shop("roswhit60", noFuzzy=True)[0])
        self.assertEqual(self._shop("roscream60")[0], self.akito)
        self.akito.name = "Rose Akito 70 cm"
        self.assertEqual(self._shop("roscream70")[0], self.akito)
        self.assertEqual(self.akito.k2k_length, 70)

    def test_sorting(self):
        order = "k2k_length desc, name asc"
        self.assertEqual(
            self._shop("rose", order)[0].mapped("name"),
            ["Rose Akito 60 cm", "Rose Freedom 60 cm", "Rose Mondial 50 cm"],
        )
        by_color = self._shop("rose", "k2k_color asc, name asc")[0]
        self.assertEqual(by_color[0], self.freedom)
        # its labels are in the language of the page
        website = self.env["website"].get_current_website()
        with MockRequest(self.env, website=website):
            mapping = website._get_product_sort_mapping()
        self.assertIn(order, [value for value, _label in mapping])

    def test_index(self):
        """Ten thousand products are not read one by one."""
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE tablename = 'product_template'"
            " AND indexdef LIKE '%k2k_search_key%'"
        )
        self.assertIn("USING gin", self.env.cr.fetchone()[0])

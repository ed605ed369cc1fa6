# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import K2kStockCommon

MODELS = ("k2k.awb", "k2k.box", "k2k.announced.box")


@tagged("post_install", "-at_install")
class TestAccess(K2kStockCommon):
    """Each company sees its own boxes; nobody types what happened to them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock_vendor(cls._codes(3))

    def test_models(self):
        """Every model has access rights, a company rule and company checks."""
        for name in MODELS:
            model = self.env[name]
            self.assertTrue(model._check_company_auto, name)
            domain = [("model_id.model", "=", name)]
            self.assertTrue(self.env["ir.model.access"].search(domain), name)
            rules = self.env["ir.rule"].search(domain)
            self.assertIn("company_ids", rules.domain_force, name)
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.store
                    and not field.related
                    and field.comodel_name
                    not in ("res.company", "res.users", "stock.package", "uom.uom")
                    and "company_id" in self.env[field.comodel_name]._fields
                ):
                    self.assertTrue(field.check_company, field)

    def test_strangers_see_nothing(self):
        _order, boxes = self._ship(2)
        for user in (
            self.stranger_manager,
            self.stranger_clerk,
            self.vendor_manager,
            self.vendor_clerk,
        ):
            for records in (boxes, boxes.awb_id, boxes.package_id):
                own = records.with_user(user)
                self.assertFalse(own.search([("id", "in", own.ids)]), user.login)
                with self.assertRaises(AccessError):
                    own.read(["display_name"])
            with self.assertRaises(AccessError):
                boxes.with_user(user).action_confirm()
            with self.assertRaises(AccessError):
                boxes.awb_id.with_user(user).action_confirm_all()
            with self.assertRaises(AccessError):
                boxes.awb_id.with_user(user).action_close()
            with self.assertRaises(AccessError):
                boxes.with_user(user).action_bill()

    def test_nobody_types_a_state(self):
        _order, boxes = self._ship(1)
        for user in (self.clerk, self.buyer_sales, self.buyer_manager):
            own = boxes.with_user(user)
            for values in ({"state": "billed"}, {"quantity": 1}, {"note": "x"}):
                with self.assertRaises(AccessError):
                    own.write(values)
            with self.assertRaises(AccessError):
                own.unlink()
            with self.assertRaises(AccessError):
                own.copy()

    def test_clerk_reads_what_the_screens_show(self):
        """The fields of the views, read as the web client does."""
        _order, boxes = self._ship(1)
        for records, view in (
            (boxes, "k2k_box_view_list"),
            (boxes, "k2k_box_view_form"),
            (boxes.awb_id, "k2k_awb_view_list"),
            (boxes.awb_id, "k2k_awb_view_form"),
        ):
            for user in (self.clerk, self.buyer_sales):
                own = records.with_user(user)
                view_id = self.env.ref(f"k2k_connector_stock.{view}").id
                models = own.get_view(view_id)["models"]
                fields_of = models[own._name]
                spec = {
                    name: (
                        {"fields": {"display_name": {}}}
                        if own._fields[name].type == "many2one"
                        else {}
                    )
                    for name in fields_of
                    # costs of an AWB are not for everybody
                    if own._has_field_access(own._fields[name], "read")
                }
                own.invalidate_recordset()
                self.assertTrue(own.web_read(spec))

    def test_menus(self):
        """A clerk sees the app and its warehouse part."""
        menus = self.env["ir.ui.menu"].with_user(self.clerk)._visible_menu_ids()
        for name in ("menu_k2k_staging", "menu_k2k_awb", "menu_k2k_box_not_billed"):
            self.assertIn(self.env.ref(f"k2k_connector_stock.{name}").id, menus)
        self.assertIn(self.env.ref("k2k_connector.menu_k2k_root").id, menus)
        self.assertNotIn(self.env.ref("k2k_connector_stock.menu_k2k_port").id, menus)

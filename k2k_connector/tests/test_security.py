# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.models import LOG_ACCESS_COLUMNS
from odoo.service.model import get_public_method
from odoo.tests import Form, TransactionCase, new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from . import searching
from .common import K2kCommon

OURS = "odoo.addons.k2k_"
# Words that all companies share, as countries are.
SHARED = {"k2k.port", "k2k.weekday"}
# Public methods that are no buttons: each of them is an endpoint by intention, and
# asks itself who calls.
ENDPOINTS = {
    # the scan screen and handhelds
    "scan",
    "scan_batch",
    "scan_list",
    "scan_missing",
    "send_on",
    "undo_scan",
    "confirm_part",
    "end_mine",
    "ship",
    "ship_done",
    "ship_list",
    # labels
    "k2k_change_codes",
    "render_box_labels",
    "render_box_labels_zpl",
}


def own_methods(model):
    """Public methods that our addons, and nobody else, define on a model."""
    ours, others = {}, set()
    for cls in type(model).mro():
        if cls.__module__.startswith(OURS):
            ours.update(vars(cls))
        else:
            others.update(vars(cls))
    return {
        name: method
        for name, method in ours.items()
        if callable(method) and not name.startswith("_") and name not in others
    }


@tagged("post_install", "-at_install")
class TestEveryModel(TransactionCase):
    """What holds for each model of our addons, those to come included."""

    def _models(self):
        return [
            self.env[name]
            for name in sorted(self.env.registry)
            if name.startswith("k2k.")
        ]

    def _stored_models(self):
        return [
            model
            for model in self._models()
            if not model._abstract and not model._transient
        ]

    def _company_models(self):
        return [model for model in self._stored_models() if model._name not in SHARED]

    def test_company(self):
        for model in self._company_models():
            with self.subTest(model=model._name):
                self.assertEqual(
                    model._fields["company_id"].comodel_name, "res.company"
                )
                self.assertTrue(model._fields["company_id"].store)
                self.assertTrue(model._check_company_auto)

    def test_company_bearing_relations_are_checked(self):
        for model in self._company_models():
            company_path = model._fields["company_id"].related or ""
            for field in model._fields.values():
                if (
                    field.type not in ("many2one", "many2many")
                    or not field.store
                    or field.related
                    or field.name in LOG_ACCESS_COLUMNS
                    or not (field._module or "").startswith("k2k_")
                    # a person may belong to several companies
                    or field.comodel_name == "res.users"
                    # its company is ours by definition
                    or field.name == company_path.split(".")[0]
                    or "company_id" not in self.env[field.comodel_name]._fields
                ):
                    continue
                self.assertTrue(field.check_company, str(field))

    def test_access_rights(self):
        for model in self._stored_models():
            rights = self.env["ir.model.access"].search(
                [("model_id.model", "=", model._name)]
            )
            with self.subTest(model=model._name):
                self.assertTrue(rights.filtered("perm_read"))
                # a line without a group is a line for everybody
                self.assertTrue(all(right.group_id for right in rights))
                outsiders = self.env.ref("base.group_portal") | self.env.ref(
                    "base.group_public"
                )
                self.assertFalse(rights.group_id & outsiders)

    def test_company_rule(self):
        for model in self._company_models():
            rules = self.env["ir.rule"].search(
                [("model_id.model", "=", model._name), ("groups", "=", False)]
            )
            with self.subTest(model=model._name):
                context = {"company_ids": [7, 8], "user": self.env.user}
                self.assertIn(
                    [("company_id", "in", [7, 8])],
                    [safe_eval(rule.domain_force, context) for rule in rules],
                )
                for mode in ("read", "write", "create", "unlink"):
                    self.assertTrue(all(rules.mapped(f"perm_{mode}")))

    def test_names_can_be_searched(self):
        """Whatever is chosen from a list can be typed: no warning, no false hit."""
        for model in self._stored_models():
            with self.subTest(model=model._name):
                self.assertTrue(model._rec_name or model._rec_names_search, model._name)

    def test_public_methods_are_buttons_or_known(self):
        """Each public method can be called by anybody: none by accident."""
        for name in self.env.registry:
            for method, function in own_methods(self.env[name]).items():
                if getattr(function, "_api_private", False):
                    continue
                with self.subTest(model=name, method=method):
                    self.assertTrue(method.startswith("action_") or method in ENDPOINTS)

    def test_buttons_can_be_pressed(self):
        """A browser calls a button's method with ids: no ``api.model`` takes these."""
        pressed = {
            button.get("name")
            for arch in self.env["ir.ui.view"]
            .search([("model", "!=", False), ("type", "!=", "qweb")])
            .filtered(lambda view: view.xml_id.startswith("k2k_"))
            .mapped("arch")
            for button in etree.fromstring(arch).iter("button")
            if button.get("type") == "object"
        }
        self.assertIn("action_k2k_ship_part", pressed)
        for name in self.env.registry:
            for method, function in own_methods(self.env[name]).items():
                if method in pressed:
                    with self.subTest(model=name, method=method):
                        self.assertFalse(getattr(function, "_api_model", False))

    def test_nobody_calls_the_gateway(self):
        with self.assertRaises(AccessError):
            get_public_method(self.env["k2k.gateway"], "send")
        for name in dir(self.env["k2k.gateway"]):
            if name.startswith(("_handle", "_receive", "_deliver")):
                with self.assertRaises(AccessError):
                    get_public_method(self.env["k2k.gateway"], name)


@tagged("post_install", "-at_install")
class TestAccess(K2kCommon):
    """One sale from the shelf to the vendor's confirmation, and who may see what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_boxes(cls.agapanthus, ["SE001", "SE002", "SE003", "SE004", "SE005"])
        cls._publish()
        offer = cls._offer()
        cls.order = cls._make_order(cls, offer, 2)
        cls.order.action_confirm()
        cls.open_order = cls._make_order(cls, offer, 1)
        cls.open_order.action_confirm()
        cls.quotation = cls._make_order(cls, offer, 1)
        cls.quotation.order_line._k2k_hold()
        cls.prebook = cls.order.k2k_prebook_ids
        cls.purchase = cls.prebook.sudo().purchase_order_id
        cls.vendor_order = cls._vendor_order(cls, cls.purchase)
        cls.vendor_order.action_confirm()
        cls.open_vendor_order = cls._vendor_order(
            cls, cls.open_order.k2k_prebook_ids.sudo().purchase_order_id
        )
        cls._make_core_users()
        cls.env.flush_all()

    @classmethod
    def _make_core_users(cls):
        """People who know nothing of K2K."""
        for name, group in (
            ("salesman", "sales_team.group_sale_salesman_all_leads"),
            ("purchaser", "purchase.group_purchase_user"),
            ("clerk", "stock.group_stock_user"),
            ("accountant", "account.group_account_invoice"),
        ):
            for side in ("buyer", "vendor"):
                user = cls._make_user(f"{side}_{name}", getattr(cls, side), group)
                setattr(cls, f"{side}_{name}", user)

    def _records(self):
        """At least one record of each model that a sale makes, by its company."""
        domains = {
            name: [("company_id", "in", (self.buyer | self.vendor).ids)]
            for name in (
                "k2k.connection",
                "k2k.service.day",
                "k2k.product.map",
                "k2k.offer",
                "k2k.hold",
                "k2k.prebook",
                "k2k.prebook.line",
                "k2k.message",
            )
        }
        for name, domain in domains.items():
            records = self.env[name].with_context(active_test=False).search(domain)
            self.assertTrue(records, name)
            yield from records.grouped("company_id").items()

    def _vendor_boxes(self):
        return self.env["stock.package"].search(
            [("name", "=like", "SE00_"), ("k2k_company_id", "=", self.vendor.id)]
        )

    # ------------------------------------------------------------------
    # Strangers
    # ------------------------------------------------------------------
    def _users_of_others(self, company):
        return {self.stranger_manager, self.buyer_manager, self.vendor_manager} - {
            self.buyer_manager if company == self.buyer else self.vendor_manager
        }

    def test_strangers_find_nothing(self):
        for company, records in self._records():
            for user in self._users_of_others(company):
                theirs = records.with_user(user)
                with self.subTest(model=records._name, user=user.login):
                    self.assertFalse(
                        theirs.with_context(active_test=False).search(
                            [("id", "in", records.ids)]
                        )
                    )
                    self.assertFalse(theirs._filtered_access("read"))

    def test_strangers_can_neither_read_nor_write(self):
        for company, records in self._records():
            for user in self._users_of_others(company):
                record = records[:1].with_user(user)
                with self.subTest(model=records._name, user=user.login):
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        record.read(["company_id"])
                    with self.assertRaises(AccessError):
                        record.write({"company_id": user.company_id.id})
                    with self.assertRaises(AccessError):
                        record.unlink()
                    with self.assertRaises(AccessError):
                        record.copy()

    def test_strangers_cannot_press_any_button(self):
        documents = [
            self.order,
            self.vendor_order,
            self.purchase,
            *(records[:1] for _company, records in self._records()),
        ]
        for document in documents:
            for user in self._users_of_others(document.sudo().company_id):
                for method in own_methods(document):
                    if not method.startswith("action_"):
                        continue
                    button = getattr(document.with_user(user), method)
                    # a request begins with an empty cache
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError, msg=str(button)):
                        button()

    def test_plain_users_do_not_decide(self):
        """A K2K salesperson sees the agreement and does not change it."""
        connection = self.buyer_connection.with_user(self.buyer_sales)
        self.assertTrue(connection.gpm)
        for call in (
            connection.action_suspend,
            connection.action_sync,
            lambda: connection.write({"gpm": 0.1}),
            lambda: connection.read(["token"]),
            connection.unlink,
        ):
            with self.assertRaises(AccessError):
                call()

    def test_messages_are_for_managers(self):
        """They hold the token and the other side's words."""
        message = self.env["k2k.message"].search(
            [("company_id", "=", self.buyer.id)], limit=1
        )
        self.assertTrue(message.with_user(self.buyer_manager).payload)
        self.env.invalidate_all()
        for user in (self.buyer_sales, self.buyer_purchaser, self.buyer_clerk):
            with self.assertRaises(AccessError):
                message.with_user(user).read(["payload"])
        with self.assertRaises(AccessError):
            message.with_user(self.buyer_manager).write({"error": "never was"})

    def test_portal_and_public_see_nothing(self):
        portal = new_test_user(self.env, "k2k_portal", groups="base.group_portal")
        portal.partner_id = self.customer
        public = self.env.ref("base.public_user")
        for _company, records in self._records():
            for user in (portal, public):
                theirs = records.with_user(user)
                with self.subTest(model=records._name, user=user.login):
                    for operation in ("read", "write", "create", "unlink"):
                        self.assertFalse(theirs.has_access(operation))
                    with self.assertRaises(AccessError):
                        theirs.search([])

    def test_costs_and_vendor_are_not_for_everybody(self):
        """Who may sell by K2K sees costs; other colleagues do not see the offers."""
        offer = self.env["k2k.offer"].search([("company_id", "=", self.buyer.id)])[:1]
        self.assertTrue(offer.with_user(self.buyer_sales).unit_cost)
        self.env.invalidate_all()
        self.assertNotIn("Test Farms", offer.display_name)
        for user in (self.buyer_salesman, self.buyer_clerk, self.buyer_accountant):
            with self.assertRaises(AccessError):
                offer.with_user(user).read(["price"])

    # ------------------------------------------------------------------
    # Colleagues who know nothing of K2K
    # ------------------------------------------------------------------
    def _open(self, record, user):
        """Open a document as the web client does: its form, then its list."""
        self.env.invalidate_all()
        record = record.with_user(user).with_context(
            allowed_company_ids=user.company_id.ids
        )
        with self.subTest(model=record._name, user=user.login):
            Form(record)
            self.env.invalidate_all()
            self._list(record.browse(), [("id", "in", record.ids)])

    def _list(self, model, domain):
        views = model.get_views([(False, "list"), (False, "search")])["views"]
        arch = etree.fromstring(views["list"]["arch"])
        names = {
            node.get("name")
            for node in arch.iter("field")
            if not any(parent.tag == "field" for parent in node.iterancestors())
        }
        specification = {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].relational
            else {}
            for name in names
        }
        return model.web_search_read(domain, specification)["records"]

    def test_salesmen_open_orders(self):
        self._open(self.order, self.buyer_salesman)
        self._open(self.quotation, self.buyer_salesman)
        self._open(self.vendor_order, self.vendor_salesman)
        self._open(self.open_vendor_order, self.vendor_salesman)

    def test_salesmen_still_sell(self):
        """A salesman without K2K changes and confirms an order of own goods."""
        product = self.env["product.product"].create(
            {"name": "Vase", "company_id": self.buyer.id}
        )
        with Form(self.env["sale.order"].with_user(self.buyer_salesman)) as order_form:
            order_form.partner_id = self.customer
            with order_form.order_line.new() as line:
                line.product_id = product
        order = order_form.record
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        order._action_cancel()

    def test_purchasers_open_orders(self):
        self._open(self.purchase, self.buyer_purchaser)
        self._open(self.prebook, self.buyer_purchaser)
        action = self.purchase.with_user(self.buyer_purchaser).action_view_k2k_prebook()
        self.assertEqual(action["res_id"], self.prebook.id)

    def test_purchasers_find_orders_by_prebook(self):
        """Typed into the search box: the number of the prebook, or the vendor."""
        orders = self.env["purchase.order"].with_user(self.buyer_purchaser)
        for xmlid in (
            "purchase.purchase_order_view_search",
            "purchase.view_purchase_order_filter",
        ):
            for text in (self.prebook.name, "Test Farms"):
                found = self._type(orders, xmlid, text)
                self.assertIn(self.purchase, found, (xmlid, text))
            self.assertFalse(self._type(orders, xmlid, "no such"))

    def _type(self, records, xmlid, text):
        """Type a word into the first line of a search view; :return: what is found."""
        domains = searching.typed(records, text, self.env.ref(xmlid))
        return records.search(next(dom for name, dom in domains if name == "name"))

    def test_typing_k2k_finds_buyers_orders(self):
        orders = self.env["sale.order"].with_user(self.vendor_salesman)
        view = "sale.view_sales_order_filter"
        own = orders.create({"partner_id": self.vendor_salesman.partner_id.id})
        for text in ("K2K", "k2k", self.purchase.name):
            found = self._type(orders, view, text)
            self.assertIn(self.vendor_order.id, found.ids, text)
            self.assertNotIn(own, found)
        self.assertEqual(self._type(orders, view, own.name), own)

    def test_clerks_open_boxes_and_transfers(self):
        boxes = self._vendor_boxes()
        self.assertEqual(len(boxes), 5)
        self.assertEqual(len(boxes.filtered("k2k_hold_id")), 2)
        for box in boxes:
            self._open(box, self.vendor_clerk)
        for picking in (
            self.vendor_order.picking_ids | self.open_vendor_order.picking_ids
        ):
            self._open(picking, self.vendor_clerk)
        self._open(self.order.picking_ids, self.buyer_clerk)
        self._open(self.purchase.picking_ids, self.buyer_clerk)
        self._open(boxes.k2k_hold_id[:1], self.vendor_clerk)

    def test_accountants_open_invoices(self):
        invoice = self.vendor_order.sudo().invoice_ids
        self.assertTrue(invoice)
        self._open(invoice, self.vendor_accountant)
        self._open(self.vendor_order, self.vendor_accountant)
        self._open(self.purchase, self.buyer_accountant)
        self._open(self.prebook, self.buyer_accountant)

    def test_k2k_people_open_everything_of_theirs(self):
        for user in (self.buyer_sales, self.buyer_manager):
            self._open(self.order, user)
            self._open(self.prebook, user)
            self._open(self.buyer_connection, user)
        for user in (self.vendor_sales, self.vendor_manager):
            self._open(self.open_vendor_order, user)
            self._open(self.vendor_connection, user)

    def test_every_menu_item_opens(self):
        """For each kind of user: what the app shows can be opened."""
        root = self.env.ref("k2k_connector.menu_k2k_root")
        for user, expected in (
            (self.buyer_sales, "action_k2k_prebook"),
            (self.buyer_manager, "action_k2k_connection"),
            (self.vendor_manager, "action_k2k_message"),
            (self.buyer_purchaser, "action_k2k_purchase_order"),
            (self.vendor_clerk, "action_k2k_hold"),
        ):
            self.env.invalidate_all()
            menus = self.env["ir.ui.menu"].with_user(user)
            visible = menus.browse(menus._visible_menu_ids()).sudo()
            items = visible.filtered(
                lambda menu: menu.action
                and menu.parent_path.startswith(root.parent_path)
            )
            with self.subTest(user=user.login):
                self.assertIn(root, visible)
                self.assertIn(
                    self.env.ref(f"k2k_connector.{expected}"), items.mapped("action")
                )
            for action in items.mapped("action"):
                if action._name != "ir.actions.act_window":
                    continue
                with self.subTest(user=user.login, action=action.name):
                    self.env.invalidate_all()
                    self._list(
                        self.env[action.res_model].with_user(user),
                        safe_eval(action.domain or "[]"),
                    )

    def test_no_k2k_menu_for_others(self):
        for user in (self.buyer_salesman, self.buyer_accountant):
            visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
            self.assertNotIn(
                self.env.ref("k2k_connector.menu_k2k_root").id, visible, user.login
            )

    def test_a_box_stays_with_its_company(self):
        """Core forgets the company of a shipped package; nobody may then read it."""
        shipped = self._vendor_boxes().filtered(
            lambda box: box.location_id.usage == "customer"
        )
        self.assertEqual(len(shipped), 2)
        for user in (self.buyer_clerk, self.stranger_manager):
            self.env.invalidate_all()
            with self.assertRaises(AccessError):
                shipped.with_user(user).read(["name"])
        self.env.invalidate_all()
        self.assertEqual(
            set(shipped.with_user(self.vendor_clerk).mapped("name")),
            set(shipped.mapped("name")),
        )

    def test_company_of_a_document_cannot_be_swapped(self):
        """The other side's records can't be hung into one's own."""
        # refused as a record of another company, or as one that is not ours to read
        with self.assertRaises(UserError):
            self.buyer_connection.with_user(self.buyer_manager).write(
                {"warehouse_id": self.vendor_warehouse.id}
            )
        with self.assertRaises(AccessError):
            self.env["k2k.connection"].with_user(self.buyer_manager).create(
                {
                    "company_id": self.vendor.id,
                    "role": "vendor",
                    "partner_id": self.stranger.partner_id.id,
                    "publish_warehouse_ids": [Command.set(self.vendor_warehouse.ids)],
                }
            )


@tagged("post_install", "-at_install")
class TestEverySearch(K2kCommon):
    """Whoever may read our documents may search them by all that the view offers.

    What belongs to other documents may be searched without the right to read these:
    one field that is not spoils the whole search box.
    """

    def test_whoever_may_read_may_search(self):
        rights = self.env["ir.model.access"].search(
            [
                ("model_id.model", "=like", "k2k.%"),
                ("perm_read", "=", True),
                ("group_id", "!=", False),
                # nobody logs in with it
                ("group_id", "!=", self.env.ref("k2k_connector.group_k2k_gateway").id),
            ]
        )
        refused = {}
        for group, names in rights.grouped("group_id").items():
            (login,) = group.get_external_id().values()
            user = self._make_user(login, self.buyer, login)
            for model in names.model_id.mapped("model"):
                records = self.env[model].with_user(user)
                if not records._abstract and not records._transient:
                    for domain in self._domains_of_search(records):
                        try:
                            records.search(domain, limit=1)
                        except AccessError as error:
                            first = str(error).partition("\n")[0]
                            refused[model, login, str(domain)] = first
        self.assertEqual(refused, {})

    def _domains_of_search(self, records):
        """What the search view asks for, with a word typed into each of its fields."""
        views = self.env["ir.ui.view"].sudo()
        if not views.search(
            [("model", "=", records._name), ("type", "=", "search")], limit=1
        ):
            return
        for _name, domain in searching.clicked(records):
            yield domain
        for _name, domain in searching.typed(records, "5675"):
            yield domain

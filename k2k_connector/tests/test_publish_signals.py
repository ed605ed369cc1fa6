# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import datetime, timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from ..models import k2k_publisher
from .common import K2kCommon


class SignalsCase(K2kCommon):
    """Two boxes of the vendor in the buyer's shop."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boxes = cls._make_boxes(cls.agapanthus, ["SG001", "SG002"])
        cls._publish()

    def _asked(self):
        """What waits for the publishing job now: product ids, False is everything."""
        self.env.cr.precommit.run()
        requests = self.env["k2k.publish.request"].search([])
        found = {request.product_id.id for request in requests}
        requests.unlink()
        return found

    def _jobs(self, *names):
        """Run scheduled jobs as the server does."""
        self.env.cr.precommit.run()
        self.env.flush_all()
        with self.enter_registry_test_mode():
            for name in names:
                self.env.ref(f"k2k_connector.{name}").method_direct_trigger()
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestVendorSignals(SignalsCase):
    """What a vendor changes is noticed, whichever screen it is changed on."""

    def _assert_noticed(self, change, **expected):
        """The change alone makes the job work, and the offer is as expected then."""
        self.assertFalse(self._asked())
        change()
        self.env.cr.precommit.run()
        self.assertTrue(self.env["k2k.publish.request"].search([]), "not noticed")
        self._publish()
        offer = self._offer().sudo()
        for name, value in expected.items():
            self.assertEqual(offer[name], value, name)

    def test_weekdays_written_on_themselves(self):
        days = self.vendor_connection.service_day_ids
        today = fields.Date.today()
        after = today + timedelta(days=1)
        own = days.filtered(lambda day: day.weekday == str(today.weekday()))
        self._assert_noticed(own.unlink, ship_date=after)
        self._assert_noticed(
            lambda: self.env["k2k.service.day"]
            .with_user(self.vendor_manager)
            .create(
                {
                    "connection_id": self.vendor_connection.id,
                    "weekday": str(today.weekday()),
                }
            ),
            ship_date=today,
        )
        again = self.vendor_connection.service_day_ids.filtered(
            lambda day: day.weekday == str(today.weekday())
        )
        self._assert_noticed(lambda: again.write({"cutoff": 0}), ship_date=after)
        self._assert_noticed(
            lambda: self.vendor_connection.write({"ship_days_offset": 2}),
            ship_date=today + timedelta(days=2),
        )

    def test_last_weekday_removed_is_told_to_the_buyer(self):
        self.vendor_connection.service_day_ids.unlink()
        lacks = self.buyer_connection.partner_readiness
        self.assertEqual([item["code"] for item in lacks], ["service_day"])

    def test_name_of_a_pack(self):
        self._assert_noticed(lambda: self.pack_qb.write({"name": "QB 4x25"}))
        self.assertTrue(self._offer())

    def test_taxes_in_the_price(self):
        tax = self.env["account.tax"].create(
            {
                "name": "Included",
                "amount": 10,
                "price_include_override": "tax_included",
                "company_id": self.vendor.id,
            }
        )
        self._assert_noticed(
            lambda: self.agapanthus.write({"taxes_id": [Command.set(tax.ids)]}),
            unit_cost=0.5,
        )

    def test_price_of_a_variant(self):
        attribute = self.env["product.attribute"].create(
            {
                "name": "Grade of signals",
                "value_ids": [Command.create({"name": name}) for name in ("A", "B")],
            }
        )
        template = self.env["product.template"].create(
            {
                "name": "Rose Explorer",
                "company_id": self.vendor.id,
                "is_storable": True,
                "list_price": 0.5,
                "uom_ids": [Command.set(self.pack_qb.ids)],
                "taxes_id": [Command.clear()],
                "attribute_line_ids": [
                    Command.create(
                        {
                            "attribute_id": attribute.id,
                            "value_ids": [Command.set(attribute.value_ids.ids)],
                        }
                    )
                ],
            }
        )
        variant = template.product_variant_ids[1]
        self._make_boxes(variant, ["SGV01"])
        self._publish()
        self.assertAlmostEqual(self._offer(variant).unit_cost, 0.5)
        value = variant.product_template_attribute_value_ids
        self._assert_noticed(lambda: value.write({"price_extra": 0.1}))
        self.assertAlmostEqual(self._offer(variant).unit_cost, 0.6)

    def test_what_nobody_publishes_is_not_noticed(self):
        self.assertFalse(self._asked())
        self.env["product.product"].create(
            {"name": "Theirs", "company_id": self.stranger.id}
        ).list_price = 3
        self.assertFalse(self._asked())


@tagged("post_install", "-at_install")
class TestBuyerSignals(SignalsCase):
    """What the buyer changes about its own offers shows without the vendor."""

    def test_days_of_transit_and_horizon(self):
        self.buyer_connection.transit_days = 4
        offer = self._offer()
        self.assertEqual(offer.truck_date_from, offer.ship_date + timedelta(days=4))
        self.buyer_connection.max_days_ahead = 6
        self.assertEqual(offer.truck_date_to, fields.Date.today() + timedelta(days=6))
        before = offer.read(["truck_date_from", "truck_date_to"])
        self.vendor_connection.action_sync()
        self.assertEqual(offer.read(["truck_date_from", "truck_date_to"]), before)

    def test_category_and_origin_are_another_duty(self):
        category = self.env["product.category"].create({"name": "Bulbs of signals"})
        duties = self.env["k2k.duty"].with_user(self.buyer_manager)
        duties.create({"rate": 0.1, "categ_id": category.id})
        product = self._offer().product_id.sudo()
        self.assertEqual(self._offer().landed_cost, 0.55)
        product.categ_id = category
        self.assertAlmostEqual(self._offer().landed_cost, 0.605)
        duties.create(
            {
                "rate": 0.2,
                "categ_id": category.id,
                "country_id": self.env.ref("base.ec").id,
            }
        )
        self.vendor.partner_id.country_id = self.env.ref("base.ec")
        self.assertAlmostEqual(self._offer().landed_cost, 0.66)

    def test_auto_map_makes_what_waits(self):
        self.buyer_connection.auto_map = False
        self._make_boxes(self.products[1], ["SG101"])
        self._publish()
        self.assertFalse(self._offer(self.products[1]))
        self.buyer_connection.auto_map = True
        self._publish()
        self.assertEqual(self._offer(self.products[1]).boxes_available, 1)
        self.assertFalse(self.buyer_connection.to_map_count)

    def test_a_product_made_later_is_found(self):
        self.buyer_connection.auto_map = False
        self._make_boxes(self.products[1], ["SG101"])
        self._publish()
        own = self.env["product.product"].create(
            {"name": self.products[1].name, "company_id": self.buyer.id}
        )
        self.vendor_connection.action_sync()
        self.assertEqual(self._offer(self.products[1]).product_id, own)

    def test_archived_product_is_not_offered_until_it_is_back(self):
        """It may be archived while nothing of it is offered."""
        product = self._offer().product_id.sudo()
        self.boxes.k2k_on_hold = True
        self._publish()
        product.action_archive()
        self.boxes.k2k_on_hold = False
        self._publish()
        self.assertFalse(self._offer())
        publication = self.env["k2k.publication"].search(
            [("product_id", "=", self.agapanthus.id)]
        )
        self.assertEqual(publication.refusal, "mapping")
        product.action_unarchive()
        self.assertEqual(self._offer().boxes_available, 2)

    def test_one_mapping_asks_for_one_product(self):
        self._make_boxes(self.products[1], ["SG101"])
        self._publish()
        last = self.env["k2k.message"].search([], limit=1, order="id desc")
        self._offer().map_id.with_user(self.buyer_manager).manual_price = 2
        sent = self.env["k2k.message"].search(
            [
                ("id", ">", last.id),
                ("message_type", "=", "availability"),
                ("direction", "=", "out"),
            ]
        )
        self.assertEqual(len(sent.payload["lines"]), 1)
        self.assertEqual(self._offer().price, 2)

    def test_progress_reaches_who_asked_for_stock(self):
        """The buyer's button: its own user sees how much has come, nobody else."""
        self._make_boxes(self.products[1], ["SG101"])
        self._publish()
        shown = []
        Connection = type(self.env["k2k.connection"])
        with (
            patch.object(k2k_publisher, "PRODUCTS_PER_MESSAGE", 1),
            patch.object(
                Connection,
                "_show_progress",
                lambda self, user, message: shown.append((self, user.id, message)),
            ),
        ):
            action = self.buyer_connection.action_sync()
            self.assertIn("2 lines", action["params"]["message"])
            ((connection, uid, message),) = shown
            self.assertEqual(connection, self.buyer_connection)
            self.assertEqual(uid, self.buyer_manager.id)
            self.assertIn("50 %", message)
            # a vendor cannot make notes appear on anybody's screen
            self.buyer_connection._show_watcher(f"{self.buyer_sales.id}-forged", 0.5)
            self.assertEqual(len(shown), 1)

    def test_nothing_to_publish_is_no_success(self):
        self.boxes.k2k_on_hold = True
        for connection in (self.buyer_connection, self.vendor_connection):
            params = connection.action_sync()["params"]
            self.assertEqual(params["type"], "warning")


@tagged("post_install", "-at_install")
class TestClock(SignalsCase):
    """Ages and ship dates move by themselves, and that is no repair."""

    def _at(self, moment):
        return freeze_time(moment)

    def test_cut_off_moves_the_ship_date_at_once(self):
        self.vendor.partner_id.tz = "America/Guayaquil"
        monday = datetime(2026, 11, 23, 15, 0)  # ten in the morning there
        self.boxes.quant_ids.in_date = monday
        with self._at(monday):
            self.vendor_connection.service_day_ids.write({"cutoff": 14.5})
            self._publish()
            offer = self._offer()
            self.assertEqual(str(offer.ship_date), "2026-11-23")
            connection = self.vendor_connection.sudo()
            cutoff = datetime(2026, 11, 23, 19, 30)
            self.assertEqual(connection.publish_again_at, cutoff)
            job = self.env.ref("k2k_connector.ir_cron_publish")
            planned = self.env["ir.cron.trigger"].search([("cron_id", "=", job.id)])
            self.assertIn(cutoff, planned.mapped("call_at"))
            self.assertFalse(connection._find_due())
        with self._at(cutoff):
            self._jobs("ir_cron_publish")
            self.assertEqual(str(self._offer().ship_date), "2026-11-24")
            # next: midnight there
            self.assertEqual(connection.publish_again_at, datetime(2026, 11, 24, 5, 0))

    def test_ageing_is_not_reported_as_a_repair(self):
        self.vendor_connection.max_age = 3
        self._publish()
        later = fields.Datetime.now() + timedelta(days=5)
        with self._at(later):
            self._jobs("ir_cron_publish_all")
            self.assertFalse(self._offer())
            self.assertFalse(self._notes())

    def test_nightly_job_reports_what_was_wrong(self):
        self._offer().sudo().boxes_available = 77
        self._jobs("ir_cron_publish_all")
        self.assertEqual(self._offer().boxes_available, 2)
        self.assertEqual(len(self._notes()), 2, "one on either side")

    def _notes(self):
        both = self.buyer_connection.sudo() | self.vendor_connection.sudo()
        return both.message_ids.filtered(
            lambda message: "Nightly check" in (message.body or "")
        )

    def test_price_rule_that_begins_later(self):
        pricelist = self.env["product.pricelist"].create(
            {"name": "Wholesale", "company_id": self.vendor.id}
        )
        self.vendor_connection.pricelist_id = pricelist
        self._publish()
        now = fields.Datetime.now().replace(microsecond=0)
        begins = now + timedelta(minutes=1)
        self.env["product.pricelist.item"].create(
            {
                "pricelist_id": pricelist.id,
                "compute_price": "fixed",
                "fixed_price": 0.4,
                "date_start": begins,
            }
        )
        self._publish()
        self.assertAlmostEqual(self._offer().unit_cost, 0.55)
        self.assertLessEqual(self.vendor_connection.sudo().publish_again_at, begins)
        with self._at(begins + timedelta(seconds=1)):
            self._jobs("ir_cron_publish")
        self.assertAlmostEqual(self._offer().unit_cost, 0.4)

    def test_what_is_lost_silently_is_told_at_night(self):
        """A sales journal is no field of ours: the nightly job looks."""
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.vendor.id), ("type", "=", "sale")]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_journal SET type = 'general' WHERE id = ANY(%s)",
            [journals.ids],
        )
        self.env.invalidate_all()
        self._jobs("ir_cron_publish_all")
        lacks = self.buyer_connection.partner_readiness
        self.assertEqual([item["code"] for item in lacks], ["sale_journal"])
        self.assertFalse(self._offer())

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta

from odoo import fields
from odoo.fields import Command

from .common import K2kCommon


class ShopCommon(K2kCommon):
    """The buyer's web shop, and a customer with a login who may buy on account.

    Five equal boxes are on offer: two of them came to the vendor two days earlier.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.old_boxes = cls._make_boxes(cls.agapanthus, ["AGOLD1", "AGOLD2"])
        cls.old_boxes.quant_ids.in_date = fields.Datetime.now() - timedelta(days=2)
        cls.new_boxes = cls._make_boxes(cls.agapanthus, ["AGNEW1", "AGNEW2", "AGNEW3"])
        cls.boxes = cls.old_boxes | cls.new_boxes
        # a cost that no other number on a page looks like
        cls.agapanthus.list_price = 0.5437
        cls._publish()
        cls.offers = cls.env["k2k.offer"].search(
            [("company_id", "=", cls.buyer.id)], order="day"
        )
        cls.old_offer, cls.new_offer = cls.offers
        cls.product = cls.offers.product_id
        cls._make_shop()
        cls._make_customer()

    @classmethod
    def _make_shop(cls):
        cls.website = cls.env["website"].get_current_website()
        cls.website.company_id = cls.buyer
        cls.website.warehouse_id = cls.buyer_warehouse
        cls.website.salesperson_id = cls.buyer_sales
        cls.env["delivery.carrier"].search([]).is_published = False
        cls.carrier = cls.env["delivery.carrier"].create(
            {
                "name": "Our truck",
                "company_id": cls.buyer.id,
                "is_published": True,
                "delivery_type": "fixed",
                "fixed_price": 0.0,
                "product_id": cls.env["product.product"]
                .create(
                    {
                        "name": "Truck",
                        "type": "service",
                        "company_id": cls.buyer.id,
                        "taxes_id": [Command.clear()],
                    }
                )
                .id,
            }
        )
        cls.provider = cls.env.ref("k2k_connector.payment_provider_on_account").copy(
            {"company_id": cls.buyer.id}
        )
        cls.provider.write({"state": "enabled", "is_published": True})

    @classmethod
    def _make_customer(cls):
        cls.customer.write(
            {
                "email": "rosa@example.com",
                "phone": "+1 305 555 0100",
                "street": "12 Palm Avenue",
                "city": "Miami",
                "zip": "33101",
                "state_id": cls.env.ref("base.state_us_10").id,
                "country_id": cls.env.ref("base.us").id,
            }
        )
        cls.customer.with_company(cls.buyer).k2k_on_account = True
        cls.customer_user = cls._make_portal_user("rosa", cls.customer)

    @classmethod
    def _add_own_stock(cls, quantity):
        cls.env["stock.quant"].with_company(cls.buyer).with_context(
            inventory_mode=True
        ).create(
            {
                "product_id": cls.product.id,
                "location_id": cls.buyer_warehouse.lot_stock_id.id,
                "inventory_quantity": quantity,
            }
        ).action_apply_inventory()

    def _make_cart(self, user=None):
        """An empty cart, as the website makes it for its visitor."""
        user = user or self.customer_user
        return (
            self.env["sale.order"]
            .with_company(self.buyer)
            .create(
                {
                    "partner_id": user.partner_id.id,
                    "website_id": self.website.id,
                    "company_id": self.buyer.id,
                    "carrier_id": self.carrier.id,
                }
            )
            .with_user(user)
            .sudo()
        )

    def _held(self):
        return self.boxes.filtered("k2k_hold_id")

    def _somebody_takes(self, boxes, offer=None):
        """Another cart holds this many boxes."""
        offer = (offer or self.new_offer).sudo()
        held, _expires_at, reason = offer._hold(offer._new_peer_ref(), boxes)
        self.assertEqual(held, boxes, reason)

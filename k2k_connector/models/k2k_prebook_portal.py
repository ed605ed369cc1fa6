# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from ..tools.shop import day_in_words

# What a customer may choose between in the list: name and states, the first is shown
# unasked.
UNDER_WAY = ("draft", "ordered", "confirmed", "shipped", "exception")


class K2kPrebook(models.Model):
    """What the customer sees of a prebook: its progress, and nothing of the vendor.

    Customers have no right to read prebooks: vendor and connection stand in them. The
    pages of the portal check that the customer's order is theirs to see and then show
    what the methods here pick.
    """

    _name = "k2k.prebook"
    _inherit = ["k2k.prebook", "portal.mixin"]

    def _compute_access_url(self):
        res = super()._compute_access_url()
        for prebook in self:
            prebook.access_url = f"/my/prebooks/{prebook.id}"
        return res

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.env._("Prebook %(name)s", name=self.name)

    # ------------------------------------------------------------------
    # List
    # ------------------------------------------------------------------
    @api.model
    def _k2k_portal_filters(self):
        """:return: dict from a word in the address to its label and domain"""
        return {
            "all": {"label": self.env._("All"), "domain": Domain.TRUE},
            "under_way": {
                "label": self.env._("Under way"),
                "domain": Domain("state", "in", UNDER_WAY),
            },
            "arrived": {
                "label": self.env._("Arrived"),
                "domain": Domain("state", "in", ("received", "done")),
            },
            "cancelled": {
                "label": self.env._("Cancelled"),
                "domain": Domain("state", "=", "cancelled"),
            },
        }

    @api.model
    def _k2k_portal_sortings(self):
        """:return: dict from a word in the address to its label and order"""
        return {
            "date": {"label": self.env._("Newest"), "order": "id desc"},
            "truck_date": {
                "label": self.env._("With you on"),
                "order": "truck_date, id desc",
            },
            "state": {"label": self.env._("Status"), "order": "state, id desc"},
        }

    @api.model
    def _k2k_portal_searches(self, text=""):
        """:return: dict from a word in the address to its label and domain"""
        number = Domain("name", "ilike", text)
        order = Domain("sale_order_id.name", "ilike", text) | Domain(
            "sale_order_id.client_order_ref", "ilike", text
        )
        product = Domain("line_ids.product_id", "ilike", text)
        return {
            "all": {
                "label": self.env._("Search everywhere"),
                "domain": number | order | product,
            },
            "name": {"label": self.env._("Search the number"), "domain": number},
            "order": {"label": self.env._("Search the order"), "domain": order},
            "product": {"label": self.env._("Search the product"), "domain": product},
        }

    # ------------------------------------------------------------------
    # Page
    # ------------------------------------------------------------------
    def _k2k_portal_state(self):
        """:return: (what the customer calls the state, Bootstrap colour)"""
        self.ensure_one()
        return {
            "draft": (self.env._("Ordered"), "info"),
            "ordered": (self.env._("Ordered"), "info"),
            "confirmed": (self.env._("Confirmed"), "info"),
            "shipped": (self.env._("On its way"), "primary"),
            "received": (self.env._("Arrived"), "success"),
            "done": (self.env._("Arrived and billed"), "success"),
            "cancelled": (self.env._("Cancelled"), "secondary"),
            "exception": (self.env._("Looking for another source"), "warning"),
        }[self.state]

    def _k2k_truck_date_in_words(self):
        self.ensure_one()
        return day_in_words(self.truck_date, get_lang(self.env).code)


class K2kPrebookLine(models.Model):
    """The progress of one line, as its customer sees it."""

    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_product_name(self):
        """The product's name without our own reference."""
        self.ensure_one()
        return self.product_id.with_context(display_default_code=False).display_name

    def _k2k_portal_steps(self):
        """How far the boxes are.

        :return: list of dicts ``name``, ``label``, ``boxes``, ``of`` (boxes still
            wanted) and ``done``
        """
        self.ensure_one()
        of = self._boxes_open()
        steps = (
            ("ordered", self.env._("Ordered"), of),
            ("confirmed", self.env._("Confirmed"), self.boxes_confirmed),
            ("shipped", self.env._("Shipped"), self.boxes_shipped),
            ("arrived", self.env._("Arrived"), self.boxes_received),
            ("billed", self.env._("Billed"), self.boxes_billed),
        )
        return [
            {
                "name": name,
                "label": label,
                # boxes cancelled afterwards are told apart
                "boxes": min(boxes, of),
                "of": of,
                "done": of > 0 and boxes >= of,
            }
            for name, label, boxes in steps
        ]

    def _k2k_box_price(self):
        """Price of one box before taxes, with discount, in the order's currency."""
        self.ensure_one()
        return self.sale_line_id.price_reduce_taxexcl

    def _k2k_amount(self):
        """Price of the boxes still wanted, before taxes."""
        self.ensure_one()
        return self._k2k_box_price() * self._boxes_open()

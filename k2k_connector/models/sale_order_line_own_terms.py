# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from .sale_order_line_header import FOLLOWS

TERMS = ("k2k_ship_via", "k2k_truck_date")
OWN = "k2k_own_terms"


class SaleOrderLine(models.Model):
    """Buyer's side: a line that goes another way, or comes on another day, than its
    order.

    In the shop one way and one day hold for the whole cart. A salesperson may agree on
    others for a line: it keeps them whatever becomes of the order's, and goes on a
    prebook of its own.
    """

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    k2k_own_terms = fields.Boolean(
        string="Own way or day",
        copy=False,
        help="The line keeps its own way and day, whatever the order's are. Off: it "
        "follows the order.",
    )

    # ------------------------------------------------------------------
    # Somebody chooses
    # ------------------------------------------------------------------
    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._k2k_add_own_terms(vals) for vals in vals_list])

    @api.model
    def _k2k_add_own_terms(self, vals):
        """The values of a new line; complete, where it names its own way or day."""
        order = self.env["sale.order"].browse(vals.get("order_id") or ())
        chosen = any(vals.get(name) for name in TERMS)
        if not order or not chosen or not vals.get("k2k_offer_id"):
            return vals
        # an offer's dates and prices are for those who sell, the line's are for all
        offer = self.env["k2k.offer"].browse(vals["k2k_offer_id"]).sudo()
        usual = order._k2k_line_terms(offer)
        way = vals.get("k2k_ship_via") or usual["k2k_ship_via"]
        day = fields.Date.to_date(vals.get("k2k_truck_date")) or usual["k2k_truck_date"]
        if (way, day) == (usual["k2k_ship_via"], usual["k2k_truck_date"]):
            return vals
        own = order._k2k_line_terms(offer, way, day)
        return {**own, **vals, "k2k_truck_date": day, "k2k_own_terms": True}

    def write(self, vals):
        if self.env.context.get(FOLLOWS) or not ({*TERMS, OWN} & vals.keys()):
            return super().write(vals)
        if "k2k_offer_id" in vals:
            # first the source: what is written beside its own computed fields keeps
            # the others of them from being computed
            own = {name: vals[name] for name in (*TERMS, OWN) if name in vals}
            source = {name: vals[name] for name in vals if name not in own}
            return self.write(source) and self.write(own)
        self._k2k_check_terms_open(vals)
        quotations = self.filtered(
            lambda ln: ln.k2k_is_k2k and ln.state in ("draft", "sent")
        )
        before = {line: line._k2k_own_wish() for line in quotations}
        res = super().write(vals)
        for line, (way, day) in before.items():
            if (way, day) != line._k2k_own_wish():
                line._k2k_take_own_terms(way)
            elif vals.get(OWN) is False:
                line._k2k_follow_header()
        return res

    def _k2k_check_terms_open(self, vals):
        """:raise UserError: the vendor has the line in its books"""
        for line in self.filtered(lambda ln: ln.k2k_is_k2k and ln.state == "sale"):
            # a day from the web client is text
            new = {name: vals[name] for name in TERMS if name in vals}
            old = {name: line[name] for name in new}
            if "k2k_truck_date" in new:
                new["k2k_truck_date"] = fields.Date.to_date(new["k2k_truck_date"])
                old["k2k_truck_date"] = line.k2k_truck_date or None
            if new != old and line.sudo().k2k_prebook_line_ids:
                raise UserError(
                    self.env._(
                        "%(product)s was ordered from its supplier for that day and "
                        "way. Ask to cancel it, and order anew.",
                        product=line.product_id.display_name,
                    )
                )

    def _k2k_own_wish(self):
        return self.k2k_ship_via, self.k2k_truck_date

    def _k2k_take_own_terms(self, way_before):
        """Somebody has chosen the line's way or day: price and ship date follow.

        An agreed price stays as long as the way is the same.
        """
        self.ensure_one()
        order, offer = self.order_id, self.k2k_offer_id.sudo()
        usual = order._k2k_line_terms(offer)
        terms = order._k2k_line_terms(offer, *self._k2k_own_wish())
        terms["k2k_truck_date"] = self.k2k_truck_date or terms["k2k_truck_date"]
        terms["k2k_own_terms"] = (terms["k2k_ship_via"], terms["k2k_truck_date"]) != (
            usual["k2k_ship_via"],
            usual["k2k_truck_date"],
        )
        if self.k2k_ship_via == way_before or terms["k2k_unit_price"] <= 0:
            del terms["k2k_unit_price"]
        changed = {name: value for name, value in terms.items() if self[name] != value}
        self.with_context(**{FOLLOWS: True}).write(changed)

    @api.onchange(*TERMS)
    def _onchange_k2k_terms(self):
        """The form shows at once what writing does."""
        order, offer = self.order_id, self.k2k_offer_id.sudo()
        if not offer:
            return
        usual = order._k2k_line_terms(offer)
        wish = self._k2k_own_wish()
        self.k2k_own_terms = wish != (usual["k2k_ship_via"], usual["k2k_truck_date"])
        if self.k2k_own_terms:
            terms = order._k2k_line_terms(offer, *wish)
            self.k2k_ship_date = terms["k2k_ship_date"]
            before = self._origin
            same = before.k2k_offer_id and before.k2k_ship_via == self.k2k_ship_via
            if not same and terms["k2k_unit_price"] > 0:
                self.k2k_unit_price = terms["k2k_unit_price"]

    # ------------------------------------------------------------------
    # What holds for the line
    # ------------------------------------------------------------------
    def _k2k_terms_of(self, offer):
        """Another source of the same line goes the same way, on the same day."""
        if not self.k2k_own_terms:
            return super()._k2k_terms_of(offer)
        return self.order_id._k2k_line_terms(offer, *self._k2k_own_wish())

    def _k2k_wanted(self):
        if not self.k2k_own_terms:
            return super()._k2k_wanted()
        return self._k2k_own_wish()

    def _k2k_comes_on(self, day):
        """Whether the boxes can be with the customer on that day."""
        if not self.k2k_own_terms:
            return super()._k2k_comes_on(day)
        return day in self._k2k_days_from(self.k2k_ship_date)

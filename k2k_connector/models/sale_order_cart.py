# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from odoo import models
from odoo.tools import float_compare

from ..tools.shop import OWN_STOCK, read_offer_id


@dataclasses.dataclass
class CartSource:
    """What a new cart line is sold from, and what is held for it already.

    Only we make these: a browser posts JSON, which holds none. Where nothing is left of
    ``offer`` it becomes one of ``others``, which are the same for the customer; where
    nothing is left of any of them they are ``gone``.
    """

    offer: models.BaseModel
    token: str
    others: models.BaseModel
    gone: models.BaseModel = None
    held: int = 0
    expires_at: object = False
    ship_date: object = False


class SaleOrder(models.Model):
    """Buyer's side: a supplier's boxes in the cart of the shop."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # Into the cart
    # ------------------------------------------------------------------
    def _cart_add(
        self, product_id, quantity=1.0, *, uom_id=None, k2k_offer_id=None, **kwargs
    ):
        """Resolve where the product comes from, then add it.

        :param k2k_offer_id: what the browser posted: an offer's id; 0: our own stock;
            None: nobody chose. It is a wish, the offer is checked; where it is a
            supplier's boxes, ``quantity`` counts them and the unit is their pack.
        """
        self.ensure_one()
        kwargs.pop("k2k_source", None)
        self._k2k_begin()
        product = self.env["product.product"].browse(product_id)
        product = product._k2k_at(self._k2k_terms())
        choice = self._k2k_cart_choice(product, quantity, uom_id, k2k_offer_id, kwargs)
        choice = choice and (self._k2k_fix_day(choice) or None)
        if choice is None:
            return self._k2k_refuse_to_add(product)
        if not choice:
            return super()._cart_add(product_id, quantity, uom_id=uom_id, **kwargs)
        return self._k2k_add_boxes(product, int(quantity), choice, **kwargs)

    def _k2k_cart_choice(self, product, quantity, uom_id, posted, kwargs):
        """:return: offers, the oldest boxes first; none of them: our own stock; None:
        what the customer chose is not to be had any more"""
        own_stock = self.env["k2k.offer"].sudo()
        if kwargs.get("combo_item_id") or not product.is_storable:
            return own_stock
        # a linked product comes with what was chosen for its main product
        picked = None if kwargs.get("linked_line_id") else read_offer_id(posted)
        if picked == OWN_STOCK:
            return own_stock
        if picked is not None:
            return product._k2k_find_choice(self.company_id, picked) or None
        in_cart, free = self._get_cart_and_free_qty(product)
        if self.k2k_ship_via == "grower":
            in_cart = free = 0.0
        uom = self.env["uom.uom"].browse(uom_id) or product.uom_id
        return product._k2k_default_choice(
            self.company_id,
            free - in_cart,
            uom._compute_quantity(quantity, product.uom_id),
        )

    def _k2k_add_boxes(self, product, boxes, choice, **kwargs):
        """Add boxes from equal offers, the oldest first: one cart line an offer."""
        added, lines, left = 0, self.env["sale.order.line"], choice
        while left and added < boxes:
            offer, left = left[0], left[1:]
            wanted = boxes - added
            if left:
                wanted = min(wanted, offer.boxes_available)
            source = CartSource(
                offer, offer._new_peer_ref(), self._k2k_in_one_question(offer, left)
            )
            values = super()._cart_add(
                product.id,
                wanted,
                uom_id=offer.uom_id.id,
                k2k_source=source,
                **kwargs,
            )
            added += values["added_qty"]
            lines |= lines.browse(values["line_id"] or ())
            if source.gone:
                left -= source.gone
            elif source.offer != offer:
                # nothing is left of those before it; of itself there may be more
                left = left[left.ids.index(source.offer.id) :]
        return {
            "added_qty": added,
            "line_id": lines[:1].id,
            "quantity": sum(lines.mapped("product_uom_qty")),
            "warning": self._k2k_warn_of(product, boxes, added, lines),
        }

    def _k2k_in_one_question(self, offer, others):
        """Those of other equal offers that the vendor may hold instead of this one.

        What is in the cart already goes on in its own line, which has its own hold.
        """
        in_cart = self.order_line.k2k_offer_id
        if not others or offer in in_cart:
            return others.browse()
        ship_date = self._k2k_line_terms(offer)["k2k_ship_date"]
        return others.filtered(
            lambda other: other.connection_id == offer.connection_id
            and other not in in_cart
            and self._k2k_line_terms(other)["k2k_ship_date"] == ship_date
        )

    def _cart_update_line_quantity(self, line_id, quantity, **kwargs):
        """What a line's own offer lacks, equal boxes of another may have."""
        line = self.order_line.filtered(lambda sol: sol.id == line_id)
        others = line._k2k_equal_offers() - line.k2k_offer_id
        values = super()._cart_update_line_quantity(line_id, quantity, **kwargs)
        missing = int(quantity) - int(values.get("quantity", quantity))
        if (
            missing > 0
            and others
            and not isinstance(kwargs.get("k2k_source"), CartSource)
        ):
            product = others.product_id
            added = self._k2k_add_boxes(product, missing, others)["added_qty"]
            values["warning"] = self._k2k_warn_of(
                product, quantity, quantity - missing + added, line.exists()
            )
        return values

    def _k2k_warn_of(self, product, wanted, had, lines):
        """Say once what could not be had in all, whatever single offers lacked."""
        warning = ""
        if had < wanted:
            warning = (
                self._k2k_full_text()
                if self._k2k_is_full()
                else self._k2k_too_few_text(product, wanted, had)
            )
        # most often there is nothing to say, and an order is not written for nothing
        for said in (self, *lines):
            if said.shop_warning:
                said.shop_warning = ""
        if warning:
            (lines[-1:] or self).shop_warning = warning
        return warning

    def _k2k_refuse_to_add(self, product):
        """The answer when the source has gone since the page was shown."""
        name = product.with_context(display_default_code=False).display_name
        self.shop_warning = self.env._(
            "%(product)s is no longer offered like that. Please look at what we have "
            "now and choose again.",
            product=name,
        )
        terms = self._k2k_terms()
        if terms.fixed and terms.day:
            self.shop_warning += " " + self.env._(
                "Your cart is for %(day)s.",
                day=self.order_line._k2k_day_in_words(terms.day),
            )
        return {
            "added_qty": 0,
            "line_id": False,
            "quantity": 0,
            "warning": self.shop_warning,
        }

    def _cart_find_product_line(self, product_id, uom_id, **kwargs):
        """A line goes on only with boxes of its own offer, at its own price."""
        lines = super()._cart_find_product_line(product_id, uom_id, **kwargs)
        source = kwargs.get("k2k_source")
        if not isinstance(source, CartSource):
            return lines.filtered(lambda line: not line.k2k_is_k2k)
        offer = source.offer
        return lines.filtered(
            lambda line: line.k2k_offer_id == offer
            and not line.k2k_own_terms
            and line.k2k_ship_via == self.k2k_ship_via
            and float_compare(
                line.k2k_unit_price,
                self._k2k_price_of(offer),
                precision_digits=5,
            )
            == 0
        )

    def _prepare_order_line_values(self, product_id, quantity, uom_id, **kwargs):
        values = super()._prepare_order_line_values(
            product_id, quantity, uom_id, **kwargs
        )
        source = kwargs.get("k2k_source")
        if isinstance(source, CartSource):
            values.update(
                k2k_offer_id=source.offer.id,
                k2k_token=source.token,
                k2k_held_boxes=source.held,
                k2k_hold_expires_at=source.expires_at,
            )
        return values

    def _verify_updated_quantity(
        self, order_line, product_id, new_qty, uom_id, **kwargs
    ):
        """For boxes of a supplier the hold decides how many can be had."""
        source = kwargs.get("k2k_source")
        if order_line.k2k_is_k2k:
            return self._k2k_verify_boxes(order_line, int(new_qty))
        if not order_line and isinstance(source, CartSource):
            return self._k2k_verify_boxes(order_line, int(new_qty), source)
        return super()._verify_updated_quantity(
            order_line, product_id, new_qty, uom_id, **kwargs
        )

    def _create_new_cart_line(self, product_id, quantity, uom_id, **kwargs):
        line = super()._create_new_cart_line(product_id, quantity, uom_id, **kwargs)
        source = kwargs.get("k2k_source")
        if isinstance(source, CartSource):
            line._k2k_leave_on(source.ship_date)
        return line

    def _k2k_verify_boxes(self, line, boxes, source=None):
        """Hold the boxes of a cart line, or of one to be made from ``source``.

        :return: (boxes that can be had, warning)
        """
        if boxes <= 0:
            return boxes, ""
        offer = source.offer if source else line.k2k_offer_id.sudo()
        if not self._k2k_may_hold():
            sellable = offer._is_sellable(self.k2k_ship_via)
            available = offer.boxes_available if sellable else 0
            had = min(boxes, available)
            return had, self._k2k_short_text(offer, boxes, had)
        allowed = self._k2k_allowed(boxes, line._k2k_live_boxes() if line else 0)
        day = line.k2k_truck_date
        had = self._k2k_hold_boxes(line, allowed, source)
        if had == allowed < boxes:
            return had, self._k2k_full_text()
        return had, self._k2k_short_text(offer, boxes, had) or (
            line._k2k_moved_text(day) if line else ""
        )

    def _k2k_hold_boxes(self, line, boxes, source):
        """Hold so many boxes of a line, or of one to be made; :return: how many."""
        if not source:
            return line._k2k_take(boxes)[0]
        if boxes <= 0:
            return 0
        ship_date = self._k2k_line_terms(source.offer)["k2k_ship_date"]
        answer = self._k2k_hold_for_cart(
            source.offer, source.token, boxes, ship_date, source.others
        )
        instead = source.others.filtered(lambda other: other.key == answer.key)
        source.offer = instead or source.offer
        source.held = answer.boxes
        if not answer.boxes:
            source.gone = source.others
        source.expires_at = answer.expires_at
        source.ship_date = answer.ship_date
        return answer.boxes

    def _k2k_short_text(self, offer, wanted, had):
        """Words for fewer boxes than asked; empty where there are as many."""
        if had >= wanted:
            return ""
        return self._k2k_too_few_text(offer.product_id, wanted, had)

    def _k2k_too_few_text(self, product, wanted, had):
        name = product.with_context(display_default_code=False).display_name
        if had <= 0:
            return self.env._(
                "Sorry, the last box of %(product)s has just been taken.", product=name
            )
        return self.env._(
            "Sorry, we could get only %(had)s of the %(wanted)s boxes of %(product)s.",
            had=int(had),
            wanted=int(wanted),
            product=name,
        )

    # ------------------------------------------------------------------
    # How many are left
    # ------------------------------------------------------------------
    def _get_common_product_lines(self, product_id=None):
        """Our own stock is no concern of a supplier's boxes, and held boxes are not
        among those offered any more."""
        lines = super()._get_common_product_lines(product_id)
        return lines.filtered(lambda line: not line.k2k_is_k2k)

    def _k2k_boxes_not_held(self, choice):
        """Boxes of these offers that are in the cart but held for nobody."""
        return sum(
            max(int(line.product_uom_qty) - line._k2k_live_boxes(), 0)
            for line in self.order_line
            if line.k2k_offer_id in choice
        )

    def _k2k_boxes_left(self, choice):
        """How many more boxes of these offers this cart can take."""
        available = sum(choice.mapped("boxes_available"))
        return max(available - self._k2k_boxes_not_held(choice), 0)

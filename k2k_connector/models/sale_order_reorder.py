# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.tools import float_round

# Context key: core orders again only what it can order without unit and source.
ONLY_PLAIN = "k2k_reorder_only_plain"


class SaleOrderLine(models.Model):
    """Order again: in the same pack, from the same kind of source, as offered today."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    def _is_reorder_allowed(self):
        allowed = super()._is_reorder_allowed()
        if allowed and self.env.context.get(ONLY_PLAIN):
            return not self._k2k_reorders_by_source()
        return allowed

    def _k2k_reorders_by_source(self):
        """Whether unit or source count: core's reorder knows neither."""
        self.ensure_one()
        product = self.product_id
        if not product.is_storable or self.combo_item_id:
            return False
        return bool(
            self.k2k_is_k2k
            or self.product_uom_id != product.uom_id
            or product.sudo().with_company(self.company_id).k2k_boxes_available
        )

    def _k2k_todays_choices(self):
        """What suppliers have today in this line's pack: its own box type first.

        :return: list of ``k2k.offer`` recordsets, sudo, as ``_k2k_choices`` gives them
        """
        self.ensure_one()
        box_type = self.k2k_offer_id.sudo().package_type_id
        choices = [
            choice
            for choice in self.product_id._k2k_choices(self.company_id)
            if choice[0].uom_id == self.product_uom_id
        ]
        # a stable sort: within the same box type the cheapest first
        return sorted(choices, key=lambda c: c[0].package_type_id != box_type)

    def _k2k_reorder_source(self):
        """How this line is ordered again.

        :return: dict for ``_cart_add``: ``k2k_offer_id``, and ``uom_id`` where it is
            our own stock; None: nothing like it is to be had today
        """
        self.ensure_one()
        if not self.k2k_is_k2k:
            return {"k2k_offer_id": 0, "uom_id": self.product_uom_id.id}
        choices = self._k2k_todays_choices()
        return {"k2k_offer_id": choices[0][0].id} if choices else None

    def _k2k_reorder_info(self, website):
        """Price of one box for core's list of what was ordered before.

        :return: dict ``price`` and ``currency``; empty for our own stock
        """
        self.ensure_one()
        choices = self._k2k_todays_choices() if self.k2k_is_k2k else []
        if not choices:
            return {}
        return {
            "price": self.product_id._k2k_box_price(choices[0][0], website),
            "currency": website.currency_id,
        }


class SaleOrder(models.Model):
    """The cart takes what an earlier order had."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    def _verify_updated_quantity(
        self, order_line, product_id, new_qty, uom_id, **kwargs
    ):
        """Packs of our own stock are sold whole: core takes a part of one where loose
        stems are in the cart, too."""
        quantity, warning = super()._verify_updated_quantity(
            order_line, product_id, new_qty, uom_id, **kwargs
        )
        if uom_id != self.env["product.product"].browse(product_id).uom_id.id:
            quantity = float_round(quantity, precision_digits=0, rounding_method="DOWN")
        return quantity, warning

    def _k2k_add_again(self, lines):
        """Add these lines of an earlier order to this cart.

        :return: list of texts: what is not to be had today, or not so much of it
        """
        self.ensure_one()
        cart = self.with_context(skip_cart_verification=True)
        notes = [cart._k2k_add_line_again(line) for line in lines]
        self._verify_cart_after_update()
        # single warnings are in the notes
        self.shop_warning = self.order_line.shop_warning = ""
        return [note for note in notes if note]

    def _k2k_add_line_again(self, line):
        product = line.product_id
        if not line.k2k_is_k2k and line.product_uom_id == product.uom_id:
            values = self._cart_add(
                product.id, line.product_uom_qty, **line._k2k_reorder_source()
            )
            return values["warning"] or ""
        wanted = missing = int(line.product_uom_qty)
        for choice in line._k2k_todays_choices() if line.k2k_is_k2k else ():
            values = self._cart_add(product.id, missing, k2k_offer_id=choice[0].id)
            missing -= int(values["added_qty"])
            if missing <= 0:
                return ""
        missing -= self._k2k_add_own_packs(line, missing)
        return self._k2k_missing_text(line, wanted, missing) if missing > 0 else ""

    def _k2k_add_own_packs(self, line, boxes):
        """What no supplier has, our own stock may have by the pack.

        :return: packs that were added
        """
        in_cart, free = self._get_cart_and_free_qty(line.product_id)
        website = self.website_id
        own = website._k2k_own_qty(line.product_id.sudo()) if website else free
        packs = int((own - in_cart) / line._k2k_units())
        packs = min(packs, boxes)
        if packs <= 0:
            return 0
        values = self._cart_add(
            line.product_id.id, packs, uom_id=line.product_uom_id.id, k2k_offer_id=0
        )
        return int(values["added_qty"])

    def _k2k_missing_text(self, line, wanted, missing):
        name = line.product_id.with_context(display_default_code=False).display_name
        pack = line.product_uom_id.name
        if missing < wanted:
            text = self.env._(
                "%(product)s, %(pack)s: only %(had)s of %(wanted)s boxes are to be had "
                "today.",
                product=name,
                pack=pack,
                had=wanted - missing,
                wanted=wanted,
            )
        else:
            text = self.env._(
                "%(product)s, %(pack)s: not to be had today.", product=name, pack=pack
            )
        others = {
            choice[0].uom_id.name
            for choice in line.product_id._k2k_choices(line.company_id)
            if choice[0].uom_id != line.product_uom_id
        }
        if others:
            text += " " + self.env._(
                "There is: %(packs)s.", packs=", ".join(sorted(others))
            )
        return text

    def _k2k_gone_texts(self, lines):
        """For lines whose products are not sold any more."""
        return [
            self.env._(
                "%(product)s: we do not sell it any more.",
                product=line.product_id.with_context(
                    display_default_code=False
                ).display_name,
            )
            for line in lines
        ]

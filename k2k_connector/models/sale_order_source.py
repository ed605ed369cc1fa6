# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

SALES = "k2k_connector.group_k2k_user"


class SaleOrder(models.Model):
    """Salespeople: boxes found, added and held while the customer is on the phone."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_boxes_held = fields.Integer(
        string="Boxes held", compute="_compute_k2k_held", groups=SALES
    )
    k2k_boxes_to_hold = fields.Integer(
        string="Boxes to hold",
        compute="_compute_k2k_held",
        groups=SALES,
        help="Boxes of this quotation that nobody holds for the customer yet.",
    )
    k2k_held_until = fields.Datetime(
        string="Held until", compute="_compute_k2k_held", groups=SALES
    )

    @api.depends(
        "state",
        "order_line.product_uom_qty",
        "order_line.k2k_offer_id",
        "order_line.k2k_held_boxes",
        "order_line.k2k_hold_expires_at",
    )
    def _compute_k2k_held(self):
        for order in self:
            lines = order.order_line.filtered("k2k_is_k2k")
            if order.state not in ("draft", "sent"):
                lines = lines.browse()
            held = {line: line._k2k_live_boxes() for line in lines}
            order.k2k_boxes_held = sum(held.values())
            order.k2k_boxes_to_hold = sum(
                max(int(line.product_uom_qty) - boxes, 0)
                for line, boxes in held.items()
            )
            ends = [
                line.k2k_hold_expires_at
                for line, boxes in held.items()
                if boxes and line.k2k_hold_expires_at
            ]
            order.k2k_held_until = min(ends, default=False)

    def action_k2k_add_boxes(self):
        """Look for suppliers' boxes and add them."""
        self.ensure_one()
        self._k2k_check_quotation()
        return self.env["k2k.add.boxes"]._open(self)

    def action_k2k_hold(self):
        """Hold the boxes of this quotation now, as long as a cart's are held."""
        self.ensure_one()
        self._k2k_check_quotation()
        lines = self._k2k_lines_not_held()
        missing = [text for text in map(self._k2k_hold_line, lines) if text]
        return self._k2k_hold_notification(missing)

    def action_k2k_release(self):
        """Give the boxes of this quotation back."""
        self.ensure_one()
        self._k2k_check_quotation()
        self.order_line._k2k_release()

    def _k2k_check_quotation(self):
        """:raise UserError: boxes are held for open quotations only"""
        self.check_access("write")
        if self.is_k2k or self.state not in ("draft", "sent"):
            raise UserError(
                self.env._(
                    "%(order)s is no open quotation: its boxes are ordered already.",
                    order=self.name,
                )
            )

    def _k2k_hold_line(self, line):
        """Hold what can be had of a line's boxes.

        :return: what is lacking in words; empty when all are held
        """
        wanted = int(line.product_uom_qty)
        held, reason = line._k2k_take(wanted)
        if held >= wanted:
            return ""
        return self.env._(
            "%(product)s: %(held)s of %(wanted)s boxes. %(reason)s",
            product=line.product_id.display_name,
            held=held,
            wanted=wanted,
            reason=reason or "",
        )

    def _k2k_hold_notification(self, missing):
        until = fields.Datetime.context_timestamp(
            self, self.k2k_held_until or fields.Datetime.now()
        )
        if missing:
            missing.append(
                self.env._("Lower these lines or choose another source for them.")
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if missing else "success",
                "sticky": bool(missing),
                "title": self.env._("Not all boxes could be held")
                if missing
                else self.env._("Boxes held until %(time)s", time=f"{until:%H:%M}"),
                "message": "\n".join(missing)
                or self.env._("%(boxes)s boxes", boxes=self.k2k_boxes_held),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _k2k_price_of(self, offer, way=None):
        """Price per unit in this way, or the order's; 0: the boxes do not travel like
        that."""
        way = way or self.k2k_ship_via or "warehouse"
        # the price straight from the grower stands beside costs: for managers only
        offer = offer.sudo()
        if not offer._travels_by(way):
            return 0.0
        return offer._price_by(way, self._k2k_customer_terms())

    def _k2k_cost_of(self, offer, way=None):
        """What a unit costs us in this way, or the order's."""
        by_grower = (way or self.k2k_ship_via) == "grower"
        return offer.unit_cost if by_grower else offer.landed_cost

    def _k2k_margin_of(self, offer, way=None):
        """Part of the price that is left after that cost."""
        price, cost = self._k2k_price_of(offer, way), self._k2k_cost_of(offer, way)
        return (price - cost) / price if price > 0 and cost else 0.0

    def _k2k_add_offered(self, choice, boxes, way=None, day=False):
        """Add boxes of equal offers to this quotation, the oldest first.

        :param choice: ``k2k.offer`` records, as ``_k2k_choices`` gives them
        :param str way: other than the order's
        :param day: date other than the order's
        :return: the lines that were made or raised
        """
        self.ensure_one()
        lines = self.env["sale.order.line"]
        for offer in choice:
            wanted = boxes
            if offer != choice[-1]:
                wanted = min(boxes, offer.boxes_available)
            if wanted <= 0:
                continue
            terms = self._k2k_line_terms(offer.sudo(), way, day)
            line = self.order_line.filtered(
                lambda sol, offer=offer, terms=terms: (
                    sol.k2k_offer_id.id == offer.id
                    and all(
                        sol[name] == terms[name]
                        for name in ("k2k_unit_price", "k2k_ship_via", "k2k_truck_date")
                    )
                )
            )[:1]
            if line:
                line.product_uom_qty += wanted
            else:
                line = lines.create(
                    {
                        "order_id": self.id,
                        "product_id": offer.product_id.id,
                        "k2k_offer_id": offer.id,
                        "k2k_ship_via": terms["k2k_ship_via"],
                        "k2k_truck_date": terms["k2k_truck_date"],
                        "product_uom_qty": wanted,
                    }
                )
            lines |= line
            boxes -= wanted
        return lines

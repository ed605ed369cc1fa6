# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.k2k_prebook import SHIP_VIA
from ..tools.quick_order import Wish

# As many sources are shown at once: more are found by more words.
MAX_SHOWN = 40


class K2kAddBoxes(models.TransientModel):
    """Boxes of suppliers for a quotation, found by typing "5 QB agapanthus blue"."""

    _name = "k2k.add.boxes"
    _description = "Add K2K boxes"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    partner_id = fields.Many2one(related="order_id.partner_id")
    query = fields.Char(string="Search", help="For example: 5 QB agapanthus blue")
    ship_via = fields.Selection(
        SHIP_VIA, string="Boxes travel", help="Of the boxes that are added now."
    )
    truck_date = fields.Date(
        string="With the customer on",
        help="Of the boxes that are added now. Empty: the first possible day.",
    )
    line_ids = fields.One2many("k2k.add.boxes.line", "wizard_id", string="Offered")
    is_cut = fields.Boolean(readonly=True)
    is_suggestion = fields.Boolean(readonly=True)

    @api.model
    def _open(self, order):
        wizard = self.create(
            {
                "order_id": order.id,
                "ship_via": order.k2k_ship_via or "warehouse",
                "truck_date": order.k2k_truck_date,
            }
        )
        wizard._look()
        action = wizard._get_records_action(
            name=self.env._("Add K2K Boxes"), target="new"
        )
        return {**action, "context": {"dialog_size": "extra-large"}}

    @api.onchange("query")
    def _onchange_query(self):
        self._look()

    @api.onchange("ship_via", "truck_date")
    def _onchange_terms(self):
        """Other prices and days; what was chosen is chosen again where it fits."""
        wanted = {line.offer_id.id: line.boxes for line in self.line_ids if line.boxes}
        self.line_ids = [Command.clear()]
        self._look()
        for line in self.line_ids:
            line.boxes = wanted.get(line.offer_id.id, 0)

    def _look(self):
        """List what is offered for what was typed; what was chosen before stays."""
        wish = next(iter(self.env["k2k.quick.order"]._parse(self.query or "")), None)
        sources = self._find_sources(wish)
        self.is_cut = len(sources) > MAX_SHOWN
        kept = self.line_ids.filtered("boxes")
        known = {line.offer_id.id for line in kept}
        new = [source for source in sources if source[0].id not in known][:MAX_SHOWN]
        commands = [Command.unlink(line.id) for line in self.line_ids - kept]
        for number, choice in enumerate(new):
            vals = self._prepare_line(choice)
            if wish and not number and not self.is_suggestion and self._names(wish):
                vals["boxes"] = min(wish.boxes, vals["boxes_available"])
            commands.append(Command.create(vals))
        self.line_ids = commands

    @api.model
    def _names(self, wish):
        """Whether a number was typed along with words, so that it counts boxes."""
        return bool(wish.names) and wish.text[:1].isdigit()

    def _find_sources(self, wish):
        """:return: list of choices (``k2k.offer`` records), the best first"""
        finder = self.env["k2k.quick.order"]
        company = self.order_id.company_id
        self.is_suggestion = False
        if wish and wish.names:
            ((_wish, state, products),) = finder._find(
                [wish], self._products_domain(), self._is_available
            )
            self.is_suggestion = state == "missing"
        else:
            products = self._usual_products()
        choices = finder._choices_by_product(products, company)
        found = []
        for product in products:
            fitting, as_asked = finder._fitting(
                choices.get(product.id, []), wish or Wish("")
            )
            # what cannot come in the order's way is no source for it
            own = [
                choice.sudo(False)
                for choice in fitting
                if self.order_id._k2k_price_of(choice[0], self.ship_via) > 0
                and self._comes_in_time(choice[0])
            ]
            found.append((not as_asked, own))
        found.sort(key=lambda item: item[0])
        return [choice for _not_asked, fitting in found for choice in fitting]

    def _comes_in_time(self, offer):
        """Whether the boxes can be with the customer on the day typed here."""
        day = self.truck_date
        if not day or day == self.order_id.k2k_truck_date:
            return True  # the order's own day: confirming tells what does not fit
        return day in offer._customer_dates(self.partner_id)

    def _products_domain(self):
        """Products of which suppliers have boxes."""
        offers = self.env["k2k.offer"]._search(
            self.env["k2k.offer"]._sellable_domain()
            & Domain("company_id", "=", self.order_id.company_id.id)
        )
        return Domain("k2k_offer_ids", "in", offers)

    def _is_available(self, product):
        return bool(product.with_company(self.order_id.company_id).k2k_boxes_available)

    def _usual_products(self):
        """What this customer buys: where nothing is typed, the likeliest."""
        Product = self.env["product.product"]
        rows = self.env["sale.order.line"]._read_group(
            [
                ("order_id.partner_id", "=", self.partner_id.id),
                ("k2k_is_k2k", "=", True),
                ("state", "=", "sale"),
            ],
            ["product_id"],
            ["__count"],
            order="__count desc",
            limit=MAX_SHOWN,
        )
        usual = Product.browse([product.id for product, _count in rows])
        offered = Product.search(self._products_domain(), limit=MAX_SHOWN)
        return usual | offered

    def _prepare_line(self, choice):
        offer = choice[0]
        order, way = self.order_id, self.ship_via
        price = order._k2k_price_of(offer, way)
        terms = order._k2k_line_terms(offer.sudo(), way, self.truck_date)
        return {
            "offer_id": offer.id,
            "product_id": offer.product_id.id,
            "uom_id": offer.uom_id.id,
            "package_type_id": offer.package_type_id.id,
            "boxes_available": sum(choice.mapped("boxes_available")),
            "price": price,
            "box_price": price * offer.units,
            "truck_date": terms["k2k_truck_date"],
            "landed_cost": order._k2k_cost_of(offer, way),
            "margin": order._k2k_margin_of(offer, way),
        }

    # ------------------------------------------------------------------
    # Buttons
    # ------------------------------------------------------------------
    def action_add(self):
        """Add the chosen boxes; they are held when the order is confirmed."""
        self._add()
        return {"type": "ir.actions.act_window_close"}

    def action_hold(self):
        """Add the chosen boxes and hold them for the customer at once."""
        return self._hold_added()

    def action_hold_and_search(self):
        """The same, and go on with the next flower."""
        notification = self._hold_added()
        notification["params"]["next"] = self.env["k2k.add.boxes"]._open(self.order_id)
        return notification

    def _hold_added(self):
        """What can't be had is not added: the quotation shows what the customer gets.

        :return: a notification that tells what is held and what is not
        """
        order = self.order_id
        lines = self._add()
        missing = []
        for line in lines.filtered(
            lambda ln: ln._k2k_live_boxes() < ln.product_uom_qty
        ):
            text = order._k2k_hold_line(line)
            if not text:
                continue
            missing.append(text)
            held = line._k2k_live_boxes()
            if held:
                line.product_uom_qty = held
            else:
                line.unlink()
        return order._k2k_hold_notification(missing)

    def _add(self):
        """:return: the quotation's lines for what was chosen
        :raise UserError: nothing was chosen, or it is not offered any more"""
        self.ensure_one()
        order = self.order_id
        order._k2k_check_quotation()
        chosen = self.line_ids.filtered(lambda line: line.boxes > 0)
        if not chosen:
            raise UserError(self.env._("Type how many boxes the customer wants."))
        lines = self.env["sale.order.line"]
        for line in chosen:
            offer = line.offer_id
            choice = offer.product_id._k2k_find_choice(order.company_id, offer.id)
            if not choice:
                raise UserError(
                    self.env._(
                        "%(product)s has just been sold. Search again.",
                        product=line.product_id.display_name,
                    )
                )
            lines |= order._k2k_add_offered(
                choice.sudo(False), line.boxes, self.ship_via, self.truck_date
            )
        return lines


class K2kAddBoxesLine(models.TransientModel):
    """One source, with the numbers that a salesperson tells the customer."""

    _name = "k2k.add.boxes.line"
    _description = "K2K boxes to add"

    wizard_id = fields.Many2one("k2k.add.boxes", required=True, ondelete="cascade")
    offer_id = fields.Many2one("k2k.offer", required=True)
    product_id = fields.Many2one("product.product")
    uom_id = fields.Many2one("uom.uom", string="Pack")
    package_type_id = fields.Many2one("stock.package.type", string="Box type")
    boxes_available = fields.Integer(string="Boxes left")
    price = fields.Float(string="Per unit", digits=(16, 5))
    box_price = fields.Float(string="Per box", digits="Product Price")
    truck_date = fields.Date(string="With the customer")
    landed_cost = fields.Float(string="Landed cost", digits=(16, 5))
    margin = fields.Float()
    boxes = fields.Integer(string="Take")

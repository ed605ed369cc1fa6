# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.offer_key import OfferKey


class K2kPublication(models.Model):
    """The vendor's own list of what is published to whom.

    Written by publishing alone. Of the buyer it knows the name and whether the line is
    offered there, nothing else.
    """

    _name = "k2k.publication"
    _inherit = ["k2k.bulk.mixin"]
    _description = "K2K publication"
    _order = "connection_id, product_id, day, id"
    _rec_name = "product_id"
    _check_company_auto = True
    # nobody writes here but publishing, which has its own log
    _log_access = False

    connection_id = fields.Many2one(
        "k2k.connection",
        required=True,
        readonly=True,
        ondelete="cascade",
        check_company=True,
    )
    # Computed before rows are made, and given with them where there are thousands: a
    # related field would be found out row by row.
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_of_connection",
        store=True,
        precompute=True,
        readonly=False,
        index=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Buyer",
        compute="_compute_of_connection",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        index=True,
    )
    key = fields.Char(required=True, readonly=True)
    product_id = fields.Many2one(
        "product.product",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    uom_id = fields.Many2one("uom.uom", string="Pack", readonly=True)
    package_type_id = fields.Many2one(
        "stock.package.type", string="Box type", readonly=True, check_company=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", readonly=True, index="btree_not_null", check_company=True
    )
    lot_id = fields.Many2one("stock.lot", readonly=True, check_company=True)
    # to be searched by those who may not read lots
    lot_name = fields.Char(related="lot_id.name", string="Lot number")
    day = fields.Date(string="Day of arrival", readonly=True, index=True)
    boxes = fields.Integer(
        string="Boxes published", readonly=True, help="Boxes this buyer can buy now."
    )
    boxes_held = fields.Integer(
        readonly=True, help="Boxes in carts of this buyer's customers."
    )
    boxes_sold = fields.Integer(
        readonly=True, help="Boxes this buyer has ordered, cancelled orders left out."
    )
    price = fields.Float(
        digits=(16, 5),
        readonly=True,
        aggregator="avg",
        help="For this buyer, per stem or bunch, in the pricelist's currency.",
    )
    currency_id = fields.Many2one("res.currency", readonly=True)
    refusal = fields.Selection(
        [
            ("mapping", "Not mapped by the buyer"),
            ("rate", "No exchange rate at the buyer"),
            ("buyer", "Buyer not ready"),
        ],
        string="Not offered",
        readonly=True,
        index="btree_not_null",
        help="Why the buyer does not offer what we publish.",
    )

    _key_unique = models.Constraint(
        "unique(connection_id, key)", "This line is published already."
    )
    _published_index = models.Index("(connection_id, product_id) WHERE boxes > 0")

    @api.depends("connection_id.company_id", "connection_id.partner_id")
    def _compute_of_connection(self):
        for publication in self:
            publication.company_id = publication.connection_id.company_id
            publication.partner_id = publication.connection_id.partner_id

    @api.depends("product_id", "uom_id")
    def _compute_display_name(self):
        for publication in self:
            publication.display_name = self.env._(
                "%(product)s, %(pack)s",
                product=publication.product_id.display_name or "",
                pack=publication.uom_id.name or "",
            )

    @api.model
    def _refusals(self, connection, products):
        """Lines that the buyer does not offer, and why.

        :return: dict from the line's key to a value of ``refusal``
        """
        refused = self.search(
            [
                ("connection_id", "=", connection.id),
                ("product_id", "in", products.ids),
                ("refusal", "!=", False),
            ]
        )
        return {publication.key: publication.refusal for publication in refused}

    # ------------------------------------------------------------------
    # Written by publishing
    # ------------------------------------------------------------------
    @api.model
    def _note(self, connection, products, lines, reply, shelf):
        """Make the list of these products equal to what has just been published.

        :param shelf: :class:`~.k2k_publisher.Shelf`
        :param list lines: of (OfferKey, AvailabilityLine, id of the pack)
        :param dict reply: the buyer's answer to ``availability``
        """
        # Nobody has the right to type what is published, whoever may cause it.
        publications = self.sudo()
        known = shelf.read_of(connection, products, publications).grouped("key")
        wanted = self._prepare_all(connection, lines, reply)
        held, sold = self._count_taken(connection, products, shelf)
        for key in {*known, *held, *sold} - wanted.keys():
            wanted[key] = {"boxes": 0, "refusal": False}
            if key not in known:
                wanted[key].update(self._prepare_from_key(connection, key))
        new_vals = []
        for key, vals in wanted.items():
            vals.update(boxes_held=held.get(key, 0), boxes_sold=sold.get(key, 0))
            if key in known:
                known[key]._write_changed(vals)
            else:
                new_vals.append(vals)
        publications.create(new_vals)
        shelf.note_empty(publications.union(*known.values())._find_empty())

    @api.model
    def _note_gone(self, connection, complete, shelf):
        """Nothing of the products beside these is published any more.

        :param list complete: ids of all published products, as text
        :param shelf: :class:`~.k2k_publisher.Shelf`
        """
        gone = self.sudo().search(
            [
                ("connection_id", "=", connection.id),
                ("product_id", "not in", [int(ref) for ref in complete]),
            ]
        )
        if gone:
            self._note(connection, gone.product_id, [], {}, shelf)

    def _find_empty(self):
        return self.filtered(
            lambda line: not (line.boxes or line.boxes_held or line.boxes_sold)
        )

    def _prepare_all(self, connection, lines, reply):
        """:return: dict from key to the values of its record"""
        refused = reply.get("refused") or {}
        waiting = reply.get("waiting") or not reply.get("ok", True)
        currency = connection._vendor_currency()
        return {
            line.key: {
                **self._prepare_from_key(connection, line.key, key),
                "uom_id": pack_id,
                "boxes": line.boxes,
                "price": round(line.price, 5),
                "currency_id": currency.id,
                "refusal": "buyer" if waiting else refused.get(line.key, False),
            }
            for key, line, pack_id in lines
        }

    def _prepare_from_key(self, connection, text, key=None):
        key = key or OfferKey.decode(text)
        return {
            "connection_id": connection.id,
            "company_id": connection.company_id.id,
            "partner_id": connection.partner_id.id,
            "key": text,
            "product_id": key.product_id,
            "package_type_id": key.package_type_id or False,
            "warehouse_id": key.warehouse_id or False,
            "lot_id": key.lot_id or False,
            "day": key.day,
        }

    def _count_taken(self, connection, products, shelf):
        """Boxes of each key in this buyer's carts, and those it has ordered.

        :return: two dicts from key to number of boxes
        """
        Hold = self.env["k2k.hold"].sudo()
        holds = shelf.read_of(connection, products, Hold, Hold._live_domain())
        held, sold = {}, {}
        for hold in holds:
            if hold.state == "held":
                held[hold.key] = held.get(hold.key, 0) + hold.boxes
            elif hold.sale_line_id.state not in (False, "cancel"):
                ordered = int(hold.sale_line_id.product_uom_qty)
                sold[hold.key] = sold.get(hold.key, 0) + ordered
        return held, sold

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses
from typing import NamedTuple
from uuid import uuid4

from odoo import api, fields, models
from odoo.fields import Command, Domain
from odoo.tools import float_compare, format_date

from ..tools.dates import earliest_truck_date
from ..tools.messages import (
    Hold,
    Keep,
    KeptLine,
    Mended,
    MessageError,
    Release,
    Status,
    read_date,
    read_moment,
)


class HoldAnswer(NamedTuple):
    """What the vendor answers to ``hold``.

    ``boxes`` are held until ``expires_at`` (False: until ordered); ``reason`` says in
    words why none are; ``ship_date`` is the first day on which they can leave; ``key``
    is that of the offer they are of.
    """

    boxes: int
    expires_at: object
    reason: object
    ship_date: object
    key: str


MANAGER = "k2k_connector.group_k2k_manager"
SALES = "k2k_connector.group_k2k_user"
# What is another day by day, without any change at the vendor's.
MOVING = {"ship_date", "ship_until", "truck_date_from", "truck_date_to"}


class K2kOffer(models.Model):
    """Equal boxes of a vendor, as the buyer sells them.

    Written only by publishing. What the shop may show has no groups; what tells the
    vendor or the cost has, and the display name tells neither.
    """

    _name = "k2k.offer"
    _inherit = ["k2k.bulk.mixin"]
    _description = "K2K offer"
    _order = "product_id, price, day, id"
    _rec_names_search = ["product_id.name", "uom_id.name"]
    _check_company_auto = True

    connection_id = fields.Many2one(
        "k2k.connection",
        required=True,
        ondelete="cascade",
        check_company=True,
        groups=SALES,
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    map_id = fields.Many2one(
        "k2k.product.map",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        groups=SALES,
    )
    # Computed before rows are made, and given with them where there are thousands: a
    # related field would be found out row by row.
    partner_id = fields.Many2one(
        "res.partner",
        string="Vendor",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        groups=SALES,
    )
    key = fields.Char(required=True, groups=SALES)
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        precompute=True,
        readonly=False,
        check_company=True,
        index="btree_not_null",
    )
    uom_id = fields.Many2one("uom.uom", string="Pack", required=True)
    units = fields.Float(string="Units per box", digits=(16, 3), required=True)
    package_type_id = fields.Many2one(
        "stock.package.type", string="Box type", check_company=True
    )
    warehouse_code = fields.Char(string="Vendor's warehouse", groups=SALES)
    lot_ref = fields.Char(string="Lot", groups=SALES)
    boxes_available = fields.Integer(
        help="Boxes nobody holds, as the vendor published them last."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    unit_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=SALES)
    landed_cost = fields.Float(digits=(16, 5), aggregator="avg", groups=SALES)
    price = fields.Float(digits=(16, 5), aggregator="avg", help="Per stem or bunch.")
    box_price = fields.Float(compute="_compute_box_price", digits="Product Price")
    day = fields.Date(string="Day of arrival", required=True, groups=SALES)
    age = fields.Integer(compute="_compute_age", groups=SALES)
    age_shared = fields.Boolean(
        related="connection_id.partner_shares_aging",
        groups=SALES,
        help="The vendor lets us see how old its boxes are.",
    )
    ship_date = fields.Date(string="Vendor ships", groups=SALES)
    truck_date_from = fields.Date(string="With you from")
    truck_date_to = fields.Date(string="With you until")
    active = fields.Boolean(default=True)

    _key_unique = models.Constraint(
        "unique(connection_id, key)", "This offer exists already."
    )
    _shop_index = models.Index(
        "(product_id, price) WHERE active AND boxes_available > 0"
    )

    @api.depends("connection_id.partner_id")
    def _compute_partner_id(self):
        for offer in self:
            offer.partner_id = offer.connection_id.partner_id

    @api.depends("map_id.product_id")
    def _compute_product_id(self):
        for offer in self:
            offer.product_id = offer.map_id.product_id

    @api.depends("product_id", "uom_id", "truck_date_from")
    @api.depends_context("k2k_as_source")
    def _compute_display_name(self):
        for offer in self:
            if self.env.context.get("k2k_as_source") and offer.truck_date_from:
                # beside the product: which boxes, and when they can be there
                offer.display_name = self.env._(
                    "%(pack)s, %(date)s",
                    pack=offer.uom_id.name or "",
                    date=format_date(self.env, offer.truck_date_from),
                )
                continue
            offer.display_name = self.env._(
                "%(product)s, %(pack)s",
                product=offer.product_id.display_name or "",
                pack=offer.uom_id.name or "",
            )

    @api.depends("price", "units")
    def _compute_box_price(self):
        for offer in self:
            offer.box_price = offer.price * offer.units

    @api.depends("day", "age_shared")
    def _compute_age(self):
        today = fields.Date.context_today(self)
        for offer in self:
            known = offer.day and offer.age_shared
            offer.age = (today - offer.day).days if known else 0

    def _is_sellable(self, way="warehouse"):
        """Whether these boxes may be sold today."""
        self.ensure_one()
        return bool(
            self.active
            and self.boxes_available > 0
            and self._price_by(way) > 0
            and self.connection_id.state == "active"
        )

    @api.model
    def _sellable_domain(self, way="warehouse"):
        """Offers a customer may see whose boxes travel that way."""
        price = "grower_price" if way == "grower" else "price"
        return Domain(
            [
                ("boxes_available", ">", 0),
                (price, ">", 0),
                ("connection_id.state", "=", "active"),
                ("product_id", "!=", False),
            ]
        )

    # ------------------------------------------------------------------
    # What the vendor publishes
    # ------------------------------------------------------------------
    @api.model
    def _read_ahead(self, connections, refs):
        """Into the cache: what :meth:`_receive_availability` reads, of many buyers.

        :param connections: buyer's sides of the connections
        :param refs: list of the vendor's references of the products
        """
        mappings = self.env["k2k.product.map"].search(
            [
                ("connection_id", "in", connections.ids),
                ("vendor_product_ref", "in", refs),
            ]
        )
        # the shop's price and day stand on the template
        mappings.product_id.mapped("list_price")
        offers = self.with_context(active_test=False).search(
            [("map_id", "in", mappings.ids)]
        )
        offers.package_type_id.mapped("name")
        offers.uom_id.mapped("name")

    @api.model
    def _receive_availability(self, connection, message):
        """Make the offers of the named products equal to what the vendor says."""
        if connection.state != "active" or connection.role != "buyer":
            return {"offers": 0, "waiting": True}
        takes_stock = connection._can_trade()
        lines = message.lines if takes_stock else []
        mappings = self.env["k2k.product.map"]._match(connection, message.products)
        # a vendor product has one mapping of this connection
        known = self.with_context(active_test=False).search(
            [("map_id", "in", [mapping.id for mapping in mappings.values()])],
            order="id",
        )
        written, changed, mended = known._apply_lines(connection, mappings, lines)
        gone = known - written
        if message.complete is not None:
            gone |= self.search(
                [
                    ("connection_id", "=", connection.id),
                    ("map_id.vendor_product_ref", "not in", message.complete),
                ]
            )
        changed |= gone
        mended += Mended(0, 0, gone._take_down())
        # with the whole, what somebody else changed in the meantime is set right
        (changed if message.complete is None else written | gone)._update_shop()
        connection.last_published_on = fields.Datetime.now()
        if connection.partner_shares_aging != message.share_aging:
            connection.partner_shares_aging = message.share_aging
        connection._note_ship_weekdays(message.ship_weekdays)
        if message.watcher:
            connection._show_watcher(message.watcher, message.progress)
        if message.mended is not None:
            connection._note_mended(message.mended + mended)
        return {
            "offers": len(written),
            "waiting": not takes_stock,
            "refused": written._refusals(),
            "mended": dataclasses.astuple(mended),
            "pictures": self.env["k2k.product.map"]
            .union(*mappings.values())
            ._wanted_pictures(),
        }

    def _refusals(self):
        """Why the vendor's lines are not offered here.

        :return: dict from the line's key to ``mapping``, ``rate`` or ``buyer``
        """
        refused = {}
        # sudo: see _apply_lines
        for mapping, offers in self.sudo().grouped("map_id").items():
            is_sold = mapping._is_sold()
            for offer in offers:
                if not is_sold:
                    refused[offer.key] = "mapping"
                elif not offer.unit_cost:
                    refused[offer.key] = "rate"
                elif offer.price_refusal:
                    refused[offer.key] = "buyer"
        return refused

    def _apply_lines(self, connection, mappings, lines):
        """Create or update one offer a line.

        :return: the offers of these lines; those of them that are new or different by
            more than the number of boxes; and how many were made or mended
        """
        # sudo: asking at each field of each row who may see it takes longest of all
        by_key = self.sudo().grouped("key")
        written_ids = []
        changed_ids = []
        new_vals = []
        mended = 0
        prepared = self._prepare_shared(connection, mappings, lines, by_key)
        products = self.env["product.product"].union(
            *(mapping.product_id for mapping in mappings.values())
        )
        terms = self._price_terms(connection, products)
        for line in lines:
            vals = {
                **self._prepare_vals(line, prepared),
                **self._prepare_prices(
                    connection, mappings[line.product_ref], line, terms
                ),
            }
            offer = by_key.get(line.key)
            if not offer:
                new_vals.append(vals)
                continue
            written_ids.append(offer.id)
            had_boxes = offer.boxes_available > 0
            different = offer._write_changed(vals)
            # days move on by themselves: they are not wrong
            mended += bool(different - MOVING)
            is_same = had_boxes == (offer.boxes_available > 0)
            if different - {"boxes_available"} or not is_same:
                changed_ids.append(offer.id)
        new = self.create(new_vals)
        written, changed = (
            self.browse(ids) | new for ids in (written_ids, changed_ids)
        )
        return written, changed, Mended(len(new_vals), mended, 0)

    def _prepare_vals(self, line, prepared):
        of_product = prepared[line.product_ref]
        return {
            **of_product,
            **prepared[line.ship_date, line.ship_until],
            "key": line.key,
            "uom_id": prepared[line.product_ref, line.pack, line.units],
            "units": line.units,
            "package_type_id": prepared["type", line.box_type, line.box_type_name],
            "warehouse_code": line.warehouse,
            "lot_ref": line.lot,
            "boxes_available": line.boxes if of_product["active"] else 0,
            "day": read_date(line.day, "day"),
        }

    def _prepare_shared(self, connection, mappings, lines, by_key):
        """What many lines have in common, found out once.

        :param dict by_key: our offers of these lines
        :return: dict: product ref to values of its offers, (ship date, last one) to
            the days, and what ``_prepare_packs_and_types`` tells
        """
        prepared = {}
        new = []
        for line in lines:
            offer = by_key.get(line.key)
            if not (offer and offer._is_same_box(line, mappings[line.product_ref])):
                new.append(line)
                continue
            pack_key = (line.product_ref, line.pack, line.units)
            prepared[pack_key] = offer.uom_id.id
            type_key = ("type", line.box_type, line.box_type_name)
            prepared[type_key] = offer.package_type_id.id
        prepared.update(self._prepare_packs_and_types(connection, mappings, new))
        for ref, mapping in mappings.items():
            prepared[ref] = {
                "connection_id": connection.id,
                "company_id": connection.company_id.id,
                "partner_id": connection.partner_id.id,
                "map_id": mapping.id,
                "product_id": mapping.product_id.id,
                "active": mapping._is_sold(),
            }
        for days in {(line.ship_date, line.ship_until) for line in lines}:
            prepared[days] = self._prepare_days(connection, *days)
        return prepared

    def _is_same_box(self, line, mapping):
        """Whether pack and box type were found when these boxes were offered first."""
        pack, box_type = self.uom_id, self.package_type_id
        return (
            self.active
            and self.product_id == mapping.product_id
            and pack.name == line.pack
            and box_type.k2k_code == line.box_type
            and box_type.name == line.box_type_name
        )

    def _prepare_days(self, connection, ship_date, ship_until):
        ship_date = read_date(ship_date, "ship_date")
        until = read_date(ship_until, "ship_until") if ship_until else ship_date
        return {
            "ship_date": ship_date,
            "ship_until": until,
            "truck_date_from": earliest_truck_date(ship_date, connection.transit_days),
            "truck_date_to": self._last_truck_date(connection, ship_date, until),
        }

    def _prepare_packs_and_types(self, connection, mappings, lines):
        """Our packs and box types for the vendor's, found or made.

        :return: dict: (product ref, pack name, units) to uom id, ("type", box type
            code, its name) to package type id
        """
        prepared = {}
        if not lines:
            return prepared
        new_packs = {}
        known_packs = self._search_packs({line.pack for line in lines})
        for line in lines:
            product = mappings[line.product_ref].product_id
            pack_key = (line.product_ref, line.pack, line.units)
            if pack_key not in prepared:
                pack = self._find_or_make_pack(product, line, known_packs)
                prepared[pack_key] = pack.id
                if product and pack not in product.uom_ids:
                    template = product.product_tmpl_id.id
                    new_packs.setdefault(template, set()).add(pack.id)
            type_key = ("type", line.box_type, line.box_type_name)
            if type_key not in prepared:
                box_type = self._find_or_make_box_type(connection, line)
                prepared[type_key] = box_type.id
        # written in the end, all at once: each write makes Odoo forget what it has read
        templates = self.env["product.template"].browse(new_packs)
        quiet = templates.with_context(tracking_disable=True)
        for packs, own in quiet.grouped(lambda t: frozenset(new_packs[t.id])).items():
            own.write({"uom_ids": [Command.link(pack) for pack in sorted(packs)]})
        return prepared

    def _find_or_make_pack(self, product, line, known_packs):
        """The pack of that factor; it becomes one of our product's packs."""
        unit = product.uom_id or self.env.ref("uom.product_uom_unit")
        by_name = known_packs.get((line.pack, unit), self.env["uom.uom"])
        pack = (product.uom_ids | by_name).filtered(
            lambda uom: float_compare(uom.factor, line.units * unit.factor, 6) == 0
        )
        named = pack.filtered(lambda uom: uom.name == line.pack)
        pack = (named or pack)[:1]
        if not pack:
            pack = self.env["uom.uom"].create(
                {
                    "name": line.pack,
                    "relative_uom_id": unit.id,
                    "relative_factor": line.units,
                }
            )
            known_packs[line.pack, unit] = by_name | pack
        return pack

    @api.model
    def _search_packs(self, names):
        """:return: dict from (name, unit it counts) to packs"""
        packs = self.env["uom.uom"].search([("name", "in", list(names))])
        return packs.grouped(lambda pack: (pack.name, pack.relative_uom_id))

    def _find_or_make_box_type(self, connection, line):
        PackageType = self.env["stock.package.type"]
        found = PackageType.search(
            [
                ("k2k_code", "=", line.box_type),
                ("name", "=", line.box_type_name),
                ("company_id", "in", (connection.company_id.id, False)),
            ],
            limit=1,
        )
        to_feet = PackageType._k2k_to_feet()
        return found or PackageType.create(
            {
                "name": line.box_type_name,
                "k2k_code": line.box_type,
                "k2k_fbe": line.fbe,
                "packaging_length": line.length / to_feet,
                "width": line.width / to_feet,
                "height": line.height / to_feet,
                "company_id": connection.company_id.id,
            }
        )

    def _take_down(self):
        """These boxes are gone: keep the rows, orders refer to them.

        :return: how many offers there were
        """
        offered = self.filtered(lambda o: o.active or o.boxes_available)
        offered.write({"active": False, "boxes_available": 0})
        return len(offered)

    @api.model
    def _withdraw(self, connection):
        """The connection sells nothing any more."""
        offers = self.search([("connection_id", "=", connection.id)])
        offers._take_down()
        offers._update_shop()

    @api.model
    def _refresh_for_maps(self, mappings):
        """Mappings changed: ask for these products again, the offers follow."""
        for connection in mappings.connection_id.filtered(
            lambda c: c.state == "active" and c.role == "buyer"
        ):
            own = mappings.filtered(lambda m, c=connection: m.connection_id == c)
            connection._send_agreement(
                "status",
                Status(
                    state="sync",
                    sender=self.env.user.name,
                    products=own.mapped("vendor_product_ref"),
                ),
            )

    def _update_shop(self):
        """Write the best price on products sold only by K2K.

        The shop sorts and filters by the list price, in SQL; without this a K2K
        product would stand there for nothing.
        """
        products = self.product_id
        if not products:
            return
        best = self._best_prices(products)
        changed = self.env["product.product"].union(
            *(p for p, price in best.items() if p.list_price != price)
        )
        # what companies share has one list price for all of them: it is not ours to set
        sold_by_k2k = changed.filtered(
            lambda product: product.company_id and product.qty_available <= 0
        )
        # prices follow the vendor's many times a day: nobody reads a note of each
        quiet = sold_by_k2k.product_tmpl_id.with_context(tracking_disable=True)
        lowest = {}
        for product in sold_by_k2k:
            template = product.product_tmpl_id.id
            lowest[template] = min(lowest.get(template, best[product]), best[product])
        for price, templates in quiet.grouped(lambda t: lowest[t.id]).items():
            templates.list_price = price

    @api.model
    def _best_prices(self, products):
        """The lowest price of each product, in the way in which boxes usually come.

        :return: dict from product to price per unit
        """
        best = {}
        for way, price in (("warehouse", "price"), ("grower", "grower_price")):
            only = ("warehouse", "choice") if way == "warehouse" else ("grower",)
            found = self._read_group(
                self._sellable_domain(way)
                & Domain("connection_id.ship_via", "in", only)
                & Domain("product_id", "in", products.ids),
                ["product_id"],
                [f"{price}:min"],
            )
            for product, lowest in found:
                best[product] = min(best.get(product, lowest), lowest)
        return best

    # ------------------------------------------------------------------
    # Holding boxes at the vendor
    # ------------------------------------------------------------------
    def _hold(self, peer_ref, boxes, expires_at=False, partial=False):
        """Hold ``boxes`` boxes in all for a cart line.

        :param str peer_ref: the line's own token; asking twice is asking once
        :param expires_at: naive UTC datetime, or False: until ordered
        :param bool partial: fewer boxes than asked are welcome
        :return: (boxes held, expires_at, reason in words or False)
        """
        answer = self._ask_hold(peer_ref, boxes, expires_at, partial)
        return answer.boxes, answer.expires_at, answer.reason

    def _ask_hold(
        self,
        peer_ref,
        boxes,
        expires_at=False,
        partial=False,
        ship_date=False,
        instead=(),
    ):
        """The same, telling the vendor on which day the boxes shall leave.

        :param ship_date: date; False: the first day on which the vendor ships
        :param instead: offers of the same vendor that will do as well, where nothing
            is left of this one
        :return: :class:`HoldAnswer`
        """
        self.ensure_one()
        reply = self.env["k2k.gateway"].send(
            self.connection_id,
            "hold",
            Hold(
                peer_ref=peer_ref,
                key=self.key,
                boxes=int(boxes),
                expires_at=expires_at.isoformat() if expires_at else "",
                partial=partial,
                ship_date=fields.Date.to_string(ship_date) or "",
                instead=[offer.key for offer in instead],
            ),
        )
        if not reply["ok"]:
            return HoldAnswer(0, False, reply["error"], False, self.key)
        return HoldAnswer(
            reply["boxes"],
            self._read_expiry(reply["expires_at"]),
            False,
            self._read_ship_date(reply.get("ship_date")),
            reply.get("key") or self.key,
        )

    def _read_ship_date(self, text):
        try:
            return read_date(text, "ship_date") if text else False
        except MessageError:
            return False

    @api.model
    def _keep(self, connection, ship_dates, expires_at=False):
        """Another end for what is held for cart lines: a payment is under way.

        :param dict ship_dates: the lines' tokens to the days on which they leave
        :param expires_at: naive UTC datetime; False: until ordered
        :return: dict from the tokens that are held to (boxes, expires_at)
        """
        reply = self.env["k2k.gateway"].send(
            connection,
            "keep",
            Keep(
                lines=[
                    KeptLine(token, fields.Date.to_string(day) or "")
                    for token, day in ship_dates.items()
                ],
                expires_at=expires_at.isoformat() if expires_at else "",
            ),
        )
        return {
            token: (held["boxes"], self._read_expiry(held["expires_at"]))
            for token, held in (reply.get("kept") or {}).items()
        }

    def _read_expiry(self, text):
        try:
            return read_moment(text, "expires_at")
        except MessageError:
            return False

    @api.model
    def _release(self, connection, peer_refs):
        """Give back what is held for these cart lines."""
        self.env["k2k.gateway"].send(
            connection, "release", Release(peer_refs=list(peer_refs))
        )

    @api.model
    def _new_peer_ref(self):
        """A token for a cart line: says nothing to whoever reads it."""
        return uuid4().hex

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import split_every

from ..tools.dates import earliest_ship_date, last_order_moment, latest_ship_date
from ..tools.messages import (
    Availability,
    AvailabilityLine,
    AvailabilityProduct,
    Mended,
    Pictures,
    ProductAttribute,
    ProductPicture,
)
from ..tools.offer_key import OfferKey

# Products in one message: big enough to be quick, small enough to be logged.
PRODUCTS_PER_MESSAGE = 500


class Shelf:
    """What was read for one buyer and serves the next, within one transaction.

    :param buyers: vendor's sides of the connections that are told of the same products
    """

    def __init__(self, buyers=()):
        self.buyers = buyers
        self.rows = {}
        self.products = {}
        self.records = {}
        # lines of the vendor's list that say nothing any more
        self.empty = None

    def read_of(self, connection, products, model, domain=Domain.TRUE):
        """Records of one buyer and these products; read for all buyers at once.

        :param model: empty recordset with ``connection_id`` and ``product_id``
        :param domain: which of them
        """
        buyers = self.buyers if connection in self.buyers else connection
        read = (model._name, products._ids)
        if (*read, connection) not in self.records:
            found = model.search(
                domain
                & Domain("connection_id", "in", buyers.ids)
                & Domain("product_id", "in", products.ids),
                order="id",
            ).grouped("connection_id")
            self.records.update(
                ((*read, buyer), found.get(buyer, model)) for buyer in buyers
            )
        return self.records[(*read, connection)]

    def note_empty(self, publications):
        """To be deleted when all buyers have been told: deleting empties the cache."""
        self.empty = publications if self.empty is None else self.empty | publications

    def forget_empty(self):
        if self.empty:
            self.empty.unlink()
        self.empty = None


class K2kPublisher(models.AbstractModel):
    """The vendor's side of availability: which boxes a buyer may see."""

    _name = "k2k.publisher"
    _description = "K2K publisher"

    @api.model
    def _publish_all(self, connection, repair=False, progress=False, watcher=""):
        """Tell the buyer about everything, and what is no longer offered.

        :param bool repair: nightly: both sides note on the connection what was wrong
        :param bool progress: show the user how far a long publication has come
        :param str watcher: the buyer's word for the one who is to see that over there
        :return: number of lines offered
        """
        shelf = Shelf()
        by_product = self._group_by_product(self._get_lines(connection, shelf=shelf))
        refs = [str(product_id) for product_id in by_product]
        products = self.env["product.product"].browse(by_product)
        chunks = [c for c in split_every(PRODUCTS_PER_MESSAGE, products.ids, list)]
        chunks = chunks or [[]]
        mended = Mended(0, 0, 0)
        for number, chunk in enumerate(chunks, start=1):
            is_last = number == len(chunks)
            share = self._share_to_show(number, len(chunks))
            mended += self._send(
                connection,
                products.browse(chunk),
                by_product,
                shelf,
                complete=refs if is_last else None,
                mended=mended if is_last and repair else None,
                progress=share if watcher else 0.0,
                watcher=watcher if share else "",
            )
            if progress and share:
                self._show_progress(connection, share)
        shelf.forget_empty()
        if repair:
            connection._note_mended(mended)
        connection.sudo().last_published_on = fields.Datetime.now()
        connection._plan_publishing()
        return sum(map(len, by_product.values()))

    @api.model
    def _publish_products(self, connection, products, shelf=None):
        """Tell the buyer about these products only.

        :param shelf: :class:`Shelf`, when several buyers are told at once
        :return: number of lines
        """
        own = None if shelf else Shelf()
        shelf = shelf or own
        by_product = self._group_by_product(
            self._get_lines(connection, products, shelf)
        )
        for chunk in split_every(PRODUCTS_PER_MESSAGE, products.ids, list):
            self._send(connection, products.browse(chunk), by_product, shelf)
        if own:
            own.forget_empty()
        return sum(map(len, by_product.values()))

    def _share_to_show(self, number, total):
        """How far a publication has come, where a quarter is full; 0 in between."""
        is_quarter = 4 * number // total != 4 * (number - 1) // total
        return number / total if is_quarter and number < total else 0.0

    def _group_by_product(self, lines):
        by_product = {}
        for key, line, pack_id in lines:
            by_product.setdefault(key.product_id, []).append((key, line, pack_id))
        return by_product

    def _send(self, connection, products, by_product, shelf, complete=None, **more):
        """Send one message and write down in our books what the buyer made of it.

        :param shelf: :class:`Shelf`
        :param complete: ids of all published products, as text; None: not all of them
        :param more: other fields of ``messages.Availability``
        :return: ``Mended``: what was different at the buyer's
        """
        lines = [line for p in products for line in by_product.get(p.id, ())]
        message = Availability(
            products=self._prepare_products(products, shelf),
            lines=[line for _key, line, _pack_id in lines],
            complete=complete,
            share_aging=connection.share_aging,
            ship_weekdays=sorted(
                int(day.weekday) for day in connection.service_day_ids
            ),
            **more,
        )
        reply = self.env["k2k.gateway"].send(connection, "availability", message)
        Publication = self.env["k2k.publication"]
        Publication._note(connection, products, lines, reply, shelf)
        if complete is not None:
            Publication._note_gone(connection, complete, shelf)
        self._send_pictures(connection, products, reply.get("pictures") or ())
        return Mended(*(reply.get("mended") or (0, 0, 0)))

    def _send_pictures(self, connection, products, refs):
        """Send the pictures the buyer asks for, of what we have just told it about."""
        wanted = products.filtered(lambda product: str(product.id) in refs)
        if wanted:
            pictures = [
                ProductPicture(
                    str(product.id),
                    (product.image_512 or b"").decode(),
                )
                for product in wanted
            ]
            self.env["k2k.gateway"].send(connection, "pictures", Pictures(pictures))

    def _prepare_attributes(self, product):
        """What the product is, in the words of its attributes."""
        lines = product.attribute_line_ids.filtered(lambda ln: len(ln.value_ids) == 1)
        single = lines.value_ids
        chosen = product.product_template_attribute_value_ids
        values = single | chosen.product_attribute_value_id
        return [
            ProductAttribute(value.attribute_id.name, value.name) for value in values
        ]

    def _show_progress(self, connection, share):
        """A note on the user's screen, sent while the publication goes on."""
        connection._show_progress(
            self.env.user,
            self.env._(
                "Publishing to %(partner)s: %(percent)s %%",
                partner=connection.partner_id.display_name,
                percent=round(share * 100),
            ),
        )

    def _prepare_products(self, products, shelf):
        for product in products:
            if product not in shelf.products:
                shelf.products[product] = self._prepare_product(product)
        return [shelf.products[product] for product in products]

    def _prepare_product(self, product):
        return AvailabilityProduct(
            ref=str(product.id),
            name=product.with_context(display_default_code=False).display_name,
            code=product.default_code or "",
            barcode=product.barcode or "",
            unit=product.uom_id.name,
            category=product.categ_id.name or "",
            template=product.name,
            attributes=self._prepare_attributes(product),
        )

    # ------------------------------------------------------------------
    # What is offered
    # ------------------------------------------------------------------
    @api.model
    def _get_lines(self, connection, products=None, shelf=None):
        """What this buyer may buy now.

        :param products: only these; None for all
        :param shelf: :class:`Shelf`
        :return: list of (OfferKey, AvailabilityLine, id of the pack); empty when the
            connection is not active, not ready or never ships
        """
        ship_date = self._tradable_ship_date(connection)
        if not ship_date:
            return []
        rows = self._read_shelf(connection, products, shelf or Shelf())
        offered = self.env["product.product"].browse({r["product_id"] for r in rows})
        prices, currency = self._get_prices(connection, offered)
        refused = self._price_reasons(connection, offered, prices, currency)
        words = self._find_words(rows)
        currency_name = currency.name
        until = self._ship_until(connection, offered, ship_date)
        lines = []
        for row in rows:
            if row["boxes"] > 0 and row["product_id"] not in refused:
                key = self._key_of(row)
                line = AvailabilityLine(
                    key=key.encode(),
                    product_ref=str(key.product_id),
                    units=key.units,
                    day=key.day.isoformat(),
                    boxes=row["boxes"],
                    price=prices[key.product_id],
                    currency=currency_name,
                    ship_date=ship_date.isoformat(),
                    ship_until=until(key).isoformat(),
                    **words(row),
                )
                lines.append((key, line, row["pack_id"]))
        return lines

    def _read_shelf(self, connection, products, shelf):
        """:return: list of dicts, see ``_offered_query``"""
        query = self._offered_query(connection, products)
        # the statement itself says for whom the answer is the same
        statement = self.env.cr.mogrify(query.code, query.params)
        if statement not in shelf.rows:
            shelf.rows[statement] = self.env.execute_query_dict(query)
        return self._offered_to(connection, shelf.rows[statement])

    def _find_words(self, rows):
        """What the lines say about their pack, box type, warehouse and lot.

        Read once for all lines, which have few different ones.

        :return: function from a row to a dict of fields of ``AvailabilityLine``
        """

        def read(model, column, describe):
            ids = {row[column] for row in rows if row[column]}
            return {r.id: describe(r) for r in self.env[model].browse(ids)}

        known = {
            "product_id": read(
                "product.product", "product_id", lambda p: {"unit": p.uom_id.name}
            ),
            "pack_id": read("uom.uom", "pack_id", lambda p: {"pack": p.name}),
            "package_type_id": read(
                "stock.package.type", "package_type_id", self._describe_box_type
            ),
            "warehouse_id": read(
                "stock.warehouse", "warehouse_id", lambda w: {"warehouse": w.code}
            ),
            "lot_id": read("stock.lot", "lot_id", lambda lot: {"lot": lot.name or ""}),
        }

        def words(row):
            found = {}
            for column, texts in known.items():
                found.update(texts.get(row[column]) or {})
            return found

        return words

    def _describe_box_type(self, package_type):
        to_feet = package_type._k2k_to_feet()
        return {
            "box_type": package_type.k2k_code or "",
            "box_type_name": package_type.name,
            "fbe": package_type.k2k_fbe,
            "length": package_type.packaging_length * to_feet,
            "width": package_type.width * to_feet,
            "height": package_type.height * to_feet,
        }

    def _key_of(self, row):
        return OfferKey(
            row["product_id"],
            float(row["units"] or 0),
            row["package_type_id"] or 0,
            row["warehouse_id"] or 0,
            row["day"],
            row["lot_id"] or 0,
            row["loose"],
        )

    def _tradable_ship_date(self, connection):
        """When boxes ordered now would leave; None when nothing is traded."""
        if connection.state != "active" or not connection._can_trade():
            return None
        return self._ship_date(connection)

    def _ship_date(self, connection):
        return earliest_ship_date(
            self._local_now(connection),
            connection.ship_days_offset,
            connection._service_rules(),
        )

    def _last_order_moment(self, connection, ship_date):
        """The last moment at which an order leaves on that day; naive UTC datetime."""
        local = last_order_moment(
            ship_date,
            connection.ship_days_offset,
            connection._service_rules(),
        )
        zone = ZoneInfo(self._timezone(connection))
        moment = local.replace(tzinfo=zone).astimezone(ZoneInfo("UTC"))
        # the last second that counts, not the first that does not
        return moment.replace(tzinfo=None) - timedelta(seconds=1)

    def _local_now(self, connection):
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return now.astimezone(ZoneInfo(self._timezone(connection)))

    def _timezone(self, connection):
        return connection.company_id.partner_id.tz or self.env.user.tz or "UTC"

    def _ship_until(self, connection, products, ship_date):
        """The last day on which boxes can be sent to this buyer: the age limits.

        :return: function from an ``OfferKey`` to a date
        """
        own = products.with_company(connection.company_id)
        local = {p.id: p.k2k_local_after or p.categ_id.k2k_local_after for p in own}
        service_days = connection._service_rules()
        known = {}

        def until(key):
            ages = connection.max_age, local[key.product_id]
            if (key.day, ages) not in known:
                days = min(ages[0], ages[1] - 1) if ages[1] else ages[0]
                known[key.day, ages] = latest_ship_date(
                    ship_date, key.day + timedelta(days=days), service_days
                )
            return known[key.day, ages]

        return until

    def _get_prices(self, connection, products):
        """Price per product's own unit for this buyer, and its currency."""
        partner = connection.partner_id.with_company(connection.company_id)
        pricelist = connection.pricelist_id or partner.property_product_pricelist
        # rates, too, are those of the vendor's company, whoever publishes
        prices = pricelist.with_company(connection.company_id)._get_products_price(
            products.with_company(connection.company_id), quantity=1.0
        )
        return prices, pricelist.currency_id or connection.company_id.currency_id

    def _price_reasons(self, connection, products, prices=None, currency=None):
        """Products that have no price for this buyer, each with the broken rule."""
        if prices is None:
            prices, currency = self._get_prices(connection, products)
        own = connection.company_id.currency_id
        if currency != own and not self._has_rate(connection.company_id, currency):
            return dict.fromkeys(products.ids, "vendor_rate")
        return {product.id: "price" for product in products if prices[product.id] <= 0}

    def _has_rate(self, company, currency):
        """Whether the company can convert to this currency.

        Odoo takes a currency without rates for worth as much as the one that all rates
        are told in. That is right for that one alone, which is the main company's as a
        rule, and only where the company's own currency has a rate against it.
        """
        # rates are no secret, who may maintain them is
        rates = self.env["res.currency.rate"].sudo()
        domain = Domain("company_id", "in", (company.root_id.id, False))
        own = domain & Domain("currency_id", "=", company.currency_id.id)
        foreign = domain & Domain("currency_id", "=", currency.id)
        if rates.search_count(foreign, limit=1):
            return True
        main = self.env.ref("base.main_company").sudo().currency_id
        return currency == main and bool(rates.search_count(own, limit=1))

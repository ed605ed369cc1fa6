# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools.dates import earliest_ship_date
from ..tools.messages import Availability, AvailabilityLine, AvailabilityProduct
from ..tools.offer_key import OfferKey

# Products in one message: big enough to be quick, small enough to be logged.
PRODUCTS_PER_MESSAGE = 500


class K2kPublisher(models.AbstractModel):
    """The vendor's side of availability: which boxes a buyer may see."""

    _name = "k2k.publisher"
    _description = "K2K publisher"

    @api.model
    def _publish_all(self, connection):
        """Tell the buyer about everything, and what is no longer offered."""
        lines = self._get_lines(connection)
        by_product = self._group_by_product(lines)
        refs = [str(product_id) for product_id in by_product]
        products = self.env["product.product"].browse(by_product)
        chunks = [c for c in split_every(PRODUCTS_PER_MESSAGE, products.ids, list)]
        for number, chunk in enumerate(chunks or [[]], start=1):
            complete = refs if number == max(len(chunks), 1) else None
            self._send(connection, products.browse(chunk), by_product, complete)
        connection.sudo().last_published_on = fields.Datetime.now()

    @api.model
    def _publish_products(self, connection, products):
        """Tell the buyer about these products only."""
        by_product = self._group_by_product(self._get_lines(connection, products))
        for chunk in split_every(PRODUCTS_PER_MESSAGE, products.ids, list):
            self._send(connection, products.browse(chunk), by_product)

    def _group_by_product(self, lines):
        by_product = {}
        for key, line in lines:
            by_product.setdefault(key.product_id, []).append(line)
        return by_product

    def _send(self, connection, products, by_product, complete=None):
        message = Availability(
            products=[self._prepare_product(product) for product in products],
            lines=[line for p in products for line in by_product.get(p.id, ())],
            complete=complete,
        )
        self.env["k2k.gateway"].send(connection, "availability", message)

    def _prepare_product(self, product):
        return AvailabilityProduct(
            ref=str(product.id),
            name=product.with_context(display_default_code=False).display_name,
            code=product.default_code or "",
            barcode=product.barcode or "",
            unit=product.uom_id.name,
            category=product.categ_id.name or "",
        )

    # ------------------------------------------------------------------
    # Which boxes
    # ------------------------------------------------------------------
    @api.model
    def _get_lines(self, connection, products=None):
        """What this buyer may buy now.

        :param products: only these; None for all
        :return: list of (OfferKey, AvailabilityLine); empty when the connection is
            not active, not ready or never ships
        """
        ship_date = self._ship_date(connection)
        if connection.state != "active" or not connection.is_ready or not ship_date:
            return []
        rows = self.env.execute_query(self._boxes_query(connection, products))
        keys = [(OfferKey(*row[:5], row[5] or 0), row[6], row[7]) for row in rows]
        prices, currency = self._get_prices(
            connection, {k.product_id for k, _, _ in keys}
        )
        return [
            (
                key,
                self._prepare_line(
                    key, pack_id, boxes, prices[key.product_id], currency, ship_date
                ),
            )
            for key, pack_id, boxes in keys
            if prices[key.product_id] > 0
        ]

    def _ship_date(self, connection):
        return earliest_ship_date(
            self._local_now(connection),
            connection.ship_days_offset,
            connection.service_day_ids._as_rules(),
        )

    def _local_now(self, connection):
        now = fields.Datetime.now().replace(tzinfo=ZoneInfo("UTC"))
        return now.astimezone(ZoneInfo(self._timezone(connection)))

    def _timezone(self, connection):
        return connection.company_id.partner_id.tz or self.env.user.tz or "UTC"

    def _prepare_line(self, key, pack_id, boxes, price, currency, ship_date):
        # browsing one by one is cheap: all of them are read at once by prefetching
        package_type = self.env["stock.package.type"].browse(key.package_type_id)
        to_feet = package_type._k2k_to_feet()
        return AvailabilityLine(
            key=key.encode(),
            product_ref=str(key.product_id),
            units=key.units,
            pack=self.env["uom.uom"].browse(pack_id).name,
            unit=self.env["product.product"].browse(key.product_id).uom_id.name,
            box_type=package_type.k2k_code or "",
            box_type_name=package_type.name,
            fbe=package_type.k2k_fbe,
            length=package_type.packaging_length * to_feet,
            width=package_type.width * to_feet,
            height=package_type.height * to_feet,
            warehouse=self.env["stock.warehouse"].browse(key.warehouse_id).code,
            day=key.day.isoformat(),
            boxes=boxes,
            price=price,
            currency=currency.name,
            ship_date=ship_date.isoformat(),
            lot=self.env["stock.lot"].browse(key.lot_id).name or ""
            if key.lot_id
            else "",
        )

    def _get_prices(self, connection, product_ids):
        """Price per product's own unit for this buyer, and its currency."""
        partner = connection.partner_id.with_company(connection.company_id)
        pricelist = connection.pricelist_id or partner.property_product_pricelist
        products = self.env["product.product"].browse(product_ids)
        prices = pricelist._get_products_price(products, quantity=1.0)
        return prices, pricelist.currency_id or connection.company_id.currency_id

    @api.model
    def _boxes_query(self, connection, products=None):
        """One statement over all boxes: the rules that make a box sellable.

        :return: SQL with the rows (product, units, package type, warehouse, day, lot,
            pack, number of boxes)
        """
        return SQL(
            """
            SELECT box.product_id, box.units, box.package_type_id, box.warehouse_id,
                   box.day, box.lot_id, min(pack.id), count(DISTINCT box.id)
              FROM (%(free_boxes)s) box
              JOIN product_product product ON product.id = box.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own ON own.id = template.uom_id
              JOIN %(packs_table)s packs ON packs.%(template_column)s = template.id
              JOIN uom_uom pack ON pack.id = packs.%(pack_column)s
               AND abs(pack.factor / own.factor - box.units) < 0.000001
             WHERE product.active AND template.active AND template.sale_ok
             GROUP BY 1, 2, 3, 4, 5, 6
             ORDER BY 1, 5, 2
            """,
            free_boxes=self._free_boxes_query(connection, products),
            packs_table=SQL.identifier(self._packs_field().relation),
            template_column=SQL.identifier(self._packs_field().column1),
            pack_column=SQL.identifier(self._packs_field().column2),
        )

    def _packs_field(self):
        return self.env["product.template"]._fields["uom_ids"]

    @api.model
    def _free_boxes_query(self, connection, products=None):
        """Each free, whole, measured box of the publishing warehouses, by itself."""
        today = self._local_now(connection).date()
        self.env["stock.quant"].flush_model()
        self.env["stock.package"].flush_model()
        return SQL(
            """
            SELECT p.id, min(q.product_id) AS product_id, sum(q.quantity) AS units,
                   p.package_type_id, min(l.warehouse_id) AS warehouse_id,
                   (min(q.in_date) AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                   AS day, min(q.lot_id) AS lot_id
              FROM stock_quant q
              JOIN stock_package p ON p.id = q.package_id
              JOIN stock_package_type t ON t.id = p.package_type_id
              JOIN stock_location l ON l.id = q.location_id
             WHERE q.company_id = %(company)s
               AND l.usage = 'internal' AND l.warehouse_id = ANY(%(warehouses)s)
               AND q.owner_id IS NULL
               AND p.k2k_hold_id IS NULL AND p.k2k_on_hold IS NOT TRUE
               AND t.packaging_length > 0 AND t.width > 0 AND t.height > 0
               %(only_products)s
             GROUP BY p.id
            HAVING count(DISTINCT q.product_id) = 1
               AND count(DISTINCT coalesce(q.lot_id, 0)) = 1
               AND min(q.quantity) > 0 AND max(q.reserved_quantity) = 0
               AND (min(q.in_date) AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                   BETWEEN %(oldest)s AND %(youngest)s
            """,
            tz=self._timezone(connection),
            company=connection.company_id.id,
            warehouses=connection.publish_warehouse_ids.ids,
            only_products=self._only_products(products),
            oldest=fields.Date.subtract(today, days=connection.max_age),
            youngest=fields.Date.subtract(today, days=connection.min_age),
        )

    def _only_products(self, products):
        if products is None:
            return SQL()
        # by package, so that a mixed box still shows all it holds
        return SQL(
            "AND p.id IN (SELECT package_id FROM stock_quant "
            "WHERE product_id = ANY(%s))",
            products.ids,
        )

    @api.model
    def _free_box_ids(self, connection, key):
        """Ids of the packages a key stands for, in random order.

        Random, so that customers who want the same boxes at the same moment do not
        queue for the same row.
        """
        product = self.env["product.product"].browse(key.product_id)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT box.id FROM (%(free_boxes)s) box
                 WHERE box.product_id = %(product)s
                   AND abs(box.units - %(units)s) < 0.000001
                   AND box.package_type_id = %(package_type)s
                   AND box.warehouse_id = %(warehouse)s
                   AND box.day = %(day)s
                   AND coalesce(box.lot_id, 0) = %(lot)s
                 ORDER BY random()
                """,
                free_boxes=self._free_boxes_query(connection, product),
                product=key.product_id,
                units=key.units,
                package_type=key.package_type_id,
                warehouse=key.warehouse_id,
                day=key.day,
                lot=key.lot_id,
            )
        )
        return [box_id for (box_id,) in rows]

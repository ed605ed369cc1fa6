# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models
from odoo.tools import SQL

# What makes boxes equal.
KIND = (
    "product_id",
    "units",
    "package_type_id",
    "warehouse_id",
    "day",
    "lot_id",
    "loose",
    "pack_id",
)


class K2kPublisher(models.AbstractModel):
    """Which boxes a buyer may see: each rule once, for publishing and explaining.

    One statement judges every box of a vendor; its column ``reason`` names the first
    rule a box breaks. Publishing takes the boxes without a reason, holding takes from
    the same, and the explanation shows the reason: they cannot disagree.
    """

    _inherit = "k2k.publisher"  # pylint: disable=consider-merging-classes-inherited

    def _rules(self, connection, whoever=False, loose=True):
        """The rules that a look at the shelf decides, in the order they are told.

        :param bool whoever: without the one that depends on who the buyer is
        :param bool loose: for loose stock as well as for boxes
        :return: list of (code, SQL that is true for a box that breaks the rule)
        """
        today = self._local_now(connection).date()
        origin = [] if whoever else [("origin", self._origin_sql(connection, loose))]
        return [
            ("archived", SQL("NOT (product.active AND template.active)")),
            ("not_for_sale", SQL("template.sale_ok IS NOT TRUE")),
            ("location", SQL("stock.connected IS NOT TRUE")),
            ("on_hold", SQL("stock.on_hold")),
            ("held", SQL("stock.held")),
            ("owner", SQL("stock.owned")),
            *origin,
            ("mixed", SQL("stock.mixed")),
            ("reserved", SQL("stock.taken")),
            ("opened", SQL("stock.opened")),
            ("no_pack", SQL("coalesce(stock.pack_id, pack.id) IS NULL")),
            ("no_box_type", SQL("t.id IS NULL")),
            (
                "dimensions",
                SQL(
                    "NOT coalesce(t.packaging_length > 0 AND t.width > 0 "
                    "AND t.height > 0, FALSE)"
                ),
            ),
            ("too_young", SQL("%s - stock.day < %s", today, connection.min_age)),
            ("too_old", SQL("%s - stock.day > %s", today, connection.max_age)),
            (
                "local",
                SQL(
                    "%s - stock.day >= coalesce(nullif(template.k2k_local_after, 0), "
                    "nullif((category.k2k_local_after->>%s)::int, 0))",
                    today,
                    str(connection.company_id.id),
                ),
            ),
        ]

    # ------------------------------------------------------------------
    # The statement
    # ------------------------------------------------------------------
    @api.model
    def _judged_query(
        self, connection, products=None, packages=None, whoever=False, loose=True
    ):
        """Every box and loose stock of the vendor with the first rule it breaks.

        :param products: only these; None for all
        :param packages: only these; None for all and for loose stock
        :param bool loose: loose stock as well; to plan for it takes a while
        :param bool whoever: leave out the rule that depends on who the buyer is, so
            that the answer serves all buyers with the same settings
        :return: SQL with the rows package_id, product_id, units, package_type_id,
            warehouse_id, day, lot_id, amount, loose, pack_id, origin, reason
        """
        self.env.flush_all()
        packs = self.env["product.template"]._fields["uom_ids"]
        stock = self._boxes_query(connection, products, packages)
        if packages is None and loose:
            of_loose = self._loose_query(connection, products, packs)
            stock = SQL("%s UNION ALL %s", stock, of_loose)
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", condition, code)
            for code, condition in self._rules(connection, whoever, loose)
        )
        return SQL(
            """
            WITH stock AS MATERIALIZED (%(stock)s),
            packs AS MATERIALIZED (
                   SELECT template.id AS template_id, min(u.id) AS id,
                          round((u.factor / own.factor)::numeric, 6) AS units
                     FROM product_template template
                     JOIN uom_uom own ON own.id = template.uom_id
                     JOIN %(packs)s rel ON rel.%(template)s = template.id
                     JOIN uom_uom u ON u.id = rel.%(pack)s
                    WHERE template.id IN (
                          SELECT p.product_tmpl_id
                            FROM stock JOIN product_product p
                              ON p.id = stock.product_id)
                    GROUP BY template.id, 3
            )
            SELECT stock.package_id, stock.product_id, stock.units,
                   stock.package_type_id, stock.warehouse_id, stock.day,
                   stock.lot_id, stock.amount, stock.loose,
                   coalesce(stock.pack_id, pack.id) AS pack_id, stock.origin,
                   CASE %(cases)s END AS reason
              FROM stock
              JOIN product_product product ON product.id = stock.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              LEFT JOIN product_category category ON category.id = template.categ_id
              LEFT JOIN stock_package_type t ON t.id = stock.package_type_id
              LEFT JOIN packs pack ON NOT stock.loose
                   AND pack.template_id = template.id
                   AND pack.units = round(stock.units::numeric, 6)
            """,
            cases=cases,
            stock=stock,
            packs=SQL.identifier(packs.relation),
            template=SQL.identifier(packs.column1),
            pack=SQL.identifier(packs.column2),
        )

    def _day_sql(self, connection, moment):
        """The vendor's own day of a moment."""
        zone = self._timezone(connection)
        return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, zone)

    def _connected_sql(self, connection):
        warehouses = connection._fields["publish_warehouse_ids"]
        return SQL(
            "l.usage = 'internal' AND l.warehouse_id = ANY(ARRAY("
            "SELECT w.id FROM stock_warehouse w JOIN %s rel ON rel.%s = w.id "
            "WHERE rel.%s = %s AND w.active))",
            SQL.identifier(warehouses.relation),
            SQL.identifier(warehouses.column2),
            SQL.identifier(warehouses.column1),
            connection.id,
        )

    def _boxes_query(self, connection, products, packages):
        """Each package by itself."""
        only = SQL()
        if products is not None:
            # by package, so that a mixed box still shows all it holds
            only = SQL(
                "AND p.id IN (SELECT package_id FROM stock_quant "
                "WHERE product_id = ANY(%s))",
                products.ids,
            )
        if packages is not None:
            only = SQL("%s AND p.id = ANY(%s)", only, packages.ids)
        return SQL(
            """
            SELECT p.id AS package_id, min(q.product_id) AS product_id,
                   sum(q.quantity) AS units, p.package_type_id,
                   min(l.warehouse_id) AS warehouse_id, %(day)s AS day,
                   min(q.lot_id) AS lot_id, sum(q.quantity) AS amount,
                   FALSE AS loose, NULL::int AS pack_id,
                   bool_and(%(connected)s) AS connected,
                   bool_or(q.owner_id IS NOT NULL) AS owned,
                   min(q.product_id) <> max(q.product_id)
                   OR min(coalesce(q.lot_id, 0)) <> max(coalesce(q.lot_id, 0))
                   AS mixed,
                   min(q.quantity) <= 0 OR max(q.reserved_quantity) > 0 AS taken,
                   p.k2k_hold_id IS NOT NULL AS held,
                   coalesce(p.k2k_on_hold, FALSE) AS on_hold,
                   p.k2k_origin_partner_id AS origin, FALSE AS opened
              FROM stock_quant q
              JOIN stock_package p ON p.id = q.package_id
              JOIN stock_location l ON l.id = q.location_id
             WHERE q.company_id = %(company)s AND l.usage IN ('internal', 'transit')
               AND q.quantity <> 0
               %(only)s
             GROUP BY p.id
            """,
            day=self._day_sql(connection, SQL("min(q.in_date)")),
            connected=self._connected_sql(connection),
            company=connection.company_id.id,
            only=only,
        )

    def _origin_sql(self, connection, loose=True):
        """True for what came from this very buyer."""
        of_box = SQL(
            "coalesce(stock.origin = ("
            "SELECT commercial_partner_id FROM res_partner WHERE id = %s), FALSE)",
            connection.partner_id.id,
        )
        if not loose:
            return of_box
        bought = self._find_bought(connection)
        return SQL(
            "%s OR stock.loose AND stock.product_id IN (%s)",
            of_box,
            bought.select(SQL.identifier(bought.table, "product_id")),
        )

    def _find_bought(self, connection):
        """Products that we buy from this very buyer; a query of ``k2k.product.map``.

        Units taken out of their box do not tell where they came from; to offer none of
        them is better than to offer a vendor its own flowers.
        """
        # rules of access would hide the buyer's side from whoever only sells
        mappings = self.env["k2k.product.map"].sudo()
        partner = connection.partner_id.commercial_partner_id
        return mappings._search(
            [
                ("connection_id.role", "=", "buyer"),
                ("company_id", "=", connection.company_id.id),
                ("connection_id.partner_id.commercial_partner_id", "=", partner.id),
                ("product_id", "!=", False),
            ]
        )

    def _loose_query(self, connection, products, packs):
        """Stock outside packages, once for each pack of its product.

        A product that is kept in boxes is not sold loose: a box that was opened is not
        a box any more.
        """
        only = SQL()
        if products is not None:
            only = SQL("AND q.product_id = ANY(%s)", products.ids)
        return SQL(
            """
            SELECT NULL::int, q.product_id, u.factor / own.factor,
                   coalesce(u.package_type_id, named.id), l.warehouse_id,
                   %(day)s, q.lot_id, sum(q.quantity - q.reserved_quantity),
                   TRUE, u.id, bool_and(%(connected)s), q.owner_id IS NOT NULL,
                   FALSE, sum(q.quantity - q.reserved_quantity) <= 0,
                   FALSE, FALSE, NULL::int,
                   bool_or(boxed.product_id IS NOT NULL)
              FROM stock_quant q
              JOIN stock_location l ON l.id = q.location_id
              JOIN product_product product ON product.id = q.product_id
              JOIN product_template template ON template.id = product.product_tmpl_id
              JOIN uom_uom own ON own.id = template.uom_id
              LEFT JOIN %(packs)s rel ON rel.%(template)s = template.id
              LEFT JOIN uom_uom u
                ON u.id = rel.%(pack)s AND u.factor > own.factor * 1.000001
              LEFT JOIN LATERAL (
                   SELECT min(t.id) AS id FROM stock_package_type t
                    WHERE t.k2k_code = split_part(u.name->>'en_US', ' ', 1)
                      AND (t.company_id = %(company)s OR t.company_id IS NULL)
                   ) named ON TRUE
              LEFT JOIN (
                   -- OFFSET keeps this apart: it is worked out once, not row by row
                   SELECT DISTINCT q.product_id
                     FROM stock_quant q
                     JOIN stock_package p ON p.id = q.package_id
                     JOIN stock_location l ON l.id = q.location_id
                    WHERE q.company_id = %(company)s AND l.usage = 'internal'
                      AND q.quantity > 0 %(only)s
                      AND (q.reserved_quantity = 0 OR p.k2k_hold_id IS NOT NULL)
                   OFFSET 0
                   ) boxed ON boxed.product_id = q.product_id
             WHERE q.company_id = %(company)s AND l.usage IN ('internal', 'transit')
               AND q.package_id IS NULL AND q.quantity > 0
               %(only)s
             GROUP BY q.product_id, u.id, own.id, named.id, l.warehouse_id,
                   %(quant_day)s, q.lot_id, q.owner_id
            """,
            day=self._day_sql(connection, SQL("min(q.in_date)")),
            quant_day=self._day_sql(connection, SQL("q.in_date")),
            connected=self._connected_sql(connection),
            company=connection.company_id.id,
            only=only,
            packs=SQL.identifier(packs.relation),
            template=SQL.identifier(packs.column1),
            pack=SQL.identifier(packs.column2),
        )

    @api.model
    def _offered_query(self, connection, products=None):
        """What breaks no rule but that of the origin, counted.

        :return: SQL with the rows product, units, package type, warehouse, day, lot,
            loose, pack, origin, number of boxes
        """
        return SQL(
            """
            SELECT product_id, units, package_type_id, warehouse_id,
                   min(day) AS day, lot_id,
                   loose, pack_id, origin,
                   CASE WHEN loose THEN floor(sum(amount) / units + 0.000001)
                        ELSE count(*) END::int AS boxes
              FROM (%s) judged
             WHERE reason IS NULL
             GROUP BY product_id, units, package_type_id, warehouse_id,
                   CASE WHEN NOT loose THEN day END, lot_id, loose, pack_id, origin
             ORDER BY 1, 5, 2
            """,
            self._judged_query(connection, products, whoever=True),
        )

    def _offered_to(self, connection, rows):
        """Of what breaks no other rule: what did not come from this very buyer.

        :param list rows: dicts, of ``_offered_query``
        :return: list of dicts, boxes of several origins counted together
        """
        partner = connection.partner_id.commercial_partner_id
        bought = set()
        if any(row["loose"] for row in rows):
            maps = self.env["k2k.product.map"].sudo()
            bought = set(maps.browse(self._find_bought(connection)).product_id.ids)
        offered = {}
        for row in rows:
            if row["origin"] == partner.id:
                continue
            if row["loose"] and row["product_id"] in bought:
                continue
            kind = tuple(row[column] for column in KIND)
            if kind in offered:
                offered[kind]["boxes"] += row["boxes"]
            else:
                offered[kind] = dict(row)
        return list(offered.values())

    @api.model
    def _free_box_ids(self, connection, keys):
        """The packages that keys stand for, in random order.

        Random, so that customers who want the same boxes at the same moment do not
        queue for the same row.

        :param dict keys: from whatever names a key to the key
        :return: dict from those names to lists of ids
        """
        names = list(keys)
        products = self.env["product.product"].browse(
            {key.product_id for key in keys.values()}
        )
        cases = SQL(" ").join(
            SQL("WHEN %s THEN %s", self._key_sql(keys[name]), number)
            for number, name in enumerate(names)
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number, package_id FROM (
                    SELECT package_id, CASE %(cases)s END AS number
                      FROM (%(judged)s) judged WHERE reason IS NULL
                ) box
                 WHERE number IS NOT NULL
                 ORDER BY random()
                """,
                cases=cases,
                judged=self._judged_query(connection, products, loose=False),
            )
        )
        found = {name: [] for name in names}
        for number, package_id in rows:
            found[names[number]].append(package_id)
        return found

    def _key_sql(self, key):
        """True for a box that a key stands for."""
        return SQL(
            "product_id = %s AND abs(units - %s) < 0.000001 AND package_type_id = %s "
            "AND warehouse_id = %s AND day = %s AND coalesce(lot_id, 0) = %s",
            key.product_id,
            key.units,
            key.package_type_id,
            key.warehouse_id,
            key.day,
            key.lot_id,
        )

    @api.model
    def _free_loose(self, connection, key):
        """Loose stock a key stands for.

        :return: list of (``stock.quant`` record, free amount), the oldest first
        """
        product = self.env["product.product"].browse(key.product_id)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT q.id, q.quantity - q.reserved_quantity
                  FROM stock_quant q JOIN stock_location l ON l.id = q.location_id
                 WHERE q.company_id = %(company)s AND q.product_id = %(product)s
                   AND l.usage = 'internal' AND l.warehouse_id = %(warehouse)s
                   AND q.package_id IS NULL AND q.owner_id IS NULL
                   AND coalesce(q.lot_id, 0) = %(lot)s
                   AND q.quantity > q.reserved_quantity
                   AND %(day)s IN (
                       SELECT day FROM (%(judged)s) judged
                        WHERE reason IS NULL AND loose
                          AND abs(units - %(units)s) < 0.000001
                          AND package_type_id = %(package_type)s
                          AND warehouse_id = %(warehouse)s)
                 ORDER BY q.in_date, q.id
                """,
                company=connection.company_id.id,
                product=key.product_id,
                warehouse=key.warehouse_id,
                lot=key.lot_id,
                day=self._day_sql(connection, SQL("q.in_date")),
                judged=self._judged_query(connection, product),
                units=key.units,
                package_type=key.package_type_id,
            )
        )
        quants = self.env["stock.quant"]
        return [(quants.browse(quant_id), amount) for quant_id, amount in rows]

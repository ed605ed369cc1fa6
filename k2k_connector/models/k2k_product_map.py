# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models


class K2kProductMap(models.Model):
    _name = "k2k.product.map"
    _description = "K2K product mapping"
    _order = "connection_id, vendor_product_name"
    _rec_name = "vendor_product_name"
    _check_company_auto = True

    connection_id = fields.Many2one(
        "k2k.connection",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        related="connection_id.company_id", store=True, index=True
    )
    vendor_product_ref = fields.Char(
        string="Vendor's reference", required=True, readonly=True
    )
    vendor_product_name = fields.Char(
        string="Vendor's product", required=True, readonly=True, index="trigram"
    )
    vendor_product_code = fields.Char(string="Vendor's code", readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Our product", index=True, check_company=True
    )
    manual_price = fields.Float(
        digits=(16, 5),
        help="Sales price per stem or bunch; wins over the calculated one. 0: none.",
    )
    state = fields.Selection(
        [("to_map", "To map"), ("mapped", "Mapped"), ("ignored", "Ignored")],
        compute="_compute_state",
        store=True,
        readonly=False,
        index=True,
    )

    _vendor_product_unique = models.Constraint(
        "unique(connection_id, vendor_product_ref)",
        "This vendor product is in the list already.",
    )
    _manual_price_not_negative = models.Constraint(
        "CHECK(manual_price >= 0)", "A price cannot be negative."
    )

    @api.depends("product_id")
    def _compute_state(self):
        for mapping in self:
            mapping.state = "mapped" if mapping.product_id else "to_map"

    def write(self, vals):
        res = super().write(vals)
        if {"product_id", "state", "manual_price"} & vals.keys():
            self.env["k2k.offer"]._refresh_for_maps(self)
        return res

    def action_ignore(self):
        """Do not offer this product of the vendor."""
        self.write({"state": "ignored"})
        return True

    # ------------------------------------------------------------------
    # What the vendor sends
    # ------------------------------------------------------------------
    @api.model
    def _match(self, connection, products):
        """Find or make the mapping of each vendor product.

        :param products: list of ``messages.AvailabilityProduct``
        :return: dict from the vendor's reference to the mapping
        """
        known = self.search(
            [
                ("connection_id", "=", connection.id),
                ("vendor_product_ref", "in", [product.ref for product in products]),
            ]
        )
        by_ref = {mapping.vendor_product_ref: mapping for mapping in known}
        unknown = [product for product in products if product.ref not in by_ref]
        own = self._find_own_products(connection, unknown)
        created = self.create(
            [
                {
                    "connection_id": connection.id,
                    "vendor_product_ref": product.ref,
                    "vendor_product_name": product.name,
                    "vendor_product_code": product.code,
                    "product_id": own.get(product.ref),
                }
                for product in unknown
            ]
        )
        by_ref.update((mapping.vendor_product_ref, mapping) for mapping in created)
        return by_ref

    @api.model
    def _find_own_products(self, connection, vendor_products):
        """Our products for the vendor's: by barcode, then code, then the same name.

        What is not found is made when the connection says so.

        :return: dict from the vendor's reference to the id of our product
        """
        if not vendor_products:
            return {}
        found = {}
        for field, attribute in (
            ("barcode", "barcode"),
            ("default_code", "code"),
            ("name", "name"),
        ):
            missing = [p for p in vendor_products if p.ref not in found]
            values = {getattr(p, attribute) for p in missing} - {""}
            candidates = self.env["product.product"].search(
                [
                    (field, "in", list(values)),
                    ("company_id", "=", connection.company_id.id),
                ]
            )
            by_value = candidates.grouped(field)
            for product in missing:
                match = by_value.get(getattr(product, attribute))
                # two products of the same name are for a person to decide
                if match and len(match) == 1:
                    found[product.ref] = match.id
        if connection.auto_map:
            found.update(
                self._make_own_products(
                    connection, [p for p in vendor_products if p.ref not in found]
                )
            )
        return found

    @api.model
    def _make_own_products(self, connection, vendor_products):
        units = self._find_units({product.unit for product in vendor_products})
        products = self.env["product.product"].create(
            [
                self._prepare_product_vals(connection, product, units)
                for product in vendor_products
            ]
        )
        return {
            vendor_product.ref: product.id
            for vendor_product, product in zip(vendor_products, products, strict=True)
        }

    def _find_units(self, names):
        """Units of measure are shared words: looked up by their name."""
        units = self.env["uom.uom"].search([("name", "in", list(names))])
        return {unit.name: unit for unit in units}

    @api.model
    def _prepare_product_vals(self, connection, vendor_product, units):
        unit = units.get(vendor_product.unit) or self.env.ref("uom.product_uom_unit")
        category = self.env.ref("k2k_connector.public_category_k2k", False)
        return {
            "name": vendor_product.name,
            "default_code": vendor_product.code,
            "company_id": connection.company_id.id,
            "type": "consu",
            "is_storable": True,
            "uom_id": unit.id,
            "list_price": 0.0,
            "allow_out_of_stock_order": False,
            "is_published": True,
            "public_categ_ids": [(6, 0, category.ids)] if category else False,
        }

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import base64
import binascii
import dataclasses

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import escape_psql

from ..tools import matching
from ..tools.messages import AvailabilityProduct, ProductAttribute

# Words shorter than this are in too many names to find anything by.
SHORTEST_WORD = 3


class K2kProductMap(models.Model):
    """Which of our products a vendor's product is: found, proposed or made."""

    _inherit = "k2k.product.map"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # What the vendor sends
    # ------------------------------------------------------------------
    @api.model
    def _match(self, connection, products):
        """Find or make the mapping of each vendor product.

        What was mapped once stays so; the vendor's own words are kept up to date. What
        waits to be mapped is looked for again: there may be one of ours by now.

        :param products: list of ``messages.AvailabilityProduct``
        :return: dict from the vendor's reference to the mapping
        """
        known = self.search(
            [
                ("connection_id", "=", connection.id),
                ("vendor_product_ref", "in", [product.ref for product in products]),
            ],
            order="id",
        )
        by_ref = {mapping.vendor_product_ref: mapping for mapping in known}
        unknown = []
        waiting = []
        for product in products:
            if product.ref not in by_ref:
                unknown.append(product)
                continue
            by_ref[product.ref]._refresh_words(product)
            if by_ref[product.ref].state == "to_map":
                waiting.append(product)
        own = self._find_own_products(connection, unknown + waiting)
        made = {}
        missing = [p for p in unknown + waiting if p.ref not in own]
        if missing and connection.auto_map:
            made = self._make_own_products(connection, missing)
        for product in waiting:
            by_ref[product.ref]._map_found(own.get(product.ref), made.get(product.ref))
        created = self.create(
            [
                {
                    **self._prepare_words(product),
                    "connection_id": connection.id,
                    "vendor_product_ref": product.ref,
                    "product_id": own.get(product.ref) or made.get(product.ref),
                    "wants_picture": product.ref in made,
                }
                for product in unknown
            ]
        )
        by_ref.update((mapping.vendor_product_ref, mapping) for mapping in created)
        if created or waiting:
            connection._remind_to_map()
        return by_ref

    def _map_found(self, found, made):
        """Ours has been found, or made, since this product was published first."""
        if found or made:
            self._map_to(found or made)
            self.wants_picture = bool(made)

    @api.model
    def _prepare_words(self, product):
        return {
            "vendor_product_name": product.name,
            "vendor_product_code": product.code,
            "vendor_details": dataclasses.asdict(product),
        }

    def _refresh_words(self, product):
        """The vendor has renamed its product: our mapping stays what it is."""
        if self.vendor_details != dataclasses.asdict(product):
            self.write(self._prepare_words(product))

    # ------------------------------------------------------------------
    # Finding ours
    # ------------------------------------------------------------------
    @api.model
    def _find_own_products(self, connection, vendor_products):
        """Our products for the vendor's, where there is no doubt.

        :param vendor_products: list of ``messages.AvailabilityProduct``
        :return: dict from the vendor's reference to the id of our product
        """
        wanted = [
            matching.Product(product.ref, product.name, product.code, product.barcode)
            for product in vendor_products
        ]
        names = {product.name for product in vendor_products}
        names |= {product.template for product in vendor_products}
        domain = Domain.OR(
            Domain(field, "in", list(values - {""}))
            for field, values in (
                ("barcode", {product.barcode for product in vendor_products}),
                ("default_code", {product.code for product in vendor_products}),
                ("name", names),
            )
        )
        if not wanted:
            return {}
        own = self._own_products(connection.company_id, domain)
        return matching.match(wanted, own)

    @api.model
    def _own_products(self, company, domain, limit=None):
        """Our products of the domain as the pure rules compare them."""
        products = self.env["product.product"].search(
            Domain(domain) & Domain("company_id", "=", company.id),
            limit=limit,
        )
        return [
            matching.Product(
                product.id,
                self._full_name(product),
                product.default_code or "",
                product.barcode or "",
            )
            for product in products
        ]

    @api.model
    def _full_name(self, product):
        """The name and all attribute values, those of a single value included."""
        single = product.attribute_line_ids.filtered(lambda ln: len(ln.value_ids) == 1)
        values = single.value_ids.mapped("name")
        values += product.product_template_attribute_value_ids.mapped("name")
        return " ".join([product.name, *values])

    @api.depends("state", "vendor_product_name", "connection_id")
    def _compute_suggestions(self):
        """Our most similar products, one search for the whole list."""
        self.suggestion_ids = False
        self.suggested_product_id = False
        to_map = self.filtered(lambda mapping: mapping.state == "to_map")
        for company, mappings in to_map.grouped("company_id").items():
            found = {
                word
                for mapping in mappings
                for word in matching.words(mapping.vendor_product_name or "")
                if len(word) >= SHORTEST_WORD
            }
            if not found:
                continue
            own = self._own_products(
                company,
                Domain("sale_ok", "=", True)
                & Domain.OR(Domain("name", "ilike", escape_psql(w)) for w in found),
                limit=2000,
            )
            for mapping in mappings:
                ranked = matching.rank(mapping.vendor_product_name or "", own)
                mapping.suggestion_ids = [Command.set(ranked)]
                mapping.suggested_product_id = ranked[0] if ranked else False

    # ------------------------------------------------------------------
    # Making ours
    # ------------------------------------------------------------------
    @api.model
    def _make_own_products(self, connection, vendor_products):
        """Products of ours for the vendor's, published in the shop.

        :return: dict from the vendor's reference to the id of our product
        """
        units = self._find_units({product.unit for product in vendor_products})
        values = self._find_or_make_attributes(vendor_products)
        templates = self.env["product.template"].create(
            [
                self._prepare_product_vals(connection, product, units, values)
                for product in vendor_products
            ]
        )
        return {
            vendor_product.ref: template.product_variant_id.id
            for vendor_product, template in zip(vendor_products, templates, strict=True)
        }

    def _find_units(self, names):
        """Units of measure are shared words: looked up by their name."""
        units = self.env["uom.uom"].search([("name", "in", list(names))])
        return {unit.name: unit for unit in units}

    @api.model
    def _find_or_make_attributes(self, vendor_products):
        """Attributes and their values are shared words, too.

        :return: dict from (attribute's name, value's name) to the value
        """
        pairs = dict.fromkeys(
            (attribute.name, attribute.value)
            for product in vendor_products
            for attribute in product.attributes or ()
        )
        if not pairs:
            return {}
        Attribute = self.env["product.attribute"]
        names = list(dict.fromkeys(name for name, _value in pairs))
        attributes = {a.name: a for a in Attribute.search([("name", "in", names)])}
        missing = [{"name": name} for name in names if name not in attributes]
        attributes.update((a.name, a) for a in Attribute.create(missing))
        Value = self.env["product.attribute.value"]
        known = Value.search([("attribute_id.name", "in", names)])
        values = {(value.attribute_id.name, value.name): value for value in known}
        new = [pair for pair in pairs if pair not in values]
        made = Value.create(
            [
                {"name": value, "attribute_id": attributes[name].id}
                for name, value in new
            ]
        )
        values.update(zip(new, made, strict=True))
        return values

    @api.model
    def _prepare_product_vals(self, connection, vendor_product, units, values):
        """One template for each flower, variety, colour and grade of the vendor's."""
        unit = units.get(vendor_product.unit) or self.env.ref("uom.product_uom_unit")
        category = self.env.ref("k2k_connector.public_category_k2k", False)
        lines = {}
        for attribute in vendor_product.attributes or ():
            value = values[attribute.name, attribute.value]
            # one value for each attribute: a template has one variant
            lines.setdefault(value.attribute_id.id, value.id)
        vals = {
            "name": vendor_product.name,
            "default_code": vendor_product.code,
            "company_id": connection.company_id.id,
            "type": "consu",
            "is_storable": True,
            "uom_id": unit.id,
            "list_price": 0.0,
            "allow_out_of_stock_order": False,
            "is_published": True,
            "public_categ_ids": [Command.set(category.ids)] if category else False,
        }
        if lines:
            vals["attribute_line_ids"] = [
                Command.create(
                    {
                        "attribute_id": attribute_id,
                        "value_ids": [Command.set([value_id])],
                    }
                )
                for attribute_id, value_id in lines.items()
            ]
        return vals

    def _details(self):
        """What the vendor has told about its product, to make ours from."""
        self.ensure_one()
        details = dict(self.vendor_details or {})
        attributes = [ProductAttribute(**a) for a in details.pop("attributes", 0) or ()]
        details = {
            "ref": self.vendor_product_ref,
            "name": self.vendor_product_name,
            "code": self.vendor_product_code or "",
            **details,
        }
        return AvailabilityProduct(**details, attributes=attributes)

    # ------------------------------------------------------------------
    # Pictures: asked for once, in the reply to the availability
    # ------------------------------------------------------------------
    def _wanted_pictures(self):
        """References of the products made for the vendor's that have no picture."""
        return self.filtered("wants_picture").mapped("vendor_product_ref")

    @api.model
    def _receive_pictures(self, connection, message):
        """Put the vendor's pictures on the products made for it, never on others."""
        images = {picture.ref: picture.image for picture in message.pictures}
        mappings = self.search(
            [
                ("connection_id", "=", connection.id),
                ("vendor_product_ref", "in", list(images)),
                ("wants_picture", "=", True),
            ]
        )
        for mapping in mappings:
            image = images[mapping.vendor_product_ref]
            product = mapping.product_id
            if product and not product.image_1920 and _is_base64(image):
                product.image_1920 = image
        mappings.wants_picture = False
        return {}


def _is_base64(text):
    try:
        return bool(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        return False

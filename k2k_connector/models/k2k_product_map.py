# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError


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
    vendor_details = fields.Json(readonly=True)
    wants_picture = fields.Boolean(readonly=True)
    product_id = fields.Many2one(
        "product.product", string="Our product", index=True, check_company=True
    )
    suggested_product_id = fields.Many2one(
        "product.product",
        string="Suggestion",
        compute="_compute_suggestions",
        help="The most similar of our products.",
    )
    suggestion_ids = fields.Many2many(
        "product.product",
        string="Similar products",
        compute="_compute_suggestions",
        help="Our most similar products, the best first.",
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

    def _is_sold(self):
        """Whether boxes of this vendor product are sold, as a product of ours."""
        self.ensure_one()
        return self.state == "mapped" and self.product_id.active

    def write(self, vals):
        if "product_id" in vals:
            self._check_not_sold(vals["product_id"])
        res = super().write(vals)
        if {"product_id", "state", "manual_price"} & vals.keys():
            self._mapping_changed()
        return res

    def _mapping_changed(self):
        """Tell the vendor, who sends what is offered now; once for all of these."""
        self.env["k2k.offer"]._refresh_for_maps(self)
        self.connection_id._remind_to_map()

    def _check_not_sold(self, product_id):
        """What is sold is what it was sold as.

        :raise UserError: names the product and the prebook
        """
        changed = self.filtered(
            lambda mapping: mapping.product_id and mapping.product_id.id != product_id
        )
        if not changed:
            return
        line = self.env["k2k.prebook.line"].search(
            [("sale_line_id.k2k_offer_id.map_id", "in", changed.ids)], limit=1
        )
        if line:
            mapping = line.sale_line_id.sudo().k2k_offer_id.map_id
            raise UserError(
                self.env._(
                    "%(vendor_product)s has been sold as %(product)s (%(prebook)s) and "
                    "keeps this product. To stop selling it, choose Ignore.",
                    vendor_product=mapping.vendor_product_name,
                    product=line.product_id.display_name,
                    prebook=line.prebook_id.name,
                )
            )

    # ------------------------------------------------------------------
    # Buttons, for one and for many
    # ------------------------------------------------------------------
    def action_map_suggested(self):
        """Take our most similar product, where there is one."""
        self.check_access("write")
        todo = self.filtered("suggested_product_id")
        for mappings in todo.grouped("connection_id").values():
            mappings._write_products({m: m.suggested_product_id.id for m in mappings})
        return self._notify_done(len(todo), len(self - todo))

    def action_ignore(self):
        """Do not offer this product of the vendor."""
        self.write({"state": "ignored"})
        return True

    def action_restore(self):
        """Offer what was ignored again, as the product it was before."""
        ignored = self.filtered(lambda mapping: mapping.state == "ignored")
        mapped = ignored.filtered("product_id")
        if mapped:
            mapped.write({"state": "mapped"})
        if ignored - mapped:
            (ignored - mapped).write({"state": "to_map"})
        return True

    def action_create_products(self):
        """Make products of ours for those that have none."""
        self.check_access("write")
        todo = self.filtered(lambda mapping: not mapping.product_id)
        for connection, mappings in todo.grouped("connection_id").items():
            made = self._make_own_products(
                connection, [mapping._details() for mapping in mappings]
            )
            mappings.wants_picture = True
            mappings._write_products(
                {mapping: made[mapping.vendor_product_ref] for mapping in mappings}
            )
        return self._notify_done(len(todo), len(self - todo))

    def _write_products(self, by_map):
        """Map many at once, with one message to each vendor.

        :param by_map: dict from the mapping to the id of our product
        """
        for product_id, mappings in self.grouped(by_map.get).items():
            mappings._map_to(product_id)
        self._mapping_changed()
        return True

    def _map_to(self, product_id):
        """Write the product alone, the vendor is told later."""
        self._check_not_sold(product_id)
        return super().write({"product_id": product_id})

    def _notify_done(self, done, left):
        message = self.env._("%(done)s products mapped.", done=done)
        if left:
            message = self.env._(
                "%(done)s products mapped, %(left)s left as they were.",
                done=done,
                left=left,
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if done else "warning",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

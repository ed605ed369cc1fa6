# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools import search_key

BOX_TYPE = "k2k_box"
KEY = "k2k_search_key"


class ProductTemplate(models.Model):
    """Found, filtered and sorted by what a florist looks for."""

    _inherit = "product.template"  # pylint: disable=consider-merging-classes-inherited

    k2k_search_key = fields.Char(
        compute="_compute_k2k_search_key",
        store=True,
        help="All words of the product: names, attribute values and code, in all "
        "languages.",
    )
    # an index of words: PostgreSQL has it everywhere, trigrams need an extension
    _k2k_search_index = models.Index(
        "USING gin (to_tsvector('simple', COALESCE(k2k_search_key, '')))"
    )
    k2k_color = fields.Char(
        string="Colour", compute="_compute_k2k_search_key", store=True
    )
    k2k_length = fields.Integer(
        string="Stem length (cm)", compute="_compute_k2k_search_key", store=True
    )
    k2k_first_date = fields.Date(
        string="With customers from",
        readonly=True,
        copy=False,
        help="The first day on which a customer can have boxes of a K2K vendor.",
    )
    k2k_florist_search = fields.Char(
        compute="_compute_k2k_florist_search",
        search="_search_k2k_florist_search",
        string="As florists write it",
        help="Beginnings of words, run together: roswhit60 finds white roses of 60 cm.",
    )

    @api.depends(
        "name",
        "default_code",
        "attribute_line_ids.attribute_id.name",
        "attribute_line_ids.value_ids.name",
    )
    def _compute_k2k_search_key(self):
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        texts = {template.id: [] for template in self}
        for lang in installed:
            for template in self.with_context(lang=lang):
                values = template.attribute_line_ids.value_ids
                texts[template.id] += [template.name, *values.mapped("name")]
        for template in self:
            own = texts[template.id]
            colors = template.attribute_line_ids.filtered(
                lambda line: search_key.is_color(line.attribute_id.name)
            )
            template.k2k_search_key = search_key.make_key(
                [*own, template.default_code or ""]
            )
            template.k2k_length = search_key.stem_length(own)
            template.k2k_color = colors.value_ids[:1].name or False

    def _compute_k2k_florist_search(self):
        self.k2k_florist_search = False

    def _search_k2k_florist_search(self, operator, value):
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        return Domain.AND(
            self._k2k_term_domain(self.env, term) for term in value.split()
        )

    @api.model
    def _k2k_term_domain(self, env, term):
        """Templates whose key holds what a term without blanks stands for.

        :param env: as website searches call it
        """
        wanted = search_key.text_query(term)
        if not wanted:
            return Domain.FALSE
        # a query of its own, which the index serves: as one of several conditions words
        # would be made of each product's key
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN (SELECT id FROM product_template WHERE "
                "to_tsvector('simple', COALESCE(%s, '')) @@ to_tsquery('simple', %s))",
                SQL.identifier(alias, "id"),
                SQL.identifier("product_template", KEY, to_flush=model._fields[KEY]),
                wanted,
            )
        )

    @api.model
    def _search_display_name(self, operator, value):
        domain = Domain(super()._search_display_name(operator, value))
        if operator == "ilike" and value and isinstance(value, str):
            domain |= Domain("k2k_florist_search", "ilike", value)
        return domain

    # ------------------------------------------------------------------
    # Shop
    # ------------------------------------------------------------------
    @api.model
    def _search_get_detail(self, website, order, options):
        """Of products sold by K2K, those the visitor can have in its way and day."""
        detail = super()._search_get_detail(website, order, options)
        detail["search_extra"] = self._k2k_term_domain
        detail["base_domain"].append(
            self._k2k_shop_domain(website, options.get(BOX_TYPE))
        )
        return detail

    @api.model
    def _k2k_shop_domain(self, website, box_type=None):
        """What the list leaves out: nothing as long as the visitor picked nothing.

        :param box_type: code (FB, HB, QB, EB) of the only boxes wanted
        """
        terms = website._k2k_terms()
        if not box_type and not terms.day and terms.way == "warehouse":
            return Domain.TRUE
        company = website.sudo().company_id
        offers = self.env["k2k.offer"]
        wanted = offers._shop_domain(company, terms)
        if box_type:
            wanted &= Domain("package_type_id.k2k_code", "=", box_type)
        fitting = Domain("id", "in", offers._templates_sql(wanted))
        if box_type or terms.way == "grower":
            return fitting
        offered = Domain("company_id", "=", company.id) & Domain(
            "boxes_available", ">", 0
        )
        not_offered = Domain("id", "not in", offers._templates_sql(offered))
        own = Domain("id", "in", self._k2k_in_stock_sql(website))
        return fitting | not_offered | own

    @api.model
    def _k2k_in_stock_sql(self, website):
        """Templates of which something lies in the website's warehouse; a subquery.

        sudo: that there is stock is for everybody, what lies where is not.
        """
        warehouse = website.sudo().warehouse_id
        query = (
            self.env["stock.quant"]
            .sudo()
            ._search(
                [
                    ("company_id", "=", website.sudo().company_id.id),
                    ("location_id.usage", "=", "internal"),
                    ("quantity", ">", 0),
                    *(
                        [("location_id", "child_of", warehouse.view_location_id.id)]
                        if warehouse
                        else []
                    ),
                ]
            )
        )
        return SQL(
            "(SELECT product_tmpl_id FROM product_product WHERE id IN (%s))",
            query.select(SQL.identifier(query.table, "product_id")),
        )

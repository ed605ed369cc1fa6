# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.exceptions import AccessError, MissingError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager
from odoo.addons.sale.controllers.portal import CustomerPortal


class K2kCustomerPortal(CustomerPortal):
    """My prebooks: what was ordered from our suppliers' boxes, and how far it is.

    A customer sees a prebook if core lets the customer see the order it belongs to. It
    is shown by sudo, since nobody outside may read prebooks: vendor and cost stand in
    them.
    """

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "k2k_prebook_count" in counters:
            values["k2k_prebook_count"] = (
                request.env["k2k.prebook"]
                .sudo()
                .search_count(self._k2k_prebooks_domain())
            )
        return values

    def _k2k_prebooks_domain(self):
        """Prebooks of the orders of the user's own firm that the user may read."""
        SaleOrder = request.env["sale.order"]
        if not SaleOrder.has_access("read"):
            return Domain.FALSE
        partner = request.env.user.partner_id.commercial_partner_id
        orders = SaleOrder._search([("partner_id", "child_of", partner.ids)])
        return Domain("sale_order_id", "in", orders)

    def _document_check_access(self, model_name, document_id, access_token=None):
        """The customer's order decides who may see its prebook; or the token does."""
        try:
            return super()._document_check_access(
                model_name, document_id, access_token=access_token
            )
        except AccessError:
            if model_name != "k2k.prebook":
                raise
        prebook_sudo = request.env[model_name].sudo().browse(document_id)
        order = prebook_sudo.sale_order_id.with_user(request.env.user).sudo(False)
        order.check_access("read")
        return prebook_sudo

    # not readonly: the address of each prebook carries a token, made when first needed
    @route(
        ["/my/prebooks", "/my/prebooks/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def k2k_my_prebooks(
        self, page=1, sortby=None, filterby=None, search_in=None, search=None, **_kwargs
    ):
        Prebook = request.env["k2k.prebook"].sudo()
        search = (search or "")[:100]
        sortings = Prebook._k2k_portal_sortings()
        filters = Prebook._k2k_portal_filters()
        searches = Prebook._k2k_portal_searches(search)
        sortby = sortby if sortby in sortings else "date"
        filterby = filterby if filterby in filters else "all"
        search_in = search_in if search_in in searches else "all"
        own = self._k2k_prebooks_domain()
        domain = own & filters[filterby]["domain"]
        if search:
            domain &= searches[search_in]["domain"]
        pager = portal_pager(
            url="/my/prebooks",
            url_args={
                "sortby": sortby,
                "filterby": filterby,
                "search_in": search_in,
                "search": search,
            },
            total=Prebook.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        prebooks = Prebook.search(
            domain,
            order=sortings[sortby]["order"],
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        request.session["my_prebooks_history"] = prebooks.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            {
                "prebooks": prebooks,
                "has_prebooks": bool(prebooks) or bool(Prebook.search(own, limit=1)),
                "page_name": "k2k_prebook",
                "pager": pager,
                "default_url": "/my/prebooks",
                "searchbar_sortings": sortings,
                "sortby": sortby,
                "searchbar_filters": filters,
                "filterby": filterby,
                "searchbar_inputs": {
                    key: {"input": key, "label": found["label"]}
                    for key, found in searches.items()
                },
                "search_in": search_in,
                "search": search,
            }
        )
        return request.render("k2k_connector.portal_my_prebooks", values)

    @route("/my/prebooks/<int:prebook_id>", type="http", auth="public", website=True)
    def k2k_prebook_page(
        self, prebook_id, access_token=None, report_type=None, download=False, **kwargs
    ):
        try:
            prebook_sudo = self._document_check_access(
                "k2k.prebook", prebook_id, access_token=access_token
            )
        except (AccessError, MissingError):
            return request.redirect("/my")
        if report_type in ("html", "pdf", "text"):
            return self._show_report(
                model=prebook_sudo,
                report_type=report_type,
                report_ref="k2k_connector.action_report_prebook",
                download=download,
            )
        values = self._get_page_view_values(
            prebook_sudo,
            access_token,
            {
                "prebook": prebook_sudo,
                "page_name": "k2k_prebook",
                "sales_user": prebook_sudo.user_id,
                "res_company": prebook_sudo.company_id,
            },
            "my_prebooks_history",
            False,
            **kwargs,
        )
        return request.render("k2k_connector.portal_prebook_page", values)

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo.http import Controller, request, route

from ..tools.quick_order import MAX_BOXES, MAX_LINE_LENGTH, MAX_LINES
from ..tools.shop import read_offer_id

MAX_TEXT = 2 * MAX_LINES * MAX_LINE_LENGTH


class K2kQuickOrder(Controller):
    """Order by typing or pasting a list; nothing is added before it was looked at."""

    @route(
        "/shop/k2k/quick-order",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["GET", "POST"],
    )
    def quick_order(self, text="", again=None, **post):
        """The page: a list to type, then what was found for each of its lines.

        :param str text: a list; :param again: id of an order to begin with
        :param post: ``text_<n>``, ``asked_<n>``, ``boxes_<n>`` and ``choice_<n>`` of
            the rows shown before
        """
        if not request.website.has_ecommerce_access():
            return request.redirect("/web/login?redirect=/shop/k2k/quick-order")
        if request.httprequest.method != "POST":
            return self._render([], again=self._texts_of_order(again) if again else [])
        finder = request.env["k2k.quick.order"]
        shown = self._read_rows(post)
        rows = finder._rows(text[:MAX_TEXT], request.website)
        return self._render(self._look_again(shown) + rows)

    @route(
        "/shop/k2k/quick-order/add",
        type="http",
        auth="public",
        website=True,
        sitemap=False,
        methods=["POST"],
    )
    def quick_order_add(self, **post):
        """Put the rows for which a source is chosen into the cart."""
        if not request.website.has_ecommerce_access():
            return request.redirect("/web/login?redirect=/shop/k2k/quick-order")
        shown = self._read_rows(post)
        chosen = [row for row in shown if row["choice"] and row["boxes"] > 0]
        open_rows = [row for row in shown if not row["choice"]]
        added, notes = self._add(chosen) if chosen else (0, [])
        if added and not open_rows:
            if notes:
                request.cart.shop_warning = "\n".join(notes)
            return request.redirect("/shop/cart")
        return self._render(
            self._look_again(open_rows), notes=notes, added=added, tried=bool(shown)
        )

    # ------------------------------------------------------------------
    # What was posted
    # ------------------------------------------------------------------
    def _read_rows(self, post):
        rows = []
        for number in range(MAX_LINES):
            text = (post.get(f"text_{number}") or "").strip()[:MAX_LINE_LENGTH]
            if not text:
                continue
            rows.append(
                {
                    "text": text,
                    "changed": text != post.get(f"asked_{number}"),
                    "boxes": self._read_boxes(post.get(f"boxes_{number}")),
                    "choice": post.get(f"choice_{number}") or "",
                }
            )
        return rows

    def _read_boxes(self, posted):
        digits = (posted or "").strip()
        if not (digits.isascii() and digits.isdecimal()):
            return 0
        return min(int(digits[:9]), MAX_BOXES)

    def _look_again(self, shown):
        """What is offered now for rows shown before; what was typed there stays."""
        finder = request.env["k2k.quick.order"]
        wishes = [finder._row_of_text(row["text"]) for row in shown]
        rows = finder._rows_of(wishes, request.website)
        for before, row in zip(shown, rows, strict=True):
            if before["changed"]:
                continue
            row["boxes"] = before["boxes"]
            options = [o for product in row["products"] for o in product["options"]]
            if any(option["value"] == before["choice"] for option in options):
                for option in options:
                    option["selected"] = option["value"] == before["choice"]
        return rows

    def _texts_of_order(self, order_id):
        """Wishes for what one of the customer's own orders had."""
        number = read_offer_id(order_id)
        orders = self._last_orders().filtered(lambda order: order.id == number)
        lines = orders.order_line.filtered(
            lambda line: line.product_id and line._show_in_cart()
        )
        texts = []
        for line in lines:
            code = line.k2k_offer_id.package_type_id.k2k_code or ""
            name = line.product_id.with_context(display_default_code=False).display_name
            texts.append(f"{line.product_uom_qty:g} {code} {name}")
        return texts[:MAX_LINES]

    def _last_orders(self):
        """The customer's latest orders in this shop; sudo, chosen by the customer."""
        user = request.env.user
        if user._is_public():
            return request.env["sale.order"].sudo()
        return (
            request.env["sale.order"]
            .sudo()
            .search(
                [
                    (
                        "partner_id",
                        "child_of",
                        user.partner_id.commercial_partner_id.ids,
                    ),
                    ("state", "=", "sale"),
                    ("is_k2k", "=", False),
                    ("company_id", "=", request.website.company_id.id),
                ],
                order="date_order desc",
                limit=5,
            )
        )

    # ------------------------------------------------------------------
    # Into the cart
    # ------------------------------------------------------------------
    def _add(self, rows):
        """:return: (boxes added, texts of what could not be had)"""
        cart = request.cart or request.website._create_cart()
        cart = cart.with_context(skip_cart_verification=True)
        added, notes = 0, []
        for row in rows:
            product, offer_id = self._read_choice(row["choice"])
            if not product or not product._is_add_to_cart_allowed():
                notes.append(
                    request.env._("%(text)s: please choose again.", text=row["text"])
                )
                continue
            values = cart._cart_add(product.id, row["boxes"], k2k_offer_id=offer_id)
            added += values["added_qty"]
            if values["warning"]:
                notes.append(values["warning"])
        cart.with_context(skip_cart_verification=False)._verify_cart_after_update()
        cart.shop_warning = cart.order_line.shop_warning = ""
        request.session["website_sale_cart_quantity"] = cart.cart_quantity
        return int(added), notes

    def _read_choice(self, posted):
        """:return: (product, offer id); what a browser posts is only a wish"""
        product_text, _colon, offer_text = posted.partition(":")
        product_id, offer_id = read_offer_id(product_text), read_offer_id(offer_text)
        products = request.env["product.product"]
        if not product_id or product_id < 0 or offer_id is None:
            return products, offer_id
        return products.search([("id", "=", product_id)]), offer_id

    def _render(self, rows, again=(), notes=(), added=0, tried=False):
        return request.render(
            "k2k_connector.quick_order",
            {
                "rows": rows,
                "list_text": "\n".join(again),
                "notes": notes,
                "added": added,
                "tried": tried,
                "last_orders": self._last_orders(),
                "max_lines": MAX_LINES,
                "all_found": all(row["state"] == "found" for row in rows),
            },
        )

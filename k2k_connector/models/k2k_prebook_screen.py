# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from markupsafe import Markup

from odoo import api, fields, models


class K2kPrebook(models.Model):
    """What a prebook is called on a screen, and where its buttons lead."""

    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("name", "partner_id", "vendor_id", "boxes_ordered")
    @api.depends_context("k2k_with_customer")
    def _compute_display_name(self):
        """Where prebooks are shown as mere names (calendar), say whose they are."""
        if not self.env.context.get("k2k_with_customer"):
            return super()._compute_display_name()
        for prebook in self:
            prebook.display_name = self.env._(
                "%(customer)s from %(vendor)s, %(boxes)s boxes (%(name)s)",
                customer=prebook.partner_id.name or "",
                vendor=prebook.vendor_id.name or "",
                boxes=prebook.boxes_ordered,
                name=prebook.name,
            )
        return None

    def _link_documents(self):
        """Customer's order, prebook and purchase order name each other."""
        for prebook in self:
            order, purchase = prebook.sale_order_id, prebook.purchase_order_id
            prebook.message_post(
                body=Markup(self.env._("For %(order)s; ordered with %(purchase)s."))
                % {
                    "order": order._get_html_link(),
                    "purchase": purchase._get_html_link(),
                }
            )
            for document in (order, purchase):
                document.message_post(
                    body=Markup(self.env._("Prebook %(prebook)s with %(vendor)s."))
                    % {
                        "prebook": prebook._get_html_link(),
                        "vendor": prebook.vendor_id.name or "",
                    }
                )

    def action_change_prices(self):
        """The customer's prices: of an ordered prebook nothing else can be edited."""
        self.ensure_one()
        self.check_access("read")
        return self.env["k2k.prebook.price.change"]._open(self)

    # ------------------------------------------------------------------
    # Smart buttons
    # ------------------------------------------------------------------
    def action_view_sale_order(self):
        self.ensure_one()
        return self.sale_order_id._get_records_action()

    def action_view_messages(self):
        """What went to the vendor about this prebook, and what came back."""
        self.ensure_one()
        self.check_access("read")
        return self.env["k2k.message"]._open_for(
            self.sudo().purchase_order_id.name, self.company_id
        )

    def action_view_purchase_order(self):
        self.ensure_one()
        return self.purchase_order_id._get_records_action()


class K2kPrebookLine(models.Model):
    _inherit = "k2k.prebook.line"  # pylint: disable=consider-merging-classes-inherited

    price_unit = fields.Float(
        related="sale_line_id.price_unit",
        string="Price per box",
        groups="k2k_connector.group_k2k_user,account.group_account_invoice",
    )

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models


class K2kConnection(models.Model):
    """The buyer's price settings: what is offered follows them at once."""

    _inherit = "k2k.connection"  # pylint: disable=consider-merging-classes-inherited

    use_pricelist = fields.Boolean(
        string="Use a pricelist",
        help="Products that the pricelist has a price for are sold at it, all others "
        "by the margin. A price typed on the product mapping wins over both.",
    )
    sale_pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Pricelist of our shop",
        check_company=True,
    )

    _pricelist_chosen = models.Constraint(
        "CHECK(NOT use_pricelist OR sale_pricelist_id IS NOT NULL)",
        "Choose the pricelist that these products are sold by.",
    )

    def write(self, vals):
        res = super().write(vals)
        if self._price_settings() & vals.keys():
            buyers = self.filtered(lambda c: c.role == "buyer" and c.state == "active")
            self.env["k2k.offer"]._reprice(buyers)
        return res

    def _price_settings(self):
        """Settings of the buyer that change its prices."""
        return {
            "warehouse_id",
            "gpm",
            "use_pricelist",
            "sale_pricelist_id",
            "cube_rate",
            "freight_rate",
            "freight_basis",
            "handling_per_box",
            "duty_rate",
        }

    def _margin(self):
        """The margin on the sales price.

        The receiving warehouse's goes before the connection's; a connection without
        one leaves it to the company, and to the customer (see ``tools.pricing``).

        :return: (share, ``warehouse``, ``connection`` or ``company``)
        """
        self.ensure_one()
        if self.warehouse_id.k2k_gpm:
            return self.warehouse_id.k2k_gpm, "warehouse"
        if self.gpm:
            return self.gpm, "connection"
        # sudo: what a company earns on its goods is kept from its other people
        return self.company_id.sudo().k2k_gpm, "company"

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models
from odoo.exceptions import UserError


class ProductProduct(models.Model):
    """A product that is traded cannot just disappear."""

    _inherit = "product.product"  # pylint: disable=consider-merging-classes-inherited

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._k2k_refuse_archiving()
        return super().write(vals)

    def _k2k_refuse_archiving(self):
        """Refuse what an active connection offers now, on the side of either company.

        :raise UserError: names the product, the connection, and what to do
        """
        # whoever keeps products need not know who trades by K2K
        env = self.sudo().env
        active = ("connection_id.state", "=", "active")
        # core archives in a context that shows what is archived already
        offered = ("active", "=", True)
        offer = env["k2k.offer"].search(
            [("product_id", "in", self.ids), active, offered], limit=1
        )
        if offer:
            raise UserError(
                self.env._(
                    "%(product)s is sold by K2K from %(connection)s. First choose "
                    "another product, or Ignore, in K2K / Product Mapping.",
                    product=offer.product_id.display_name,
                    connection=offer.connection_id.display_name,
                )
            )
        published = env["k2k.publication"].search(
            [("product_id", "in", self.ids), active, ("boxes", ">", 0)], limit=1
        )
        if published:
            raise UserError(
                self.env._(
                    "%(product)s is published to %(connection)s. First untick Sales on "
                    "the product and wait until it is taken down.",
                    product=published.product_id.display_name,
                    connection=published.connection_id.display_name,
                )
            )

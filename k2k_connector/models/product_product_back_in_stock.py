# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import models


class ProductProduct(models.Model):
    _inherit = "product.product"  # pylint: disable=consider-merging-classes-inherited

    def _send_availability_email(self):
        """Each website has a company, and each company its own suppliers' boxes: core
        asks the first website only. Whom it has written to waits no longer."""
        res = None
        for website in self.env["website"].search([("company_id", "!=", False)]):
            products = self.with_context(website_id=website.id)
            res = super(ProductProduct, products)._send_availability_email()
        return res

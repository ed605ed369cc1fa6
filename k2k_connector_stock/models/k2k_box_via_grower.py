# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import fields, models

from .k2k_box import MOMENT
from .stock_quant import PACKAGE_SCOPE


class K2kBox(models.Model):
    """Via grower: boxes that go from the vendor to the customer without a scan."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    is_via_grower = fields.Boolean(
        string="Direct from the grower",
        related="awb_id.is_via_grower",
        help="Shipped by the vendor straight to the customer: nobody scans it.",
    )

    def _deliver_from_grower(self, order):
        """Do the dropship of these new boxes; they are received and billed with it.

        :param order: the ``purchase.order`` of all of them
        :raise UserError: nothing of a line is left to ship
        """
        boxes = self.with_context(**{PACKAGE_SCOPE: self.package_id.ids})
        order._k2k_receive_into_staging(boxes)
        # rows of boxes are nobody's to write on
        self.sudo().with_context(**{MOMENT: "grower"})._mark_received()
        return self

    def _reserve_for_customers(self):
        """What the vendor delivered needs no reservation for a delivery of ours."""
        own = self.filtered(lambda box: not box.is_via_grower)
        return super(K2kBox, own)._reserve_for_customers()

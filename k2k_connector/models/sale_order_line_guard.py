# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.offer_key import OfferKey

WHAT_WAS_SOLD = ("product_id", "product_uom_id", "k2k_offer_id")


class SaleOrderLine(models.Model):
    """What stands in two companies' books is not another thing at the stroke of a pen;
    and which boxes a vendor's line has."""

    _inherit = "sale.order.line"  # pylint: disable=consider-merging-classes-inherited

    k2k_box_codes = fields.Char(
        string="Boxes",
        compute="_compute_k2k_box_codes",
        compute_sudo=True,
        help="The boxes that are held for this line, or have left.",
    )

    @api.depends(
        "k2k_hold_ids.package_ids", "k2k_hold_ids.loose_boxes", "qty_delivered"
    )
    def _compute_k2k_box_codes(self):
        lines = self.filtered("k2k_peer_line_ref")
        (self - lines).k2k_box_codes = False
        shipped = lines.order_id._k2k_shipped_lines()
        by_line = shipped.grouped(lambda ml: ml.move_id.sale_line_id)
        for line in lines:
            out = by_line.get(line, shipped.browse()).package_id
            boxes = line.k2k_hold_ids.package_ids | out.filtered(
                lambda box: box.location_id.usage == "customer"
            )
            codes = ", ".join(boxes.sorted("name").mapped("name"))
            loose = sum(line.k2k_hold_ids.mapped("loose_boxes"))
            if loose:
                text = self.env._("%(count)s to be packed", count=loose)
                codes = f"{codes}, {text}" if codes else text
            line.k2k_box_codes = codes

    @api.depends("k2k_hold_ids")
    def _compute_warehouse_id(self):
        """A buyer's line leaves from where its boxes stand."""
        res = super()._compute_warehouse_id()
        # whoever sells need not see holds
        for line in self.sudo().filtered("k2k_peer_line_ref"):
            if line.k2k_hold_ids:
                key = OfferKey.decode(line.k2k_hold_ids[0].key)
                line.warehouse_id = key.warehouse_id
        return res

    def _k2k_check_fixed(self, vals):
        """Of what was ordered only the price may change.

        :raise UserError: says what to do instead
        """
        for name in set(WHAT_WAS_SOLD) & vals.keys():
            changed = self.filtered(
                lambda ln, field=name: ln[field].id != (vals[field] or False)
            )
            for line in changed:
                if line.k2k_peer_line_ref and line.state != "cancel":
                    raise UserError(
                        self.env._(
                            "%(product)s is held for a buyer. Use “Offer Substitute” "
                            "to send something else instead.",
                            product=line.product_id.display_name,
                        )
                    )
                if line.state == "sale" and line.sudo().k2k_prebook_line_ids:
                    raise UserError(
                        self.env._(
                            "%(product)s was ordered from its supplier: only the price "
                            "can be changed.",
                            product=line.product_id.display_name,
                        )
                    )

    def action_k2k_cancel_line(self):
        """Vendor: say why the boxes of this line can't be supplied."""
        self.ensure_one()
        self.check_access("write")
        return self.env["k2k.cancel"]._open(order=self.order_id, lines=self)

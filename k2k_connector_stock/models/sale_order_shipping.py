# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from . import k2k_shipping_job


class SaleOrder(models.Model):
    """Vendor: an order of so many boxes that a job ships them."""

    _inherit = "sale.order"  # pylint: disable=consider-merging-classes-inherited

    k2k_shipping_job_ids = fields.One2many(
        "k2k.shipping.job", "order_id", groups="base.group_system"
    )
    k2k_boxes_to_ship = fields.Integer(
        string="Boxes that are leaving",
        compute="_compute_k2k_boxes_to_ship",
        compute_sudo=True,
        help="Boxes that have not left yet, and the invoice after them: they follow "
        "within minutes.",
    )
    k2k_boxes_shipping = fields.Integer(
        string="Boxes of the large shipment",
        compute="_compute_k2k_boxes_to_ship",
        compute_sudo=True,
    )
    k2k_is_shipping = fields.Boolean(
        string="Boxes are leaving",
        compute="_compute_k2k_boxes_to_ship",
        compute_sudo=True,
    )
    k2k_shipping_error = fields.Char(
        compute="_compute_k2k_boxes_to_ship", compute_sudo=True
    )

    @api.depends("k2k_shipping_job_ids.done", "k2k_shipping_job_ids.state")
    def _compute_k2k_boxes_to_ship(self):
        for order in self:
            jobs, boxes, left, error = order.k2k_shipping_job_ids._progress()
            order.k2k_is_shipping = bool(jobs)
            order.k2k_boxes_shipping = boxes
            order.k2k_boxes_to_ship = left
            order.k2k_shipping_error = error

    def action_k2k_retry_shipping(self):
        """Go on with boxes that could not be shipped."""
        self.check_access("write")
        # the right to ship is that to confirm the order; it was checked
        return self.sudo().k2k_shipping_job_ids._go_on()

    # ------------------------------------------------------------------
    # Large orders
    # ------------------------------------------------------------------
    def _k2k_held_boxes(self):
        return sum(self.order_line.k2k_hold_ids.mapped("boxes"))

    def _k2k_leaves_by_job(self, chosen):
        """:param chosen: the boxes, or their ids; empty: all that are held"""
        boxes = len(chosen) if chosen else self._k2k_held_boxes()
        return boxes > k2k_shipping_job.JOB_ABOVE

    def _k2k_hand_over(self):
        """The boxes of a large order stay reserved as they are until their turn."""
        chosen = self.env.context.get("k2k_ship_package_ids")
        large = self.filtered(lambda order: order._k2k_leaves_by_job(chosen))
        return super(SaleOrder, self - large)._k2k_hand_over()

    def _k2k_ship(self, packages=None):
        if self._k2k_leaves_by_job(packages):
            chosen = packages or self.env["stock.package"]
            if chosen == self.order_line.k2k_hold_ids.package_ids:
                # all of them, those to be packed included
                chosen = chosen.browse()
            return self.env["k2k.shipping.job"]._begin(self, chosen)
        return super()._k2k_ship(packages)

    # ------------------------------------------------------------------
    # Meanwhile
    # ------------------------------------------------------------------
    def _k2k_void(self, tell=True):
        """Not while boxes are leaving; where that failed they come back."""
        jobs = self.env["k2k.shipping.job"]._unfinished(self)
        self.env["k2k.shipping.job"]._check_none(
            jobs.filtered(lambda job: job.state == "running").order_id
        )
        res = super()._k2k_void(tell=tell)
        jobs.state = "done"
        return res

    def _k2k_cancel_boxes(self, boxes, reason, packages=None, tell=True):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_cancel_boxes(boxes, reason, packages=packages, tell=tell)

    def action_k2k_ship_part(self):
        self.env["k2k.shipping.job"]._check_none(self)
        return super().action_k2k_ship_part()

    def _k2k_ship_part(self, chosen, keep_open, reason):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_ship_part(chosen, keep_open, reason)

    def _k2k_check_may_add(self):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_check_may_add()

    def _k2k_exchange(self, old, new):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_exchange(old, new)

    def _k2k_tell_returned(self, boxes, pickings):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_tell_returned(boxes, pickings)

    def _k2k_tell_deleted(self, lines):
        self.env["k2k.shipping.job"]._check_none(self)
        return super()._k2k_tell_deleted(lines)

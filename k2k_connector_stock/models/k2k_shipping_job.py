# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.models.stock_move import WHOLE_BOXES

from . import k2k_box_job
from .stock_move import PART

# An order of more boxes than this leaves by the job.
JOB_ABOVE = 1000


class K2kShippingJob(models.Model):
    """Vendor: a large order whose boxes leave part by part.

    Until the last one has left nothing is invoiced, and the buyer hears nothing: it
    gets one shipment and one invoice, as for a small order.
    """

    _name = "k2k.shipping.job"
    _inherit = "k2k.box.job"
    _description = "K2K large order that leaves"
    _job_ref = "k2k_connector_stock.ir_cron_ship"
    _order = "id desc"
    _rec_name = "order_id"
    _check_company_auto = True

    order_id = fields.Many2one(
        "sale.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    done = fields.Integer(string="Shipped")
    package_ids = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="The boxes that were chosen; empty: all that are held.",
    )
    before_ids = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="The deliveries that the buyer knew before.",
    )

    @api.model
    def _begin(self, order, packages):
        """Note what is to leave and start the job after the commit.

        :param packages: the chosen boxes; empty: all that are held
        """
        total = len(packages) or order._k2k_held_boxes()
        self._check_none(order)
        self.create(
            {
                "company_id": order.company_id.id,
                "order_id": order.id,
                "total": total,
                "package_ids": packages.ids,
                "before_ids": order.picking_ids.filtered(
                    lambda picking: picking.state == "done"
                ).ids,
            }
        )
        self._trigger()

    @api.model
    def _unfinished(self, orders):
        # whoever it is, with rights on jobs or without, must wait
        return self.sudo().search(
            [("state", "!=", "done"), ("order_id", "in", orders.ids)]
        )

    @api.model
    def _check_none(self, orders):
        """:raise UserError: boxes of these orders are still leaving"""
        job = self._unfinished(orders)[:1]
        if job:
            raise UserError(
                self.env._(
                    "%(done)s of %(total)s boxes of %(order)s have left so far. Try "
                    "again when all of them have.",
                    done=job.done,
                    total=job.total,
                    order=job.order_id.name,
                )
            )

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    @api.model
    def _cron_ship(self):
        """Ship what waits, part by part."""
        self._run_all()

    def _document(self):
        return self.order_id

    def _failure_text(self, error):
        return self.env._("Boxes could not be shipped: %(error)s", error=error)

    def _steps_left(self):
        """The last step is the invoice, and telling the buyer."""
        return super()._steps_left() + 1

    def _do_part(self):
        self.ensure_one()
        # as the company's own technical user, as an order that confirms itself
        gateway = self.env["k2k.gateway"]._as_company(self.company_id)
        order = self.order_id.with_env(gateway.env).sudo()
        packages = self._next_packages(order)
        if not packages:
            self._free_the_rest(order)
            order._k2k_invoice_and_tell(self.before_ids or [])
            self.state = "done"
            return 1
        order.order_line.k2k_hold_ids._unreserve(packages)
        order.with_context(**{PART: packages.ids})._k2k_deliver(packages)
        self.done += len(packages)
        return len(packages)

    def _free_the_rest(self, order):
        """What was not chosen waits for the order's next delivery."""
        order.order_line.k2k_hold_ids._hand_over()
        waiting = order.picking_ids.filtered(
            lambda p: p.state not in ("done", "cancel")
        )
        if waiting:
            waiting.with_context(**WHOLE_BOXES).action_assign()

    def _next_packages(self, order):
        """The next boxes; what is held loose is packed when its turn comes."""
        holds = order.order_line.k2k_hold_ids
        held = holds.package_ids
        if self.package_ids:
            held = held.filtered(lambda box: box.id in set(self.package_ids))
        elif not held:
            loose = holds.filtered("loose_boxes")[:1]
            loose._pack_loose(k2k_box_job.CHUNK)
            held = loose.package_ids
        return held[: k2k_box_job.CHUNK]

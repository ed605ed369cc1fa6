# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.k2k_connector.tools import messages

from ..tools.scan import code_of
from . import k2k_box_job
from .k2k_box import GROUP_WAREHOUSE

# A shipment of more boxes than this is staged by the job.
JOB_ABOVE = 1000


class K2kStagingJob(models.Model):
    """A large shipment that is put into the staging area part by part.

    The shipment was checked as a whole when it came, and the vendor has its answer.
    """

    _name = "k2k.staging.job"
    _inherit = "k2k.box.job"
    _description = "K2K large shipment"
    _job_ref = "k2k_connector_stock.ir_cron_stage"
    _order = "id desc"
    _rec_name = "awb_id"
    _check_company_auto = True

    awb_id = fields.Many2one(
        "k2k.awb",
        string="AWB",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    purchase_order_id = fields.Many2one(
        "purchase.order",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    payload = fields.Json(required=True, readonly=True, groups="base.group_system")
    done = fields.Integer(string="Staged")

    # ------------------------------------------------------------------
    # Coming in
    # ------------------------------------------------------------------
    @api.model
    def _begin(self, awb, order, message):
        """Note the shipment and start the job after the commit.

        :param message: a ``Shipment`` that was checked
        """
        # shipments are the vendor's; nobody has the right to type one
        self.sudo().create(
            {
                "company_id": awb.company_id.id,
                "awb_id": awb.id,
                "purchase_order_id": order.id,
                "payload": dataclasses.asdict(message),
                "total": len(message.boxes),
            }
        )
        self._trigger()

    @api.model
    def _check_none(self, orders=None, awbs=None):
        """:raise UserError: boxes of these are still being staged"""
        domain = [("state", "!=", "done")]
        if orders is not None:
            domain.append(("purchase_order_id", "in", orders.ids))
        if awbs is not None:
            domain.append(("awb_id", "in", awbs.ids))
        # whoever it is, with rights on jobs or without, must wait
        job = self.sudo().search(domain, limit=1)
        if job:
            raise UserError(
                self.env._(
                    "%(done)s of %(total)s boxes of %(order)s have been put into the "
                    "staging area so far. Try again when all of them have.",
                    done=job.done,
                    total=job.total,
                    order=job.purchase_order_id.name,
                )
            )

    @api.model
    def _codes_to_come(self, connection):
        """:return: set of the codes of boxes that wait to be staged"""
        jobs = self.sudo().search(
            [
                ("awb_id.connection_id", "=", connection.id),
                ("state", "!=", "done"),
            ]
        )
        return {
            code_of(box["code"])
            for job in jobs
            for box in job.payload["boxes"][job.done :]
        }

    # ------------------------------------------------------------------
    # The job
    # ------------------------------------------------------------------
    @api.model
    def _cron_stage(self):
        """Stage what waits, part by part."""
        self._run_all()

    def _document(self):
        return self.awb_id

    def _failure_text(self, error):
        return self.env._(
            "Boxes could not be put into the staging area: %(error)s", error=error
        )

    def _do_part(self):
        """The next boxes; with the last ones, what follows a shipment."""
        self.ensure_one()
        # as the company's own technical user, as the message came in
        gateway = self.env["k2k.gateway"]._as_company(self.company_id)
        order = self.purchase_order_id.with_env(gateway.env)
        message = messages.parse("shipment", self.payload)
        part = message.boxes[self.done : self.done + k2k_box_job.CHUNK]
        lines = order.order_line.grouped("k2k_line_ref")
        awb = self.awb_id.with_env(gateway.env)
        boxes = gateway.env["k2k.box"]._stage(awb, order, lines, part)
        if awb.connection_id.auto_confirm_staging:
            boxes._confirm()
        self.done += len(part)
        if self.done >= self.total:
            self.state = "done"
            self._propose_bill(order, message)
        return len(part)

    def _propose_bill(self, order, message):
        boxes = order.env["k2k.box"].search(
            [
                ("purchase_line_id", "in", order.order_line.ids),
                ("code", "in", [code_of(box.code) for box in message.boxes]),
                ("state", "!=", "cancelled"),
                ("vendor_bill_id", "=", False),
            ]
        )
        order._k2k_propose_bill(boxes, message)

    def action_retry(self):
        """Go on with a shipment that failed, once its cause is mended."""
        self.check_access("read")
        if not self.env.user.has_group(GROUP_WAREHOUSE):
            raise AccessError(
                self.env._("Only the K2K warehouse group may receive boxes.")
            )
        return self._go_on()


class K2kAwb(models.Model):
    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    job_ids = fields.One2many("k2k.staging.job", "awb_id")
    pieces_to_stage = fields.Integer(
        compute="_compute_pieces_to_stage",
        compute_sudo=True,
        help="Shipped, and not yet in the staging area: they follow within minutes.",
    )
    pieces_announced = fields.Integer(
        compute="_compute_pieces_to_stage",
        compute_sudo=True,
        help="Boxes of the shipments that are being put into the staging area.",
    )
    staging_error = fields.Char(compute="_compute_pieces_to_stage", compute_sudo=True)

    @api.depends("job_ids.done", "job_ids.state")
    def _compute_pieces_to_stage(self):
        for awb in self:
            _jobs, boxes, left, error = awb.job_ids._progress()
            awb.pieces_announced = boxes
            awb.pieces_to_stage = left
            awb.staging_error = error

    def action_retry_staging(self):
        """Go on with boxes that could not be put into the staging area."""
        self.check_access("read")
        return self.job_ids.action_retry()

    def action_close(self):
        """Not while boxes are still being staged: they would be lost."""
        self.check_access("write")
        self.env["k2k.staging.job"]._check_none(awbs=self)
        return super().action_close()

    @api.model
    def _receive_shipment_changed(self, connection, message):
        order = self._find_order(connection, message.po_ref)
        self.env["k2k.staging.job"]._check_none(orders=order)
        return super()._receive_shipment_changed(connection, message)

    @api.model
    def _check_shipment(self, connection, order, message):
        self.env["k2k.staging.job"]._check_none(orders=order)
        return super()._check_shipment(connection, order, message)

    @api.model
    def _check_codes(self, connection, codes):
        coming = self.env["k2k.staging.job"]._codes_to_come(connection) & set(codes)
        if coming:
            raise UserError(
                self.env._("Box %(code)s is on its way already.", code=min(coming))
            )
        return super()._check_codes(connection, codes)

    @api.model
    def _stage_shipment(self, awb, order, lines, message):
        """A large shipment is left to the job; via grower nothing is staged."""
        if len(message.boxes) > JOB_ABOVE and not order._k2k_is_via_grower():
            self.env["k2k.staging.job"]._begin(awb, order, message)
            return
        super()._stage_shipment(awb, order, lines, message)


class K2kPrebook(models.Model):
    _inherit = "k2k.prebook"  # pylint: disable=consider-merging-classes-inherited

    def _check_not_received(self, boxes, codes=None):
        # whoever cancels need not read purchase orders
        orders = self.sudo().purchase_order_id
        self.env["k2k.staging.job"]._check_none(orders=orders)
        return super()._check_not_received(boxes, codes)

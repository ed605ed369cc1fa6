# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from .k2k_awb_cost import COUNTING, ESTIMATED, KINDS

READERS = (
    "account.group_account_invoice,account.group_account_readonly,"
    "purchase.group_purchase_user,k2k_connector.group_k2k_manager"
)
# What an AWB shows of its boxes, as one sum.
SUMMED = (
    *(f"estimate_{kind}" for kind in ESTIMATED),
    "total_cost",
    "total_landed_cost",
)


class K2kAwb(models.Model):
    """What an AWB costs: the estimate beside what was really charged."""

    _inherit = "k2k.awb"  # pylint: disable=consider-merging-classes-inherited

    cost_ids = fields.One2many("k2k.awb.cost", "awb_id", groups=READERS)
    currency_id = fields.Many2one(related="company_id.currency_id")
    cost_state = fields.Selection(
        [
            ("none", "Estimated"),
            ("pending", "Pending approval"),
            ("approved", "Approved"),
            ("sent", "Sent to accounting"),
            ("synchronized", "In the books"),
            ("failed", "Failed"),
        ],
        string="Costs",
        compute="_compute_cost_state",
        compute_sudo=True,
    )
    costs_complete = fields.Boolean(
        string="Costs complete",
        readonly=True,
        copy=False,
        tracking=True,
        help="No further bill is expected for this AWB.",
    )
    costs_outdated = fields.Boolean(
        compute="_compute_costs_outdated",
        compute_sudo=True,
        help="The boxes of the AWB are others than when its costs were shared out.",
    )
    estimate_freight = fields.Monetary(compute="_compute_costs", groups=READERS)
    estimate_handling = fields.Monetary(compute="_compute_costs", groups=READERS)
    estimate_duty = fields.Monetary(compute="_compute_costs", groups=READERS)
    estimate_truck = fields.Monetary(compute="_compute_costs", groups=READERS)
    estimate_total = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_freight = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_handling = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_duty = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_truck = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_other = fields.Monetary(compute="_compute_costs", groups=READERS)
    real_total = fields.Monetary(compute="_compute_costs", groups=READERS)
    cost_difference = fields.Monetary(
        string="Difference",
        compute="_compute_costs",
        groups=READERS,
        help="Real costs less the estimates of the same kinds.",
    )
    flower_cost = fields.Monetary(compute="_compute_costs", groups=READERS)
    landed_total = fields.Monetary(
        string="Landed cost", compute="_compute_costs", groups=READERS
    )

    @api.depends("cost_ids.state")
    def _compute_cost_state(self):
        order = ["failed", "pending", "sent", "approved", "synchronized"]
        for awb in self:
            states = set(awb.cost_ids.mapped("state"))
            awb.cost_state = next((s for s in order if s in states), "none")

    @api.depends("cost_ids.boxes_counted", "cost_ids.state", "box_ids.state")
    def _compute_costs_outdated(self):
        for awb in self:
            counted = set(awb._counting_costs().mapped("boxes_counted"))
            awb.costs_outdated = bool(counted) and counted != {
                awb._cost_box_sums()["__count"]
            }

    @api.depends("cost_ids.amount_company", "cost_ids.state", "box_ids.landed_cost")
    def _compute_costs(self):
        for awb in self:
            costs = awb.sudo()._counting_costs()
            real = dict.fromkeys(KINDS, 0.0)
            for cost in costs:
                real[cost.kind] += cost.amount_company
            sums = awb.sudo()._cost_box_sums()
            estimates = {kind: sums[f"estimate_{kind}"] for kind in ESTIMATED}
            for kind, amount in estimates.items():
                awb[f"estimate_{kind}"] = amount
            for kind, amount in real.items():
                awb[f"real_{kind}"] = amount
            awb.estimate_total = sum(estimates.values())
            awb.real_total = sum(real.values())
            known = set(costs.mapped("kind"))
            awb.cost_difference = awb.real_total - sum(
                amount for kind, amount in estimates.items() if kind in known
            )
            awb.flower_cost = sums["total_cost"]
            awb.landed_total = sums["total_landed_cost"]

    def _cost_box_sums(self):
        """Sums of the boxes that carry the costs, without loading thousands of them.

        :return: dict of the names in ``SUMMED`` and ``__count`` to number
        """
        names = ["__count", *SUMMED]
        rows = self.env["k2k.box"]._read_group(
            [("awb_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["state"],
            ["__count", *(f"{name}:sum" for name in SUMMED)],
        )
        rows = [row for row in rows if row[0] != "missing"] or rows
        return {
            name: sum(row[number] or 0.0 for row in rows)
            for number, name in enumerate(names, 1)
        }

    def _counting_costs(self):
        return self.cost_ids.filtered(lambda cost: cost.state in COUNTING)

    def _cost_boxes(self):
        """The boxes that carry the AWB's costs: those that have come or still come.

        Where all are missing they carry them, somebody has to.
        """
        boxes = self.env["k2k.box"].search(
            [("awb_id", "in", self.ids), ("state", "!=", "cancelled")], order="id"
        )
        return boxes.filtered(lambda box: box.state != "missing") or boxes

    def _share_costs(self):
        """Put the approved costs on the boxes; the rest stays an estimate."""
        for awb in self:
            # nobody types costs on boxes; the right to approve was checked
            boxes = awb._cost_boxes().sudo()
            costs = awb.sudo()._counting_costs()
            sums = {kind: dict.fromkeys(boxes, 0.0) for kind in KINDS}
            for cost in costs:
                _parts, shares = cost._share_out(boxes)
                for box, share in shares.items():
                    sums[cost.kind][box] += share
            costs.boxes_counted = len(boxes)
            everything = awb.sudo().box_ids
            (everything - boxes)._set_real_costs({}, set())
            boxes._set_real_costs(sums, set(costs.mapped("kind")))

    def action_add_cost(self):
        """A new cost of this AWB."""
        self.ensure_one()
        self.check_access("read")
        self.env["k2k.awb.cost"].check_access("create")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cost of %(awb)s", awb=self.name),
            "res_model": "k2k.awb.cost",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_awb_id": self.id, "k2k_in_awb": True},
        }

    def action_share_again(self):
        """The boxes have changed: reverse the costs and approve them anew."""
        costs = self._counting_costs()
        costs.action_reverse()
        costs.action_approve()
        return True

    def action_costs_complete(self):
        """No further bill is expected."""
        self.check_access("read")
        self.env["k2k.awb.cost"].check_access("write")
        for awb in self:
            if awb.cost_ids.filtered(lambda c: c.state in ("pending", "failed")):
                raise UserError(
                    self.env._(
                        "%(awb)s has costs that are pending or failed.", awb=awb.name
                    )
                )
        # accountants may not write on AWBs otherwise
        self.sudo().costs_complete = True
        return True

    def action_costs_incomplete(self):
        """A bill came after all."""
        self.check_access("read")
        self.env["k2k.awb.cost"].check_access("write")
        self.sudo().costs_complete = False
        return True

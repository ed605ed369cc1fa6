# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.k2k_connector.tools import pricing

from ..tools.costs import Measures
from .k2k_awb_cost import ESTIMATED, KINDS


class K2kBox(models.Model):
    """What it costs to get a box here: estimated at staging, then really charged.

    Amounts are per box, in the company's currency. ``landed_cost`` is complete for
    every box, whatever Odoo's valuation can take: delivered ones, those of products
    with a standard cost, and those that never enter our stock.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    estimate_freight = fields.Float(readonly=True, digits=(16, 5))
    estimate_handling = fields.Float(readonly=True, digits=(16, 5))
    estimate_duty = fields.Float(readonly=True, digits=(16, 5))
    estimate_truck = fields.Float(readonly=True, digits=(16, 5))
    real_freight = fields.Float(readonly=True, digits=(16, 5))
    real_handling = fields.Float(readonly=True, digits=(16, 5))
    real_duty = fields.Float(readonly=True, digits=(16, 5))
    real_truck = fields.Float(readonly=True, digits=(16, 5))
    real_other = fields.Float(readonly=True, digits=(16, 5))
    has_real_costs = fields.Boolean(readonly=True)
    estimated_landed_cost = fields.Monetary(
        string="Estimated landed cost",
        compute="_compute_estimated_landed_cost",
        store=True,
        help="Of the box, as it was estimated when the vendor shipped it.",
    )
    cost_difference = fields.Monetary(
        compute="_compute_cost_difference",
        store=True,
        help="Landed cost less what was estimated, of the box.",
    )

    @api.depends("total_cost", *(f"estimate_{kind}" for kind in ESTIMATED))
    def _compute_estimated_landed_cost(self):
        for box in self:
            box.estimated_landed_cost = box.total_cost + sum(
                box[f"estimate_{kind}"] for kind in ESTIMATED
            )

    @api.depends("total_landed_cost", "estimated_landed_cost", "has_real_costs")
    def _compute_cost_difference(self):
        for box in self:
            box.cost_difference = (
                box.total_landed_cost - box.estimated_landed_cost
                if box.has_real_costs
                else 0.0
            )

    # ------------------------------------------------------------------
    # Measures
    # ------------------------------------------------------------------
    def _measures(self):
        """What the costs of an AWB are shared by; one :class:`Measures` for each."""
        by_type = {}
        for box_type, product in {(b.package_type_id, b.product_id) for b in self}:
            # box types are stock's; whoever approves costs need not read them
            box_type, product = box_type.sudo(), product.sudo()
            dimensions = self._pricing_box(box_type, 1.0)
            by_type[box_type.id, product.id] = (
                dimensions.volumetric_kg,
                box_type.base_weight,
                product.weight,
                box_type.k2k_fbe,
            )
        result = []
        for box in self:
            volume, tare, weight, fbe = by_type[
                box.package_type_id.id, box.product_id.id
            ]
            gross = tare + weight * box.quantity if weight else 0.0
            result.append(Measures(gross, volume, fbe, box.total_cost))
        return result

    @api.model
    def _pricing_box(self, box_type, units):
        feet = self.env["stock.package.type"]._k2k_to_feet()
        return pricing.Box(
            units=units,
            length=box_type.packaging_length * feet,
            width=box_type.width * feet,
            height=box_type.height * feet,
            fbe=box_type.k2k_fbe,
        )

    # ------------------------------------------------------------------
    # Estimates
    # ------------------------------------------------------------------
    def _estimate_costs(self):
        """Estimate freight, handling, duty and truck by the connection's rates of
        today.

        Where the box type lacks what a rate needs, the estimate of the order stays, as
        freight.
        """
        # the agreement's rates are not a clerk's to read, nor are box costs to type
        for connection, own in self.sudo().grouped("connection_id").items():
            duties = (
                self.env["k2k.duty"].sudo()._rates_for(connection, own.product_id)
                if connection
                else {}
            )
            for (_product, _type, unit_cost, quantity, _line), alike in own.grouped(
                lambda box: (
                    box.product_id,
                    box.package_type_id,
                    box.unit_cost,
                    box.quantity,
                    box.prebook_line_id,
                )
            ).items():
                parts = alike[0]._estimate_of(connection, duties)
                alike.write(
                    {
                        **{f"estimate_{k}": parts[k] * quantity for k in ESTIMATED},
                        "landed_cost": unit_cost + sum(parts.values()),
                    }
                )

    def _estimate_of(self, connection, duties):
        """:return: dict of kind to cost per unit"""
        parts = dict.fromkeys(ESTIMATED, 0.0)
        if not connection or not self.quantity:
            return parts
        rates = connection._rates()
        duty = duties.get(self.product_id.id, rates.duty_rate)
        try:
            found = pricing.cost_parts(
                self.unit_cost,
                self._pricing_box(self.package_type_id, self.quantity),
                dataclasses.replace(rates, duty_rate=duty),
                self.prebook_id.ship_via or "warehouse",
            )
        except pricing.PricingError:
            parts["freight"] = max(self.landed_cost - self.unit_cost, 0.0)
            return parts
        return {kind: found[kind] for kind in ESTIMATED}

    # ------------------------------------------------------------------
    # Real costs
    # ------------------------------------------------------------------
    def _set_real_costs(self, sums, kinds):
        """What these boxes really cost; kinds that nobody charged stay estimates.

        :param dict sums: kind to dict of box to its share
        :param set kinds: the kinds that are known
        """
        groups = {}
        for box in self:
            real = tuple(round(sums.get(k, {}).get(box, 0.0), 5) for k in KINDS)
            estimates = tuple(box[f"estimate_{kind}"] for kind in ESTIMATED)
            key = (real, estimates, box.unit_cost, box.quantity)
            groups.setdefault(key, []).append(box.id)
        for (real, estimates, unit_cost, quantity), ids in groups.items():
            extra = sum(
                amount
                for kind, amount in zip(KINDS, real, strict=True)
                if kind in kinds
            ) + sum(
                amount
                for kind, amount in zip(ESTIMATED, estimates, strict=True)
                if kind not in kinds
            )
            self.browse(ids).write(
                {
                    **{
                        f"real_{kind}": amount
                        for kind, amount in zip(KINDS, real, strict=True)
                    },
                    "has_real_costs": bool(kinds),
                    "landed_cost": unit_cost + (extra / quantity if quantity else 0.0),
                }
            )

    def _after_moved(self, sources):
        res = super()._after_moved(sources)
        charged = (
            (sources | self.awb_id).sudo().filtered(lambda awb: awb._counting_costs())
        )
        if charged:
            raise UserError(
                self.env._(
                    "The costs of %(awbs)s are shared out over its boxes. Let "
                    "accounting reverse them before boxes are moved.",
                    awbs=", ".join(charged.mapped("name")),
                )
            )
        self._estimate_costs()
        return res

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from contextlib import contextmanager

from odoo import api, fields, models

from .k2k_box_scan_read import READ_OF_PLACE

# Context key: id of the location where whoever receives boxes puts them.
RACK = "k2k_rack"
# Context key: ids of the boxes of a vendor's large order whose turn it is.
PART = "k2k_part_package_ids"


class StockMove(models.Model):
    _inherit = "stock.move"

    k2k_box_id = fields.Many2one(
        "k2k.box",
        string="K2K box",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The box that this planned move brings from staging to stock.",
    )

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """One box, one move: on a transfer, too, they stay apart."""
        return super()._prepare_merge_moves_distinct_fields() + ["k2k_box_id"]

    def _action_done(self, cancel_backorder=False):
        done = super()._action_done(cancel_backorder=cancel_backorder)
        self.env["k2k.box"]._follow_moves(done)
        self.env["k2k.box"]._follow_onward(done)
        return done

    def _k2k_takes_landed_cost(self, product):
        """Whether Odoo can value a landed cost on this receipt of a product."""
        if not self:
            return False
        # whoever approves costs need not see stock
        move = self.sudo().with_company(self.sudo().company_id)
        return (
            move.state == "done"
            and move.is_in
            and bool(move.picking_id)
            and product.with_env(move.env).cost_method in ("fifo", "average")
        )

    def _k2k_complete(self):
        """Do these moves as they are reserved, onto the rack that was named."""
        lines = self.move_line_ids
        if rack := self.env.context.get(RACK):
            lines.location_dest_id = rack
        lines.picked = True
        self.with_context(k2k_no_push=not self._k2k_has_push_rules())._action_done()

    @contextmanager
    def _k2k_only_reserved(self, lines_vals):
        """While lines are made that reserve boxes for these moves.

        Each move's quantity grows by what its lines bring, and nothing is picked or
        delivered by being reserved: core would work all that out again from all that is
        reserved for the customer, box by box.

        :param list lines_vals: of the lines that are about to be made
        """
        sold = self.sale_line_id
        own = [self._fields[name] for name in ("quantity", "picked")]
        delivered = ("qty_delivered", "untaxed_amount_to_invoice")
        with (
            self.env.protecting(own, self),
            self.env.protecting([sold._fields[name] for name in delivered], sold),
        ):
            for vals in lines_vals:
                move = self.browse(vals["move_id"])
                unit = self.env["uom.uom"].browse(vals["product_uom_id"])
                move.quantity += unit._compute_quantity(
                    vals["quantity"], move.product_uom, round=False
                )
            yield

    def _k2k_has_push_rules(self):
        """Whether anything may be pushed on from where these moves end."""
        # all that core is about to ask of places as well, in one query
        places = self.location_dest_id | self.location_id
        places |= self.k2k_box_id.awb_id.warehouse_id.view_location_id
        places.fetch(READ_OF_PLACE)
        paths = {place: place.parent_path for place in places}
        ancestors = "".join(paths[end] for end in self.location_dest_id).split("/")
        sources = self.env["stock.rule"]._k2k_push_sources()
        return any(int(part) in sources for part in ancestors if part)

    def _check_quantity(self):
        """Core looks for serial numbers that are there twice: only where a product has
        any, as a scan would pay for it with every box."""
        numbered = self.filtered(lambda move: move.product_id.tracking == "serial")
        return super(StockMove, numbered)._check_quantity() if numbered else None

    def _skip_push(self):
        """Core looks for push rules move by move; for boxes we looked once."""
        no_push = self.k2k_box_id and self.env.context.get("k2k_no_push")
        return bool(no_push) or super()._skip_push()

    def _k2k_reservable_packages(self):
        """A customer's delivery may take its own boxes as soon as they have arrived."""
        packages = super()._k2k_reservable_packages()
        part = self.env.context.get(PART)
        if packages and part is not None:
            packages &= packages.browse(part)
        sale_line = self.sale_line_id
        if packages is None or not sale_line.k2k_is_k2k:
            return packages
        # Which boxes are the customer's is for the stock to know, not for the user.
        boxes = (
            self.env["k2k.box"]
            .sudo()
            .search(
                [
                    ("prebook_line_id.sale_line_id", "=", sale_line.id),
                    ("state", "in", ("received", "billed")),
                ]
            )
        )
        return packages | self.env["stock.package"].browse(boxes.package_id.ids)

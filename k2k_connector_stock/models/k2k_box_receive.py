# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from .k2k_box import GROUP_WAREHOUSE, MOMENT
from .k2k_box_scan_read import READ_OF_MOVE
from .stock_quant import PACKAGE_SCOPE

# A selection is received in parts of this many boxes: what Odoo keeps in memory of one
# transfer grows with it, what it costs for each box does not.
CONFIRM_CHUNK = 500


class K2kBox(models.Model):
    """Receiving: the planned moves are done and the boxes follow.

    Also the lock that it takes, the reservation for the customer's delivery, and boxes
    that are missing or turn up late.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    # ------------------------------------------------------------------
    # Receiving
    # ------------------------------------------------------------------
    def action_confirm(self):
        """Receive these boxes without scanning them."""
        self._check_may_receive()
        for box in self:
            if box.state not in ("staged", "missing"):
                raise UserError(
                    self.env._(
                        "Box %(code)s cannot be received: it is %(state)s.",
                        code=box.code,
                        state=box._state_label().lower(),
                    )
                )
        self._confirm()
        return True

    def _check_may_receive(self):
        self.check_access("read")
        self._check_warehouse_user()

    @api.model
    def _check_warehouse_user(self):
        """:raise AccessError: the user does not work in the K2K warehouse"""
        if not self.env.user.has_group(GROUP_WAREHOUSE):
            raise AccessError(
                self.env._("Only the K2K warehouse group may receive boxes.")
            )

    def _state_label(self):
        return dict(self._fields["state"]._description_selection(self.env))[self.state]

    def _confirm(self):
        """Receive these boxes, in parts."""
        boxes = self.with_context(**{MOMENT: "confirm"})
        for start in range(0, len(boxes), CONFIRM_CHUNK):
            chunk = boxes[start : start + CONFIRM_CHUNK]
            chunk._lock()
            chunk._receive()
            self.env["stock.quant"]._k2k_unlink_zero_quants(chunk.package_id)

    def _lock(self):
        """Lock these boxes and their prebook lines until the transaction ends.

        The lock waits. Of two clerks who scan the same box at once, or boxes of the
        same line, the second fails to serialise here, before it has done any work;
        Odoo runs it again and it sees what the first one did.
        """
        # The boxes first: what is counted first is locked first. A failure to
        # serialise is an answer here, not an accident for the log.
        self.env.cr.execute(
            SQL(
                "WITH boxes AS (SELECT prebook_line_id FROM k2k_box "
                "WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE), "
                "lines AS (SELECT id FROM k2k_prebook_line WHERE id IN "
                "(SELECT prebook_line_id FROM boxes) "
                "ORDER BY id FOR NO KEY UPDATE) "
                "SELECT (SELECT count(*) FROM boxes), (SELECT count(*) FROM lines)",
                self.ids,
            ),
            log_exceptions=False,
        )

    def _lock_prebook_lines(self):
        """Lock the prebook lines of these boxes, before anything of their orders."""
        self.env.cr.execute(
            SQL(
                "SELECT id FROM k2k_prebook_line WHERE id IN "
                "(SELECT prebook_line_id FROM k2k_box WHERE id = ANY(%s)) "
                "ORDER BY id FOR NO KEY UPDATE",
                self.ids,
            ),
            log_exceptions=False,
        )

    def _receive(self):
        """Do the planned moves; the boxes follow (see :meth:`_follow_moves`)."""
        packages = self.package_id
        boxes = self.with_context(
            **{PACKAGE_SCOPE: packages.ids},
            # Boxes that stand in no container need not be taken out of one.
            ignore_dest_packages=not packages.parent_package_id,
        )
        staged = boxes.filtered(lambda box: box.state == "staged")
        staged._plan_again()
        staged._leave_transfers()
        staged.move_id._k2k_complete()
        (boxes - staged)._receive_from_vendor()

    def _plan_again(self):
        """Repair planned moves that somebody cancelled or unreserved."""
        cancelled = self.filtered(
            lambda box: box.move_id.state in (False, "draft", "cancel")
        )
        if cancelled:
            cancelled._plan_moves()
        unreserved = (self - cancelled).filtered(lambda box: not box._is_reserved())
        if unreserved:
            unreserved.move_id._do_unreserve()
            unreserved._reserve_on(unreserved.move_id)

    def _is_reserved(self):
        self.ensure_one()
        return self.move_id.move_line_ids.package_id == self.package_id

    def _receive_from_vendor(self):
        """Receive boxes that were given up as missing and turned up after all.

        They went back to the vendor in our books, so they come from there again, and
        the purchase order's received quantity follows.
        """
        if not self:
            return
        moves = self.env["stock.move"].create(
            [box._prepare_late_move() for box in self]
        )
        moves._action_confirm(merge=False)
        moves.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                # nobody has seen an unexpected box leave the vendor
                box._prepare_move_line(
                    move, move.location_id, package=bool(box.receipt_move_id)
                )
                for box, move in zip(self, moves, strict=True)
            ]
        )
        for box, move in zip(self.sudo(), moves, strict=True):
            box.move_id = move
        moves._k2k_complete()
        # The boxes follow moves out of the staging area; these come from elsewhere.
        self.sudo()._mark_received()
        self._tell_found()

    def _prepare_late_move(self):
        # a box that no order has ordered has no receipt to repeat
        vendors = self.receipt_move_id.location_id or self.env.ref(
            "stock.stock_location_suppliers"
        )
        return {
            **self._prepare_planned_move(),
            "location_id": vendors.id,
            "date": fields.Datetime.now(),
            "purchase_line_id": self.purchase_line_id.id,
            "partner_id": self.partner_id.id,
            "price_unit": self.receipt_move_id.price_unit or self.unit_cost,
            "k2k_unit_cost": 0.0 if self.purchase_line_id else self.unit_cost,
        }

    @api.model
    def _follow_moves(self, moves):
        """Make boxes follow the moves out of the staging area that were just done.

        Called for every transfer that anybody completes anywhere; whoever it is, with
        our groups or without, the boxes have moved. Hence sudo on the box rows.
        """
        lines = moves.move_line_ids.filtered(
            lambda line: line.package_id and line.location_id.usage == "transit"
        )
        if not lines:
            return
        boxes = self.sudo().search(
            [("package_id", "in", lines.package_id.ids), ("state", "=", "staged")],
            order="id",
        )
        if not boxes:
            return
        usage = {line.package_id: line.location_dest_id.usage for line in lines}
        left = boxes.filtered(lambda box: usage[box.package_id] != "transit")
        (left.move_id - moves).filtered(
            lambda move: move.state not in ("done", "cancel")
        )._action_cancel()
        lost = left.filtered(
            lambda box: usage[box.package_id] in ("supplier", "inventory")
        )
        lost._mark_missing()
        (left - lost)._mark_received()

    def _mark_received(self):
        """These boxes have arrived: tie them to their customer, book their billing."""
        self.write(
            {
                "state": "received",
                "received_at": fields.Datetime.now(),
                "received_by": self.env.uid,
                "note": False,
            }
        )
        # who completes a transfer need not see what nobody expected
        self.env["k2k.box.exception"].sudo()._settle(self)
        self._reserve_for_customers()
        self._book_billing()

    def _mark_missing(self):
        self.write({"state": "missing", "note": False})
        self._tell_missing()

    # ------------------------------------------------------------------
    # Closing an AWB
    # ------------------------------------------------------------------
    def _give_up(self):
        """Return these staged boxes to the vendor in our books; they are missing.

        One return transfer for each receipt, as core makes it, with our packages on it.
        """
        boxes = self.with_context(**{PACKAGE_SCOPE: self.package_id.ids})
        boxes.move_id._action_cancel()
        for picking, own in boxes.grouped(
            lambda box: box.receipt_move_id.picking_id
        ).items():
            own._return_to_vendor(picking)

    def _return_to_vendor(self, picking):
        by_move = self.grouped("receipt_move_id")
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        for line in wizard.product_return_moves:
            own = by_move.get(line.move_id, self.browse())
            line.quantity = line.product_id.uom_id._compute_quantity(
                sum(own.mapped("quantity")), line.uom_id
            )
        transfer = wizard._create_return()
        # Core reserved whatever it found; these boxes go back and no others.
        transfer.move_ids.move_line_ids.unlink()
        vals_list = []
        for move in transfer.move_ids:
            for box in by_move.get(move.origin_returned_move_id, self.browse()):
                vals_list.append(box._prepare_move_line(move, move.location_id))
        self.env["stock.move.line"].create(vals_list)
        transfer.move_ids.move_line_ids.picked = True
        transfer._action_done()

    # ------------------------------------------------------------------
    # The customer's delivery
    # ------------------------------------------------------------------
    def _reserve_for_customers(self):
        """Tie presold boxes to their customer's delivery, one move line each.

        One line is made instead of checking the delivery's availability, which costs
        more with every box of the line.
        """
        presold = self.filtered("is_presold")
        if not presold:
            return
        demand = presold._open_demand()
        lines_vals = []
        for box in presold:
            own = demand.get(box.sudo()._customer_line(), {})
            move = box._delivery_with_room(own)
            if not move:
                continue
            own[move] -= box.quantity
            lines_vals.append(box._prepare_move_line(move, box.package_id.location_id))
        moves = self.env["stock.move"].browse(vals["move_id"] for vals in lines_vals)
        packages = presold.package_id
        quants = packages.quant_ids._k2k_by_characteristics()
        lines = self.env["stock.move.line"].with_context(quants_cache=quants)
        with (
            packages._k2k_stay(),
            moves._k2k_only_reserved(lines_vals),
            moves.picking_id._k2k_weigh_more(packages),
        ):
            lines.create(lines_vals)

    def _open_demand(self):
        """What the customers' deliveries still wait for.

        :return: for each sale line a dict of ``stock.move`` to quantity in the
            product's unit, the delivery that is due first in front
        """
        moves = self.env["stock.move"].search_fetch(
            [
                ("sale_line_id", "in", self.sudo()._customer_line().ids),
                ("state", "in", ("confirmed", "partially_available")),
                ("procure_method", "=", "make_to_stock"),
            ],
            READ_OF_MOVE,
            order="priority desc, date, id",
        )
        return {
            sale_line: {
                move: move.product_qty
                - move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id, rounding_method="HALF-UP"
                )
                for move in own
            }
            for sale_line, own in moves.grouped("sale_line_id").items()
        }

    def _delivery_with_room(self, demand):
        """The first move of its sale line that takes the whole box from where it is.

        :param dict demand: ``stock.move`` to the quantity it still waits for
        """
        self.ensure_one()
        location = self.package_id.location_id
        for move, quantity in demand.items():
            if (
                move.product_id == self.product_id
                and self.product_uom_id.compare(quantity, self.quantity) >= 0
                and location
                and location._child_of(move.location_id)
            ):
                return move
        return self.env["stock.move"]

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools.offer_key import OfferKey


class K2kHold(models.Model):
    """Holds on loose stock: no box exists yet, so the reservation alone decides.

    Whoever reserves a quant second fails with a serialization error and is run again
    on fresh numbers (see ``stock.quant.try_lock_for_update``). When the vendor confirms
    the order its boxes are packed, get their codes, and are boxes like any other.
    """

    _inherit = "k2k.hold"  # pylint: disable=consider-merging-classes-inherited

    loose_boxes = fields.Integer(
        readonly=True, help="Boxes held of loose stock, still to be packed."
    )

    @api.depends("package_ids", "loose_boxes")
    def _compute_boxes(self):
        result = super()._compute_boxes()
        for hold in self:
            hold.boxes += hold.loose_boxes
        return result

    @api.model
    def _find_free(self, connection, keys):
        """Of loose stock: list of (``stock.quant`` record, free amount of it)."""
        publisher = self.env["k2k.publisher"]
        loose = {text: key for text, key in keys.items() if key.loose}
        boxes = {text: key for text, key in keys.items() if not key.loose}
        found = super()._find_free(connection, boxes) if boxes else {}
        for text, key in loose.items():
            found[text] = publisher._free_loose(connection, key)
        return found

    def _take_free(self, key, free, missing):
        if not key.loose:
            return super()._take_free(key, free, missing)
        self.flush_recordset()
        count = min(self._count(free, key), missing)
        self._reserve_loose(free, count * key.units)
        self.loose_boxes += count
        return count

    def _count(self, free, key):
        """Whole boxes in what is free of loose stock."""
        if not key.loose:
            return super()._count(free, key)
        return int(sum(amount for _quant, amount in free) / key.units + 1e-6)

    def _reserve_loose(self, free, quantity):
        """Reserve so much of these quants, the oldest first.

        :param list free: of (``stock.quant`` record, free amount of it)
        """
        self._raise_move(quantity)
        vals_list = []
        for quant, amount in free:
            taken = min(amount, quantity)
            if taken > 0:
                vals = self._prepare_move_line_vals(quant)
                vals_list.append({**vals, "quantity": taken})
                quantity -= taken
        self.env["stock.move.line"].create(vals_list)

    def _loose_lines(self):
        """What is reserved of loose stock."""
        moves = self.move_id.filtered(lambda m: m.state not in ("done", "cancel"))
        return moves.move_line_ids.filtered(lambda ml: not ml.package_id)

    def _give_back_boxes(self, boxes):
        """Give back some boxes, those not packed yet first."""
        loose = min(boxes, self.loose_boxes)
        if loose:
            left = self.loose_boxes - loose
            self._unreserve_loose()
            self.loose_boxes = 0
            if left:
                self._take(self.connection_id, left)
        if boxes > loose:
            return super()._give_back_boxes(boxes - loose)
        return None

    def _unreserve_loose(self):
        for hold in self:
            lines = hold._loose_lines()
            move, freed = lines.move_id, sum(lines.mapped("quantity_product_uom"))
            lines.unlink()
            if move and not move.move_line_ids:
                move._action_cancel()
            elif move:
                move.product_uom_qty -= freed

    def _release(self):
        loose = self.filtered(lambda h: h.loose_boxes and h.state != "released")
        loose._lock()
        loose._unreserve_loose()
        loose.loose_boxes = 0
        return super()._release()

    def _hand_over(self):
        self.filtered("loose_boxes")._pack_loose()
        return super()._hand_over()

    def _pack_loose(self, most=None):
        """Put what is held loose into boxes: from here on they have codes.

        :param int most: this many boxes of each hold now; by default all
        """
        for hold in self:
            key = OfferKey.decode(hold.key)
            boxes = min(hold.loose_boxes, most or hold.loose_boxes)
            reserved = hold._free_loose_lines(boxes * key.units)
            packages = (
                self.env["stock.package"]
                .with_company(hold.company_id)
                .create(
                    [
                        {"package_type_id": key.package_type_id}
                        for _number in range(boxes)
                    ]
                )
            )
            hold._move_into(packages, reserved, key.units)
            packages.k2k_hold_id = hold
            hold.loose_boxes -= boxes
        self.invalidate_recordset(["package_ids", "boxes"])

    def _free_loose_lines(self, quantity):
        """Take so many units off what is reserved of loose stock.

        :return: list of (location, lot, units)
        """
        self.ensure_one()
        lines, freed, gone = self._loose_lines(), [], self.env["stock.move.line"]
        move = lines.move_id
        for line in lines:
            taken = min(line.quantity_product_uom, quantity)
            if taken < 1e-6:
                break
            freed.append((line.location_id, line.lot_id, taken))
            quantity -= taken
            if line.quantity_product_uom - taken < 1e-6:
                gone |= line
            else:
                # in the product's own unit, as it was made
                line.quantity -= taken
        gone.unlink()
        if move and not move.move_line_ids:
            move._action_cancel()
        elif move:
            move.product_uom_qty -= sum(units for _location, _lot, units in freed)
        return freed

    def _move_into(self, packages, reserved, units):
        """Fill the boxes one after the other from what had been reserved."""
        vals_list = []
        reserved = list(reserved)
        for package in packages:
            missing = units
            while missing > 1e-6 and reserved:
                location, lot, amount = reserved.pop(0)
                taken = min(missing, amount)
                vals_list.append((location, lot, taken, package))
                missing -= taken
                if amount - taken > 1e-6:
                    reserved.insert(0, (location, lot, amount - taken))
        moves = self.env["stock.move"].create(
            [
                self._prepare_packing_vals(location, lot, taken, package)
                for location, lot, taken, package in vals_list
            ]
        )
        moves._action_confirm(merge=False)
        moves.picked = True
        moves._action_done()

    def _prepare_packing_vals(self, location, lot, quantity, package):
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": location.id,
            "location_dest_id": location.id,
            "company_id": self.company_id.id,
            "origin": self.env._("Packed for K2K"),
            "move_line_ids": [
                fields.Command.create(
                    {
                        "product_id": self.product_id.id,
                        "product_uom_id": self.product_id.uom_id.id,
                        "quantity": quantity,
                        "location_id": location.id,
                        "location_dest_id": location.id,
                        "lot_id": lot.id,
                        "result_package_id": package.id,
                        "company_id": self.company_id.id,
                    }
                )
            ],
        }

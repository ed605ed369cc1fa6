# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import scan as scan_rules

SHIPPED = "shipped"
WRONG_CUSTOMER = "wrong_customer"
NOT_RECEIVED = "not_received"
NOT_ORDERED = "not_ordered"
# Deliveries that fit on a screen.
LIMIT = 200


class K2kBox(models.Model):
    """Outbound: a received box is scanned onto its customer's delivery."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def ship(self, code, picking_id=False, key=False):
        """Put the box whose label was scanned on its customer's delivery.

        The delivery is done as soon as all its boxes are on it. Scanning again changes
        nothing; a box that is another customer's is refused. Never raises on bad input.

        :param str code: as for :meth:`scan`
        :param picking_id: id of the delivery that is being loaded; without one the box
            goes on its own
        :param str key: as for :meth:`scan`
        :return: dict with

            * ``result``: ``shipped`` (on the delivery), ``already``,
              ``wrong_customer``, ``not_ordered`` (nobody waits for it here),
              ``not_received``, ``cancelled`` or ``unknown``
            * ``message``: a sentence for the clerk
            * ``detail``: as for :meth:`scan`
            * ``box``: see :meth:`_scan_values`, or False
            * ``picking``: see :meth:`_ship_values`, or False
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self._check_may_receive()
        return self.env["k2k.scan"]._once(
            key, code, lambda: self._ship_now(code, picking_id)
        )

    @api.model
    def _ship_now(self, code, picking_id):
        chosen = self._ship_picking(picking_id)
        box = self._ship_find(code)
        result, message, picking = box._ship_decide(chosen)
        if result == SHIPPED:
            box._lines_elsewhere().picked = True
            picking._k2k_done_if_complete()
        return {
            "result": result,
            "message": message,
            # whose box it is, and that it is on its delivery, is shown anyway
            "detail": "" if result == SHIPPED else message,
            "box": box._scan_values(),
            "picking": picking._k2k_ship_values(),
        }

    @api.model
    def _ship_picking(self, picking_id):
        """The chosen delivery, empty for anything that is none of this company's."""
        is_id = isinstance(picking_id, int) and not isinstance(picking_id, bool)
        if not is_id or not 0 < picking_id < 2**31:
            return self.env["stock.picking"]
        return self.env["stock.picking"].search(
            [
                ("id", "=", picking_id),
                ("company_id", "=", self.env.company.id),
                ("picking_type_id.code", "=", "outgoing"),
            ]
        )

    @api.model
    def _ship_find(self, code):
        """The box of a label, one that is in the house before all others."""
        codes = scan_rules.candidates(code)
        codes += self._gs1_codes(code)
        if not codes:
            return self.browse()
        boxes = self.search(
            [("company_id", "=", self.env.company.id), ("code", "in", codes)],
            order="id desc",
        )
        in_house = boxes.filtered(lambda box: box.state in ("received", "billed"))
        box = (in_house or boxes)[:1]
        if box:
            box._lock()
        return box

    def _ship_decide(self, chosen):
        """What a scan onto a delivery does.

        :return: result, message, the ``stock.picking`` it is about
        """
        if not self:
            text = self.env._("Unknown code. Set the box aside.")
            return scan_rules.UNKNOWN, text, chosen
        if self.state not in ("received", "billed"):
            return *self._ship_not_here(), chosen
        line = self._ship_line()
        picking = line.picking_id
        if self.package_id.location_id.usage == "customer" or line.picked:
            text = self.env._("It is on its delivery already.")
            return scan_rules.ALREADY, text, picking or chosen
        other = self._ship_other_customer(chosen)
        if other:
            text = self.env._(
                "Not for this delivery: the box is %(customer)s's.", customer=other
            )
            return WRONG_CUSTOMER, text, chosen
        if not line:
            text = self.env._("No delivery waits for this box. Leave it in the stock.")
            return NOT_ORDERED, text, chosen
        if picking.picking_type_id.code != "outgoing":
            text = self.env._("Pick it first: %(transfer)s", transfer=picking.name)
            return NOT_ORDERED, text, chosen
        if chosen and picking != chosen:
            text = self.env._(
                "It goes with another delivery of this customer: %(delivery)s",
                delivery=picking.name,
            )
            return WRONG_CUSTOMER, text, chosen
        text = self.env._(
            "On the delivery for %(customer)s",
            customer=picking.sudo().partner_id.display_name,
        )
        return SHIPPED, text, picking

    def _ship_not_here(self):
        if self.state == "cancelled":
            text = self.env._("The vendor has cancelled this box. Set it aside.")
            return scan_rules.CANCELLED, text
        text = self.env._("It has not been received yet: receive it first.")
        return NOT_RECEIVED, text

    def _ship_line(self):
        """The move line on which the box waits to leave, reserved now if need be."""
        line = self._lines_elsewhere()
        if not line and self.is_presold:
            # somebody freed its reservation: the box still is its customer's
            self._reserve_for_customers()
            line = self._lines_elsewhere()
        return line[:1]

    def _ship_other_customer(self, chosen):
        """The name of the customer whose box it is, if the delivery is another's."""
        if not chosen:
            return False
        # names of customers are told to whoever loads their boxes
        box, wanted = self.sudo(), chosen.sudo()
        owner = box.customer_id or box._lines_elsewhere().picking_id.partner_id
        if not owner:
            return False
        whom = (
            wanted.sale_id.partner_id or wanted.partner_id
        ).commercial_partner_id | wanted.partner_id.commercial_partner_id
        return False if owner.commercial_partner_id & whom else owner.display_name

    @api.model
    def ship_list(self):
        """The deliveries on which boxes of K2K can be loaded, the next truck first.

        :return: list of dicts, see :meth:`_k2k_ship_values`
        """
        self._check_may_receive()
        lines = self.env["stock.move.line"]._read_group(
            [
                ("company_id", "=", self.env.company.id),
                ("state", "in", ("assigned", "partially_available")),
                ("picking_type_id.code", "=", "outgoing"),
                ("move_id.sale_line_id.k2k_is_k2k", "=", True),
            ],
            ["picking_id"],
        )
        pickings = self.env["stock.picking"].union(*(row[0] for row in lines))
        ordered = pickings.sorted(lambda p: (p.date_deadline or p.scheduled_date, p.id))
        return [picking._k2k_ship_values() for picking in ordered[:LIMIT]]

    @api.model
    def ship_done(self, picking_id):
        """The truck leaves with what is on it; the rest follows on a back order.

        :return: dict as of :meth:`ship`'s ``picking``
        :raise UserError: no box is on the delivery
        """
        self._check_may_receive()
        picking = self._ship_picking(picking_id)
        picked = picking.move_line_ids.filtered("picked")
        if not picked:
            raise UserError(self.env._("No box is on this delivery yet."))
        if picking.state != "done":
            picking.with_context(cancel_backorder=False)._action_done()
        return picking._k2k_ship_values()


class StockPicking(models.Model):
    _inherit = "stock.picking"  # pylint: disable=consider-merging-classes-inherited

    def _k2k_done_if_complete(self):
        """Do a delivery whose every box is on it."""
        moves = self.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        waiting = moves.filtered(lambda m: m.state != "assigned")
        if not waiting and all(moves.move_line_ids.mapped("picked")):
            self._action_done()

    def _k2k_ship_values(self):
        """What the scan screen shows of a delivery; False for none.

        :return: dict: ``id``, ``name``, ``customer``, ``date`` (ISO text or False),
            ``pieces`` (boxes reserved for it), ``pieces_received`` (boxes on it),
            ``expected`` (boxes that have not arrived), ``done``
        """
        if not self:
            return False
        # the customer's name stands on the delivery
        delivery = self.sudo()
        lines = delivery.move_line_ids.filtered("package_id")
        moves = delivery.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        missing = sum(
            move.product_uom._compute_quantity(
                max(move.product_uom_qty - move.quantity, 0), move.packaging_uom_id
            )
            for move in moves
            if move.packaging_uom_id
        )
        day = delivery.date_deadline or delivery.scheduled_date
        return {
            "id": self.id,
            "name": self.name,
            "customer": delivery.partner_id.display_name or "",
            "date": fields.Date.to_string(
                fields.Datetime.context_timestamp(self, day).date()
            )
            if day
            else False,
            "pieces": len(lines.package_id),
            "pieces_received": len(lines.filtered("picked").package_id),
            "expected": int(missing),
            "done": self.state == "done",
        }

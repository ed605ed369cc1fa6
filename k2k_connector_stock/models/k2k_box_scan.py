# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import scan as scan_rules
from .k2k_box import MOMENT
from .k2k_box_scan_read import READ_OF_AWB, READ_OF_BOX

MAX_ID = 2**31 - 1


class K2kBox(models.Model):
    """Scanning: find the box of a code, and what the clerk is answered.

    What receiving a box means is in ``k2k_box_receive``.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def scan(self, code, awb_id=False, key=False, location_id=False):
        """Receive the box whose label was scanned.

        Scanning again changes nothing. Never raises on bad input, never tells of
        another company's box.

        :param str code: what the scanner read: a plain code, GS1 (00) SSCC, QR
        :param awb_id: id of the AWB that is being unpacked, if one was chosen; it
            tells in which warehouse the clerk is
        :param str key: the device's own name for this scan, if it has one: the same
            key gets the same answer, whatever happened in between
        :param location_id: id of the rack where the box is put; without one, and for
            what is no rack of the box's warehouse, it goes where Odoo puts it away
        :return: dict with

            * ``result``: ``received``, ``billed`` (received and booked for billing),
              ``already``, ``not_shipped``, ``cancelled``, ``other_location`` or
              ``unknown``; ``rack`` when the label of a rack was scanned
            * ``message``: a sentence for the clerk
            * ``detail``: what the message tells beside the box's product, customer and
              AWB, for screens that show these anyway; empty when it is nothing
            * ``box``: see :meth:`_scan_values`, or False
            * ``awb``: the box's AWB (without a box, the chosen one): ``id``, ``name``,
              ``pieces``, ``pieces_received``; or False
            * ``rack``: only of a rack: ``id`` and ``name``
        :raise AccessError: when the user does not work in the K2K warehouse
        """
        self._check_warehouse_user()
        return self.env["k2k.scan"]._once(
            key, code, lambda: self._scan_now(code, awb_id, location_id)
        )

    @api.model
    def _scan_now(self, code, awb_id, location_id):
        chosen = self._scan_awb(awb_id)
        codes = scan_rules.candidates(code)
        box = self._scan_find(codes)
        if not box and (others := self._gs1_codes(code)):
            codes += tuple(other for other in others if other not in codes)
            box = self._scan_find(codes)
        if not box and (inside := self._scan_container(codes)):
            return inside._with_rack(location_id)._scan_all(chosen)
        if not box and (rack := self._scan_rack(codes, chosen)):
            return self._answer_of_rack(rack, chosen)
        return box._with_rack(location_id)._scan_one(codes, chosen)

    def _scan_one(self, codes, chosen):
        """Decide about one box, or none, and do it; :return: the answer."""
        box = self.with_context(**{MOMENT: "scan"})
        result = scan_rules.decide(box._scan_facts(codes, chosen))
        if result in (scan_rules.RECEIVED, scan_rules.BILLED):
            box._receive()
        elif result != scan_rules.ALREADY:
            self.env["k2k.box.exception"]._note(result, codes, box, chosen)
        awb = box.awb_id or chosen
        return {
            "result": result,
            "message": box._scan_message(result, chosen),
            "detail": box._scan_detail(result),
            "box": box._scan_values(),
            "awb": awb._progress_values(),
        }

    @api.model
    def _scan_awb(self, awb_id):
        """The chosen AWB, empty for anything that is none of this company's."""
        is_id = isinstance(awb_id, int) and not isinstance(awb_id, bool)
        if not is_id or not 0 < awb_id <= MAX_ID:
            return self.env["k2k.awb"]
        return self.env["k2k.awb"].search_fetch(
            [("id", "=", awb_id), ("company_id", "=", self.env.company.id)],
            READ_OF_AWB,
            order="id",
        )

    @api.model
    def _scan_find(self, codes):
        """The box that a scan is about, locked if it is to be received.

        Of several trips of one code the one that is on its way counts, else the
        latest.
        """
        if not codes:
            return self.browse()
        boxes = self.search_fetch(
            [("company_id", "=", self.env.company.id), ("code", "in", codes)],
            READ_OF_BOX,
            order="id desc",
        )
        box = min(
            boxes,
            key=lambda box: (box.state != "staged", codes.index(box.code), -box.id),
            default=self.browse(),
        )
        if box.state in ("staged", "missing"):
            box._lock()
        return box

    def _scan_facts(self, codes, chosen):
        if not self:
            announced = self.env["k2k.announced.box"]._is_announced(codes)
            return scan_rules.Facts(announced=announced)
        here = not chosen or chosen.warehouse_id == self.awb_id.warehouse_id
        is_expected = self.state in ("staged", "missing")
        # Settings and what customers owe decide, whoever scans: hence sudo.
        bill = is_expected and self.sudo()._read_narrowly()._will_be_billed()
        return scan_rules.Facts(state=self.state, here=here, bill=bill)

    def _scan_message(self, result, chosen):
        """The sentence for the clerk."""
        messages = {
            scan_rules.RECEIVED: self.env._("Received: %(product)s"),
            scan_rules.BILLED: self.env._("Received for %(customer)s: %(product)s"),
            scan_rules.ALREADY: self.env._(
                "Received already on %(when)s by %(who)s: %(product)s"
            ),
            scan_rules.NOT_SHIPPED: self.env._(
                "The vendor has not shipped this box yet. Set it aside."
            ),
            scan_rules.CANCELLED: self.env._(
                "The vendor has cancelled this box. Set it aside."
            ),
            scan_rules.OTHER_LOCATION: self.env._(
                "This box is for %(warehouse)s. Send it on, or set it aside."
            ),
            scan_rules.UNKNOWN: self.env._("Unknown code. Set the box aside."),
        }
        text = messages[result] % self._scan_words()
        if result == scan_rules.ALREADY and self.is_via_grower:
            return self.env._(
                "The vendor ships this box straight to %(customer)s: it should not be "
                "here. Set it aside.",
                customer=self._scan_words()["customer"],
            )
        if result == scan_rules.RECEIVED and self._scan_note():
            text += f". {self._scan_note()}"
        elsewhere = result == scan_rules.OTHER_LOCATION  # the warehouse says it all
        if self and chosen and self.awb_id != chosen and not elsewhere:
            text += self.env._(" (AWB %(awb)s)", awb=self.awb_id.name)
        return text

    def _scan_detail(self, result):
        """The message without what the screen shows of the box anyway."""
        if result in (scan_rules.RECEIVED, scan_rules.BILLED):
            return self._scan_note()
        if result == scan_rules.ALREADY and not self.is_via_grower:
            return self.env._("On %(when)s by %(who)s", **self._scan_words())
        if result == scan_rules.UNKNOWN:
            return self.env._("Set the box aside.")
        return self._scan_message(result, self.awb_id)

    def _scan_note(self):
        """Why the box is not billed, where the clerk might expect it to be."""
        return self.note if self.note and self._bills_by_itself() else ""

    def _bills_by_itself(self):
        # Settings of connections and customers are none of a clerk's business.
        return self.sudo()._billing_mode() != "off"

    def _scan_words(self):
        if not self:
            return {}
        moment = fields.Datetime.context_timestamp(
            self, self.received_at or fields.Datetime.now()
        )
        return {
            "product": self.product_id.display_name,
            # The names of the customer and the clerk stand on the box; to read them
            # here takes no right on partners or users.
            "customer": self.sudo().customer_id.display_name or "",
            "who": self._clerk_name(),
            "when": f"{moment:%Y-%m-%d %H:%M}",
            "warehouse": self.awb_id.warehouse_id.display_name or "",
        }

    def _scan_values(self):
        """What the scan screen shows of the box; False for none."""
        if not self:
            return False
        self.ensure_one()
        words = self._scan_words()
        units = {unit: unit.name for unit in self.product_uom_id | self.uom_id}
        return {
            "id": self.id,
            "code": self.code,
            "state": self.state,
            "product": words["product"],
            "quantity": self.quantity,
            "uom": units[self.product_uom_id],
            "pack": units.get(self.uom_id, ""),
            "box_type": self.package_type_id.k2k_code or "",
            "lot": self.lot_ref or "",
            "location": self.package_id.location_id.name or "",
            "warehouse": words["warehouse"],
            "presold": self.is_presold,
            "customer": words["customer"],
            "prebook": self.sudo().prebook_id.name or "",
            "truck_date": fields.Date.to_string(self.truck_date) or False,
            "received_at": fields.Datetime.to_string(self.received_at) or False,
            "received_by": words["who"],
            "to_bill": self.to_bill,
            "note": self.note or "",
        }

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, models

from ..tools import scan as scan_rules
from .stock_move import RACK


class K2kBox(models.Model):
    """Racks: whoever scans the label of one puts the boxes that follow there."""

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _scan_rack(self, codes, chosen):
        """The rack whose label was scanned or typed: its barcode or else its name.

        A rack is a location below the stock of one of this company's warehouses; of
        the chosen AWB's warehouse if one was chosen.
        """
        # in any case, hence ilike: no wildcards
        if not codes or set(codes[0]) & set("%_\\"):
            return self.env["stock.location"]
        racks = self.env["stock.location"].search(
            [
                ("usage", "=", "internal"),
                ("company_id", "=", self.env.company.id),
                "|",
                ("barcode", "=ilike", codes[0]),
                ("name", "=ilike", codes[0]),
            ],
            order="id",
        )
        here = chosen.warehouse_id
        racks = racks.filtered(
            lambda rack: self._is_rack_of(rack, here or rack.warehouse_id)
        )
        by_barcode = racks.filtered(
            lambda rack: scan_rules.code_of(rack.barcode) == codes[0]
        )
        return (by_barcode or racks)[:1]

    @api.model
    def _is_rack_of(self, location, warehouse):
        stock = warehouse.lot_stock_id
        if not location or not stock or location == stock:
            return False
        return location._child_of(stock)

    def _answer_of_rack(self, rack, chosen):
        """The answer to the label of a rack: what is scanned next goes there."""
        return {
            "result": scan_rules.RACK,
            "message": self.env._("The next boxes go to %(rack)s.", rack=rack.name),
            "box": False,
            "awb": chosen._progress_values(),
            "rack": {"id": rack.id, "name": rack.name},
        }

    def _with_rack(self, location_id):
        """These boxes, to be received onto that rack if it is one of theirs."""
        is_id = isinstance(location_id, int) and not isinstance(location_id, bool)
        if not self or not is_id or not 0 < location_id < 2**31:
            return self
        rack = self.env["stock.location"].search(
            [("id", "=", location_id), ("company_id", "=", self.env.company.id)]
        )
        warehouse = self.awb_id.warehouse_id
        if len(warehouse) != 1 or not self._is_rack_of(rack, warehouse):
            return self
        return self.with_context(**{RACK: rack.id})

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import scan as scan_rules
from .stock_quant import PACKAGE_SCOPE


class K2kBox(models.Model):
    """Staging: from the vendor's shipment to boxes in the staging area.

    Boxes with their packages and lots, and the planned and reserved move of each box
    from the staging area to the stock.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _stage(self, awb, order, lines, shipped):
        """Receive the purchase order into the staging area, box by box.

        :param awb: the ``k2k.awb`` the boxes fly on
        :param order: the ``purchase.order``
        :param dict lines: its lines by ``line_ref``
        :param list shipped: ``ShipmentBox`` instances
        :return: the new boxes, each with its planned and reserved move
        """
        packages = self._create_packages(awb, shipped)
        lots = self._find_or_create_lots(awb, lines, shipped)
        line_vals = {ref: self._prepare_from_line(lines[ref]) for ref in lines}
        # Boxes are made by shipments, nobody has the right to type them.
        boxes = self.sudo().create(
            [
                {
                    **line_vals[box.line_ref],
                    **self._prepare_from_shipment(awb, box, package, lot),
                }
                for box, package, lot in zip(shipped, packages, lots, strict=True)
            ]
        )
        boxes = boxes.sudo(False)
        if order._k2k_is_via_grower():
            boxes._deliver_from_grower(order)
        else:
            boxes._estimate_costs()
            order._k2k_receive_into_staging(boxes)
            boxes.with_context(**{PACKAGE_SCOPE: packages.ids})._plan_moves()
        self.env["k2k.announced.box"]._forget(boxes.purchase_line_id)
        return boxes

    @api.model
    def _create_packages(self, awb, shipped):
        """Our own package records, bearing the vendor's codes."""
        types = self._box_types(awb.company_id, shipped)
        vendor = awb.connection_id.partner_id.commercial_partner_id
        return self.env["stock.package"].create(
            [
                {
                    "name": box.code.strip(),
                    "package_type_id": types.get(box.box_type),
                    "k2k_company_id": awb.company_id.id,
                    "k2k_origin_partner_id": vendor.id,
                }
                for box in shipped
            ]
        )

    @api.model
    def _box_types(self, company, shipped):
        """Our box type of each of the vendor's codes; unknown ones are left out."""
        codes = {box.box_type for box in shipped if box.box_type}
        types = self.env["stock.package.type"].search(
            [
                ("k2k_code", "in", list(codes)),
                ("company_id", "in", [company.id, False]),
            ],
            order="company_id, sequence, id",
        )
        return {code: found[0].id for code, found in types.grouped("k2k_code").items()}

    @api.model
    def _find_or_create_lots(self, awb, lines, shipped):
        """The lot of each box, in their order; empty where the product has none."""
        Lot = self.env["stock.lot"]
        wanted = [
            (lines[box.line_ref].product_id, (box.lot or box.code).strip())
            for box in shipped
        ]
        tracked = {pair for pair in wanted if pair[0].tracking != "none"}
        found = {}
        for lot in Lot.search(
            [
                ("product_id", "in", [product.id for product, _name in tracked]),
                ("name", "in", [name for _product, name in tracked]),
                ("company_id", "in", [awb.company_id.id, False]),
            ]
        ):
            found[lot.product_id, lot.name] = lot
        missing = sorted(tracked - found.keys(), key=lambda pair: (pair[0].id, pair[1]))
        created = Lot.create(
            [
                {
                    "name": name,
                    "product_id": product.id,
                    "company_id": awb.company_id.id,
                }
                for product, name in missing
            ]
        )
        found.update(zip(missing, created, strict=True))
        return [found.get(pair, Lot) for pair in wanted]

    @api.model
    def _prepare_from_line(self, line):
        """What all boxes of a purchase line have in common."""
        unit_cost, landed_cost = line._k2k_unit_costs()
        # marks stand on the customer's order, which clerks need not read
        customer_order = line.sudo().k2k_prebook_line_ids[:1].sale_line_id.order_id
        return {
            "mark": customer_order.client_order_ref,
            "vendor_ref": line.order_id.partner_ref,
            "purchase_line_id": line.id,
            "prebook_line_id": line.k2k_prebook_line_ids[:1].id,
            "product_id": line.product_id.id,
            "uom_id": line.product_uom_id.id,
            "unit_cost": unit_cost,
            "landed_cost": landed_cost,
        }

    @api.model
    def _prepare_from_shipment(self, awb, box, package, lot):
        return {
            "company_id": awb.company_id.id,
            "connection_id": awb.connection_id.id,
            "code": scan_rules.code_of(box.code),
            "package_id": package.id,
            "package_type_id": package.package_type_id.id,
            "awb_id": awb.id,
            "quantity": box.quantity,
            "lot_ref": box.lot or False,
            "lot_id": lot.id,
        }

    def _plan_moves(self):
        """One planned and reserved move for each box, from staging to stock.

        Without a transfer: it tells the forecast that the box is coming, and keeps it
        from being moved by anything else.
        """
        moves = self.env["stock.move"].create(
            [box._prepare_planned_move() for box in self]
        )
        # A clerk may cause a move to be planned again, not write on boxes.
        for box, move in zip(self.sudo(), moves, strict=True):
            box.move_id = move
        moves._action_confirm(merge=False)
        self._reserve_on(moves)

    def _prepare_planned_move(self):
        warehouse = self._receiving_warehouse()
        staging = self.awb_id.warehouse_id.k2k_staging_location_id
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": self.quantity,
            "location_id": staging.id,
            "location_dest_id": warehouse.lot_stock_id.id,
            "company_id": self.company_id.id,
            "warehouse_id": warehouse.id,
            "date": self.arrival_date or fields.Datetime.now(),
            "origin": f"{self.awb_id.name} {self.code}",
            "k2k_box_id": self.id,
        }

    def _reserve_on(self, moves):
        """Reserve these boxes on as many moves, one line each."""
        quants = self.env["stock.quant"]._get_quants_by_products_locations(
            moves.product_id, moves.location_id
        )
        lines = (
            self.env["stock.move.line"]
            .with_context(quants_cache=quants)
            .create(
                [
                    box._prepare_move_line(move, move.location_id)
                    for box, move in zip(self, moves, strict=True)
                ]
            )
        )
        putaway = moves.location_dest_id.filtered(
            lambda location: location.putaway_rule_ids or location.storage_category_id
        )
        lines.filtered(
            lambda line: line.location_dest_id in putaway
        )._apply_putaway_strategy()

    def _prepare_move_line(self, move, location, package=True):
        """Values of the line that moves this whole box from a location.

        :param bool package: False when the box comes from a vendor, unpacked
        """
        return {
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": self.product_id.id,
            "product_uom_id": self.product_id.uom_id.id,
            "quantity": self.quantity,
            "location_id": location.id,
            "location_dest_id": move.location_dest_id.id,
            "lot_id": self.lot_id.id,
            "package_id": self.package_id.id if package else False,
            "result_package_id": self.package_id.id,
            "is_entire_pack": package,
            # core takes what is reserved on a delivery that is being loaded for loaded
            "picked": False,
            "company_id": self.company_id.id,
        }

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models

from ..tools import scan as scan_rules
from .stock_quant import PACKAGE_SCOPE


class K2kBox(models.Model):
    """Boxes of vendors outside K2K: one staging area serves the whole warehouse.

    Whom they are for, and which order of ours has ordered them: ``k2k_box_for_order``.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    _by_hand_unique = models.UniqueIndex(
        "(company_id, code) WHERE state = 'staged' AND connection_id IS NULL",
        "A box of this code is on its way already.",
    )

    def action_add_by_hand(self):
        """Type boxes of a vendor outside K2K, or read them from a file."""
        self._check_warehouse_user()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add boxes"),
            "res_model": "k2k.box.add",
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    @api.model
    def _stage_by_hand(self, awb, vals_list):
        """Put boxes into the staging area that no order of K2K has ordered.

        They are ours and valued at what was typed, with a planned move each, as those
        of connected vendors.

        :param awb: the open ``k2k.awb`` they fly on
        :param list vals_list: values of the boxes, ``code`` may be empty
        :return: the new boxes
        """
        self._check_warehouse_user()
        packages = self._create_packages_by_hand(awb, vals_list)
        # boxes are nobody's to type; the right to add them was checked
        boxes = self.sudo().create(
            [
                {
                    **vals,
                    "package_id": package.id,
                    "code": scan_rules.code_of(package.name),
                    "lot_id": self._lot_by_hand(awb, vals, package).id,
                }
                for vals, package in zip(vals_list, packages, strict=True)
            ]
        )
        boxes = boxes.sudo(False).with_context(**{PACKAGE_SCOPE: packages.ids})
        boxes.filtered("purchase_line_id")._take_off_receipts()
        boxes._receive_by_hand(awb)
        boxes._plan_moves()
        return boxes.with_env(self.env)

    @api.model
    def _create_packages_by_hand(self, awb, vals_list):
        """Those without a code get the next one of the company's own."""
        return self.env["stock.package"].create(
            [
                {
                    **({"name": vals["code"]} if vals["code"] else {}),
                    "package_type_id": vals["package_type_id"],
                    "k2k_company_id": awb.company_id.id,
                    "k2k_origin_partner_id": awb.partner_id.commercial_partner_id.id,
                }
                for vals in vals_list
            ]
        )

    @api.model
    def _lot_by_hand(self, awb, vals, package):
        """The box's lot, made now where the product asks for one."""
        Lot = self.env["stock.lot"]
        product = self.env["product.product"].browse(vals["product_id"])
        if product.tracking == "none":
            return Lot
        lot_vals = {
            "name": vals["lot_ref"] or package.name,
            "product_id": product.id,
            "company_id": awb.company_id.id,
        }
        found = Lot.search(
            [(name, "=", val) for name, val in lot_vals.items()], limit=1
        )
        return found or Lot.create(lot_vals)

    def _receive_by_hand(self, awb):
        """One receipt from the vendor into the staging area for all these boxes."""
        warehouse = awb.warehouse_id
        vendors = self.env.ref("stock.stock_location_suppliers")
        common = {
            "location_id": vendors.id,
            "location_dest_id": warehouse._k2k_get_staging_location().id,
            "company_id": awb.company_id.id,
            "picking_type_id": warehouse.in_type_id.id,
            "partner_id": awb.partner_id.id,
            "origin": awb.name,
        }
        # core writes the transfer's name into the values it is given
        picking = self.env["stock.picking"].create(dict(common))
        for (product, unit_cost, order_line), own in self.grouped(
            lambda box: (box.product_id, box.unit_cost, box.purchase_line_id)
        ).items():
            move = self.env["stock.move"].create(
                {
                    **common,
                    "picking_id": picking.id,
                    "product_id": product.id,
                    "product_uom": product.uom_id.id,
                    "product_uom_qty": sum(own.mapped("quantity")),
                    "price_unit": unit_cost,
                    "purchase_line_id": order_line.id,
                    # where there is an order, it says what they cost
                    "k2k_unit_cost": 0.0 if order_line else unit_cost,
                }
            )
            move._action_confirm(merge=False)
            move.move_line_ids.unlink()
            self.env["stock.move.line"].create(
                [
                    {
                        **box._prepare_move_line(move, vendors, package=False),
                        "picked": True,
                    }
                    for box in own
                ]
            )
            own.sudo().receipt_move_id = move
        picking._action_done()


class StockMove(models.Model):
    _inherit = "stock.move"  # pylint: disable=consider-merging-classes-inherited

    k2k_unit_cost = fields.Float(
        string="K2K unit cost",
        digits=(16, 5),
        readonly=True,
        copy=False,
        help="What was typed when boxes were added by hand, per the product's own "
        "unit: no order says what they cost.",
    )

    def _get_value_from_quotation(self, quantity, at_date=None):
        """Boxes that nobody ordered cost what was typed."""
        res = super()._get_value_from_quotation(quantity, at_date)
        cost = self.k2k_unit_cost
        if res["quantity"] or not cost:
            return res
        return {
            "value": cost * quantity,
            "quantity": quantity,
            "description": self.env._("As typed when the boxes were added by hand"),
        }

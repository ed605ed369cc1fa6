# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import defaultdict
from datetime import date

from odoo import fields, models

from ..tools import distribution, plans
from ..tools.distribution import Share
from ..tools.layout import REPRINT_TEXT
from .k2k_label_mixin import joined


class K2kBox(models.Model):
    """Distribution label: who gets how much of a box that is sold by units.

    What Odoo has reserved in a box is its customer's. What is left of boxes that were
    not sold as such goes, as Odoo will reserve it, to the orders that wait for the
    product, the most urgent first; they may be on their way still.
    """

    _inherit = "k2k.box"  # pylint: disable=consider-merging-classes-inherited

    def action_print_distribution_labels(self):
        """Print the distribution labels of those boxes that need one; say how many."""
        return self._k2k_print_action("distribution")

    def _k2k_only_shared(self):
        """Return those of the boxes that somebody must divide, in printing order."""
        # Told to everybody who handles the box, whose orders nobody need open.
        found = self.sudo()._k2k_box_shares()
        shared = self.filtered(
            lambda box: distribution.needs_label(*found.get(box.id, ((), 0.0)))
        )
        return shared.sorted(
            lambda box: (
                found[box.id][0][0].truck or date.max,
                box.product_id.display_name,
                box.code,
            )
        )

    def _k2k_distribution_words(self):
        """Return the words of the labels, as :meth:`_k2k_label_words` does."""
        found = self._k2k_box_shares()
        lot = self.env._("Lot %(lot)s")
        entries = []
        for box in self.with_context(display_default_code=False):
            shares, units = found.get(box.id, ([], 0.0))
            lot_name = box.lot_ref or box.lot_id.name
            entries.append(
                {
                    "code": box.code,
                    "product": box.product_id.display_name,
                    "pack": joined(
                        self._k2k_label_pack(
                            box.uom_id, units, box.product_uom_id, box.package_type_id
                        ),
                        lot_name and lot % {"lot": lot_name},
                    ),
                    "split": self.env._("UNITS"),
                    "reprint": box._k2k_printed("distribution") and REPRINT_TEXT,
                    **self._k2k_label_awb(box.awb_id.name),
                    **self._k2k_share_words(shares, units),
                }
            )
        return entries

    def _k2k_share_words(self, shares, units):
        """Return the words of the rows: truck date, who, and how many units."""
        rows = [
            (
                self._k2k_label_date(share.truck),
                joined(share.seller, share.customer),
                share.units,
            )
            for share in shares
        ]
        left = distribution.open_market(shares, units)
        rest = [("", self.env._("Open market"), left)] if left else []
        room = plans.DISTRIBUTION_ROWS - len(rest)
        if len(rows) > room:
            more = rows[room - 1 :]
            text = self.env._("%(number)s more, see the orders", number=len(more))
            rows = [*rows[: room - 1], ("", text, sum(row[2] for row in more))]
        words = {}
        for number, (day, who, amount) in enumerate(rows + rest):
            words[f"date_{number}"] = day
            words[f"who_{number}"] = who
            words[f"units_{number}"] = f"{amount:.2f}".rstrip("0").rstrip(".")
        return words

    # ------------------------------------------------------------------
    # Who gets how much
    # ------------------------------------------------------------------
    def _k2k_box_shares(self):
        """Return ``{box id: ([Share, earliest truck first], units in the box)}``.

        Cancelled and missing boxes are left out, there is nothing to divide.
        """
        boxes = self.filtered(lambda box: box.state not in ("cancelled", "missing"))
        units = boxes._k2k_units_left()
        shares = boxes._k2k_reserved_shares()
        for box in boxes.filtered(lambda box: box.state == "staged" and box.prebook_id):
            shares[box.id].append(box._k2k_prebook_share())
        for box_id, members in boxes._k2k_waiting_shares().items():
            shares[box_id] += members
        return {
            box.id: (
                distribution.by_truck(shares[box.id]),
                units.get(box.package_id.id, 0.0),
            )
            for box in boxes
        }

    def _k2k_units_left(self):
        """Return ``{package id: units in it}``."""
        rows = self.env["stock.quant"]._read_group(
            [("package_id", "in", self.package_id.ids), ("quantity", ">", 0)],
            ["package_id"],
            ["quantity:sum"],
        )
        return {package.id: units for package, units in rows}

    def _k2k_reserved_shares(self):
        """Return ``{box id: [Share]}`` of what is reserved for customers."""
        rows = self.env["stock.move.line"]._read_group(
            [
                ("package_id", "in", self.package_id.ids),
                ("state", "not in", ("done", "cancel", "draft")),
                ("move_id.sale_line_id", "!=", False),
            ],
            ["package_id", "move_id"],
            ["quantity_product_uom:sum"],
        )
        by_package = {box.package_id: box for box in self}
        shares = defaultdict(list)
        for package, move, units in rows:
            box = by_package[package]
            shares[box.id].append(box._k2k_share(move, units))
        return shares

    def _k2k_waiting_shares(self):
        """Return ``{box id: [Share]}`` of orders that wait for what nobody has.

        All boxes of the same product are filled, those in stock first, so that a label
        says the same whether it is printed alone or with the others.
        """
        shares = defaultdict(list)
        own = self.filtered(lambda box: not box.prebook_id)
        demands = own and self._k2k_waiting_demands(own.product_id, own.warehouse_id)
        if not demands:
            return shares
        everything = self.search(
            [
                ("product_id", "in", [product.id for product, _wh in demands]),
                ("warehouse_id", "in", own.warehouse_id.ids),
                ("state", "in", ("staged", "received")),
                ("prebook_id", "=", False),
                ("package_id.location_id.usage", "in", ("internal", "transit")),
            ],
            order="received_at, arrival_date, code, id",
        )
        free = everything._k2k_free_units()
        groups = everything.grouped(lambda box: (box.product_id, box.warehouse_id))
        for key, boxes in groups.items():
            filled = distribution.spread(
                [(box, free[box.id]) for box in boxes], demands.get(key, [])
            )
            for box, parts in filled.items():
                for move, units in parts:
                    shares[box.id].append(box._k2k_share(move, units))
        return shares

    def _k2k_free_units(self):
        """Return ``{box id: units}`` that no customer's order has reserved."""
        units = self._k2k_units_left()
        reserved = self._k2k_reserved_shares()
        return {
            box.id: distribution.open_market(
                reserved[box.id], units.get(box.package_id.id, 0.0)
            )
            for box in self
        }

    def _k2k_waiting_demands(self, products, warehouses):
        """Return ``{(product, warehouse): [(move, units)]}``, most urgent first.

        Moves of customers' orders that are not reserved yet, in the order in which
        Odoo reserves them. A K2K line waits for its own boxes only.
        """
        moves = self.env["stock.move"].search(
            [
                ("product_id", "in", products.ids),
                ("state", "in", ("confirmed", "partially_available")),
                ("sale_line_id", "!=", False),
                ("sale_line_id.k2k_offer_id", "=", False),
                ("location_id", "child_of", warehouses.lot_stock_id.ids),
            ],
            order="priority desc, date, id",
        )
        demands = defaultdict(list)
        for move in moves:
            reserved = move.product_uom._compute_quantity(
                move.quantity, move.product_id.uom_id, round=False
            )
            key = (move.product_id, move.location_id.warehouse_id)
            demands[key].append((move, move.product_qty - reserved))
        return demands

    def _k2k_share(self, move, units):
        """Return a customer's part of this box.

        :param move: the ``stock.move`` of the customer's order
        :param float units: how much it takes, in the product's own unit
        """
        line = move.sale_line_id
        order = line.order_id
        day = order.commitment_date or move.date
        pack = line.product_uom_id._compute_quantity(
            1.0, line.product_id.uom_id, round=False
        )
        return Share(
            units,
            line.k2k_truck_date or fields.Datetime.context_timestamp(self, day).date(),
            order.user_id.name or "",
            order.partner_id.display_name,
            bool(line.k2k_offer_id) or pack + distribution.TINY >= self.quantity,
        )

    def _k2k_prebook_share(self):
        """Return the part of the customer who ordered this box: the whole of it."""
        order = self.prebook_line_id.sale_line_id.order_id
        return Share(
            self.quantity,
            self.truck_date,
            order.user_id.name or "",
            self.customer_id.display_name,
            True,
        )

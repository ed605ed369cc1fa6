# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from collections import defaultdict

from psycopg2.errors import SerializationFailure

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.offer_key import OfferKey

# What is asked of the stock in a box when it is reserved, read in one query.
QUANT = (
    "product_id",
    "location_id",
    "lot_id",
    "package_id",
    "owner_id",
    "company_id",
    "quantity",
    "reserved_quantity",
    "in_date",
)


class K2kHold(models.Model):
    """Boxes on the vendor's shelves that are somebody's.

    ``stock.package.k2k_hold_id`` is the row that decides who has a box. The stock
    move, reserved on exactly these boxes, tells the rest of Odoo: free quantity and
    forecast are true for everybody.
    """

    _name = "k2k.hold"
    _description = "K2K hold"
    _order = "id desc"
    _rec_name = "peer_ref"
    _check_company_auto = True

    connection_id = fields.Many2one(
        "k2k.connection",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    partner_id = fields.Many2one(
        related="connection_id.partner_id", string="Buyer", store=True, precompute=True
    )
    peer_ref = fields.Char(string="Buyer's reference", required=True)
    key = fields.Char(required=True)
    product_id = fields.Many2one("product.product", required=True, check_company=True)
    boxes = fields.Integer(string="Number of boxes", compute="_compute_boxes")
    package_ids = fields.One2many(
        "stock.package", "k2k_hold_id", string="Boxes", readonly=True
    )
    move_id = fields.Many2one("stock.move", readonly=True, check_company=True)
    sale_line_id = fields.Many2one(
        "sale.order.line", index="btree_not_null", readonly=True, check_company=True
    )
    expires_at = fields.Datetime(index=True, help="Empty: until ordered or released.")
    state = fields.Selection(
        [("held", "Held"), ("ordered", "Ordered"), ("released", "Released")],
        default="held",
        required=True,
        index=True,
    )

    _peer_ref_unique = models.Constraint(
        "unique(connection_id, peer_ref)", "These boxes are held already."
    )

    @api.depends("package_ids")
    def _compute_boxes(self):
        for hold in self:
            hold.boxes = len(hold.package_ids)

    @api.depends("partner_id", "package_ids")
    def _compute_display_name(self):
        for hold in self:
            hold.display_name = self.env._(
                "%(buyer)s, %(boxes)s boxes",
                buyer=hold.partner_id.display_name or "",
                boxes=hold.boxes,
            )

    @api.model
    def _live_domain(self):
        """Holds that count: an expired one counts for nothing, tidied up or not."""
        now = fields.Datetime.now()
        return Domain("state", "=", "ordered") | (
            Domain("state", "=", "held")
            & (Domain("expires_at", "=", False) | Domain("expires_at", ">", now))
        )

    def _is_live(self):
        self.ensure_one()
        return bool(self.filtered_domain(self._live_domain()))

    # ------------------------------------------------------------------
    # What the buyer sends
    # ------------------------------------------------------------------
    @api.model
    def _receive_hold(self, connection, message):
        """Hold, lower or raise; the number asked for is the number in all."""
        keys = {text: self._read_key(text) for text in (message.key, *message.instead)}
        hold = self.search(
            [
                ("connection_id", "=", connection.id),
                ("peer_ref", "=", message.peer_ref),
            ]
        )
        hold._lock()
        if hold.state == "ordered":
            raise UserError(self.env._("These boxes have been ordered already."))
        if hold and (hold.key not in keys or not hold._is_live()):
            hold._release()
        boxes = hold.boxes
        if boxes:
            keys = {hold.key: keys[hold.key]}
        wanted = max(message.boxes, 0)
        if wanted > boxes:
            self._check_may_hold(connection)
            missing = wanted - boxes
            found = self._find_any(connection, keys, missing)
            if not found and not hold:
                # Nothing has been written that an exception would have to take back,
                # and with it all that has been read.
                return {"ok": False, "error": self._too_few_text(0)}
            hold, taken = hold._take_more(connection, keys, found, missing, message)
            boxes += taken
        elif wanted < boxes:
            hold._give_back_boxes(boxes - wanted)
            boxes = hold.boxes
        earliest = self.env["k2k.publisher"]._ship_date(connection)
        return {
            "boxes": boxes,
            "key": hold.key or message.key,
            "expires_at": hold._expiry_text(),
            "ship_date": fields.Date.to_string(earliest) or "",
        }

    def _read_key(self, text):
        try:
            return OfferKey.decode(text)
        except ValueError as error:
            raise UserError(self.env._("There is no such offer.")) from error

    def _check_may_hold(self, connection):
        if connection.state != "active" or connection.role != "vendor":
            raise UserError(
                self.env._("The supplier does not take orders at the moment.")
            )

    @api.model
    def _receive_release(self, connection, message):
        holds = self.search(
            [
                ("connection_id", "=", connection.id),
                ("peer_ref", "in", message.peer_refs),
                ("state", "=", "held"),
            ]
        )
        holds._release()
        return {"released": len(holds)}

    # ------------------------------------------------------------------
    # Taking boxes
    # ------------------------------------------------------------------
    @api.model
    def _find_any(self, connection, keys, missing):
        """What nobody has; expired holds on the same products are tidied up where that
        is less than ``missing`` boxes of the first key of which there is something.

        :param dict keys: from the text of a key to the key
        :return: dict in the order of ``keys``, from the text of a key to what
            :meth:`_find_free` has found of it; only those of which there is something
        """
        found = self._find_some(connection, keys)
        first = next(iter(found), None)
        boxes = self._count(found[first], keys[first]) if found else 0
        if boxes < missing and self._release_expired_of(connection, keys.values()):
            found = self._find_some(connection, keys)
        return found

    def _find_some(self, connection, keys):
        found = self._find_free(connection, keys)
        return {
            text: found[text]
            for text, key in keys.items()
            if self._count(found[text], key)
        }

    @api.model
    def _find_free(self, connection, keys):
        """What nobody has of these keys.

        :return: dict from the text of a key to a list of ids of packages, in random
            order
        """
        return self.env["k2k.publisher"]._free_box_ids(connection, keys)

    def _count(self, free, _key):
        """How many boxes are in what is free of a key."""
        return len(free)

    def _take_more(self, connection, keys, found, missing, message):
        """Take ``missing`` more boxes, or fewer where they are welcome.

        The box rows come before any other row that exists already: who gets a box is
        decided there and nowhere else. Too few: the refusal rolls the savepoint of the
        message back, and with it the boxes taken so far.

        :return: the hold (made when there was none), and how many were taken
        """
        # the clock starts with the first box; adding does not extend it
        expires_at = self.expires_at or self._expiry(
            connection, message.expires_at, message.ship_date
        )
        hold = self
        if not hold:
            text = next(iter(found))
            hold = self.create(
                {
                    "connection_id": connection.id,
                    "company_id": connection.company_id.id,
                    "peer_ref": message.peer_ref,
                    "key": text,
                    "product_id": keys[text].product_id,
                    "expires_at": expires_at,
                }
            )
        taken = hold._take_found(keys, found, missing)
        hold._check_taken(taken, missing, message.partial)
        if self:
            hold.write({"state": "held", "expires_at": expires_at})
        return hold, taken

    def _take(self, connection, missing):
        """Take and reserve ``missing`` more boxes of the hold's own key.

        :raise UserError: there are too few
        """
        keys = {self.key: self._read_key(self.key)}
        found = self._find_any(connection, keys, missing)
        self._check_taken(self._take_found(keys, found, missing), missing)

    def _take_found(self, keys, found, missing):
        """Take and reserve up to ``missing`` of what was found, of one key: the next
        one's turn comes when others have just taken all that was found of the first.

        :return: how many were taken
        """
        for text, free in found.items():
            if self.key != text:
                self.write({"key": text, "product_id": keys[text].product_id})
            taken = self._take_free(keys[text], free, missing)
            if taken:
                return taken
        return 0

    def _take_free(self, _key, free, missing):
        """:return: how many of what is free of a key were taken and reserved"""
        taken = self._take_boxes(free, missing)
        if taken:
            self._reserve(taken)
        return len(taken)

    def _check_taken(self, taken, missing, partial=False):
        """Fewer than asked will do where they are welcome, none at all never.

        :raise UserError: it won't do
        """
        enough = taken == missing or (partial and (taken or self.boxes))
        if not enough:
            raise UserError(self._too_few_text(taken))

    def _too_few_text(self, boxes):
        if not boxes:
            return self.env._("Sorry, the last box has just been taken.")
        return self.env._("Sorry, only %(boxes)s boxes are left.", boxes=boxes)

    def _take_boxes(self, free, missing):
        """Write this hold on up to ``missing`` of the free boxes, one by one.

        :return: the packages taken
        """
        self.flush_recordset()
        taken = []
        for package_id in free:
            if len(taken) == missing:
                break
            if self._take_box(package_id):
                taken.append(package_id)
        packages = self.env["stock.package"].browse(taken)
        packages.invalidate_recordset(["k2k_hold_id"])
        self.invalidate_recordset(["package_ids", "boxes"])
        return packages

    def _take_box(self, package_id):
        """Try to take one box.

        A serialization error on a box row has one meaning here: somebody took it after
        our transaction began. That is an answer, not an accident; the next box may
        still be free. It is the only place where we catch it.
        """
        query = SQL(
            "UPDATE stock_package SET k2k_hold_id = %s WHERE id = ("
            "SELECT id FROM stock_package WHERE id = %s AND k2k_hold_id IS NULL "
            "FOR UPDATE SKIP LOCKED) RETURNING id",
            self.id,
            package_id,
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(query, log_exceptions=False)
                return bool(self.env.cr.rowcount)
        except SerializationFailure:
            return False

    def _release_expired_of(self, connection, keys):
        """Tidy up expired holds on the same products, of any buyer; not those on which
        somebody is at work."""
        expired = self.search(
            [
                ("company_id", "=", connection.company_id.id),
                ("product_id", "in", [key.product_id for key in keys]),
                ("state", "=", "held"),
                ("expires_at", "<=", fields.Datetime.now()),
            ]
        )
        expired = expired.try_lock_for_update(allow_referencing=True)
        expired._release()
        return bool(expired)

    # ------------------------------------------------------------------
    # The reserving stock move
    # ------------------------------------------------------------------
    def _reserve(self, packages):
        """Reserve these boxes on the hold's move, so that free quantity is true."""
        self.ensure_one()
        quants = self.env["stock.quant"].search_fetch(
            [("package_id", "in", packages.ids), ("quantity", "!=", 0)], QUANT
        )
        # read at once what core asks of them one by one
        ends = self._move_ends()
        (quants.location_id | ends[0] | ends[1]).fetch()
        self._raise_move(sum(quants.mapped("quantity")))
        with packages._k2k_stay():
            self.env["stock.move.line"].with_context(
                quants_cache=self._quants_cache(quants)
            ).create([self._prepare_move_line_vals(quant) for quant in quants])

    def _quants_cache(self, quants):
        """What core's reservation would look for: these have just been found.

        :return: dict of ``stock.quant`` records, as core's own cache
        """
        cache = defaultdict(quants.browse)
        for quant in quants:
            cache[
                quant.product_id.id,
                quant.location_id.id,
                quant.lot_id.id,
                quant.package_id.id,
                quant.owner_id.id,
            ] |= quant
        return cache

    def _raise_move(self, quantity):
        """The hold's move is for so many more units; made when there is none."""
        if self.move_id.state in (False, "cancel"):
            self.move_id = self.env["stock.move"].create(
                self._prepare_move_vals(quantity)
            )
        else:
            self.move_id.product_uom_qty += quantity

    def _move_ends(self):
        """:return: from where to where the hold's move would go, stock.location"""
        key = OfferKey.decode(self.key)
        warehouse = self.env["stock.warehouse"].browse(key.warehouse_id)
        customers = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.stock_location_customers"
        )
        return warehouse.lot_stock_id, warehouse.lot_stock_id.browse(customers)

    def _prepare_move_vals(self, quantity):
        source, destination = self._move_ends()
        return {
            "product_id": self.product_id.id,
            "product_uom": self.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "location_id": source.id,
            "location_dest_id": destination.id,
            "company_id": self.company_id.id,
            "origin": self.env._("K2K hold %(ref)s", ref=self.peer_ref[:8]),
            # It belongs to no transfer and brings nothing about, so there is nothing
            # to confirm; what it is for is reserved right away.
            "state": "assigned",
        }

    def _prepare_move_line_vals(self, quant):
        return {
            "move_id": self.move_id.id,
            "product_id": quant.product_id.id,
            "product_uom_id": quant.product_id.uom_id.id,
            "quantity": quant.quantity,
            "location_id": quant.location_id.id,
            "location_dest_id": self.move_id.location_dest_id.id,
            "package_id": quant.package_id.id,
            "lot_id": quant.lot_id.id,
            "company_id": self.company_id.id,
        }

    def _unreserve(self, packages):
        """Take these boxes off the hold's move; the box rows stay as they are."""
        moves = self.move_id.filtered(lambda m: m.state not in ("done", "cancel"))
        lines = moves.move_line_ids.filtered(lambda ml: ml.package_id in packages)
        freed = {
            move: sum(move_lines.mapped("quantity_product_uom"))
            for move, move_lines in lines.grouped("move_id").items()
        }
        lines.unlink()
        moves.filtered(lambda m: not m.move_line_ids)._action_cancel()
        for move, quantity in freed.items():
            if move.state != "cancel":
                move.product_uom_qty -= quantity

    def _give_back(self, packages):
        """These boxes are on the shelf again."""
        self._unreserve(packages)
        packages.write({"k2k_hold_id": False})

    def _give_back_boxes(self, boxes):
        """Give so many boxes back."""
        self._give_back(self.package_ids[len(self.package_ids) - boxes :])

    def _lock(self):
        """Lock these rows before anything that hangs on them, and never wait for them.

        Their customer, in one window or two, and the job because the time is up all
        want the hold first and its boxes then. Who comes second is run again by Odoo.
        """
        if self:
            rows = SQL("SELECT id FROM k2k_hold WHERE id = ANY(%s)", self.ids)
            # an answer, not an accident for the log
            self.env.cr.execute(
                SQL("%s ORDER BY id FOR NO KEY UPDATE NOWAIT", rows),
                log_exceptions=False,
            )

    def _release(self):
        """Give back everything of these holds."""
        self._lock()
        held = self.filtered(lambda hold: hold.state != "released")
        held._give_back(held.package_ids)
        held.write({"state": "released", "expires_at": False})

    def _hand_over(self):
        """Free the reservation for the order's own delivery, in the same transaction;
        the box rows go on telling everybody else that these boxes are taken."""
        self._unreserve(self.package_ids)

    def _change_ordered(self, connection, boxes):
        """The buyer wants so many boxes in all of an order not yet confirmed.

        :raise UserError: there are not so many
        """
        self.ensure_one()
        missing = boxes - self.boxes
        if missing < 0:
            self._give_back_boxes(-missing)
        elif missing:
            self._take(connection, missing)

    def _swap_boxes(self, chosen, choice):
        """Hold the chosen boxes; those they replace go back on the shelf.

        :param chosen: ``stock.package`` records, at most as many as are held
        :param choice: the packages that may be chosen
        :return: boxes still held that were not chosen
        :raise UserError: a chosen box is not to be had, or there are too many
        """
        self.ensure_one()
        held = self.package_ids
        wanted = chosen - held
        if chosen - choice or len(chosen) > len(held):
            raise UserError(
                self.env._(
                    "%(product)s: choose up to %(boxes)s boxes like the held ones.",
                    product=self.product_id.display_name,
                    boxes=len(held),
                )
            )
        for package in wanted:
            if not self._take_box(package.id):
                raise UserError(
                    self.env._(
                        "Box %(code)s has just been taken. Choose another one.",
                        code=package.name,
                    )
                )
        wanted.invalidate_recordset(["k2k_hold_id"])
        self.invalidate_recordset(["package_ids", "boxes"])
        replaced = (held - chosen)[: len(wanted)]
        moves = self.sale_line_id.move_ids.filtered(
            lambda m: m.state not in ("done", "cancel")
        )
        moves.move_line_ids.filtered(lambda ml: ml.package_id in replaced).unlink()
        if self.sale_line_id.state != "sale":
            self._reserve(wanted)
        self._give_back(replaced)
        return held - chosen - replaced

    def _attach(self, sale_line):
        """The boxes belong to an order now: no clock runs any more."""
        self.write(
            {"state": "ordered", "expires_at": False, "sale_line_id": sale_line.id}
        )

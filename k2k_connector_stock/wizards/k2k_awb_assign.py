# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools import awb as rules
from ..tools.airlines import airline_of


class K2kAwbAssign(models.TransientModel):
    """Type the number and the dates once for a selection of boxes.

    All boxes of an AWB: it is renamed. Some of them: they move to the AWB of the
    number, which is opened if there is none.
    """

    _name = "k2k.awb.assign"
    _description = "Number and dates of boxes"

    box_ids = fields.Many2many("k2k.box", readonly=True)
    box_count = fields.Integer(compute="_compute_box_count", string="Boxes")
    awb_names = fields.Char(compute="_compute_box_count", string="On AWB")
    name = fields.Char(
        string="AWB number",
        size=rules.MAX_LENGTH,
        help="Empty: the boxes stay on their AWB.",
    )
    house_awb = fields.Char(string="House AWB", size=rules.MAX_LENGTH)
    ship_date = fields.Date(help="Empty: as it is.")
    arrival_date = fields.Date(help="Empty: as it is.")
    target_ids = fields.Many2many("k2k.awb", compute="_compute_target_ids")
    effect = fields.Text(compute="_compute_target_ids")
    hint = fields.Char(compute="_compute_hint")

    @api.model
    def _open(self, boxes):
        if not boxes:
            raise UserError(self.env._("Choose boxes first."))
        wizard = self.create({"box_ids": [fields.Command.set(boxes.ids)]})
        return wizard._get_records_action(
            name=self.env._("AWB number and dates"), target="new"
        )

    @api.model
    def _action_new(self, boxes, name):
        """The dialog, not yet saved, filled in."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("AWB number and dates"),
            "res_model": self._name,
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_box_ids": [fields.Command.set(boxes.ids)],
                "default_name": name,
            },
        }

    @api.depends("box_ids")
    def _compute_box_count(self):
        for wizard in self:
            wizard.box_count = len(wizard.box_ids)
            wizard.awb_names = ", ".join(wizard.box_ids.awb_id.mapped("name"))

    @api.depends("name")
    def _compute_hint(self):
        for wizard in self:
            digit = rules.expected_digit(wizard.name)
            if not rules.key(wizard.name):
                wizard.hint = False
            elif rules.is_number(wizard.name):
                wizard.hint = airline_of(wizard.name)
            elif digit is None:
                wizard.hint = self.env._("A temporary name, not an air waybill number.")
            else:
                wizard.hint = self.env._(
                    "Not a valid number: the last digit should be %(digit)s.",
                    digit=digit,
                )

    @api.depends("name", "box_ids")
    def _compute_target_ids(self):
        """What will happen, said before it does."""
        for wizard in self:
            targets, lines = self.env["k2k.awb"], []
            for source, boxes in wizard._by_source().items():
                twin = wizard._twin(source)
                targets |= twin
                lines.append(wizard._say(source, boxes, twin))
            wizard.target_ids = targets
            wizard.effect = "\n".join(lines)

    def _by_source(self):
        return self.box_ids._origin.grouped("awb_id")

    def _twin(self, source):
        """The open AWB of the typed number that these boxes join."""
        if not rules.key(self.name):
            return self.env["k2k.awb"]
        return source._find_open(
            source.partner_id, source.warehouse_id, self.name, beside=source
        )

    def _is_whole(self, source, boxes):
        return not (source._live_boxes() - boxes)

    def _say(self, source, boxes, twin):
        words = {
            "awb": source.name,
            "count": len(boxes),
            "name": rules.normalise(self.name),
            "twin_count": twin.pieces,
            "day": twin.ship_date,
        }
        if not rules.key(self.name) or rules.key(self.name) == source.name_key:
            return self.env._("%(awb)s: %(count)s boxes stay on it.", **words)
        if twin:
            return self.env._(
                "%(awb)s: %(count)s boxes join the open AWB %(name)s of %(day)s "
                "(%(twin_count)s boxes).",
                **words,
            )
        if self._is_whole(source, boxes):
            return self.env._("%(awb)s is renamed to %(name)s.", **words)
        return self.env._(
            "%(awb)s: %(count)s boxes move to a new AWB %(name)s.", **words
        )

    def action_apply(self):
        """Do it; the rights of the warehouse decide who may."""
        self.ensure_one()
        boxes = self.box_ids
        boxes._check_may_receive()
        if rules.key(self.name):
            awbs = self.env["k2k.awb"]
            for source, own in self._by_source().items():
                awbs |= self._apply_number(source, own)
        else:
            awbs = boxes.awb_id
        awbs.check_access("write")
        vals = {
            name: self[name]
            for name in ("house_awb", "ship_date", "arrival_date")
            if self[name]
        }
        if vals:
            awbs.write(vals)
        return {"type": "ir.actions.act_window_close"}

    def _apply_number(self, source, boxes):
        """:return: the AWB that the boxes are on now"""
        source.check_access("write")
        if rules.key(self.name) == source.name_key:
            return source
        twin = self._twin(source)
        if not twin and self._is_whole(source, boxes):
            source.name = self.name
            return source
        target = twin or self._open_beside(source)
        boxes._move_to_awb(target)
        return target

    def _open_beside(self, source):
        """A new AWB for some boxes of another one."""
        name = rules.normalise(self.name)
        # AWBs are opened by shipments and by this; nobody has the right to type one
        return (
            source.sudo()
            .create(
                {
                    "company_id": source.company_id.id,
                    "connection_id": source.connection_id.id,
                    "partner_id": source.partner_id.id,
                    "warehouse_id": source.warehouse_id.id,
                    "origin_id": source.origin_id.id,
                    "ship_date": self.ship_date or source.ship_date,
                    "arrival_date": self.arrival_date or source.arrival_date,
                    "name": name,
                }
            )
            .sudo(False)
        )

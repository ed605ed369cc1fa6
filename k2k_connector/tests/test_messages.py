# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
import dataclasses
import json
import types
import typing
from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import messages

SCALARS = {
    str: st.text(max_size=20),
    int: st.integers(),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
}
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True, allow_infinity=True)
    | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=10), inner, max_size=4)
    ),
    max_leaves=20,
)


def strategy(kind):
    """Every value a field of this kind may have."""
    if kind in SCALARS:
        return SCALARS[kind]
    if dataclasses.is_dataclass(kind):
        kinds = typing.get_type_hints(kind)
        return st.builds(kind, **{name: strategy(kinds[name]) for name in kinds})
    if typing.get_origin(kind) is list:
        return st.lists(strategy(typing.get_args(kind)[0]), max_size=3)
    if typing.get_origin(kind) is types.UnionType:
        return st.one_of(*(strategy(arg) for arg in typing.get_args(kind)))
    return st.none()


class TestMessages(BaseCase):
    order = {
        "po_ref": "P00007",
        "ship_date": "2026-11-25",
        "ship_via": "warehouse",
        "lines": [{"line_ref": "a1", "peer_ref": "b2", "key": "k", "boxes": 2}],
    }

    def assertRefused(self, message_type, payload, words):
        with self.assertRaisesRegex(messages.MessageError, words):
            messages.parse(message_type, payload)

    def test_order(self):
        order = messages.parse("order", self.order)
        self.assertEqual(order.po_ref, "P00007")
        self.assertEqual(order.lines, [messages.OrderLine("a1", "b2", "k", 2)])
        # what may be left out has its default
        self.assertEqual(order.truck_date, "")

    def test_unknown_fields_are_ignored(self):
        line = {**self.order["lines"][0], "colour": "white"}
        payload = {**self.order, "lines": [line], "version": 2}
        self.assertEqual(
            messages.parse("order", payload), messages.parse("order", self.order)
        )

    def test_missing_fields_are_named(self):
        for name in ("po_ref", "ship_date", "ship_via", "lines"):
            payload = {key: val for key, val in self.order.items() if key != name}
            self.assertRefused("order", payload, f"order.{name} is missing")
        payload = {**self.order, "lines": [{"line_ref": "a1"}]}
        self.assertRefused("order", payload, r"order\.lines\[0\]\.peer_ref is missing")

    def test_wrong_kinds_are_named(self):
        line = self.order["lines"][0]
        for boxes in ("2", 2.0, True, None, [2]):
            payload = {**self.order, "lines": [{**line, "boxes": boxes}]}
            self.assertRefused(
                "order", payload, r"lines\[0\]\.boxes must be of kind int"
            )
        self.assertRefused("order", {**self.order, "lines": {}}, "lines must be a list")
        self.assertRefused("order", {**self.order, "lines": [1]}, "must be an object")
        self.assertRefused("order", {**self.order, "po_ref": None}, "po_ref must be")
        for payload in (None, [], "order", 1):
            self.assertRefused("order", payload, "order must be an object")

    def test_unknown_type(self):
        self.assertRefused("gossip", {}, "unknown message type 'gossip'")

    def test_whole_numbers_are_numbers(self):
        box = messages.parse(
            "shipment",
            {
                "po_ref": "P1",
                "order_ref": "S1K",
                "ship_date": "2026-11-25",
                "boxes": [
                    {"code": "KS1", "line_ref": "a", "quantity": 100, "unit_cost": 1}
                ],
            },
        ).boxes[0]
        self.assertEqual((box.quantity, box.unit_cost), (100.0, 1.0))
        self.assertIsInstance(box.quantity, float)

    def test_what_is_no_amount(self):
        box = {"code": "KS1", "line_ref": "a", "quantity": 100, "unit_cost": 1}
        for amount in ("NaN", "Infinity", "-Infinity", "1" + "0" * 400, "true", "null"):
            payload = {
                "po_ref": "P1",
                "order_ref": "S1K",
                "ship_date": "2026-11-25",
                "boxes": [{**box, "unit_cost": json.loads(amount)}],
            }
            self.assertRefused("shipment", payload, "unit_cost")

    def test_dates(self):
        self.assertEqual(messages.read_date("2026-11-25", "day"), date(2026, 11, 25))
        with self.assertRaisesRegex(messages.MessageError, "day is not a date: soon"):
            messages.read_date("soon", "day")

    def test_moments(self):
        self.assertEqual(
            messages.read_moment("2026-11-25T10:30:00", "until"),
            datetime(2026, 11, 25, 10, 30),
        )
        self.assertIs(messages.read_moment("", "until"), False)
        with self.assertRaisesRegex(messages.MessageError, "until is not a moment"):
            messages.read_moment("later", "until")

    @given(st.data())
    def test_there_and_back(self, data):
        """What one side says is what the other reads, for every type of message."""
        message_type = data.draw(st.sampled_from(sorted(messages.TYPES)))
        message = data.draw(strategy(messages.TYPES[message_type]))
        wire = json.loads(json.dumps(dataclasses.asdict(message)))
        self.assertEqual(messages.parse(message_type, wire), message)

    @given(st.sampled_from(sorted(messages.TYPES)), json_values)
    def test_rubbish_is_refused(self, message_type, payload):
        """Whatever comes in: a message, or a refusal in words."""
        try:
            message = messages.parse(message_type, payload)
        except messages.MessageError as error:
            self.assertTrue(str(error))
        else:
            self.assertIsInstance(message, messages.TYPES[message_type])

    @given(st.data())
    def test_one_wrong_field_is_refused(self, data):
        """A message in which one field is replaced by rubbish."""
        message_type = data.draw(st.sampled_from(sorted(messages.TYPES)))
        cls = messages.TYPES[message_type]
        payload = dataclasses.asdict(data.draw(strategy(cls)))
        name = data.draw(st.sampled_from(sorted(payload)))
        payload[name] = data.draw(json_values)
        try:
            message = messages.parse(message_type, payload)
        except messages.MessageError as error:
            self.assertIn(f"{message_type}.{name}", str(error))
        else:
            # it was no rubbish after all, or a number that means the same
            value = getattr(message, name)
            if dataclasses.is_dataclass(value):
                self.assertIsInstance(payload[name], dict)
            else:
                self.assertEqual(value, payload[name])

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""What crosses from one company to the other, message type by message type.

Each payload is a JSON object described by a dataclass here. The other side will one
day be someone else's database, so nothing is believed: ``parse`` drops fields it does
not know, and refuses, in words for a person, what is missing or of the wrong kind.

Kinds: ``str``, ``int``, ``float``, ``bool``, ``list[X]`` and other dataclasses of this
module. Dates travel as ISO text (``2026-11-23``), moments as ISO text in UTC, money as
a number per unit with the currency's ISO code beside it. A field with a default may
be left out.
"""

import dataclasses
import functools
import math
import types
import typing
from datetime import date, datetime


class MessageError(ValueError):
    """The payload can't be read; the text says which field and why."""


@dataclasses.dataclass(frozen=True)
class Connect:
    """One company asks the other to trade (either may be the one that asks)."""

    token: str
    role: str  # the sender's role: "buyer" or "vendor"
    sender: str  # the person who asks, for the record


@dataclasses.dataclass(frozen=True)
class ConnectReply:
    """The answer to ``connect``."""

    accepted: bool
    sender: str


@dataclasses.dataclass(frozen=True)
class Status:
    """The sender's side changes to ``state`` (active, suspended) or only asks.

    With ``readiness`` it only tells what it still lacks: ``missing`` has the codes of
    its checklist, ``currency`` is the ISO code of a vendor's prices. The reply has the
    receiver's own ``missing`` and ``currency``.

    With ``sync`` a buyer asks for everything, or for ``products`` (the vendor's
    references) alone; the reply has the number of ``lines``. ``watcher`` is the
    buyer's own word for the person who waits: it comes back in ``availability``. With
    ``sync_later`` nobody waits.
    """

    state: str
    sender: str
    missing: list[str] | None = None
    currency: str = ""
    products: list[str] | None = None
    watcher: str = ""


@dataclasses.dataclass(frozen=True)
class AvailabilityLine:
    """Equal boxes of one vendor product: same pack, box type, place, day and lot.

    ``price`` is per the product's own unit (stem or bunch) in ``currency``;
    ``units`` says how many of that unit one box holds; lengths are in feet.
    """

    key: str
    product_ref: str
    units: float
    pack: str  # the pack's name, "QB 10x10"
    unit: str  # the name of the product's unit
    box_type: str
    box_type_name: str
    fbe: float
    length: float
    width: float
    height: float
    warehouse: str
    day: str
    boxes: int
    price: float
    currency: str
    ship_date: str
    lot: str = ""
    ship_until: str = ""  # the last day on which these boxes are young enough


@dataclasses.dataclass(frozen=True)
class ProductAttribute:
    """One property of a product: "Colour", "Red"."""

    name: str
    value: str


@dataclasses.dataclass(frozen=True)
class AvailabilityProduct:
    """A vendor product, as the buyer needs it to find or make its own.

    ``name`` includes the values of the attributes that tell variants apart;
    ``template`` is the name without them.
    """

    ref: str
    name: str
    code: str = ""
    barcode: str = ""
    unit: str = ""
    category: str = ""
    template: str = ""
    attributes: list[ProductAttribute] | None = None


@dataclasses.dataclass(frozen=True)
class ProductPicture:
    """The picture of a vendor product, base64 text; empty when it has none."""

    ref: str
    image: str = ""


@dataclasses.dataclass(frozen=True)
class Pictures:
    """The pictures a reply to ``availability`` has asked for, each once."""

    pictures: list[ProductPicture]


@dataclasses.dataclass(frozen=True)
class Mended:
    """How many offers were missing, wrong, or should not have been there."""

    created: int
    changed: int
    removed: int

    def __add__(self, other):
        return Mended(
            self.created + other.created,
            self.changed + other.changed,
            self.removed + other.removed,
        )

    def __bool__(self):
        return bool(self.created or self.changed or self.removed)


@dataclasses.dataclass(frozen=True)
class Availability:
    """The whole truth about ``products``: what is not among ``lines`` is gone.

    ``complete`` lists, in the last chunk of a full publication, every product that is
    offered at all; products the buyer knows beside these are gone. ``mended``, in the
    last chunk of a nightly check, tells what the chunks before have mended.

    Reply: ``refused`` (dict from a line's key to ``mapping`` or ``rate``, why it is not
    offered), ``waiting`` (the buyer takes nothing now), ``mended`` and ``pictures``
    (products whose picture the buyer wants). Without ``share_aging`` the buyer's people
    do not see how old the boxes are. ``ship_weekdays`` are the days on which the vendor
    ships to this buyer (0 Monday); None: not told. ``progress`` says how much of
    everything has been sent (1 is all), for the ``watcher`` who has asked for it.
    """

    products: list[AvailabilityProduct]
    lines: list[AvailabilityLine]
    complete: list[str] | None = None
    mended: Mended | None = None
    share_aging: bool = True
    ship_weekdays: list[int] | None = None
    progress: float = 0.0
    watcher: str = ""


@dataclasses.dataclass(frozen=True)
class Hold:
    """Hold ``boxes`` boxes of ``key`` in all for the cart line ``peer_ref``.

    Asking twice is asking once. With ``partial`` fewer boxes than asked are a good
    answer, without it none are held then. ``expires_at`` empty: until ordered;
    otherwise the vendor shortens it to the last moment at which an order still leaves
    on ``ship_date`` (empty: the first day on which it ships). ``instead`` are keys of
    boxes that are as good, in the order in which to try them where none of ``key`` is
    free.

    Reply: ``boxes`` held in all, the ``key`` they are of, ``expires_at``, and
    ``ship_date``: the first day on which the vendor can ship them, later than asked
    when its cut-off has passed.
    """

    peer_ref: str
    key: str
    boxes: int
    expires_at: str = ""
    partial: bool = False
    ship_date: str = ""
    instead: list[str] = ()


@dataclasses.dataclass(frozen=True)
class KeptLine:
    """What is held under ``peer_ref``, to leave on ``ship_date``."""

    peer_ref: str
    ship_date: str = ""


@dataclasses.dataclass(frozen=True)
class Keep:
    """A payment is under way, or has failed: hold until ``expires_at`` now.

    Empty: until ordered. The vendor shortens it as for ``hold``. Reply: ``kept``, a
    dict from ``peer_ref`` to ``{"boxes", "expires_at"}``; what is not held any more is
    left out.
    """

    lines: list[KeptLine]
    expires_at: str = ""


@dataclasses.dataclass(frozen=True)
class Release:
    """Give back what is held for these cart lines."""

    peer_refs: list[str]


@dataclasses.dataclass(frozen=True)
class OrderLine:
    """``boxes`` of ``key``, held under ``peer_ref``; ``line_ref`` names the PO line."""

    line_ref: str
    peer_ref: str
    key: str
    boxes: int


@dataclasses.dataclass(frozen=True)
class Address:
    """Where boxes go; ``country`` is its ISO code, ``state`` the code within it."""

    name: str
    street: str = ""
    street2: str = ""
    zip: str = ""
    city: str = ""
    state: str = ""
    country: str = ""
    phone: str = ""


@dataclasses.dataclass(frozen=True)
class Order:
    """An approved purchase order of the buyer.

    ``carrier`` is the name of the delivery method that the buyer's customer has chosen,
    where the vendor ships straight to that customer. The reply has ``order_ref``, the
    vendor's own name of it, and ``carrier``.
    """

    po_ref: str
    ship_date: str
    ship_via: str
    lines: list[OrderLine]
    truck_date: str = ""
    note: str = ""
    ship_to: Address | None = None
    carrier: str = ""


@dataclasses.dataclass(frozen=True)
class ConfirmedLine:
    """How many boxes of a PO line the vendor has shipped in all.

    ``unit_price`` is what it invoices, per the product's own unit, without taxes.
    """

    line_ref: str
    boxes: int
    unit_price: float | None = None


@dataclasses.dataclass(frozen=True)
class OrderConfirmed:
    """The vendor has confirmed its order and invoiced it."""

    po_ref: str
    order_ref: str
    lines: list[ConfirmedLine]
    invoice_number: str = ""
    currency: str = ""


@dataclasses.dataclass(frozen=True)
class OrderCancelled:
    """The vendor has voided its whole order; ``reason`` is for the buyer's people."""

    po_ref: str
    reason: str = ""
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class CancelledLine:
    """``boxes`` boxes of a line that do not come; ``codes`` where they were shipped."""

    line_ref: str
    boxes: int
    codes: list[str] | None = None


@dataclasses.dataclass(frozen=True)
class LineCancelled:
    """The vendor cannot supply these boxes; the rest of its order stands."""

    po_ref: str
    lines: list[CancelledLine]
    reason: str = ""
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class LineSplit:
    """``boxes`` boxes of a line follow later, as the line ``new_ref`` of their own.

    ``codes`` are the codes of these boxes.
    """

    po_ref: str
    line_ref: str
    boxes: int
    new_ref: str
    codes: list[str] | None = None


@dataclasses.dataclass(frozen=True)
class BoxesAdded:
    """The vendor would send ``boxes`` boxes more than a line has ordered.

    As the line ``new_ref`` of their own, at the price of ``line_ref``. Accepted, a
    ``shipment`` follows at once; the customer's order stays as it is. ``codes`` tells
    which boxes.
    """

    po_ref: str
    line_ref: str
    boxes: int
    new_ref: str
    sender: str = ""
    codes: list[str] | None = None


@dataclasses.dataclass(frozen=True)
class CancelRequest:
    """The buyer asks to cancel its order.

    Done at once, ``cancelled`` in the reply, while the vendor has not confirmed it;
    else the vendor decides, by ``order_cancelled`` or ``cancel_reply``.
    """

    po_ref: str
    reason: str = ""
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class CancelReply:
    """The vendor's No to a ``cancel_request``."""

    po_ref: str
    reason: str = ""
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class SubstituteOffered:
    """The vendor would send ``boxes`` of ``key`` for ``instead_of`` boxes of a line.

    Until the buyer answers by ``substitute_reply`` the order stands as it is.
    """

    po_ref: str
    line_ref: str
    key: str
    boxes: int
    instead_of: int
    reason: str = ""
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class SubstituteReply:
    """Accepted: the replaced boxes are cancelled, the substitute is ordered anew."""

    po_ref: str
    line_ref: str
    accepted: bool
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class ChangedLine:
    """How many boxes of a line the buyer wants in all."""

    line_ref: str
    boxes: int


@dataclasses.dataclass(frozen=True)
class OrderChanged:
    """The buyer wants more or fewer boxes; possible until the vendor confirms."""

    po_ref: str
    lines: list[ChangedLine]


@dataclasses.dataclass(frozen=True)
class ChangedPrice:
    """What a line costs now, per the product's own unit and without taxes."""

    line_ref: str
    unit_price: float


@dataclasses.dataclass(frozen=True)
class PriceChanged:
    """The vendor has corrected prices of an order it has confirmed."""

    po_ref: str
    currency: str
    lines: list[ChangedPrice]
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class ShipmentBox:
    """One box on its way: ``quantity`` and ``unit_cost`` are per the product's unit."""

    code: str
    line_ref: str
    quantity: float
    unit_cost: float
    lot: str = ""
    box_type: str = ""


@dataclasses.dataclass(frozen=True)
class Shipment:
    """The boxes of one vendor order, ready for the buyer's staging area.

    ``currency`` is the ISO code of the boxes' costs and of the vendor's invoice.
    """

    po_ref: str
    order_ref: str
    ship_date: str
    boxes: list[ShipmentBox]
    awb_reference: str = ""
    invoice_number: str = ""
    origin: str = ""
    invoice_date: str = ""
    currency: str = ""


@dataclasses.dataclass(frozen=True)
class ExchangedBox:
    """``box`` comes instead of the box ``code``: the same product, units and price."""

    code: str
    box: ShipmentBox


@dataclasses.dataclass(frozen=True)
class ShipmentChanged:
    """The vendor changes what it shipped, before it is received.

    It has typed another AWB reference; or it sends other boxes than it had told
    (``exchanged``), which then fly on the same AWB, whatever the reference is.
    """

    po_ref: str
    awb_reference: str
    exchanged: list[ExchangedBox] | None = None
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class CreditLine:
    """Some or all units of one shipped box, in the product's own unit."""

    code: str
    line_ref: str
    units: float


@dataclasses.dataclass(frozen=True)
class Credit:
    """The buyer asks for a credit on boxes of one order.

    ``credit_ref`` is what both sides call it: asking again under it is asking once
    more, after a rejection; ``withdrawn`` takes it back. ``reason`` is one of
    ``missing``, ``damaged``, ``quality``, ``wrong``, ``late``, ``price``, ``other``;
    ``photo`` is base64 text. ``returned``: the boxes would go back.

    Reply: ``currency`` (ISO code) and ``prices`` (dict of box code to the price that
    was invoiced per unit, without taxes).
    """

    po_ref: str
    credit_ref: str
    lines: list[CreditLine]
    name: str = ""
    reason: str = ""
    note: str = ""
    photo: str = ""
    returned: bool = False
    resubmitted: bool = False
    withdrawn: bool = False
    sender: str = ""


@dataclasses.dataclass(frozen=True)
class CreditedLine:
    """What the vendor credits of a box: units, at a price per unit without taxes."""

    code: str
    units: float
    unit_price: float


@dataclasses.dataclass(frozen=True)
class CreditReply:
    """The vendor's answer to ``credit``; ``note`` says why not."""

    po_ref: str
    credit_ref: str
    approved: bool
    lines: list[CreditedLine]
    currency: str = ""
    note: str = ""
    sender: str = ""


# Kinds without anything inside; most of a long message is of these.
SCALARS = (str, int, float, bool)
TYPES = {
    "connect": Connect,
    "connect_reply": ConnectReply,
    "status": Status,
    "availability": Availability,
    "pictures": Pictures,
    "hold": Hold,
    "keep": Keep,
    "release": Release,
    "order": Order,
    "order_confirmed": OrderConfirmed,
    "order_changed": OrderChanged,
    "price_changed": PriceChanged,
    "substitute_offered": SubstituteOffered,
    "substitute_reply": SubstituteReply,
    "order_cancelled": OrderCancelled,
    "line_cancelled": LineCancelled,
    "line_split": LineSplit,
    "boxes_added": BoxesAdded,
    "cancel_request": CancelRequest,
    "cancel_reply": CancelReply,
    "shipment": Shipment,
    "shipment_changed": ShipmentChanged,
    "credit": Credit,
    "credit_reply": CreditReply,
}


def clean(value):
    """A payload without NUL characters: PostgreSQL stores none, in no text.

    :param value: any JSON value
    :return: the same value, its texts and keys without NUL
    """
    if isinstance(value, str):
        return value.replace("\x00", "")
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    if isinstance(value, dict):
        return {clean(key): clean(item) for key, item in value.items()}
    return value


def unpack(value):
    """The JSON object that a payload stands for.

    As ``dataclasses.asdict`` does, which copies each text and number, too: a payload
    never changes, and some have 20,000 lines.
    """
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if dataclasses.is_dataclass(value):
        return {name: unpack(item) for name, item in vars(value).items()}
    return value


def parse(message_type, payload):
    """Read a payload.

    :param str message_type: a key of :data:`TYPES`
    :param dict payload: the JSON object that came in
    :return: an instance of the type's dataclass
    :raise MessageError: unknown type, missing field, wrong kind; says which
    """
    if message_type not in TYPES:
        raise MessageError(f"unknown message type {message_type!r}")
    return _read_dataclass(TYPES[message_type], payload, message_type)


def _read_dataclass(cls, value, path):
    if not isinstance(value, dict):
        raise MessageError(f"{path} must be an object")
    values = {}
    for name, kind, is_required in _fields_of(cls):
        if name in value:
            values[name] = _read(kind, value[name], f"{path}.{name}")
        elif is_required:
            raise MessageError(f"{path}.{name} is missing")
    return cls(**values)


@functools.cache
def _fields_of(cls):
    """:return: list of (name, kind, whether it must be there) of a dataclass"""
    kinds = typing.get_type_hints(cls)
    return [
        (field.name, kinds[field.name], field.default is dataclasses.MISSING)
        for field in dataclasses.fields(cls)
    ]


def _read(kind, value, path):
    if kind in SCALARS:
        return _read_scalar(kind, value, path)
    origin = typing.get_origin(kind)
    if origin is list:
        if not isinstance(value, list):
            raise MessageError(f"{path} must be a list")
        (item_kind,) = typing.get_args(kind)
        return [
            _read(item_kind, item, f"{path}[{index}]")
            for index, item in enumerate(value)
        ]
    if origin is types.UnionType:
        if value is None:
            return None
        (item_kind,) = (k for k in typing.get_args(kind) if k is not type(None))
        return _read(item_kind, value, path)
    if dataclasses.is_dataclass(kind):
        return _read_dataclass(kind, value, path)
    return _read_scalar(kind, value, path)


def _read_scalar(kind, value, path):
    # bool is an int for Python, never for us
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if kind is float and number:
        return _read_amount(value, path)
    if not isinstance(value, kind) or (kind is int and not number):
        raise MessageError(f"{path} must be of kind {kind.__name__}")
    return value


def _read_amount(value, path):
    """A finite number: JSON as Python reads it also knows NaN and Infinity."""
    try:
        amount = float(value)
    except OverflowError as error:
        raise MessageError(f"{path} is too large") from error
    if not math.isfinite(amount):
        raise MessageError(f"{path} is not a number")
    return amount


def read_date(text, path):
    """ISO text to a date; :raise MessageError: when it is not one."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise MessageError(f"{path} is not a date: {text}") from error


def read_moment(text, path):
    """ISO text (UTC) to a naive datetime; empty text to False."""
    if not text:
        return False
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise MessageError(f"{path} is not a moment: {text}") from error

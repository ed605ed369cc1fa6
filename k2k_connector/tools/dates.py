# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""When a box can leave the vendor and be with the buyer's customer, without Odoo."""

import dataclasses
import math
from datetime import datetime, time, timedelta


@dataclasses.dataclass(frozen=True)
class ServiceDay:
    """The vendor serves the buyer on this weekday (0 Monday … 6 Sunday).

    ``cutoff`` is the hour of the vendor's day (14.5 = half past two) up to which an
    order still leaves on that day; of a vendor who needs some days, the hour so many
    days before.
    """

    weekday: int
    cutoff: float = 24.0


def earliest_ship_date(now, offset_days, service_days):
    """The first day on which the vendor ships what is ordered now.

    :param datetime now: the vendor's own local time
    :param int offset_days: days the vendor needs before it can ship
    :param tuple[ServiceDay, ...] service_days: days on which it serves this buyer
    :return: a date, or None when there is no service day
    """
    by_weekday = {day.weekday: day for day in service_days}
    first = now.date() + timedelta(days=offset_days)
    for days in range(8):
        candidate = first + timedelta(days=days)
        service = by_weekday.get(candidate.weekday())
        # only the first day is ordered today; for later ones there is time
        if service and (days or not _is_cut_off(now, service)):
            return candidate
    return None


def _is_cut_off(now, service):
    hour = now.hour + now.minute / 60 + now.second / 3600
    return hour >= service.cutoff


def next_date_change(now, offset_days, service_days):
    """When :func:`earliest_ship_date` or the age of boxes may be another one.

    :param datetime now: the vendor's own local time, with its zone
    :return: the next cut-off that counts, or midnight, in the same zone
    """
    today = now.date()
    midnight = datetime.combine(today + timedelta(days=1), time(), now.tzinfo)
    first = today + timedelta(days=offset_days)
    for service in service_days:
        if service.weekday == first.weekday() and service.cutoff < 24:
            seconds = min(math.ceil(service.cutoff * 3600), 24 * 3600 - 1)
            hour = time(seconds // 3600, seconds // 60 % 60, seconds % 60)
            cutoff = datetime.combine(today, hour, now.tzinfo)
            if cutoff > now:
                return cutoff
    return midnight


def last_order_moment(ship_date, offset_days, service_days):
    """The moment up to which what is ordered still leaves on ``ship_date``.

    :param date ship_date: a day on which the vendor ships
    :param int offset_days: days the vendor needs before it can ship
    :param tuple[ServiceDay, ...] service_days: days on which it serves this buyer
    :return: naive datetime of the vendor's own local time
    """
    day = ship_date - timedelta(days=offset_days)
    by_weekday = {service.weekday: service.cutoff for service in service_days}
    hour = by_weekday.get(ship_date.weekday(), 24.0)
    return datetime.combine(day, time()) + timedelta(hours=hour)


def earliest_truck_date(ship_date, transit_days):
    """The first day on which a box that ships on ``ship_date`` can go on a truck."""
    return ship_date + timedelta(days=transit_days)


def latest_ship_date(first, limit, service_days):
    """The last service day up to ``limit``, but never before ``first``.

    :param date first: the earliest ship date; it is a service day
    :param date limit: the day after which the box is too old to be sent
    :param tuple[ServiceDay, ...] service_days: days on which it serves this buyer
    """
    weekdays = {day.weekday for day in service_days}
    for days in range((limit - first).days, 0, -1):
        candidate = first + timedelta(days=days)
        if candidate.weekday() in weekdays:
            return candidate
    return first


def truck_dates(first_ship, last_ship, transit_days, weekdays, last_day):
    """The days on which a customer can have a box.

    From the first arrival to the last one, on the customer's weekdays. Where none of
    these lies between, the first one after it: the box waits in the cold store.

    :param int transit_days: from the vendor's ship date to the buyer's truck
    :param weekdays: days on which the customer is served (0 Monday); empty: all
    :param date last_day: customers may not order further ahead
    :return: list of dates, the earliest first; may be empty
    """
    first = earliest_truck_date(first_ship, transit_days)
    last = max(first, earliest_truck_date(last_ship, transit_days))
    served = set(weekdays) or set(range(7))
    found = []
    for days in range((last - first).days + 7):
        day = first + timedelta(days=days)
        if day.weekday() in served and (day <= last or not found):
            found.append(day)
    return [day for day in found if day <= last_day]


def ship_date_for(truck_date, first_ship, last_ship, transit_days, weekdays=()):
    """The last day on which the vendor ships a box for this truck.

    :param int transit_days: from the vendor's ship date to the buyer's truck
    :param weekdays: days on which the vendor serves the buyer (0 Monday); empty: not
        known
    :return: a date from ``first_ship`` to ``last_ship``; the first one where the
        truck is too early for any
    """
    latest = min(last_ship, truck_date - timedelta(days=transit_days))
    served = set(weekdays)
    for days in range((latest - first_ship).days + 1):
        candidate = latest - timedelta(days=days)
        if candidate.weekday() in served:
            return candidate
    return first_ship

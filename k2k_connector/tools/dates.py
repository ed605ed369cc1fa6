# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
"""When a box can leave the vendor and be with the buyer's customer, without Odoo."""

import dataclasses
from datetime import timedelta


@dataclasses.dataclass(frozen=True)
class ServiceDay:
    """The vendor serves the buyer on this weekday (0 Monday … 6 Sunday).

    ``cutoff`` is the hour of the vendor's day (14.5 = half past two) up to which an
    order still leaves on that day.
    """

    weekday: int
    cutoff: float = 24.0


def earliest_ship_date(now, offset_days, service_days):
    """The first day on which the vendor ships what is ordered now.

    :param datetime now: the vendor's own local time
    :param int offset_days: days the vendor needs before it can ship
    :param list[ServiceDay] service_days: days on which it serves this buyer
    :return: a date, or None when there is no service day
    """
    by_weekday = {day.weekday: day for day in service_days}
    first = now.date() + timedelta(days=offset_days)
    for days in range(8):
        candidate = first + timedelta(days=days)
        service = by_weekday.get(candidate.weekday())
        if service and not _is_cut_off(candidate, now, service):
            return candidate
    return None


def _is_cut_off(candidate, now, service):
    hour = now.hour + now.minute / 60 + now.second / 3600
    return candidate == now.date() and hour >= service.cutoff


def earliest_truck_date(ship_date, transit_days):
    """The first day on which a box that ships on ``ship_date`` can go on a truck."""
    return ship_date + timedelta(days=transit_days)

# Copyright 2026 K2K for Odoo
# License LGPL-3 - See https://www.gnu.org/licenses/lgpl-3.0
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase

from ..tools import pricing
from ..tools.dates import (
    ServiceDay,
    earliest_ship_date,
    earliest_truck_date,
    latest_ship_date,
    next_date_change,
    truck_dates,
)
from ..tools.offer_key import OfferKey

money = st.floats(min_value=0, max_value=10_000)
length = st.floats(min_value=0.1, max_value=20)
boxes = st.builds(
    pricing.Box,
    units=st.integers(min_value=1, max_value=5000),
    length=length,
    width=length,
    height=length,
    fbe=st.sampled_from([1, 0.5, 0.25, 0.125]),
)
rates = st.builds(
    pricing.Rates,
    cube_rate=money,
    freight_rate=money,
    freight_basis=st.sampled_from(pricing.FREIGHT_BASES),
    handling_per_box=money,
    duty_rate=st.floats(min_value=0, max_value=1),
)


class TestPricing(BaseCase):
    # A quarter box of 10 bunches of 10 stems, 1.5 cubic feet.
    agapanthus = pricing.Box(units=100, length=3, width=1, height=0.5, fbe=0.25)
    estimate = pricing.Rates(
        cube_rate=2.4, freight_rate=1.8, freight_basis="kg", handling_per_box=1.5
    )

    def test_worked_example(self):
        """Each figure of the worked example, to the cent."""
        parts = pricing.cost_parts(0.55, self.agapanthus, self.estimate)
        per_box = {name: round(part * 100, 2) for name, part in parts.items()}
        self.assertEqual(
            per_box,
            {
                "flower": 55.0,
                "truck": 3.6,
                "freight": 12.74,
                "handling": 1.5,
                "duty": 0.0,
            },
        )
        landed = pricing.landed_cost(0.55, self.agapanthus, self.estimate)
        self.assertEqual(round(landed, 4), 0.7284)
        self.assertEqual(round(pricing.sales_price(landed, 0.3), 4), 1.0406)

    def test_worked_example_via_grower(self):
        landed = pricing.landed_cost(0.55, self.agapanthus, self.estimate, "grower")
        self.assertEqual(landed, 0.55)
        self.assertEqual(round(pricing.sales_price(landed, 0.3), 2), 0.79)

    def test_volumetric_weight(self):
        self.assertEqual(round(self.agapanthus.volumetric_kg, 2), 7.08)

    def test_freight_bases(self):
        for basis, per_box in (("fbe", 0.45), ("kg", 12.7426), ("box", 1.8)):
            parts = pricing.cost_parts(
                0.55, self.agapanthus, replace(self.estimate, freight_basis=basis)
            )
            self.assertEqual(round(parts["freight"] * 100, 4), per_box, basis)

    def test_duty_is_a_share_of_the_flower(self):
        parts = pricing.cost_parts(0.5, self.agapanthus, pricing.Rates(duty_rate=0.064))
        self.assertAlmostEqual(parts["duty"], 0.032)

    def test_refusals(self):
        empty = replace(self.agapanthus, units=0)
        with self.assertRaises(pricing.PricingError):
            pricing.cost_parts(0.55, empty, self.estimate)
        unknown = replace(self.estimate, freight_basis="pallet")
        with self.assertRaisesRegex(pricing.PricingError, "pallet"):
            pricing.cost_parts(0.55, self.agapanthus, unknown)
        for gpm in (1, 1.5):
            with self.assertRaises(pricing.PricingError):
                pricing.sales_price(0.55, gpm)

    @given(money, boxes, rates)
    def test_landed_cost_is_the_sum_of_its_parts(self, cost, box, rate):
        parts = pricing.cost_parts(cost, box, rate)
        landed = pricing.landed_cost(cost, box, rate)
        self.assertAlmostEqual(landed, sum(parts.values()))
        self.assertGreaterEqual(landed, cost)
        self.assertGreaterEqual(min(parts.values()), 0)

    @given(money, boxes, rates)
    def test_via_grower_only_the_flower_counts(self, cost, box, rate):
        self.assertEqual(pricing.landed_cost(cost, box, rate, "grower"), cost)

    @given(money, boxes, rates)
    def test_a_box_costs_the_same_however_it_is_counted(self, cost, box, rate):
        """Half the units in the same box: each bears twice of what the box costs."""
        parts = pricing.cost_parts(cost, box, rate)
        halved = pricing.cost_parts(cost, replace(box, units=box.units / 2), rate)
        for name in ("truck", "freight", "handling"):
            self.assertAlmostEqual(halved[name], 2 * parts[name], msg=name)
        self.assertEqual(halved["flower"], parts["flower"])
        self.assertEqual(halved["duty"], parts["duty"])

    @given(
        st.floats(min_value=0.01, max_value=10_000),
        st.floats(min_value=0, max_value=0.99),
    )
    def test_margin_is_a_share_of_the_price(self, landed, gpm):
        price = pricing.sales_price(landed, gpm)
        self.assertGreaterEqual(price, landed)
        self.assertAlmostEqual((price - landed) / price, gpm)


moments = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1))
service_days = st.lists(
    st.builds(
        ServiceDay,
        weekday=st.integers(0, 6),
        cutoff=st.floats(min_value=0, max_value=24),
    ),
    unique_by=lambda day: day.weekday,
)
offsets = st.integers(min_value=0, max_value=60)


class TestDates(BaseCase):
    monday = datetime(2026, 11, 23, 10, 30)

    def test_offset(self):
        """Three days needed, ordered on Monday: Thursday."""
        every_day = [ServiceDay(weekday) for weekday in range(7)]
        self.assertEqual(
            earliest_ship_date(self.monday, 3, every_day), date(2026, 11, 26)
        )

    def test_cut_off(self):
        days = [ServiceDay(0, cutoff=10.5), ServiceDay(2)]
        before = self.monday - timedelta(seconds=1)
        self.assertEqual(earliest_ship_date(before, 0, days), date(2026, 11, 23))
        self.assertEqual(earliest_ship_date(self.monday, 0, days), date(2026, 11, 25))

    def test_cut_off_with_days_needed(self):
        """Too late today is too late for the day that today's orders leave on."""
        days = [ServiceDay(weekday, cutoff=10.5) for weekday in range(7)]
        before = self.monday - timedelta(seconds=1)
        self.assertEqual(earliest_ship_date(before, 2, days), date(2026, 11, 25))
        self.assertEqual(earliest_ship_date(self.monday, 2, days), date(2026, 11, 26))
        # nothing leaves on Wednesday: Thursday's orders have until tomorrow
        del days[2]
        self.assertEqual(earliest_ship_date(self.monday, 2, days), date(2026, 11, 26))

    def test_the_only_day_is_cut_off(self):
        days = [ServiceDay(0, cutoff=8)]
        self.assertEqual(earliest_ship_date(self.monday, 0, days), date(2026, 11, 30))

    def test_never(self):
        self.assertIsNone(earliest_ship_date(self.monday, 0, []))

    def test_truck_date(self):
        self.assertEqual(earliest_truck_date(date(2026, 12, 31), 2), date(2027, 1, 2))

    @given(moments, offsets, service_days.filter(bool))
    def test_first_day_that_fits(self, now, offset, days):
        """It fits, and no day before it does."""
        found = earliest_ship_date(now, offset, days)
        first = now.date() + timedelta(days=offset)
        self.assertGreaterEqual(found, first)
        self.assertTrue(self._fits(found, offset, now, days))
        for earlier in range((found - first).days):
            candidate = first + timedelta(days=earlier)
            self.assertFalse(self._fits(candidate, offset, now, days))

    @given(moments, offsets, service_days)
    def test_waiting_never_brings_an_earlier_day(self, now, offset, days):
        found = earliest_ship_date(now, offset, days)
        later = earliest_ship_date(now + timedelta(hours=1), offset, days)
        self.assertEqual(found is None, not days)
        if found:
            self.assertGreaterEqual(later, found)

    @given(moments, offsets, service_days, st.floats(0, 1))
    def test_nothing_changes_before_the_next_change(self, now, offset, days, share):
        moment = next_date_change(now, offset, days)
        self.assertGreater(moment, now)
        self.assertLessEqual(moment - now, timedelta(days=1))
        between = now + (moment - now) * share
        if between < moment - timedelta(seconds=1):
            self.assertEqual(
                earliest_ship_date(now, offset, days),
                earliest_ship_date(between, offset, days),
            )

    def test_next_change(self):
        days = [ServiceDay(0, cutoff=14.5), ServiceDay(2, cutoff=8)]
        at_half_past_two = datetime(2026, 11, 23, 14, 30)
        self.assertEqual(next_date_change(self.monday, 0, days), at_half_past_two)
        midnight = datetime(2026, 11, 24)
        self.assertEqual(next_date_change(at_half_past_two, 0, days), midnight)
        self.assertEqual(next_date_change(self.monday, 1, days), midnight)
        self.assertEqual(next_date_change(self.monday, 2, days), midnight)

    @given(st.dates(), st.integers(-30, 60), service_days.filter(bool))
    def test_last_service_day(self, first, days, service):
        limit = first + timedelta(days=days)
        last = latest_ship_date(first, limit, service)
        weekdays = {day.weekday for day in service}
        if last != first:
            self.assertLessEqual(last, limit)
            self.assertIn(last.weekday(), weekdays)
        for later in range(1, (limit - last).days + 1):
            self.assertNotIn((last + timedelta(days=later)).weekday(), weekdays)

    def test_truck_dates(self):
        monday = self.monday.date()
        thursday = monday + timedelta(days=3)
        far = monday + timedelta(days=60)
        week = truck_dates(monday, thursday, 1, (), far)
        self.assertEqual([day.day for day in week], [24, 25, 26, 27])
        some = truck_dates(monday, thursday, 1, {2, 4}, far)
        self.assertEqual([day.day for day in some], [25, 27])
        # no truck while boxes arrive: they wait for the next one
        self.assertEqual(
            [d.day for d in truck_dates(monday, monday, 1, {0}, far)], [30]
        )
        self.assertEqual(truck_dates(monday, thursday, 1, (), monday), [])

    @given(
        st.dates(date(2020, 1, 1), date(2040, 1, 1)),
        st.integers(0, 30),
        st.integers(0, 10),
        st.sets(st.integers(0, 6)),
        st.integers(-5, 60),
    )
    def test_each_truck_date_can_be_kept(self, ship, more, transit, weekdays, ahead):
        last_day = ship + timedelta(days=ahead)
        last_ship = ship + timedelta(days=more)
        days = truck_dates(ship, last_ship, transit, weekdays, last_day)
        self.assertEqual(days, sorted(set(days)))
        for day in days:
            self.assertGreaterEqual(day, ship + timedelta(days=transit))
            self.assertLessEqual(day, last_day)
            self.assertTrue(not weekdays or day.weekday() in weekdays)
        if ahead >= transit + 7:
            self.assertTrue(days)

    @given(st.sampled_from([(2026, 3, 29), (2026, 10, 25), (2026, 11, 24)]))
    def test_cut_off_is_by_the_vendors_clock(self, day):
        """Also on the days on which the clock is put forward or back."""
        zone = ZoneInfo("Europe/Amsterdam")
        days = [ServiceDay(weekday, cutoff=14.5) for weekday in range(7)]
        for hour, minute, wait in ((14, 29, 0), (14, 30, 1)):
            local = datetime(*day, hour, minute, tzinfo=zone)
            now = local.astimezone(ZoneInfo("UTC")).astimezone(zone)
            self.assertEqual(
                earliest_ship_date(now, 0, days), date(*day) + timedelta(days=wait)
            )

    def _fits(self, candidate, offset, now, days):
        """The rule again, in other words: the order comes before the cut-off, which is
        on the last day on which the vendor can be asked for the candidate."""
        for day in days:
            if day.weekday == candidate.weekday():
                last = candidate - timedelta(days=offset)
                midnight = datetime.combine(last, datetime.min.time())
                seconds = int((now - midnight) / timedelta(seconds=1))
                return last > now.date() or seconds < day.cutoff * 3600
        return False


ids = st.integers(min_value=1, max_value=2**31 - 1)


class TestOfferKey(BaseCase):
    def test_text(self):
        key = OfferKey(12, 100, 3, 1, date(2026, 11, 20))
        self.assertEqual(key.encode(), "12|100.0|3|1|2026-11-20|0")
        self.assertEqual(OfferKey.decode(key.encode()), key)

    @given(
        st.builds(
            OfferKey,
            product_id=ids,
            # the units of a box are stored with three digits
            units=st.integers(1, 10**9).map(lambda thousandths: thousandths / 1000),
            package_type_id=ids,
            warehouse_id=ids,
            day=st.dates(),
            lot_id=st.integers(min_value=0, max_value=2**31 - 1),
        )
    )
    def test_there_and_back(self, key):
        self.assertEqual(OfferKey.decode(key.encode()), key)

    @given(st.text())
    def test_rubbish_is_a_value_error(self, text):
        try:
            key = OfferKey.decode(text)
        except ValueError:
            return
        self.assertIsInstance(key, OfferKey)

    def test_what_is_no_key(self):
        for text in ("", "||", "1|2|3", "a|1|1|1|2026-11-20|0", "1|1|1|1|today|0"):
            with self.assertRaises(ValueError, msg=text):
                OfferKey.decode(text)

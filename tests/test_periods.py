"""Periods and straight lines: counted as people count months, whole days, nothing for what cannot be counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goldenthread import periods


@pytest.mark.parametrize(
    ("day", "period", "there"),
    [
        ("2024-02-29", "P1Y", "2025-02-28"),
        ("2025-01-31", "P1M", "2025-02-28"),
        ("2025-12-31", "P6M", "2026-06-30"),
        ("2025-11-15", "P1Y2M10D", "2027-01-25"),
        ("2025-01-01", "P90D", "2025-04-01"),
        ("2025-01-01", "PT36H", "2025-01-02"),
        ("2025-01-01", "P9999Y", None),
        ("2025-01-01", "P", None),
        ("2025-01-01", "PT", None),
        ("2025-01-01", "-P1Y", None),
        ("2025-01-01", "every year", None),
    ],
)
def test_a_period_leads_to_a_day_of_the_calendar(day: str, period: str, there: str | None) -> None:
    assert periods.later(date.fromisoformat(day), period) == (there and date.fromisoformat(there))


@pytest.mark.parametrize(
    ("start", "goal", "passed", "value"),
    [
        ("0", "100", 0, "0"),
        ("0", "100", 10, "100"),
        ("100", "0", 5, "50"),
        ("-1", "1", 5, "0"),
        ("0", "1", 1, "0.1"),
        ("22.5", "60", 3, "33.75"),
        ("0", "NaN", 5, None),
        ("0", "INF", 5, None),
        ("some", "more", 5, None),
    ],
)
def test_a_line_has_its_value_in_digits(start: str, goal: str, passed: int, value: str | None) -> None:
    assert periods.on_line(start, goal, timedelta(days=passed), timedelta(days=10)) == value


def test_a_third_is_kept_in_as_many_digits_as_every_engine_keeps() -> None:
    assert periods.on_line("0", "100", timedelta(days=1), timedelta(days=3)) == "33.333333333"


@pytest.mark.parametrize(("text", "day"), [("2025-12-31Z", date(2025, 12, 31)), ("", None), ("-0044-03-15", None)])
def test_a_date_is_one_of_the_calendar_or_none(text: str, day: date | None) -> None:
    assert periods.day_of(text) == day

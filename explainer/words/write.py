"""Writes quantities as the book prints them: 'USD 14.2 billion', '6 GW', 'up to 10%', 'second half of 2026'."""

from __future__ import annotations

import calendar
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ..ledger.vocabulary import vocabulary

if TYPE_CHECKING:
    import pandas as pd

NBSP = "\u00a0"  # keeps a figure and its unit on one line
SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"))
QUALIFIERS = {"about": "about", "over": "more than", "under": "less than", "up-to": "up to", "nearly": "nearly"}
ORDERS = {
    1: "a few", 10: "tens", 100: "hundreds", 10**3: "thousands", 10**4: "tens of thousands",
    10**5: "hundreds of thousands", 10**6: "millions", 10**7: "tens of millions", 10**8: "hundreds of millions",
    10**9: "billions", 10**10: "tens of billions", 10**11: "hundreds of billions", 10**12: "trillions",
}  # fmt: skip


def quantity(
    low: float,
    high: float | None = None,
    unit: str = "count",
    qualifier: str = "",
) -> str:
    """A number or a range in its unit. Raises `ValueError` for a unit it does not know, or for no number."""
    units = vocabulary().units
    if _missing(low):
        raise ValueError("no figure to write")
    high = None if _missing(high) else high
    if unit not in units:
        raise ValueError(f"unknown unit '{unit}'; data/units.csv has {', '.join(units)}")
    if qualifier == "order":
        return f"{order(low)} {units[unit].order}".strip()
    figure, scale = _scaled(low, high)
    text = units[unit].write(f"{figure}{scale}", one=low == 1 and high is None).replace(" ", NBSP)
    words = QUALIFIERS.get(qualifier, "")
    return f"{words} {text}" if words else text


def _missing(value: Any) -> bool:
    """Whether there is no value: None, or what pandas has in its place, which differs from itself."""
    return value is None or value != value


def _date(value: Any) -> date:
    """A day from a date, a timestamp, or its form in ISO 8601."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return value.date() if hasattr(value, "date") else value


def _scaled(low: float, high: float | None) -> tuple[str, str]:
    """The figure and the word for its scale; both ends of a range share the scale of the upper one."""
    top = abs(high if high is not None else low)
    factor, word = next(((f, f"{NBSP}{w}") for f, w in SCALES if top >= f), (1, ""))
    ends = [number(low, factor)] + ([number(high, factor)] if high is not None else [])
    return "–".join(ends), word


def number(value: float, factor: int = 1) -> str:
    """A number with thousands separators and no needless zeros, at most three decimals."""
    scaled = (Decimal(str(value)) / factor).quantize(Decimal("0.001")).normalize()
    return f"{scaled:,f}".replace("-", "−")


def order(low: float) -> str:
    """The word for an order of magnitude. Raises `ValueError` for what is no power of ten, or too large."""
    if low not in ORDERS:
        raise ValueError(f"no word for the order of magnitude {low}")
    return ORDERS[int(low)]


def day(first: Any, last: Any = None) -> str:
    """A day, or the period from `first` to `last`, in the largest whole it makes."""
    first = _date(first)
    last = first if _missing(last) else _date(last)
    if first == last:
        return f"{first.day}{NBSP}{first:%B}{NBSP}{first.year}"
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        whole = _whole(first, months)
        if whole:
            return whole
        if first.year == last.year:
            return f"{first:%B} to {last:%B}{NBSP}{first.year}"
        return f"{first:%B}{NBSP}{first.year} to {last:%B}{NBSP}{last.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last.day}{NBSP}{first:%B}{NBSP}{first.year}"
    return f"{day(first)} to {day(last)}"


def _whole(first: date, months: int) -> str:
    """The name of a month, quarter, half-year, year or decade; '' for any other length."""
    if months == 1:
        return f"{first:%B}{NBSP}{first.year}"
    if months == 3 and first.month % 3 == 1:
        return f"{('first', 'second', 'third', 'fourth')[first.month // 3]} quarter of {first.year}"
    if months == 6 and first.month in (1, 7):
        return f"{'first' if first.month == 1 else 'second'} half of {first.year}"
    if months == 12 and first.month == 1:
        return str(first.year)
    if months == 120 and first.month == 1 and first.year % 10 == 0:
        return f"the {first.year}s"
    if months % 12 == 0 and first.month == 1:
        return f"{first.year}–{first.year + months // 12 - 1}"
    return ""


def change(low: float, high: float | None, unit: str, qualifier: str) -> str:
    """A quantity, where a percentage below zero reads as the cut that it is: "more than 50% less"."""
    if unit == "percent" and low < 0:
        return f"{quantity(-low, None if high is None or _missing(high) else -high, unit, qualifier)}{NBSP}less"
    return quantity(low, high, unit, qualifier)


FIGURE = re.compile(r"(?:([a-z-]+) )?(-?[0-9.]+)(?:–(-?[0-9.]+))? ([A-Za-z-]+)(?=[:,]|$)")
DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:–([0-9]{4}-[0-9]{2}-[0-9]{2}))? date")


def in_words(text: str) -> str:
    """A correction, which has figures as the tables do, with figures as the pages do."""
    text = DAYS.sub(lambda match: day(match[1], match[2]), text)
    return FIGURE.sub(_in_words, text)


def _in_words(match: re.Match[str]) -> str:
    before, low, high, unit = match.groups()
    if unit not in vocabulary().units:
        return match[0]
    hedge = before if before in (*QUALIFIERS, "order") else ""
    words = change(float(low), float(high) if high else None, unit, hedge)
    return f"{before} {words}" if before and not hedge else words


def figure(claim: pd.Series, checked: bool = False) -> str:
    """The figure of a claim (a row of `Ledger.claims`), as stated or as checked; '' where it has none."""
    side = "checked_" if checked else ""
    unit = claim[f"{side}unit"]
    if not unit:
        return ""
    if unit == "date":
        text = day(claim[f"{side}first_day"], claim[f"{side}last_day"])
        words = QUALIFIERS.get(claim[f"{side}qualifier"], "")
        return f"{words} {text}".strip()
    return change(*(claim[f"{side}{part}"] for part in ("low", "high", "unit", "qualifier")))

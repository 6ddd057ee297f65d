"""Writes quantities as the book prints them: 'USD 14.2 billion', '6 GW', 'up to 10%', 'second half of 2026'."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .messages import N_, _, edition, like, ngettext
from .units import Unit

if TYPE_CHECKING:
    import pandas as pd

NBSP = "\u00a0"  # keeps a figure and its unit on one line
SCALES: tuple[tuple[int, Callable[[int, str], str]], ...] = (
    (10**12, lambda number, figure: ngettext("%(figure)s trillion", "%(figure)s trillion", number, figure=figure)),
    (10**9, lambda number, figure: ngettext("%(figure)s billion", "%(figure)s billion", number, figure=figure)),
    (10**6, lambda number, figure: ngettext("%(figure)s million", "%(figure)s million", number, figure=figure)),
)
QUALIFIERS = {
    "about": N_("about %(figure)s"), "over": N_("more than %(figure)s"), "under": N_("less than %(figure)s"),
    "up-to": N_("up to %(figure)s"), "nearly": N_("nearly %(figure)s"),
}  # fmt: skip
ORDERS = {
    1: N_("a few"), 10: N_("tens"), 100: N_("hundreds"), 10**3: N_("thousands"), 10**4: N_("tens of thousands"),
    10**5: N_("hundreds of thousands"), 10**6: N_("millions"), 10**7: N_("tens of millions"),
    10**8: N_("hundreds of millions"), 10**9: N_("billions"), 10**10: N_("tens of billions"),
    10**11: N_("hundreds of billions"), 10**12: N_("trillions"),
}  # fmt: skip
QUARTERS = (
    N_("first quarter of %(year)s"), N_("second quarter of %(year)s"), N_("third quarter of %(year)s"),
    N_("fourth quarter of %(year)s"),
)  # fmt: skip
HALVES = (N_("first half of %(year)s"), N_("second half of %(year)s"))


def quantity(low: float, high: float | None, unit: Unit, qualifier: str = "") -> str:
    """A number or a range in its unit. Raises `ValueError` for no number."""
    if _missing(low):
        raise ValueError("no figure to write")
    high = None if _missing(high) else high
    if qualifier == "order":
        return f"{order(low)} {unit.order}".strip()
    text = unit.write(_scaled(low, high), one=low == 1 and high is None)
    return hedged(qualifier, text.replace(" ", NBSP))


def hedged(qualifier: str, figure: str) -> str:
    """A figure behind what hedges it, if anything does."""
    return _(QUALIFIERS[qualifier], figure=figure) if qualifier in QUALIFIERS else figure


def _missing(value: Any) -> bool:
    """Whether there is no value: None, or what pandas has in its place, which differs from itself."""
    return value is None or value != value


def _date(value: Any) -> date:
    """A day from a date, a timestamp, or its form in ISO 8601."""
    value = date.fromisoformat(value) if isinstance(value, str) else value
    return value.date() if hasattr(value, "date") else value


def _scaled(low: float, high: float | None) -> str:
    """The figure with the word for its scale; both ends of a range share the scale of the upper one."""
    top = high if high is not None else low
    factor, scale = next((each for each in SCALES if abs(top) >= each[0]), (1, None))
    ends = [number(end, factor) for end in (low, high) if end is not None]
    # A dash beside a minus would be read for another.
    figure = _("%(first)s to %(last)s", first=ends[0], last=ends[-1]) if low < 0 and len(ends) > 1 else "–".join(ends)
    return scale(like(abs(_thousandths(top, factor))), figure) if scale else figure


def _thousandths(value: float, factor: int = 1) -> Decimal:
    """A value to three decimals, or to three digits where there is nothing but zeros before them."""
    exact = Decimal(str(value)) / factor
    least = Decimal("0.001") if not exact or abs(exact) >= Decimal("0.1") else Decimal(1).scaleb(exact.adjusted() - 2)
    return exact.quantize(min(least, Decimal("0.001"))).normalize()


def number(value: float, factor: int = 1) -> str:
    """A number with thousands separators and no needless zeros, at most three decimals."""
    return separated(_thousandths(value, factor))


def separated(value: Decimal) -> str:
    """A number with all its decimals, and the separators of the language."""
    symbols = edition().locale.number_symbols["latn"]
    whole, point, decimals = f"{value:,f}".replace("-", "−").partition(".")
    return whole.replace(",", symbols["group"]) + (symbols["decimal"] if point else "") + decimals


def capital(text: str) -> str:
    """A text as the beginning of a sentence."""
    return text[:1].upper() + text[1:]


def order(low: float) -> str:
    """The word for an order of magnitude. Raises `ValueError` for what is no power of ten, or too large."""
    if low not in ORDERS:
        raise ValueError(f"no word for the order of magnitude {low}")
    return _(ORDERS[int(low)])


def day(first: Any, last: Any = None) -> str:
    """A day, or the period from `first` to `last`, in the largest whole it makes."""
    first = _date(first)
    last = first if _missing(last) else _date(last)
    if first == last:
        return _one_day(str(first.day), first)
    if first.day == 1 and last.day == calendar.monthrange(last.year, last.month)[1]:
        months = (last.year - first.year) * 12 + last.month - first.month + 1
        whole = _whole(first, months)
        if whole:
            return whole
        begins = _month(first) if first.year == last.year else month(first)
        return _("%(first)s to %(last)s", first=begins, last=month(last))
    if (first.year, first.month) == (last.year, last.month):
        return _one_day(f"{first.day}–{last.day}", first)
    return _("%(first)s to %(last)s", first=day(first), last=day(last))


def known(cell: str) -> str:
    """A day, a month or a year, as far as a cell in ISO 8601 knows it."""
    if len(cell) == 4:
        return cell
    return day(cell) if len(cell) == 10 else month(date.fromisoformat(f"{cell}-01"))


def month(of: date, space: str = NBSP) -> str:
    """A month with its year."""
    return _("%(month)s %(year)s", month=_month(of), year=of.year).replace(" ", space)


def _month(of: date) -> str:
    return edition().locale.months["stand-alone"]["wide"][of.month]


def _one_day(days: str, of: date) -> str:
    """A day of a month, or several."""
    name = edition().locale.months["format"]["wide"][of.month]
    return _("%(day)s %(month)s %(year)s", day=days, month=name, year=of.year).replace(" ", NBSP)


def short_day(day: str, of: date) -> str:
    """A day of a month, as a chart's mark has room for."""
    name = edition().locale.months["format"]["abbreviated"][of.month]
    return _("%(day)s %(month)s", day=day, month=name)


def _whole(first: date, months: int) -> str:
    """The name of a month, quarter, half-year, year or decade; '' for any other length."""
    year = first.year
    if months == 1:
        return month(first)
    if months == 3 and first.month % 3 == 1:
        return _(QUARTERS[first.month // 3], year=year)
    if months == 6 and first.month in (1, 7):
        return _(HALVES[first.month // 7], year=year)
    if months == 12 and first.month == 1:
        return str(year)
    if months == 120 and first.month == 1 and year % 10 == 0:
        return _("the %(year)ss", year=year)
    if months % 12 == 0 and first.month == 1:
        return f"{year}–{year + months // 12 - 1}"
    return ""


def change(low: float, high: float | None, unit: Unit, qualifier: str) -> str:
    """A quantity, where a percentage below zero reads as the cut that it is: "more than 50% less"."""
    if unit.name == "percent" and low < 0:
        figure = quantity(-low, None if high is None or _missing(high) else -high, unit, qualifier)
        return _("%(figure)s less").replace(" ", NBSP) % {"figure": figure}
    return quantity(low, high, unit, qualifier)


FIGURE = re.compile(r"(?:([a-z-]+) )?(-?[0-9.]+)(?:–(-?[0-9.]+))? ([A-Za-z-]+)(?=[:,]|$)")
DAYS = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:–([0-9]{4}-[0-9]{2}-[0-9]{2}))? date")


def in_words(text: str, units: Mapping[str, Unit]) -> str:
    """A correction, which has figures as the tables do, with figures as the pages do."""

    def written(match: re.Match[str]) -> str:
        before, low, high, unit = match.groups()
        if unit not in units:
            return match[0]
        hedge = before if before in (*QUALIFIERS, "order") else ""
        words = change(float(low), float(high) if high else None, units[unit], hedge)
        return f"{before} {words}" if before and not hedge else words

    return FIGURE.sub(written, DAYS.sub(lambda match: day(match[1], match[2]), text))


def figure(claim: Mapping[str, Any] | pd.Series, units: Mapping[str, Unit], checked: bool = False) -> str:
    """The figure of a claim with its check, as stated or as checked; '' where it has none."""
    side = "checked_" if checked else ""
    unit = claim[f"{side}unit"]
    if not unit:
        return ""
    if unit == "date":
        text = day(claim[f"{side}first_day"], claim[f"{side}last_day"])
        return hedged(claim[f"{side}qualifier"], text)
    low, high, qualifier = (claim[f"{side}{part}"] for part in ("low", "high", "qualifier"))
    return change(low, high, units[unit], qualifier)

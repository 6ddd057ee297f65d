"""Reads figures and days from a phrase, as far as the words themselves yield them.

Babel knows a language's separators, scales and months; `languages` has the other words. No library was found that reads
ranges, orders of magnitude, multiples and qualifiers in German: text2num turns single words into digits, quantulum3
knows English alone and takes "320 Milliarden" for 320, dateparser takes "1,91" for a year.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from babel.numbers import NumberFormatError, parse_decimal

from .languages import LANGUAGES, Days, Language, relative

YEAR = r"(?:1[5-9]|20)\d\d"
DAY = r"(?:0?[1-9]|[12]\d|3[01])"
GAP = r"[\s-]{0,3}"  # between the parts of one figure: 14 - Milliarden - Dollar

Meaning = Callable[[re.Match[str], date], Days | None]  # of a match, in a text of a day


@dataclass(frozen=True)
class Quantity:
    """A figure as a phrase has it; `unit` is '' where the phrase names none."""

    low: Decimal
    high: Decimal | None
    unit: str
    qualifier: str


def quantities(phrase: str, language: str, units: Mapping[str, str]) -> list[Quantity]:
    """All figures of a phrase. `units` has the unit of each word that names one.

    A scale without a number is an order of magnitude ("Milliarden von Dollar"); a year is no figure. Signs are not
    read: that something falls stands elsewhere in a sentence, see `falls`. Raises `KeyError` for an unknown language.
    """
    words = LANGUAGES[language]
    text = _plain(phrase)
    for pattern in words.neutral:
        text = re.sub(rf"\b{pattern}\b", lambda match: "·" * len(match[0]), text)
    named = {word.lower(): unit for word, unit in units.items()}
    found = (_quantity(match, words, named) for match in _figure(language, tuple(sorted(named.items()))).finditer(text))
    return [quantity for quantity in found if quantity]


def falls(phrase: str, language: str) -> bool:
    """Whether a phrase says that something becomes less."""
    return bool(re.search(rf"\b(?:{LANGUAGES[language].falls})\b", _plain(phrase)))


def _plain(phrase: str) -> str:
    return phrase.replace("\u00a0", " ").lower()


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _figure(language: str, units: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """The grammar of a figure: a number or a range with its qualifier, an order of magnitude, a multiple, a rank."""
    words = LANGUAGES[language]
    number = rf"(?:(?<![\w.,])(?<![a-z]-)\d+(?:[.,]\d+)*(?!\w)|\b(?:{'|'.join(words.numbers)})\b)"
    scale, some = rf"(?:{_any(words.scales)})(?!\w)", rf"(?:{_any(words.some)})(?!\w)"
    link = rf"(?:(?:{_any(words.links)})\s)?"
    unit = rf"(?:{_any(word for word, _ in units)})(?!\w)"
    code = _any({word for word, unit in units if word == unit.lower() or not word.isalnum()} - {"%"})
    apart = rf"(?:\s(?:{_any(words.between)})\s|\s?[-–—]\s?)"
    figure = (
        rf"(?:\b(?P<qualifier>{'|'.join(words.qualifiers)})\s)?(?:(?P<code>{code})\s?)?"
        rf"(?P<low>{number})(?:{GAP}(?P<own>{scale}))?(?:{apart}(?P<high>{number}))?"
        rf"(?:{GAP}(?P<scale>{scale}))?(?:{GAP}{link}(?P<unit>{unit}))?(?:\s(?P<after>{'|'.join(words.after)})\b)?"
    )
    order = (
        rf"\b(?:(?P<some>{some})\s?{link})?(?P<order>(?:{_any(words.scales)})(?:{words.bulk})?)(?!\w)"
        rf"(?:{GAP}{link}(?P<order_unit>{unit}))?"
    )
    few = rf"\b(?P<few>{some})(?:{GAP}{link}(?P<few_unit>{unit}))?"
    alone = rf"\b(?P<multiple>{'|'.join(words.multiples)})\b|\b(?P<rank>{'|'.join(words.ranks)})\b"
    return re.compile("|".join((figure, order, few, alone)))


def _meaning(patterns: Mapping[str, object], text: str):
    return next(meaning for pattern, meaning in patterns.items() if re.fullmatch(pattern, text))


def _number(text: str, words: Language) -> Decimal | None:
    if not text[0].isdigit():
        return Decimal(_meaning(words.numbers, text))
    try:
        return parse_decimal(text, locale=words.locale, strict=True)
    except NumberFormatError:  # a version or a date, such as "4.5" in German
        return None


def _quantity(match: re.Match[str], words: Language, units: Mapping[str, str]) -> Quantity | None:
    part = match.groupdict()
    if part["multiple"]:
        return Quantity(Decimal(_meaning(words.multiples, part["multiple"])), None, "ratio", "")
    if part["rank"]:
        return Quantity(Decimal(_meaning(words.ranks, part["rank"])), None, "rank", "")
    if part["few"]:
        return Quantity(Decimal(words.some[part["few"]]), None, units.get(part["few_unit"], ""), "order")
    if part["order"]:
        factor = words.some.get(part["some"], 1) * words.scales[re.sub(rf"{words.bulk}$", "", part["order"])]
        return Quantity(Decimal(factor), None, units.get(part["order_unit"], ""), "order")

    low, high = _number(part["low"], words), part["high"] and _number(part["high"], words)
    alone = not (part["scale"] or part["own"] or part["unit"] or part["code"] or part["high"])
    if low is None or alone and re.fullmatch(YEAR, part["low"]):
        return None
    scale = words.scales.get(part["scale"] or part["own"], 1)
    low *= words.scales.get(part["own"], scale)
    high = high * scale if high else None
    unit = units.get(part["unit"] or part["code"], "")
    if part["low"].isalpha() and low == scale and (part["scale"] or part["own"]) in words.plural_scales:
        return Quantity(Decimal(scale), None, unit, "order")  # "einer Billionen-Dollar-Anlage" names no number
    qualifier = _meaning(words.qualifiers, part["qualifier"]) if part["qualifier"] else ""
    if part["after"]:
        qualifier = _meaning(words.after, part["after"])
    return Quantity(low, high if high is not None and high > low else None, unit, qualifier)


def days(phrase: str, language: str, on: date) -> list[Days]:
    """All days and periods that a phrase names, first and last; `on`, the day of its text, gives a missing year."""
    words = LANGUAGES[language]
    text, found = _plain(phrase), []
    for pattern, meaning in _dates(words):
        for match in pattern.finditer(text):
            found.append(meaning(match, on))
            text = text[: match.start()] + "·" * len(match[0]) + text[match.end() :]  # read once
    return [span for span in found if span]


def _span(year: int, month: int = 0, day: int = 0) -> Days | None:
    """A day, a month or a year; None if there is no such day."""
    try:
        if day:
            return date(year, month, day), date(year, month, day)
        return date(year, month or 1, 1), _last_of(year, month or 12)
    except ValueError:
        return None


def _last_of(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def _dates(words: Language) -> Iterator[tuple[re.Pattern[str], Meaning]]:
    """Ways to name a day, the fullest first, each with what it means."""
    month = rf"(?P<month>{_any(words.months)})\.?"
    year = rf"(?P<year>{YEAR})"
    time = {kind: f"(?:{'|'.join(p for p, k in words.days.items() if k == kind)})" for kind in set(words.days.values())}
    until = rf"(?:\s?[-–—]\s?|\s(?:{_any((*words.between, *words.also))})\s)"

    def of(match: re.Match[str], on: date) -> tuple[int, int]:
        """The year and the month."""
        part = match.groupdict()
        return int(part.get("year") or on.year), words.months.get(part.get("month") or "", 0)

    def between(match: re.Match[str], on: date) -> Days | None:
        first, last = (_span(*of(match, on), int(match[name])) for name in ("first", "last"))
        return (first[0], last[1]) if first and last else None

    def part(parts: int, which: int) -> Meaning:
        return lambda match, on: part_of(parts, which, int(match["year"]))

    def meant(kind: str) -> Meaning:
        return lambda match, on: relative(kind, on)

    def part_of(parts: int, which: int, year: int) -> Days:
        length = 12 // parts
        return date(year, (which - 1) * length + 1, 1), _last_of(year, which * length)

    yield re.compile(rf"(?<!\d)(?P<first>{DAY})\.?{until}(?P<last>{DAY})\.?\s{month}(?:\s{year})?(?!\d)"), between
    yield (
        re.compile(rf"(?<!\d)(?P<day>{DAY})\.?\s{month}(?:\s{year})?(?!\w)"),
        lambda m, on: _span(*of(m, on), int(m["day"])),
    )
    yield (
        re.compile(rf"\b{time['end']}\s{month}(?:\s(?:{year}|{time['this-year']}))?(?!\w)"),
        lambda m, on: ((date(*of(m, on), 21), _last_of(*of(m, on)))),
    )
    yield re.compile(rf"\b{month}\s{year}(?!\d)"), lambda m, on: _span(*of(m, on))
    for parts, names in ((2, words.halves), (4, words.quarters)):
        for which, name in enumerate(names, 1):
            yield re.compile(rf"\b(?:{name})(?:\s\w+)?\s{year}(?!\d)"), part(parts, which)
    start = rf"\b{time['start']}(?:\s{time['year']})*\s{year}(?!\d)"
    yield re.compile(start), lambda m, on: part_of(4, 1, int(m["year"]))
    yield re.compile(rf"\b{year}{time['decade']}\b"), lambda m, on: (
        date(int(m["year"]), 1, 1), date(int(m["year"]) + 9, 12, 31)
    )  # fmt: skip
    yield re.compile(rf"\b(?P<nth>\d\d)(?:\.|st|nd|rd|th)\s{time['century']}\b"), lambda m, on: (
        date(int(m["nth"]) * 100 - 99, 1, 1), date(int(m["nth"]) * 100, 12, 31)
    )  # fmt: skip
    yield re.compile(rf"(?<![\w.,]){year}(?![\w]|[.,]\d)"), lambda m, on: _span(int(m["year"]))
    for kind in ("yesterday", "today", "this-week", "last-year", "next-year", "this-year"):
        yield re.compile(rf"\b{time[kind]}\b"), meant(kind)

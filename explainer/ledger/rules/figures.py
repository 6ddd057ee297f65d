"""A figure fits its unit, its measure, its time base and, above all, the phrase it was taken from."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from ...words.languages import LANGUAGES
from ...words.read import Quantity, days, falls, quantities
from ...words.units import FIGURE, Unit
from ...words.write import ORDERS
from ..rows import PLAIN_NUMBER, Fault, Row, day
from ..vocabulary import Measure
from .book import Book, Rule

FREE = ""  # the unit of a figure whose phrase names none


def figures(book: Book) -> Iterator[Fault]:
    """A figure, its unit and its range fit each other, in claims and in checks."""
    for row in (*book.rows["claims"], *book.rows["checks"]):
        low, high, unit = row["low"], row["high"], row["unit"]
        if bool(low) != bool(unit):
            yield row.fault("unit" if low else "low", "nothing", "a figure and its unit, or neither")
        if high and not low:
            yield row.fault("low", "nothing, beside a high", "the lower end of the range")
        if row["qualifier"] and not low:
            yield row.fault("qualifier", f"'{row['qualifier']}' without a figure", "a qualifier only beside a figure")
        for name in ("low", "high"):
            if cell := row[name]:
                is_day = not PLAIN_NUMBER.fullmatch(cell)
                if is_day != (unit == "date"):
                    allowed = "a date in unit date, a number in any other"
                    yield row.fault(name, f"'{cell}' in unit '{unit}'", allowed)
                elif is_day and not day(cell):
                    yield row.fault(name, f"'{cell}'", "a date that exists")
        if row["qualifier"] == "order" and row.number("low") is not None and row.number("low") not in ORDERS:
            yield row.fault("low", f"the order of magnitude {low}", "a power of ten up to a trillion")
        ends: list[Any] = [row.day(name) or row.number(name) for name in ("low", "high")]
        if None not in ends and type(ends[0]) is type(ends[1]) and ends[1] <= ends[0]:
            allowed = "high above low, or empty for a single figure"
            yield row.fault("high", f"{high}, not above low {low}", allowed)


def measures(book: Book) -> Iterator[Fault]:
    """A figure is in a unit of its measure and between its plausible ends, as stated and as checked."""
    units = book.vocabulary.units
    for claim in book.rows["claims"]:
        measure = book.vocabulary.measures.get(claim["measure"])
        for row in (claim, book.checks.get(claim.id)):
            if measure is None or row is None or row["unit"] not in units:
                continue
            unit = units[row["unit"]]
            if unit.family not in measure.families:
                known = ", ".join(name for name, known in units.items() if known.family in measure.families)
                yield row.fault("unit", f"'{unit.name}'", f"a unit of the measure '{measure.name}': {known or 'none'}")
                continue
            yield from implausible(row, unit, measure)


def implausible(row: Row, unit: Unit, measure: Measure) -> Iterator[Fault]:
    """The ends of a row that lie beyond what its measure believes."""
    for name in ("low", "high"):
        value = row.number(name)
        if value is None or measure.least is None or measure.most is None:
            continue
        if not measure.least <= value * unit.factor <= measure.most:
            ends = " to ".join(f"{(end / unit.factor).normalize():f}" for end in (measure.least, measure.most))
            yield row.fault(name, row[name], f"{ends} {unit.name}, the plausible ends of the measure '{measure.name}'")
        if measure.whole and value % 1:
            yield row.fault(name, row[name], f"a whole number: the measure is '{measure.name}'")


def phrases(book: Book) -> Iterator[Fault]:
    """The evidence phrase itself yields the figure, its unit and its qualifier; or the row says why it does not."""
    for row in book.rows["claims"]:
        source = book.sources.get(row["source_id"])
        if not row["low"]:
            if row["figure_note"]:
                yield row.fault("figure_note", "a note without a figure", "nothing")
            continue
        if source is None:
            continue
        if source["language"] not in LANGUAGES:
            allowed = f"a source in a language whose figures can be read: {', '.join(LANGUAGES)}"
            yield source.fault("language", f"'{source['language']}'", allowed)
            continue
        fault = (_day_fault if row["unit"] == "date" else _figure_fault)(book, row)
        if fault and not (row["figure_note"] and _only_implied(book, row)):
            yield fault
        elif not fault and row["figure_note"]:
            yield row.fault("figure_note", "a note although the phrase yields the figure", "nothing")


def glosses(book: Book) -> Iterator[Fault]:
    """Our gloss has the figure or the day of its phrase, unless a note says that the phrase has none."""
    for row in book.rows["claims"] if book.language else ():
        published = book.published(row["source_id"])
        if not row["low"] or row["figure_note"] or published is None:
            continue
        if row["unit"] == "date":
            told = row.days() in days(row["gloss"], book.language, published[1])
        else:
            ends = tuple(number and abs(number) for number in map(row.number, ("low", "high")))
            read = quantities(row["gloss"], book.language, book.vocabulary.unit_words)
            told = ends in [(quantity.low, quantity.high) for quantity in read]
        if not told:
            yield row.fault("gloss", f"'{row['gloss']}'", f"a gloss that has the figure: {row['low']} {row['unit']}")


def _only_implied(book: Book, row: Row) -> bool:
    """Whether a phrase names no other figure in the claim's unit, and no day that lies elsewhere."""
    language, published = book.sources[row["source_id"]]["language"], book.published(row["source_id"])
    if row["unit"] == "date":
        own = row.days()
        named = days(row["evidence"], language, published[1]) if published else []
        return own is not None and all(span[0] <= own[0] and own[1] <= span[1] for span in named)
    return row["unit"] not in {q.unit for q in quantities(row["evidence"], language, book.vocabulary.unit_words)}


def _day_fault(book: Book, row: Row) -> Fault | None:
    published = book.published(row["source_id"])
    own = row.days()
    if published is None or own is None:
        return None
    named = days(row["evidence"], book.sources[row["source_id"]]["language"], published[1])
    if own in named:
        return None
    said = ", ".join(_days(*span) for span in named) or "no day"
    allowed = f"{said}, as the phrase has it, or a figure_note"
    return row.fault("low", f"{_days(*own)} beside „{row['evidence']}“", allowed)


def _days(first: date, last: date) -> str:
    return f"{first}" if first == last else f"{first} to {last}"


def _figure_fault(book: Book, row: Row) -> Fault | None:
    """What sets a figure apart from those in its phrase, in the column that is nearest to right; None if it fits."""
    low, high = row.number("low"), row.number("high")
    if low is None:
        return None
    language = book.sources[row["source_id"]]["language"]
    found = quantities(row["evidence"], language, book.vocabulary.unit_words)
    measure = book.vocabulary.measures.get(row["measure"])
    may_fall = measure is not None and measure.least is not None and measure.least < 0
    falling = may_fall and falls(row["evidence"], language)
    if (low < 0) != falling and low != 0:
        sign = "below zero: the phrase says that it falls" if falling else "above zero: nothing in the phrase falls"
        allowed = f"a figure {sign}"
        return row.fault("low", f"{row['low']} beside „{row['evidence']}“", allowed)
    ends = (abs(low), None if high is None else abs(high))
    fitting = [q for q in found if _same_unit(book, q, row["unit"])]
    exact = [q for q in fitting if (q.low, q.high) == ends]
    if any(q.qualifier == row["qualifier"] for q in exact):
        return None
    if exact:
        allowed = f"'{exact[0].qualifier}', as the phrase has it, or a figure_note"
        return row.fault("qualifier", f"'{row['qualifier']}' beside „{row['evidence']}“", allowed)
    if fitting:
        said = "; ".join(f"{_number(q)}{' ' + q.qualifier if q.qualifier else ''}" for q in fitting)
        stated = row["low"] + (f" to {row['high']}" if row["high"] else "")
        column = "high" if any(q.low == ends[0] for q in fitting) else "low"
        return row.fault(
            column, f"{stated} beside „{row['evidence']}“", f"{said}, as the phrase has it, or a figure_note"
        )
    said = ", ".join(f"{_number(q)} {q.unit}".strip() for q in found) or "no figure"
    allowed = f"{said}, as the phrase has it, or a figure_note"
    return row.fault("unit", f"{row['low']} {row['unit']} beside „{row['evidence']}“", allowed)


def _same_unit(book: Book, quantity: Quantity, unit: str) -> bool:
    if quantity.unit == FREE:
        known = book.vocabulary.units.get(unit)
        return known is not None and known.family == "number" and not known.words
    return quantity.unit == unit


def _number(quantity: Quantity) -> str:
    return " to ".join(f"{end.normalize():f}" for end in (quantity.low, quantity.high) if end is not None)


def time_bases(book: Book) -> Iterator[Fault]:
    """Figures have a time base, dates and statements have none; a period is no shorter than its base."""
    shortest = {row["per"]: row.number("days") or Decimal(0) for row in book.rows["time_bases"]}
    for row in book.rows["claims"]:
        timed = row["unit"] not in ("", "date")
        if timed != bool(row["per"]):
            found = f"'{row['per']}' with unit '{row['unit']}'"
            yield row.fault("per", found, "a time base for figures, none for dates and statements")
        first, last = row.day("period_start"), row.day("period_end")
        least = shortest.get(row["per"], 0)
        if first and last and row["per"] and (last - first).days + 1 < least:
            found = f"'{row['per']}' for {(last - first).days + 1} days"
            yield row.fault("per", found, f"a time base that the period from {first} to {last} holds")


def vocabularies(book: Book) -> Iterator[Fault]:
    """Rows of the vocabulary are such as the code can print and compare."""
    for row in book.rows["units"]:
        for column in ("form", "many"):
            if row[column].count(FIGURE) != 1 and (row[column] or column == "form"):
                yield row.fault(column, f"'{row[column]}'", f"one {FIGURE}, where the figure stands")
        if (row.number("factor") or 0) <= 0:
            yield row.fault("factor", f"'{row['factor']}'", "a number above zero")
    owners: dict[str, Row] = {}
    for row in book.rows["units"]:
        for word in row.items("words"):
            owner = owners.setdefault(word.lower(), row)
            if owner is not row:
                yield row.fault("words", f"'{word}', a word of '{owner.id}' too", "words of one unit each")
    families = {row["family"] for row in book.rows["units"]}
    for row in book.rows["measures"]:
        least, most = row.number("least"), row.number("most")
        for family in row.items("families"):
            if family not in families:
                yield row.fault("families", f"'{family}'", f"families of units: {', '.join(sorted(families))}")
        numeric = any(family != "date" for family in row.items("families"))
        if numeric != (least is not None) or numeric != (most is not None):
            yield row.fault(
                "least", f"'{row['least']}' to '{row['most']}'", "two plausible ends where there are figures"
            )
        elif least is not None and most is not None and least >= most:
            yield row.fault("most", f"{row['most']}, not above least {row['least']}", "an end above the other")
    seen: dict[str, Row] = {}
    for row in book.rows["verdicts"]:
        if row["mark"] and (row["mark"].isalnum() or seen.setdefault(row["mark"], row) is not row):
            yield row.fault("mark", f"'{row['mark']}'", "a sign of its own, neither letter nor digit")


RULES: list[Rule] = [figures, measures, phrases, glosses, time_bases, vocabularies]

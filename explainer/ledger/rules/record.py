"""The public record: a source raises each series, and each value fits its series, its neighbours and its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from ..rows import Fault, Row
from ..vocabulary import ACTUAL, MADE_AT
from .book import Book, Rule, span
from .figures import implausible

FIGURE = re.compile(r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.,]\d+)?")
SCALED = re.compile(
    r"(?<![/\d.,])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)[ -]?((?i:trillion|tn|billion|bn|million|mn)|[TBM])\b"
)
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
SCALES = {"t": 10**12, "b": 10**9, "m": 10**6}
WORD, INITIAL = re.compile(r"[^\W_]{2,}"), re.compile(r"\b[A-Z]")  # of names
SPELLED = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
SLACK = {"month": 3, "quarter": 8, "half-year": 8, "year": 8}  # days by which a firm's own periods differ from these
ROUNDING = Decimal("0.01")  # of a year's value, by which the sum of its parts may differ


def series_are_raised(book: Book) -> Iterator[Fault]:
    """A series has an id of its own and values. Like a development, it answers a question that a source raises: what
    none raises is not our story."""
    raising = book.claims.keys() | {row.id for row in book.rows["arguments"]}
    answered = {row["series_id"] for row in book.rows["record"]}
    for row in (*book.rows["series"], *book.rows["developments"]):
        for item in row.items("raised_by"):
            if item not in raising:
                yield row.fault("raised_by", f"'{item}'", "ids of claims.csv or arguments.csv")
    for row in book.rows["series"]:
        if row.id in raising:
            yield row.fault("series_id", f"'{row.id}', which another row has", "an id of its own")
        whole = book.by_id("series").get(row["parts_of"])
        if whole and (whole is row or whole["unit"] != row["unit"]):
            yield row.fault("parts_of", f"'{row['parts_of']}'", "another series in the same unit")
        if (jump := row.number("jump")) is not None and jump <= 1:
            yield row.fault("jump", row["jump"], "a factor above 1, or nothing")
        if row["unit"] == "date":
            yield row.fault("unit", "'date'", "a unit in which values are counted")
        if row.id not in answered:
            yield row.fault("series_id", "a series without a value", "series of which record.csv has values")


def values_fit_their_series(book: Book) -> Iterator[Fault]:
    """A value is plausible in the unit and the measure of its series; a range has two ends."""
    for row, series in _values(book):
        unit, measure = book.vocabulary.units.get(series["unit"]), book.vocabulary.measures.get(series["measure"])
        if unit and measure:
            yield from implausible(row, unit, measure)
        low, high = row.number("low"), row.number("high")
        if low is not None and high is not None and high <= low:
            yield row.fault("high", f"{high}, not above low {low}", "high above low, or empty for a single value")
    for series in book.rows["series"]:
        unit, measure = book.vocabulary.units.get(series["unit"]), book.vocabulary.measures.get(series["measure"])
        if unit and measure and unit.family not in measure.families:
            yield series.fault("unit", f"'{unit.name}'", f"a unit of the measure '{measure.name}'")


def periods_have_their_length(book: Book) -> Iterator[Fault]:
    """A quarter is a quarter long, give or take a week; what is counted on a day has that day alone."""
    long = {row["per"]: int(row["days"]) for row in book.rows["time_bases"] if row["per"] in SLACK}
    for row, series in _values(book):
        first, last, per = row.day("period_start"), row.day("period_end"), series["per"]
        if first is None or last is None:
            continue
        if last < first:
            yield row.fault("period_end", f"{last}, before {first}", "a day not before period_start")
        elif per == "stock" and first != last:
            yield row.fault("period_end", f"{last}, another day than {first}", "one day: the series counts a stock")
        elif per in long and abs((last - first).days + 1 - long[per]) > SLACK[per]:
            found = f"{(last - first).days + 1} days from {first}"
            yield row.fault("period_end", found, f"a period as long as the series has it: {per}")


def values_are_of_their_time(book: Book) -> Iterator[Fault]:
    """What is reported is over."""
    for row, _ in _values(book):
        checked, last = row.day("checked_on"), row.day("period_end")
        if row["status"] == ACTUAL and checked and last and last > checked:
            yield row.fault("period_end", f"{last}, of an actual value", f"a day not after the check, {checked}")


def plans_say_when_they_were_made(book: Book) -> Iterator[Fault]:
    """A plan and a forecast were made before what they are about was over, and before their pages told of them."""
    for row, _ in _values(book):
        cell, made, last = row["as_of"], span(row["as_of"]), row.day("period_end")
        if bool(cell) != (row["status"] in MADE_AT):
            found = f"'{cell}' beside the status {row['status']}"
            yield row.fault("as_of", found, f"when it was made, for {' and '.join(MADE_AT)} alone")
        elif cell and (made is None or made[0] > (row.day("checked_on") or made[0])):
            allowed = f"a date that exists, not after the check, {row['checked_on']}: 2026, 2026-03 or 2026-03-31"
            yield row.fault("as_of", f"'{cell}'", allowed)
        elif made and last and made[0] > last:
            yield row.fault("as_of", f"{cell}, after {last}", "when it was made, not when somebody told of it")
        elif made and (told := _told_by(book, row)) and made[0] > told:
            yield row.fault("as_of", f"{cell}, after its pages, {told}", "when it was made, before they told of it")


def _told_by(book: Book, row: Row) -> date | None:
    """The last day on which the pages of a value were published; None if one has no date."""
    days = [span(book.references[item]["published"]) for item in row.items("reference_ids") if item in book.references]
    return max((last for _, last in filter(None, days)), default=None) if all(days) else None


def evidence_has_the_value(book: Book) -> Iterator[Fault]:
    """The words of the page have the value's digits; or a note says how it follows from them.

    Pages count in millions and billions, in words, signs and heads of tables: the scale is compared where it is told.
    """
    for row in book.rows["record"]:
        told = all(_told(row[end], row["evidence"]) for end in ("low", "high") if row[end])
        if not told and not row["figure_note"]:
            found = f"{'–'.join(filter(None, (row['low'], row['high'])))} beside “{row['evidence']}”"
            yield row.fault("low", found, "a value that the words have, or a figure_note: how it follows from them")
        elif told and (wrong := _of_another_scale(row)):
            yield row.fault(
                "low", f"{row['low']} beside “{row['evidence']}”", f"{wrong.normalize():f}, as the words have it"
            )
        elif told and row["figure_note"]:
            yield row.fault("figure_note", "a note although the words have the value", "nothing")


def _told(value: str, words: str) -> bool:
    """Whether words have the digits of a value, or more of them than it was rounded to; up to twelve, spelled out."""
    wanted = _digits(value)
    found = [_digits(number) for number in FIGURE.findall(words)]
    found += [
        _digits(str(count)) for count, word in enumerate(SPELLED) if re.search(rf"\b{word}\b", words, re.IGNORECASE)
    ]
    years = {_digits(year) for year in YEAR.findall(words)}  # which are no figures to round
    longer = (more for more in found if len(more) > len(wanted) + 1 and more not in years)
    rounded = (str(round(int(more), len(wanted) - len(more))) for more in longer)
    return wanted in found or any(_digits(number) == wanted for number in rounded)


def _of_another_scale(row: Row) -> Decimal | None:
    """The number that words have in place of a value of the same digits, if they tell its scale."""
    value = row.number("low")
    if value is None or value == 0:
        return None
    told = [
        Decimal(number.replace(",", "")) * SCALES[scale[:1].lower()]
        for number, scale in SCALED.findall(row["evidence"])
        if _digits(number) == _digits(row["low"])
    ]
    return told[0] if told and abs(value) not in told else None


def _digits(number: str) -> str:
    """The digits of a number without the zeros at its ends: of 1,400 and of 1.4 the same."""
    return re.sub(r"\D", "", number).strip("0") or "0"


def values_name_whose_and_when(book: Book) -> Iterator[Fault]:
    """Something that stands by a value names its entity and its year: its id, its words, a note or a page's title."""
    names = {row.id: row["name"] for row in book.rows["entities"]}
    titles = {row.id: row["title"] for row in book.rows["references"]}
    for row, _ in _values(book):
        cited = (titles.get(item, "") for item in row.items("reference_ids"))
        said = " ".join((row.id.replace("-", " "), row["evidence"], row["note"], row["figure_note"], *cited)).lower()
        name = names.get(row["entity"], row["entity"])
        called = {*WORD.findall(f"{name} {row['entity']}".lower()), "".join(INITIAL.findall(name)).lower()} - {""}
        if not any(re.search(rf"(?<!\w){re.escape(word)}", said) for word in called):
            yield row.fault(
                "entity", f"'{row['entity']}'", "an entity that the id, the words, a note or a page's title names"
            )
        years = {row[end][:4] for end in ("period_start", "period_end")}
        if not any(re.search(rf"(?<!\d){year}(?!\d)", said) for year in years):
            found = f"{' and '.join(sorted(years))}, which nothing that stands by it names"
            yield row.fault("period_start", found, "a year in the id, the words, a note or a page's title")


def developments_are_dated_by_their_pages(book: Book) -> Iterator[Fault]:
    """A development begins in a year that its id, its words or its pages name, and not after they told of it."""
    for row in book.rows["developments"]:
        start, told = row.day("start"), _told_by(book, row)
        pages = [book.references[item] for item in row.items("reference_ids") if item in book.references]
        said = " ".join(
            (row.id, row["evidence"], row["note"], *(f"{page['published']} {page['title']}" for page in pages))
        )
        if start and str(start.year) not in re.findall(r"\d{4}", said):
            yield row.fault(
                "start", f"{start}, a year that nothing names", "a year in the id, the words, a note or a page"
            )
        elif start and told and start > told and row["status"] != "planned":
            yield row.fault("start", f"{start}, after its pages, {told}", "the day it happened, before they told of it")


def one_value_one_place(book: Book) -> Iterator[Fault]:
    """Two values of one entity and period are told apart by their status, their date, or a note; of a whole year or
    quarter there is one that is actual."""
    seen: dict[tuple[str, ...], Row] = {}
    named = book.claims | book.by_id("series") | book.by_id("predictions")
    for row, series in _values(book):
        if row.id in named:
            yield row.fault("record_id", f"'{row.id}', which another row has", "an id of its own")
        key = tuple(row[name] for name in ("series_id", "entity", "period_start", "period_end", "status", "as_of"))
        note = "" if series["per"] in SLACK and row["status"] == ACTUAL else row["note"]
        first = seen.setdefault((*key, note), row)
        if first is not row:
            allowed = "one value for each entity and period, or notes that set them apart"
            yield row.fault("period_start", f"what line {first.line} ({first.id}) has already", allowed)


def neighbours_are_near(book: Book) -> Iterator[Fault]:
    """From one actual value of an entity to the next it is no farther than the series believes."""
    before: dict[tuple[str, str], Row] = {}
    for row, series in sorted(_values(book), key=lambda pair: (pair[0]["period_end"], pair[0].line)):
        most, value = series.number("jump"), _middle(row)
        if row["status"] != ACTUAL or most is None or value is None:
            continue
        last = before.get((series.id, row["entity"]))
        before[series.id, row["entity"]] = row
        beside = _middle(last) if last else None
        if last and beside and value > 0 and beside > 0 and max(value / beside, beside / value) > most:
            found = f"{row['low']}, {max(value / beside, beside / value):.1f} times from {last['low']} ({last.id})"
            yield row.fault("low", found, f"at most {most} times its neighbour, or another jump in series.csv")


def parts_add_up(book: Book) -> Iterator[Fault]:
    """The quarters of a year that are all there add up to the year."""
    values: dict[str, list[Row]] = {}
    for row, _ in _values(book):
        if row["status"] == ACTUAL:
            values.setdefault(row["series_id"], []).append(row)
    for series in book.rows["series"]:
        for year in values.get(series["parts_of"], []) if series["parts_of"] else ():
            parts = [part for part in values.get(series.id, []) if _within(part, year)]
            whole, sums = _middle(year), [_middle(part) for part in parts]
            if None in sums or whole is None or abs(_days(year) - sum(map(_days, parts))) > SLACK["year"]:
                continue
            total = sum(value for value in sums if value is not None)
            if abs(total - whole) > ROUNDING * abs(whole):
                found = f"{year['low']}, where its parts in {series.id} add up to {total}"
                yield year.fault("low", found, "the sum of its parts, within a hundredth")


def _values(book: Book) -> Iterator[tuple[Row, Row]]:
    """Each value with its series."""
    series = book.by_id("series")
    return ((row, series[row["series_id"]]) for row in book.rows["record"] if row["series_id"] in series)


def _middle(row: Row) -> Decimal | None:
    low, high = row.number("low"), row.number("high")
    return low if low is None or high is None else (low + high) / 2


def _days(row: Row) -> int:
    first, last = row.day("period_start"), row.day("period_end")
    return (last - first).days + 1 if first and last else 0


def _within(part: Row, whole: Row) -> bool:
    return part["entity"] == whole["entity"] and (
        whole["period_start"] <= part["period_start"] and part["period_end"] <= whole["period_end"]
    )


RULES: list[Rule] = [
    series_are_raised, values_fit_their_series, periods_have_their_length, values_are_of_their_time,
    plans_say_when_they_were_made, evidence_has_the_value, values_name_whose_and_when,
    developments_are_dated_by_their_pages, one_value_one_place, neighbours_are_near, parts_add_up,
]  # fmt: skip

"""Days follow each other as they must: published, opened, checked; made, due; and nothing lies ahead but plans."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ..rows import Fault, Row
from .book import Book, Rule, span

AHEAD = (
    "forecast",
    "plan",
    "planned",
    "estimate",
    "opinion",
)  # kinds of claims and states of events that may lie ahead
PAST = ("happened", "analogy")  # states of events that are over
PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}  # the length of a precision


def dates_exist(book: Book) -> Iterator[Fault]:
    for row in (*book.rows["sources"], *book.rows["references"]):
        if PARTIAL.fullmatch(row["published"]) and span(row["published"]) is None:
            yield row.fault("published", f"'{row['published']}'", "a date that exists")


def periods_run_forwards(book: Book) -> Iterator[Fault]:
    for table, start, end in (
        ("claims", "period_start", "period_end"),
        ("events", "start", "end"),
        ("developments", "start", "end"),
        ("deals", "start", "end"),
    ):
        for row in book.rows[table]:
            first, last = row.day(start), row.day(end)
            if first and last and last < first:
                yield row.fault(end, f"{row[end]}, before {row[start]}", f"a day not before {start}")
            if table == "claims" and bool(row[start]) != bool(row[end]):
                yield row.fault(end if row[start] else start, "nothing", "both ends of the period, or neither")


def opened_after_published(book: Book) -> Iterator[Fault]:
    today = date.today()
    for row in book.rows["references"]:
        published, opened = span(row["published"]), row.day("opened_on")
        if published and opened and published[0] > opened:
            yield row.fault("published", f"{row['published']}, after it was opened", "a day not after opened_on")
        if opened and opened > today:
            yield row.fault("opened_on", f"{opened}, which is still to come", "the day on which the page was opened")


def checked_after_read(book: Book) -> Iterator[Fault]:
    """A check is not of a day to come, nor before what it is about was published and its pages were read."""
    today = date.today()
    for row in (*book.rows["checks"], *book.rows["record"], *book.rows["developments"]):
        checked, claim = row.day("checked_on"), book.claims.get(row.id)
        if checked is None:
            continue
        if checked > today:
            yield row.fault("checked_on", f"{checked}, which is still to come", "the day of the check")
        published = book.published(claim["source_id"]) if claim else None
        if published and checked < published[0]:
            yield row.fault("checked_on", f"{checked}, before its source was published", f"a day after {published[0]}")
        for item in row.items("reference_ids"):
            opened = book.references[item].day("opened_on") if item in book.references else None
            if opened and opened > checked:
                allowed = "the day of the check, after its references were read"
                yield row.fault("checked_on", f"{checked}, before '{item}' was opened", allowed)


def nothing_lies_ahead(book: Book) -> Iterator[Fault]:
    """What is told as a fact is over by the newest check, and by the day of its source where that reports it."""
    for row in book.rows["sources"]:
        published = book.published(row.id)
        if published and published[0] > book.newest:
            yield row.fault("published", row["published"], f"a day not after the newest check, {book.newest}")
    for row in book.rows["claims"]:
        published = book.published(row["source_id"])
        if row["kind"] in AHEAD or published is None:
            continue
        columns = ("period_start",) + (("low",) if row["unit"] == "date" else ())
        for column in columns:
            if (day := row.day(column)) and day > published[1]:
                allowed = f"a day not after its source, {published[1]}, or a plan or a forecast"
                yield row.fault(column, f"{day}, of a {row['kind']} claim", allowed)
    for row in book.rows["developments"]:
        start, checked = row.day("start"), row.day("checked_on")
        if start and checked and (start > checked) != (row["status"] == "planned"):
            allowed = "'planned' for what is to begin after the check, and for that alone"
            yield row.fault("status", f"'{row['status']}' beside {start}, checked on {checked}", allowed)
        end = row.day("end")
        if end and checked and row["status"] != "planned" and (end > checked) != (row["status"] == "ongoing"):
            allowed = "an end by the check of what has happened, and none before it of what is ongoing"
            yield row.fault("end", f"{end}, of what is {row['status']}, checked on {checked}", allowed)
    for row in book.rows["events"]:
        published, start = book.published(row["source_id"]), row.day("start")
        if start and published and row["status"] not in AHEAD and start > published[1]:
            allowed = f"a day not after its source, {published[1]}"
            yield row.fault("start", f"{start}, of an event that {row['status']}", allowed)


def precision_fits(book: Book) -> Iterator[Fault]:
    """An event known to the month has the days of a month, or a part of it that begins or ends with it; and so on."""
    for row in (*book.rows["events"], *book.rows["developments"]):
        start, end, precision = row.day("start"), row.day("end"), row["precision"]
        if start is None:
            continue
        whole = _whole(start, end)
        if precision == "day" and whole:
            yield row.fault("precision", f"'day' for a whole {whole}", f"'{whole}', or the days")
        elif precision == "decade" and (end is None or (end - start).days < 366):
            yield row.fault("precision", f"'decade' from {start} to {end}", "days of more than a year")
        elif precision in MONTHS and not _within(row, MONTHS[precision]):
            allowed = f"days that begin or end a {precision}, within one"
            yield row.fault("precision", f"'{precision}' from {start} to {end or 'an open end'}", allowed)
        elif precision in MONTHS and whole and MONTHS[whole] < MONTHS[precision]:
            yield row.fault("precision", f"'{precision}' for a whole {whole}", f"'{whole}'")


def _whole(start: date, end: date | None) -> str:
    """The name of the month, quarter, half-year or year that two days make whole; '' for none."""
    if end is None or start.day != 1 or end.day != calendar.monthrange(end.year, end.month)[1]:
        return ""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return next((name for name, length in MONTHS.items() if length == months and (start.month - 1) % length == 0), "")


def _within(event: Row, months: int) -> bool:
    """Whether an event's days lie in one period of so many months and one of them begins or ends it, or it goes on."""
    start, end = event.day("start"), event.day("end")
    if start is None:
        return True  # which another rule refuses
    first = date(start.year, (start.month - 1) // months * months + 1, 1)
    month = first.month + months - 1
    last = date(first.year, month, calendar.monthrange(first.year, month)[1])
    return (end or start) <= last and (start == first or end == last or end is None and event["status"] not in PAST)


def predictions_are_due_later(book: Book) -> Iterator[Fault]:
    for row in book.rows["predictions"]:
        due = row.day("due")
        for item in row.items("claim_ids"):
            published = book.published(book.claims[item]["source_id"]) if item in book.claims else None
            if due and published and due <= published[0]:
                yield row.fault("due", f"{due}, before '{item}' was made", f"a day after {published[0]}")


def corrections_follow(book: Book) -> Iterator[Fault]:
    for row in book.rows["corrections"]:
        if (day := row.day("date")) and day > date.today():
            yield row.fault("date", f"{day}, which is still to come", "the day of the correction")


def events_keep_their_days(book: Book) -> Iterator[Fault]:
    """An event's days are those of the dated claims it rests on."""
    for row in book.rows["events"]:
        dated = [book.claims[item] for item in row.items("claim_ids") if item in book.claims]
        dated = [claim for claim in dated if claim["unit"] == "date" and claim.day("low")]
        start, end = row.day("start"), row.day("end") or row.day("start")
        if start and end and dated and not any(_meet(claim.days(), start, end) for claim in dated):
            said = ", ".join(f"{claim['low']} ({claim.id})" for claim in dated)
            yield row.fault("start", row["start"], f"days of its claims: {said}")


def _meet(days: tuple[date, date] | None, start: date, end: date) -> bool:
    if days is None:
        return False
    first, last = days
    return first <= start and end <= last or start <= first and last <= end


RULES: list[Rule] = [
    dates_exist, periods_run_forwards, opened_after_published, checked_after_read, nothing_lies_ahead, precision_fits,
    predictions_are_due_later, corrections_follow, events_keep_their_days,
]  # fmt: skip

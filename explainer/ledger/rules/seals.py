"""What was held against the originals, and what was published, cannot change unseen."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from ..rows import Fault, Row
from .book import PUBLISHED, SEAL, Book, Rule

LONGEST_EVIDENCE = 12  # words: long enough to recognise, short enough to quote
# What a source states: its place, its phrase, and what we read in it. Glosses and topics are ours.
STATED = (
    "source_id", "paragraph", "evidence", "subject", "object", "measure", "qualifier", "low", "high", "unit", "per",
    "period_start", "period_end", "kind", "speaker", "figure_note",
)  # fmt: skip
SEALED = "the row as it was sealed; or, with the original at hand, run make verify SEEDS=folder"
NEW = "a row that make verify SEEDS=folder has sealed, with the originals at hand; or leave the row out"
MADE_BY_VERIFY = (SEALED, NEW)  # what is allowed where `make verify` is there to mend a fault
WITHDRAWN = "withdrawn"
SETTLED_BY_TIME = "open"  # an outcome that changes without a correction


def evidence_is_short(book: Book) -> Iterator[Fault]:
    for row in (*book.rows["claims"], *book.rows["record"], *book.rows["developments"]):
        words = len(row["evidence"].split())
        if words > LONGEST_EVIDENCE:
            yield row.fault("evidence", f"{words} words", f"at most {LONGEST_EVIDENCE}: we quote phrases, not texts")


def seals(book: Book) -> dict[str, str]:
    """The seal of each claim and each exclusion, by what it seals."""
    claims = {row.id: _digest(row[name] for name in STATED) for row in book.rows["claims"]}
    return claims | {row.id: _digest(row.cells.values()) for row in book.rows["exclusions"]}


def _digest(cells) -> str:
    return hashlib.sha256("\n".join(cells).encode()).hexdigest()


def evidence_is_sealed(book: Book) -> Iterator[Fault]:
    """What a claim says is what `make verify` held against the original, and an exclusion likewise.

    The originals are not in the repository, so this is what keeps an edited phrase or figure out where they are absent.
    """
    sealed, faults = book.lock(SEAL)
    if faults:
        yield from faults
        return
    found = seals(book)
    for table, column in (("claims", "evidence"), ("exclusions", "token")):
        for row in book.rows[table]:
            if row.id not in sealed:
                yield row.fault(column, f"„{row[column]}“, new and not held against the original", NEW)
            elif sealed[row.id] != found[row.id]:
                said = (
                    f"„{row[column]}“ (¶{row['paragraph']} of {row['source_id']}), or what is read in it, not as sealed"
                )
                yield row.fault(column, said, SEALED)
    for name in sealed.keys() - found.keys():
        yield Fault(f"data/{SEAL}", 0, name, "", "the seal of a row that is gone", SEALED)


def publications(book: Book) -> dict[str, str]:
    """What the book says of each claim, each prediction and each value on record, by its id."""
    checks = {row.id: published(book, row) for row in book.rows["checks"]}
    units = {row.id: row["unit"] for row in book.rows["series"]}
    values = {row.id: _recorded(row, units.get(row["series_id"], "")) for row in book.rows["record"]}
    return checks | {row.id: row["outcome"] for row in book.rows["predictions"]} | values


def published(book: Book, check: Row) -> str:
    """What the book says of a claim, as corrections have it: "16 percent: contradicted, on record about 253 percent".

    In the words of the tables: a figure worded otherwise on the pages is still the same.
    """
    claim = book.claims.get(check.id)
    stated, record = (_value(row, row["unit"]) if row else "" for row in (claim, check))
    said = f"{check['verdict']}, on record {record}" if record else check["verdict"]
    return f"{stated}: {said}" if stated else said


def _recorded(row: Row, unit: str) -> str:
    """What the book says of a value on record: its figure, what it is, and when: "3 USD: actual, 2024-01-01 date"."""
    days = "–".join(dict.fromkeys((row["period_start"], row["period_end"])))
    return f"{_value(row, unit)}: {row['status']}, {days} date"


def _value(row: Row, unit: str) -> str:
    """A figure as its table has it; '' where it has none."""
    ends = "–".join(row[name] for name in ("low", "high") if row[name])
    return " ".join(part for part in (row["qualifier"], ends, unit) if part) if ends else ""


def changes_are_corrected(book: Book) -> Iterator[Fault]:
    """What was published of a claim or a value, and an outcome, changes only with a row of corrections.csv.

    A new claim has been held against the original before it is published; a new value needs none.
    """
    before, faults = book.lock(PUBLISHED)
    if faults:
        yield from faults
        return
    latest = {row["where"]: row for row in sorted(book.rows["corrections"], key=lambda row: row["date"])}
    said = publications(book)
    predictions = book.by_id("predictions")
    rows = predictions | book.checks | book.by_id("record")
    for name, text in said.items():
        row = rows[name]
        column = "verdict" if name in book.checks else "outcome" if name in predictions else "low"
        was = latest[name]["now"] if name in latest else before.get(name)
        if name not in before and column == "low":
            continue
        if name not in before:
            yield row.fault(column, f"'{text}', new and not in data/{PUBLISHED}", NEW)
        elif was not in (text, SETTLED_BY_TIME):
            allowed = f"the same, or a row of corrections.csv with where '{name}' and now '{text}'"
            yield row.fault(column, f"'{text}', published as '{was}'", allowed)
    for name in before.keys() - said.keys() - latest.keys():
        allowed = "the row, or a correction that names it"
        yield Fault(f"data/{PUBLISHED}", 0, name, "", "what is published of a row that is gone", allowed)
    yield from _chain(book, before)
    for row in book.rows["corrections"]:
        if row["where"] not in said and row["where"] not in before:
            yield row.fault("where", f"'{row['where']}'", "the id of a claim, a prediction or a value on record")
        elif row["where"] not in said and row is latest[row["where"]] and row["now"] != WITHDRAWN:
            yield row.fault("now", f"'{row['now']}', where '{row['where']}' is gone", WITHDRAWN)
        elif row["was"] == row["now"]:
            yield row.fault("now", f"'{row['now']}', as before", "what changed")


def _chain(book: Book, before: dict[str, str]) -> Iterator[Fault]:
    """Each correction begins where the one before it ended, and the first with what was published."""
    last = dict(before)
    for row in sorted(book.rows["corrections"], key=lambda row: (row["date"], row.line)):
        if row["where"] in last and row["was"] != last[row["where"]]:
            yield row.fault("was", f"'{row['was']}'", f"'{last[row['where']]}', as it was published")
        last[row["where"]] = row["now"]


RULES: list[Rule] = [evidence_is_short, evidence_is_sealed, changes_are_corrected]

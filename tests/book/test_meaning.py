"""No wrong figure passes: each kind of mistake is made in every row of the published ledger in which it can be made.

Each is tried twice: as it stands, and without the locks, which an editor may have made anew. What the locks alone refuse
is counted: of claims, only such as say why their phrase does not yield the figure. Rules alone are run, since the schema
looks at form and not at meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from explainer.ledger import rules
from explainer.ledger.check import read_all
from explainer.ledger.rows import Fault, Row, Rows
from explainer.ledger.rules import Book, contents, letters, record
from explainer.ledger.rules.seals import changes_are_corrected, evidence_is_sealed
from explainer.ledger.schema import Schema
from explainer.paths import DATA

SCHEMA = Schema(DATA)
ROWS, UNREADABLE = read_all(SCHEMA)
CLAIMS = {row.id: row for row in ROWS["claims"]}
CHECKS = {row.id: row for row in ROWS["checks"]}
APART = (*letters.RULES, *contents.RULES, *record.RULES)  # which look at form, or at no claim
RULES = [rule for rule in rules.RULES if rule not in APART]
NAMING = ("events", "predictions", "deals", "arguments", "disagreements", "corrections", "exclusions")
VERDICTS = {row.id: row["record"] for row in ROWS["verdicts"]}
Change = Callable[[Row], Iterator[dict[str, str]]]


@cache
def around(claim_id: str) -> dict[str, list[Row]]:
    """What names a claim, and what it or its check names; tables of words whole."""
    own = {
        table: [row for row in ROWS[table] if claim_id in ";".join(row.cells.values()).split(";")] for table in NAMING
    }
    seen = [CLAIMS[claim_id], CHECKS[claim_id], *(row for rows in own.values() for row in rows)]
    own["sources"] = [row for row in ROWS["sources"] if row.id == CLAIMS[claim_id]["source_id"]]
    named = {item for row in (*seen, *own["sources"]) for cell in row.cells.values() for item in cell.split(";")}
    own |= {table: [row for row in ROWS[table] if row.id in named] for table in ("references", "entities")}
    return own | {"series": [], "record": []}


def faults(claim: Row, check: Row) -> dict[Fault, rules.book.Rule]:
    """What the rules say of a ledger with this claim and this check alone, and which does."""
    book = Book(SCHEMA, Rows(ROWS | around(claim.id) | {"claims": [claim], "checks": [check]}), DATA)
    return {fault: rule for rule in RULES for fault in rule(book)}


@cache
def faults_before(claim_id: str) -> dict[Fault, rules.book.Rule]:
    """What is said of a ledger with so few rows anyway."""
    return faults(CLAIMS[claim_id], CHECKS[claim_id])


def refused(row: Row, cells: dict[str, str]) -> set[rules.book.Rule]:
    """The rules that refuse a changed claim or check and name its file, line and column, and what would be right."""
    changed = replace(row, cells=row.cells | cells)
    pair = (changed, CHECKS[row.id]) if row.table.name == "claims" else (CLAIMS[row.id], changed)
    new = {fault: rule for fault, rule in faults(*pair).items() if fault not in faults_before(row.id)}
    here = (f"data/{row.table.file}", row.line)
    return {rule for f, rule in new.items() if (f.file, f.line) == here and f.column and f.allowed}


def numbers(row: Row) -> bool:
    return bool(row["low"]) and row["unit"] != "date"


def times(factor: str) -> Change:
    def change(row: Row) -> Iterator[dict[str, str]]:
        if numbers(row) and row.number("low"):
            yield {name: _plain(row.number(name) * Decimal(factor)) for name in ("low", "high") if row[name]}

    return change


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def another_digit(row: Row) -> Iterator[dict[str, str]]:
    """The first and the last digit that is not a zero, each one higher or lower; and a day's."""
    for name in ("low", "high"):
        cell = row[name]
        places = [n for n, letter in enumerate(cell) if letter in "123456789"]
        if row["unit"] == "date":
            places = [len(cell) - 1] if cell else []
        for place in {*places[:1], *places[-1:]}:
            digit = int(cell[place])
            yield {name: cell[:place] + str(digit - 1 if digit == 9 or digit > 1 else digit + 1) + cell[place + 1 :]}


def other_sign(row: Row) -> Iterator[dict[str, str]]:
    if numbers(row) and row.number("low"):
        yield {name: _plain(-row.number(name)) for name in ("low", "high") if row[name]}


def swapped(row: Row) -> Iterator[dict[str, str]]:
    """The figure of the next row that has one in the same unit and with another value."""
    table = ROWS[row.table.name]
    place = table.index(row)
    for other in table[place + 1 :] + table[:place]:
        if row["low"] and other["unit"] == row["unit"] and (other["low"], other["high"]) != (row["low"], row["high"]):
            yield {name: other[name] for name in ("low", "high", "qualifier")}
            return


CLAIM_CHANGES: dict[str, Change] = {
    "thousandfold": times("1000"), "thousandth": times("0.001"), "wrong digit": another_digit,
    "wrong sign": other_sign, "swapped value": swapped,
}  # fmt: skip


@pytest.mark.parametrize("kind", CLAIM_CHANGES)
def test_every_wrong_figure_of_a_claim_is_refused(kind: str):
    tried = by_seal = 0
    for row in (row for row in ROWS["claims"] if row["low"]):
        for cells in CLAIM_CHANGES[kind](row):
            tried += 1
            told = refused(row, cells)
            assert told, f"{row.id} with {cells}"
            if told == {evidence_is_sealed}:
                assert row["figure_note"], f"{row.id} with {cells} is refused by its seal alone"
                by_seal += 1
    print(f"{kind}: {tried} of {tried} claims refused, {by_seal} of them by the seal alone")
    assert tried >= 97


@pytest.mark.parametrize("kind", CLAIM_CHANGES)
def test_every_wrong_value_of_a_check_is_refused(kind: str):
    tried = by_lock = 0
    for row in (row for row in ROWS["checks"] if row["low"]):
        for cells in CLAIM_CHANGES[kind](row):
            tried += 1
            told = refused(row, cells)
            assert told, f"{row.id} with {cells}"
            by_lock += told == {changes_are_corrected}
    print(f"{kind}: {tried} of {tried} checks refused, {by_lock} of them by the lock alone")
    assert tried >= 40 and by_lock == 0


def confirmed_with_another(row: Row) -> Iterator[dict[str, str]]:
    claim = CLAIMS[row.id]
    if VERDICTS[row["verdict"]] == "agrees" and numbers(claim):
        for factor in ("2", "0.5", "10"):
            stated = claim.number("low") * Decimal(factor)
            yield {"low": _plain(stated), "high": "", "unit": claim["unit"], "qualifier": ""}


def the_same_value(row: Row) -> Iterator[dict[str, str]]:
    if VERDICTS[row["verdict"]] == "differs" and CLAIMS[row.id]["low"]:
        yield {name: CLAIMS[row.id][name] for name in ("low", "high", "unit", "qualifier")}


def another_verdict(row: Row) -> Iterator[dict[str, str]]:
    yield from ({"verdict": verdict} for verdict in VERDICTS if verdict != row["verdict"])


@pytest.mark.parametrize(
    ("change", "least", "locked"),
    [(confirmed_with_another, 100, 0), (the_same_value, 30, 0), (another_verdict, 900, 900)],
)
def test_every_verdict_that_its_values_or_the_record_do_not_bear_is_refused(change: Change, least: int, locked: int):
    """A statement without values can be judged otherwise: only what was published speaks against that."""
    tried = by_lock = 0
    for row in ROWS["checks"]:
        for cells in change(row):
            tried += 1
            told = refused(row, cells)
            assert told, f"{row.id} with {cells}"
            by_lock += told == {changes_are_corrected}
    print(f"{change.__name__}: {tried} of {tried} checks refused, {by_lock} of them by the lock alone")
    assert tried >= least and by_lock <= locked


def test_the_published_ledger_has_no_fault_to_begin_with():
    assert not UNREADABLE and rules.check(Book(SCHEMA, ROWS, DATA)) == []

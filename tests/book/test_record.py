"""The public record of the book: what share of single mistakes in its values the rules can know, each kind tried on many.

Only arithmetic, neighbours and the words of the pages can tell; the shares are printed, and may not fall.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from explainer.ledger.check import read_all
from explainer.ledger.rows import Row, Rows
from explainer.ledger.rules import Book, record
from explainer.ledger.schema import Schema
from explainer.ledger.store import Ledger
from explainer.paths import DATA

SCHEMA = Schema(DATA)
ROWS, UNREADABLE = read_all(SCHEMA)
VALUES = ROWS["record"]
TRIED = 50  # of each kind
ENTITIES: dict[str, set[str]] = defaultdict(set)
for each in VALUES:
    ENTITIES[each["series_id"]].add(each["entity"])
Cells = dict[str, str]


def times(factor: str) -> Callable[[Row, random.Random], Cells]:
    def change(row: Row, chance: random.Random) -> Cells:
        return {end: f"{(Decimal(row[end]) * Decimal(factor)).normalize():f}" for end in ("low", "high") if row[end]}

    return change


def another_digit(row: Row, chance: random.Random) -> Cells:
    places = [place for place, letter in enumerate(row["low"]) if letter in "123456789"]
    if not places:
        return {}
    place = chance.choice(places)
    digit = chance.choice([digit for digit in "123456789" if digit != row["low"][place]])
    return {"low": row["low"][:place] + digit + row["low"][place + 1 :]}


def another_year(row: Row, chance: random.Random) -> Cells:
    by = chance.choice((-1, 1))
    return {end: re.sub(r"^\d{4}", str(int(row[end][:4]) + by), row[end]) for end in ("period_start", "period_end")}


def another_entity(row: Row, chance: random.Random) -> Cells:
    others = sorted(ENTITIES[row["series_id"]] - {row["entity"]})
    return {"entity": chance.choice(others)} if others else {}


def a_neighbour_s_value(row: Row, chance: random.Random) -> Cells:
    other = chance.choice([value for value in VALUES if value["series_id"] == row["series_id"]])
    return {end: other[end] for end in ("low", "high")}


KINDS: dict[str, tuple[Callable[[Row, random.Random], Cells], float]] = {  # and the least share that is refused
    "thousandfold": (times("1000"), 0.75), "thousandth": (times("0.001"), 0.55), "wrong digit": (another_digit, 0.9),
    "wrong year": (another_year, 0.8), "wrong entity": (another_entity, 0.5), "another value": (a_neighbour_s_value, 0.75),
}  # fmt: skip


def told(values: list[Row], series: list[Row]) -> set:
    book = Book(SCHEMA, Rows(ROWS | {"record": values, "series": series}), DATA)
    return {fault for rule in record.RULES for fault in rule(book)}


def near(row: Row) -> list[Row]:
    """The series of a value, with those that it is a part of or that are parts of it: all that its rules look at."""
    own = next(series for series in ROWS["series"] if series.id == row["series_id"])
    names = {own.id, own["parts_of"]} - {""}
    return [series for series in ROWS["series"] if series.id in names or series["parts_of"] == own.id]


@pytest.mark.parametrize("kind", KINDS)
def test_what_arithmetic_words_and_neighbours_can_know_is_refused(kind: str):
    (change, least), chance = KINDS[kind], random.Random(kind)
    tried = refused = 0
    for row in chance.sample(VALUES, len(VALUES)):
        cells = change(row, chance)
        if tried == TRIED or all(row[name] == cell for name, cell in cells.items()):
            continue
        tried += 1
        series = near(row)
        beside = [value for value in VALUES if value["series_id"] in {each.id for each in series}]
        refused += bool(
            told([replace(row, cells=row.cells | cells) if value is row else value for value in beside], series)
        )
    print(f"{kind}: {refused} of {tried} refused ({refused / tried:.0%})")
    assert tried == TRIED and refused >= least * tried


def test_all_that_is_published_is_let_through():
    assert not told(VALUES, ROWS["series"])


def test_the_record_is_as_large_and_as_firm_as_it_says(ledger: Ledger):
    values, series = ledger.records(), ledger.table("series")
    assert len(series) >= 18 and len(values) >= 300
    assert (values["grade"] != "secondary").mean() >= 0.6
    assert set(values["series_id"]) == set(series["series_id"])


def test_years_of_the_four_add_up_to_their_quarters(ledger: Ledger):
    """Read afresh from the tables, and not by the rule."""
    quarters, years = (ledger.records(series_id=f"capex-by-{part}", status="actual") for part in ("quarter", "year"))
    sums = quarters.groupby([quarters["entity"], quarters["period_end"].dt.year])["value"].agg(["sum", "count"])
    whole = sums[sums["count"] == 4]["sum"]
    stated = years.set_index([years["entity"], years["period_end"].dt.year])["value"]
    assert len(whole) == 8
    for key, total in whole.items():
        assert abs(total - stated[key]) <= 0.01 * stated[key], key

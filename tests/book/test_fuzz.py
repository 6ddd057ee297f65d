"""Single mistakes at random, in every table, in `datapackage.json` and in `seeds/`: which are refused, and how.

Seeded, so that a failure comes again. A kind either changes what the ledger means, or its form alone, or words and
judgements that are ours and that no rule can know (a title, a gloss, the side of an argument): those are tried too, and
their rate is printed, since a mistake there is for a reader to find. No kind may end in a traceback.
"""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from itertools import chain, islice
from pathlib import Path

import pytest

from explainer.ledger import rules
from explainer.ledger.check import against_schema, check, read_all, unknown_ids
from explainer.ledger.rows import Fault
from explainer.ledger.rules import contents, debates, figures, letters, links, record, seals, verdicts
from explainer.ledger.rules import times as times_rules
from explainer.ledger.schema import Schema
from explainer.paths import DESCRIPTOR

from ..conftest import Spoiled

SEED = 20261128
MEANING, FORM, OURS = "meaning", "form", "words and judgements of ours"
TIMES = {MEANING: 6, FORM: 3, OURS: 2}  # how often a kind is tried
THEMES = (
    letters,
    seals,
    links,
    debates,
    times_rules,
    verdicts,
    figures,
    record,
    contents,
)  # the likeliest to tell first
Mistake = Callable[[Spoiled, random.Random], object]
KINDS: dict[str, tuple[str, Mistake]] = {}


class Harmless(Exception):
    """A change that leaves everything as it was, or that there is no row for: tried again."""


def kind(of: str):
    def register(mistake: Mistake) -> Mistake:
        KINDS[mistake.__name__.replace("_", " ")] = (of, mistake)
        return mistake

    return register


def in_a_cell(
    name: str, of: str, table: str, column: str, change: Callable[[str, random.Random, list[str]], str], where=None
):
    """Registers a change of one cell; `change` is given the cell, chance, and all cells of the column."""

    def mistake(ledger: Spoiled, chance: random.Random) -> None:
        header, *rows = ledger.rows(table)
        place = header.index(column)
        fitting = [n for n, row in enumerate(rows) if row[place] and (not where or where(dict(zip(header, row))))]
        if not fitting:
            raise Harmless
        line = chance.choice(fitting)
        new = change(rows[line][place], chance, [row[place] for row in rows])
        if new == rows[line][place]:
            raise Harmless
        ledger.cell(table, line + 2, column, new)

    KINDS[name] = (of, mistake)


def another(cell: str, chance: random.Random, column: list[str]) -> str:
    others = [other for other in column if other not in (cell, "")]
    if not others:
        raise Harmless
    return chance.choice(others)


def one_item_another(cell: str, chance: random.Random, column: list[str]) -> str:
    """One item of a list, replaced by one of another row."""
    items, others = cell.split(";"), sorted({item for other in column for item in other.split(";") if item} - set(cell.split(";")))  # fmt: skip
    items[chance.randrange(len(items))] = chance.choice(others)
    return ";".join(items)


def times(factor: float):
    return lambda cell, chance, column: f"{float(cell) * factor:.10g}" if "-" not in cell[1:] else cell


def digit(cell: str, chance: random.Random, column: list[str]) -> str:
    places = [n for n, letter in enumerate(cell) if letter in string.digits[1:]]
    if not places:
        raise Harmless
    place = chance.choice(places)
    return cell[:place] + chance.choice([d for d in "123456789" if d != cell[place]]) + cell[place + 1 :]


def year(cell: str, chance: random.Random, column: list[str]) -> str:
    return f"{int(cell[:4]) + chance.choice((-20, -3, 1, 12)):04}{cell[4:]}"


def with_letter(letter: str):
    def change(cell: str, chance: random.Random, column: list[str]) -> str:
        place = chance.randrange(1, len(cell) + 1)
        return cell[:place] + letter + cell[place:]

    return change


def a_word_less(cell: str, chance: random.Random, column: list[str]) -> str:
    words = cell.split(" ")
    if len(words) < 3:
        raise Harmless
    del words[chance.randrange(len(words))]
    return " ".join(words)


def number(row: dict[str, str]) -> bool:
    return row["unit"] not in ("", "date") and row["low"] not in ("", "0")


# What a claim states
in_a_cell("figure times a thousand", MEANING, "claims", "low", times(1000), number)
in_a_cell("figure a thousandth", MEANING, "claims", "low", times(0.001), number)
in_a_cell("a wrong digit", MEANING, "claims", "low", digit)
in_a_cell("the other sign", MEANING, "claims", "low", times(-1), number)
in_a_cell("upper end of a range", MEANING, "claims", "high", digit)
for column in ("low", "unit", "qualifier", "per", "measure", "subject", "object", "speaker", "kind", "evidence", "source_id", "paragraph"):  # fmt: skip
    in_a_cell(f"another row's {column}", MEANING, "claims", column, another)
in_a_cell("another period", MEANING, "claims", "period_start", year)
in_a_cell("a word less in the phrase", MEANING, "claims", "evidence", a_word_less)
# What a check says
in_a_cell("value on record times a thousand", MEANING, "checks", "low", times(1000), number)
in_a_cell("a wrong digit on record", MEANING, "checks", "low", digit)
in_a_cell("another verdict", MEANING, "checks", "verdict", another)
in_a_cell("another row's value on record", MEANING, "checks", "low", another)
in_a_cell("another unit on record", MEANING, "checks", "unit", another)
in_a_cell("checked in another year", MEANING, "checks", "checked_on", year)
# Events, deals, predictions, arguments
in_a_cell("event in another year", MEANING, "events", "start", year)
in_a_cell("development in another year", MEANING, "developments", "start", year)
in_a_cell("event of another precision", MEANING, "events", "precision", another)
in_a_cell("event of another source", MEANING, "events", "source_id", another)
in_a_cell("event of another paragraph", MEANING, "events", "paragraph", another, lambda row: row["claim_ids"])
in_a_cell("event of another claim", MEANING, "events", "claim_ids", one_item_another)
in_a_cell("deal of somebody else's sum", MEANING, "deals", "usd_claim", another)
in_a_cell("another payer", MEANING, "deals", "payer", another, lambda row: row["usd_claim"] or row["gw_claim"] or row["equity_claim"])  # fmt: skip
in_a_cell("another payee", MEANING, "deals", "payee", another, lambda row: row["usd_claim"] or row["gw_claim"] or row["equity_claim"])  # fmt: skip
in_a_cell("another outcome", MEANING, "predictions", "outcome", another, lambda row: row["outcome"] != "open")
in_a_cell("due before it was made", MEANING, "predictions", "due", lambda cell, chance, column: f"19{cell[2:]}")
in_a_cell("argument of another source", MEANING, "arguments", "source_id", another)
in_a_cell("argument of paragraph 99", MEANING, "arguments", "paragraph", lambda *_: "99")
in_a_cell("argument of another source's claim", MEANING, "arguments", "claim_ids", one_item_another)
# Sources, references, exclusions, corrections, vocabulary
for column in ("source_id", "file", "sha256", "bytes", "paragraphs", "published", "publisher", "translation"):  # fmt: skip
    in_a_cell(f"another source's {column}", MEANING, "sources", column, another)
in_a_cell("another reference's id", MEANING, "references", "reference_id", another)
in_a_cell("published after it was opened", MEANING, "references", "published", lambda *_: "2031")
in_a_cell("another token excluded", MEANING, "exclusions", "token", another)
in_a_cell("another correction", MEANING, "corrections", "now", another)
in_a_cell("another measure's units", MEANING, "measures", "families", another)
in_a_cell("another unit's words", MEANING, "units", "words", another)
# Words and judgements of ours
in_a_cell("another grade", OURS, "references", "grade", another)
in_a_cell("another side", OURS, "arguments", "side", another)
in_a_cell("a word less in a gloss", OURS, "claims", "gloss", a_word_less)
in_a_cell("a word less in a finding", OURS, "checks", "finding", a_word_less)
in_a_cell("a wrong digit in a finding", OURS, "checks", "finding", digit, lambda row: any(d in row["finding"] for d in "123456789"))  # fmt: skip
in_a_cell("another topic", OURS, "claims", "topics", one_item_another)
in_a_cell("another entity in an event", OURS, "events", "entities", one_item_another)
in_a_cell("another country", OURS, "entities", "country", another)
# Form
TEXTS = (("claims", "gloss"), ("checks", "finding"), ("entities", "name"), ("events", "title"), ("arguments", "argument"), ("deals", "note"), ("references", "title"), ("sources", "stance"), ("disagreements", "question"), ("predictions", "statement"), ("corrections", "why"))  # fmt: skip
LETTERS = {"a zero-width blank": "\u200b", "a turn of direction": "\u202e", "a control letter": "\x08", "a Cyrillic letter": "е", "a wide digit": "５", "a blank that does not break": "\u00a0", "an accent by itself": "e\u0301", "markup": "<i>", "a line break": "\n", "an endless text": "so on " * 300}  # fmt: skip
for name, letter in LETTERS.items():
    for table, column in TEXTS[:: len(TEXTS) // 3]:
        in_a_cell(f"{name} in {table}", FORM, table, column, with_letter(letter), lambda row: True)
for name, change in {
    "figure with a zero before it": lambda cell, *_: f"00{cell}", "figure with an underscore": lambda cell, *_: f"{cell[0]}_{cell[1:]}0",
    "figure in wide digits": lambda cell, *_: cell.translate({ord(d): ord(d) + 0xFEE0 for d in string.digits}),
    "figure with an exponent": lambda cell, *_: f"{cell}e0", "formula": lambda *_: "=1+1", "blank at the end": lambda cell, *_: f"{cell} ",
}.items():  # fmt: skip
    in_a_cell(name, FORM, "claims", "low", change, number)
in_a_cell(
    "text that a spreadsheet runs", FORM, "entities", "note", lambda cell, chance, _: chance.choice("=+@-") + cell
)
in_a_cell("address in the clear", FORM, "references", "url", lambda cell, *_: cell.replace("https:", "http:"))


@kind(MEANING)
def values_of_two_claims_exchanged(ledger: Spoiled, chance: random.Random) -> None:
    header, *rows = ledger.rows("claims")
    low = header.index("low")
    one, other = chance.sample([n for n, row in enumerate(rows) if row[low]], 2)
    if rows[one][low] == rows[other][low]:
        raise Harmless
    rows[one][low], rows[other][low] = rows[other][low], rows[one][low]
    ledger.write("claims", [header, *rows])


@kind(MEANING)
def table_cut_off_at_a_line_end(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice(sorted(ledger.data.glob("*.csv")))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if path.stem in ("units", "measures", "time_bases", "verdicts"):
        raise Harmless  # a word that nothing uses may go; one that is used is another kind
    path.write_text("".join(lines[: chance.randrange(1, len(lines))]), encoding="utf-8")


@kind(MEANING)
def word_in_use_gone_from_the_vocabulary(ledger: Spoiled, chance: random.Random) -> None:
    table, users = chance.choice((("units", "claims"), ("measures", "claims"), ("time_bases", "claims"), ("verdicts", "checks")))  # fmt: skip
    header, *rows = ledger.rows(table)
    column = ledger.rows(users)[0].index(header[0])
    used = sorted({row[column] for row in ledger.rows(users)[1:] if row[column]})
    gone = chance.choice(used)
    ledger.write(table, [header, *(row for row in rows if row[0] != gone)])


@kind(MEANING)
def row_gone(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice(sorted(ledger.data.glob("*.csv")))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if len(lines) < 3 or path.stem in ("units", "measures", "time_bases", "verdicts"):
        raise Harmless
    del lines[chance.randrange(1, len(lines))]
    path.write_text("".join(lines), encoding="utf-8")


@kind(FORM)
def row_doubled(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice(sorted(ledger.data.glob("*.csv")))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[chance.randrange(1, len(lines))]]), encoding="utf-8")


@kind(FORM)
def bytes_changed(ledger: Spoiled, chance: random.Random) -> None:
    """A byte that is no UTF-8, somewhere in any file beside the pages."""
    path = chance.choice([*ledger.data.iterdir(), *ledger.seeds.glob("*-20*.md")])
    raw = path.read_bytes()
    place = chance.randrange(len(raw))
    path.write_bytes(raw[:place] + b"\xff" + raw[place:])


@kind(FORM)
def file_cut_off(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice([*ledger.data.glob("*.csv"), ledger.data / DESCRIPTOR])
    raw = path.read_bytes()
    cut = chance.randrange(len(raw))
    if raw[cut - 1 : cut] == b"\n":
        raise Harmless  # another kind
    path.write_bytes(raw[:cut])


@kind(FORM)
def as_a_spreadsheet_saves(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice(sorted(ledger.data.glob("*.csv")))
    text = path.read_text(encoding="utf-8")
    text = chance.choice((text.replace("\n", "\r\n"), f"\ufeff{text}", text.replace(",", ";"), text.replace(",", "\t")))
    path.write_bytes(text.encode())


@kind(MEANING)
def record_of_a_source_changed(ledger: Spoiled, chance: random.Random) -> None:
    """A digit of its front matter, or of a paragraph number, in `seeds/`."""
    path = chance.choice(sorted(ledger.seeds.glob("*-20*.md")))
    text = path.read_text(encoding="utf-8")
    start = text.index("\n", text.index("---\n")) if chance.random() < 0.5 else text.index("- ¶")
    lines = text[start:].split("\n")
    numbered = [n for n, line in enumerate(lines) if (line.startswith("- ¶") or ": " in line and start < 10)]
    place = chance.choice([n for n in numbered if any(d in lines[n].split("]")[0] for d in "123456789")])
    head, bracket, tail = lines[place].partition(" [")
    lines[place] = digit(head, chance, []) + bracket + tail
    path.write_text(text[:start] + "\n".join(lines), encoding="utf-8")


@kind(MEANING)
def claim_of_a_record_renamed(ledger: Spoiled, chance: random.Random) -> None:
    path = chance.choice(sorted(ledger.seeds.glob("*-20*.md")))
    text = path.read_text(encoding="utf-8")
    claims = [row[0] for row in ledger.rows("claims")[1:] if row[0] in text]
    path.write_text(text.replace(chance.choice(claims), "another-claim", 1), encoding="utf-8")


@kind(FORM)
def descriptor_damaged(ledger: Spoiled, chance: random.Random) -> None:
    """A part of `datapackage.json` taken out, or of another kind; what is said in words for readers may go unnoticed."""
    path = ledger.data / DESCRIPTOR
    whole = json.loads(path.read_text(encoding="utf-8"))
    node, key = whole, None
    while isinstance(node, (dict, list)) and node and (key is None or chance.random() < 0.8):
        parent = node
        key = chance.choice(sorted(node)) if isinstance(node, dict) else chance.randrange(len(node))
        node = node[key]
    if key in ("title", "description", "version", "$schema"):
        raise Harmless
    if chance.random() < 0.4:
        del parent[key]
    else:
        parent[key] = chance.choice([None, 7, -1, "?", "(", [], {}, ["x"], {"x": "y"}, True])
    path.write_text(json.dumps(whole), encoding="utf-8")


def refused(ledger: Spoiled, sound: dict[Path, bytes]) -> list[Fault]:
    """What a ledger is refused for: the first thing that ids and rules say, which are quick, or else all of the check."""
    path = ledger.data / DESCRIPTOR
    if path.read_bytes() != sound[path]:
        return check(ledger.data)
    schema = Schema(ledger.data)
    rows, unreadable = read_all(schema)
    if unreadable:
        return unreadable
    book = rules.Book(schema, rows, ledger.data)
    told = (fault for theme in THEMES for rule in theme.RULES for fault in rule(book))
    return list(islice(chain(unknown_ids(schema, rows), told), 1)) or against_schema(schema, rows)


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, int]]:
    """How many of each kind were refused, of how many."""
    ledger = Spoiled(tmp_path_factory.mktemp("fuzz"))
    sound = {path: path.read_bytes() for path in ledger.root.rglob("*") if path.is_file()}
    assert check(ledger.data) == refused(ledger, sound) == []
    rates = {}
    for name, (of, mistake) in KINDS.items():
        chance = random.Random(f"{SEED} {name}")
        tried = told = 0
        for _ in range(100):
            if tried == TIMES[of]:
                break
            try:
                mistake(ledger, chance)
                faults = refused(ledger, sound)
                assert all(str(fault) and fault.file and fault.allowed for fault in faults), name
                tried, told = tried + 1, told + bool(faults)
            except Harmless:
                pass
            for path, raw in sound.items():
                if not path.exists() or path.read_bytes() != raw:
                    path.write_bytes(raw)
        rates[name] = (told, tried)
    return rates


def total(rates: dict[str, tuple[int, int]], of: str) -> tuple[int, int]:
    chosen = [rate for name, rate in rates.items() if KINDS[name][0] == of]
    return sum(told for told, _ in chosen), sum(tried for _, tried in chosen)


def test_there_are_kinds_and_mistakes_enough(rates):
    assert len(KINDS) >= 25 and sum(tried for _, tried in rates.values()) >= 400
    assert [name for name, (_, tried) in rates.items() if not tried] == []


def test_what_changes_the_meaning_is_refused(rates):
    for of in (MEANING, FORM, OURS):
        told, tried = total(rates, of)
        print(f"\n{of}: {told} of {tried} refused ({told / tried:.1%})")
        for name, (count, times) in rates.items():
            if KINDS[name][0] == of and count < times:
                print(f"  {name}: {count} of {times}")
    told, tried = total(rates, MEANING)
    assert told >= 0.95 * tried


def test_what_spoils_the_form_is_refused(rates):
    told, tried = total(rates, FORM)
    assert told >= 0.95 * tried

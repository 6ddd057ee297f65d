"""What stands in two places agrees, what is pointed at exists, and nothing lies unused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from ..rows import Fault, Row
from .book import Book, Rule

PREDICTED = ("forecast", "plan")  # kinds of claims that time will judge
LOOKING_AHEAD = (*PREDICTED, "estimate", "opinion")  # and such as it may
AHEAD = ("forecast", "planned")  # and states of events
MISSED = "missed"
SETTLED = ("met", "partly", MISSED)
DIGEST = re.compile(r"^- ¶(\d+) \[([^\]]*)\]")


def references_are_used(book: Book) -> Iterator[Fault]:
    tables = ("checks", "predictions", "record", "developments")
    cited = {item for table in tables for row in book.rows[table] for item in row.items("reference_ids")}
    for row in book.rows["references"]:
        if row.id not in cited:
            allowed = f"references that {', '.join(tables[:-1])} or {tables[-1]} cite"
            yield row.fault("reference_id", "a reference nothing rests on", allowed)


def addresses_are_encrypted(book: Book) -> Iterator[Fault]:
    """An address is an https one, or the row says that there is none."""
    for row in book.rows["references"]:
        if row["url"].startswith("http:") != bool(row["unencrypted"]):
            allowed = "https, or 'yes' in unencrypted where the page is served in no other way"
            yield row.fault("url", f"'{row['url'][:60]}'", allowed)


def entities_are_used(book: Book) -> Iterator[Fault]:
    """Each entity is somebody's subject, object or speaker, party to a deal, in an event or a development, or has a
    value on record."""
    named = {row[column] for row in book.rows["claims"] for column in ("subject", "object", "speaker")}
    named |= {row[column] for row in book.rows["deals"] for column in ("payer", "payee")}
    named |= {row["speaker"] for row in book.rows["arguments"]}
    named |= {
        item for table in ("events", "developments") for row in book.rows[table] for item in row.items("entities")
    }
    named |= {row["entity"] for row in book.rows["record"]}
    for row in book.rows["entities"]:
        if row.id not in named:
            allowed = "entities of claims, deals, arguments, events, developments or the record"
            yield row.fault("entity_id", "an entity that nothing names", allowed)


def every_prediction_is_listed(book: Book) -> Iterator[Fault]:
    """What a source forecasts or plans, be it a claim or an event, is somewhere called to account."""
    listed = {item for row in book.rows["predictions"] for item in row.items("claim_ids")}
    for row in book.rows["claims"]:
        if row["kind"] in PREDICTED and row.id not in listed:
            allowed = "each forecast and plan in a prediction; 'unscorable' is a fair outcome"
            yield row.fault("claim_id", f"a {row['kind']} that no row of predictions.csv lists", allowed)
    for row in book.rows["predictions"]:
        for claim in (book.claims[item] for item in row.items("claim_ids") if item in book.claims):
            if claim["kind"] not in LOOKING_AHEAD:
                allowed = f"claims that look ahead: {', '.join(LOOKING_AHEAD)}"
                yield row.fault("claim_ids", f"'{claim.id}', a {claim['kind']} claim", allowed)
    for row in book.rows["events"]:
        kinds = {book.claims[item]["kind"] for item in row.items("claim_ids") if item in book.claims}
        if kinds and kinds <= set(PREDICTED) and row["status"] not in AHEAD:
            allowed = f"{' or '.join(AHEAD)}: all its claims are plans or forecasts"
            yield row.fault("status", f"'{row['status']}'", allowed)
        if row["status"] in AHEAD and listed.isdisjoint(row.items("claim_ids")):
            found = f"a {row['status']} event none of whose claims is in predictions.csv"
            yield row.fault("claim_ids", found, "a claim of some prediction")


def outcomes_have_ground(book: Book) -> Iterator[Fault]:
    """What came of a prediction rests on a page, and a day on which it is due on somebody who gives it."""
    for row in book.rows["predictions"]:
        if row["outcome"] in SETTLED and not row["reference_ids"]:
            allowed = "the pages that settle it, or the outcome open"
            yield row.fault("reference_ids", f"'{row['outcome']}' without a reference", allowed)
        if row["outcome"] == MISSED and row["due"] and (row.day("due") or book.newest) > book.newest:
            allowed = f"'open' until the day has passed by the newest check, {book.newest}"
            yield row.fault("outcome", f"'{MISSED}' before {row['due']}", allowed)
        if bool(row["due"]) != bool(row["dated_by"]):
            yield row.fault("dated_by" if row["due"] else "due", "nothing", "a day and who gives it, or neither")


def one_claim_one_place(book: Book) -> Iterator[Fault]:
    """No two claims say the same of the same phrase."""
    said = ("source_id", "paragraph", "evidence", "subject", "measure", "low", "high", "period_start")

    def what(row: Row) -> list[str]:
        return [row[name] for name in said]

    for _, group in groupby(sorted(book.rows["claims"], key=what), key=what):
        first, *others = sorted(group, key=lambda row: row.line)
        for row in others:
            yield row.fault("evidence", f"what line {first.line} ({first.id}) says already", "each claim once")


def paragraphs_exist(book: Book) -> Iterator[Fault]:
    """A source has the paragraph that something of it stands in."""
    last = {source.id: source.number("paragraphs") for source in book.rows["sources"]}
    for table in ("claims", "events", "arguments", "exclusions"):
        for row in book.rows[table]:
            most, number = last.get(row["source_id"]), row.number("paragraph")
            if most is not None and number is not None and number > most:
                yield row.fault("paragraph", row["paragraph"], f"1 to {most}, the paragraphs of {row['source_id']}")


def digests(book: Book) -> Iterator[Fault]:
    """`seeds/<source_id>.md` repeats its row of sources.csv, and names every claim of its source in its paragraph."""
    for source in book.rows["sources"]:
        name = f"seeds/{source.id}.md"
        text, faults = book.text(name)
        yield from faults
        if faults:
            continue
        lines = text.splitlines()
        yield from _front_matter(name, lines, source)
        told = {}
        for number, line in enumerate(lines, 1):
            if match := DIGEST.match(line):
                for item in match[2].split(", "):
                    if item in told:
                        yield Fault(name, number, item, "", f"'{item}' a second time", "each claim once")
                    told[item] = (number, match[1])
        own = {row.id: row for row in book.rows["claims"] if row["source_id"] == source.id}
        for claim_id in sorted(set(own) - set(told)):
            yield own[claim_id].fault("claim_id", f"no line in {name}", "a digest that names each claim")
        for claim_id, (number, paragraph) in told.items():
            if claim_id not in own:
                yield Fault(name, number, claim_id, "", f"'{claim_id}'", "claims of this source")
            elif paragraph != own[claim_id]["paragraph"]:
                allowed = f"¶{own[claim_id]['paragraph']}, as claims.csv has it"
                yield Fault(name, number, claim_id, "", f"¶{paragraph}", allowed)


def _front_matter(name: str, lines: list[str], source: Row) -> Iterator[Fault]:
    """Its fields are those of sources.csv, its heading the title, and its first sentence the stance."""
    end = lines.index("---", 1) if lines[:1] == ["---"] and "---" in lines[1:] else 0
    found = {}
    for number, line in enumerate(lines[1:end], 2):
        key, _, value = line.partition(":")
        found[key] = (number, value.strip().strip('"'))
    body = [(number, line) for number, line in enumerate(lines[end + 1 :], end + 2) if line.strip()]
    found["title"] = (body[0][0], body[0][1].removeprefix("# ")) if body else (0, "")
    found["stance"] = body[1] if len(body) > 1 else (0, "")
    for column in REPEATED:
        number, value = found.get(column, (0, ""))
        if value != source[column] and (source[column] or value not in NOT_STATED):
            yield Fault(name, number, source.id, column, f"'{value}'", f"'{source[column]}', as sources.csv has it")


REPEATED = (
    "source_id", "file", "sha256", "bytes", "paragraphs", "title", "publisher", "author", "published", "dating",
    "language", "original_language", "translation", "stance",
)  # fmt: skip
NOT_STATED = ("", "unknown", "not named")  # how a record says what a cell leaves empty


RULES: list[Rule] = [
    references_are_used, addresses_are_encrypted, entities_are_used, every_prediction_is_listed, outcomes_have_ground,
    one_claim_one_place,
    paragraphs_exist, digests,
]  # fmt: skip

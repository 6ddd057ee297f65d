"""Arguments, disagreements, events and deals point at what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from ..rows import Fault, Row
from .book import Book, Rule

PARTIES = ("company", "person", "project", "institution", "group")  # kinds of entities that pay and are paid
SUMS = {"usd_claim": "money", "gw_claim": "power", "equity_claim": "percent"}  # the family of what a deal points at


def positions_fit_their_debate(book: Book) -> Iterator[Fault]:
    by_id = book.by_id("arguments")
    debates = book.vocabulary.debates
    for row in book.rows["arguments"]:
        debate = debates.get(row["debate"])
        if debate is None:
            continue
        for column, own in (("side", [side.name for side in debate.sides]), ("question", list(debate.questions))):
            if row[column] not in own:
                yield row.fault(column, f"'{row[column]}' in the debate '{debate.name}'", " or ".join(own))
        answered = by_id.get(row["answers"])
        if answered is row:
            yield row.fault("answers", "itself", "another argument")
        elif answered and answered["question"] != row["question"]:
            allowed = f"an argument on the question '{row['question']}'"
            yield row.fault("answers", f"'{row['answers']}', on another question", allowed)
        elif answered and answered["side"] == row["side"]:
            yield row.fault("answers", f"'{row['answers']}', of the same side", "one of the other side")
        elif answered and _comes_back(row, by_id):
            yield row.fault("answers", f"'{row['answers']}', which answers it in turn", "no circle")


def _comes_back(row: Row, by_id: dict[str, Row]) -> bool:
    """Whether answers lead from an argument back to itself."""
    seen = {row.id}
    answered = by_id.get(row["answers"])
    while answered and answered.id not in seen:
        seen.add(answered.id)
        answered = by_id.get(answered["answers"])
    return answered is not None


def questions_have_words(book: Book) -> Iterator[Fault]:
    """Each question of a debate has its words, and a side or a question belongs to one debate."""
    seen: dict[str, str] = {}
    for row in book.rows["debates"]:
        names, words = row.items("questions"), row.items("asked")
        if len(names) != len(words):
            yield row.fault("asked", f"{len(words)} for {len(names)} questions", "the words of each, in the same order")
        for column, name in (("left", row["left"]), ("right", row["right"]), *(("questions", name) for name in names)):
            if seen.setdefault(f"{column == 'questions'} {name}", row.id) != row.id or names.count(name) > 1:
                yield row.fault(column, f"'{name}' a second time", "each side and each question in one debate, once")
        if row["left"] == row["right"]:
            yield row.fault("right", f"'{row['right']}', which is the other side", "two sides")


def periods_follow_each_other(book: Book) -> Iterator[Fault]:
    """Each ends after the one before, and the last has no end, so that every event has its period. A year stands for
    what is dated to it alone, once, and has no days of its own."""
    rows = [row for row in book.rows["periods"] if not row["year"]]
    seen: dict[str, Row] = {}
    for row in book.rows["periods"]:
        if row["year"] and row["last"]:
            yield row.fault("last", f"'{row['last']}' beside the year {row['year']}", "a last day or a year, not both")
        for column in ("label", "year"):
            if row[column] and seen.setdefault(f"{column} {row[column]}", row) is not row:
                yield row.fault(column, f"'{row[column]}' a second time", "each label and each year once")
    for before, row in zip(rows, rows[1:]):
        ends, last = before.day("last"), row.day("last")
        if ends is None:
            yield before.fault("last", "nothing", "its last day: another period follows")
        elif last and last <= ends:
            yield row.fault("last", f"'{row['last']}'", f"a day after {before['last']}, when the period before ends")
    if book.rows["periods"] and not rows:
        yield book.rows["periods"][-1].fault("year", "periods of a whole year alone", "one more, without a last day")
    if rows and rows[-1]["last"]:
        yield rows[-1].fault("last", f"'{rows[-1]['last']}'", "nothing: the last period has no end")


def deals_are_between_their_parties(book: Book) -> Iterator[Fault]:
    """A deal has two parties, and what it points at is a claim about them: a sum, a power or a share."""
    kinds = {row.id: row["kind"] for row in book.rows["entities"]}
    for row in book.rows["deals"]:
        if row["payer"] == row["payee"]:
            yield row.fault("payee", f"'{row['payee']}', who is the payer", "another party")
        for column, family in SUMS.items():
            claim = book.claims.get(row[column])
            if claim is None:
                continue
            unit = book.vocabulary.units.get(claim["unit"])
            if unit is None or unit.family != family:
                yield row.fault(column, f"a claim in unit '{claim['unit']}'", f"a claim in a unit of {family}")
            named = [claim[name] for name in ("subject", "object") if kinds.get(claim[name]) in PARTIES]
            parties = [row["payer"], row["payee"]]
            if set(named) == set(parties) and named != parties:
                yield row.fault("payer", f"'{row['payer']}'", f"'{named[0]}', the subject of '{claim.id}'")
            if not named or not set(named) <= set(parties):
                found = f"'{claim.id}', which is about {' and '.join(named) or claim['subject']}"
                yield row.fault(column, found, f"a claim about {row['payer']} or {row['payee']}")


def disagreements_differ(book: Book) -> Iterator[Fault]:
    for row in book.rows["disagreements"]:
        if len(row.items("claim_ids")) < 2:
            yield row.fault("claim_ids", f"'{row['claim_ids']}'", "two claims or more")


def claims_come_from_their_place(book: Book) -> Iterator[Fault]:
    """What an event or an argument rests on stands in its own source, and some of it in its own paragraph.

    An argument may take up what stood in the two paragraphs before it: "this shows …". Another source may tell of an
    event too: in claims about somebody who takes part in it.
    """
    for row in (*book.rows["events"], *book.rows["arguments"]):
        claims = [book.claims[item] for item in row.items("claim_ids") if item in book.claims]
        own = [claim for claim in claims if claim["source_id"] == row["source_id"]]
        taking_part = row.items("entities") if row.table.name == "events" and own else []
        for claim in claims:
            if claim not in own and {claim["subject"], claim["object"]}.isdisjoint(taking_part):
                yield row.fault("claim_ids", f"'{claim.id}' of {claim['source_id']}", f"claims of {row['source_id']}")
        number, back = row.number("paragraph"), 2 if row.table.name == "arguments" else 0
        told = [place for claim in own if (place := claim.number("paragraph")) is not None]
        whole = number is not None and own and len(told) == len(own)
        if number is not None and whole and not any(number - back <= place <= number for place in told):
            places = ", ".join(sorted({claim["paragraph"] for claim in own}, key=lambda number: (len(number), number)))
            allowed = "a paragraph in which, or just before which, one of its claims stands"
            yield row.fault("paragraph", f"¶{row['paragraph']}, with claims of ¶{places}", allowed)


RULES: list[Rule] = [
    questions_have_words,
    periods_follow_each_other,
    positions_fit_their_debate,
    deals_are_between_their_parties,
    disagreements_differ,
    claims_come_from_their_place,
]

"""Arguments, disagreements, events and deals point at what they are about."""

from __future__ import annotations

from collections.abc import Iterator

from ..rows import Fault, Row
from .book import Book, Rule

SIDES = {"bubble": ("bubble", "build-out"), "efficiency": ("scale", "efficiency")}
PARTIES = ("company", "person", "project", "institution", "group")  # kinds of entities that pay and are paid
SUMS = {"usd_claim": "money", "gw_claim": "power", "equity_claim": "percent"}  # the family of what a deal points at


def positions_fit_their_debate(book: Book) -> Iterator[Fault]:
    by_id = book.by_id("arguments")
    debates: dict[str, str] = {}
    for row in book.rows["arguments"]:
        sides = SIDES.get(row["debate"], ())
        if sides and row["side"] not in sides:
            yield row.fault("side", f"'{row['side']}' in the debate '{row['debate']}'", " or ".join(sides))
        debate = debates.setdefault(row["question"], row["debate"])
        if sides and debate in SIDES and debate != row["debate"]:
            yield row.fault("question", f"'{row['question']}'", f"a question of the debate '{row['debate']}'")
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
    while row := by_id.get(row["answers"]):
        if row.id in seen:
            return True
        seen.add(row.id)
    return False


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

    An argument may take up what stood in the two paragraphs before it: "this shows …".
    """
    for row in (*book.rows["events"], *book.rows["arguments"]):
        claims = [book.claims[item] for item in row.items("claim_ids") if item in book.claims]
        for claim in claims:
            if claim["source_id"] != row["source_id"]:
                yield row.fault("claim_ids", f"'{claim.id}' of {claim['source_id']}", f"claims of {row['source_id']}")
        number, back = row.number("paragraph"), 2 if row.table.name == "arguments" else 0
        told = [claim.number("paragraph") for claim in claims]
        if claims and None not in (number, *told) and not any(number - back <= place <= number for place in told):
            places = ", ".join(
                sorted({claim["paragraph"] for claim in claims}, key=lambda number: (len(number), number))
            )
            allowed = "a paragraph in which, or just before which, one of its claims stands"
            yield row.fault("paragraph", f"¶{row['paragraph']}, with claims of ¶{places}", allowed)


RULES: list[Rule] = [
    positions_fit_their_debate, deals_are_between_their_parties, disagreements_differ, claims_come_from_their_place
]  # fmt: skip

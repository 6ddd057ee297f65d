"""A verdict agrees with its values, its values with its finding, and all of them have ground."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ...words.read import Quantity, days, falls, quantities
from ..rows import Fault, Row
from ..vocabulary import AGREES, DIFFERS, FAILS, SILENT
from .book import Book, Rule

ARITHMETIC = re.compile(r"\d\s*[×/+=−–-]\s*\d|\d.*\bless\b.*\d|\bby our count\b|[Aa]rithmetic")
OWN_WORDS = re.compile(r"\d|arithmetic|itself|calendar|document|sentence|paragraph|source")
# What a qualifier allows around a figure, as factors of it. Above an open end lies less than its double.
NEAR = Decimal("0.1")
ROOM = {
    "about": (1 - NEAR, 1 + NEAR), "nearly": (1 - NEAR, Decimal(1)), "over": (Decimal(1), Decimal("1.999")),
    "up-to": (Decimal(0), Decimal(1)), "under": (Decimal(0), Decimal(1)), "order": (Decimal(1), Decimal("999.999")),
}  # fmt: skip


def every_claim_is_checked(book: Book) -> Iterator[Fault]:
    for row in book.rows["claims"]:
        if row.id not in book.checks:
            yield row.fault("claim_id", "no row in checks.csv", "one check a claim; 'unverified' is a fair answer")


def values_follow(book: Book) -> Iterator[Fault]:
    """A value on record agrees with the one stated, differs from it or is absent, as the verdict's row has it."""
    for check, claim, record in _judged(book):
        if not check["low"]:
            continue
        if record == SILENT:
            allowed = "a checked value only where there is evidence"
            yield check.fault("low", f"'{check['low']}' for an {check['verdict']} claim", allowed)
            continue
        if not claim["unit"] or check["unit"] not in book.vocabulary.units:
            continue
        if not book.vocabulary.comparable(check["unit"], claim["unit"]):
            yield check.fault(
                "unit", f"'{check['unit']}' against '{claim['unit']}'", "a unit comparable to the claim's"
            )
            continue
        stated, found = _said(claim), _said(check)
        if record == AGREES and not _agree(book, claim, check):
            allowed = f"a value that agrees with {stated}, or another verdict"
            yield check.fault("low", f"{found}, '{check['verdict']}' beside the stated {stated}", allowed)
        elif record == DIFFERS and _alike(book, claim, check):
            allowed = "a value that differs, no value, or another verdict"
            yield check.fault("low", f"{found}, '{check['verdict']}' beside the same {stated}", allowed)


def _judged(book: Book) -> Iterator[tuple[Row, Row, str]]:
    for check in book.rows["checks"]:
        claim, verdict = book.claims.get(check.id), book.vocabulary.verdicts.get(check["verdict"])
        if claim and verdict:
            yield check, claim, verdict.record


def _said(row: Row) -> str:
    ends = "–".join(row[name] for name in ("low", "high") if row[name])
    return " ".join(part for part in (row["qualifier"], ends, row["unit"]) if part)


def _alike(book: Book, claim: Row, check: Row) -> bool:
    """Whether two figures say the same. No difference: 'about' or nothing; nor any qualifier where a claim fails."""
    plain = [row["qualifier"].replace("about", "") for row in (claim, check)]
    fails = book.vocabulary.verdicts[check["verdict"]].holds == FAILS
    return (fails or plain[0] == plain[1]) and all(claim[name] == check[name] for name in ("low", "high", "unit"))


def _agree(book: Book, claim: Row, check: Row) -> bool:
    """Whether the two can both be true: the ranges that they allow meet."""
    if claim["unit"] == "date":
        days = claim.days(), check.days()
        return None in days or _meet(*days)
    units = book.vocabulary.units
    stated, found = _room(claim, units[claim["unit"]].factor), _room(check, units[check["unit"]].factor, narrow=True)
    return None in (stated, found) or _meet(stated, found)


def _meet(one: Any, other: Any) -> bool:
    """Whether two ranges, of numbers or of days, have something in common."""
    return one[0] <= other[1] and other[0] <= one[1]


def _room(row: Row, factor: Decimal, narrow: bool = False) -> tuple[Decimal, Decimal] | None:
    """The range that a figure with its qualifier allows, in the family's base unit; `narrow` leaves its qualifier out.

    A figure stands for all that is rounded to it: 58 for 57.5 to 58.5.
    """
    low, high = row.number("low"), row.number("high")
    if low is None:
        return None
    high = low if high is None else high
    below, above = (Decimal(1), Decimal(1)) if narrow else ROOM.get(row["qualifier"], (Decimal(1), Decimal(1)))
    rounding = Decimal(0) if narrow or row["qualifier"] else min(_rounding(low), _rounding(high))
    ends = [end * factor * room for end in (low, high) for room in (below, above)]
    return min(ends) - rounding * factor, max(ends) + rounding * factor


def _rounding(value: Decimal) -> Decimal:
    """Half of the last digit that a figure states, of 12 billion half a billion; but no more than a tenth of it."""
    return min(Decimal(5).scaleb(int(value.normalize().as_tuple().exponent) - 1), abs(value) * NEAR)


def findings_have_the_value(book: Book) -> Iterator[Fault]:
    """A value on record stands in the finding, in words and digits that can be read."""
    for check in book.rows["checks"] if book.language else ():
        claim = book.claims.get(check.id)
        if claim is None or not check["low"]:
            continue
        missing = _days_missing(book, check, claim) if check["unit"] == "date" else _ends_missing(book, check)
        for name in missing:
            allowed = "a value that stands in the finding"
            yield check.fault(name, f"{check[name]} {check['unit']}, which the finding does not have", allowed)


def signs_agree(book: Book) -> Iterator[Fault]:
    """A value on record has the sign of the one stated, unless the finding says that what was to rise fell."""
    for check, claim, _ in _judged(book):
        stated, found = claim.number("low"), check.number("low")
        if (
            stated
            and found
            and (stated < 0) != (found < 0)
            and not (found < 0 and (not book.language or falls(check["finding"], book.language)))
        ):
            yield check.fault(
                "low", f"{check['low']} beside the stated {claim['low']}", "the sign of the stated figure"
            )


def _ends_missing(book: Book, check: Row) -> list[str]:
    read = [
        q for q in quantities(check["finding"], book.language, book.vocabulary.unit_words) if _could_be(book, q, check)
    ]
    told = {end for q in read for end in (q.low, q.high)}
    return [name for name in ("low", "high") if check[name] and abs(check.number(name) or 0) not in told]


def _could_be(book: Book, quantity: Quantity, check: Row) -> bool:
    return quantity.unit in ("", check["unit"]) and (quantity.qualifier == "order") == (check["qualifier"] == "order")


def _days_missing(book: Book, check: Row, claim: Row) -> list[str]:
    published = book.published(claim["source_id"])
    if published is None:
        return []
    read = days(check["finding"], book.language, published[1])
    first, last = {span[0] for span in read}, {span[1] for span in read}
    low, high = check.day("low"), check.day("high")
    return [name for name, day, told in (("low", low, first), ("high", high, last)) if day and day not in told]


def verdicts_have_ground(book: Book) -> Iterator[Fault]:
    """A verdict has the references it wants, or its finding does the arithmetic or quotes the source."""
    for check, _, _ in _judged(book):
        wanted = book.vocabulary.verdicts[check["verdict"]].ground
        cited = [book.references[item] for item in check.items("reference_ids") if item in book.references]
        found = sum(2 if reference["grade"] == "primary" else 1 for reference in cited)
        reasoned = (ARITHMETIC if wanted > 1 else OWN_WORDS).search(check["finding"])
        if found < wanted and not reasoned:
            allowed = ("a reference", "two references, or a primary one")[wanted > 1]
            allowed += ", or the arithmetic or the source's own words in the finding"
            yield check.fault(
                "reference_ids",
                f"'{check['verdict']}' on {len(cited) or 'no'} reference{'s' * (len(cited) != 1)}",
                allowed,
            )


def findings_name_sources_in_words(book: Book) -> Iterator[Fault]:
    """A reader knows a source by the name the chapters give it (`called`), not by its id."""
    for row in (*book.rows["checks"], *book.rows["predictions"]):
        for name in filter(None, book.sources):
            if name in row["finding"]:
                yield row.fault("finding", f"'{name}'", "what sources.called has for it")


RULES: list[Rule] = [
    every_claim_is_checked, values_follow, signs_agree, findings_have_the_value, verdicts_have_ground,
    findings_name_sources_in_words,
]  # fmt: skip

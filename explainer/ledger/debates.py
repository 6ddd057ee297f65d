"""Weighs the arguments of the debates: what each rests on at best, who answers whom, and how firm both are.

An argument rests on the best of its claims: one that holds before one that is loose, one that could not be checked
before one that does not hold, and of two alike the figure before the statement, the reported before the merely meant.
A confirmed opinion without a figure shows only that somebody voiced it, and a span of time shows little by itself: both
come after what is loose.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from ..words.messages import N_
from .store import Ledger
from .vocabulary import FAILS, HOLDS, LOOSE, REPORTED, UNVERIFIED

NOTHING = "nothing"
# What an argument rests on at best, from firm to not at all.
FOOTINGS = {
    "figure-holds": N_("a figure that holds"),
    "statement-holds": N_("a statement that holds"),
    "loose": N_("a loose figure or statement"),
    "voiced": N_("an opinion that was voiced, or a span of time"),
    "unverified": N_("one that could not be checked"),
    "fails": N_("one that does not hold"),
    NOTHING: N_("no figure, no dated statement"),
}
WEIGHTS = (HOLDS, LOOSE, "voiced", UNVERIFIED, FAILS)  # groups of verdicts, and what only voices an opinion
VOICED = 2  # the weight of what holds and shows little


def weighed(ledger: Ledger) -> pd.DataFrame:
    """All arguments, each with `evidence` (its claims' ids, best first), `footing` (of `FOOTINGS`) and `strength` (0 is
    best)."""
    claims = ledger.claims(columns=["claim_id", "holds", "has_figure", "kind", "measure"]).set_index("claim_id")
    order = {
        claim_id: (_weight(claim), not claim["has_figure"], claim["kind"] != REPORTED)
        for claim_id, claim in claims.iterrows()
    }
    arguments = ledger.table("arguments")
    evidence = [tuple(sorted(ids, key=lambda claim_id: order[claim_id])) for ids in arguments["claim_ids"]]
    footing = [_footing(order[ids[0]]) if ids else NOTHING for ids in evidence]
    return arguments.assign(
        evidence=evidence, footing=footing, strength=[list(FOOTINGS).index(name) for name in footing]
    )


def _weight(claim: pd.Series) -> int:
    weight = WEIGHTS.index(claim["holds"])
    only_voiced = not claim["has_figure"] and claim["kind"] != REPORTED
    return VOICED if weight == 0 and (only_voiced or claim["measure"] == "duration") else weight


def _footing(order: tuple[int, bool, bool]) -> str:
    weight, no_figure, _ = order
    if weight == 0:
        return "statement-holds" if no_figure else "figure-holds"
    return ("loose", "voiced", "unverified", "fails")[weight - 1]


def firm(footing: Iterable[str]) -> list[bool]:
    """Whether an argument rests on something that holds."""
    return [name.endswith("-holds") for name in footing]


def exchanges(arguments: pd.DataFrame) -> pd.DataFrame:
    """Each argument that somebody answers beside the strongest of its answers: `argument_id`, `answer_id` and their
    footings, `part` (which of the two rests on something that holds), and the question and debate."""
    answers = arguments[arguments["answers"] != ""].sort_values("strength", kind="stable").drop_duplicates("answers")
    beside = {"answers": "argument_id", "argument_id": "answer_id", "footing": "answer_footing"}
    pairs = arguments.merge(answers[list(beside)].rename(columns=beside), on="argument_id")
    both = zip(firm(pairs["footing"]), firm(pairs["answer_footing"]))
    words = {
        (True, True): N_("both"),
        (True, False): N_("the argument"),
        (False, True): N_("the answer"),
        (False, False): N_("neither"),
    }
    return pairs.assign(part=[words[pair] for pair in both])

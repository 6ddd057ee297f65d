"""The debates as a map: positions face to face, each with its strongest evidence, question by question."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger.debates import FOOTINGS, firm, weighed
from ...ledger.rows import hint
from ...ledger.store import Ledger
from ...ledger.vocabulary import Debate, Side
from ...words.messages import _
from ...words.write import capital
from ..nodes import Entry
from ..passages import sentence
from .part import Part, rows

OPENING = 6  # words that name an argument in a reference to it


class ArgumentMap(Part):
    """Each question of a debate with its exchanges: an argument, what answers it, and which of the two rests on what
    holds."""

    template = "argument-map.html"
    narrows = True

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        return argument_map(weighed(ledger), ledger)

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [argument["best"]["claim_id"] for argument in content["order"] if argument["best"] is not None]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [argument["entry"] for argument in content["order"]]


class Exchanges(Part):
    """Arguments beside the strongest of their answers. Its arguments are their ids."""

    required_arguments = 1
    optional_arguments = 9
    template = "exchanges.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        map_ = _Map(weighed(ledger), ledger)
        for name in arguments:
            if name not in map_.answers:
                why = "no other answers" if name in map_.all.index else "there is not"
                raise ValueError(f"'{name}' is an argument that {why}{hint(name, map_.answers)}")
        roots = [map_.all.loc[name] for name in arguments]
        questions = ledger.vocabulary.questions
        return {"threads": [_exchange(questions[root["question"]], map_.thread(root)) for root in roots]}

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        return [claim for _, _, entry in content["threads"] for claim in entry.claims]

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        return [entry for _, _, entry in content["threads"]]


def _exchange(question: str, thread: dict[str, Any]) -> tuple[str, dict[str, Any], Entry]:
    """What is asked, who faces whom, and the place of both."""
    sides = [thread["root"], thread["answer"]]
    claims = tuple(side["best"]["claim_id"] for side in sides if side["best"] is not None)
    text = " ".join(sentence(side["row"]["argument"]) for side in sides)
    return question, thread, Entry(f"exchange-{thread['root']['row']['argument_id']}", question, claims, text)


def argument_map(arguments: pd.DataFrame, ledger: Ledger) -> dict[str, Any]:
    return _Map(arguments, ledger).content()


class _Map:
    """The arguments with what is needed to lay them out."""

    def __init__(self, arguments: pd.DataFrame, ledger: Ledger):
        self.ledger = ledger
        self.debates, self.sides = ledger.vocabulary.debates, ledger.vocabulary.sides
        self.all = arguments.set_index("argument_id", drop=False)
        self.claims = ledger.claims().set_index("claim_id", drop=False)
        self.publishers = ledger.table("sources").set_index("source_id")["publisher"]
        answers = arguments[arguments["answers"] != ""].sort_values("strength", kind="stable")
        self.answers = answers.groupby("answers", sort=False)["argument_id"].agg(list).to_dict()
        self.order: list[dict[str, Any]] = []  # of the arguments, as they are printed

    def content(self) -> dict[str, Any]:
        used = set(self.all["footing"])
        choices = [
            ("debate", _("Debate"), {"": _("all"), **{name: debate.title for name, debate in self.debates.items()}}),
            ("side", _("Side"), {"": _("all"), **{name: side.title for name, side in self.sides.items()}}),
            ("source", _("Source"), {"": _("all"), **self.publishers}),
            (
                "footing",
                _("Rests on"),
                {"": _("anything"), **{name: _(text) for name, text in FOOTINGS.items() if name in used}},
            ),
        ]
        debates = [self._debate(debate) for debate in self.debates.values()]
        return {"choices": choices, "total": len(self.all), "debates": debates, "order": self.order}

    def _debate(self, debate: Debate) -> dict[str, Any]:
        own = self.all[self.all["debate"] == debate.name]
        asked = set(own["question"])
        questions = [self._question(key, title) for key, title in debate.questions.items() if key in asked]
        sides = [self._summary(own[own["side"] == side.name], side) for side in debate.sides]
        return {"name": debate.name, "title": debate.title, "sides": sides, "questions": questions}

    def _summary(self, mine: pd.DataFrame, side: Side) -> dict[str, Any]:
        alone = mine[~mine["argument_id"].isin(self.answers)]
        counts = {"all": len(mine), "alone": len(alone), "standing": sum(firm(alone["footing"]))}
        return {"who": side.speakers, **counts}

    def _question(self, key: str, title: str) -> dict[str, Any]:
        own = self.all[self.all["question"] == key]
        roots = rows(own[own["answers"] == ""])
        threads = [row for row in roots if row["argument_id"] in self.answers]
        threads.sort(key=lambda row: row["strength"] + self.all.loc[self.answers[row["argument_id"]][0], "strength"])
        alone = sorted(
            (row for row in roots if row["argument_id"] not in self.answers), key=lambda row: row["strength"]
        )
        laid_out = [self.thread(row) for row in threads]
        standing = [row for row in alone if firm([row["footing"]])[0]]
        return {
            "key": key,
            "title": title,
            "threads": laid_out,
            # What answers nobody and is not answered: open where it rests on something that holds, else in a drawer.
            "standing": [self._argument(row) for row in standing],
            "rest": [self._argument(row) for row in alone[len(standing) :]],  # they come firmest first
        }

    def thread(self, root: pd.Series) -> dict[str, Any]:
        first = self.all.loc[self.answers[root["argument_id"]][0]]
        rest = [row for row in self._below(root) if row["argument_id"] != first["argument_id"]]
        holding = [self.sides[row["side"]].title.lower() for row in (root, first) if firm([row["footing"]])[0]]
        return {
            "holding": holding,
            "root": self._argument(root),
            "answer": self._argument(first, reply=True),
            "more": [self._argument(row, to=self.all.loc[row["answers"]]) for row in rest],
        }

    def _below(self, row: pd.Series) -> list[pd.Series]:
        """All that answers an argument, and what answers that, strongest first."""
        found = []
        for answer in self.answers.get(row["argument_id"], ()):
            found += [self.all.loc[answer], *self._below(self.all.loc[answer])]
        return found

    def _argument(self, row: pd.Series, reply: bool = False, to: pd.Series | None = None) -> dict[str, Any]:
        by = self.ledger.said_by(row["source_id"], row["speaker"])
        best, *others = (self.claims.loc[claim_id] for claim_id in row["evidence"]) if row["evidence"] else (None,)
        argument = {
            "row": row,
            "column": "left" if row["side"] == self.debates[row["debate"]].sides[0].name else "right",
            "side": self.sides[row["side"]].title,
            "reply": reply,
            "to": None if to is None else (to["argument_id"], _opening(to["argument"])),
            "answered": row["argument_id"] in self.answers,
            "by": by if by == self.publishers[row["source_id"]] else capital(by),
            "best": best,
            "others": [(claim, claim["stated"] or _short(claim["gloss"])) for claim in others],
            "nothing": _("No figure, no dated statement"),
        }
        argument["entry"] = Entry(row["argument_id"], row["argument"], tuple(row["evidence"]), _text(argument))
        self.order.append(argument)
        return argument


def _text(argument: dict[str, Any]) -> str:
    """What can be searched of an argument."""
    best = argument["best"]
    state = () if argument["answered"] else (_("unanswered"),)
    texts = [
        " · ".join((argument["side"], *state)),
        f"{argument['by']}, ¶ {argument['row']['paragraph']}",
    ]
    if best is None:
        texts.append(argument["nothing"])
    else:
        shown = best["stated"]
        texts.append(f"{shown} {best['subject_name']}, {best['measure'].replace('-', ' ')}" if shown else best["gloss"])
    return " ".join(map(sentence, [*texts, *(shown for _, shown in argument["others"])]))


def _opening(text: str) -> str:
    return " ".join(text.split()[:OPENING]).rstrip(",.:;") + " …"


def _short(gloss: str) -> str:
    return gloss if len(gloss.split()) <= OPENING else _opening(gloss)

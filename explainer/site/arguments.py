"""Both debates as a map: positions face to face, each with its strongest evidence, question by question."""

from __future__ import annotations

from html import escape

import pandas as pd

from ..debate import FOOTINGS, NOTHING, QUESTIONS, firm, weighed
from ..ledger.rules.debates import SIDES
from ..notebook import ledger
from ..render import claim_link, entry, verdict_mark, verdict_word
from ..shape import OWN_VOICES
from ..words.write import NBSP, figure, number
from .pages import Printed, choice

DEBATES = {"bubble": "Is it a bubble?", "efficiency": "Scale or efficiency?"}
SIDE_NAMES = {"bubble": "Bubble", "build-out": "Build-out", "scale": "Scale", "efficiency": "Efficiency"}
SPEAK_FOR = {
    "bubble": "Those who see a bubble",
    "build-out": "Those who defend the build-out",
    "scale": "Those for scale",
    "efficiency": "Those for efficiency",
}
OPENING = 6  # words that name an argument in a reference to it


class ArgumentMap(Printed):
    """Each question of a debate with its exchanges: an argument, what answers it, and which of the two rests on what holds."""

    def html(self) -> str:
        return argument_map(weighed(ledger), ledger.claims())


def argument_map(arguments: pd.DataFrame, claims: pd.DataFrame) -> str:
    page = _Page(arguments, claims)
    return _form(arguments) + f'<div id="arguments">{"".join(map(page.debate, DEBATES))}</div>'


def _form(arguments: pd.DataFrame) -> str:
    sources = ledger.table("sources").set_index("source_id")["publisher"]
    choices = (
        choice("debate", "Debate", {"": "both", **DEBATES})
        + choice("side", "Side", {"": "all", **SIDE_NAMES})
        + choice("source", "Source", {"": "all", **sources})
        + choice("footing", "Rests on", {"": "anything", **{name: text for name, text in FOOTINGS.items() if (arguments["footing"] == name).any()}})
    )  # fmt: skip
    return (
        f'<form class="tools" data-narrows="arguments" role="search" aria-label="Narrow the arguments"><div class="choices">{choices}</div>'
        f'<div class="row"><p role="status">All {_data(len(arguments))} arguments</p><button type="reset">Reset</button></div></form>'
    )


class _Page:
    """The arguments with what is needed to print them."""

    def __init__(self, arguments: pd.DataFrame, claims: pd.DataFrame):
        self.all = arguments.set_index("argument_id", drop=False)
        self.claims = claims.set_index("claim_id", drop=False)
        self.publishers = ledger.table("sources").set_index("source_id")["publisher"]
        answers = arguments[arguments["answers"] != ""].sort_values("strength", kind="stable")
        self.answers = answers.groupby("answers", sort=False)["argument_id"].agg(list).to_dict()

    def debate(self, name: str) -> str:
        own = self.all[self.all["debate"] == name]
        questions = "".join(self.question(key) for key in QUESTIONS if key in set(own["question"]))
        return f'<section class="debate" data-group id="debate-{name}"><h2>{DEBATES[name]}</h2>{self._summary(name, own)}{questions}</section>'

    def _summary(self, name: str, own: pd.DataFrame) -> str:
        told = []
        for side in SIDES[name]:
            mine = own[own["side"] == side]
            alone = mine[~mine["argument_id"].isin(self.answers)]
            standing = sum(firm(alone["footing"]))
            told.append(
                f"{SPEAK_FOR[side]} make {_data(len(mine))} arguments, of which {_data(len(mine) - len(alone))} are answered; of the "
                f"{_data(len(alone))} that nobody answers, {_data(standing)} rest{'s' if standing == 1 else ''} on something that holds."
            )
        return f"<p>{' '.join(told)}</p>"

    def question(self, key: str) -> str:
        own = self.all[self.all["question"] == key]
        roots = [row for _, row in own[own["answers"] == ""].iterrows()]
        threads = [row for row in roots if row["argument_id"] in self.answers]
        threads.sort(key=lambda row: row["strength"] + self.all.loc[self.answers[row["argument_id"]][0], "strength"])
        alone = sorted(
            (row for row in roots if row["argument_id"] not in self.answers), key=lambda row: row["strength"]
        )
        return (
            f'<section class="question" data-group id="question-{key}"><h3>{QUESTIONS[key]}</h3>'
            f"{''.join(map(self._thread, threads))}{self._alone(alone)}</section>"
        )

    def _thread(self, root: pd.Series) -> str:
        first = self.all.loc[self.answers[root["argument_id"]][0]]
        rest = [row for row in self._below(root) if row["argument_id"] != first["argument_id"]]
        more = ""
        if rest:
            words = "One more argument" if len(rest) == 1 else f"{_data(len(rest))} more arguments"
            listed = "".join(self._argument(row, self._to(row)) for row in rest)
            more = f'<details data-group><summary>{words} in this exchange</summary><div class="faces">{listed}</div></details>'
        reply = f"<b>{SIDE_NAMES[first['side']]}’s answer</b>"
        return f'<div class="thread" data-group><p class="quiet">{_tally(root, first)}</p><div class="faces">{self._argument(root)}{self._argument(first, reply)}</div>{more}</div>'

    def _below(self, row: pd.Series) -> list[pd.Series]:
        """All that answers an argument, and what answers that, strongest first."""
        found = []
        for answer in self.answers.get(row["argument_id"], ()):
            found += [self.all.loc[answer], *self._below(self.all.loc[answer])]
        return found

    def _to(self, row: pd.Series) -> str:
        answered = self.all.loc[row["answers"]]
        opening = " ".join(answered["argument"].split()[:OPENING]).rstrip(",.:;")
        return f'<b>{SIDE_NAMES[row["side"]]}</b> answers <a href="#{row["answers"]}">“{escape(opening)} …”</a>'

    def _alone(self, rows: list[pd.Series]) -> str:
        """What answers nobody and is not answered: open where it rests on something that holds, else in a drawer."""
        standing = [row for row in rows if firm([row["footing"]])[0]]
        rest = rows[len(standing) :]  # they come firmest first
        html = ""
        if standing:
            words = (
                "Nobody answers this, though it rests"
                if len(standing) == 1
                else "Nobody answers these, though they rest"
            )
            html += (
                f'<div class="thread" data-group><p class="quiet">{words} on something that holds.</p>'
                f'<div class="faces loose">{"".join(map(self._argument, standing))}</div></div>'
            )
        if rest:
            words = "One more that nobody answers" if len(rest) == 1 else f"{_data(len(rest))} more that nobody answers"
            listed = "".join(map(self._argument, rest))
            html += f'<details data-group><summary>{words}</summary><div class="faces">{listed}</div></details>'
        return html

    def _argument(self, row: pd.Series, role: str = "") -> str:
        role = role or f"<b>{SIDE_NAMES[row['side']]}</b>"
        said = self.publishers[row["source_id"]]
        speaker = ledger.name(row["speaker"])
        by = said if row["speaker"] in OWN_VOICES else f"{speaker[0].upper()}{speaker[1:]}, in {said}"
        ids = f' data-claims="{" ".join(row["evidence"])}"' if row["evidence"] else ""
        column = "left" if row["side"] == SIDES[row["debate"]][0] else "right"
        return (
            f'<div class="argument {column}" id="{row["argument_id"]}" data-entry data-debate="{row["debate"]}" data-side="{row["side"]}" '
            f'data-source="{row["source_id"]}" data-footing="{row["footing"]}" data-label="{escape(row["argument"])}"{ids}>'
            f'<p class="side">{role}{"" if row["argument_id"] in self.answers else " · unanswered"}</p>'
            f"<p>{escape(row['argument'])}</p>"
            f'<p class="quiet">{escape(by)}, ¶{NBSP}{_data(row["paragraph"])}</p>{self._evidence(row["evidence"])}</div>'
        )

    def _evidence(self, ids: tuple[str, ...]) -> str:
        if not ids:
            return f'<p class="rests quiet">{FOOTINGS[NOTHING].capitalize()}</p>'
        best, *others = (self.claims.loc[claim_id] for claim_id in ids)
        shown = figure(best)
        link = claim_link(best, text=shown or best["gloss"])
        what = f" {escape(best['subject_name'])}, {best['measure'].replace('-', ' ')}" if shown else ""
        record = f", on record {claim_link(best, checked=True)}" if best["differs"] else ""
        kind = "" if best["kind"] == "reported" else f"{best['kind']}, "
        also = ""
        if others:
            links = "; ".join(map(_to_ledger, others))
            also = f'<p class="rests quiet">Also: {links}</p>'
        return f'<p class="rests">{link}{what} <span class="quiet">· {kind}{verdict_word(best["verdict"])}{record}</span></p>{also}'


def _tally(root: pd.Series, answer: pd.Series) -> str:
    """Which of two arguments rests on something that holds."""
    holding = [SIDE_NAMES[row["side"]] for row in (root, answer) if firm([row["footing"]])[0]]
    if len(holding) == 1:
        return f"Only {holding[0].lower()} rests on something that holds."
    return f"{'Both rest' if holding else 'Neither rests'} on something that holds."


def _to_ledger(claim: pd.Series) -> str:
    """A further claim as a plain link: evidence that opens in place for all of them would double the page's weight."""
    shown = figure(claim) or _short(claim["gloss"])
    return f'<a href="{entry(claim)}">{escape(shown)}{verdict_mark(claim["verdict"])}</a>'


def _short(gloss: str) -> str:
    words = gloss.split()
    return gloss if len(words) <= OPENING else " ".join(words[:OPENING]).rstrip(",.:;") + " …"


def _data(value: int) -> str:
    return f'<data value="{value}">{number(value)}</data>'


ARGUMENTS = {"argument-map": ArgumentMap}

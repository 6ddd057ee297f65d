"""Every claim: in one table to look it up by, and with all we know of it on a page for each source; and the verdicts'
key."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...ledger.store import Ledger
from ...words.messages import N_, _
from ...words.write import day
from ..cite import Citer
from ..domain import domain_of
from ..nodes import Page
from ..places import address, contents
from .part import Part, rows, words

# What the ledger can be narrowed by: columns of a claim, the names under which the page's script knows them, and
# labels.
FACETS = {
    "source_id": ("source", N_("Source")),
    "topics": ("topics", N_("Topic")),
    "measure": ("measure", N_("Measure")),
    "kind": ("kind", N_("Kind")),
    "verdict": ("verdict", N_("Verdict")),
    "speaker_name": ("speaker", N_("Speaker")),
}
SORTS = {"": N_("As in the sources"), "verdict": N_("Verdict, worst first"), "figure": N_("Largest first, by unit")}


class VerdictKey(Part):
    """The marks of the verdicts and what they mean."""

    template = "verdict-key.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        return {}


class LedgerTable(Part):
    """Every claim in a row, an anchor each, with the form that narrows them; and where the full entries are."""

    template = "ledger-table.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        claims = ledger.claims()
        sources, units = ledger.table("sources"), list(ledger.vocabulary.units)
        publishers = sources.set_index("source_id")["publisher"]
        choices = []
        for column, (name, label) in FACETS.items():
            cells = claims[column].explode() if column == "topics" else claims[column]
            order = ledger.vocabulary.by_severity[::-1].index if column == "verdict" else None
            said = {kind: _(kind) for kind in cells} if column == "kind" else publishers
            values = {value: said.get(value) or words(value) for value in sorted(set(cells), key=order) if value}
            choices.append((name, _(label), {"": _("all"), **values}))
        return {
            "claims": [(claim, _facets(claim, units)) for claim in rows(claims)],
            "sources": rows(sources),
            "choices": choices,
        }

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        uses = domain_of(page.env).uses()
        pages = {claim: " ".join(dict.fromkeys(address(use.docname) for use in found)) for claim, found in uses.items()}
        telling = {use.docname for found in uses.values() for use in found if _tells(page, use.docname)}
        titles = {address(name): title for _, part in contents(page.env) for title, name in part if name in telling}
        sorts = {name: _(order) for name, order in SORTS.items()}
        more = [("chapter", _("Page"), {"": _("all"), **titles}), ("sort", _("Sort"), sorts)]
        return {"pages": pages, "choices": [*content["choices"], *more]}


def _tells(page: Page, docname: str) -> bool:
    """Whether a page tells of some claims, rather than of all: the landing page and that of sources count them."""
    standing = page.env.get_domain("ledger").data["places"].get(docname, ())
    return docname != page.env.config.root_doc and "source-list" not in standing


def _facets(claim: pd.Series, units: list[str]) -> dict[str, str]:
    """What the page's script filters and sorts by."""
    values = {
        name: " ".join(claim[column]) if column == "topics" else claim[column]
        for column, (name, label) in FACETS.items()
    }
    size = f"{claim['first_day']:%Y%m%d}" if claim["unit"] == "date" else f"{claim['low']:.10g}"
    return values | {"figure": f"{units.index(claim['unit']) + 1} {size}" if claim["unit"] else ""}


class LedgerEntries(Part):
    """Everything the ledger holds of one source's claims, an anchor each. Its argument is the id of the source."""

    required_arguments = 1
    template = "ledger-entries.html"

    @classmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        source = arguments[0]
        claims = ledger.claims(source_id=source)
        if claims.empty:
            raise ValueError(f"the ledger has no claim of a source '{source}'")
        references = ledger.table("references").set_index("reference_id")
        return {
            "source": source,
            "claims": [
                (claim, _what(claim, ledger), rows(references.loc[list(claim["reference_ids"])]))
                for claim in rows(claims)
            ],
            "tally": tally(claims, ledger),
        }

    @classmethod
    def links(cls, content: dict[str, Any]) -> list[str]:
        return [reference["url"] for claim, what, references in content["claims"] for reference in references]

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        uses = domain_of(page.env).uses()

        def places(claim_id: str, counted: bool) -> dict[str, str]:
            """A link for each page and label, to where it comes first."""
            first: dict[tuple[str, str], str] = {}
            for use in uses.get(claim_id, ()):
                if use.counted == counted:
                    first.setdefault((use.docname, use.label), f"{address(use.docname)}.html#{use.anchor}")
            return {link: label.rstrip(".") for (page, label), link in first.items()}

        citer, docname = Citer(page.env), page.href.docname("ledger-entries", content["source"])
        return {"uses": places, "cited": lambda claim: citer.words(citer.claim(docname, claim))}


def _what(claim: pd.Series, ledger: Ledger) -> list[str]:
    """What a claim measures and when, and how its source presents it."""
    rate = ledger.vocabulary.time_bases.get(claim["per"], "") if claim["unit"] else ""
    measure = "" if claim["measure"] == "statement" else words(claim["measure"])
    period = "" if pd.isna(claim["period_start"]) else day(claim["period_start"], claim["period_end"])
    return list(filter(None, (" · ".join(filter(None, (measure, rate, period))), _(claim["kind"]))))


def tally(claims: pd.DataFrame, ledger: Ledger) -> list[tuple[str, int]]:
    """How many of the claims have which verdict."""
    counts = claims["verdict"].value_counts()
    return [(name, int(counts[name])) for name in ledger.vocabulary.verdicts if name in counts]

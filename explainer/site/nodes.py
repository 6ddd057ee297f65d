"""The nodes by which roles, cells and directives say what a page shows. All else is a walk over them; HTML is made at
the end.

A node knows which claims' figures it shows, where the book rests on claims in it, and what can be searched in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from docutils import nodes
from markupsafe import Markup
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..charts.svg import svg
from ..notebook.exhibits import LISTED, MANY
from ..templates import render
from .places import Places, ledger_of

if TYPE_CHECKING:
    from sphinx.writers.html5 import HTML5Translator

    from ..ledger.store import Ledger


class Entry(NamedTuple):
    """One thing on a page that has an anchor: an exhibit, or an entry of a list."""

    anchor: str
    label: str
    claims: tuple[str, ...] = ()
    text: str = ""  # what can be searched of it
    counted: bool = False  # it only counts its claims among many others
    records: tuple[str, ...] = ()


@dataclass
class Page:
    """What a node needs to know of the page it is printed on."""

    env: BuildEnvironment
    ledger: Ledger
    notes: dict[str, int]  # the numbers of its evidence

    @property
    def href(self) -> Places:
        return Places(self.env)

    def note(self, name: str) -> str:
        return Markup(f' data-note="{self.notes[name]}"') if name in self.notes else ""

    def render(self, template: str, **context: Any) -> str:
        verdicts = self.ledger.vocabulary.verdicts
        return render(template, href=self.href, note=self.note, verdicts=verdicts, **context)


class Shown(nodes.Element):
    """What the book shows of the ledger, or computes from it."""

    template = ""

    def printed_by(self) -> str:
        """The template that prints it."""
        return self.template

    def shows(self) -> list[str]:
        """The claims whose figures it shows and whose evidence opens there, in their order."""
        return []

    def glosses(self) -> list[str]:
        """Those of the claims beside whose figures it says what is claimed."""
        return []

    def records(self) -> list[str]:
        """The values on the public record that it shows and whose evidence opens there."""
        return []

    def entries(self) -> list[Entry]:
        """What has an anchor of its own in it."""
        return []

    def links(self) -> list[str]:
        """The addresses elsewhere to which it links."""
        return []

    def context(self, page: Page) -> dict[str, Any]:
        """What its template needs."""
        return {}

    def words(self, ledger: Ledger) -> str:
        """What a reader sees of it where there is text alone."""
        return self.astext()


class traced(nodes.Inline, nodes.TextElement, Shown):  # noqa: N801
    """A claim's figure, as stated or as checked: `claim`, `checked`; its words are its text."""

    template = "figure.html"

    def shows(self) -> list[str]:
        return [self["claim"]]

    def context(self, page: Page) -> dict[str, Any]:
        return {"claim": page.ledger.claim(self["claim"]), "checked": self["checked"], "text": self.astext()}

    def words(self, ledger: Ledger) -> str:
        claim = ledger.claim(self["claim"])
        return self.astext() or (claim["on_record"] if self["checked"] else claim["stated"])


class recorded(nodes.Inline, nodes.TextElement, Shown):  # noqa: N801
    """A value on the public record: `record`; its words are its text."""

    template = "recorded.html"

    def records(self) -> list[str]:
        return [self["record"]]

    def context(self, page: Page) -> dict[str, Any]:
        return {"value": page.ledger.record(self["record"]), "text": self.astext()}

    def words(self, ledger: Ledger) -> str:
        return self.astext() or ledger.record(self["record"])["stated"]


class derived(nodes.Inline, nodes.TextElement, Shown):  # noqa: N801
    """A figure computed by a cell, whose `data` it carries; its words are its text."""

    template = "derived.html"

    def context(self, page: Page) -> dict[str, Any]:
        data = self["data"]
        first = page.ledger.claim(data["claims"][0]) if data["claims"] else page.ledger.record(data["records"][0])
        return {"derived": data, "first": first}


class exhibit(nodes.General, Shown):  # noqa: N801
    """An exhibit, of whose `data` a cell said all; `anchor` is its id where it stands."""

    template = "exhibit.html"

    def shows(self) -> list[str]:
        data = self["data"]
        ids = [claim for control in data["controls"] for claim in control["claims"]]
        return [*ids, *(data["claims"] if len(data["claims"]) <= MANY else ())]

    def records(self) -> list[str]:
        data = self["data"]
        ids = [record for control in data["controls"] for record in control.get("records", ())]
        return list(dict.fromkeys([*ids, *(data["records"] if len(data["records"]) <= LISTED else ())]))

    def entries(self) -> list[Entry]:
        data = self["data"]
        text = " ".join(filter(None, (data["subtitle"], data["note"])))
        headline, many = data["headline"].replace("*", ""), max(len(data["claims"]), len(data["records"])) > MANY
        return [Entry(self["anchor"], headline, tuple(data["claims"]), text, many, tuple(data["records"]))]

    def context(self, page: Page) -> dict[str, Any]:
        data, anchor = self["data"], self["anchor"]
        sliders = [control for control in data["controls"] if control["kind"] == "Slider"]
        steps = next((control for control in data["controls"] if control["kind"] == "Steps"), None)
        recorded = {value["record_id"]: value for _, value in page.ledger.records(self.records()).iterrows()}
        shown = {claim["claim_id"]: claim for _, claim in page.ledger.claims(dict.fromkeys(self.shows())).iterrows()}
        return {
            "exhibit": data,
            "anchor": anchor,
            "alone": False,
            **{width: svg(spec, f"{anchor}-{width}", data["alt"]) for width, spec in data["specs"].items()},
            "claims": shown,
            "listed": [shown[claim] for claim in data["claims"]] if len(data["claims"]) <= MANY else [],
            "values": recorded,
            "recorded": [recorded[record] for record in data["records"]] if len(data["records"]) <= LISTED else [],
            "series": _series(page, data["records"]) if len(data["records"]) > LISTED else [],
            "sliders": sliders,
            "changed": dict.fromkeys(claim for slider in sliders for claim in slider["claims"]),
            "steps": steps and {**steps, "pairs": list(zip(steps["claims"], steps["labels"]))},
        }


def _series(page: Page, records: list[str]) -> list[tuple[Any, int]]:
    """The series of some values, each by one of its values, with how many of them are its."""
    values = page.ledger.records(records, ["record_id", "series_id", "topic", "question"])
    return [(own.iloc[0], len(own)) for _, own in values.groupby("series_id", sort=False)]


def text_of(node: nodes.Node, ledger: Ledger) -> str:
    """The text of a paragraph on one line, with its figures as a reader sees them."""
    if isinstance(node, Shown):
        return node.words(ledger)
    if isinstance(node, nodes.Text):
        return node.astext().replace("\n", " ")
    return "".join(text_of(child, ledger) for child in node.children)


def standfirst(doctree: nodes.Node, ledger: Ledger) -> str:
    """What a page says under its title: its standfirst, or else its first paragraph; '' where it has none."""
    paragraphs = (found for found in doctree.findall(nodes.paragraph) if "kicker" not in found["classes"])
    return next((text_of(paragraph, ledger) for paragraph in paragraphs), "")


def shown_on(doctree: nodes.Node) -> Iterator[Shown]:
    """All such nodes of a page, in their order."""
    return doctree.findall(Shown)


def visit(translator: HTML5Translator, node: Shown) -> None:
    builder = translator.builder
    page = Page(builder.app.env, ledger_of(builder.app.env), node.get("notes", {}))
    translator.body.append(page.render(node.printed_by(), **node.context(page)))
    raise nodes.SkipNode


def setup_nodes(app: Sphinx, *nodes: type[Shown]) -> None:
    for node in nodes:
        app.add_node(node, html=(visit, None))

"""What a directive of ours prints from the ledger: a template, what it needs, and what the rest of the book has to know
of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from ...ledger.store import Ledger
from ...paths import ROOT
from ..nodes import Entry, Page, Shown
from ..places import ledger_of


class Part(SphinxDirective, ABC):
    """A directive that prints a part of the ledger."""

    template: ClassVar[str]
    narrows: ClassVar[bool] = False  # it is a list that its reader narrows by a form
    files: ClassVar[tuple[str, ...]] = ()  # of the book, that it is made of beside its tables
    glosses: ClassVar[bool] = False  # it says beside each figure what is claimed
    brings: ClassVar[tuple[str, ...]] = ()  # the script and the style that it alone has

    @classmethod
    @abstractmethod
    def content_of(cls, ledger: Ledger, *arguments: str) -> dict[str, Any]:
        """What the template needs of the ledger. Raises `ValueError` for arguments it cannot have."""

    @classmethod
    def shows(cls, content: dict[str, Any]) -> list[str]:
        """The claims whose figures it shows and whose evidence opens there."""
        return []

    @classmethod
    def entries(cls, content: dict[str, Any]) -> list[Entry]:
        """What has an anchor of its own in it."""
        return []

    @classmethod
    def links(cls, content: dict[str, Any]) -> list[str]:
        """The addresses elsewhere to which it links."""
        return []

    @classmethod
    def late(cls, page: Page, content: dict[str, Any]) -> dict[str, Any]:
        """What the template needs that is known only when all pages are read."""
        return {}

    def told(self) -> tuple[str, ...]:
        """What the page says of it."""
        return tuple(self.arguments)

    def run(self) -> list[nodes.Node]:
        try:
            content = self.content_of(ledger_of(self.env), *self.told())
        except ValueError as error:
            raise self.error(str(error)) from error
        for file in self.files:
            self.env.note_dependency(str(ROOT / file))
        places = self.env.get_domain("ledger").data["places"]
        places.setdefault(self.env.docname, []).append(" ".join((self.name, *self.arguments)))
        found, anchors = self.entries(content), self.env.temp_data.setdefault("anchors", {})
        noted = {"shown": self.shows(content), "found": found, "elsewhere": self.links(content)}
        for entry in found:
            if anchors.setdefault(entry.anchor, entry) is not entry:
                raise self.error(f"two entries of this page have the id '{entry.anchor}'; give one of them another")
        return [printed("", part=type(self), arguments=self.told(), **noted)]


class printed(nodes.General, Shown):  # noqa: N801
    """A `part` of the ledger, by its class and `arguments`."""

    def printed_by(self) -> str:
        return self["part"].template

    def shows(self) -> list[str]:
        return self["shown"]

    def glosses(self) -> list[str]:
        return self["shown"] if self["part"].glosses else []

    def entries(self) -> list[Entry]:
        return self["found"]

    def links(self) -> list[str]:
        return self["elsewhere"]

    def context(self, page: Page) -> dict[str, Any]:
        content = self["part"].content_of(page.ledger, *self["arguments"])
        return {**content, **self["part"].late(page, content)}


def is_list(node: Shown) -> bool:
    """Whether a node is a list to narrow, rather than something to read through."""
    return isinstance(node, printed) and node["part"].narrows


def brought(nodes: Iterable[Shown]) -> list[str]:
    """The scripts and styles of what stands on a page, each once."""
    return list(dict.fromkeys(name for node in nodes if isinstance(node, printed) for name in node["part"].brings))


def rows(table: Any) -> list[Any]:
    """The rows of a table, by which a template can go."""
    return [row for _, row in table.iterrows()]


def words(name: str) -> str:
    """An id's words."""
    return name.replace("-", " ")

"""The roles by which prose shows figures: as a source states them, as the record has them, and as a cell computed
them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from typing import Any

from docutils import nodes
from myst_nb.core.render import MimeData, MimeRenderPlugin, NbElementRenderer
from sphinx.application import Sphinx
from sphinx.util.docutils import ReferenceRole

from ..ledger.rows import hint
from ..ledger.store import UnknownClaim
from ..notebook.exhibits import DERIVED, EXHIBIT
from .internals import glued, glued_names
from .nodes import Shown, derived, exhibit, recorded, traced
from .places import ledger_of


class TracedRole(ReferenceRole):
    """A role that shows a figure, or fails the build with file, line and remedy."""

    @abstractmethod
    def shown(self) -> Shown:
        """The figure."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            return [self.shown()], []
        except (UnknownClaim, ValueError) as error:
            remedy = "" if ";" in str(error) else "; give the id of one that it has, or add it"
            cause = f"{{{self.name}}}`{self.target}`: {error}{remedy}"
            self.env.get_domain("ledger").data["unshown"].setdefault(self.env.docname, []).append((self.lineno, cause))
            message = self.inliner.reporter.error(cause, line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


class ClaimRole(TracedRole):
    """A figure as its source states it: ``{claim}`id` ``, or ``{claim}`words <id>` `` to show words instead."""

    checked = False

    def shown(self) -> Shown:
        claim = ledger_of(self.env).claim(self.target)
        words = self.title if self.has_explicit_title else claim["on_record" if self.checked else "stated"]
        if not words:
            kind = "checked figure" if self.checked else "figure"
            example = f"{{{self.name}}}`words <{self.target}>`"
            raise ValueError(f"claim '{self.target}' has no {kind}; give the words to show: {example}")
        return traced("", words, claim=self.target, checked=self.checked)


class CheckedRole(ClaimRole):
    """The value that the public record gives in place of the stated one: ``{checked}`id` ``."""

    checked = True


class RecordRole(TracedRole):
    """A value on the public record: ``{record}`id` ``, or ``{record}`words <id>` `` to show words instead."""

    def shown(self) -> Shown:
        value = ledger_of(self.env).record(self.target)
        return recorded("", self.title if self.has_explicit_title else value["stated"], record=self.target)


class DerivedRole(TracedRole):
    """A figure that a cell of the same page computed and named with `derive`: ``{derived}`name` ``."""

    def shown(self) -> Shown:
        page = self.inliner.document
        try:
            data = glued(page, self.target, DERIVED)
        except KeyError:
            near = hint(self.target, glued_names(page)) or "; name it with derive(…) in a cell above"
            raise ValueError(f"no cell of this page derives it{near}") from None
        return derived("", data["text"], data=_plain(data))


ROLES: dict[str, Callable[[], TracedRole]] = {"claim": ClaimRole, "checked": CheckedRole, "record": RecordRole,
                                              "derived": DerivedRole}  # fmt: skip


class Exhibits(MimeRenderPlugin):
    """Makes nodes of what cells show: the entry point by which MyST-NB asks us for our media type."""

    mime_priority_overrides = [("*", EXHIBIT, 1)]

    @staticmethod
    def handle_mime(renderer: NbElementRenderer, data: MimeData, inline: bool) -> list[nodes.Element] | None:
        if data.mime_type != EXHIBIT or inline:
            return None
        found = _plain(data.content)
        return [exhibit("", data=found, anchor=found["name"], ids=[found["name"]])]


def _plain(value: Any) -> Any:
    """Dictionaries in place of nbformat's, which a page as read would keep with their module."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def setup_roles(app: Sphinx) -> None:
    for name, role in ROLES.items():
        app.add_role(name, role())

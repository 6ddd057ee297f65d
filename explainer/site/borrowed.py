"""Shows an exhibit of one page on another: the landing page opens each chapter with one of its own."""

from __future__ import annotations

import hashlib

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from .memory import memory
from .nodes import Shown, exhibit
from .refuse import Refused


class borrowed(nodes.General, Shown):  # noqa: N801
    """Stands where an exhibit of another page will, until all pages are read: `page`, `name`, `line`."""


class ExhibitOf(SphinxDirective):
    """An exhibit of another page, by that page's name and its own: ``chapter its-exhibit``."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        page, name = self.arguments
        _, path = self.env.relfn2path(f"{page}.md", self.env.docname)
        return [borrowed("", page=self.env.path2doc(path), exhibit=name, line=self.lineno)]


def bring_in(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Puts the exhibits where they are wanted, under ids of their own; files and claims stay those of the chapter."""
    for place in list(doctree.findall(borrowed)):
        name, page = place["exhibit"], place["page"]
        found = _exhibits(app.env, page).get(name)
        if found is None:
            raise Refused([f"{docname}.md, line {place['line']}: no exhibit '{name}' in {page}.md"])
        anchor = f"door-{name}"
        place.replace_self(nodes.container("", exhibit("", data=found, anchor=anchor), classes=["door"]))


def pages_that_borrow(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again when an exhibit they show has changed."""
    stale = []
    shown = memory(env).get("borrowed", {})
    now = memory(env)["borrowed"] = {}
    for docname in env.all_docs:
        places = list(env.get_doctree(docname).findall(borrowed)) if docname == env.config.root_doc else []
        if places:
            exhibits = repr([_exhibits(env, place["page"]).get(place["exhibit"]) for place in places])
            now[docname] = hashlib.sha256(exhibits.encode()).hexdigest()
            if shown.get(docname) != now[docname]:
                stale.append(docname)
    return stale


def _exhibits(env: BuildEnvironment, docname: str) -> dict[str, dict]:
    return env.get_domain("ledger").data["exhibits"].get(docname, {})


def setup_borrowed(app: Sphinx) -> None:
    app.add_directive("exhibit-of", ExhibitOf)
    app.connect("doctree-resolved", bring_in)

"""Shows an exhibit of one page on another: the landing page opens each chapter with one of its own."""

from __future__ import annotations

import hashlib
import re

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import SphinxDirective

from .refuse import Refused


class Door(nodes.General, nodes.Element):
    """Stands where an exhibit of another page will, until all pages are read."""


class ExhibitOf(SphinxDirective):
    """An exhibit of another page, by that page's name and its own: ``bubble spend-vs-earn``."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        page, name = self.arguments
        return [Door(page=f"book/{page}", exhibit=name, line=self.lineno)]


def open_doors(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Puts the exhibits where they are wanted, under ids of their own; files and claims stay those of the chapter."""
    for door in list(doctree.findall(Door)):
        name = door["exhibit"]
        exhibit = _exhibit(app.env, door["page"], name)
        if exhibit is None:
            raise Refused([f"{docname}.md, line {door['line']}: no exhibit '{name}' in {door['page']}.md"])
        own = re.sub(r'\b(id="|url\(#|href="#)' + name, rf"\1door-{name}", exhibit)
        door.replace_self(nodes.raw("", f'<div class="door">{own}</div>', format="html"))


def pages_with_doors(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again when an exhibit they show has changed."""
    stale = []
    shown = getattr(env, "doors", {})
    env.doors = {}
    for docname in env.all_docs:
        doors = list(env.get_doctree(docname).findall(Door)) if docname == env.config.root_doc else []
        if doors:
            exhibits = "".join(_exhibit(env, door["page"], door["exhibit"]) or "" for door in doors)
            env.doors[docname] = hashlib.sha256(exhibits.encode()).hexdigest()
            if shown.get(docname) != env.doors[docname]:
                stale.append(docname)
    return stale


def _exhibit(env: BuildEnvironment, docname: str, name: str) -> str | None:
    for raw in env.get_doctree(docname).findall(nodes.raw):
        found = re.search(rf'<figure class="exhibit" id="{name}".*?</figure>', raw.astext(), re.DOTALL)
        if found:
            return found[0]
    return None

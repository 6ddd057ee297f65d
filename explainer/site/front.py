"""What stands under a page's standfirst: how long it takes, its exhibits, and a list of its sections."""

from __future__ import annotations

import math
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from .nodes import Page, Shown, shown_on
from .pages import is_list

WORDS_A_MINUTE = 220  # of a good newspaper, read with care
ENOUGH = 4  # sections that make a list of them worth its place


class front(nodes.General, Shown):  # noqa: N801
    """What a page holds: how many `exhibits`, its `minutes` to read, its `sections`."""

    template = "front.html"

    def context(self, page: Page) -> dict[str, Any]:
        return {name: self[name] for name in ("exhibits", "minutes", "sections")}


def add_front(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    place = next((node for node in doctree.findall(nodes.paragraph) if "standfirst" in node["classes"]), None)
    if place is None:
        return
    exhibits = len(app.env.get_domain("ledger").data["exhibits"].get(docname, ()))
    sections = [node for node in place.parent.children if isinstance(node, nodes.section)]
    contents = [(node["ids"][0], next(node.findall(nodes.title)).astext()) for node in sections]
    words = sum(len(node.astext().split()) for node in doctree.findall(nodes.paragraph))
    read_through = not any(map(is_list, shown_on(doctree)))  # a list is not
    node = front(
        "",
        exhibits=exhibits,
        minutes=math.ceil(words / WORDS_A_MINUTE) if read_through else 0,
        sections=contents if len(contents) >= ENOUGH else [],
    )
    if node["exhibits"] or node["sections"]:
        place.parent.insert(place.parent.index(place) + 1, node)


def setup_front(app: Sphinx) -> None:
    app.connect("doctree-resolved", add_front)

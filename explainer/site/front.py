"""What stands under a page's standfirst: what it rests on and how much of that holds, and a list of its sections."""

from __future__ import annotations

import math
import re
from html import escape

from docutils import nodes
from sphinx.application import Sphinx

from ..notebook import ledger

WORDS_A_MINUTE = 220  # of a good newspaper, read with care
ENOUGH = 4  # sections that make a list of them worth its place


def add_front(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    place = next((node for node in doctree.findall(nodes.paragraph) if "standfirst" in node["classes"]), None)
    if place is None:
        return
    domain = app.env.get_domain("ledger")
    exhibits = domain.data["exhibits"].get(docname)
    told = {claim for claim, _, _, counted in domain.data["uses"].get(docname, ()) if not counted}
    html = (_byline(doctree, len(exhibits), sorted(told)) if exhibits and told else "") + _contents(doctree)
    if html:
        place.parent.insert(place.parent.index(place) + 1, nodes.raw("", html, format="html"))


def _byline(doctree: nodes.document, exhibits: int, told: list[str]) -> str:
    text = " ".join(re.sub(r"<[^>]+>", " ", node.astext()) for node in doctree.findall(nodes.paragraph))
    claims = ledger.claims(told)
    published = ledger.table("sources").set_index("source_id")["published"][claims["source_id"].unique()]
    first, last = min(published)[:4], max(published)[:4]
    listing = any('data-narrows="' in node.astext() for node in doctree.findall(nodes.raw))
    parts = (
        *(
            () if listing else (f"{_data(math.ceil(len(text.split()) / WORDS_A_MINUTE))} min",)
        ),  # a list is not read through
        f"{_data(exhibits)} exhibit{'s' if exhibits != 1 else ''}",
        f"{_data(len(claims))} claims told here, of which {_data(claims['fails'].sum())} do not hold as stated",
        f"as of the sources, {first if first == last else f'{first} to {last}'}",
    )
    return f'<p class="byline">{" · ".join(parts)}</p>'


def _contents(doctree: nodes.document) -> str:
    top = doctree.next_node(nodes.section)
    sections = [node for node in top.children if isinstance(node, nodes.section)]
    if len(sections) < ENOUGH:
        return ""
    items = "".join(
        f'<li><a href="#{section["ids"][0]}">{escape(section.next_node(nodes.title).astext())}</a></li>'
        for section in sections
    )
    return f'<nav class="contents" aria-label="On this page"><p>On this page</p><ul>{items}</ul></nav>'


def _data(value: int) -> str:
    return f'<data value="{value}">{value}</data>'

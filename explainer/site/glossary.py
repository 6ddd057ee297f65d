"""Links the first use of each glossary term in a chapter's running prose to the glossary.

The glossary itself says under which words a term is met: what follows ` : ` behind a term, parted by `;`. A term
without such words is met under its own. Regular plurals count. No extension known to us does this; it is a walk over
text nodes.
"""

from __future__ import annotations

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .memory import changed
from .nodes import Shown
from .places import Places, chapters

CLOSED = (nodes.reference, nodes.emphasis, nodes.strong, nodes.literal, nodes.title, Shown, addnodes.pending_xref)
NOT_PROSE = {"kicker", "standfirst"}


def words_of_terms(env: BuildEnvironment) -> dict[str, tuple[str, ...]]:
    """By anchor, the words under which each term of the glossary is met."""
    docname = Places(env).docname("glossary")
    terms: dict[str, tuple[str, ...]] = {}
    if not docname:
        return terms
    for term in env.get_doctree(docname).findall(nodes.term):
        *_, name, anchor, _, words = next(term.findall(addnodes.index))["entries"][0]
        terms[anchor] = tuple(word.strip() for word in (words or name).split(";"))
    return terms


def link_terms(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Links each term that a chapter uses, once, where it is used first."""
    glossary = Places(app.env).docname("glossary")
    if not glossary or docname not in chapters(app.env):
        return
    address = app.builder.get_relative_uri(docname, glossary)
    wanted = {anchor: _pattern(words) for anchor, words in words_of_terms(app.env).items()}
    for paragraph in list(doctree.findall(nodes.paragraph)):
        if NOT_PROSE.isdisjoint(paragraph["classes"]):
            for text in list(paragraph.findall(nodes.Text)):
                if not _within(text, paragraph):
                    _link(text, wanted, address)


def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    ways = "|".join(r"[\s-]+".join(map(re.escape, word.split())) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?:{ways})(?:e?s)?(?![\w-])", re.I)


def _within(text: nodes.Text, paragraph: nodes.paragraph) -> bool:
    """Whether a text stands in what must not hold a link, or is set apart."""
    node = text.parent
    while node is not paragraph:
        if isinstance(node, CLOSED):
            return True
        node = node.parent
    return False


def _link(text: nodes.Text, wanted: dict[str, re.Pattern[str]], address: str) -> None:
    """Puts links into a text, and strikes the terms it linked off those wanted."""
    pieces, rest = [], str(text)
    while True:
        found = [(match.start(), -match.end(), anchor) for anchor, way in wanted.items() if (match := way.search(rest))]
        if not found:
            break
        start, end, anchor = min(found)
        del wanted[anchor]
        link = nodes.reference("", rest[start:-end], refuri=f"{address}#{anchor}", internal=True, classes=["term"])
        pieces += [nodes.Text(rest[:start]), link]
        rest = rest[-end:]
    if pieces:
        text.parent.replace(text, [*pieces, nodes.Text(rest)])


def chapters_with_new_terms(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The chapters, to be written (not run) again, if the glossary's terms changed."""
    terms = words_of_terms(env)
    if not changed(env, "terms", terms, at_first=True):
        return []
    return [name for name in chapters(env) if name in env.all_docs]


def note_glossary(app: Sphinx, doctree: nodes.document) -> None:
    """Notes on which page the glossary stands."""
    if any(doctree.findall(addnodes.glossary)):
        app.env.get_domain("ledger").data["places"].setdefault(app.env.docname, []).append("glossary")


def setup_glossary(app: Sphinx) -> None:
    app.connect("doctree-read", note_glossary)
    app.connect("doctree-resolved", link_terms)

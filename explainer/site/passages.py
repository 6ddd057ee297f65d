"""What a reader can search: each section, exhibit and entry of a page as a passage, and each claim, in `search.json`.

Sphinx's own index knows words, not figures: "4.3 billion" is three of them, and its script leaves out numbers.
Pagefind, which was tried, takes "1.4" and "14" for one word and a claim's id for several. So `search.js` reads these
passages themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from .domain import section_of
from .nodes import Shown
from .places import Places, address, ledger_of

FILE = "search.json"
ENDS = ".?!:”"  # of what stands as a sentence
Passage = tuple[str, str, str]  # anchor, heading, text


def note_passages(app: Sphinx, doctree: nodes.document) -> None:
    """Finds the passages of a page as it is read."""
    app.env.get_domain("ledger").data["passages"][app.env.docname] = list(_passages(doctree))


def _passages(doctree: nodes.document) -> Iterator[Passage]:
    texts: dict[tuple[str, str], list[str]] = {}
    for node in doctree.findall(nodes.Element):
        if isinstance(node, Shown):
            yield from ((entry.anchor, entry.label, entry.text) for entry in node.entries())
        elif isinstance(node, nodes.term):
            definitions = list(node.parent.findall(nodes.definition))
            yield node["ids"][0], node.astext().rstrip("."), " ".join(map(_words, definitions))
        elif isinstance(node, nodes.paragraph) and not isinstance(node.parent, nodes.definition):
            texts.setdefault(section_of(node), []).append(_words(node))
    for (anchor, heading), paragraphs in texts.items():
        yield anchor, heading, " ".join(filter(None, paragraphs))


def _words(node: nodes.Element) -> str:
    """The words of a paragraph, without HTML that stands in it."""
    texts = (text for text in node.findall(nodes.Text) if not isinstance(text.parent, nodes.raw))
    return sentence("".join(texts))


def sentence(text: str) -> str:
    """A text on one line; what is no sentence of its own ends like one."""
    line = " ".join(text.split())
    return line if not line or line[-1] in ENDS else f"{line}."


def index(env: BuildEnvironment) -> bytes:
    """All passages: address, heading, what it is part of, text, and what else it is found by."""
    passages: list[tuple[str, ...]] = []
    for docname, found in sorted(env.get_domain("ledger").data["passages"].items()):
        page, title = f"{address(docname)}.html", env.titles[docname].astext()
        for anchor, heading, text in found:
            passages.append((f"{page}#{anchor}" if anchor else page, heading or title, title, text, ""))
    ledger, places = ledger_of(env), Places(env)
    for _, claim in ledger.claims().iterrows() if places.ledger else ():
        heading = f"{claim['stated']}: {claim['gloss']}" if claim["stated"] else claim["gloss"]
        part = f"{claim['publisher']}, ¶ {claim['paragraph']} · {ledger.vocabulary.verdicts[claim['verdict']].word}"
        names = [claim[f"{role}_name"] for role in ("subject", "object", "speaker")]
        others = [claim["claim_id"], claim["evidence"], *names, claim["on_record"]]
        passages.append((places.entry(claim), heading, part, claim["finding"], " ".join(filter(None, others))))
    return json.dumps(passages, ensure_ascii=False, separators=(",", ":")).replace("\u00a0", " ").encode()


def setup_passages(app: Sphinx) -> None:
    app.connect("doctree-read", note_passages)

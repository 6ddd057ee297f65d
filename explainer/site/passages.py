"""What a reader can search: each section, exhibit and entry of a page as a passage, and each claim, in `search.json`.

Sphinx's own index knows words, not figures: "4.3 billion" is three of them, and its script leaves out numbers. Pagefind, which
was tried, takes "1.4" and "14" for one word and a claim's id for several. So `search.js` reads these passages themselves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..ledger.vocabulary import vocabulary
from ..notebook import ledger
from ..render import entry, figure
from .builder import address

FILE = "search.json"
UNREAD = re.compile(r'<(svg|script|sup|table|form)\b.*?</\1>|<span class="said">.*?</span>', re.DOTALL)
TAG = re.compile(r"<[^>]+>")
BLOCK = re.compile(r"</(?:p|li|dd|dt|h\d|td|summary)>")
EXHIBIT = re.compile(r'<figure class="exhibit" id="([^"]+)".*?</figure>', re.DOTALL)
PART_OF_EXHIBIT = re.compile(r'<p class="(?:headline|subtitle|note)">(.*?)</p>', re.DOTALL)
ENTRY = re.compile(r'<\w+ [^>]*?\bid="([^"]+)"[^>]*? data-label="([^"]+)"[^>]*>')
ENDS = ".?!:”"  # of what stands as a sentence
Passage = tuple[str, str, str]  # anchor, heading, text


def note_passages(app: Sphinx, doctree: nodes.document) -> None:
    """Finds the passages of a page as it is read."""
    app.env.get_domain("ledger").data["passages"][app.env.docname] = list(_passages(doctree))


def _passages(doctree: nodes.document) -> Iterator[Passage]:
    texts: dict[tuple[str, str], list[str]] = {}
    for node in doctree.findall(lambda node: isinstance(node, (nodes.paragraph, nodes.term, nodes.raw))):
        if isinstance(node, nodes.raw):
            if not isinstance(node.parent, nodes.TextElement):
                yield from _of_html(node.astext())
        elif isinstance(node, nodes.term):
            definition = node.parent.next_node(nodes.definition)
            yield node["ids"][0], node.astext().rstrip("."), _plain(definition)
        elif not isinstance(node.parent, nodes.definition):
            texts.setdefault(_section(node), []).append(_plain(node))
    for (anchor, heading), paragraphs in texts.items():
        yield anchor, heading, " ".join(paragraphs)


def _section(node: nodes.Node) -> tuple[str, str]:
    """The anchor and the title of the section a paragraph stands in; no anchor for that of the whole page."""
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    if not isinstance(node, nodes.section):
        return "", ""
    whole = isinstance(node.parent, nodes.document)
    return "" if whole else node["ids"][0], node.next_node(nodes.title).astext()


def _of_html(html: str) -> Iterator[Passage]:
    """The exhibits, and the entries that bear a label."""
    for exhibit in EXHIBIT.finditer(html):
        headline, *others = map(_bare, PART_OF_EXHIBIT.findall(exhibit[0]))
        yield exhibit[1], headline, " ".join(others)
    entries = list(ENTRY.finditer(html))
    ends = [entry.start() for entry in entries[1:]] + [len(html)]
    for found, end in zip(entries, ends):
        label = unescape(found[2])
        text = _bare(html[found.end() : end]).replace(label if label[-1] in ENDS else f"{label}.", "", 1)
        yield found[1], label, " ".join(text.split())


def _plain(node: nodes.Element) -> str:
    """The words of a paragraph, those of figures too, which stand in it as HTML."""
    return _bare("".join(node.findall(nodes.Text)))


def _bare(html: str) -> str:
    """HTML as words; what is no sentence of its own ends like one."""
    text = BLOCK.sub("\n", UNREAD.sub("", html))
    lines = (" ".join(unescape(TAG.sub("", line)).split()) for line in text.split("\n"))
    return " ".join(line if line[-1] in ENDS else f"{line}." for line in lines if line)


def index(env: BuildEnvironment) -> bytes:
    """All passages: address, heading, what it is part of, text, and what else it is found by."""
    passages: list[tuple[str, ...]] = []
    for docname, found in sorted(env.get_domain("ledger").data["passages"].items()):
        page, title = f"{address(docname)}.html", env.titles[docname].astext()
        for anchor, heading, text in found:
            passages.append((f"{page}#{anchor}" if anchor else page, heading or title, title, text, ""))
    words = vocabulary().verdicts
    for _, claim in ledger.claims().iterrows():
        stated = figure(claim)
        heading = f"{stated}: {claim['gloss']}" if stated else claim["gloss"]
        part = f"{claim['publisher']}, ¶ {claim['paragraph']} · {words[claim['verdict']].word}"
        names = [claim[f"{role}_name"] for role in ("subject", "object", "speaker")]
        others = [claim["claim_id"], claim["evidence"], *names, figure(claim, checked=True)]
        passages.append((entry(claim), heading, part, claim["finding"], " ".join(filter(None, others))))
    return json.dumps(passages, ensure_ascii=False, separators=(",", ":")).replace("\u00a0", " ").encode()

"""Shows the builder linkcheck the links of this book."""

from __future__ import annotations

from html.parser import HTMLParser

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from .nodes import shown_on


class _Targets(HTMLParser):
    """The addresses to which a piece of HTML links."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name == "href" and value]


class LinksOfOurs(SphinxPostTransform):
    """Links in what we print, and in HTML: linkcheck looks for nodes of references."""

    builders = ("linkcheck",)
    default_priority = 700  # before that of linkcheck, which collects

    def run(self, **_) -> None:
        links: list[tuple[nodes.Element, list[str]]] = [(node, node.links()) for node in shown_on(self.document)]
        links += [(raw, _Targets(raw.astext()).found) for raw in self.document.findall(nodes.raw)]
        for node, targets in links:
            for target in targets:
                if target.startswith(("https://", "http://")):
                    node.parent.append(nodes.reference(refuri=target))  # there, for the line it stands on


def setup_links(app: Sphinx) -> None:
    app.add_post_transform(LinksOfOurs)

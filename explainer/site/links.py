"""Shows the builder linkcheck the links of this book."""

from __future__ import annotations

import re
from html import unescape

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class LinksInHtml(SphinxPostTransform):
    """Links that stand in HTML, which are nearly all: linkcheck looks for nodes."""

    builders = ("linkcheck",)
    default_priority = 700  # before that of linkcheck, which collects

    def run(self, **_) -> None:
        for raw in list(self.document.findall(nodes.raw)):
            for target in re.findall(r'href="(https?://[^"]+)"', raw.astext()):
                raw.parent.append(nodes.reference(refuri=unescape(target)))

"""The colours of the book: its style sheet alone defines them, each in its light and its dark form."""

from __future__ import annotations

import re

from ..paths import PACKAGE

STYLE = PACKAGE / "site" / "web" / "book.css"
# Of each colour by its name: its light form.
LIGHT = dict(re.findall(r"--([a-z]+): light-dark\((#[0-9a-f]{6}),", STYLE.read_text(encoding="utf-8")))


def variable(name: str) -> str:
    """A colour as a drawing names it: the page's, and its light form where there is no such page (a notebook, a
    feed)."""
    return f"var(--{name},{LIGHT[name]})"


def in_light(drawing: str) -> str:
    """A drawing that stands alone, in the light colours."""
    return re.sub(r"var\(--[a-z]+,(#[0-9a-f]{6})\)", r"\1", drawing)

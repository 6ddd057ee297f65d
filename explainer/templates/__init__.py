"""The HTML of the book: each tag that the package prints stands in a template beside this file (pages' frames:
site/theme)."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..words import messages
from ..words.write import NBSP, capital, day, number

FOLDER = Path(__file__).parent
WEAK = "°"  # marks a value on record that rests on one secondary page
OPENING, CLOSING = "„“«‚‘", "“”»’‘"  # quotation marks, of several languages


def render(template: str, **context: Any) -> str:
    """The HTML that a template makes of its context; what is not HTML already is escaped."""
    return _ENVIRONMENT.get_template(template).render(**context)


def own_marks(words: str) -> str:
    """Which quotation marks a phrase has itself: a browser adds the others."""
    has = {"opens": words.startswith(tuple(OPENING)), "closes": words.endswith(tuple(CLOSING))}
    return " ".join(name for name, own in has.items() if own)


def _said(message: str, **values: Any) -> Markup:
    """A message as HTML. What is not HTML already is escaped: the message as it stands in a catalogue, and each value,
    so that a value may be a link or a figure, and a translation no tag."""
    return _formatted(messages.gettext(message), values)


def _counted(one: str, many: str, number: int, **values: Any) -> Markup:
    """As `_said`, in the form that a number takes."""
    return _formatted(messages.ngettext(one, many, number), values)


def _formatted(said: str, values: dict[str, Any]) -> Markup:
    safe = Markup(html.escape(said, quote=False).replace('"', "&#34;"))
    return safe % values if values else safe


MESSAGES = {"_": _said, "ngettext": _counted}  # for all templates, also those that Sphinx renders
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters |= {"number": number, "capital": capital}
_ENVIRONMENT.globals |= {
    "NBSP": NBSP, "WEAK": WEAK, "day": day, "own_marks": own_marks, **MESSAGES,
}  # fmt: skip

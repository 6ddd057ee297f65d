"""The HTML of the book: each tag that the package prints stands in a template beside this file (pages' frames:
site/theme)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ..ledger.vocabulary import DIFFERS, vocabulary
from ..words.write import NBSP, day, figure, number

FOLDER = Path(__file__).parent
OPENING, CLOSING = "„“«‚‘", "“”»’‘"  # quotation marks, of several languages


def render(template: str, **context: Any) -> str:
    """The HTML that a template makes of its context; what is not HTML already is escaped."""
    return _ENVIRONMENT.get_template(template).render(**context)


def verdict(name: str) -> Any:
    return vocabulary().verdicts[name]


def differs(name: str) -> bool:
    """Whether the record differs from a claim of this verdict."""
    return verdict(name).record == DIFFERS


def own_marks(words: str) -> str:
    """Which quotation marks a phrase has itself: a browser adds the others."""
    has = {"opens": words.startswith(tuple(OPENING)), "closes": words.endswith(tuple(CLOSING))}
    return " ".join(name for name, own in has.items() if own)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters |= {"number": number}
_ENVIRONMENT.globals |= {
    "NBSP": NBSP, "day": day, "differs": differs, "own_marks": own_marks, "stated": figure, "verdict": verdict,
    "verdicts": lambda: vocabulary().verdicts,
}  # fmt: skip

"""The rules of the ledger that a table schema cannot say: one theme a module, one function a rule."""

from __future__ import annotations

from ..rows import Fault
from . import contents, debates, figures, letters, links, record, seals, times, verdicts
from .book import Book

RULES = [
    rule
    for theme in (letters, links, contents, figures, verdicts, times, debates, record, seals)
    for rule in theme.RULES
]

__all__ = ["RULES", "Book", "check"]


def check(book: Book) -> list[Fault]:
    """The faults of all rules."""
    return [fault for rule in RULES for fault in rule(book)]

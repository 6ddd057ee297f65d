"""What a chapter's cells use: `ledger` (the published one), `exhibit`, `derive` and `tally` for figures in the prose,
and `steps` for what is stepped through."""

from __future__ import annotations

from typing import Any

from ..ledger.store import published
from .exhibits import derive, exhibit, steps, tally

__all__ = ["derive", "exhibit", "ledger", "steps", "tally"]  # noqa: F822


def __getattr__(name: str) -> Any:
    if name == "ledger":
        return published()
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

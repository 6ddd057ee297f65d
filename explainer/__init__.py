"""Bubble or Build-out? The package behind the book: load, check, format, draw and render the ledger.

A chapter needs three names: `ledger` (the published ledger), `exhibit` and `derive`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .load import Ledger
    from .render import derive, exhibit

    ledger: Ledger

__all__ = ["derive", "exhibit", "ledger"]
__version__ = "0.1.0"


def __getattr__(name: str):
    # On demand, so that `make check` does not wait for pandas and Altair.
    if name == "ledger":
        from .load import Ledger

        globals()["ledger"] = Ledger()
        return globals()["ledger"]
    if name in ("exhibit", "derive"):
        from . import render

        return getattr(render, name)
    raise AttributeError(f"module 'explainer' has no attribute '{name}'")

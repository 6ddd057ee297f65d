"""Bubble or Build-out? The package behind the book: load, check, format, draw and render the ledger.

A chapter needs few names: `ledger` (the published ledger), `exhibit`, `derive`, and `steps` for what is stepped through.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .load import Ledger
    from .render import derive, exhibit, steps

    ledger: Ledger

__all__ = ["derive", "exhibit", "ledger", "steps"]
ASKED = "asked-"  # under such keys cells hand over their questions
__version__ = "0.1.0"


def __getattr__(name: str):
    # On demand, so that `make check` does not wait for pandas and Altair.
    if name == "ledger":
        from .load import Ledger

        globals()["ledger"] = Ledger()
        _report_questions(globals()["ledger"])
        return globals()["ledger"]
    if name in ("exhibit", "derive", "steps"):
        from . import render

        return getattr(render, name)
    raise AttributeError(f"module 'explainer' has no attribute '{name}'")


def _report_questions(ledger: Ledger) -> None:
    """In a chapter's cells, hands over after each one what it asked: the build runs a page again if an answer changes."""
    import json
    import sys

    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    from IPython.display import HTML
    from myst_nb import glue

    reported: list[int] = []

    def report(_) -> None:
        if len(ledger.asked) != sum(reported):
            new = dict(list(ledger.asked.items())[sum(reported) :])
            glue(f"{ASKED}{len(reported)}", HTML(json.dumps(new)), display=False)
            reported.append(len(new))

    shell.events.register("post_run_cell", report)

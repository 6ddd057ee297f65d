"""What a chapter's cells use: `ledger` (the published one), `exhibit`, `derive`, and `steps` for what is stepped through."""

from __future__ import annotations

import json
import sys

from ..ledger.store import Ledger, published
from ..render import derive, exhibit, steps

__all__ = ["derive", "exhibit", "ledger", "steps"]
ASKED = "asked-"  # under such keys cells hand over their questions
ledger = published()


def _report_questions(ledger: Ledger) -> None:
    """In a chapter's cells, hands over after each one what it asked: the build runs a page again if an answer changes."""
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


_report_questions(ledger)

"""Which pages an edit concerns: those that asked the ledger something to which it now gives another answer.

Sphinx knows only files. Tied to `claims.csv` as a file, every page with a figure would run again for each edit of one
claim; so pages are tied to the answers they were given. All other files of `data/` and the package count as files.
"""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..charts.palette import LIGHT
from ..charts.svg import FONTS
from ..ledger.store import FOLLOWED, Ledger
from ..paths import DATA, PACKAGE
from ..words.messages import edition
from .evidence import asked_by
from .memory import changed, memory
from .nodes import shown_on
from .places import ledger_of


def files() -> list[Path]:
    """What pages that show something depend on as files: the tables but those of claims, the package, and drawings'
    fonts."""
    tables = [path for path in DATA.glob("*.*") if path.stem not in FOLLOWED and path.suffix != ".lock"]
    return sorted([*tables, *PACKAGE.rglob("*.py"), *FONTS.glob("*.ttf")])


def still_answered(ledger: Ledger, asked: dict[str, str]) -> bool:
    """Whether the ledger would answer all these questions as it did."""
    return all(ledger.would_answer(key) == digest for key, digest in asked.items())


def _begin(app: Sphinx, docname: str, source: list[str]) -> None:
    ledger_of(app.env).asked.clear()


def _note_questions(app: Sphinx, doctree: nodes.document) -> None:
    """Keeps what the page asked: its cells, its roles and directives, and its evidence."""
    env, docname = app.env, app.env.docname
    ledger, cells = ledger_of(env), memory(env)["asked by cells"]
    shown = list(shown_on(doctree))
    for node in shown:
        asked_by(ledger, node)
    if shown or docname in cells:
        env.get_domain("ledger").data["asked"][docname] = ledger.asked | cells.get(docname, {})
        for path in files():
            env.note_dependency(str(path))


def _pages_with_new_answers(app: Sphinx, env: BuildEnvironment, *others: set[str]) -> list[str]:
    removed = others[2]
    pages, ledger = env.get_domain("ledger").data["asked"], ledger_of(env)
    return [name for name, asked in pages.items() if name not in removed and not still_answered(ledger, asked)]


def _pages_in_new_colours(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """All pages, if the style sheet's colours changed, which drawings carry; its other rules concern no drawing."""
    return list(env.all_docs) if changed(env, "colours", LIGHT) else []


def _pages_in_other_words(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """All pages, if the messages of the engine changed, or their language: they stand in figures, charts and lists."""
    return list(env.all_docs) if changed(env, "messages", edition().digest) else []


def setup_freshness(app: Sphinx) -> None:
    app.connect("source-read", _begin)
    app.connect("doctree-read", _note_questions)
    app.connect("env-get-outdated", _pages_with_new_answers)
    app.connect("env-get-outdated", _pages_in_new_colours)
    app.connect("env-get-outdated", _pages_in_other_words)

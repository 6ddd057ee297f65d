"""Cells run in a fork give what they give in a kernel, and it is said which of them failed, where, and of what."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import nbformat
import pytest
from myst_nb.core.read import read_myst_markdown_notebook
from nbclient import NotebookClient

from explainer.notebook.run import _wanted, aside, give_up, run
from explainer.paths import ROOT

ENOUGH = 120  # seconds


def test_a_page_gives_what_it_gives_in_a_kernel():
    page = ROOT / "book/timeline.md"
    notebook = read_myst_markdown_notebook(page.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ours = run([cell.source for cell in cells], page.parent, ENOUGH)
    NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(page.parent)}}).execute()
    theirs = [[(_wanted(shown.data), shown.metadata) for shown in cell.outputs] for cell in cells]
    assert sum(map(len, theirs)) > 1
    assert [[(shown["data"], shown["metadata"]) for shown in outputs] for outputs in ours.outputs] == theirs
    assert any('"timeline' in key or '"events"' in key or '"claim_id"' in key for key in ours.asked), "of the ledger"


def shown(outputs: list[list[dict]]) -> list[list[str]]:
    return [
        [output["text"] if "text" in output else output["data"]["text/plain"] for output in cell] for cell in outputs
    ]


def test_cells_share_their_names_and_the_folder(tmp_path: Path):
    ran = run(["from pathlib import Path\nhere = Path.cwd()", "str(here)"], tmp_path, ENOUGH)
    assert shown(ran.outputs) == [[], [repr(str(tmp_path.resolve()))]]


def test_what_a_cell_prints_is_shown(tmp_path: Path):
    ran = run(["print('a word')\n2"], tmp_path, ENOUGH)
    assert shown(ran.outputs) == [["a word\n", "2"]] and ran.error == ""
    nbformat.validate(
        nbformat.v4.new_notebook(
            cells=[nbformat.v4.new_code_cell(outputs=[*map(nbformat.from_dict, ran.outputs[0])], execution_count=1)]
        )
    )


def test_pages_do_not_see_each_other(tmp_path: Path):
    assert run(["import builtins\nbuiltins.left_behind = True"], tmp_path, ENOUGH).outputs == [[]]
    assert run(["left_behind"], tmp_path, ENOUGH).error == "NameError: name 'left_behind' is not defined"


@pytest.mark.parametrize(
    ("cell", "error", "line"),
    [
        ("\n1 / 0", "ZeroDivisionError: division by zero", 2),
        ("def half(n):\n    return n / 0\n\nhalf(1)", "ZeroDivisionError: division by zero", 4),
        ("this is no Python", "SyntaxError: invalid syntax", 1),
        ("import warnings\nwarnings.warn('a warning')", "it warns: ", 0),
        ("from explainer.notebook import ledger\nledger.claim('x')", "no claim 'x' in data/claims.csv", 2),
        ("import os\nos._exit(0)", "the process that ran it died", 0),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "the process that ran it died", 0),
        ("import time\ntime.sleep(60)", "the cells of this page ran for more than 5 seconds", 0),
    ],
    ids=["fails", "fails within", "cannot be read", "warns", "asks for nothing", "ends", "is killed", "takes too long"],
)
def test_it_is_said_which_cell_failed_where_and_of_what(cell: str, error: str, line: int, tmp_path: Path):
    ran = run(["a = 1", cell, "a"], tmp_path, 5 if "sleep" in cell else ENOUGH)
    assert ran.error.startswith(error) and (ran.cell, ran.line) == (1, line), ran


def test_work_aside_gives_its_result():
    assert aside(max, 2, 3).result() == 3


def test_giving_up_leaves_nothing_to_the_end_of_the_program():
    give_up()  # what other tests began
    before = set(threading.enumerate())
    aside(time.sleep, ENOUGH)
    assert set(threading.enumerate()) > before, "the pool's own thread"
    begun = time.monotonic()
    give_up()
    assert set(threading.enumerate()) <= before and time.monotonic() - begun < ENOUGH / 10

"""Cells run in a fork give what they give in a kernel, and whatever is out of the ordinary is left to a kernel."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from jupyter_cache.executors.utils import single_nb_execution
from myst_nb.core.read import read_myst_markdown_notebook

from explainer.ledger.schema import ROOT
from explainer.run import aside, give_up, run

ENOUGH = 120  # seconds


def test_a_page_gives_what_it_gives_in_a_kernel():
    page = ROOT / "book/timeline.md"
    notebook = read_myst_markdown_notebook(page.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    ours = run([cell.source for cell in cells], page.parent, ENOUGH)
    assert single_nb_execution(notebook, str(page.parent), ENOUGH, allow_errors=False).err is None
    theirs = [[{"data": shown.data, "metadata": shown.metadata} for shown in cell.outputs] for cell in cells]
    assert sum(map(len, theirs)) > 2
    assert ours == theirs


def test_cells_share_their_names_and_the_folder(tmp_path: Path):
    outputs = run(["from pathlib import Path\nhere = Path.cwd()", "str(here)"], tmp_path, ENOUGH)
    assert outputs == [[], [{"data": {"text/plain": repr(str(tmp_path.resolve()))}, "metadata": {}}]]


def test_pages_do_not_see_each_other(tmp_path: Path):
    assert run(["import builtins\nbuiltins.left_behind = True"], tmp_path, ENOUGH) == [[]]
    assert run(["left_behind"], tmp_path, ENOUGH) is None


@pytest.mark.parametrize(
    "cell",
    [
        "1 / 0",
        "this is no Python",
        "print('a word')",
        "import warnings\nwarnings.warn('a warning')",
        "class Picture:\n    def _repr_png_(self):\n        return b'bytes'\nPicture()",
        "import os\nos._exit(0)",
        "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
    ],
    ids=["fails", "cannot be read", "prints", "warns", "shows a picture", "ends", "is killed"],
)
def test_what_is_out_of_the_ordinary_is_left_to_a_kernel(cell: str, tmp_path: Path):
    assert run(["a = 1", cell, "a"], tmp_path, ENOUGH) is None


def test_a_page_that_takes_too_long_is_ended(tmp_path: Path):
    still_there = tmp_path / "still there"
    loop = f"import time\nwhile True:\n    open({str(still_there)!r}, 'a').close()\n    time.sleep(0.01)"
    assert run([loop], tmp_path, 5) is None
    still_there.unlink()  # it was there, so the cell ran
    time.sleep(0.5)
    assert not still_there.exists()


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

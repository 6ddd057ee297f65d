"""A chapter's cell reads as analysis to whoever knows pandas and Altair: it is short, in the common form, and draws itself
what the book draws but once or twice."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from explainer.paths import PACKAGE, ROOT

from .test_headlines import PAGES, cells

LINES, LETTERS = 25, 100  # a cell has fewer lines, and a line no more letters
FEW = {
    "bars",
    "flows",
    "over_time",
}  # forms that few exhibits need: one whose module says why, and two that draw the record's own pages


@pytest.mark.parametrize("page", PAGES)
def test_a_cell_is_short_and_narrow(page: str):
    found = [cell.strip("\n").splitlines() for cell in cells(page)]
    assert [cell for cell in found if len(cell) >= LINES] == []
    assert [line for cell in found for line in cell if len(line) > LETTERS] == []


def test_cells_are_in_the_common_form_without_anything_unused(tmp_path: Path):
    apart, whole = tmp_path / "apart", tmp_path / "whole"
    apart.mkdir(), whole.mkdir()
    for page in PAGES:
        found = [cell.strip("\n") for cell in cells(page)]
        (whole / f"{page}.py").write_text("\n\n".join(found), encoding="utf-8")
        for place, cell in enumerate(found):
            (apart / f"{page}-{place:02}.py").write_text(cell + "\n", encoding="utf-8")
    assert ruff("format", "--check", apart) == ""
    assert ruff("check", whole) == ""


def ruff(*arguments) -> str:
    """What ruff says, with the settings of the package but for the width."""
    settings = [f"--config={ROOT / 'pyproject.toml'}", f"--line-length={LETTERS}", "--quiet", "--no-cache"]
    command = [sys.executable, "-m", "ruff", *map(str, arguments), *settings]
    return subprocess.run(command, capture_output=True, text=True).stdout


def test_a_form_serves_three_exhibits_or_the_chapter_draws_itself():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (PACKAGE / "charts").glob("*.py")]
    defined = [node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)]
    forms = {node.name for node in defined if "form" in map(ast.unparse, node.decorator_list)}
    used = Counter(
        getattr(node.func, "attr", getattr(node.func, "id", ""))
        for page in PAGES
        for cell in cells(page)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.Call)
    )
    assert {"bars", "dumbbell", "stack"} <= forms
    assert {name for name in forms if used[name] < 3} == FEW


def test_a_model_is_written_once():
    """In Vega's language alone: what a table or a headline says of it is evaluated."""
    for page in PAGES:
        text = "\n".join(cells(page))
        if "Model(" in text:
            assert ".evaluate(" in text and "controls=model" in text

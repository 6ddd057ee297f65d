"""The engine stays a house to live in: short modules, short lines, HTML in templates, and what one change touches is little."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from explainer.paths import PACKAGE, ROOT

MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "fonts" not in path.parts)
# As HTML has them; the named groups and looks behind of a regular expression are none.
TAG = re.compile(r"(?<!\?P)(?<!\?)<(?:/?[a-z][a-z0-9]*[\s/>]|!)")
LAYERS = ("words", "ledger", "templates", "charts", "notebook", "site")  # each knows those before it
TOP = {
    ".binder", ".ci", ".devcontainer", ".gitattributes", ".github", ".gitignore", ".pre-commit-config.yaml", ".zenodo.json",
    "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "LICENSE-CONTENT", "Makefile", "README.md", "_config.yml",
    "_toc.yml", "bench", "book", "data", "deploy", "docs", "explainer", "pyproject.toml", "requirements-dev.txt",
    "requirements.lock", "requirements.txt", "seeds", "tests",
}  # fmt: skip
# Constants with a tag: an empty page before the first build, and the summary of a cell, which wraps nodes of MyST-NB's.
MARKUP = 15


def constants(path: Path) -> list[str]:
    """The strings of a module, but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        id(part.body[0].value)
        for part in ast.walk(tree)
        if isinstance(part, documented) and part.body and isinstance(part.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def regexes(path: Path) -> list[str]:
    """The regular expressions that a module gives to `re`."""
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    ours = (
        call for call in calls if isinstance(call.func, ast.Attribute) and getattr(call.func.value, "id", "") == "re"
    )
    return [ast.unparse(call.args[0]) for call in ours if call.args]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_is_read_in_one_sitting(path: Path):
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 350 and [line for line in lines if len(line) > 120] == []


def test_html_is_made_in_templates():
    found = [(path.name, text) for path in MODULES for text in constants(path) if TAG.search(text)]
    assert len(found) <= MARKUP, found
    assert (
        TAG.search('<p class="x">') and TAG.search("</p>") and not TAG.search("(?P<year>") and not TAG.search("a < b")
    )


def test_html_is_not_read_by_regular_expressions():
    found = [
        (path.name, way) for path in MODULES for way in regexes(path) if TAG.search(way) or re.search(r"<\[|<\\w", way)
    ]
    # Markup that somebody typed into the ledger or into a page's source is looked for; what we print is not.
    assert {name for name, _ in found} <= {"letters.py", "lint.py"}, found
    assert not [path.name for path in MODULES if "bs4" in path.read_text(encoding="utf-8")]


def layer(name: str) -> int:
    return LAYERS.index(name) if name in LAYERS else -1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_layers_know_only_those_below(path: Path):
    parts = path.relative_to(PACKAGE).parts
    own = layer(parts[0])
    if own < 0:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level == len(parts) and node.module:
            other = node.module.split(".")[0]
            assert layer(other) <= own, f"{'/'.join(parts)} knows {other}"


def test_the_top_of_the_repository_holds_what_belongs_there():
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("no git repository")
    assert {name.partition("/")[0] for name in listed.stdout.splitlines()} <= TOP


def test_no_module_of_the_engine_is_unused():
    chapters = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "book").glob("*.md"))
    texts = {path: path.read_text(encoding="utf-8") for path in MODULES}
    for path in MODULES:
        name = path.parent.name if path.stem == "__init__" else path.stem
        others = "".join(text for other, text in texts.items() if other != path)
        entered = name in ("__main__", "explainer", "serve", "newest")  # by their names on the command line
        assert entered or re.search(rf"\b{name}\b", others + chapters), path

"""Books that tests build in a folder of their own, and how: this one, the second, and the second with pages of a test's own.

What concerns the engine is tried on the second book, which takes a fraction of the time; what concerns this book, on it.
"""

from __future__ import annotations

import atexit
import json
import re
import shutil
import subprocess
import sys
import tempfile
from compileall import compile_dir
from functools import cache
from pathlib import Path
from py_compile import PycInvalidationMode

from explainer.ledger.verify import write_seals
from explainer.paths import DATA, DESCRIPTOR, PACKAGE, ROOT

from . import warm

SOURCES = (
    "book",
    "data",
    "explainer",
    "seeds",
    "CHANGELOG.md",
    "LICENSE-CONTENT",
    "_config.yml",
    "_toc.yml",
)  # what a build reads
DRAWINGS, CELLS = "_build/drawings", "_build/cells"
SECOND = ROOT / "tests/second"
ABOUT = {
    "name": "harbour-light",
    "title": "The harbour light",
    "description": "Two papers on one light.",
    "version": "1.0",
}
HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n"
SITE = ("jupyter-book", "build", ".", "-W", "--keep-going", "--quiet")  # as the Makefile has it
CLAIM = "cost-cp"
EXHIBIT = f"""# Page

```{{code-cell}} python3
from explainer.charts import forms, frames
from explainer.notebook import derive, exhibit, ledger
rows = frames.labelled(ledger.claims(measure="range"), label="publisher")
derive("sum", "a sum", ["{CLAIM}"], ledger.claim("{CLAIM}")["gloss"])
exhibit(forms.bars(rows), rows, name="x", headline="Some light", holds=len(rows) > 1, subtitle="Miles", alt="Bars", columns={{"label": "Who"}}, claims=rows.claim_id)
```

It is {{claim}}`{CLAIM}`, and {{derived}}`sum`.
"""


@cache
def package() -> Path:
    """A copy of the package that is compiled already, since a build in a copied book keeps nothing that it compiles.

    A file that a test edits is newer than what was compiled of it, which is then not used.
    """
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    copy = Path(shutil.copytree(PACKAGE, Path(folder.name, PACKAGE.name), ignore=shutil.ignore_patterns("__pycache__")))
    compile_dir(copy, quiet=1, invalidation_mode=PycInvalidationMode.TIMESTAMP)
    return copy


def copy_book(to: Path, root: Path = ROOT) -> Path:
    """The files a build reads, in a folder of their own; the package there is the one that is used."""
    for name in SOURCES:
        source = package() if (root, name) == (ROOT, PACKAGE.name) else root / name
        if source.is_dir():
            shutil.copytree(source, to / name)
        elif source.exists():
            to.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, to / name)
    return to


def second_book(to: Path) -> Path:
    """The second book: its schema is that of this one but for what is this one's alone, and its seals are made here."""
    copy_book(to, SECOND)
    shutil.copytree(package(), to / PACKAGE.name)
    descriptor = json.loads((DATA / DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        resource.pop("rows", None)
        for field in resource["schema"]["fields"]:
            if field["name"] == "topics":
                field["vocabulary"] = ["cost", "sea"]
            if field["name"] == "topic":
                field["constraints"]["enum"] = ["cost", "sea"]
    (to / "data" / DESCRIPTOR).write_text(json.dumps(descriptor | ABOUT), encoding="utf-8")
    for lock in ("evidence.lock", "published.lock"):
        (to / "data" / lock).touch()
    write_seals(to / "data")
    return to


def small_book(folder: Path, body: str, **more: str) -> Path:
    """The second book with pages of our own instead of all of its: the first, and `more` by their names."""
    second_book(folder)
    for page in (folder / "book").glob("*.md"):
        page.unlink()
    for name, text in {"index": body, **more}.items():
        (folder / "book" / f"{name}.md").write_text(HEAD + text, encoding="utf-8")
    settings = folder / "_config.yml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("header: book/all-claims", 'header: ""'), "utf-8")
    chapters = "".join(["chapters:\n", *(f"  - file: book/{name}\n" for name in more)]) if more else ""
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\n{chapters}", encoding="utf-8")
    return folder


def environment(book: Path, **more: str) -> dict[str, str]:
    """In which a copied book is built with its own copy of the package."""
    return {
        "PATH": str(Path(sys.executable).parent) + ":/usr/bin:/bin",
        "HOME": str(book),
        "PYTHONPATH": str(book),
        "PYTHONDONTWRITEBYTECODE": "1",
        **more,
    }


def run(book: Path, *command: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Runs a command in a copied book, with `more` in the environment; in a process that is warm, if there may be one."""
    if command[0] in warm.PROGRAMS:
        return warm.run(book, command, environment(book, **more))
    return subprocess.run(command, cwd=book, env=environment(book, **more), capture_output=True, text=True, timeout=300)


@cache
def drawn() -> Path:
    """The drawings of the books that were built here, each under a name that tells of all it was made of."""
    folder = tempfile.TemporaryDirectory()
    atexit.register(folder.cleanup)
    return Path(folder.name)


def lend(book: Path, drawings: Path | None = None) -> Path:
    """Lends a new book Vega and SQLite, compressed as `make site` has made them here: its inventory vouches for them.

    And drawings, which are sealed: what is damaged is not taken.
    """
    inventory = ROOT / "_build/.doctrees/inventory.json"
    if not (book / "_build").exists() and inventory.exists():
        static = ROOT / "_build/html/_static"
        for path in (*static.glob("live.*"), *static.glob("sql-wasm*"), inventory):
            lent = book / path.relative_to(ROOT)
            lent.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, lent)  # with its time, by which compressed forms are known to be fresh
        if (drawings or drawn()).exists():
            shutil.copytree(drawings or drawn(), book / DRAWINGS)
    return book


def build(
    book: Path, alone: bool = False, drawings: Path | None = None, **more: str
) -> subprocess.CompletedProcess[str]:
    """Builds a copied book as `make site` does, but not quietly; `alone`, with nothing lent and by the program itself."""
    command = ("jupyter-book", "build", ".", "-W", "--keep-going")
    if alone:
        return run(book, "env", *command, **more)
    done = run(lend(book, drawings), *command, **more)
    if done.returncode == 0 and drawings is None:
        for path in (book / DRAWINGS).glob("*"):
            if not (drawn() / path.name).exists():
                shutil.copy(path, drawn())
    return done


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def last(stderr: str) -> list[str]:
    """What was said of a build that stopped, from the line that says so to the very end."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", stderr).rstrip().splitlines()
    assert "The book is not built:" in lines, stderr[-2000:]
    return lines[len(lines) - lines[::-1].index("The book is not built:") :]

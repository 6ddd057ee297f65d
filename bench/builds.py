"""What a build takes, cold and after an edit, of the stock book and of ours."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from explainer.ledger.verify import write_seals

from . import stock

ROOT = Path(__file__).resolve().parent.parent
READ = ("book", "data", "explainer", "seeds", "CHANGELOG.md", "_config.yml", "_toc.yml")
SITE = "_build/html"
CASES = ("cold", "unchanged", "one chapter edited", "one value edited")

Times = dict[str, dict[str, float]]  # seconds by book and case


def measure(folder: Path, rounds: int) -> tuple[Times, dict[str, Path]]:
    """The least seconds of so many rounds, and the folder of each book as its first round left it.

    The books take turns at every step, so that noise of the machine hits both alike. Each book has a sibling
    `site`, which is what its first cold build made.
    """
    times: Times = {name: dict.fromkeys(CASES, float("inf")) for name in ("stock", "ours")}
    first: dict[str, Path] = {}
    for number in range(rounds):
        books = _books(folder / str(number))
        first = first or {name: book for name, (book, _) in books.items()}
        for case in CASES:
            for name, (book, package) in books.items():
                _change(case, book, package)
                times[name][case] = min(times[name][case], build(book, package, strict=name == "ours"))
                if case == "cold" and book == first[name]:
                    shutil.copytree(book / SITE, book.parent / "site")
    return times, first


def build(book: Path, package: Path | None = None, strict: bool = True) -> float:
    """Seconds one build takes, with the copy of our package that lies in `package` (in the book itself if not given).

    Ours is built as `make site` does, the stock book as Jupyter Book does by default: it has no `-W`.
    """
    folder = Path(sys.executable).parent
    options = ["-W", "--keep-going"] if strict else []
    start = time.perf_counter()
    done = subprocess.run(
        [folder / "jupyter-book", "build", ".", *options, "-q"], cwd=book, capture_output=True, text=True,
        env={"PATH": f"{folder}:/usr/bin:/bin", "HOME": str(book.parent), "PYTHONPATH": str(package or book)},
    )  # fmt: skip
    seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"A book could not be built, so there is nothing to measure:\n{done.stdout}{done.stderr}")
    return seconds


def _books(folder: Path) -> dict[str, tuple[Path, Path]]:
    """Fresh copies: each book, and the folder with the package and the data that its cells import."""
    ours, package = folder / "ours/book", folder / "stock/package"
    for copy in (ours, package):
        for name in READ:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _made(copy / name))
    stock.write(package, folder / "stock/book")
    return {"stock": (folder / "stock/book", package), "ours": (ours, ours)}


def _change(case: str, book: Path, package: Path) -> None:
    if case == "one chapter edited":
        chapter = next(path for path in (book / "book/bubble.md", book / "bubble.md") if path.exists())
        edit(chapter, lambda text: text + "\nOne more line.\n")
    elif case == "one value edited":
        another_value(package / "data")


def another_value(data: Path) -> None:
    """Changes a published value from 4.3 to 4.4 billion in all its homes, as if it had never been published otherwise."""
    for name in ("claims", "checks"):
        path = data / f"{name}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        place = next(n for n, line in enumerate(lines) if line.startswith("openai-revenue-h1-2025-jd,"))
        for old, new in (("4300000000", "4400000000"), ("4,3 Mill", "4,4 Mill"), ("4.3 bill", "4.4 bill")):
            lines[place] = lines[place].replace(old, new)
        path.write_text("".join(lines), encoding="utf-8")
    path = data / "published.lock"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(
        "".join(line for line in lines if not line.endswith("  openai-revenue-h1-2025-jd\n")), encoding="utf-8"
    )
    write_seals(data)


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, f"nothing to edit in {path.name}"
    path.write_text(changed, encoding="utf-8")


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path

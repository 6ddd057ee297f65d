"""What a build takes, cold and after an edit, and what a page weighs. Run by `make bench`.

All times are of one run on one machine: read the ratios, not the seconds.
"""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READ = ("book", "data", "explainer", "seeds", "_config.yml", "_toc.yml")


def build(book: Path) -> float:
    """Seconds one build takes."""
    start = time.perf_counter()
    subprocess.run(
        [Path(sys.executable).parent / "jupyter-book", "build", ".", "-W", "--keep-going", "-q"],
        cwd=book, env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": str(book), "PYTHONPATH": str(book)}, check=True, capture_output=True,
    )  # fmt: skip
    return time.perf_counter() - start


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = change(text)
    assert changed != text, f"nothing to edit in {path.name}"
    path.write_text(changed, encoding="utf-8")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        for name in READ:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _made(book / name))
        times = {"cold": build(book), "unchanged": build(book)}
        edit(book / "book/bubble.md", lambda text: text + "\nOne more line.\n")
        times["one chapter edited"] = build(book)
        edit(book / "data/claims.csv", lambda text: text.replace(",4300000000,", ",4400000000,"))
        times["one value edited"] = build(book)
        print(f"{'build':<22}{'seconds':>9}{'ratio':>8}")
        for name, seconds in times.items():
            print(f"{name:<22}{seconds:>9.1f}{seconds / times['cold']:>8.2f}")
        print(f"\n{'page':<22}{'HTML':>9}{'gzip':>8}   KiB")
        for page in sorted((book / "_build/html").glob("*.html")):
            raw = page.read_bytes()
            print(f"{page.stem:<22}{len(raw) / 1024:>9.1f}{len(gzip.compress(raw, mtime=0)) / 1024:>8.1f}")


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    main()

"""Where the package lies, and where the book does that it is used for."""

from __future__ import annotations

from pathlib import Path

DESCRIPTOR = "datapackage.json"  # the schema of a ledger, among its tables
PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    """The folder of the book: the one we work in or one above it, or else that in which the package lies."""
    for folder in (Path.cwd(), *Path.cwd().parents, PACKAGE.parent):
        if (folder / "data" / DESCRIPTOR).exists() and (folder / "book").exists():
            return folder
    raise FileNotFoundError(f"no book in {Path.cwd()} or above: start this where data/{DESCRIPTOR} and book/ are")


ROOT = _root()
DATA = ROOT / "data"

"""Puts `x.gz` and `x.br` beside each file of a site that gains from it, so that a server sends them without work of
its own."""

from __future__ import annotations

import gzip
import os
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import brotli

# Fonts, PNG and objects.inv are compressed already. A database and WebAssembly, which a page may fetch, are not.
GAINS = frozenset(
    [
        ".bib",
        ".css",
        ".csv",
        ".html",
        ".ipynb",
        ".js",
        ".json",
        ".md",
        ".mjs",
        ".ris",
        ".sqlite",
        ".svg",
        ".txt",
        ".wasm",
        ".xml",
    ]
)
PACKERS: dict[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, 9, mtime=0),  # neither time nor name inside: alike in every build
    ".br": lambda data: brotli.compress(data, mode=brotli.MODE_TEXT, quality=10),
}


class Counts(NamedTuple):
    """How many neighbours were written, how many were fresh already, and how many were removed."""

    written: int
    kept: int
    removed: int


def compress(folder: Path) -> Counts:
    """Brings the compressed neighbours in a folder up to date; one that would not be smaller is left out.

    Each bears the time of its original and is fresh while the two agree. "Newer than the original" would not do: a
    copied original can be older than the neighbour of the file it replaces.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    originals = {path for path in files if path.suffix in GAINS}
    orphans = [path for path in files if _is_neighbour(path) and path.with_suffix("") not in originals]
    for path in orphans:
        path.unlink()
    jobs = [(path, suffix) for path in sorted(originals, key=_size, reverse=True) for suffix in PACKERS]
    stale = [job for job in jobs if not _fresh(*job)]
    # Both libraries let go of the interpreter's lock, so threads do; the largest first, lest one runs on alone at the
    # end.
    with ThreadPoolExecutor() as pool:
        outcomes = list(pool.map(lambda job: _pack(*job), stale))
    return Counts(
        written=outcomes.count("written"),
        kept=len(jobs) - len(stale),
        removed=len(orphans) + outcomes.count("removed"),
    )


def write(path: Path, data: bytes) -> bool:
    """Writes a file of the site unless it is the same already, lest it be compressed anew; says whether it was
    written."""
    if path.exists() and path.read_bytes() == data:
        return False
    path.write_bytes(data)
    return True


def _is_neighbour(path: Path) -> bool:
    return path.suffix in PACKERS and path.with_suffix("").suffix in GAINS


def _size(path: Path) -> int:
    return path.stat().st_size


def _fresh(path: Path, suffix: str) -> bool:
    neighbour = path.with_name(path.name + suffix)
    return neighbour.exists() and neighbour.stat().st_mtime_ns == path.stat().st_mtime_ns


def _pack(path: Path, suffix: str) -> str:
    """Writes one neighbour, or removes it where the file got too small to gain from it; says which."""
    neighbour = path.with_name(path.name + suffix)
    state, data = path.stat(), path.read_bytes()
    packed = PACKERS[suffix](data)
    if len(packed) < len(data):
        _write(neighbour, packed, state)
        return "written"
    if neighbour.exists():
        neighbour.unlink()
        return "removed"
    return "left out"


def _write(path: Path, data: bytes, state: os.stat_result) -> None:
    """Writes beside and renames: a server at work never sends half a file. Time and mode are the original's."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".part", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(data)
            file.close()
            temporary.chmod(state.st_mode & 0o777)  # a temporary file is for its owner only, the server is another user
            os.utime(temporary, ns=(state.st_mtime_ns, state.st_mtime_ns))
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

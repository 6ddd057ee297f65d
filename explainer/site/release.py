"""`make release`: gathers what a release has beside its tag, from a built and tested book, into `_build/release`."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from ..ledger.store import published
from ..paths import ROOT
from .book import FOLDER as BOOK
from .book import SITE
from .compress import PACKERS
from .history import FILE, Release, releases
from .packages import DAWN
from .refuse import Refused
from .theme import SITE_URL

FOLDER = ROOT / "_build" / "release"
SUMS = "SHA256SUMS"


class NotReady(RuntimeError):
    """The book is not ready to be released; says what to do."""


def ready() -> Release:
    """The release that the book is at. Raises `NotReady`, `Refused`."""
    version, found = published().schema.descriptor["version"], releases()
    if not found or found[0].version != version:
        raise NotReady(f"{FILE}: begin it with '## {version} (DAY)', the version in data/datapackage.json")
    if not os.environ.get(SITE_URL):
        raise NotReady(f"{SITE_URL} is not set: SITE_URL=https://example.org/book/ make release")
    if said := _git("status", "--porcelain"):
        raise NotReady(f"not all is committed:\n{said}")
    tag = f"v{version}"
    if _git("tag", "--list", tag) and _git("rev-list", "-1", tag) != _git("rev-parse", "HEAD"):
        raise NotReady(f"{tag} is the tag of another commit; give this one a new version in {FILE}")
    return found[0]


def gather(release: Release, site: Path, book: Path, folder: Path) -> list[Path]:
    """Writes the files, with their sums and what changed. Raises `FileNotFoundError` for one that is not built."""
    name = published().schema.name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    sources = [book / f"{name}.{kind}" for kind in ("html", "epub", "pdf")]
    sources += [site / "data" / f"{name}.{kind}" for kind in ("zip", "sqlite", "xlsx")]
    for path in sources:
        shutil.copyfile(path, folder / f"{name}-{release.version}{path.suffix}")
    whole = folder / f"{name}-{release.version}-site.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(path for path in site.rglob("*") if path.is_file() and path.suffix not in PACKERS):
            packed.writestr(
                zipfile.ZipInfo(path.relative_to(site).as_posix(), DAWN), path.read_bytes(), zipfile.ZIP_DEFLATED
            )
    made = sorted(folder.iterdir())
    sums = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made)
    (folder / SUMS).write_text(sums, encoding="utf-8")
    changes = (
        (f"### {heading}\n\n" if heading else "") + "".join(f"- {item}\n" for item in items)
        for heading, items in release.changes.items()
    )
    (folder / "NOTES.md").write_text("\n".join(changes), encoding="utf-8")
    return [*made, folder / SUMS, folder / "NOTES.md"]


def _git(*command: str) -> str:
    try:
        done = subprocess.run(["git", *command], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise NotReady(f"a release is made in a clone of the repository, by git: {error}") from error
    return done.stdout.strip()


def main() -> None:
    """Says whether the book may be released (`ready`), or gathers the release."""
    try:
        release = ready()
        made = [] if "ready" in sys.argv[1:] else gather(release, SITE, BOOK, FOLDER)
    except (NotReady, Refused) as error:
        sys.exit(str(error))
    except FileNotFoundError as error:
        sys.exit(f"{error.filename}: is not there; make book")
    for path in made:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB")
    if made:
        print(
            f"Now: git tag -a v{release.version} -m 'Version {release.version}' && git push origin v{release.version}"
        )
        print("and lay these files beside the tag, where the repository is published.")


if __name__ == "__main__":
    main()

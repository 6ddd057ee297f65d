"""What a build left in the site's folder, by digest: what has been changed there since is removed, and so made anew.

Sphinx makes a page again if its source is newer, and sees neither half a page nor one that nobody made.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from sphinx.application import Sphinx


def remove_what_changed(app: Sphinx) -> None:
    """Removes every file of the site that is not as the last build left it."""
    if app.builder.name == "html":
        left = _read(_file(app))
        for name, digest in _digests(Path(app.outdir)).items():
            if left.get(name) != digest:
                Path(app.outdir, name).unlink()


def take_inventory(app: Sphinx, error: Exception | None) -> None:
    """Notes what is in the site's folder, once all is written."""
    if error is None and app.builder.name == "html":
        _file(app).write_text(json.dumps(_digests(Path(app.outdir))), encoding="utf-8")


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "inventory.json"


def _read(file: Path) -> dict[str, str]:
    try:
        return dict(json.loads(file.read_bytes()))
    except (OSError, ValueError):  # it is missing or damaged, and so nothing is as it was left
        return {}


def _digests(site: Path) -> dict[str, str]:
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {str(path.relative_to(site)): hashlib.blake2b(path.read_bytes()).hexdigest() for path in paths}

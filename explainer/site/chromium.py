"""Finds the Chromium that prints the book, and in which tests and benchmarks read it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell")  # without windows, which halves the time of small tests
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
]  # fmt: skip


def find(names: tuple[str, ...] = (*SHELLS, *NAMES)) -> str | None:
    """The path of a Chromium: $CHROMIUM, the first of `names` on the PATH, one in a common place, or Playwright's
    own."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    for name in names:
        if path := shutil.which(name):
            return path
    for path in (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
    ):
        if Path(path).exists():
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None

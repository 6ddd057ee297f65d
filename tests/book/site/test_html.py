"""The Nu checker finds no fault in the site's HTML, style sheet and drawings; it follows CSS as new as `light-dark()`."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.tools import need, nu_jar

from .test_pages import ALIKE

# What the checker warns of without ground, and why it is left so.
UNFOUNDED = {
    r"Consider using the “h1” element as a top-level heading only": (
        "Sphinx puts the title into a section; test_access counts one h1 a page, and the style sheet sets its size"
    ),
    r"Article lacks heading": "for the same reason: the article's heading is the h1 in that section",
}
SPOILED = {
    "spoiled.html": '<!doctype html><html lang="en"><title>Spoiled</title><p><b>bold</p></html>',
    "spoiled.css": "a { colour: red }",
    "spoiled.svg": '<svg xmlns="http://www.w3.org/2000/svg"><p/></svg>',
}


@pytest.fixture(scope="module")
def said(site: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict]:
    """What the checker says of every page, style sheet and drawing, and of a spoiled one of each, asked once; of pages
    that are alike, of one."""
    spoiled = tmp_path_factory.mktemp("spoiled")
    for name, text in SPOILED.items():
        (spoiled / name).write_text(text, encoding="utf-8")
    files = sorted(
        path for path in site.rglob("*") if path.suffix in (".html", ".css", ".svg") and path.stem not in ALIKE
    )
    alone = [path for path in files if path.match("exhibits/*.html")]  # their figures stand in pages, too
    files = [path for path in files if path not in alone[1:]]
    command = ["java", "-jar", need(nu_jar()), "--also-check-css", "--also-check-svg", "--format", "json", "--stdout"]
    done = subprocess.run([*command, *files, spoiled], capture_output=True, text=True, timeout=300, check=False)
    return json.loads(done.stdout)["messages"]


def file(message: dict) -> str:
    return Path(message["url"]).name


def lines(messages: list[dict]) -> list[str]:
    """One line for each kind of fault, with the first place of it."""
    first = {}
    for message in messages:
        where = f"{file(message)}:{message.get('lastLine', 0)}: {message.get('extract', '')!r}"
        first.setdefault(message["message"], where)
    return [f"{fault} — {where}" for fault, where in first.items()]


def test_no_errors(said: list[dict]):
    errors = lines([m for m in said if m["type"] != "info" and file(m) not in SPOILED])
    assert not errors, "\n".join(errors)


def test_no_warnings_but_those_without_ground(said: list[dict]):
    unfounded = re.compile("|".join(UNFOUNDED))
    warnings = [m for m in said if m.get("subType") == "warning" and file(m) not in SPOILED]
    # A block of data is no script and no policy stops it; the checker takes it for one.
    scripts = [m for m in warnings if "application/ld+json" not in m.get("extract", "")]
    founded = lines([m for m in scripts if not unfounded.match(m["message"])])
    assert not founded, "\n".join(founded)


@pytest.mark.parametrize("warning", UNFOUNDED)
def test_each_excuse_is_still_needed(warning: str, said: list[dict]):
    assert any(re.match(warning, m["message"]) for m in said)


@pytest.mark.parametrize("name", SPOILED)
def test_a_fault_of_each_kind_would_be_found(name: str, said: list[dict]):
    assert any(file(m) == name and m["type"] == "error" for m in said)

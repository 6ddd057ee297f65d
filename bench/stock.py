"""The same chapters as a stock Jupyter Book: its own theme, its own parsing, Altair's own output.

Stock is measured at its best. What its pages fetch from a CDN is served from here, so that no network slows them.
"""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from explainer.ledger.store import Ledger
from explainer.site.chromium import FLAGS, find

PAGES = ("index", "bubble", "us-china", "holiday-week")
CONFIG = """\
title: Bubble or Build-out?
author: The Bubble or Build-out? team
execute:
  execute_notebooks: force
parse:
  myst_enable_extensions:  # the defaults without dollarmath, which breaks the text; attrs_block and deflist, which it uses
    [attrs_block, colon_fence, deflist, linkify, substitution, tasklist]
"""
TOC = "format: jb-book\nroot: index\nchapters:\n" + "".join(f"- file: {page}\n" for page in PAGES[1:])
# What a chapter's first cell gets in place of our package's `exhibit` and `derive`: Altair's and MyST-NB's own means.
SHIM = """
import json
import re
import altair
from myst_nb import glue
from explainer.charts.theme import specs

COLOURS = {"ink": "#222222", "muted": "#555555", "quiet": "#999999", "hot": "#b3361b", "cool": "#1b6b8f", "grid": "#dddddd", "paper": "#ffffff"}

class Plain(str):
    __repr__ = str.__str__  # glued text without quotes

def exhibit(chart, *_, controls=None, **__):
    wide = json.dumps(specs(chart)["wide"])
    spec = json.loads(re.sub(r"var\\(--([\\w-]+)[^)]*\\)", lambda m: COLOURS.get(m[1], "#444444"), wide))
    if controls:
        spec["params"] = controls.parameters()
    return altair.Chart.from_json(json.dumps(spec))

def derive(name, text, *_, **__):
    glue(name, Plain(text), display=False)

def tally(name, rows, formula, text=""):
    derive(name, text or str(len(rows)))
"""


def write(repository: Path, book: Path) -> None:
    """Writes the stock book into `book`. Its cells still import the package, from the copy at `repository`."""
    book.mkdir(parents=True)
    (book / "_config.yml").write_text(CONFIG, encoding="utf-8")
    (book / "_toc.yml").write_text(TOC, encoding="utf-8")
    claims = Ledger(repository / "data").claims().set_index("claim_id", drop=False)
    for page in PAGES:
        text = (repository / f"book/{page}.md").read_text(encoding="utf-8")
        (book / f"{page}.md").write_text(plain(text, claims), encoding="utf-8")


def plain(text: str, claims) -> str:
    """A chapter that needs nothing of our extension: its roles give way to the words they show."""

    def role(match: re.Match) -> str:
        name, content = match.groups()
        if name == "derived":
            return f"{{glue:text}}`{content}`"
        words = re.fullmatch(r"(.+?) *<([^>]+)>", content, re.DOTALL)
        return words[1] if words else claims.loc[content, "on_record" if name == "checked" else "stated"]

    text = re.sub(
        r"^```\{(?:cast|exhibit-of)\}.*?^```\n", "", text, flags=re.MULTILINE | re.DOTALL
    )  # made by our extension
    text = re.sub(r"\{(claim|checked|derived)\}`([^`]+)`", role, text)
    text = re.sub(r"\[([^\]]+)\]\(([\w-]+)\.md\)", lambda m: m[0] if m[2] in PAGES else m[1], text)
    return re.sub(r"^from explainer\.notebook import (.+)$", _own_means, text, count=1, flags=re.MULTILINE)


def _own_means(match: re.Match) -> str:
    names = [name for name in match[1].split(", ") if name not in ("derive", "exhibit", "tally")]
    return f"from explainer.notebook import {', '.join(names)}\n{SHIM}"


def localise(site: Path, packages: Path) -> None:
    """Serves what the pages load from jsdelivr out of the npm packages of the same names, as `/cdn/<package>.js`."""
    (site / "cdn").mkdir()
    for page in site.glob("*.html"):
        text = page.read_text(encoding="utf-8")
        for address, package in set(re.findall(r'"(https://cdn\.jsdelivr\.net/npm/([\w-]+)[^"]*)"', text)):
            text = text.replace(f'"{address}"', f'"/cdn/{package}.js"')
            manifest = packages / package / "package.json"
            if manifest.exists():  # Altair names a package that it never loads
                script = json.loads(manifest.read_text(encoding="utf-8"))["jsdelivr"]
                shutil.copy(packages / package / script, site / f"cdn/{package}.js")
        page.write_text(text, encoding="utf-8")


PAINTED = """[...document.querySelectorAll(".vega-embed svg.marks")].filter(chart =>
    chart.getBoundingClientRect().width > 100 && chart.querySelector("text")?.getBoundingClientRect().width > 0
).length"""


def check(address: str, book: Path) -> None:
    """Makes sure in the browser that every chart paints and nothing is missing or asked of another host.

    Raises `AssertionError`: a stock page that lacks its charts would be measured as too light.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        for name in PAGES:
            chapter = (book / f"{name}.md").read_text(encoding="utf-8")
            _check_page(browser.new_page(), address, name, charts=chapter.count("\nexhibit("))
        browser.close()


def _check_page(page: Page, address: str, name: str, charts: int) -> None:
    faults: list[str] = []
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("response", lambda response: faults.append(response.url) if response.status >= 400 else None)
    page.on("request", lambda request: faults.append(request.url) if _foreign(request.url, address) else None)
    page.goto(f"{address}{name}.html", wait_until="networkidle")
    painted = page.evaluate(PAINTED)
    page.close()
    assert painted == charts, f"stock {name}: {painted} of {charts} charts paint"
    assert not faults, f"stock {name} lacks or asks another host for {', '.join(faults)}"


def _foreign(url: str, address: str) -> bool:
    return url.startswith("http") and not url.startswith(address)

"""How the ledger's pages bear ten times the sources and claims: whether they build, what they weigh, how fast the table
filters. Run by `make bench`.

The synthetic claims are real rows with their words shuffled, so that they compress about as badly as real text.
"""

from __future__ import annotations

import csv
import gzip
import random
import shutil
import statistics
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from explainer.site.chromium import FLAGS, find
from tests.book.site.conftest import served

from .builds import READ, ROOT, _made, build

TIMES = 10
SHUFFLED = (("claims", "gloss"), ("claims", "evidence"), ("checks", "finding"))  # tables and columns


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        for name in READ:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _made(book / name))
        for page in (book / "book").glob("*.md"):
            page.unlink()
        (book / "book/index.md").write_text("# A large ledger\n", encoding="utf-8")
        (book / "book/ledger.md").write_text("# The ledger\n\n```{ledger-table}\n```\n", encoding="utf-8")
        sources, claims = multiply(book / "data")
        with (book / "explainer/ledger/check.py").open("a", encoding="utf-8") as check:
            check.write("\n\ndef check(folder):  # shuffled words are no evidence\n    return []\n")
        toc = "format: jb-book\nroot: book/index\nchapters:\n- file: book/ledger\n"
        for source in sources:
            entries = f"# Entries\n\n```{{ledger-entries}} {source}\n```\n"
            (book / f"book/ledger-{source}.md").write_text(entries, encoding="utf-8")
            toc += f"- file: book/ledger-{source}\n"
        (book / "_toc.yml").write_text(toc, encoding="utf-8")
        seconds = build(book)
        site = book / "_build/html"
        print(f"ledger of {claims:,} claims in {len(sources)} sources: built in {seconds:.1f} s")
        weights = {path.name: len(gzip.compress(path.read_bytes(), 9)) / 1024 for path in site.glob("ledger*.html")}
        table, largest = weights.pop("ledger.html"), max(weights.values())
        print(f"  gzip: the table {table:.0f} KiB, the largest page of entries {largest:.0f} KiB")
        for name, times in filter_times(site).items():
            print(f"  {name:<24} median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}")


def multiply(data: Path) -> tuple[list[str], int]:
    """Adds copies of all sources, with their claims and checks in shuffled words. Returns all source ids, and how many claims."""
    chance = random.Random(1)
    tables = {}
    for name in ("sources", "claims", "checks"):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    words = " ".join(row[column] for name, column in SHUFFLED for row in tables[name]).split()
    for name, rows in tables.items():
        real = list(rows)
        for number in range(1, TIMES):
            for row in real:
                copy = {
                    key: f"{value}-{number}" if key in ("source_id", "claim_id") else value
                    for key, value in row.items()
                }
                for table, column in SHUFFLED:
                    if table == name:
                        copy[column] = " ".join(chance.choice(words) for _ in row[column].split())
                rows.append(copy)
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    return [row["source_id"] for row in tables["sources"]], len(tables["claims"])


def filter_times(site: Path) -> dict[str, list[float]]:
    """Milliseconds from a change of the form to the next painted frame, in the browser."""
    measure = """([name, value]) => new Promise(done => {
        const control = document.querySelector(`form.tools [name=${name}]`);
        const start = performance.now();
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
        const script = performance.now() - start;
        requestAnimationFrame(() => setTimeout(() => done([script, performance.now() - start])));
    })"""
    steps = [
        ("verdict", "garbled"),
        ("verdict", ""),
        ("q", "openai"),
        ("q", "openai revenue"),
        ("q", ""),
        ("kind", "plan"),
        ("kind", ""),
    ]
    script, painted = [], []
    with served(site) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"{address}ledger.html")
        page.wait_for_selector("form.tools[data-ready]")
        for step in steps * 2:
            times = page.evaluate(measure, list(step))
            script.append(times[0])
            painted.append(times[1])
        browser.close()
    return {"filter, script": script, "filter, until painted": painted}


if __name__ == "__main__":
    main()

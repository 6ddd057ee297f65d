"""How the ledger page bears 5,000 claims: whether it builds, what it weighs, how fast it filters. Run by `make bench`.

The synthetic claims are real rows with their words shuffled, so that they compress about as badly as real text.
"""

from __future__ import annotations

import csv
import functools
import gzip
import http.server
import random
import re
import shutil
import statistics
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import FLAGS, find

from .builds import READ, ROOT, _made, build

CLAIMS = 5000


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        for name in READ:
            (shutil.copytree if (ROOT / name).is_dir() else shutil.copy)(ROOT / name, _made(book / name))
        for page in (book / "book").glob("*.md"):
            page.unlink()
        (book / "book/ledger.md").write_text("# The ledger\n\n```{ledger-table}\n```\n", encoding="utf-8")
        (book / "book/index.md").write_text("# A large ledger\n", encoding="utf-8")
        (book / "_toc.yml").write_text(
            "format: jb-book\nroot: book/index\nchapters:\n- file: book/ledger\n", encoding="utf-8"
        )
        multiply(book / "data")
        seconds = build(book)
        site = book / "_build/html"
        html = (site / "ledger.html").read_bytes()
        print(f"ledger of {CLAIMS:,} claims: built in {seconds:.1f} s")
        print(f"  HTML {len(html) / 2**20:.2f} MiB, gzip {len(gzip.compress(html, 9, mtime=0)) / 2**20:.2f} MiB")
        for name, times in filter_times(site).items():
            print(f"  {name:<24} median {statistics.median(times):.0f} ms, worst {max(times):.0f} ms of {len(times)}")


def multiply(data: Path) -> None:
    """Fills claims and checks up to `CLAIMS` rows with shuffled copies of the real ones."""
    chance = random.Random(1)
    tables = {}
    for name in ("claims", "checks"):
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    real = list(zip(tables["claims"], tables["checks"]))
    vocabulary = [word for claim, check in real for word in re.findall(r"\S+", claim["gloss"] + " " + check["finding"])]
    for number in range(CLAIMS - len(real)):
        claim, check = (dict(row) for row in real[number % len(real)])
        claim["claim_id"] = check["claim_id"] = f"synthetic-{number}"
        for row, column in ((claim, "gloss"), (claim, "evidence"), (check, "finding")):
            row[column] = " ".join(chance.choice(vocabulary) for _ in row[column].split())
        tables["claims"].append(claim)
        tables["checks"].append(check)
    for name, rows in tables.items():
        with (data / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def filter_times(site: Path) -> dict[str, list[float]]:
    """Milliseconds from a change of the form to the next painted frame, in the browser."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
        page = browser.new_page()
        page.goto(f"http://127.0.0.1:{server.server_port}/ledger.html")
        page.wait_for_selector("form.tools[data-ready]")
        for step in steps * 2:
            times = page.evaluate(measure, list(step))
            script.append(times[0])
            painted.append(times[1])
        browser.close()
    server.shutdown()
    server.server_close()
    return {"filter, script": script, "filter, until painted": painted}


if __name__ == "__main__":
    main()

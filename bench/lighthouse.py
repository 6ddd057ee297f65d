"""What Lighthouse says of a page, with its mobile preset and simulated throttling; and the npm packages of the bench."""

from __future__ import annotations

import contextlib
import json
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from explainer.site.chromium import FLAGS, NAMES, find

HERE = Path(__file__).resolve().parent
PACKAGES = HERE / "node_modules"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
TIMINGS = {
    "lcp": "largest-contentful-paint",
    "fcp": "first-contentful-paint",
    "tbt": "total-blocking-time",
    "cls": "cumulative-layout-shift",
}

Result = dict[str, float]  # the categories 0–100, the timings in ms (`cls` without unit), `bytes`, `requests`


def install() -> None:
    """Installs the pinned npm packages, unless they are there."""
    if shutil.which("npm") is None:
        raise SystemExit("The bench needs Node 20 or newer with npm; install it first.")
    wanted, there = HERE / "package-lock.json", PACKAGES / ".package-lock.json"
    if not there.exists() or there.stat().st_mtime < wanted.stat().st_mtime:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-fund", "--no-audit", "--silent"], cwd=HERE, check=True)


@contextlib.contextmanager
def browser() -> Iterator[int]:
    """The port of a headless browser for many runs: to start one for each would take longer than the run."""
    program = find(NAMES)  # with windows, as readers have them
    if program is None:
        raise SystemExit("The bench needs a Chromium: `python -m tests.browser` installs one.")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = ["--headless=new", *FLAGS, "--remote-debugging-port=0", f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen([program, *flags], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        told = Path(profile, "DevToolsActivePort")
        try:
            for _ in range(300):
                if told.exists() and told.read_text():
                    break
                time.sleep(0.1)
            yield int(told.read_text().split()[0])
        finally:
            process.terminate()
            process.wait(10)


def median(url: str, runs: int, port: int) -> Result:
    """The median of each measure over so many runs, and the range of LCP: a race in the browser can split it in two."""
    results = [run(url, port) for _ in range(runs)]
    middle = {name: statistics.median(result[name] for result in results) for name in results[0]}
    lcp = [result["lcp"] for result in results]
    return middle | {"lcp least": min(lcp), "lcp most": max(lcp)}


def run(url: str, port: int) -> Result:
    """One run in the browser at `port`, with its stores and cache cleared. Raises `RuntimeError` if Lighthouse could not measure the page."""
    done = subprocess.run(["node", HERE / "lighthouse.mjs", url, str(port)], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed on {url}:\n{done.stderr}")
    report = json.loads(done.stdout)
    audits = report["audits"]
    unmeasured = [name for name in CATEGORIES if report["categories"][name]["score"] is None]
    if report.get("runtimeError") or unmeasured:
        raise RuntimeError(f"Lighthouse did not measure {url}: {report.get('runtimeError') or unmeasured}")
    return (
        {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
        | {name: audits[audit]["numericValue"] for name, audit in TIMINGS.items()}
        | {
            "bytes": audits["total-byte-weight"]["numericValue"],
            "requests": len(audits["network-requests"]["details"]["items"]),
        }
    )

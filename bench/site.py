"""Builds and measures the book beside a stock Jupyter Book of the same chapters, in one run: `python -m bench.site`.

Three sites are served by one nginx and measured with Lighthouse (mobile preset, simulated throttling, medians):
stock (`bench.stock`), ours, and one page written by hand as the floor (`bench.hand`). The time of builds is taken in
the same run (`bench.builds`). The last table holds the figures against what the book asks of itself; the exit status
does not: a bench measures and does not judge.

    python -m bench.site            every page of ours and of stock's, 3 runs each
    python -m bench.site --quick    the chapters only, 1 run each, builds timed once

It needs nginx, Node 20 or newer with npm, and a Chromium. The first run installs Lighthouse and the scripts of Vega
into `bench/node_modules`, at the versions that `package-lock.json` pins. Times are of one machine: read the ratios.
"""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path

from explainer.site.compress import compress

from . import builds, hand, lighthouse, stock
from .serve import serve

FLOOR = "bubble"  # the chapter that is also written by hand
RUNS = 3
LCP, LCP_OF_HAND = 1.1, 1.5  # seconds, times
KIB, REQUESTS = 110, 8  # to first load a page, all its charts painted
BUILDS = {"cold": 1.25, "one value edited": 0.5, "unchanged": 0.2}  # of stock's cold build

Pages = dict[str, lighthouse.Result]


@dataclass(frozen=True)
class Bar:
    """A figure the book holds itself to, and what was measured on the page that is worst at it."""

    name: str
    required: str
    measured: str
    worst: str
    holds: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="the chapters only, and one run of everything")
    quick = parser.parse_args().quick
    lighthouse.install()
    with tempfile.TemporaryDirectory() as folder:
        times, books = builds.measure(Path(folder), rounds=1 if quick else 2)
        print_builds(times)
        sites = {name: book.parent / "site" for name, book in books.items()} | {"hand": Path(folder, "hand")}
        sites["hand"].mkdir()
        built = (sites["ours"] / f"{FLOOR}.html").read_text(encoding="utf-8")
        (sites["hand"] / f"{FLOOR}.html").write_text(hand.page(built), encoding="utf-8")
        stock.localise(sites["stock"], lighthouse.PACKAGES)
        for name in ("stock", "hand"):
            compress(sites[name])  # as ours is, so that all are served at their best
        with serve(sites) as addresses, lighthouse.browser() as port:
            stock.check(addresses["stock"], books["stock"])
            pages = {
                "stock": list(stock.PAGES),
                "ours": list(stock.PAGES) if quick else published(sites["ours"]),
                "hand": [FLOOR],
            }
            results = {
                site: {
                    page: lighthouse.median(f"{addresses[site]}{page}.html", 1 if quick else RUNS, port)
                    for page in names
                }
                for site, names in pages.items()
            }
    print_pages(results)
    print_bars(bars(results["ours"], results["hand"][FLOOR], times))


def published(site: Path) -> list[str]:
    """Every page of a site, without `.html`; not its page of errors, which has no address of its own."""
    paths = (path.relative_to(site).with_suffix("") for path in sorted(site.rglob("*.html")))
    return [path.as_posix() for path in paths if path.name != "404" and not path.parts[0].startswith("_")]


def bars(ours: Pages, floor: lighthouse.Result, times: builds.Times) -> list[Bar]:
    """What the book asks of itself, against what was measured."""
    found = []
    for name in lighthouse.CATEGORIES:
        page = min(ours, key=lambda page: ours[page][name])
        score = ours[page][name]
        found.append(Bar(f"{name}, every page", "100", f"{score:.0f}", page, score >= 100))
    of_hand = {page: {"lcp": result["lcp"] / floor["lcp"]} for page, result in ours.items()}
    for name, pages, key, most, unit in (
        ("LCP", ours, "lcp", LCP * 1000, "ms"),
        ("LCP", of_hand, "lcp", LCP_OF_HAND, "x by hand"),
        ("bytes", ours, "bytes", KIB * 1024, "bytes"),
        ("requests", ours, "requests", REQUESTS, ""),
    ):
        page = max(pages, key=lambda page: pages[page][key])
        value = pages[page][key]
        found.append(Bar(f"{name}, every page", f"<= {most:g} {unit}", f"{value:.5g}", page, value <= most))
    for case, most in BUILDS.items():
        ratio = times["ours"][case] / times["stock"]["cold"]
        found.append(Bar(f"build, {case}", f"<= {most} x stock cold", f"{ratio:.2f} x", "", ratio <= most))
    return found


def print_pages(results: dict[str, Pages]) -> None:
    columns = ("perf", "a11y", "best", "SEO", "LCP s", "of runs", "FCP s", "TBT ms", "CLS", "KiB", "requests")
    print(f"\n{'page':<24}" + "".join(f"{column:>11}" if column == "of runs" else f"{column:>9}" for column in columns))
    for site, pages in results.items():
        for page, result in pages.items():
            scores = "".join(f"{result[name]:>9.0f}" for name in lighthouse.CATEGORIES)
            runs = f"{result['lcp least'] / 1000:.2f}–{result['lcp most'] / 1000:.2f}"
            print(
                f"{site + ' ' + page:<24}{scores}{result['lcp'] / 1000:>9.2f}{runs:>11}{result['fcp'] / 1000:>9.2f}"
                f"{result['tbt']:>9.0f}{result['cls']:>9.3f}{result['bytes'] / 1024:>9.1f}{result['requests']:>9.0f}"
            )


def print_builds(times: builds.Times) -> None:
    print(f"{'build':<24}{'stock s':>9}{'ours s':>9}{'of stock cold':>15}")
    for case in builds.CASES:
        ratio = times["ours"][case] / times["stock"]["cold"]
        print(f"{case:<24}{times['stock'][case]:>9.1f}{times['ours'][case]:>9.1f}{ratio:>15.2f}")
    print("Stock does not see that a value was edited and keeps the old figure; it has the chapters only.", flush=True)


def print_bars(found: list[Bar]) -> None:
    print(f"\n{'bar':<28}{'required':<24}{'measured':<12}{'worst page':<16}holds")
    for bar in found:
        print(f"{bar.name:<28}{bar.required:<24}{bar.measured:<12}{bar.worst:<16}{'yes' if bar.holds else 'missed'}")


if __name__ == "__main__":
    main()

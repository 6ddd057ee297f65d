"""Turns claims and charts into HTML, and refuses an exhibit whose headline its rows do not support."""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from html import escape, unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import vl_convert as vlc

from .controls import Control, Slider, Step, Steps, parameters
from .lean import lean
from .ledger.schema import ROOT
from .ledger.store import Ledger, published
from .ledger.vocabulary import DIFFERS, vocabulary
from .words.write import NBSP, figure

if TYPE_CHECKING:
    from .draw import Drawing  # Altair, which most builds do not draw with

LEDGER_PAGE = "ledger.html"
EMPHASISED = re.compile(r"\*([^*]+)\*")  # in a headline: what it points at
PLOTTED = [f"{name}{end}" for name in ("value", "left", "right", "count") for end in ("", "_from", "_to")]
# columns that a chart draws; downloads carry them beside the words
MANY = 40  # claims an exhibit lists itself; beyond that it points to the ledger


class FalseHeadline(AssertionError):
    """An exhibit whose rows no longer support its headline."""


def entry(claim: pd.Series) -> str:
    """The address of a claim's entry, on the ledger page of its source."""
    return f"{ledger_page(claim['source_id'])}#{claim['claim_id']}"


def ledger_page(source_id: str) -> str:
    """The page with the entries of a source's claims; `book/` has a page of that name for each source."""
    return LEDGER_PAGE.replace(".", f"-{source_id}.")


def claim_link(claim: pd.Series, checked: bool = False, text: str = "") -> str:
    """A traced figure: it shows the claim's figure and its verdict's mark, and leads to its ledger entry.

    Raises `ValueError` where the claim has neither such a figure nor a `text` to show.
    """
    shown = text or figure(claim, checked)
    if not shown:
        role, kind = ("checked", "checked figure") if checked else ("claim", "figure")
        words = f"{{{role}}}`words <{claim['claim_id']}>`"
        raise ValueError(f"claim '{claim['claim_id']}' has no {kind}; give the words to show: {words}")
    mark = "" if checked else verdict_mark(claim["verdict"])
    open_kind = (
        "" if checked or claim["kind"] == "reported" else claim["kind"]
    )  # drawn with a dashed line, and read out
    kind = f" open {open_kind}" if open_kind else ""
    said = f'<span class="said"> ({open_kind})</span>' if open_kind else ""
    side = " checked" if checked else ""
    return f'<a class="claim{kind}{side}" data-claim="{claim["claim_id"]}" href="{entry(claim)}">{escape(shown)}{said}{mark}</a>'


def verdict_mark(verdict: str) -> str:
    """The mark of a verdict, with its word for those who do not see it; '' for a confirmed one."""
    known = vocabulary().verdicts[verdict]
    if not known.mark:
        return ""
    return f'<sup class="mark" aria-hidden="true">{known.mark}</sup><span class="said"> ({known.word})</span>'


def verdict_word(verdict: str) -> str:
    """The verdict as a word behind its mark."""
    known = vocabulary().verdicts[verdict]
    mark = f"<span aria-hidden=true>{known.mark}</span> " if known.mark else ""
    return f'<span class="verdict {verdict}{" fails" if known.record == DIFFERS else ""}">{mark}{known.word}</span>'


RESTS_ON = {
    "stated": "It uses the values as stated, and inherits the worst of their verdicts.",
    "checked": "It uses the values on record, not those stated.",
    "both": "It sets stated values against those on record.",
    "counted": "It counts claims and does not use their values.",
}  # what a derived figure makes of the claims it rests on


@dataclass(frozen=True)
class Derived:
    """A figure computed from claims, for the prose to show with `{derived}`."""

    name: str
    text: str
    claims: tuple[str, ...]
    formula: str
    values: str
    verdict: str
    address: str  # of the first of its claims

    def _repr_html_(self) -> str:
        return (
            f'<a class="derived" data-claims="{" ".join(self.claims)}" href="{self.address}" data-about="about-derived-{self.name}" '
            f'data-text="{escape(self.text)}" data-formula="{escape(self.formula)}" data-values="{self.values}">{escape(self.text)}{verdict_mark(self.verdict)}</a>'
        )


def derive(
    name: str, text: str, claims: Iterable[str], formula: str, values: str = "stated", ledger: Ledger | None = None
) -> Derived:
    """Names a computed figure for the prose, where `{derived}` shows it and opens how it came about.

    `claims` are the ids it rests on, `formula` says in words how, and `values` what it makes of them: it uses their
    `stated` values (and inherits the worst verdict), the `checked` ones, `both`, or they are only `counted`.
    Raises `ValueError` for a figure that lacks its ground, `UnknownClaim` for a wrong id.
    """
    from myst_nb import glue

    claims = tuple(dict.fromkeys(claims))
    if not claims or not formula.strip() or not text.strip():
        raise ValueError(f"derived figure '{name}' needs a text, the claims it rests on and its formula")
    if values not in RESTS_ON:
        raise ValueError(f"derived figure '{name}': values are {', '.join(RESTS_ON)}, not '{values}'")
    ledger = ledger or published()
    rows = ledger.claims(claims, ["claim_id", "verdict", "source_id"])
    verdicts = vocabulary().by_severity
    worst = max(rows["verdict"], key=verdicts.index) if values == "stated" else verdicts[0]
    derived = Derived(name, text, claims, formula, values, worst, entry(rows.iloc[0]))
    glue(name, derived, display=False)
    return derived


@dataclass(frozen=True)
class Exhibit:
    """A chart with its headline, table and claims; shows itself as a `<figure>`."""

    name: str
    headline: str
    subtitle: str
    alt: str
    drawing: Drawing
    table: pd.DataFrame
    claims: pd.DataFrame
    numbers: pd.DataFrame  # the table with the plotted numbers beside the words
    note: str = ""
    svgs: tuple[str, str] = field(default=("", ""), repr=False)
    above: str = field(default="", repr=False)  # what the reader can change, with the default result in words
    below: str = field(default="", repr=False)  # what the reader can step through

    def _repr_html_(self) -> str:
        ids = " ".join(self.claims["claim_id"])
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<figure class="exhibit" id="{self.name}" data-claims="{ids}" data-spec="exhibits/{self.name}.json">'
            f'<figcaption><p class="headline">{_emphasis(self.headline)}</p><p class="subtitle">{escape(self.subtitle)}</p></figcaption>{self.above}'
            f'<p class="said" aria-hidden="true">{escape(self.alt)}</p><div class="chart wide">{_unread(self.svgs[0])}</div>'
            f'<div class="chart narrow" hidden>{_unread(self.svgs[1])}</div>{self.below}{note}'
            f'<div class="drawers"><details><summary>Table</summary>{self._table()}</details>'
            f"<details><summary>Claims ({len(self.claims)})</summary>{self._claims()}</details>"
            f'<p class="files">{self._links()}</p></div>'
            f'<script type="application/json" class="files">{self._files()}</script></figure>'
        )

    def _links(self) -> str:
        return " · ".join(
            f'<a href="exhibits/{self.name}.{kind}" download><span class="said">Download “{escape(_bare(self.headline))}” as </span>{kind.upper()}</a>'
            for kind in ("csv", "svg", "png")
        )

    def _files(self) -> str:
        """What the site publishes as files beside the page (explainer/site/exhibits.py takes it out of the page)."""
        files = {
            "name": self.name,
            "headline": self.headline,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "note": self.note,
            "claims": len(self.claims),
            "csv": self.numbers.to_csv(index=False, lineterminator="\n"),
            "svg": self.svgs[0],
            "specs": self.drawing.specs,
        }
        return json.dumps(files, ensure_ascii=False).replace("<", "\\u003c")

    def _table(self) -> str:
        head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in self.table.columns)
        body = ""
        for _, row in self.table.iterrows():
            first, *rest = (_cell(cell) for cell in row)
            body += f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        table = f'<table><caption class="said">{escape(self.subtitle)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
        return f'<div class="scroll" tabindex="0" role="region" aria-label="Table: {escape(_bare(self.headline))}">{table}</div>'

    def _claims(self) -> str:
        if len(self.claims) > MANY:
            return f'<p>All {len(self.claims)} stand in <a href="{LEDGER_PAGE}">the ledger</a>, each with its evidence.</p>'
        items = "".join(f"<li>{claim_line(claim)}</li>" for _, claim in self.claims.iterrows())
        return f'<ul class="claims">{items}</ul>'


def claim_line(claim: pd.Series) -> str:
    """A claim in one line: figure, gloss, source and verdict."""
    link = claim_link(claim, text=figure(claim) or "statement")
    return f"{link} {escape(claim['gloss'])} <span class=quiet>{escape(claim['publisher'])}, ¶{NBSP}{claim['paragraph']} · {verdict_word(claim['verdict'])}</span>"


def exhibit(
    drawing: Drawing,
    rows: pd.DataFrame,
    *,
    name: str,
    headline: str,
    holds: bool,
    subtitle: str,
    alt: str,
    columns: dict[str, str],
    claims: Iterable[str],
    note: str = "",
    controls: Iterable[Control] = (),
    formulas: dict[str, str] | None = None,
    said: str = "",
    ledger: Ledger | None = None,
) -> Exhibit:
    """An exhibit of the book. The build stops if `holds` is false: then the headline is not what the rows say.

    `rows` is the table behind the chart and `columns` names those of its columns that readers see. `claims` are the
    ids of all claims behind it. The word of the headline that names the highlighted mark stands between asterisks.
    With `controls` the reader can change what the `formulas` (Vega expressions, by name) compute; `said` is the result in
    words, with names of formulas between braces. Raises `FalseHeadline`, or `ValueError` for an exhibit that is incomplete.
    """
    for what, value in (("name", name), ("headline", headline), ("subtitle", subtitle), ("alt", alt)):
        if not str(value).strip():
            raise ValueError(f"exhibit '{name}': it needs a {what}")
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise ValueError(f"exhibit '{name}': a name is lower-case words joined by hyphens")
    missing = [column for column in columns if column not in rows.columns]
    if missing or not columns:
        raise ValueError(f"exhibit '{name}': no column {', '.join(missing) or 'named'} in its rows")
    ids = list(dict.fromkeys(claims))
    if not ids:
        raise ValueError(f"exhibit '{name}': it rests on no claim")
    if not bool(holds):
        raise FalseHeadline(
            f"{_where(name)}: exhibit '{name}': the rows do not support the headline\n  {_bare(headline)}\n"
            f"{rows[list(columns)].to_string(index=False)}\nSay what the rows say, or mend the ledger if it is wrong."
        )
    ledger = ledger or published()
    shown = rows[list(columns)].rename(columns=columns)
    plotted = rows[[name for name in PLOTTED if name in rows.columns and name not in columns]]
    numbers = pd.concat([shown, plotted], axis=1)
    controls, above, below = tuple(controls), "", ""
    if controls:
        drawing = replace(drawing, parameters=tuple(parameters(controls, formulas or {}, said)))
        sliders = [control for control in controls if isinstance(control, Slider)]
        if sliders:
            above = _sliders(sliders, spoken(drawing.parameters), name, ledger)
        else:
            below = f'<form class="controls" aria-label="Step through">{"".join(control.html() for control in controls)}</form>'
    svgs = tuple(svg(spec, f"{name}-{width}", alt) for width, spec in drawing.specs.items())
    return Exhibit(
        name,
        headline,
        subtitle,
        alt,
        drawing,
        shown,
        ledger.claims(ids, ["claim_id"] if len(ids) > MANY else None),
        numbers,
        note,
        svgs,
        above,
        below,
    )


def _sliders(sliders: list[Slider], result: str, name: str, ledger: Ledger) -> str:
    """The sliders of an exhibit, each with the claims behind its default, and the result in words."""
    parts = []
    for slider in sliders:
        links = [
            claim_link(claim, slider.checked, figure(claim, slider.checked) or claim["gloss"])
            for _, claim in ledger.claims(slider.claims).iterrows()
        ]
        parts.append(slider.html(", ".join(links)))
    ids = " ".join(dict.fromkeys(claim for slider in sliders for claim in slider.claims))
    return (
        f'<form class="controls" aria-label="What you can change">{"".join(parts)}'
        f'<p class="share"><button type="reset">Back to the defaults</button> <span class=quiet>Your choices are in the <a href="#{name}">address</a> of this page.</span></p></form><p class="result" role="status" data-claims="{ids}">{escape(result)}</p>'
    )


def steps(name: str, label: str, claims: pd.DataFrame, labels: Iterable[str]) -> Steps:
    """A control that steps through claims, each with what its source says, what is on record and what we found."""
    return Steps(name, label, tuple(_step(claim, title) for (_, claim), title in zip(claims.iterrows(), labels)))


def _step(claim: pd.Series, title: str) -> Step:
    stated = claim_link(claim, text=figure(claim) or f"“{claim['gloss']}”")
    record = f", on record {claim_link(claim, checked=True)}" if figure(claim, checked=True) else ""
    return Step(
        claim["claim_id"],
        f"<span>{figure(claim, checked=True)}</span> {escape(title)}",
        f"<p>In the report: {stated}{record}.</p><p>{quotation(claim)} <span class=quiet>{escape(claim['gloss'])}</span></p><p>{escape(claim['finding'])}</p>",
    )


def quotation(claim) -> str:
    """A claim's evidence, verbatim, marked as a German quotation; a browser adds the quotation marks it lacks."""
    words = claim["evidence"]
    own = " ".join(name for name, has in (("opens", words.startswith("„")), ("closes", words.endswith("“"))) if has)
    marked = f' class="{own}"' if own else ""
    return f'<q lang="de"{marked}>{escape(words)}</q>'


def spoken(parameters: Iterable[dict]) -> str:
    """The result in words that a chart's parameters make, computed by the engine that computes it in the browser."""
    spec = {"params": list(parameters), "data": {"values": [{}]}, "mark": {"type": "text", "text": {"expr": "said"}}}
    words = re.search(r"<text[^>]*>(.*?)</text>", _drawn(json.dumps(spec, sort_keys=True)))
    return unescape(words[1]) if words else ""


def _where(name: str) -> str:
    """File and line of an exhibit: a cell knows neither, so they are looked up by the exhibit's name."""
    for page in sorted((ROOT / "book").glob("*.md")):
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
            if f'name="{name}"' in line:
                return f"book/{page.name}, line {number}"
    return "a cell outside book/"


def svg(spec: dict, prefix: str, alt: str) -> str:
    """A chart as inline SVG: no script, no network, ids that no other chart has, and one name for screen readers."""
    drawn = lean(_drawn(json.dumps(spec, sort_keys=True)))
    drawn = re.sub(r'\bid="([^"]+)"', rf'id="{prefix}-\1"', drawn)
    drawn = re.sub(r"url\(#([^)]+)\)", rf"url(#{prefix}-\1)", drawn)
    drawn = re.sub(r'href="#([^"]+)"', rf'href="#{prefix}-\1"', drawn)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(alt)}" ', 1)


def _unread(drawing: str) -> str:
    """A drawing whose labels are seen, but not read where drawings are not: by a text browser, an index, an extractor.

    HTML knows CDATA within a drawing; who does not know drawings takes it for a comment, which ends with the first `>`.
    The alternative text stands beside.
    """

    def label(match: re.Match) -> str:
        parts = unescape(match[1]).split(">")
        return f">{'&gt;'.join(f'<![CDATA[{part}]]>' if part else '' for part in parts)}</{match[2]}>"

    return re.sub(r">([^<>]+)</(text|tspan)>", label, drawing)


FONTS = Path(__file__).parent / "site" / "fonts"
DRAWINGS = ROOT / "_build" / "drawings"  # kept between builds, since starting the engine takes longer than a drawing


def kept(key: str, make: Callable[[], bytes]) -> bytes:
    """What `make` gives, made once for as long as the key stays the same."""
    path = DRAWINGS / hashlib.sha256(key.encode()).hexdigest()
    if path.exists():
        seal, _, kept = path.read_bytes().partition(b"\n")
        if seal == _seal(kept):
            return kept
    made = make()
    DRAWINGS.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=DRAWINGS, delete=False) as file:
        file.write(_seal(made) + b"\n" + made)
    Path(file.name).replace(path)  # whole or not at all: pages are run side by side
    return made


def _seal(drawing: bytes) -> bytes:
    """Tells a whole drawing from what is left of one."""
    return hashlib.sha256(drawing).hexdigest().encode()


def _drawn(spec: str) -> str:
    """The SVG of a Vega-Lite specification, drawn once for as long as it, the engine and the fonts stay the same."""

    def draw() -> bytes:
        register_fonts()
        return vlc.vegalite_to_svg(spec, vl_version="6.4").encode()

    return kept(f"{vlc.__version__}{_fonts()}{spec}", draw).decode()


def png(drawing: str) -> bytes:
    """A drawing that stands alone, as a picture of twice its size; made once, as `_drawn` is."""

    def picture() -> bytes:
        register_fonts()
        return vlc.svg_to_png(drawing, scale=2)

    return kept(f"png{vlc.__version__}{_fonts()}{drawing}", picture)


@cache
def _fonts() -> str:
    """Changes with any of the fonts."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FONTS.glob("*.ttf")))).hexdigest()


@cache
def register_fonts() -> None:
    """Shows the drawing engine the book's faces: text is laid out by the widths of the fonts it knows."""
    vlc.register_font_directory(str(FONTS))


def _emphasis(headline: str) -> str:
    return EMPHASISED.sub(r"<em>\1</em>", escape(headline))


def _bare(headline: str) -> str:
    return headline.replace("*", "")


def _cell(cell) -> str:
    if isinstance(cell, float):
        return "–" if pd.isna(cell) else f"{cell:,.10g}"
    return escape(str(cell)) if str(cell) else "–"

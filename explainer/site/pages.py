"""Directives that print the ledger: every claim, every reference and the data dictionary."""

from __future__ import annotations

from abc import abstractmethod
from html import escape

import pandas as pd
from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .. import __version__
from ..ledger.vocabulary import vocabulary
from ..notebook import ledger
from ..render import LEDGER_PAGE, entry, ledger_page, quotation, verdict_mark, verdict_word
from ..shape import OWN_VOICES
from ..words.write import NBSP, day, figure


class Printed(SphinxDirective):
    """A directive that prints HTML made from the ledger."""

    @abstractmethod
    def html(self) -> str:
        """What the directive prints."""

    def run(self) -> list[nodes.Node]:
        return [nodes.raw("", self.html(), format="html")]


class VerdictKey(Printed):
    """The marks of the verdicts and what they mean."""

    def html(self) -> str:
        rows = "".join(
            f'<tr><td>{verdict_mark(name) or "none"}</td><th scope="row">{name}</th><td>{escape(verdict.meaning)}</td></tr>'
            for name, verdict in vocabulary().verdicts.items()
        )
        return (
            '<table class="key"><caption class="said">The verdicts and their marks</caption><thead><tr><th scope="col">Mark</th>'
            f'<th scope="col">Verdict</th><th scope="col">Meaning</th></tr></thead><tbody>{rows}</tbody></table>'
        )


class LedgerTable(Printed):
    """Every claim in a row, an anchor each, with the form that narrows them; and where the full entries are."""

    def html(self) -> str:
        rows = "".join(_row(claim) for _, claim in ledger.claims().iterrows())
        pages = " · ".join(
            f'<a href="{ledger_page(source["source_id"])}">{escape(source["publisher"])}</a>'
            for _, source in ledger.table("sources").iterrows()
        )
        return (
            f"<p>The full entries stand on a page for each source: {pages}.</p>{_tools()}"
            f"{_table('overview', 'All claims, with evidence and verdict', ('Stated', 'Evidence', 'Verdict'), rows)}"
        )


class LedgerEntries(Printed):
    """Everything the ledger holds of one source's claims, an anchor each. Its argument is the id of the source."""

    required_arguments = 1

    def html(self) -> str:
        references = ledger.table("references").set_index("reference_id")
        source = self.arguments[0]
        claims = ledger.claims(source_id=source)
        if claims.empty:
            raise self.error(f"the ledger has no claim of a source '{source}'")
        rows = "".join(_entry(claim, references) for _, claim in claims.iterrows())
        return (
            f'<p class="quiet"><data value="{len(claims)}">{len(claims)}</data> claims: {tally(claims)}</p>'
            f'<p><a href="sources.html#{source}">About this source</a> · <a href="{LEDGER_PAGE}">All claims in one table</a></p>'
            f"{_table('entries', 'Claims with evidence, check and references', ('Claim', 'Evidence', 'Check'), rows)}"
        )


def tally(claims: pd.DataFrame) -> str:
    """How many of the claims have which verdict."""
    counts = claims["verdict"].value_counts()
    return ", ".join(
        f'<data value="{counts[verdict]}">{counts[verdict]}</data>{NBSP}{verdict}'
        for verdict in vocabulary().verdicts
        if verdict in counts
    )


def _table(kind: str, caption: str, heads: tuple[str, ...], rows: str) -> str:
    columns = "".join(f'<th scope="col">{head}</th>' for head in heads)
    return f'<table class="ledger {kind}"><caption class="said">{caption}</caption><thead><tr>{columns}</tr></thead><tbody>{rows}</tbody></table>'


def _row(claim: pd.Series) -> str:
    """A claim in the table: only what a reader looks it up by, since a page of all claims is long."""
    stated, checked = figure(claim), figure(claim, checked=True)
    record = f"<p>On record: <b>{escape(checked)}</b></p>" if claim["differs"] else ""
    return (
        f'<tr id="{claim["claim_id"]}" data-chapter="{claim["claim_id"]}"{_facets(claim)}>'
        f'<th scope="row"><a class="anchor" href="{entry(claim)}">{escape(stated) or "Statement"}</a><p>{_subject(claim)}</p>'
        f"<p class=quiet>{escape(claim['publisher'])}</p></th>"
        f"<td>{quotation(claim)}<p>{escape(claim['gloss'])}</p></td>"
        f"<td>{verdict_word(claim['verdict'])}{record}</td></tr>"
    )


def _entry(claim: pd.Series, references: pd.DataFrame) -> str:
    """A claim with all we know of it."""
    shown = figure(claim) or "Statement"
    rate = vocabulary().time_bases.get(claim["per"], "") if claim["unit"] else ""
    measure = "" if claim["measure"] == "statement" else words(claim["measure"])
    what = "".join(
        f"<p class=quiet>{escape(line)}</p>"
        for line in (" · ".join(filter(None, (measure, rate, _period(claim)))), claim["kind"])
        if line
    )
    says = "" if claim["speaker"] in OWN_VOICES else f" · says {escape(claim['speaker_name'])}"
    checked = figure(claim, checked=True)
    value = f'<p class="checked">On record: {escape(checked)}</p>' if claim["differs"] else ""
    note = f"<p class=quiet>{escape(claim['figure_note'])}</p>" if claim["figure_note"] else ""
    cited = "".join(f"<li>{reference_line(references.loc[item])}</li>" for item in claim["reference_ids"])
    return (
        f'<tr id="{claim["claim_id"]}"><th scope="row"><a class="anchor" href="#{claim["claim_id"]}">{escape(shown)}</a>'
        f"<p>{_subject(claim)}</p>{what}</th>"
        f"<td>{quotation(claim)}<p>{escape(claim['gloss'])}</p>"
        f"<p class=quiet>¶{NBSP}{claim['paragraph']}{says}</p>{note}</td>"
        f"<td>{verdict_word(claim['verdict'])}{value}<p>{escape(claim['finding'])}</p>{f'<ul class=references>{cited}</ul>' if cited else ''}<!--uses:{claim['claim_id']}-->{_citation(claim)}</td></tr>"
    )


def _subject(claim: pd.Series) -> str:
    towards = f" → {escape(claim['object_name'])}" if claim["object_name"] else ""
    return escape(claim["subject_name"]) + towards


# What the ledger can be narrowed by: columns of a claim, the names under which the page's script knows them, and labels.
FACETS = {
    "source_id": ("source", "Source"),
    "topics": ("topics", "Topic"),
    "measure": ("measure", "Measure"),
    "kind": ("kind", "Kind"),
    "verdict": ("verdict", "Verdict"),
    "speaker_name": ("speaker", "Speaker"),
}
SORTS = {"": "As in the sources", "verdict": "Verdict, worst first", "figure": "Largest first, by unit"}
PAGES_MARK = "<!--pages-->"  # where `popovers` puts the pages that use claims, known only when all are read


def _tools() -> str:
    """The form that narrows the ledger. It is in the page from the start, so that nothing moves when its script comes."""
    claims = ledger.claims()
    publishers = ledger.table("sources").set_index("source_id")["publisher"]
    choices = ""
    for column, (name, label) in FACETS.items():
        cells = claims[column].explode() if column == "topics" else claims[column]
        order = vocabulary().by_severity[::-1].index if column == "verdict" else None
        values = {value: publishers.get(value) or words(value) for value in sorted(set(cells), key=order) if value}
        choices += choice(name, label, {"": "all", **values})
    choices += choice("chapter", "Page", {"": "all"}, PAGES_MARK) + choice("sort", "Sort", SORTS)
    return (
        '<form class="tools" role="search" aria-label="Narrow the ledger">'
        '<label><span>Search evidence and findings</span><input type="search" name="q" autocomplete="off"></label>'
        f'<div class="choices">{choices}</div><div class="row"><p role="status" id="shown">All <data value="{len(claims)}">{len(claims)}</data> claims</p>'
        '<button type="button" class="csv">CSV of this view</button>'
        '<button type="reset">Reset</button></div></form>'
    )


def choice(name: str, label: str, options: dict[str, str], more: str = "") -> str:
    """A labelled choice of a form: `options` are values and what they read."""
    listed = "".join(f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in options.items())
    return f'<label><span>{label}</span><select name="{name}">{listed}{more}</select></label>'


def _facets(claim: pd.Series) -> str:
    """What the page's script filters and sorts by."""
    values = {name: " ".join(claim[name]) if name == "topics" else claim[name] for name in FACETS}
    size = f"{claim['first_day']:%Y%m%d}" if claim["unit"] == "date" else f"{claim['low']:.10g}"
    values["figure"] = f"{list(vocabulary().units).index(claim['unit']) + 1} {size}" if claim["unit"] else ""
    return "".join(
        f' data-{FACETS[name][0] if name in FACETS else name}="{escape(value)}"' for name, value in values.items()
    )


def words(name: str) -> str:
    """An id's words."""
    return name.replace("-", " ")


def _citation(claim: pd.Series) -> str:
    cited = f"Bubble or Build-out? (version {__version__}), claim {claim['claim_id']}, checked {claim['checked_on']:%Y-%m-%d}."
    return f"<details class=cite><summary>Cite</summary><code>{cited}</code></details>"


def _period(claim: pd.Series) -> str:
    return "" if pd.isna(claim["period_start"]) else day(claim["period_start"], claim["period_end"])


def reference_line(reference: pd.Series) -> str:
    """A reference as a link, with who published it and when, and its grade."""
    published = f", {reference['published']}" if reference["published"] else ""
    return f'<a href="{escape(reference["url"])}" rel="nofollow">{escape(reference["title"])}</a> {escape(reference["publisher"])}{published} · {reference["grade"]}'


class Dictionary(Printed):
    """The data dictionary, made from the schema."""

    def html(self) -> str:
        parts = []
        for table in ledger.schema.tables.values():
            rows = "".join(
                f'<tr><th scope="row"><code>{c.name}</code></th><td>{c.type}{", required" if c.required else ""}</td>'
                f"<td>{_code(c.description)}{_allowed(c)}</td></tr>"
                for c in table.columns
            )
            parts.append(
                f'<h3 id="table-{table.name}">{table.title}</h3><p><code>data/{table.file}</code>: {escape(table.description)}</p>'
                f'<details><summary>Its <data value="{len(table.columns)}">{len(table.columns)}</data> columns</summary>'
                f'<div class="scroll" tabindex="0" role="region" aria-label="Columns of {table.file}"><table class="dictionary"><thead><tr><th scope="col">Column</th><th scope="col">Type</th><th scope="col">Meaning</th></tr></thead><tbody>{rows}</tbody></table></div></details>'
            )
        return "".join(parts)


def _allowed(column) -> str:
    if column.refers_to:
        table, key = column.refers_to.split(".")
        return f' <span class=quiet>Refers to <a href="#table-{table}">{table}</a>.</span>'
    return f" <span class=quiet>One of: {', '.join(column.allowed)}.</span>" if column.allowed else ""


def _code(text: str) -> str:
    """Escaped text with `code` set as such."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if n % 2 else part for n, part in enumerate(parts))


PAGES = {
    "verdict-key": VerdictKey,
    "ledger-table": LedgerTable,
    "ledger-entries": LedgerEntries,
    "data-dictionary": Dictionary,
}

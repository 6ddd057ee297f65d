"""The evidence of each figure on a page, one popover a claim, at the end of the page.

The figure is a plain link to its ledger entry; a short script (`book.js`) opens the popover in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import pandas as pd
from bs4 import BeautifulSoup
from docutils import nodes
from sphinx.application import Sphinx

from ..notebook import ledger
from ..render import LEDGER_PAGE, RESTS_ON, entry, quotation, verdict_word
from ..shape import OWN_VOICES
from ..words.write import NBSP, figure
from .builder import address
from .domain import LEDGER, Use
from .pages import PAGES_MARK
from .theme import contents

CITED = 70  # figures on a page up to which popovers name their references; beyond, those stand in the ledger alone
NAMED = 1  # references a popover names, the closest to the fact; the ledger has all
GRADES = ("primary", "press", "secondary")
UNNARROWED = ("book/index", "book/sources", "book/method", LEDGER)  # pages that only count, or that stand for all
LISTED = 12  # claims a computed figure lists in its popover; beyond that it counts them
CLOSE = '<button type="button" class="close" aria-label="Close">×</button>'


def add_popovers(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Appends the popovers of all figures that a page shows."""
    if docname.startswith(LEDGER):
        return
    html = "".join(raw.astext() for raw in doctree.findall(nodes.raw) if raw.get("format") == "html")
    shown = re.findall(r'data-claim="([^"]+)"', html)
    derived = BeautifulSoup("".join(re.findall(r'<a class="derived".*?</a>', html)), "html.parser").select("a")
    if not shown and not derived:
        return
    references = ledger.table("references").set_index("reference_id")
    claims = ledger.claims(dict.fromkeys(shown))
    popovers = [_about(claim, references if len(claims) <= CITED else None) for _, claim in claims.iterrows()]
    popovers += list(dict.fromkeys(_computed(link) for link in derived))
    popovers = _number(doctree, popovers)
    doctree.append(nodes.raw("", f'<div class="popovers">{"".join(popovers)}</div>', format="html"))


def _number(doctree: nodes.document, popovers: list[str]) -> list[str]:
    """Numbers popovers and the figures that open them alike: on paper they are notes."""
    ids = [re.search(r'id="about-([^"]+)"', popover)[1] for popover in popovers]
    notes = {name: place for place, name in enumerate(ids, 1)}
    for raw in list(doctree.findall(nodes.raw)):
        html = re.sub(
            r'data-(claim="|about="about-)([^"]+)"', lambda m: f'{m[0]} data-note="{notes[m[2]]}"', raw.astext()
        )
        raw.replace_self(nodes.raw("", html, format="html"))
    return [
        popover.replace('class="about"', f'class="about" data-note="{place}"', 1)
        for place, popover in enumerate(popovers, 1)
    ]


def _about(claim: pd.Series, references: pd.DataFrame | None) -> str:
    """What a reader who doubts a figure needs: its words, who says them, what we found, and on what ground."""
    claim_id = claim["claim_id"]
    checked = figure(claim, checked=True)
    cited = _references(claim, references) if references is not None else ""
    stated = figure(claim)
    value = f" On record: <b>{escape(checked)}</b>." if claim["differs"] else ""
    return (
        f'<div popover class="about" id="about-{claim_id}" role="dialog" aria-label="Evidence: {escape(stated or claim["gloss"])}" tabindex="-1">'
        f"{CLOSE}<p>{quotation(claim)}</p><p>{escape(claim['gloss'])}</p>"
        f"<p class=quiet>{escape(_said(claim))}, ¶{NBSP}{claim['paragraph']} · {claim['kind']}</p>"
        f"<p>{verdict_word(claim['verdict'])}.{value} {escape(claim['finding'])}</p>"
        + (f"<p class=quiet>{cited}</p>" if cited else "")
        + f'<p><a href="{entry(claim)}">In the ledger</a></p></div>'
    )


def _references(claim: pd.Series, references: pd.DataFrame) -> str:
    """The references closest to the fact, and how many more there are."""
    rows = sorted((references.loc[item] for item in claim["reference_ids"]), key=lambda row: GRADES.index(row["grade"]))
    named = [
        f'<a href="{escape(row["url"])}" rel="nofollow">{escape(row["publisher"])}</a>{NBSP}({row["grade"]})'
        for row in rows[:NAMED]
    ]
    more = f"{len(rows) - NAMED} more in the ledger" if len(rows) > NAMED else ""
    return ", ".join([*named, more]) if more else ", ".join(named)


def _said(claim: pd.Series) -> str:
    publisher = claim["publisher"]
    return publisher if claim["speaker"] in OWN_VOICES else f"{claim['speaker_name']}, in {publisher}"


def _computed(link) -> str:
    """How a derived figure came about."""
    claims = ledger.claims(link["data-claims"].split())
    if len(claims) > LISTED:
        rests = f'<p>It rests on {len(claims)} claims of <a href="{LEDGER_PAGE}">the ledger</a>.</p>'
    else:
        rows = "".join(
            f'<li><a href="{entry(claim)}">{escape(figure(claim) or claim["gloss"])}</a> {escape(claim["subject_name"])}, '
            f"{claim['measure'].replace('-', ' ')} <span class=quiet>· {verdict_word(claim['verdict'])}</span></li>"
            for _, claim in claims.iterrows()
        )
        rests = f"<ul>{rows}</ul>"
    return (
        f'<div popover class="about" id="{link["data-about"]}" role="dialog" aria-label="How this was computed" tabindex="-1">'
        f"{CLOSE}<p><b>{escape(link['data-text'])}</b> is computed: {escape(link['data-formula'])}.</p>"
        f"{rests}<p class=quiet>{RESTS_ON[link['data-values']]}</p></div>"
    )


def uses_html(uses: list[Use]) -> str:
    """The places where the book uses a claim, as links that open in place; those that only count it come last."""
    told, counted = (_places(use for use in uses if use.counted == counts) for counts in (False, True))
    if not uses:
        return '<p class="quiet">Used nowhere else.</p>'
    summary = f"Used in {len(told)} place{'s' if len(told) != 1 else ''}" + (
        f", counted in {len(counted)}" if counted else ""
    )
    lists = "".join(
        f"<p>{name}: {', '.join(links)}</p>" for name, links in (("Used in", told), ("Counted in", counted)) if links
    )
    return f'<details class="uses"><summary>{summary}</summary>{lists}</details>'


def _places(uses: Iterable[Use]) -> list[str]:
    """A link for each page and label, to where it comes first."""
    first: dict[tuple[str, str], Use] = {}
    for use in uses:
        first.setdefault((use.docname, use.label), use)
    return [
        f'<a href="{address(use.docname)}.html#{use.anchor}">{escape(use.label.rstrip("."))}</a>'
        for use in first.values()
    ]


def fill_in_uses(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Writes where the book uses each claim into the ledger's pages, where `pages` left marks for it."""
    if docname.startswith(LEDGER):
        for raw in list(doctree.findall(nodes.raw)):
            raw.replace_self(nodes.raw("", _with_uses(app, raw.astext()), format="html"))


def _with_uses(app: Sphinx, html: str) -> str:
    uses = app.env.get_domain("ledger").uses()
    pages = {claim: " ".join(dict.fromkeys(address(use.docname) for use in places)) for claim, places in uses.items()}
    used = {use.docname for places in uses.values() for use in places}.difference(UNNARROWED)
    options = "".join(
        f'<option value="{address(name)}">{escape(title)}</option>'
        for _, part in contents(app.env)
        for title, name in part
        if name in used
    )
    html = html.replace(PAGES_MARK, options)
    html = re.sub(r"<!--uses:([a-z0-9-]+)-->", lambda match: uses_html(uses.get(match[1], [])), html)
    return re.sub(r'data-chapter="([a-z0-9-]+)"', lambda match: f'data-chapter="{pages.get(match[1], "")}"', html)

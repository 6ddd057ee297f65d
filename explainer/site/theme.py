"""What the templates in `theme/` need to know of a page: navigation, headings, description, downloads and assets."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from babel import Locale
from babel.core import get_global
from docutils import nodes
from markupsafe import escape
from sphinx.application import Sphinx
from sphinx.config import Config

from ..ledger.store import Ledger
from ..templates import MESSAGES
from ..words.messages import SOURCE, _, edition
from .assets import WEB
from .builder import builder_of
from .headers import meta_policy
from .internals import HIDDEN_CELL, results_first
from .nodes import exhibit, shown_on, text_of
from .pages import brought, is_list
from .places import Places, address, ledger_of
from .refuse import Refused
from .share import picture_of

FRAMES = Path(__file__).parent / "theme"
# Before anything is painted: the colours a reader chose, and whether this browser has the book's fonts already. Once
# it is painted: the scripts, which nothing that can be read has to wait for; a browser that does not say when it paints
# has them a second after it has loaded. The policy admits this one script by its digest.
EARLY = (WEB / "early.js").read_text(encoding="utf-8").removesuffix("\n")
SITE_URL = "SITE_URL"  # names the address the site will have, for links that must be absolute


def add_theme(app: Sphinx) -> None:
    app.add_html_theme("explainer", str(FRAMES))
    app.connect("config-inited", _set_address)
    app.connect("config-inited", _one_language)
    app.connect("html-page-context", _page_context)
    app.connect("doctree-resolved", _results_first)
    app.add_node(
        HIDDEN_CELL,
        override=True,
        html=(_open_cell, lambda writer, node: writer.body.append("</details>")),
    )


def _set_address(app: Sphinx, config: Config) -> None:
    address = os.environ.get(SITE_URL, "").rstrip("/")
    if address and not address.startswith(("https://", "http://")):
        raise Refused(
            [f"{SITE_URL}: found '{address}'; allowed: the whole address of the site, as https://example.org/book"]
        )
    config.html_baseurl = f"{address}/" if address else ""


def _one_language(app: Sphinx, config: Config) -> None:
    """Refuses a language for this build alone: what Sphinx does not build, as cells, would stay in that of the book."""
    if (config.language or SOURCE) != edition().language:
        raise Refused([f"language: found {config.language}; _config.yml has {edition().language}, which alone counts"])


def _results_first(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Puts what a cell gives before how it was computed, as it is read. To let the style do it would move what is on
    the screen while a page still comes in."""
    results_first(doctree)


def _open_cell(writer: Any, node: nodes.Element) -> None:
    """A hidden cell's summary in plain words (MyST-NB's own is labelled with others than it shows)."""
    classes = " ".join(node["classes"])
    writer.body.append(f'<details class="{classes}"><summary>{escape(node["prompt_show"])}</summary>')


def _page_context(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: nodes.document | None):
    builder, env = builder_of(app), app.env
    parts, places, assets = builder.contents, Places(env), builder.assets
    up = context["pathto"]("", 1) if pagename != "404" else ""
    wanted = {name.strip() for name in app.config.html_theme_options.get("header", "").split(",")}
    header = [page for n, (caption, pages) in enumerate(parts) for page in pages if n == 0 or page[1] in wanted]
    shown = list(shown_on(doctree)) if doctree is not None else []
    scripts = {places.docname("ledger-table"): ["ledger.js"], "search": ["search.js"]}.get(pagename, [])
    if any(map(is_list, shown)):
        scripts.append("narrow.js")
    own = brought(shown)
    scripts += [name for name in own if name.endswith(".js")]
    style = assets.style_with(*(name for name in own if name.endswith(".css")))
    if app.config.explainer_repository:
        scripts.append("tell.js")
    context.update(
        **MESSAGES,
        asset=lambda name: posixpath.join(up, assets.name(name)) if up else assets.name(name),
        policy=meta_policy([EARLY], style),
        early=EARLY,
        style=style,
        icon=assets.icon,
        parts=parts,
        header=header,
        scripts=["book.js", *scripts],
        live=any(isinstance(node, exhibit) for node in shown),
        description=context.get("description") or _description(doctree, context, ledger_of(env)),
        picture=picture_of(app, pagename),
        downloads=f"chapters/{address(pagename)}" if pagename in app.env.get_domain("ledger").data["exhibits"] else "",
        author=app.config.author,
        ledger=places.docname("ledger-table"),
        notice=app.config.explainer_notice,
        repository=app.config.explainer_repository.rstrip("/"),
        direction=edition().locale.text_direction,
        og_locale=_of_open_graph(edition().locale),
        version=ledger_of(env).schema.descriptor["version"],
    )
    if context.get("pageurl"):
        # The landing page's own address is the folder's; Sphinx would name the source's.
        context["pageurl"] = app.config.html_baseurl + (
            "" if address(pagename) == "index" else f"{address(pagename)}.html"
        )
    context["here"] = context.get("pageurl") or f"{address(pagename)}.html"
    if pagename == "404":
        # Served for any address that leads nowhere, so its links count from where the site is mounted.
        context["mount"] = (urlsplit(app.config.html_baseurl).path or "").rstrip("/") + "/"


def _of_open_graph(locale: Locale) -> str:
    """The language as Open Graph names it, with a country; '' for that which it takes where nothing is said."""
    if str(locale) == SOURCE:
        return ""
    likely = Locale.parse(get_global("likely_subtags").get(str(locale), str(locale)))
    country = locale.territory or likely.territory or ""
    return f"{locale.language}_{country}" if country.isalpha() else locale.language


def _description(doctree: nodes.document | None, context: dict[str, Any], ledger: Ledger) -> str:
    """The standfirst, or the first paragraph: what a search engine shows under the title."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree is not None else ():
        if "kicker" not in paragraph["classes"]:
            text = text_of(paragraph, ledger)
            return text if len(text) < 300 else text[:300].rsplit(" ", 1)[0] + " …"
    return _("%(page)s, a page of %(book)s", page=context.get("title", ""), book=context["docstitle"])

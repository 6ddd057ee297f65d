"""What the templates in `theme/` need to know of a page: navigation, headings, description, downloads and assets."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from markupsafe import Markup, escape
from sphinx.application import Sphinx
from sphinx.config import Config

from ..ledger.store import Ledger
from ..templates import MESSAGES
from ..words.messages import SOURCE, _, edition
from .builder import builder_of
from .cite import Citer
from .head import About, head
from .internals import HIDDEN_CELL, results_first
from .linked import of_page
from .nodes import exhibit, shown_on, standfirst
from .pages import brought, is_list
from .places import Places, address, ledger_of
from .refuse import Refused
from .share import picture_of

FRAMES = Path(__file__).parent / "theme"
GITHUB = "https://github.com/"
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
    wanted = {name.strip() for name in app.config.html_theme_options.get("header", "").split(",")}
    header = [page for n, (caption, pages) in enumerate(parts) for page in pages if n == 0 or page[1] in wanted]
    shown = list(shown_on(doctree)) if doctree is not None else []
    scripts = {places.docname("ledger-table"): ["ledger.js"], "search": ["search.js"]}.get(pagename, [])
    if any(map(is_list, shown)):
        scripts.append("narrow.js")
    own = brought(shown)
    scripts += [name for name in own if name.endswith(".js")]
    style = assets.style_with(*(name for name in own if name.endswith(".css")))
    later = ["take.js", *(["tell.js"] if app.config.explainer_repository else [])]
    if context.get("pageurl"):
        # The landing page's own address is the folder's; Sphinx would name the source's.
        context["pageurl"] = app.config.html_baseurl + (
            "" if address(pagename) == "index" else f"{address(pagename)}.html"
        )
    context.update(
        **MESSAGES,
        parts=parts,
        header=header,
        ledger=places.docname("ledger-table"),
        notice=app.config.explainer_notice,
        repository=app.config.explainer_repository.rstrip("/"),
        direction=edition().locale.text_direction,
        launch=launchers(app.config.explainer_repository, pagename),
        downloads=f"chapters/{address(pagename)}" if pagename in app.env.get_domain("ledger").data["exhibits"] else "",
        here=context.get("pageurl") or f"{address(pagename)}.html",
    )
    if pagename == "404":
        # Served for any address that leads nowhere, so its links count from where the site is mounted.
        context["mount"] = (urlsplit(app.config.html_baseurl).path or "").rstrip("/") + "/"
    title = Markup(context["title"]).striptags() if pagename != app.config.root_doc else app.config.project
    description = context.get("description") or _description(doctree, context, ledger_of(env))
    more: dict[str, Any] = {}
    if pagename in env.all_docs:
        citer, picture = Citer(env), picture_of(app, pagename)
        work = citer.page(pagename)
        more = {"cited": citer.tags(work), "picture": picture, "data": of_page(app, pagename, description, picture)}
        context["cite"] = citer.printed(work, _("Cite this page"), address(pagename))
    about = About(
        title=title, description=description, style=style, scripts=["book.js", *scripts], later=later,
        up="" if pagename == "404" else context["pathto"]("", 1).removeprefix("./"), mount=context.get("mount", ""),
        url=context.get("pageurl") or "", canonical=context.get("pageurl") or "",
        live=any(isinstance(node, exhibit) for node in shown), hidden=pagename == "404", **more,
    )  # fmt: skip
    context["head"] = head(app, about)


def launchers(repository: str, docname: str) -> dict[str, str]:
    """Where a page can be run without a copy of one's own, by name: hosts that open repositories of GitHub."""
    if not repository.startswith(GITHUB):
        return {}
    name = repository.removeprefix(GITHUB).strip("/")
    return {
        "Binder": f"https://mybinder.org/v2/gh/{name}/HEAD?urlpath=lab/tree/{docname}.md",
        "GitHub Codespaces": f"https://codespaces.new/{name}",
    }


def _description(doctree: nodes.document | None, context: dict[str, Any], ledger: Ledger) -> str:
    """What a search engine shows under the title: what the page says there, cut where it is long."""
    text = standfirst(doctree, ledger) if doctree is not None else ""
    if not text:
        return _("%(page)s, a page of %(book)s", page=context.get("title", ""), book=context["docstitle"])
    return text if len(text) < 300 else text[:300].rsplit(" ", 1)[0] + " …"

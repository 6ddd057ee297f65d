"""What the book adds to Sphinx: addresses, dependencies, roles and the pages that show the ledger itself."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..ledger.rules.contents import CONFIGURED
from ..notebook.run import get_ready
from ..paths import PACKAGE
from ..templates import FOLDER as TEMPLATES
from ..words.messages import _
from .borrowed import borrowed, pages_that_borrow, setup_borrowed
from .builder import BookBuilder, builder_of, refuse_other_forms
from .cells import setup_cells
from .cite import Citer
from .domain import note_uses, pages_that_list_uses, setup_domain
from .evidence import evidence, setup_evidence
from .exhibits import setup_exhibits
from .freshness import setup_freshness
from .front import front, setup_front
from .glossary import chapters_with_new_terms, setup_glossary
from .internals import try_links
from .inventory import remove_what_changed, take_inventory
from .links import setup_links
from .lint import lint
from .memory import changed, memory
from .nodes import derived, exhibit, recorded, setup_nodes, traced
from .pages import setup_pages
from .passages import setup_passages
from .places import contents, ledger_of
from .publish import publish_files
from .refuse import Refused, hear_warnings, say_why, stop_at_lost_files, stop_before_writing, unshown
from .roles import setup_roles
from .share import setup_share
from .theme import FRAMES, add_theme
from .uses import keep_uses


def connect(app: Sphinx) -> None:
    for name, default in CONFIGURED.items():
        app.add_config_value(name, default, "env" if name == "explainer_names" else "html")
    hear_warnings(app)
    stop_at_lost_files()
    app.add_builder(BookBuilder, override=True)
    app.connect("builder-inited", refuse_other_forms, priority=0)
    app.connect("builder-inited", remove_what_changed, priority=1)
    app.connect("env-get-outdated", _pages_half_kept)
    app.connect("env-get-outdated", _pages_with_other_contents)
    app.connect("env-before-read-docs", _get_ready, priority=0)
    app.connect("env-before-read-docs", _refuse_typed_figures)
    setup_nodes(app, traced, recorded, derived, exhibit, borrowed, evidence, front)
    setup_domain(app)
    setup_roles(app)
    setup_pages(app)
    setup_cells(app)
    app.connect("env-before-read-docs", _begin_assets)
    app.connect("env-before-read-docs", _note_unwritten)
    add_theme(app)
    setup_exhibits(app)
    setup_freshness(app)
    app.connect("doctree-read", note_uses)
    setup_passages(app)
    setup_share(app)
    app.connect("env-updated", _refuse_unknown_claims)
    app.connect("env-updated", _try_links)
    app.connect("env-updated", _pages_to_write)
    app.connect("env-check-consistency", stop_before_writing)  # the first event after warnings of reading are told
    setup_glossary(app)
    setup_borrowed(app)
    setup_front(app)
    setup_evidence(app)
    setup_links(app)
    app.connect("html-collect-pages", _pages_of_no_chapter)
    app.connect("build-finished", keep_uses)
    app.connect("build-finished", publish_files, priority=900)  # last, since what is compressed must be final
    app.connect("build-finished", take_inventory, priority=925)
    app.connect("build-finished", say_why, priority=950)


def _get_ready(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Makes ready to run cells where there may be some to run: a build without changes wants nothing of it."""
    if docnames:
        get_ready()


def _pages_half_kept(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """The pages to read again since what was kept of them cannot be read."""

    def lost(docname: str) -> bool:
        try:
            pickle.loads(Path(app.doctreedir, f"{docname}.doctree").read_bytes())
        except Exception:  # half a file fails in one of many ways
            return True
        return False

    return [docname for docname in env.all_docs if lost(docname)]


def _pages_with_other_contents(app: Sphinx, env: BuildEnvironment, *_: set[str]) -> list[str]:
    """The pages that list others, if `_toc.yml` changed: sphinx-external-toc heeds another order, not another title."""
    contents = Path(app.srcdir, app.config.external_toc_path).read_bytes()
    if not changed(env, "contents", contents):
        return []
    return [docname for docname in env.toctree_includes if docname in env.all_docs]


def _refuse_typed_figures(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    ids = ledger_of(env).ids()
    causes: list[object] = []
    for docname in docnames:
        path = Path(env.doc2path(docname))
        file = env.doc2path(docname, base=False)
        try:
            causes += lint(path.read_text(encoding="utf-8"), file, ids, app.config.explainer_names)
        except SyntaxError as error:
            causes.append(f"{file}, line {error.lineno}: cannot be read as Python: {error.msg}")
        except UnicodeDecodeError as error:
            causes.append(f"{file}: cannot be read as UTF-8: {error.reason} at byte {error.start}")
    if causes:
        raise Refused(causes)


def _refuse_unknown_claims(app: Sphinx, env: BuildEnvironment) -> None:
    causes = unshown(env)
    if causes:
        raise Refused(causes)


def _begin_assets(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    if app.builder.name == "html":
        builder_of(app).assets.begin(Path(app.outdir))


def _note_unwritten(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Remembers what is read: another builder that shares our environment reads pages and does not write them."""
    memory(env)["unwritten"] = memory(env).get("unwritten", set()).union(docnames)


def _try_links(app: Sphinx, env: BuildEnvironment) -> None:
    """Has dead links found before a page is written, in builds that stop at warnings; Sphinx looks as it writes."""
    for docname in memory(env)["unwritten"] if app.keep_going else ():
        try_links(env, docname)


def _pages_to_write(app: Sphinx, env: BuildEnvironment) -> set[str]:
    """The pages to write beside those just read. Another builder writes none, and must not use up what says so."""
    if app.builder.name != "html":
        return set()
    pages = memory(env).pop("unwritten")
    for stale in (pages_that_list_uses, pages_that_borrow, chapters_with_new_terms, _pages_with_new_frame):
        pages = pages.union(stale(app, env))
    return pages & env.all_docs.keys()


def _pages_with_new_frame(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """All pages, to be written (not run) again, if what each of them carries changed: a style, a script, a template,
    the code that makes them, the menu, or the way to the next page."""
    code = [
        path.read_bytes()
        for path in sorted((*FRAMES.iterdir(), *TEMPLATES.iterdir(), *PACKAGE.rglob("*.py")))
        if path.is_file()
    ]
    titles = {docname: title.astext() for docname, title in sorted(env.titles.items())}
    places = sorted(env.get_domain("ledger").data["places"].items())
    frame = (
        builder_of(app).assets.digest(),
        code,
        contents(env),
        titles,
        sorted(env.collect_relations().items()),
        places,
        Citer(env).dated(),
    )
    digest = hashlib.sha256(repr(frame).encode()).hexdigest()
    return list(env.all_docs) if changed(env, "frame", digest) else []


def _pages_of_no_chapter(app: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    about = _(
        "Find figures, people and firms in the chapters of %(book)s and in its ledger of claims.",
        book=app.config.project,
    )
    yield "404", {"title": _("Nothing here")}, "404.html"
    yield "search", {"title": _("Search"), "description": about}, "search.html"

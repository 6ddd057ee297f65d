"""Claims as objects of Sphinx: where the book uses them, what pages asked of the ledger, and an inventory of their
anchors."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment

from .memory import memory
from .nodes import Shown, derived, shown_on
from .places import Places, ledger_of
from .roles import ROLES

# Directives of pages that list claims or values for their own sake, and so use none.
WITH_ENTRIES = ("ledger-table", "ledger-entries", "record-series")


class Use(NamedTuple):
    """One place where the book rests on a claim."""

    docname: str
    anchor: str
    label: str  # the exhibit's headline, or the title of the section the paragraph stands in
    counted: bool  # the place only counts the claim among many others


class LedgerDomain(Domain):
    """Every claim is an object; `objects.inv` lists its anchor, so that other sites can cite it."""

    name = "ledger"
    label = "Ledger"
    object_types = {"claim": ObjType("claim", "claim")}
    roles = {name: role() for name, role in ROLES.items()}
    # By page: uses of claims and of values on record (id, anchor, label, counted), exhibits (data by name), what was
    # asked (question: digest of the answer), passages to search, directives that stand on it, and roles that show no
    # figure (line, cause), for which the build stops before anything is written.
    initial_data: dict[str, Any] = {
        "uses": {},
        "recorded": {},
        "exhibits": {},
        "asked": {},
        "passages": {},
        "places": {},
        "unshown": {},
    }
    data_version = 6

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        places = Places(self.env)
        for _, claim in ledger_of(self.env).claims(columns=["claim_id", "source_id"]).iterrows():
            page = places.docname("ledger-entries", claim["source_id"]) or places.docname("ledger-table")
            if page:
                yield claim["claim_id"], claim["claim_id"], "claim", page, claim["claim_id"], 1

    def clear_doc(self, docname: str) -> None:
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: Collection[str], otherdata: dict[str, Any]) -> None:
        for kind in self.initial_data:
            self.data[kind].update({name: found for name, found in otherdata[kind].items() if name in docnames})

    def uses(self, of: str = "uses") -> dict[str, list[Use]]:
        """The uses of each claim, or `of` each value `recorded`, page by page in the order of the book."""
        found: dict[str, list[Use]] = {}
        order = {name: place for place, name in enumerate(self.env.toctree_includes.get(self.env.config.root_doc, []))}
        for docname in sorted(self.data[of], key=lambda name: order.get(name, -1)):
            for used, *place in self.data[of][docname]:
                found.setdefault(used, []).append(Use(docname, *place))
        return found


def domain_of(env: BuildEnvironment) -> LedgerDomain:
    """The domain of a book."""
    return cast(LedgerDomain, env.get_domain("ledger"))


def lists_all(env: BuildEnvironment, docname: str) -> bool:
    """Whether a page lists claims for their own sake."""
    return any(name.startswith(WITH_ENTRIES) for name in env.get_domain("ledger").data["places"].get(docname, ()))


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Finds the claims and values that a page's paragraphs and exhibits use; gives each such paragraph an anchor."""
    docname = app.env.docname
    if lists_all(app.env, docname):
        return
    uses: dict[str, dict[tuple[str, str, str, bool], None]] = {"uses": {}, "recorded": {}}
    place = 0
    for node in doctree.findall(nodes.Element):
        if isinstance(node, nodes.paragraph):
            shown = list(shown_on(node))
            if shown:
                place += 1
                anchor = f"p{place}"
                node["ids"].append(anchor)
            for each in shown:
                computed = isinstance(each, derived)
                counted = computed and each["data"]["values"] == "counted"
                data = each["data"] if computed else {"claims": each.shows(), "records": each.records()}
                for of, ids in (("uses", data["claims"]), ("recorded", data["records"])):
                    uses[of] |= {(used, anchor, section_of(node)[1], counted): None for used in ids}
        elif isinstance(node, Shown):
            for entry in node.entries():
                for of, ids in (("uses", entry.claims), ("recorded", entry.records)):
                    uses[of] |= {(used, entry.anchor, entry.label, entry.counted): None for used in ids}
    for of, found in uses.items():
        if found:
            app.env.get_domain("ledger").data[of][docname] = list(found)


def section_of(node: nodes.Node) -> tuple[str, str]:
    """The anchor and the title of the section a node stands in; no anchor for that of the whole page."""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.section):
            whole = isinstance(node.parent, nodes.document)
            return "" if whole else node["ids"][0], next(node.findall(nodes.title)).astext()
    return "", ""


def pages_that_list_uses(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again since a claim they list gained or lost a use."""
    uses, places, ledger = domain_of(env).uses(), Places(env), ledger_of(env)
    recorded = repr(domain_of(env).uses("recorded"))
    listed = {
        **{places.docname("record-series", topic): recorded for topic in ledger.table("series")["topic"].unique()},
        places.docname("ledger-table"): repr(uses),
    }
    for source, claims in ledger.claims(columns=["claim_id", "source_id"]).groupby("source_id"):
        listed[places.docname("ledger-entries", str(source))] = repr([uses.get(claim) for claim in claims["claim_id"]])
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in listed.items() if name}
    before, memory(env)["listed"] = memory(env).get("listed", {}), digests
    return [name for name in digests if name in env.all_docs and before.get(name) != digests[name]]


def setup_domain(app: Sphinx) -> None:
    app.add_domain(LedgerDomain)

"""Claims as objects of Sphinx: the roles that show them, where the book uses them, and an inventory of their anchors."""

from __future__ import annotations

import hashlib
import json
import re
from abc import abstractmethod
from collections.abc import Iterator
from typing import Any, NamedTuple

from bs4 import BeautifulSoup
from docutils import nodes
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.application import Sphinx
from sphinx.domains import Domain, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.util.docutils import ReferenceRole

from ..ledger.rows import hint
from ..ledger.store import UnknownClaim
from ..notebook import ledger
from ..render import MANY, claim_link, entry

LEDGER = "book/ledger"  # the table; the pages of entries are named after it
ALL_CLAIMS = json.dumps({"columns": None, "ids": None, "where": {}})


class TracedRole(ReferenceRole):
    """A role that shows a figure, or fails the build with file, line and remedy."""

    @abstractmethod
    def html(self) -> str:
        """The figure as a link."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        try:
            return [nodes.raw("", self.html(), format="html")], []
        except (UnknownClaim, ValueError) as error:
            remedy = "" if ";" in str(error) else "; give the id of one that it has, or add the claim"
            cause = f"{{{self.name}}}`{self.target}`: {error}{remedy}"
            self.env.get_domain("ledger").data["unshown"].setdefault(self.env.docname, []).append((self.lineno, cause))
            message = self.inliner.reporter.error(cause, line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]


class ClaimRole(TracedRole):
    """A figure as its source states it: ``{claim}`id` ``, or ``{claim}`words <id>` `` to show words instead."""

    def html(self) -> str:
        return claim_link(ledger.claim(self.target), text=self.title if self.has_explicit_title else "")


class CheckedRole(TracedRole):
    """The value that the public record gives in place of the stated one: ``{checked}`id` ``."""

    def html(self) -> str:
        return claim_link(ledger.claim(self.target), True, self.title if self.has_explicit_title else "")


class DerivedRole(TracedRole):
    """A figure that a cell of the same page computed and named with `derive`: ``{derived}`name` ``."""

    def html(self) -> str:
        document = self.inliner.document
        try:
            return retrieve_glue_data(document, self.target).data["text/html"]
        except (RetrievalError, KeyError):
            known = document["nb_renderer"].renderer.nb_client.glue_data if "nb_renderer" in document else {}
            near = hint(self.target, known) or "; name it with derive(…) in a cell above"
            raise ValueError(f"no cell of this page derives it{near}") from None


ROLES = {"claim": ClaimRole, "checked": CheckedRole, "derived": DerivedRole}


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
    # by page: [(claim id, anchor, label, counted)], {exhibit: what its files are made of}, {question: digest of the answer}, what can be searched,
    # and [(line, why a role shows no figure)], for which the build stops before anything is written
    initial_data: dict[str, Any] = {"uses": {}, "exhibits": {}, "asked": {}, "passages": {}, "unshown": {}}
    data_version = 4

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for _, claim in ledger.claims(columns=["claim_id", "source_id"]).iterrows():
            page = entry(claim).split(".html#")[0]
            yield claim["claim_id"], claim["claim_id"], "claim", f"book/{page}", claim["claim_id"], 1

    def clear_doc(self, docname: str) -> None:
        for kind in self.initial_data:
            self.data[kind].pop(docname, None)

    def merge_domaindata(self, docnames: set[str], otherdata: dict[str, Any]) -> None:
        for kind in self.initial_data:
            self.data[kind].update({name: found for name, found in otherdata[kind].items() if name in docnames})

    def unshown(self) -> list[str]:
        """The roles that show no figure, as causes for which a build stops."""
        return [
            f"{self.env.doc2path(docname, base=False)}, line {line}: {cause}"
            for docname, roles in sorted(self.data["unshown"].items())
            for line, cause in roles
        ]

    def uses(self) -> dict[str, list[Use]]:
        """The uses of each claim, page by page in the order of the book."""
        found: dict[str, list[Use]] = {}
        order = {name: place for place, name in enumerate(self.env.toctree_includes.get("book/index", []))}
        for docname in sorted(self.data["uses"], key=lambda name: order.get(name, -1)):
            for claim_id, *place in self.data["uses"][docname]:
                found.setdefault(claim_id, []).append(Use(docname, *place))
        return found


def note_uses(app: Sphinx, doctree: nodes.document) -> None:
    """Finds the claims that a page's paragraphs and exhibits use, and gives each such paragraph an anchor."""
    docname = app.env.docname
    if docname.startswith(LEDGER):
        return
    uses: dict[tuple[str, str, str, bool], None] = {}
    place = 0
    for node in doctree.findall(lambda n: isinstance(n, (nodes.paragraph, nodes.raw))):
        if isinstance(node, nodes.paragraph):
            html = "".join(raw.astext() for raw in node.findall(nodes.raw))
            marked = read(html).select("[data-claim], [data-claims]")
            if marked:
                place += 1
                anchor = f"p{place}"
                node["ids"].append(anchor)
            for element in marked:
                counted = element.get("data-values") == "counted"
                for claim in (element.get("data-claim") or element["data-claims"]).split():
                    uses[claim, anchor, _section(node), counted] = None
        else:
            within = isinstance(node.parent, nodes.TextElement)  # of a paragraph, and seen to with it
            for exhibit in () if within else read(node.astext()).select("[data-claims][id]"):
                claims = exhibit["data-claims"].split()
                label = exhibit.get("data-label") or exhibit.select_one(".headline").get_text()
                uses |= {(claim, exhibit["id"], label, len(claims) > MANY): None for claim in claims}
    if uses:
        app.env.get_domain("ledger").data["uses"][docname] = list(uses)


def read(html: str) -> BeautifulSoup:
    """What a page holds besides its drawings, which are the most of it and hold no claim."""
    return BeautifulSoup(re.sub(r"<svg .*?</svg>", "", html, flags=re.DOTALL), "html.parser")


def _section(node: nodes.Node) -> str:
    while node.parent is not None and not isinstance(node, nodes.section):
        node = node.parent
    title = node.next_node(nodes.title) if isinstance(node, nodes.section) else None
    return title.astext() if title is not None else ""


def pages_that_list_uses(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again since a claim they list gained or lost a use; and that of claims untold, if any changed."""
    uses = env.get_domain("ledger").uses()
    listed = {LEDGER: repr(uses), "book/method": repr(uses) + ledger.would_answer(ALL_CLAIMS)}
    for source, claims in ledger.claims(columns=["claim_id", "source_id"]).groupby("source_id"):
        listed[f"{LEDGER}-{source}"] = repr([uses.get(claim) for claim in claims["claim_id"]])
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in listed.items()}
    before, env.ledger_listed = getattr(env, "ledger_listed", {}), digests
    return [name for name in digests if name in env.all_docs and before.get(name) != digests[name]]

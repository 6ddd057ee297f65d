"""The roles by which prose shows figures of the ledger."""

from __future__ import annotations

from docutils import nodes
from sphinx.util.docutils import ReferenceRole

from .. import ledger
from ..load import UnknownClaim
from ..render import claim_link


class ClaimRole(ReferenceRole):
    """A figure as its source states it: ``{claim}`id` ``, or ``{claim}`words <id>` `` to show words instead."""

    checked = False

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        text = self.title if self.has_explicit_title else ""
        try:
            html = claim_link(ledger.claim(self.target), self.checked, text)
        except (UnknownClaim, ValueError) as error:
            message = self.inliner.reporter.error(f"{{{self.name}}}`{self.target}`: {error}", line=self.lineno)
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        return [nodes.raw("", html, format="html")], []


class CheckedRole(ClaimRole):
    """The value that the public record gives in place of the stated one: ``{checked}`id` ``."""

    checked = True


ROLES = {"claim": ClaimRole, "checked": CheckedRole}

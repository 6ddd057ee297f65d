"""Which claims the pages of the book use, as the last build of the site found, and why the others are left to the
ledger.

Only the build knows: pages run code and print tables. It leaves a file behind, with a digest of what it was built from.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pandas as pd

from ..paths import ROOT
from ..words.messages import N_
from .store import Ledger
from .vocabulary import UNVERIFIED

BAR = 75  # percent of all claims that are to be used on a page other than the ledger
REASONS = {
    "restated": N_("says again what another claim of the same source says"),
    "unchecked": N_("could not be checked, and no page needs it"),
    "wording": N_("a slip of wording that changes no argument"),
    "background": N_("background to the source's argument"),
}


def file_of(root: Path = ROOT) -> Path:
    return root / "_build" / "uses.json"


def built_from(root: Path = ROOT) -> str:
    """A digest of what decides which claims are used: the ledger, the pages and the package."""
    paths = [*root.glob("data/*.csv"), *root.glob("book/*.md"), *root.glob("explainer/**/*.py")]
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(paths))).hexdigest()


def keep(told: dict[str, list[str]], root: Path = ROOT) -> None:
    """Leaves behind, for each claim that a page tells one by one, the pages that do."""
    file_of(root).write_text(json.dumps({"built_from": built_from(root), "told": told}, indent=1), encoding="utf-8")


def _told(root: Path) -> dict[str, list[str]] | None:
    """What the last build left behind; None if that is of other files, or cannot be read."""
    try:
        kept = json.loads(file_of(root).read_bytes())
        return kept["told"] if kept["built_from"] == built_from(root) else None
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def coverage(ledger: Ledger, root: Path = ROOT) -> str:
    """The share of claims used on a page other than the ledger, and the rest by reason; or that it is not known."""
    told = _told(root)
    if told is None:
        return "which claims the pages use is known once the site is built from these files: make site"
    claims = ledger.claims()
    left = claims[~claims["claim_id"].isin(told)]
    share = 100 * (1 - len(left) / len(claims))
    lines = [
        f"{len(claims) - len(left)} of {len(claims)} claims ({share:.0f}%; the bar is {BAR}%) are used on a page other "
        "than the ledger, merely counted ones aside; the rest:"
    ]
    alike = claims.groupby(["source_id", "subject", "measure"])["claim_id"].transform("size") > 1
    reasons = pd.Series([reason(claim, alike[place]) for place, claim in left.iterrows()], index=left.index, dtype=str)
    lines += [
        f"  {words}: {', '.join(left.loc[reasons == name, 'claim_id'])}"
        for name, words in REASONS.items()
        if (reasons == name).any()
    ]
    return "\n".join(lines)


def reason(claim: pd.Series, alike: bool) -> str:
    """Why a claim is on no page, a key of `REASONS`; `alike` says whether its source has more of the same."""
    if claim["measure"] == "term":
        return "wording"
    if claim["holds"] == UNVERIFIED:
        return "unchecked"
    return "restated" if alike else "background"

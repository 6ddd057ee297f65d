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
from .vocabulary import GRADES, UNVERIFIED

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


def keep(told: dict[str, list[str]], chapters: list[str], root: Path = ROOT) -> None:
    """Leaves behind, for each claim that a page tells one by one, the pages that do; and which pages are chapters."""
    kept = {"built_from": built_from(root), "chapters": chapters, "told": told}
    file_of(root).write_text(json.dumps(kept, indent=1), encoding="utf-8")


def _kept(root: Path) -> tuple[dict[str, list[str]], set[str]] | None:
    """What the last build left behind; None if that is of other files, or cannot be read."""
    try:
        kept = json.loads(file_of(root).read_bytes())
        return (kept["told"], set(kept["chapters"])) if kept["built_from"] == built_from(root) else None
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None


def coverage(ledger: Ledger, root: Path = ROOT) -> str:
    """The share of claims used on a page other than the ledger, the rest by reason, and those of chapters whose check
    is weak; or that it is not known."""
    kept = _kept(root)
    if kept is None:
        return "which claims the pages use is known once the site is built from these files: make site"
    claims, (told, chapters) = ledger.claims(), kept
    left = claims[~claims["claim_id"].isin(told)]
    share = 100 * (1 - len(left) / len(claims))
    lines = [
        f"{len(claims) - len(left)} of {len(claims)} claims ({share:.0f}%; the bar is {BAR}%) are used on a page other "
        "than the ledger, merely counted ones aside" + ("; the rest:" if len(left) else "")
    ]
    alike = claims.groupby(["source_id", "subject", "measure"])["claim_id"].transform("size") > 1
    reasons = pd.Series([reason(claim, alike[place]) for place, claim in left.iterrows()], index=left.index, dtype=str)
    lines += [
        f"  {words}: {', '.join(left.loc[reasons == name, 'claim_id'])}"
        for name, words in REASONS.items()
        if (reasons == name).any()
    ]
    weak = weak_checks(ledger)
    behind = [claim for claim in weak if not chapters.isdisjoint(told.get(claim, ()))]
    lines.append(
        f"{len(weak)} checks rest on secondary pages alone, {len(behind)} of them behind claims of chapters: "
        + (", ".join(behind) or "none")
    )
    return "\n".join(lines)


def weak_checks(ledger: Ledger) -> list[str]:
    """The claims that are judged, and by secondary pages alone."""
    claims = ledger.claims(columns=["claim_id", "holds", "reference_ids"])
    grades = dict(ledger.table("references")[["reference_id", "grade"]].itertuples(index=False))
    alone = claims["reference_ids"].map(lambda cited: set(map(grades.get, cited)) == {GRADES[-1]})
    return list(claims.loc[(claims["holds"] != UNVERIFIED) & alone, "claim_id"])


def reason(claim: pd.Series, alike: bool) -> str:
    """Why a claim is on no page, a key of `REASONS`; `alike` says whether its source has more of the same."""
    if claim["measure"] == "term":
        return "wording"
    if claim["holds"] == UNVERIFIED:
        return "unchecked"
    return "restated" if alike else "background"

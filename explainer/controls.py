"""What a reader can change in an exhibit: sliders and choices, whose defaults are figures of the ledger.

A chart's formulas are Vega expressions over the names of its controls. The build draws the chart with the defaults and
prints the result in words; in the browser the same formulas run with the reader's values. Nothing is computed twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from .words.write import number

NAME = re.compile(r"[a-z][a-z0-9_]*")
TAKEN = (
    "break",
    "datum",
    "event",
    "group",
    "item",
    "parent",
    "said",
)  # by Vega, by its language, or by the result in words


@dataclass(frozen=True)
class Slider:
    """A number the reader can set, between `low` and `high`.

    `value` is the default; `source` says in words whose figure it is, and `claims` are the ids it rests on. `before` and
    `after` are its unit in print. Raises `ValueError` where the default cannot be set by the slider itself.
    """

    name: str
    label: str
    value: float
    low: float
    high: float
    step: float
    source: str
    claims: tuple[str, ...]
    before: str = ""
    after: str = ""
    checked: bool = False  # the default rests on the values on record

    def __post_init__(self):
        steps = (self.value - self.low) / self.step
        if not self.low <= self.value <= self.high or abs(steps - round(steps)) > 1e-6:
            raise ValueError(
                f"slider '{self.name}': {self.value:g} is not a step of {self.step:g} from {self.low:g} to {self.high:g}"
            )

    def html(self, links: str) -> str:
        """The slider with its value in words and what the default is; `links` are those to the claims behind it."""
        shown = escape(f"{self.before}{number(self.value)}{self.after}")
        rests_on = f' data-claims="{" ".join(self.claims)}"' if self.claims else ""
        shown = shown if self.claims else f'<data value="{self.value:g}">{shown}</data>'
        return (
            f'<div class="control"><label for="set-{self.name}">{escape(self.label)}</label><output for="set-{self.name}"{rests_on}>{shown}</output>'
            f'<input type="range" id="set-{self.name}" name="{self.name}" min="{self.low:g}" max="{self.high:g}" step="{self.step:g}" value="{self.value:g}" '
            f'data-before="{escape(self.before)}" data-after="{escape(self.after)}">'
            f"<p class=quiet>{escape(self.source)}{': ' if links else ''}{links}</p></div>"
        )


@dataclass(frozen=True)
class Step:
    """One of the things a reader steps through: its claim, a label, and what it opens (HTML)."""

    claim: str  # what it tells of, and its name in the address
    label: str
    html: str


@dataclass(frozen=True)
class Steps:
    """Steps of which one is open at a time. The first is the default; the arrow keys go from one to the next.

    `explainer.render.steps` makes them of claims.
    """

    name: str
    label: str
    steps: tuple[Step, ...]

    @property
    def value(self) -> str:
        return self.steps[0].claim

    def html(self) -> str:
        items = "".join(
            f'<li data-claims="{step.claim}"><label><input type="radio" name="{self.name}" value="{step.claim}"{" checked" if n == 0 else ""}> {step.label}</label>'
            f"<div>{step.html}</div></li>"
            for n, step in enumerate(self.steps)
        )
        return f"<fieldset class=steps><legend>{escape(self.label)}</legend><ol>{items}</ol></fieldset>"


Control = Slider | Steps


def parameters(controls: Iterable[Control], formulas: dict[str, str], said: str) -> list[dict]:
    """The parameters of a Vega-Lite chart: the controls' defaults, the formulas over them, and the result in words.

    In `said` a name between braces stands for the value of a formula. Raises `ValueError` for a name that is no formula.
    """
    names = [control.name for control in controls] + list(formulas)
    for name in names:
        if not NAME.fullmatch(name) or name in TAKEN or names.count(name) > 1:
            raise ValueError(
                f"'{name}': a control or formula has a name of its own in small letters and digits, and none of {', '.join(TAKEN)}"
            )
    parts = re.split(r"\{(\w*)\}", said)
    unknown = [name for name in parts[1::2] if name not in formulas]
    if unknown:
        raise ValueError(f"the result in words names {', '.join(unknown)}, which no formula gives")
    words = " + ".join(part if place % 2 else json.dumps(part) for place, part in enumerate(parts) if part)
    return [
        *({"name": control.name, "value": control.value} for control in controls),
        *({"name": name, "expr": formula} for name, formula in formulas.items()),
        {"name": "said", "expr": words or "''"},
    ]

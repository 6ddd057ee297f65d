"""What a reader can change in an exhibit: sliders and choices, whose defaults are figures of the ledger.

A chart's formulas are Vega expressions over the names of its controls. The build draws the chart with the defaults and
prints the result in words; in the browser the same formulas run with the reader's values. Nothing is computed twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass

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

    `value` is the default; `source` says in words whose figure it is, and `claims` are the ids it rests on. `before`
    and `after` are its unit in print. Raises `ValueError` where the default cannot be set by the slider itself.
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
                f"slider '{self.name}': {self.value:g} is not a step of {self.step:g} "
                f"from {self.low:g} to {self.high:g}"
            )


@dataclass(frozen=True)
class Steps:
    """Claims of which one is open at a time. The first is the default; the arrow keys go from one to the next."""

    name: str
    label: str
    claims: tuple[str, ...]
    labels: tuple[str, ...]

    @property
    def value(self) -> str:
        return self.claims[0]


Control = Slider | Steps


def parameters(controls: Iterable[Control], formulas: dict[str, str], said: str) -> list[dict]:
    """The parameters of a Vega-Lite chart: the controls' defaults, the formulas over them, and the result in words.

    In `said` a name between braces stands for the value of a formula. Raises `ValueError` for a name that is no
    formula.
    """
    names = [control.name for control in controls] + list(formulas)
    for name in names:
        if not NAME.fullmatch(name) or name in TAKEN or names.count(name) > 1:
            raise ValueError(
                f"'{name}': a control or formula has a name of its own in small letters and digits, "
                f"and none of {', '.join(TAKEN)}"
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

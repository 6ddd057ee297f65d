"""What a reader can change in an exhibit: sliders and choices, whose defaults are figures of the ledger.

A model's formulas are Vega expressions over the names of its sliders. The build draws the chart with the defaults and
prints the result in words; in the browser the same formulas run with the reader's values, and in a cell at whatever
settings a table or a headline speaks of. Nothing is computed twice.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from ..charts.svg import computed

NAME = re.compile(r"[a-z][a-z0-9_]*")
NOTHING = re.compile(r"\b(NaN|Infinity|null|undefined)\b|\[object")  # what a formula without a value leaves in words
# By Vega's language, by Vega or Vega-Lite for parts of a chart, and by the result in words.
TAKEN = (
    "autosize", "background", "break", "config", "cursor", "data", "datum", "event", "false", "group", "height", "if",
    "item", "null", "padding", "parent", "said", "style", "true", "undefined", "width",
)  # fmt: skip


def unfolded(words: str) -> str:
    """Words that a cell broke into lines, in one."""
    return re.sub(r"\s*\n\s*", " ", words)


@dataclass(frozen=True)
class Slider:
    """A number the reader can set, between `low` and `high`.

    `value` is the default; `source` says in words whose figure it is, `claims` and `records` are the ids it rests on.
    `before` and `after` are its unit in print. Raises `ValueError` where the default cannot be set by the slider
    itself.
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
    checked: bool = False  # the default rests on what the record has in place of its claims
    records: tuple[str, ...] = ()

    def __post_init__(self):
        if self.step <= 0:
            raise ValueError(f"slider '{self.name}': a step of {self.step:g} leads nowhere")
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

    def __post_init__(self):
        if not self.claims or len(self.claims) != len(self.labels):
            raise ValueError(f"steps '{self.name}': {len(self.claims)} claims and {len(self.labels)} labels")

    @property
    def value(self) -> str:
        return self.claims[0]

    @property
    def controls(self) -> tuple[Steps]:
        return (self,)

    def result(self) -> str:
        return ""

    def parameters(self) -> list[dict]:
        return [{"name": self.name, "value": self.value}, {"name": "said", "expr": "''"}]


@dataclass(frozen=True)
class Model:
    """A calculation that a reader can change.

    The `formulas` are Vega expressions over the names of sliders and of other formulas; `said` is the result in words,
    where a name between braces stands for the value of a formula. Raises `ValueError` for a name that is none.
    """

    sliders: Sequence[Slider]
    formulas: dict[str, str]
    said: str = ""

    def __post_init__(self):
        names = [slider.name for slider in self.sliders] + list(self.formulas)
        for name in names:
            if not NAME.fullmatch(name) or name in TAKEN or names.count(name) > 1:
                raise ValueError(
                    f"'{name}': a control or formula has a name of its own in small letters and digits, "
                    f"and none of {', '.join(TAKEN)}"
                )
        unknown = [name for name in self._told if name not in self.formulas]
        if unknown:
            raise ValueError(f"the result in words names {', '.join(unknown)}, which no formula gives")

    @property
    def _told(self) -> list[str]:
        """The formulas whose values the result in words has."""
        return re.findall(r"\{(\w*)\}", self.said)

    @property
    def controls(self) -> tuple[Slider, ...]:
        return tuple(self.sliders)

    def result(self) -> str:
        """The result in words, at the defaults. Raises `ValueError` where a formula in it comes to nothing."""
        *values, words = computed(self.parameters(), [*self._told, "said"])
        for name, value in zip(self._told, values):
            if value is None or NOTHING.search(str(value)):
                raise ValueError(f"the result in words is '{words}': '{name}' comes to nothing")
        return words

    def parameters(self, **settings: float) -> list[dict]:
        """The parameters of a Vega-Lite chart: what the sliders are set to, the formulas, and the result in words.

        Raises `ValueError` for a setting that no slider has.
        """
        strangers = set(settings) - {slider.name for slider in self.sliders}
        if strangers:
            raise ValueError(f"no slider is named {', '.join(sorted(strangers))}")
        parts = re.split(r"\{(\w*)\}", unfolded(self.said))
        words = " + ".join(part if place % 2 else json.dumps(part) for place, part in enumerate(parts) if part)
        return [
            *({"name": each.name, "value": settings.get(each.name, each.value)} for each in self.sliders),
            *({"name": name, "expr": formula} for name, formula in self.formulas.items()),
            {"name": "said", "expr": words or "''"},
        ]

    def evaluate(self, settings: pd.DataFrame) -> pd.DataFrame:
        """What the formulas give for each row of settings, as more columns.

        A column of settings is named as a slider; sliders without one keep their defaults.
        """
        rows = [computed(self.parameters(**row), self.formulas) for row in settings.to_dict("records")]
        # as objects: pandas would make a missing year a number, and with it all years fractions
        return settings.join(pd.DataFrame(rows, settings.index, list(self.formulas), dtype=object))


Control = Slider | Steps

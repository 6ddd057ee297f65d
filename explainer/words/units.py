"""Units, as figures are read and written in them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

FIGURE = "{figure}"  # where a unit's form has the figure


@dataclass(frozen=True)
class Unit:
    """What a figure is counted in."""

    name: str
    family: str
    factor: Decimal  # of the family's base unit
    form: str  # how one is printed, and more than one if `many` is empty
    many: str
    order: str  # what follows an order of magnitude in it
    words: tuple[str, ...]  # by which phrases name it

    def write(self, figure: str, one: bool = False) -> str:
        """A figure, already in words, with its unit."""
        return (self.form if one or not self.many else self.many).replace(FIGURE, figure)

"""Places arrows between boxes, and labels beside the arrows, for `flows`. All in px, y downwards."""

from __future__ import annotations

import math
from collections.abc import Sequence

Box = tuple[float, float, float, float]  # left, top, right, bottom
Line = tuple[float, float, float, float]  # x and y of its start, x and y of its end

HEAD = 7  # px from an arrow's end that its head takes
ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)  # where on its arrow a label may stand, best first


def arrow(start: Box, end: Box, lane: float = 0) -> Line:
    """The straight way from one box to another, up to where the head's middle lies.

    It runs `lane` px to the right of the line between their middles, so that a way back lies beside it.
    """
    (x, y), (x2, y2) = (((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in (start, end))
    length = math.hypot(x2 - x, y2 - y)
    along = ((x2 - x) / length, (y2 - y) / length)
    aside = (-along[1] * lane, along[0] * lane)

    def inside(box: Box, way: int) -> float:
        """How far it goes until it is out of the box, forwards (1) or backwards (-1)."""
        halves = ((box[2] - box[0]) / 2, (box[3] - box[1]) / 2)
        return min(
            (math.copysign(half, way * to) - off) / (way * to)
            for half, to, off in zip(halves, along, aside)
            if abs(to) > 1e-9
        )

    first, last = inside(start, 1) + 3, length - inside(end, -1) - HEAD - 3
    return (
        x + aside[0] + along[0] * first, y + aside[1] + along[1] * first,
        x + aside[0] + along[0] * last, y + aside[1] + along[1] * last,
    )  # fmt: skip


def labels(
    arrows: list[Line], sizes: Sequence[tuple[float, float]], boxes: list[Box], width: float, gap: float = 8
) -> list[tuple[Box, str] | None]:
    """A place beside each arrow for its label of a width and height, and how its text aligns.

    It lies within `width` and clear of all boxes, arrows and other labels, on the outer side of the picture if it can;
    `None` where there is no such place.
    """
    taken = [*boxes, *((x - HEAD, y - HEAD, x + HEAD, y + HEAD) for _, _, x, y in arrows)]
    # a dot is a box without an inside, so that one test serves for both
    dots = [[(x + (x2 - x) * n / 60, y + (y2 - y) * n / 60) * 2 for n in range(61)] for x, y, x2, y2 in arrows]
    middle = [sum(box[side] + box[side + 2] for box in boxes) / 2 / len(boxes) for side in (0, 1)]
    found: list[tuple[Box, str] | None] = []
    for own, ((x, y, x2, y2), (wide, high)) in enumerate(zip(arrows, sizes)):
        others = [dot for line in (*dots[:own], *dots[own + 1 :]) for dot in line]
        length = math.hypot(x2 - x, y2 - y)
        right = ((y - y2) / length, (x2 - x) / length)
        outer = (x + x2 - 2 * middle[0]) * right[0] + (y + y2 - 2 * middle[1]) * right[1] >= 0
        sides = [right, (-right[0], -right[1])][:: 1 if outer else -1]
        places = []
        for way in ALONG:
            for nx, ny in sides:
                off = gap + abs(nx) * wide / 2 + abs(ny) * high / 2  # the nearest corner lies a gap off the arrow
                left, top = x + (x2 - x) * way + nx * off - wide / 2, y + (y2 - y) * way + ny * off - high / 2
                block = (left, top, left + wide, top + high)
                about = (left - gap / 2, top - gap / 2, left + wide + gap / 2, top + high + gap / 2)
                if not (
                    left < 0 or top < 0 or left + wide > width
                    or any(meet(block, other) for other in taken) or any(meet(about, dot) for dot in others)
                ):  # fmt: skip
                    places.append((block, "center" if abs(nx) < 0.3 else "left" if nx > 0 else "right"))
        found.append(places[0] if places else None)
        taken += [places[0][0]] if places else []
    return found


def meet(one: Box, other: Box) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]

"""Drawings made lean: fewer words, the same marks in the same places."""

from __future__ import annotations

from explainer.charts.lean import lean

DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" version="1.1" width="9"><g fill="none" transform="translate(2,3)">'
    '<g class="mark-group"><g transform="translate(0.5, 0.5)"><path class="background" d="M0,0h9v9h-9Z"/>'
    '<g><text transform="translate(-8,24.500000000000004)" font-size="14px" text-anchor="start">a &amp; b</text>'
    '<text transform="translate(1,1) rotate(-90)" font-size="12px">up</text>'
    '<text transform="translate(4,4)" font-size="14px"><tspan x="0">one</tspan><tspan x="0" dy="16">two</tspan></text></g>'
    '<path class="foreground" d="" fill="red" display="none"/></g></g>'
    '<g opacity="0.5"><line x1="0" y1="0" x2="0" y2="-280" stroke="red" stroke-width="1.5"/></g>'
    '<path d="M-0.001,1e-16L2.0,3.14159Z" fill="red" opacity="1" stroke-dasharray="1,0"/></g></svg>'
)


def test_marks_stay_in_their_places_and_frames_go():
    assert lean(DRAWN) == (
        '<svg width="9" font-size="14px"><g fill="none" transform="translate(2,3)">'
        '<text x="-7.5" y="25">a &amp; b</text>'
        '<text font-size="12px" transform="translate(1.5,1.5) rotate(-90)">up</text>'
        '<text transform="translate(4.5,4.5)"><tspan x="0">one</tspan><tspan x="0" dy="16">two</tspan></text>'
        '<g opacity="0.5"><line y2="-280" stroke="red" stroke-width="1.5"/></g>'
        '<path d="M0,0L2,3.14Z" fill="red"/></g></svg>'
    )


def test_a_lean_drawing_cannot_be_made_leaner():
    assert lean(lean(DRAWN)) == lean(DRAWN)

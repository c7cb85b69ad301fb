"""Figures: pure functions that turn numbers into one drawing, with the table that belongs to it.

A drawing is a string of SVG that stands by itself (colours as attributes) and that a style sheet can
restyle (classes). The numbers are computed elsewhere; nothing here reads, asks or remembers anything.
Words come from the caller, so that a figure knows no language.
"""

from __future__ import annotations

from regioscoop.figures._colours import TOKENS, region_colours, same_hues
from regioscoop.figures._ground import Ground
from regioscoop.figures._lines import line_class, line_legend
from regioscoop.figures._steps import MEMBERSHIP, SECOND, step_of
from regioscoop.figures._svg import Caption, Drawing
from regioscoop.figures.causal_map import causal_map
from regioscoop.figures.circle_picture import circle_picture
from regioscoop.figures.diverging_bars import diverging_bars
from regioscoop.figures.life_cycle import life_cycle
from regioscoop.figures.members_map import members_map
from regioscoop.figures.national_map import Look, name_layers, national_map
from regioscoop.figures.profile import profile
from regioscoop.figures.quadrant import quadrant
from regioscoop.figures.region_map import region_map
from regioscoop.figures.shares import shares
from regioscoop.figures.strip_plot import strip_plot
from regioscoop.figures.toy_network import toy_network

__all__ = [
    "MEMBERSHIP",
    "SECOND",
    "TOKENS",
    "Caption",
    "Drawing",
    "Ground",
    "Look",
    "causal_map",
    "circle_picture",
    "diverging_bars",
    "life_cycle",
    "line_class",
    "line_legend",
    "members_map",
    "name_layers",
    "national_map",
    "profile",
    "quadrant",
    "region_colours",
    "region_map",
    "same_hues",
    "shares",
    "step_of",
    "strip_plot",
    "toy_network",
]

"""Charts in Altair, one function a figure. They need the packages of the extra ``reports``."""

from __future__ import annotations

from regioscoop.figures.charts._chart import FONTS, Chart, dots, over_time
from regioscoop.figures.charts._state import CHARTS, Told, growth_chart

__all__ = ["CHARTS", "FONTS", "Chart", "Told", "dots", "growth_chart", "over_time"]

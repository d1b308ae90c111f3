"""Frames of the Reader -> plotly figures. The only place that knows plotly.

Every figure takes a theme, "light" or "dark", has its height set, shows markup in names
instead of running it, and says on hover in words what it shows. Orange, grey and blue mean
oppose, neutral and support, and nothing else.
"""

from plotly.graph_objects import Figure

from monitor.report.figures.alternatives import alt
from monitor.report.figures.base import Theme, config
from monitor.report.figures.grids import feed_strip, matrix
from monitor.report.figures.over_time import coverage
from monitor.report.figures.rows import dots, mix_bars
from monitor.report.figures.shift import shift_bars, shift_words
from monitor.report.figures.spoken import spoken, spoken_words
from monitor.report.figures.stances import compare_lines, difference_line, stance_lines

__all__ = [
    "Figure",
    "Theme",
    "alt",
    "compare_lines",
    "config",
    "coverage",
    "difference_line",
    "dots",
    "feed_strip",
    "matrix",
    "mix_bars",
    "shift_bars",
    "shift_words",
    "spoken",
    "spoken_words",
    "stance_lines",
]

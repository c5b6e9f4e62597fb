"""One look for every figure: a palette that is safe for color blindness, and quiet axes."""

from __future__ import annotations

import matplotlib as mpl
from cycler import cycler
from matplotlib.colors import LinearSegmentedColormap

__all__ = ["COLORS", "DIVERGING", "LINESTYLES", "MARKERS", "SEQUENTIAL", "apply"]

# The palette of Okabe and Ito (2008) without its yellow, which vanishes on white.
COLORS = {
    "blue": "#0072B2",
    "vermilion": "#D55E00",
    "green": "#009E73",
    "purple": "#CC79A7",
    "orange": "#E69F00",
    "sky": "#56B4E9",
    "black": "#222222",
    "gray": "#7A7A7A",
}
# A second sign beside each color: nothing is told by color alone.
MARKERS = ("o", "^", "s", "D", "v", "P", "X")
LINESTYLES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1)), (0, (1, 1)))

SEQUENTIAL = "cividis"
DIVERGING = LinearSegmentedColormap.from_list(
    "dlcourse_diverging", [COLORS["blue"], "#F7F7F7", COLORS["vermilion"]]
)


def apply() -> None:
    """Set the style for all figures of this process."""
    cycle = cycler(color=list(COLORS.values())[:7]) + cycler(linestyle=list(LINESTYLES))
    mpl.rcParams.update(
        {
            "figure.figsize": (7.0, 4.0),
            "figure.dpi": 100,
            "figure.constrained_layout.use": True,
            "savefig.dpi": 110,
            "font.size": 10.5,
            "axes.titlesize": 11.5,
            "axes.titleweight": "bold",
            "axes.titlelocation": "left",
            "figure.titlesize": 12.5,
            "figure.titleweight": "bold",
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": "#555555",
            "axes.labelcolor": "#222222",
            "axes.grid": True,
            "axes.axisbelow": True,
            "grid.color": "#E3E3E3",
            "grid.linewidth": 0.8,
            "lines.linewidth": 2.0,
            "lines.markersize": 5.5,
            "legend.frameon": False,
            "axes.prop_cycle": cycle,
            "image.cmap": SEQUENTIAL,
        }
    )

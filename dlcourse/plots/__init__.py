"""Every figure that more than one notebook draws.

Each function draws on `ax` (or on a new figure) and returns the axes, so that a notebook can add
to the figure before it calls `show(ax.figure, alt=...)`.
"""

from dlcourse.plots.curves import history, history_end, loss_curves, value_and_derivative
from dlcourse.plots.diagrams import learning_procedure
from dlcourse.plots.display import picture, show, table
from dlcourse.plots.gaps import gaps
from dlcourse.plots.images import image_grid, weight_images
from dlcourse.plots.mistakes import confusion, misclassified
from dlcourse.plots.networks import network
from dlcourse.plots.regions import decision_regions, scatter_classes
from dlcourse.plots.scores import calibration, precision_recall, roc
from dlcourse.plots.style import COLORS, DIVERGING, LINESTYLES, MARKERS, SEQUENTIAL
from dlcourse.plots.surfaces import error_surface
from dlcourse.plots.units import unit
from dlcourse.plots.valleys import paths

__all__ = [
    "COLORS",
    "DIVERGING",
    "LINESTYLES",
    "MARKERS",
    "SEQUENTIAL",
    "calibration",
    "confusion",
    "decision_regions",
    "error_surface",
    "gaps",
    "history",
    "history_end",
    "image_grid",
    "learning_procedure",
    "loss_curves",
    "misclassified",
    "network",
    "paths",
    "picture",
    "precision_recall",
    "roc",
    "scatter_classes",
    "show",
    "table",
    "unit",
    "value_and_derivative",
    "weight_images",
]

"""Which controls a page has, in which state: what a teacher can set, hide and lock there."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dashboard.controls.declaration import Control, Declaration, Value, read_controls
from dashboard.controls.example.logit_plane import example_and_plane_controls
from dashboard.text import english
from dashboard.views.backprop import controls as backprop
from dashboard.views.bug_lab import controls as bug_lab
from dashboard.views.chain_rule import controls as chain_rule
from dashboard.views.compare import controls as compare
from dashboard.views.gradient_field import controls as gradient_field
from dashboard.views.practice import controls as practice
from dashboard.views.precision_lab import controls as precision_lab
from dashboard.views.softmax import controls as softmax
from dashboard.views.start import controls as start
from dashboard.views.training import controls as training


def controls_of(page: str, value_of: Callable[[Control], Value]) -> list[tuple[Control, Value]]:
    """The controls of a page, and their values.

    Parameters
    ----------
    page : one of `PAGES`, which are the pages' paths in the URL.
    value_of : what a control stands at; asked for each control that the values before it call for.

    Examples
    --------
    >>> [control.key for control, _ in controls_of("softmax", lambda control: control.default)][:5]
    ['K', 'z1', 'z2', 'z3', 'y']
    """
    found: list[tuple[Control, Value]] = []

    def noted(control: Control) -> Value:
        found.append((control, value_of(control)))
        return found[-1][1]

    read_controls(_DECLARATIONS[page](), noted)
    return found


_DECLARATIONS: Mapping[str, Callable[[], Declaration[Any]]] = MappingProxyType(
    {
        "": start.page_controls,
        "chain_rule": chain_rule.page_controls,
        "softmax": softmax.page_controls,
        "loss_surface": example_and_plane_controls,
        "gradient_field": gradient_field.page_controls,
        "backprop": backprop.page_controls,
        "training": training.page_controls,
        "compare": compare.page_controls,
        "bug_lab": bug_lab.page_controls,
        "precision_lab": precision_lab.page_controls,
        "practice": practice.page_controls,
    }
)
# In the navigation's words.
PAGES: Mapping[str, str] = MappingProxyType(
    {
        "": english("Start"),
        "chain_rule": english("Chain rule"),
        "softmax": english("Softmax"),
        "loss_surface": english("Loss surface"),
        "gradient_field": english("Gradient field"),
        "backprop": english("Backpropagation"),
        "training": english("Training"),
        "compare": english("Compare"),
        "bug_lab": english("Bug lab"),
        "precision_lab": english("Precision lab"),
        "practice": english("Practice"),
    }
)
WITH_OWN_DATA = ("training", "compare")  # where the user's own data can be used, in no link
# Open or not is part of a link, but what is folded up cannot be hidden or locked.
FOLD_KEYS = frozenset(fold.key for fold in training.FOLDS)
_SIZES = {"inputs": english("Inputs (activations a)"), "outputs": english("Outputs (classes)")}
# What holds no value of a link, by the key that a lesson names it by.
WITHOUT_VALUE: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "": {**_SIZES, start.TAKE_STEP: english("Take one step, undo the step")},
        "backprop": {
            **_SIZES,
            "chosen_value": english("Slider of the chosen weight or bias"),
            "chosen_activation": english("Slider of the activation that it multiplies"),
        },
    }
)

"""Which controls a page has, in which state: what a teacher can set, hide and lock there."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from dashboard.controls.declaration import Control, Declaration, Value, read_controls
from dashboard.text import English, english
from dashboard.text.page_titles import TITLES
from dashboard.views.backprop import controls as backprop
from dashboard.views.bug_lab import controls as bug_lab
from dashboard.views.chain_rule import controls as chain_rule
from dashboard.views.compare import controls as compare
from dashboard.views.gradient_field import controls as gradient_field
from dashboard.views.loss_surface import controls as loss_surface
from dashboard.views.practice import controls as practice
from dashboard.views.precision_lab import controls as precision_lab
from dashboard.views.softmax import controls as softmax
from dashboard.views.start import controls as start
from dashboard.views.training import controls as training
from dashboard.views.your_model import controls as your_model


class DeclaredPage(NamedTuple):
    """A page's title, in the navigation's words, and the declaration of its controls."""

    title: English
    controls: Callable[[], Declaration[Any]]


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

    read_controls(PAGES[page].controls(), noted)
    return found


_CONTROLS: Mapping[str, Callable[[], Declaration[Any]]] = {
    "start": start.page_controls,
    "chain_rule": chain_rule.page_controls,
    "softmax": softmax.page_controls,
    "loss_surface": loss_surface.page_controls,
    "gradient_field": gradient_field.page_controls,
    "backprop": backprop.page_controls,
    "training": training.page_controls,
    "compare": compare.page_controls,
    "bug_lab": bug_lab.page_controls,
    "precision_lab": precision_lab.page_controls,
    "your_model": your_model.page_controls,
    "practice": practice.page_controls,
}
PAGES = {
    "" if name == "start" else name: DeclaredPage(TITLES[name], controls)
    for name, controls in _CONTROLS.items()
}
_OWN_TABLE = english("Your own data cannot be part of a link: choose one of the data sets.")
# Of the pages that take the user's own data.
IN_NO_LINK = {
    "training": _OWN_TABLE,
    "compare": _OWN_TABLE,
    "your_model": english(
        "A file or pasted rows cannot be part of a link: choose a mystery, or hand out the file."
    ),
}
_SIZES = {"inputs": english("Inputs (activations a)"), "outputs": english("Outputs (classes)")}
# What holds no value of a link, by the key that a lesson names it by.
WITHOUT_VALUE = {
    "": {**_SIZES, start.TAKE_STEP: english("Take one step, undo the step")},
    "backprop": _SIZES,
}

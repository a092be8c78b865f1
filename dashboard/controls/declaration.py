"""The declaration of controls: what draws them and what lists them for teachers both read it.

Controls depend on one another: K decides how many logits there are, a data set which settings it
has. So a declaration is a generator: it yields its controls one by one, is sent the value of each,
and returns the record that the values make.
"""

from collections.abc import Callable, Generator
from typing import TypeVar

from dashboard.controls.control import Buttons, Choice, NumberField, Slider, Switch, TextField
from dashboard.controls.tabs import Tabs

Control = Slider | NumberField | TextField | Choice | Switch | Buttons | Tabs
Value = float | str | bool
Record = TypeVar("Record")
Declaration = Generator[Control, Value, Record]


def read_controls(declaration: Declaration[Record], value_of: Callable[[Control], Value]) -> Record:
    """Return the record that declared controls make.

    Parameters
    ----------
    value_of : returns the value of a control; asked for each control that the values before it
        call for. A page draws the control here.

    Examples
    --------
    >>> switches = each(Switch("log", "Logarithmic"), Switch("grid", "Grid"))
    >>> read_controls(switches, lambda control: control.key == "log")
    (True, False)
    """
    try:
        control = next(declaration)
        while True:
            control = declaration.send(value_of(control))
    except StopIteration as end:
        record: Record = end.value
        return record


def each(*controls: Control) -> Declaration[tuple[Value, ...]]:
    """Declare controls that do not depend on one another; their values are the record."""
    values: tuple[Value, ...] = ()
    for control in controls:
        values += ((yield control),)
    return values

"""The user's own data among the data sets: a CSV file, or points."""

from collections.abc import Callable

from streamlit.delta_generator import DeltaGenerator

from dashboard.controls.run.own_file import draw_own_file
from dashboard.controls.run.own_points import draw_own_points
from dashboard.controls.run.session_data import keep_table
from dashboard.text import english
from dashboard.text.errors import draw_error

OWN_DATA_MEANINGS = {
    "csv": english("Your own table as a CSV file."),
    "points": english("2-D points that you type or paste."),
}
OWN_DATA_NAMES = {"csv": english("My own file (CSV)"), "points": english("My own points")}


def draw_own_data(name: str, container: DeltaGenerator, on_change: Callable[[], None]) -> str:
    """Draw the controls of one of `OWN_DATA_MEANINGS`, and return the digest of its table.

    What cannot be read is answered beside the control it came from, and the digest is "".
    """
    draw = draw_own_file if name == "csv" else draw_own_points
    try:
        table = draw(container, on_change)
    except ValueError as error:
        draw_error(error, container)
        return ""
    return "" if table is None else keep_table(table)

"""What a hand moves in the pictures of the descent: its start."""

from dashboard.components.live import Live
from dashboard.controls.example.controls import Example
from dashboard.controls.example.logit_plane import map_in_hand
from dashboard.figures.figure import Picture
from dashboard.figures.logit_plane import Plane
from dashboard.views.gradient_field.controls import Descent


def descent_in_hand(
    example: Example, plane: Plane, descent: Descent, kind: str, picture: Picture, path: int
) -> Live:
    """The start of the descent in a picture whose last traces are its end, its step shown, it.

    Parameters
    ----------
    kind : the browser's view, "field" or "simplex".
    path : which trace is the path.
    """
    end, shown, start = range(len(picture.traces))[-3:]
    return map_in_hand(
        example,
        plane,
        start,
        kind,
        traces={"path": path, "end": end, "shown": shown, "start": start},
        descent={
            "learningRate": descent.step_size,
            "steps": descent.steps,
            "shown": descent.shown,
        },
    )

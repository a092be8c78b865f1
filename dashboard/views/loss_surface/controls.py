"""What can be set of the loss surface: the example, the plane, and the open tab."""

from dashboard.controls.declaration import Declaration
from dashboard.controls.example.logit_plane import example_and_plane_controls
from dashboard.controls.tabs import Tabs
from dashboard.text import english

TABS = Tabs.of(
    {
        "formula": english("The formula"),
        "sections": english("One logit at a time"),
        "bound": english("How low can L go?"),
        "flat": english("The direction that changes nothing"),
        "curvature": english("Curvature"),
        "saturation": english("Cross-entropy or squared error?"),
        "numbers": english("All the numbers"),
    }
)


def page_controls() -> Declaration[None]:
    """Declare all controls of the page."""
    yield from example_and_plane_controls()
    yield TABS

"""What can be set on the start page beside the layer and its step: what its edges show."""

from dashboard.controls.buttons import Buttons

GRADIENT = "∂L/∂w"
EDGES = Buttons("edges", "On the edges", ("w", GRADIENT), "w")

"""What can be set on the start page beside the layer and its step: what its edges show."""

from dashboard.controls.buttons import Buttons
from dashboard.text import english

GRADIENT = "∂L/∂w"
EDGES = Buttons("edges", english("Numbers on the edges"), ("w", GRADIENT), "w")

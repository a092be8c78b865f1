"""The loss as a landscape: its planes and lines, its curvature, and the ways down."""

"""Figures as pure functions: numbers and translated words in, a `go.Figure` out."""

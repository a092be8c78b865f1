"""Figures as pure functions: numbers and translated words in, a `Picture` out."""

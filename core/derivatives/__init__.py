"""Derivatives of any function: by rules along paths, by differences, and the gradient check."""

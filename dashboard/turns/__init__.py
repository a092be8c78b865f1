"""Whose turn it is at the processor."""

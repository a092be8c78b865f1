"""A grid of training runs, advanced together."""

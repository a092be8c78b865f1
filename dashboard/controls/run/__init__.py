"""A training run: its data, its settings, and their place in a link."""

"""The small layer that Start and Backpropagation share."""

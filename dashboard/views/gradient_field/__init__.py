"""The page Gradient field."""

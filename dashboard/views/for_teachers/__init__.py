"""The page For teachers."""

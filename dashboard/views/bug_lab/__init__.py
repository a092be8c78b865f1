"""The page Bug lab."""

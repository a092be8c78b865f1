"""The page Precision lab."""

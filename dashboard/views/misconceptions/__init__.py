"""The page Common mistakes."""

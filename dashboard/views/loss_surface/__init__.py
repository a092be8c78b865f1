"""The page Loss surface."""

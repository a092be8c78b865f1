"""Ready-made lessons, and the common mistakes that some of them show."""

"""Programs with a bug in their gradient: how they train, and how the bug is found."""

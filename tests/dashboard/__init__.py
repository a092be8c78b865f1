"""The dashboard without a browser: its parts, and its pages through AppTest."""

"""The dashboard without a browser, folder by folder: its parts, and its pages through AppTest."""

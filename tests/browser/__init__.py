"""What a user sees, in a real Chromium against a real server."""

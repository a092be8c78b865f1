"""What the server offers beside the pages."""

"""The pages: a folder or, not yet moved into one, a file for each."""

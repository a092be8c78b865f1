"""Parts of pages, one idea a file: each computes its numbers, draws its pictures, and says both."""

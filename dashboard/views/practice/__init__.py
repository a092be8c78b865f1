"""The Practice page: `page.py` draws it; a kind of exercise is a record of `kinds.py`."""

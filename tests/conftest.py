"""What holds for every test."""

import os

# As in dashboard/app.py, and for the same reason; before anything loads NumPy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

# How long an example takes says more about the machine's other work than about the code. On CI
# hypothesis takes its own "ci" profile, which has no deadline either and is not random.
if "CI" not in os.environ:
    settings.register_profile("local", deadline=None)
    settings.load_profile("local")

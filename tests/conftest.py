"""What holds for every test."""

import os

from hypothesis import settings

# How long an example takes says more about the machine's other work than about the code. On CI
# hypothesis takes its own "ci" profile, which has no deadline either and is not random.
if "CI" not in os.environ:
    settings.register_profile("local", deadline=None)
    settings.load_profile("local")

"""What holds for every test."""

import os

# As in dashboard/app.py, and for the same reason; before anything loads NumPy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest

from tests.missing import IN_CI, skip_imports_of_missing_packages

skip_imports_of_missing_packages()

from hypothesis import settings  # noqa: E402 (or its stand-in)

# How long an example takes says more about the machine's other work than about the code. On CI
# hypothesis takes its own "ci" profile, which has no deadline either and is not random.
if not IN_CI:
    settings.register_profile("local", deadline=None)
    settings.load_profile("local")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """In parallel (`-n`): a file at a time, and not first those with most tests.

    The slowest files have few tests; they come first by the order of `testpaths`.
    """
    option = config.option
    if getattr(option, "numprocesses", None) and option.dist == "no":
        option.dist, option.loadscopereorder = "loadfile", False

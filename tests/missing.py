"""A test that needs what is not installed is skipped, with that reason; in CI it fails.

`core` and most of its tests need nothing but requirements.txt and pytest.
"""

import os
import sys
from importlib.util import find_spec
from typing import NoReturn

import pytest

from tests.stand_ins import STAND_INS, put_in_place

IN_CI = "CI" in os.environ  # where everything is installed
_PACKAGES = ("hypothesis", "mpmath", "playwright", "ruff", "sklearn", "torch")
_MISSING = {name for name in _PACKAGES if find_spec(name) is None}


def skip_without(what: str) -> NoReturn:
    """Skip the test, or the whole file, that cannot run without this; in CI, fail."""
    if IN_CI:
        pytest.fail(f"needs {what}")
    pytest.skip(f"needs {what}", allow_module_level=True)


def need_package(name: str) -> None:
    """Skip the test unless this package of tests/requirements.txt is installed."""
    if name in _MISSING:
        skip_without(f"{name} (pip install -r tests/requirements.txt)")


class _SkippingFinder:
    """Is asked for the modules that no other finder has; skips the test file that imports one."""

    @staticmethod
    def find_spec(name: str, *_: object) -> None:
        need_package(name)


def skip_imports_of_missing_packages() -> None:
    """Let the import of a missing package skip a test file; in CI it fails, as ever."""
    if IN_CI:
        return
    for name in _MISSING & STAND_INS.keys():
        put_in_place(name)
    sys.meta_path.append(_SkippingFinder)

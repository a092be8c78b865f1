"""Stand-ins for packages that whole folders import: where they are missing, files still load.

Tests that need the package itself are skipped: by `given` of hypothesis, by the fixture `browser`.
"""

import sys
from collections.abc import Callable
from typing import Any
from unittest.mock import MagicMock

import pytest

_SKIPPED = pytest.mark.skip(reason="needs hypothesis (pip install -r tests/requirements.txt)")


def _given(*_: Any, **__: Any) -> pytest.MarkDecorator:
    return _SKIPPED


def _unchanged(*_: Any, **__: Any) -> Callable[[Any], Any]:
    return lambda test: test


# Each package, and which of its modules tests import.
STAND_INS = {
    "hypothesis": ("strategies", "extra", "extra.numpy"),
    "playwright": ("sync_api",),
}


def put_in_place(package: str) -> None:
    """Let the imports of a missing package find stand-ins that do nothing."""
    stand_in = MagicMock(given=_given, example=_unchanged)
    stand_in.settings.side_effect = _unchanged
    sys.modules[package] = stand_in
    for module in STAND_INS[package]:
        sys.modules[f"{package}.{module}"] = MagicMock()

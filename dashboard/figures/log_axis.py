"""A logarithmic axis whose labels can be read: 0.2 and 0.5 where nothing on it is very small."""

from typing import Any

_WRITTEN_OUT = 1e-4  # smaller numbers are × 10ⁿ


def log_axis(least: float) -> dict[str, Any]:
    """The axis, for numbers from `least` on.

    >>> log_axis(1e-9), log_axis(0.2)["dtick"]
    ({'type': 'log'}, 'D2')
    """
    if least < _WRITTEN_OUT:
        return {"type": "log"}
    # Labels at 1, 2 and 5 alone, those of all nine digits would touch; each written out.
    return {"type": "log", "dtick": "D2", "tickformat": "~g"}

"""A figure as JSON, with its arrays as the typed arrays that plotly.js reads."""

import json
from base64 import b64encode
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.figure import Picture


def figure_json(picture: Picture) -> str:
    """What `go.Figure(*picture).to_json()` writes, in a tenth of its time.

    Examples
    --------
    >>> figure_json(Picture([{"type": "scatter", "y": np.float32([1, 2])}], {"height": 300}))
    '{"data": [{"type": "scatter", "y": {"dtype": "f4", "bdata": "AACAPwAAAEA="}}],
      "layout": {"height": 300}}'
    """
    parts = {"data": picture.traces, "layout": picture.layout}
    try:
        return json.dumps(parts, default=_plain, allow_nan=False, ensure_ascii=False)
    except ValueError:  # a NaN outside an array, which JSON has no word for: Plotly makes it null
        return str(go.Figure(*picture).to_json())


def _plain(value: Any) -> Any:
    """An array as a typed array; one that cannot be one as a list; a NumPy number as a number."""
    if not isinstance(value, np.ndarray) or value.dtype.str not in ("<f4", "<f8"):
        return value.tolist()
    typed = {"dtype": value.dtype.str[1:], "bdata": b64encode(value.tobytes()).decode()}
    return typed if value.ndim == 1 else typed | {"shape": ", ".join(map(str, value.shape))}

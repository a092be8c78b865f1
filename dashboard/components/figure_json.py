"""A figure as JSON, with its arrays as the typed arrays that plotly.js reads."""

import json
from base64 import b64encode
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.figure import Picture, picture_of


def figure_json(figure: go.Figure | Picture) -> str:
    """What `figure.to_json()` writes, without the deep copy that takes nine tenths of its time.

    Examples
    --------
    >>> figure = go.Figure({"type": "scatter", "y": np.float32([1, 2])})
    >>> figure_json(figure).partition(', "layout"')[0]
    '{"data": [{"y": {"dtype": "f4", "bdata": "AACAPwAAAEA="}, "type": "scatter"}]'
    """
    data, layout = figure if isinstance(figure, Picture) else picture_of(figure)
    parts = {"data": data, "layout": layout}
    try:
        return json.dumps(parts, default=_plain, allow_nan=False, ensure_ascii=False)
    except ValueError:  # a NaN outside an array, which JSON has no word for: Plotly makes it null
        return str(go.Figure(data, layout).to_json())


def _plain(value: Any) -> Any:
    """An array as a typed array; one that cannot be one as a list; a NumPy number as a number."""
    if not isinstance(value, np.ndarray) or value.dtype.str not in ("<f4", "<f8"):
        return value.tolist()
    typed = {"dtype": value.dtype.str[1:], "bdata": b64encode(value.tobytes()).decode()}
    return typed if value.ndim == 1 else typed | {"shape": ", ".join(map(str, value.shape))}

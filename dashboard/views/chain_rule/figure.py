"""A graph of numbers: nodes as circles with their values, edges as arrows with their derivatives.

What is lit is drawn in the accent colour and thicker; the rest fades.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard import palette
from dashboard.figures.figure import Picture
from dashboard.figures.graph import Circle, circles_trace, graph_layout, sensitive_points

NODE_DIAMETER = 70  # pixels
_FONT_SIZE = 14
_LIT_WIDTH, _FADED_WIDTH = 3.0, 1.2
_SENSITIVE_POINTS = np.linspace(0.2, 0.8, 9)  # places along an edge that can be pointed at
CIRCLES = 1  # which trace they are
_NEAR = 1e-3  # a click reports the place of a drawn point, after rounding to float32


class GraphNode(NamedTuple):
    """A circle: its place, in units of the caller's choice, and what is written in it."""

    name: str
    x: float
    y: float
    symbol: str
    value: str
    lit: bool = True


class GraphEdge(NamedTuple):
    """An arrow between two nodes, with its derivative.

    `label_at` is the place of the label on the way from source to target, 0 to 1; away from ½,
    the labels of two edges that cross stay apart.
    """

    source: str
    target: str
    symbol: str
    value: str
    lit: bool = True
    label_at: float = 0.5


class GraphNote(NamedTuple):
    """Lines of text at the right end of the picture, and how high their middle stands."""

    y: float
    lines: Sequence[str]
    lit: bool = True


class Drawing(NamedTuple):
    """What is drawn of a graph: nodes in this order, edges between them, notes beside them."""

    nodes: Sequence[GraphNode]
    edges: Sequence[GraphEdge]
    notes: Sequence[GraphNote] = ()


def computation_graph(drawing: Drawing, *, height: int, view: str) -> Picture:
    """Draw the graph; both traces report clicks, which `part_at` reads.

    Parameters
    ----------
    height : of the picture, in pixels.
    view : names what the picture is of; a picture of the same view is updated in place.
    """
    nodes, edges, notes = drawing
    by_name = {node.name: node for node in nodes}
    drawn = sorted(edges, key=lambda edge: edge.lit)  # what is lit lies on top
    circles = [
        Circle(node.x, node.y, node.symbol, node.value, _colour(node.lit), _width(node.lit))
        for node in nodes
    ]
    letters = [palette.TEXT if node.lit else palette.FADED for node in nodes]
    traces = [
        sensitive_points(_edge_places(drawn, by_name)),
        circles_trace(circles, NODE_DIAMETER, {"size": _FONT_SIZE, "color": letters}),
    ]
    across = _range([node.x for node in nodes], 0.28)
    layout = graph_layout(
        view,
        across,
        _range([node.y for node in nodes], 0.42),
        margin=4,
        height=height,
        annotations=[_arrow(edge, by_name) for edge in drawn]
        + [_label(edge, by_name) for edge in drawn]
        + [_note(note, across[1]) for note in notes],
    )
    return Picture(traces, layout)


def part_at(drawing: Drawing, x: float, y: float) -> GraphNode | GraphEdge | None:
    """The node or edge that is drawn at a clicked place, None where there is neither."""
    for node in drawing.nodes:
        if abs(node.x - x) < _NEAR and abs(node.y - y) < _NEAR:
            return node
    by_name = {node.name: node for node in drawing.nodes}
    for edge in drawing.edges:
        for point in _points(edge, by_name, _SENSITIVE_POINTS):
            if np.abs(point - (x, y)).max() < _NEAR:
                return edge
    return None


def _points(
    edge: GraphEdge, by_name: dict[str, GraphNode], at: NDArray[np.float64]
) -> Iterator[NDArray[np.float64]]:
    """Points of the straight line from source (0) to target (1)."""
    source, target = by_name[edge.source], by_name[edge.target]
    start, end = np.array([source.x, source.y]), np.array([target.x, target.y])
    return iter(start + at[:, None] * (end - start))


def _edge_places(
    edges: Sequence[GraphEdge], by_name: dict[str, GraphNode]
) -> list[tuple[float, float, str]]:
    """Where an edge can be pointed at and clicked, and what it tells."""
    return [
        (float(x), float(y), f"{edge.symbol} = {edge.value}")
        for edge in edges
        for x, y in _points(edge, by_name, _SENSITIVE_POINTS)
    ]


def _arrow(edge: GraphEdge, by_name: dict[str, GraphNode]) -> dict[str, Any]:
    """From circle to circle, whatever the width of the picture: the standoffs are pixels."""
    source, target = by_name[edge.source], by_name[edge.target]
    return {
        "text": "",
        "showarrow": True,
        "x": target.x,
        "y": target.y,
        "ax": source.x,
        "ay": source.y,
        "axref": "x",
        "ayref": "y",
        "standoff": NODE_DIAMETER / 2 + 2,
        "startstandoff": NODE_DIAMETER / 2 + 2,
        "arrowhead": 2,
        "arrowwidth": _width(edge.lit),
        "arrowsize": 0.8 if edge.lit else 1.4,
        "arrowcolor": _colour(edge.lit),
    }


def _label(edge: GraphEdge, by_name: dict[str, GraphNode]) -> dict[str, Any]:
    (at,) = _points(edge, by_name, np.array([edge.label_at]))
    is_level = by_name[edge.source].y == by_name[edge.target].y
    return {
        "name": f"{edge.source} → {edge.target}",
        "text": f"{edge.symbol}<br><b>{edge.value}</b>",
        "showarrow": False,
        "x": float(at[0]),
        "y": float(at[1]),
        "yanchor": "bottom" if is_level else "middle",
        "yshift": 4 if is_level else 0,
        "borderpad": 1,
        "bgcolor": "rgba(0,0,0,0)" if is_level else palette.BACKGROUND,
        "font": {"size": _FONT_SIZE, "color": palette.TEXT if edge.lit else palette.FADED},
    }


def _note(note: GraphNote, right_end: float) -> dict[str, Any]:
    return {
        "text": "<br>".join(note.lines),
        "showarrow": False,
        "align": "right",
        "x": right_end,
        "xanchor": "right",
        "y": note.y,
        "font": {"size": _FONT_SIZE, "color": palette.TEXT if note.lit else palette.FADED},
    }


def _range(values: Sequence[float], margin: float) -> list[float]:
    return [min(values) - margin, max(values) + margin]


def _colour(lit: bool) -> str:
    return palette.ACCENT if lit else palette.FADED


def _width(lit: bool) -> float:
    return _LIT_WIDTH if lit else _FADED_WIDTH

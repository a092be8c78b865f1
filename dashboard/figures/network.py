"""The output layer of one example drawn as a network: a → z → ŷ → L."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from core.symbols import symbol
from dashboard import palette
from dashboard.figures.figure import Picture, Trace
from dashboard.figures.graph import Circle, circles_trace, graph_layout, sensitive_points
from dashboard.figures.network_numbers import EdgeNumbers, LitPaths, Network, Parameter
from dashboard.figures.network_positions import (
    ACTIVATIONS,
    LOGITS,
    LOSS,
    PROBABILITIES,
    TOUCH,
    WEIGHTS,
    Point,
    all_lines,
    heights,
    label_position,
    lit_lines,
    parameter_line,
)
from dashboard.figures.traces import line
from dashboard.written_numbers import NOISE

_ROW = 130  # pixels from unit to unit
_HEADER_ABOVE, _ABOVE, _BELOW = 0.54, 0.62, 0.63  # in rows, from the outermost units
_NODE_DIAMETER = 62  # pixels
_FONT_SIZE = 14
_TINY = 1e-4  # beside the largest number on the edges
_WIDE_NOTE = 17  # characters
_LIT_WIDTH, _WIDTH, _THIN = 3.5, 1.8, 1.0
_HEADERS = (
    (ACTIVATIONS, "<b>a</b>"),
    (LOGITS, "<b>z</b> = aW + b"),
    (PROBABILITIES, "<b>ŷ</b> = softmax z"),
    (LOSS, "<b>L</b>"),
)

# Stated once for all labels: each would otherwise carry them to the browser.
_TEMPLATE = {
    "layout": palette.TEMPLATE["layout"]
    | {
        "annotationdefaults": {
            "showarrow": False,
            "borderpad": 1,
            "borderwidth": 1.5,
            "bgcolor": palette.BACKGROUND,
            "font": {"size": _FONT_SIZE, "color": palette.TEXT},
        }
    }
}


def network_figure(
    network: Network,
    write: Callable[[float], str],
    *,
    lit: LitPaths | None = None,
    edges: EdgeNumbers | None = None,
) -> Picture:
    """Draw the network; the last trace has the points that are clicked for `parameter_at`.

    Parameters
    ----------
    network : its numbers.
    write : how a number is to be read.
    lit : the paths of one parameter, with the derivatives along them and ∂L/∂a. Without it every
        node has its own ∂L/∂node below it: the gradients as they flow back.
    edges : what stands on the edges, W and b where it is None.
    """
    inputs, classes = network.weights.shape
    if edges is None:
        edges = EdgeNumbers("<b>W</b>", "", np.vstack([network.weights, network.bias]))
    rows = max(inputs, classes)
    circles = list(_circles(network, write, lit))
    traces = [
        _lines(all_lines(inputs, classes), palette.LINE, _THIN),
        _lines(_signed_lines(network, edges, 1), palette.POSITIVE, _THIN),
        _lines(_signed_lines(network, edges, -1), palette.NEGATIVE, _THIN),
        _lines(lit_lines(lit, network, dropped=False), palette.ACCENT, _LIT_WIDTH),
        _lines(lit_lines(lit, network, dropped=True), palette.FADED, _WIDTH, dash="dot"),
        circles_trace(circles, _NODE_DIAMETER, {"size": _FONT_SIZE, "color": palette.TEXT}),
        sensitive_points(_label_places(network, write, edges)),
    ]
    top = (rows - 1) / 2
    layout = graph_layout(
        "network",
        [0, 1],
        [-top - _BELOW, top + _ABOVE],
        margin=0,
        template=_TEMPLATE,
        height=round(_ROW * (rows - 1 + _ABOVE + _BELOW)),
        annotations=[
            *(_text(x, top + _HEADER_ABOVE, header) for x, header in _HEADERS),
            _text(WEIGHTS, top + _HEADER_ABOVE, edges.header),
            *_parameter_labels(network, write, lit, edges),
            *_notes(network, write, lit),
        ],
    )
    return Picture(traces, layout)


def _signed_lines(network: Network, edges: EdgeNumbers, sign: int) -> Iterator[list[Point]]:
    """The edges whose number has this sign; those of the others keep the colour of all lines."""
    for parameter, value in _parameter_values(network, edges):
        if value * sign > 0:
            yield parameter_line(parameter, *network.weights.shape)


def _lines(lines: Iterator[list[Point]], colour: str, width: float, dash: str = "solid") -> Trace:
    gap = (np.nan, np.nan)
    ends = [point for each in lines for point in (*each, gap)]
    across, upwards = np.array(ends or [gap], np.float32).T
    return line(colour, width, dash, x=across, y=upwards, hoverinfo="skip")


def _circles(
    network: Network, write: Callable[[float], str], lit: LitPaths | None
) -> Iterator[Circle]:
    """The nodes, column by column; those on the lit paths have a wider outline."""
    lit_p, lit_q = (None, None) if lit is None else lit.parameter
    classes = range(len(network.bias))
    reached = [i for i in classes if lit and (i == lit_q or not lit.diagonal_only)]
    input_colours = [
        palette.ACCENT if p == lit_p else palette.FADED for p in range(len(network.weights))
    ]
    computed = network.computed
    for x, letter, values, colours, are_lit in (
        (ACTIVATIONS, "a", network.activations, input_colours, [lit_p]),
        (LOGITS, "z", computed.logits, palette.CLASSES, [lit_q]),
        (PROBABILITIES, "ŷ", computed.probabilities, palette.CLASSES, reached),
    ):
        for index, (upwards, value) in enumerate(zip(heights(len(values)), values, strict=True)):
            width = _LIT_WIDTH if index in are_lit else _WIDTH
            yield Circle(x, upwards, symbol(letter, index), write(value), colours[index], width)
    loss = write(float(computed.loss))
    yield Circle(LOSS, 0.0, "L", loss, palette.TEXT, _LIT_WIDTH if lit else _WIDTH)


def _label_places(
    network: Network, write: Callable[[float], str], edges: EdgeNumbers
) -> list[tuple[float, float, str]]:
    """Where a parameter's label can be clicked, and what it tells."""
    return [
        (across + shift, upwards, text)
        for parameter, value in _parameter_values(network, edges)
        for across, upwards in [label_position(parameter, *network.weights.shape)]
        for text in [f"{edges.letter}{parameter.symbol} = {write(value)}"]
        for shift in (-TOUCH, 0.0, TOUCH)
    ]


def _parameter_values(network: Network, edges: EdgeNumbers) -> Iterator[tuple[Parameter, float]]:
    return zip(network.parameters, edges.values.ravel().tolist(), strict=True)


def _parameter_labels(
    network: Network, write: Callable[[float], str], lit: LitPaths | None, edges: EdgeNumbers
) -> Iterator[dict[str, Any]]:
    largest = float(np.abs(edges.values).max())
    for parameter, value in _parameter_values(network, edges):
        is_lit = lit is not None and lit.parameter == parameter
        shown = write(value)
        if "×" in shown and abs(value) < _TINY * largest:
            shown = NOISE  # on an edge a power of ten has no room; the pointer finds it
        text = f"{edges.letter}{parameter.symbol} {shown}"
        label = _text(
            *label_position(parameter, *network.weights.shape), f"<b>{text}</b>" if is_lit else text
        )
        yield label | {"bordercolor": palette.ACCENT} if is_lit else label


def _notes(
    network: Network, write: Callable[[float], str], lit: LitPaths | None
) -> Iterator[dict[str, Any]]:
    """What stands above and below the nodes: the derivatives along the lit paths, or all ∂L/∂."""
    inputs, classes = network.weights.shape
    computed = network.computed
    for p, upwards in enumerate(heights(inputs)):
        gradient = write(float(computed.activations[p]))
        yield _note(ACTIVATIONS, upwards, [f"∂L/∂{symbol('a', p)}", gradient])
    for k, upwards in enumerate(heights(classes)):
        z = symbol("z", k)
        if lit is None:
            # Of one example ∂L/∂z is ∂L/∂b.
            yield _note(LOGITS, upwards, [f"∂L/∂{z}", write(float(computed.bias[k]))])
        elif k == lit.parameter.q:
            derivative = write(float(lit.factors.logit_derivatives[k]))
            yield _note(LOGITS, upwards, [f"∂{z}/∂{lit.parameter.symbol}", derivative])
    for i, upwards in enumerate(heights(classes)):
        target = f"{symbol('y', i)} = {write(float(network.targets[i]))}"
        outer = f"∂L/∂{symbol('ŷ', i)} = {write(float(network.loss_derivatives[i]))}"
        if lit is None:  # then there is room for a third line, which a power of ten asks for
            wrapped = outer.replace(" = ", " =<br>") if len(outer) > _WIDE_NOTE else outer
            yield _note(PROBABILITIES, upwards, [target, wrapped])
            continue
        yield _note(PROBABILITIES, upwards, [target, outer])
        is_dropped = lit.diagonal_only and i != lit.parameter.q
        inner = "✗" if is_dropped else write(float(lit.factors.jacobian[i, lit.parameter.q]))
        name = f"∂{symbol('ŷ', i)}/∂{symbol('z', lit.parameter.q)}"
        yield _note(PROBABILITIES, upwards, [f"{name} = {inner}"], above=True)


def _note(x: float, y: float, lines: list[str], *, above: bool = False) -> dict[str, Any]:
    distance = _NODE_DIAMETER / 2 + 2
    is_wide = max(map(len, lines)) > _WIDE_NOTE
    # On a phone a power of ten would run into the circle of L, to the right; the left has room,
    # but less of it above, where b stands.
    aside = {"xshift": -4 if above else -8} if is_wide else {}
    return (
        _text(x, y, "<br>".join(lines))
        | aside
        | {
            "yanchor": "bottom" if above else "top",
            "yshift": distance if above else -distance,
        }
    )


def _text(x: float, y: float, text: str) -> dict[str, Any]:
    return {"text": text, "x": x, "y": y}

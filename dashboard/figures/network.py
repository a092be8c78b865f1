"""The output layer of one example as a network: a → z → ŷ → L, with its numbers and its paths.

Circles, letters and labels keep their size in pixels and stand where those of the largest layer
do not touch on a phone, so one picture serves every layer and every screen.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.output_layer import LayerGradients, layer_gradients
from core.path_contributions import PathFactors, loss_derivatives
from core.softmax import log_softmax
from core.symbols import SUBSCRIPTS, symbol
from dashboard import palette
from dashboard.figures.figure import Picture, Trace

LINES_TRACE, LIT_TRACE, DROPPED_TRACE, NODES_TRACE, PARAMETERS_TRACE = range(5)

# Across, as shares of the width: the units a, the weights' labels, z, ŷ and L.
_A, _WEIGHTS, _Z, _PROBABILITIES, _LOSS = 0.079, 0.268, 0.462, 0.716, 0.921
# Upwards in rows: one row from unit to unit, weights of one unit above each other, b above its z.
_ROW, _LABEL_STEP, _BIAS_ABOVE, _HEADER_ABOVE, _ABOVE, _BELOW = 108, 0.19, 0.37, 0.66, 0.8, 0.6
_NODE_DIAMETER = 54  # pixels
_FONT_SIZE, _LONG = 11, 10
_WIDE_NOTE, _ASIDE = 17, 8  # characters; pixels to the left
_LIT_WIDTH, _WIDTH, _THIN = 3.5, 1.8, 1.0
_LEVEL = 0.07  # how far a line runs level to either side of its label, so that none is hidden
_TOUCH = 0.05  # how far a label can be clicked to either side of its middle, as share of the width
_HEADERS = (
    (_A, "<b>a</b>"),
    (_Z, "<b>z</b> = aW + b"),
    (_PROBABILITIES, "<b>ŷ</b> = softmax z"),
    (_LOSS, "<b>L</b>"),
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


class Parameter(NamedTuple):
    """A weight w_pq, or the bias b_q where p is None; counted from 0."""

    p: int | None
    q: int

    @property
    def name(self) -> str:
        """As in a URL, counted from 1.

        >>> Parameter(1, 0).name, Parameter(None, 1).name
        ('w21', 'b2')
        """
        return f"b{self.q + 1}" if self.p is None else f"w{self.p + 1}{self.q + 1}"

    @property
    def symbol(self) -> str:
        """As on screen, counted from 1.

        >>> Parameter(1, 0).symbol
        'w₂₁'
        """
        return self.name.translate(SUBSCRIPTS)


class Network(NamedTuple):
    """Every number of the picture."""

    activations: NDArray[np.float64]  # (inputs,)
    weights: NDArray[np.float64]  # (inputs, classes)
    bias: NDArray[np.float64]  # (classes,)
    targets: NDArray[np.float64]  # (classes,)
    computed: LayerGradients
    loss_derivatives: NDArray[np.float64]  # (classes,), ∂L/∂ŷ
    log_probabilities: NDArray[np.float64]  # (classes,), log ŷ

    @property
    def parameters(self) -> list[Parameter]:
        """Every weight, row by row, and then every bias."""
        return parameters_of(*self.weights.shape)


class LitPaths(NamedTuple):
    """The paths of one parameter, lit, with the derivatives along them.

    Where `diagonal_only`, those through ∂ŷ_i/∂z_k with i ≠ k are drawn as dropped.
    """

    parameter: Parameter
    factors: PathFactors
    diagonal_only: bool = False


class EdgeNumbers(NamedTuple):
    """What the labels of the weights and biases say in place of their values.

    Attributes
    ----------
    header : stands over the weights, instead of W.
    letter : stands before each symbol.
    values : (inputs + 1, classes), one for each weight, and as last row one for each bias.
    """

    header: str
    letter: str
    values: NDArray[np.float64]


def prepare_network(
    activations: Sequence[float],
    weights: Sequence[Sequence[float]],
    bias: Sequence[float],
    targets: Sequence[float],
) -> Network:
    """One pass through the layer, forward and back.

    Parameters
    ----------
    activations : a, (inputs,).
    weights : W, (inputs, classes).
    bias : b, (classes,).
    targets : y, a distribution (classes,).
    """
    arrays = (
        np.asarray(activations, np.float64),
        np.asarray(weights, np.float64),
        np.asarray(bias, np.float64),
        np.asarray(targets, np.float64),
    )
    computed = layer_gradients(*arrays)
    return Network(
        *arrays,
        computed,
        loss_derivatives(computed.probabilities, arrays[-1]),
        log_softmax(computed.logits),
    )


def parameters_of(inputs: int, classes: int) -> list[Parameter]:
    """Every weight of a layer, row by row, and then every bias.

    >>> [parameter.name for parameter in parameters_of(1, 2)]
    ['w11', 'w12', 'b1', 'b2']
    """
    return [Parameter(p, q) for p in (*range(inputs), None) for q in range(classes)]


def parameter_at(inputs: int, classes: int, x: float, y: float) -> Parameter | None:
    """The parameter whose label was clicked, None where there is none."""
    for parameter in parameters_of(inputs, classes):
        across, upwards = _label_place(parameter, inputs, classes)
        if abs(x - across) < 1.1 * _TOUCH and abs(y - upwards) < _LABEL_STEP / 2:
            return parameter
    return None


def network_figure(
    network: Network,
    write: Callable[[float], str],
    *,
    lit: LitPaths | None = None,
    edges: EdgeNumbers | None = None,
) -> Picture:
    """Draw the network; the points of trace `PARAMETERS_TRACE` are clicked for `parameter_at`.

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
    traces = [
        _lines(_all_lines(inputs, classes), palette.LINE, _THIN),
        _lines(_lit_lines(lit, network, dropped=False), palette.ACCENT, _LIT_WIDTH),
        _lines(_lit_lines(lit, network, dropped=True), palette.FADED, _WIDTH, dash="dot"),
        _nodes(network, write, lit),
        _sensitive_labels(network, write, edges),
    ]
    top = (rows - 1) / 2
    layout = {
        "template": _TEMPLATE,
        "height": round(_ROW * (rows - 1 + _ABOVE + _BELOW)),
        "uirevision": "network",
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "xaxis": {"visible": False, "fixedrange": True, "range": [0, 1]},
        "yaxis": {"visible": False, "fixedrange": True, "range": [-top - _BELOW, top + _ABOVE]},
        "annotations": [
            *(_text(x, top + _HEADER_ABOVE, header) for x, header in _HEADERS),
            _text(_WEIGHTS, top + _HEADER_ABOVE, edges.header),
            *_parameter_labels(network, write, lit, edges),
            *_notes(network, write, lit),
        ],
    }
    return Picture(traces, layout)


Point = tuple[float, float]


@cache  # of four counts, asked for at every label
def _heights(count: int) -> tuple[float, ...]:
    """Rows around the middle, the first on top."""
    return tuple((count - 1) / 2 - place for place in range(count))


def _label_place(parameter: Parameter, inputs: int, classes: int) -> Point:
    p, q = parameter
    if p is None:
        return _Z, _heights(classes)[q] + _BIAS_ABOVE
    return _WEIGHTS, _heights(inputs)[p] + _LABEL_STEP * _heights(classes)[q]


def _parameter_line(parameter: Parameter, inputs: int, classes: int) -> list[Point]:
    """From the unit, or from nothing for a bias, through its label to z_q."""
    p, q = parameter
    end = (_Z, _heights(classes)[q])
    x, y = _label_place(parameter, inputs, classes)
    if p is None:
        return [(x, y), end]
    return [(_A, _heights(inputs)[p]), (x - _LEVEL, y), (x + _LEVEL, y), end]


def _all_lines(inputs: int, classes: int) -> Iterator[list[Point]]:
    heights = _heights(classes)
    for parameter in parameters_of(inputs, classes):
        yield _parameter_line(parameter, inputs, classes)
    for upwards in heights:
        yield from ([(_Z, below), (_PROBABILITIES, upwards)] for below in heights)
        yield [(_PROBABILITIES, upwards), (_LOSS, 0.0)]


def _lit_lines(lit: LitPaths | None, network: Network, *, dropped: bool) -> Iterator[list[Point]]:
    """θ → z_q and z_q → ŷ_i → L for every i, those that are dropped apart from the others."""
    if lit is None:
        return
    inputs, classes = network.weights.shape
    heights, q = _heights(classes), lit.parameter.q
    if not dropped:
        yield _parameter_line(lit.parameter, inputs, classes)
    for i, upwards in enumerate(heights):
        if (lit.diagonal_only and i != q) == dropped:
            yield [(_Z, heights[q]), (_PROBABILITIES, upwards), (_LOSS, 0.0)]


def _lines(lines: Iterator[list[Point]], colour: str, width: float, dash: str = "solid") -> Trace:
    gap = (np.nan, np.nan)
    points = [point for line in lines for point in (*line, gap)]
    across, upwards = np.array(points or [gap], np.float32).T
    return {
        "type": "scatter",
        "x": across,
        "y": upwards,
        "mode": "lines",
        "line": {"color": colour, "width": width, "dash": dash},
        "hoverinfo": "skip",
    }


class _Node(NamedTuple):
    x: float
    y: float
    symbol: str
    value: float
    colour: str
    lit: bool


def _node_list(network: Network, lit: LitPaths | None) -> Iterator[_Node]:
    inputs, classes = network.weights.shape
    for p, upwards in enumerate(_heights(inputs)):
        is_lit = lit is not None and lit.parameter.p == p
        colour = palette.ACCENT if is_lit else palette.FADED
        yield _Node(_A, upwards, symbol("a", p), network.activations[p], colour, is_lit)
    for k, upwards in enumerate(_heights(classes)):
        is_lit = lit is not None and lit.parameter.q == k
        colour = palette.CLASSES[k]
        yield _Node(_Z, upwards, symbol("z", k), network.computed.logits[k], colour, is_lit)
    for i, upwards in enumerate(_heights(classes)):
        is_lit = lit is not None and not (lit.diagonal_only and i != lit.parameter.q)
        probability, colour = network.computed.probabilities[i], palette.CLASSES[i]
        yield _Node(_PROBABILITIES, upwards, symbol("ŷ", i), probability, colour, is_lit)
    yield _Node(_LOSS, 0.0, "L", float(network.computed.loss), palette.TEXT, lit is not None)


def _nodes(network: Network, write: Callable[[float], str], lit: LitPaths | None) -> Trace:
    nodes = list(_node_list(network, lit))
    numbers = [write(node.value) for node in nodes]
    return {
        "type": "scatter",
        "x": np.array([node.x for node in nodes], np.float32),
        "y": np.array([node.y for node in nodes], np.float32),
        "text": [
            f"<b>{node.symbol}</b><br>{number}" for node, number in zip(nodes, numbers, strict=True)
        ],
        "customdata": [
            f"{node.symbol} = {number}" for node, number in zip(nodes, numbers, strict=True)
        ],
        "mode": "markers+text",
        "marker": {
            "size": _NODE_DIAMETER,
            "color": palette.BACKGROUND,
            "opacity": 1,
            "line": {
                "color": [node.colour for node in nodes],
                "width": [_LIT_WIDTH if node.lit else _WIDTH for node in nodes],
            },
        },
        # A number of so many characters would be wider than the circle.
        "textfont": {
            "size": [_FONT_SIZE - 2 * (len(number) >= _LONG) for number in numbers],
            "color": palette.TEXT,
        },
        "hovertemplate": "%{customdata}<extra></extra>",
        "cliponaxis": False,
    }


def _sensitive_labels(network: Network, write: Callable[[float], str], edges: EdgeNumbers) -> Trace:
    """Invisible points along each parameter's label, to be pointed at and clicked."""
    inputs, classes = network.weights.shape
    points = [
        (across + shift, upwards, text)
        for parameter, value in _parameter_values(network, edges)
        for across, upwards in [_label_place(parameter, inputs, classes)]
        for text in [f"{edges.letter}{parameter.symbol} = {write(value)}"]
        for shift in (-_TOUCH, 0.0, _TOUCH)
    ]
    return {
        "type": "scatter",
        "x": np.array([x for x, _, _ in points], np.float32),
        "y": np.array([y for _, y, _ in points], np.float32),
        "customdata": [text for _, _, text in points],
        "mode": "markers",
        "marker": {"size": 18, "opacity": 0},
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _parameter_values(network: Network, edges: EdgeNumbers) -> Iterator[tuple[Parameter, float]]:
    return zip(network.parameters, edges.values.ravel().tolist(), strict=True)


def _parameter_labels(
    network: Network, write: Callable[[float], str], lit: LitPaths | None, edges: EdgeNumbers
) -> Iterator[dict[str, Any]]:
    for parameter, value in _parameter_values(network, edges):
        is_lit = lit is not None and lit.parameter == parameter
        text = f"{edges.letter}{parameter.symbol} {write(value)}"
        label = _text(
            *_label_place(parameter, *network.weights.shape), f"<b>{text}</b>" if is_lit else text
        )
        yield label | {"bordercolor": palette.ACCENT} if is_lit else label


def _notes(
    network: Network, write: Callable[[float], str], lit: LitPaths | None
) -> Iterator[dict[str, Any]]:
    """What stands above and below the nodes: the derivatives along the lit paths, or all ∂L/∂."""
    inputs, classes = network.weights.shape
    computed = network.computed
    for p, upwards in enumerate(_heights(inputs)):
        gradient = write(float(computed.activations[p]))
        yield _note(_A, upwards, [f"∂L/∂{symbol('a', p)}", gradient])
    for k, upwards in enumerate(_heights(classes)):
        z = symbol("z", k)
        if lit is None:
            # Of one example ∂L/∂z is ∂L/∂b.
            yield _note(_Z, upwards, [f"∂L/∂{z}", write(float(computed.bias[k]))])
        elif k == lit.parameter.q:
            derivative = write(float(lit.factors.logit_derivatives[k]))
            yield _note(_Z, upwards, [f"∂{z}/∂{lit.parameter.symbol}", derivative])
    for i, upwards in enumerate(_heights(classes)):
        share = f"{symbol('y', i)} = {write(float(network.targets[i]))}"
        outer = f"∂L/∂{symbol('ŷ', i)} = {write(float(network.loss_derivatives[i]))}"
        yield _note(_PROBABILITIES, upwards, [share, outer])
        if lit is None:
            continue
        is_dropped = lit.diagonal_only and i != lit.parameter.q
        inner = "✗" if is_dropped else write(float(lit.factors.jacobian[i, lit.parameter.q]))
        name = f"∂{symbol('ŷ', i)}/∂{symbol('z', lit.parameter.q)}"
        yield _note(_PROBABILITIES, upwards, [f"{name} = {inner}"], above=True)


def _note(x: float, y: float, lines: list[str], *, above: bool = False) -> dict[str, Any]:
    distance = _NODE_DIAMETER / 2 + 2
    is_wide = max(map(len, lines)) > _WIDE_NOTE
    # On a phone a power of ten would run into the circle of L, to the right; the left has room.
    aside = {"xshift": -_ASIDE} if is_wide else {}
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

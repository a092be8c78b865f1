"""The parts of a warm-up's picture, with numbers in them, or with blanks for these."""

from collections.abc import Callable

from core.derivatives.chain_rule import DerivativeByPaths, Path
from dashboard.text import number, translate
from dashboard.text.formulas import in_brackets
from dashboard.views.chain_rule.controls import COMPOSITION, PATH, PRODUCT, TWO_PATHS, WarmUp
from dashboard.views.chain_rule.figure import Drawing, GraphEdge, GraphNode, GraphNote
from dashboard.views.chain_rule.words import derivative_symbol, lit_paths, symbol, wanted

LEVEL_HEIGHT, TWO_ROWS_HEIGHT = 160, 400  # of the drawing, in pixels
_BELOW_THE_EDGES, _BELOW_THE_OUTPUT = -0.34, -0.45  # how high notes stand in one and in the other

# Writes the number that belongs to these nodes: the value of one, the derivative of the last in the
# first, or the product along a path.
Write = Callable[..., str]

_PLACES = {
    COMPOSITION: {"x": (0, 0), "u": (1, 0), "y": (2, 0)},
    TWO_PATHS: {"x1": (0, 1), "x2": (0, -1), "z1": (1, 1), "z2": (1, -1), "p": (2, 0)},
    PRODUCT: {"x": (0, 0), "f": (1, 1), "g": (1, -1), "p": (2, 0)},
}
_ONE_EDGE = {"x": (0, 0), "y": (1, 0)}


def written(rule: DerivativeByPaths) -> Write:
    """Numbers as the page writes them."""
    start, *_, output = rule.paths[0].nodes
    numbers: dict[tuple[str, ...], float] = {(start, output): rule.total}
    numbers |= {(node,): value for node, value in rule.values.items()}
    numbers |= {(source, target): value for (source, target), value in rule.derivatives.items()}
    numbers |= {path.nodes: path.product for path in rule.paths}
    return lambda *nodes: number(numbers[nodes])


def blank(*nodes: str) -> str:
    """The place of a number that the browser writes (live_graph.js).

    >>> blank("x1", "z1")
    '{x1 → z1}'
    """
    return f"{{{' → '.join(nodes)}}}"


def drawing_parts(warm_up: WarmUp, rule: DerivativeByPaths, write: Write) -> Drawing:
    """The circles, arrows and notes of a warm-up, those on a lit path lit."""
    positions = _PLACES.get(warm_up.demo, _ONE_EDGE)
    paths = lit_paths(warm_up, rule)
    lit_nodes = {node for path in paths for node in path.nodes}
    lit_edges = {edge for path in paths for edge in path.edges}
    nodes = [
        GraphNode(name, *positions[name], symbol(name), write(name), name in lit_nodes)
        for name in rule.values
    ]
    edges = [
        GraphEdge(
            source,
            target,
            derivative_symbol(target, source, warm_up.sign),
            write(source, target),
            (source, target) in lit_edges,
            # Two edges of the two-path graph cross half way.
            label_at=0.3 if positions[source][1] == -positions[target][1] != 0 else 0.5,
        )
        for source, target in rule.derivatives
    ]
    return Drawing(nodes, edges, _notes(warm_up, rule, write))


def _notes(warm_up: WarmUp, rule: DerivativeByPaths, write: Write) -> list[GraphNote]:
    """The product along each path, as high as the node that the path goes through; their sum."""
    total = f"= <b>{write(warm_up.wrt, warm_up.output)}</b>"
    if len(rule.derivatives) == 1:  # nothing to multiply or to add
        return []
    if not warm_up.has_two_paths:
        factors = _factors(rule.paths[0], write)
        return [GraphNote(_BELOW_THE_EDGES, [f"{wanted(warm_up)} = {factors} {total}"])]
    notes = [GraphNote(_BELOW_THE_OUTPUT, [wanted(warm_up), total])]
    for position, path in enumerate(rule.paths, start=1):
        _, height = _PLACES[warm_up.demo][path.nodes[1]]
        name = translate(PATH.names[str(position)])
        lines = [name, _factors(path, write), f"= <b>{write(*path.nodes)}</b>"]
        notes.append(GraphNote(height, lines, path in lit_paths(warm_up, rule)))
    return notes


def _factors(path: Path, write: Write) -> str:
    return " · ".join(_factor(write(*edge)) for edge in reversed(path.edges))


def _factor(text: str) -> str:
    """In brackets where it is negative; those of a blank ask the browser for the same."""
    return f"({text})" if text.startswith("{") else in_brackets(text)

"""What a hand moves in the picture: the inputs of the graph."""

from core.derivatives.chain_rule import DerivativeByPaths
from dashboard.components.live import Live
from dashboard.controls.in_hand import limits_in_hand, move_by_hand
from dashboard.views.chain_rule.controls import WarmUp, input_sliders
from dashboard.views.chain_rule.drawing import blank, drawing_parts
from dashboard.views.chain_rule.figure import CIRCLES, computation_graph
from dashboard.views.chain_rule.words import symbol, wanted


def graph_in_hand(warm_up: WarmUp, rule: DerivativeByPaths) -> Live:
    """The inputs of a warm-up, and the texts of its picture with blanks for their numbers."""
    texts = computation_graph(drawing_parts(warm_up, rule, blank), height=0, view="")
    sliders = input_sliders(warm_up.demo)
    results = ", ".join(
        [
            f"{symbol(warm_up.output)} = {blank(warm_up.output)}",
            f"{wanted(warm_up)} = {blank(warm_up.wrt, warm_up.output)}",
        ]
    )
    return Live(
        values=warm_up.inputs,
        limits=limits_in_hand(sliders),
        given={},
        view={
            "kind": "graph",
            "trace": CIRCLES,
            "operations": warm_up.operations,
            "wrt": warm_up.wrt,
            "circles": texts.traces[CIRCLES]["text"],
            "annotations": [each["text"] for each in texts.layout["annotations"]],
            "symbols": {name: symbol(name) for name in warm_up.inputs},
            "told": {name: f"{symbol(name)} = {blank(name)}, {results}" for name in warm_up.inputs},
        },
        on_move=lambda moved: move_by_hand(moved, sliders),
    )

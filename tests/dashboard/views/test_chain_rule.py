"""The chain rule page: every number drawn, against core and against a complex step."""

import math
import re
from collections.abc import Mapping
from itertools import product
from types import SimpleNamespace
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from core import ELEMENTARY_FUNCTIONS, FUNCTIONS_OF_ONE, FUNCTIONS_OF_TWO, Operation
from core.derivatives.chain_rule import derivative_by_paths, numerical_derivative
from dashboard import palette
from dashboard.text import number
from dashboard.views.chain_rule import controls
from dashboard.views.chain_rule.controls import (
    BOTH_PATHS,
    COMPOSITION,
    DEMO,
    EXPONENTIAL,
    PATH,
    PRODUCT,
    SQUARE,
    TWO_PATHS,
    WRT,
    WarmUp,
)
from dashboard.views.chain_rule.figure import (
    Drawing,
    GraphEdge,
    GraphNode,
    computation_graph,
    part_at,
)
from dashboard.views.chain_rule.formulas import filled
from dashboard.views.chain_rule.in_hand import graph_in_hand
from dashboard.views.chain_rule.words import derivative_symbol
from tests.core.complex_step import OF_COMPLEX, by_complex_step
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import opened, pictures, sent_bytes, words
from tests.number_on_screen import read_number

STATES = 50


def random_state(seed: int) -> tuple[dict[str, str], WarmUp]:
    """A link to the page, and the warm-up it names."""
    random = np.random.default_rng(seed)
    demo = DEMO.options[seed % len(DEMO.options)]
    path = str(random.choice([BOTH_PATHS, "1", "2"]))
    wrt = str(random.choice(["1", "2"]))
    inputs = {name: float(random.integers(-20, 21)) / 10 for name in ("x", "x1", "x2")}
    f, g = (str(name) for name in random.choice(list(FUNCTIONS_OF_ONE), 2))
    z1, z2, p = (str(name) for name in random.choice(list(FUNCTIONS_OF_TWO), 3))
    graph = {
        SQUARE: {"y": Operation("square", ("x",))},
        EXPONENTIAL: {"y": Operation("exp", ("x",))},
        COMPOSITION: {"u": Operation(g, ("x",)), "y": Operation(f, ("u",))},
        TWO_PATHS: {
            "z1": Operation(z1, ("x1", "x2")),
            "z2": Operation(z2, ("x1", "x2")),
            "p": Operation(p, ("z1", "z2")),
        },
        PRODUCT: {
            "f": Operation(f, ("x",)),
            "g": Operation(g, ("x",)),
            "p": Operation("product", ("f", "g")),
        },
    }[demo]
    link = {name: str(value) for name, value in inputs.items()}
    link |= {"demo": demo, "path": path, "wrt": wrt, "f": f, "g": g}
    link |= {"fz1": z1, "fz2": z2, "fp": p}
    used = ("x1", "x2") if demo == TWO_PATHS else ("x",)
    several = demo in (TWO_PATHS, PRODUCT)
    warm_up = WarmUp(
        demo,
        graph,
        {name: inputs[name] for name in used},
        f"x{wrt}" if demo == TWO_PATHS else "x",
        int(path) - 1 if several and path != BOTH_PATHS else None,
    )
    return link, warm_up


def as_number(text: str) -> float:
    return read_number(text.strip("()*"))


def near(value: float) -> object:
    """Four digits of a value."""
    return pytest.approx(value, rel=6e-4, abs=1e-12)


def last_numbers(latex: str) -> list[float]:
    """What each line of a formula comes to."""
    power = re.compile(r"(-?[\d.]+)(?: \\times 10\^\{(-?\d+)\})?(?: \\end.*)?$", re.DOTALL)
    lines = latex.replace("$$", "").replace(r"\,", "").strip().split(r" \\[10pt] ")
    found = [power.search(line) for line in lines]
    return [float(f"{match[1]}e{match[2] or 0}") for match in found if match]


@pytest.mark.parametrize("seed", range(STATES))
def test_every_number_drawn_is_cores_and_the_complex_steps(seed: int):
    link, warm_up = random_state(seed)
    app = opened("chain_rule", **link)
    rule = derivative_by_paths(warm_up.operations, warm_up.inputs, warm_up.wrt)
    difference = numerical_derivative(warm_up.operations, warm_up.inputs, warm_up.wrt)
    (picture,) = pictures(app)

    circles = picture["figure"]["data"][1]
    written = [re.fullmatch(r"<b>(.*)</b><br>(.*)", text) for text in circles["text"]]
    shown = {one[1]: one[2] for one in written if one is not None}
    assert len(shown) == len(written)
    assert list(shown.values()) == [number(value) for value in rule.values.values()]
    output, derivative = by_complex_step(warm_up.operations, warm_up.inputs, warm_up.wrt)
    assert as_number(list(shown.values())[-1]) == near(output)

    written_beside = [a for a in picture["figure"]["layout"]["annotations"] if a["text"]]
    labels = [note for note in written_beside if "name" in note]
    for label in labels:
        source, target = label["name"].split(" → ")
        symbol, value = label["text"].removesuffix("</b>").split("<br><b>")
        assert re.sub("[∂d]", "", symbol) == "/".join(map(subscripted, (target, source)))
        assert value == number(rule.derivatives[source, target])
        assert as_number(value) == near(local_derivative(warm_up, rule.values, source, target))
    assert len(labels) == len(rule.derivatives)
    notes = [note for note in written_beside if "name" not in note]
    if len(rule.derivatives) == 1:
        assert notes == []
    else:
        assert notes[0]["text"].endswith(f"= <b>{number(rule.total)}</b>")
        assert len(notes) == (1 if len(rule.paths) == 1 else 3)
    for note, path in zip(notes[1:], rule.paths, strict=False):
        _, factors, product_of_them = note["text"].split("<br>")
        assert product_of_them == f"= <b>{number(path.product)}</b>"
        shown_factors = [as_number(factor) for factor in factors.split(" · ")]
        assert shown_factors == [near(value) for value in reversed(path.derivatives)]

    page = words(app)
    assert f"= **{number(rule.total)}**. Check: the finite difference [" in page
    assert f"gives {number(difference)}." in page
    assert as_number(number(rule.total)) == near(derivative)
    for path in rule.paths:
        assert f"{number(path.product)}" in page
    if not rule.kinks:
        assert rule.total == pytest.approx(difference, rel=1e-6, abs=1e-6)

    general, total, quotient = latex_in("paths", link)
    values, derivatives = latex_in("derivatives", link)
    (matrix,) = latex_in("matrix", link)
    assert general
    assert last_numbers(total)[-1] == near(derivative)
    assert last_numbers(quotient) == [near(difference), 1e-5]
    assert last_numbers(values) == [near(rule.values[node]) for node in warm_up.operations]
    assert last_numbers(derivatives) == [near(value) for value in rule.derivatives.values()]
    wanted = [by_complex_step(warm_up.operations, warm_up.inputs, x)[1] for x in warm_up.inputs]
    last_row = matrix.rsplit("pmatrix}", 2)[1]
    assert [last_numbers(entry)[0] for entry in last_row.split("\\end")[0].split("&")] == [
        near(value) for value in wanted
    ]


def latex_in(tab: str, link: dict[str, str]) -> list[str]:
    return [part.value for part in opened("chain_rule", **link, tab=tab).latex]


def subscripted(node: str) -> str:
    return node.translate(str.maketrans("12", "₁₂"))


def local_derivative(
    warm_up: WarmUp, values: Mapping[str, float], source: str, target: str
) -> float:
    name, arguments = warm_up.operations[target]
    if name == "relu" and values[source] <= 0:
        return 0.0
    stepped = [complex(values[node], 1e-100 * (node == source)) for node in arguments]
    return OF_COMPLEX[name](*stepped).imag / 1e-100


@pytest.mark.parametrize("seed", [3, 8, 13, 4, 9, 14])
def test_what_is_lit_is_the_chosen_path_and_nothing_else(seed: int):
    link, warm_up = random_state(seed)
    for path in (BOTH_PATHS, "1", "2"):
        (picture,) = pictures(opened("chain_rule", **link | {"path": path}))
        annotations = picture["figure"]["layout"]["annotations"]
        arrows = [one for one in annotations if one["showarrow"]]
        labels = [one for one in annotations if "name" in one]
        lit = {
            label["name"]
            for arrow, label in zip(arrows, labels, strict=True)
            if arrow["arrowcolor"] == palette.ACCENT and arrow["arrowwidth"] > 2
        }
        between = [warm_up.between[int(path) - 1]] if path != BOTH_PATHS else warm_up.between
        assert lit == {
            name
            for node in between
            for name in (f"{warm_up.wrt} → {node}", f"{node} → {warm_up.output}")
        }


def test_the_defaults_are_the_two_path_graph():
    page = words(opened("chain_rule"))
    assert "∂p/∂x₁ = **1.250** + **2.250** = **3.500**" in page
    assert "x₁ reaches p along two paths." in page
    assert "the sum is ∂p/∂x₁." in page
    assert "i = 1 is the input you chose." in page


def test_a_lit_path_is_boxed_and_bold():
    app = opened("chain_rule", path="2")
    assert r"1.250 + \boxed{2.250}" in app.latex[1].value
    assert "∂p/∂x₁ = 1.250 + **2.250** = **3.500**" in words(app)


def test_a_kink_is_explained():
    assert "y: exactly at the kink" in words(
        opened("chain_rule", demo=COMPOSITION, f="relu", x="0")
    )
    assert "kink" not in words(opened("chain_rule", demo=COMPOSITION, f="relu", x="1"))


def test_the_try_this_is_the_gradient_of_cross_entropy():
    app = opened("chain_rule", fz1="log-sum-exp", fz2="first", fp="difference")
    share = 1 / (1 + math.exp(-1))  # x1 − x2 = 1
    assert f"= **{number(share - 1)}**." in words(app)
    assert "fz1=log-sum-exp&fz2=first&fp=difference" in words(app)


# Bad and extreme values


# Each function with itself; every choice of them stands in tests/core, at the same points.


@pytest.mark.parametrize("demo", [COMPOSITION, PRODUCT])
def test_every_function_of_one_variable_at_the_ends_of_the_range(demo: str):
    app = opened("chain_rule", demo=demo)
    for name in FUNCTIONS_OF_ONE:
        app.selectbox(key="f").set_value(name)
        app.selectbox(key="g").set_value(name)
        for end in (-2.0, 2.0):
            app.slider(key="x").set_value(end).run()
            assert not app.exception


@pytest.mark.parametrize("name", FUNCTIONS_OF_TWO)
def test_every_function_of_two_variables_at_the_ends_of_the_range(name: str):
    app = opened("chain_rule", fz1=name, fz2=name, fp=name)
    for first, second in [(2.0, 2.0), (-2.0, 0.0), (0.0, -2.0)]:
        app.slider(key="x1").set_value(first)
        app.slider(key="x2").set_value(second).run()
        assert not app.exception


@pytest.mark.parametrize("sent", [1e6, -1e6, math.inf, -math.inf, math.nan])
def test_an_input_stays_within_its_limits_whatever_a_client_sends(sent: float):
    app = opened("chain_rule")
    app.slider(key="x1").set_value(sent).run()
    assert not app.exception
    (picture,) = pictures(app)
    shown = as_number(picture["figure"]["data"][1]["text"][0].split("<br>")[1])
    assert -2 <= shown <= 2


@pytest.mark.parametrize(
    "query",
    [
        {"demo": "q(x)"},
        {"fz1": "root"},
        {"fp": "exp"},
        {"x1": "9"},
        {"x2": "one"},
        {"wrt": "3"},
        {"path": "5"},
    ],
)
def test_what_a_link_may_not_say_is_left_out(query: dict[str, str]):
    assert words(opened("chain_rule", **query)) == words(opened("chain_rule"))


@pytest.mark.parametrize("sent", [None, "<b>", 3, ["1"]])
def test_buttons_fall_back_to_their_default_whatever_a_client_sends(sent: object):
    place = SimpleNamespace(segmented_control=lambda *_, **__: sent)
    assert PATH.draw(place) == BOTH_PATHS
    place = SimpleNamespace(segmented_control=lambda *_, **__: "2")
    assert PATH.draw(place) == "2"


def test_an_interaction_sends_little():
    assert sent_bytes(opened("chain_rule")) < 10_000


def test_the_numbers_are_sent_once_their_tab_is_open():
    assert not opened("chain_rule").dataframe
    app = opened("chain_rule", tab="numbers")
    values, derivatives, paths = (table.value for table in app.dataframe)
    assert values["value"].to_list() == [1.5, 0.5, 0.75, 2.5, 1.875]
    assert derivatives["derivative"].to_list() == [0.5, 1.5, 3.0, 1.0, 2.5, 0.75]
    assert paths["∂p/∂x₁"].to_list()[:3] == [1.25, 2.25, 3.5]
    assert paths["∂p/∂x₁"].to_list()[3] == pytest.approx(3.5)


def test_the_picture_has_its_words():
    (picture,) = pictures(opened("chain_rule", path="2"))
    assert "z₁ = 0.7500" in picture["alternative"]
    assert "∂z₂/∂x₁ = 3.000" in picture["alternative"]
    assert picture["alternative"].endswith("Highlighted: x₁ → z₂ → p.")


# What a hand moves

INPUTS = controls.input_sliders(TWO_PATHS)


@pytest.mark.parametrize("seed", range(0, STATES, 3))
def test_the_blanks_of_the_texts_are_where_the_numbers_stand(seed: int):
    """Filled as the browser fills them, they are the texts of the picture."""
    link, warm_up = random_state(seed)
    (picture,) = pictures(opened("chain_rule", **link))
    rule = derivative_by_paths(warm_up.operations, warm_up.inputs, warm_up.wrt)
    numbers = {f"{warm_up.wrt} → {warm_up.output}": rule.total, **rule.values}
    numbers |= {" → ".join(edge): value for edge, value in rule.derivatives.items()}
    numbers |= {" → ".join(path.nodes): path.product for path in rule.paths}

    def filled_in(text: str) -> str:
        def write(match: re.Match[str]) -> str:
            value = numbers[match[2]]
            return f"({number(value)})" if match[1] and value < 0 else number(value)

        return re.sub(r"(\(?)\{(.+?)\}\)?", write, text)

    view, figure = picture["live"]["view"], picture["figure"]
    circles = [filled_in(text).replace(" × ", "<br>× ") for text in view["circles"]]
    assert circles == figure["data"][view["trace"]]["text"]
    drawn = [annotation["text"] for annotation in figure["layout"]["annotations"]]
    assert [filled_in(text) for text in view["annotations"]] == drawn
    wanted = derivative_symbol(warm_up.output, warm_up.wrt, warm_up.sign)
    for name, value in warm_up.inputs.items():
        said = filled_in(view["told"][name])
        assert said.startswith(f"{subscripted(name)} = {number(value)}, {warm_up.output} = ")
        assert said.endswith(f", {wanted} = {number(rule.total)}")


@pytest.mark.parametrize(
    ("restricted", "free"),
    [
        ({}, ["x1", "x2"]),
        ({"lock": "x1"}, ["x2"]),
        ({"hide": "x2"}, ["x1"]),
        ({"demo": EXPONENTIAL, "hide": "x2"}, ["x"]),
        ({"demo": PRODUCT, "lock": "x"}, []),
    ],
)
def test_a_hand_moves_the_inputs_that_a_lesson_leaves_free(
    restricted: dict[str, str], free: list[str]
):
    (picture,) = pictures(opened("chain_rule", **restricted))
    assert picture["live"]["limits"] == {name: [-2.0, 2.0, 0.1] for name in free}


@pytest.mark.parametrize(
    ("moved", "expected"),
    [
        ({"x1": -0.3, "x2": 1.9}, (-0.3, 1.9)),
        ({"x1": 0.4499, "x2": 0.06}, (0.4, 0.1)),
        ({"x1": 3, "x2": -1e308}, (2.0, -2.0)),
        ({"x2": 10**400}, (1.5, 2.0)),
        ({"x": 1.0, "z1": 5.0, "p": 1.0, "wrt": 2}, (1.5, 0.5)),
        ({}, (1.5, 0.5)),
    ],
)
def test_what_a_hand_leaves_is_held_to_the_sliders(moved: dict, expected: tuple[float, float]):
    warm_up = random_state(3)[1]
    rule = derivative_by_paths(warm_up.operations, warm_up.inputs, warm_up.wrt)
    live = graph_in_hand(warm_up, rule)
    app = after_click(lambda: live.on_move(moved), INPUTS)
    assert [slider.value for slider in app.slider] == pytest.approx(expected)
    assert not any(name in app.session_state for name in ("x", "z1", "p", "wrt"))


# Clicks

NODES = [
    GraphNode("a", 0, 0, "a", "1"),
    GraphNode("b", 1, 0, "b", "2"),
    GraphNode("c", 2, 1, "", ""),
]
EDGES = [GraphEdge("a", "b", "db/da", "2"), GraphEdge("b", "c", "dc/db", "3", lit=False)]
DRAWING = Drawing(NODES, EDGES)


def test_every_point_that_can_be_clicked_names_its_part():
    edge_points, circles = go.Figure(*computation_graph(DRAWING, height=200, view="")).data
    for x, y, text in zip(edge_points.x, edge_points.y, edge_points.customdata, strict=True):
        part = part_at(DRAWING, float(x), float(y))
        assert isinstance(part, GraphEdge)
        assert text == f"{part.symbol} = {part.value}"
    for x, y, node in zip(circles.x, circles.y, NODES, strict=True):
        assert part_at(DRAWING, float(x), float(y)) == node


@pytest.mark.parametrize("demo", DEMO.options)
def test_plotly_accepts_every_property_of_every_figure_sent(demo: str):
    """Its builder vouches for them; here Plotly checks."""
    for picture in pictures(opened("chain_rule", demo=demo)):
        go.Figure(picture["figure"])


@pytest.mark.parametrize("place", [(5.0, 5.0), (0.05, 0.0), (math.nan, 0.0), (math.inf, 0.0)])
def test_a_click_beside_the_graph_names_nothing(place: tuple[float, float]):
    assert part_at(DRAWING, *place) is None


@pytest.mark.parametrize(
    ("parts", "chosen"),
    [
        (["z1"], {"path": "1"}),
        (["x2", "z2"], {"wrt": "2", "path": "2"}),
        (["z1", "p"], {"path": "1"}),
        (["x2"], {"wrt": "2"}),
        (["p"], {"path": BOTH_PATHS}),
    ],
)
@pytest.mark.parametrize("before", ["1", "2"])
def test_a_click_chooses_the_input_and_the_path(
    parts: list[str], chosen: dict[str, str], before: str
):
    warm_up = random_state(3)[1]
    app = after_click(lambda: controls.light(warm_up, parts), (WRT, PATH), wrt=before, path=before)
    buttons: list[Any] = list(app.get("button_group"))
    assert {one.key: one.value for one in buttons} == {
        "wrt": before,
        "path": before,
        **chosen,
    }


# The LaTeX of each rule says what the rule computes


def evaluated(latex: str) -> float:
    """A filled rule, read as arithmetic."""
    braces = r"\{((?:[^{}])*)\}"
    text = latex.replace(r"\left", "").replace(r"\right", "").replace(r"\cdot", "*")
    text = re.sub(r"\\tanh\^2 (\S+?)(?=$|\s)", r"(tanh(\1))**2", text)
    text = re.sub(r"\\(sin|cos|tanh) (\S+?)(?=$|\s)", r"\1(\2)", text)
    text = re.sub(r"\[(.*) > 0\]", r"float(\1 > 0)", text).replace(r"\max", "max")
    text = text.replace(r"\ln", "log")
    while r"\frac" in text or re.search(r"e\^\{", text):
        text = re.sub(rf"e\^{braces}", r"exp(\1)", text)
        text = re.sub(rf"\\frac{braces}{braces}", r"((\1)/(\2))", text)
        text = re.sub(r"(?<!\^)(?<!frac)(?<!\})" + braces + r"(?!\{)", r"\1", text)
    text = text.replace("{", "(").replace("}", ")").replace("^", "**")
    text = re.sub(r"\)\s*\(", ")*(", text)
    names = {name: getattr(math, name) for name in ("exp", "log", "sin", "cos", "tanh")}
    return float(eval(text, {"__builtins__": {}}, names | {"max": max, "float": float}))


# Negative, whole, fractional, on both sides of 0 and at it, up to the ends.
POINTS = (-9.0, -1.0, -0.125, -0.001, -0.0, 0.0, 0.001, 0.75, 1.0, 2.5, 9.0)


@pytest.mark.parametrize("name", ELEMENTARY_FUNCTIONS)
def test_the_latex_of_a_rule_is_its_arithmetic(name: str):
    function = ELEMENTARY_FUNCTIONS[name]
    rules = (function.forward, *function.derivatives)
    for numbers, rule in product(product(POINTS, repeat=function.arity), rules):
        latex = filled(rule.latex, *(f"{value:.3f}" for value in numbers))
        assert evaluated(latex) == pytest.approx(rule.of(*numbers), rel=1e-9, abs=1e-12), latex

"""mathematics.js computes in Chromium what `core` computes: in every state, to 12 digits.

A difference is measured against the largest term of the formula. Where one class has nearly all the
probability, that term is itself small: a loss of 4e-18 is right to 12 of its own digits.
"""

import base64
import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Page

import core
from core.derivatives.chain_rule import Operation, derivative_by_paths
from core.derivatives.elementary_functions import (
    ELEMENTARY_FUNCTIONS,
    FUNCTIONS_OF_ONE,
    FUNCTIONS_OF_TWO,
)
from core.landscape.descent_path import descent_path
from core.losses.softmax_steps import softmax_steps
from core.losses.squared_error import squared_error_with_gradient
from dashboard.components.served_scripts import text_of

TOLERANCE = 1e-12  # of the largest term
ROWS = 24  # states of a batch
PATH_STEPS = 10
LOSSES = {
    "crossEntropyWithGradient": core.cross_entropy_with_gradient,
    "squaredErrorWithGradient": squared_error_with_gradient,
}

EXPORTS = """export {
  softmaxSteps, withShift, logitsOf, smoothedTargets, crossEntropyWithGradient,
  squaredErrorWithGradient, descentStep, descentPath, layerWithGradients, layerStep,
  pathsOfParameter, ELEMENTARY_FUNCTIONS, derivativeByPaths,
};"""
LOADED = """async (source) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  Object.assign(window, await import(url));
}"""
# The numbers go as bytes: a list goes number by number, and −∞ is not JSON's.
EVALUATED = """(batches) => {
  const fromText = (text) =>
    new Float64Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
  const toText = (numbers) =>
    btoa(String.fromCharCode(...new Uint8Array(Float64Array.from(numbers).buffer)));
  return batches.map(({ classes, logits, targets, smoothing, ...settings }) => {
    const { temperature, learningRate, moved } = settings;
    const rowsOf = (text) => {
      const all = [...fromText(text)];
      const starts = Array.from({ length: all.length / classes }, (_, row) => row * classes);
      return starts.map((start) => all.slice(start, start + classes));
    };
    const found = {};
    const keep = (name, numbers) => (found[name] ??= []).push(...[numbers].flat());
    const unsmoothed = rowsOf(targets);
    for (const [row, z] of rowsOf(logits).entries()) {
      const y = smoothedTargets(unsmoothed[row], smoothing);
      keep("smoothedTargets", y);
      Object.entries(softmaxSteps(z, temperature)).forEach((step) => keep(...step));
      const { probabilities } = softmaxSteps(z, temperature);
      keep("withShift", withShift(z, settings.learningRate));
      keep("logitsOf", logitsOf(probabilities, moved[0], z[moved[0]], temperature));
      for (const lossWithGradient of [crossEntropyWithGradient, squaredErrorWithGradient]) {
        const { name } = lossWithGradient;
        const { loss, gradient } = lossWithGradient(z, y, temperature);
        keep(`${name} loss`, loss);
        keep(`${name} gradient`, gradient);
        keep(`${name} step`, descentStep(z, gradient, learningRate, moved));
        if (row > 0) continue;
        const path = descentPath(z, y, PATH_STEPS, { lossWithGradient, ...settings });
        keep(`${name} path`, path.logits.flat());
        keep(`${name} path losses`, path.losses);
      }
    }
    return Object.fromEntries(Object.entries(found).map(([name, all]) => [name, toText(all)]));
  });
}""".replace("PATH_STEPS", str(PATH_STEPS))


class Batch(NamedTuple):
    """States of as many classes, at one temperature."""

    logits: NDArray[np.float64]  # (ROWS, classes)
    targets: NDArray[np.float64]  # (ROWS, classes), before they are smoothed
    temperature: float
    smoothing: float
    learning_rate: float
    moved: tuple[int, int]

    @property
    def smoothed(self) -> NDArray[np.float64]:
        return core.smooth_labels(self.targets, self.smoothing)

    def as_message(self) -> dict[str, Any]:
        return {
            "classes": self.logits.shape[1],
            "logits": base64.b64encode(self.logits.tobytes()).decode(),
            "targets": base64.b64encode(self.targets.tobytes()).decode(),
            "temperature": self.temperature,
            "smoothing": self.smoothing,
            "learningRate": self.learning_rate,
            "moved": self.moved,
        }


def drawn_batches() -> list[Batch]:
    random = np.random.default_rng(20)
    temperatures = [0.1, 1.0, 10.0, *(round(float(t), 1) for t in random.uniform(0.1, 10, 14))]
    rates = itertools.cycle([0.001, 1.0, 100.0, 0.37])
    return [
        Batch(
            drawn_logits(random, classes),
            drawn_targets(random, classes),
            temperature,
            smoothing,
            next(rates),
            tuple(random.permutation(classes)[:2].tolist()),
        )
        for classes in range(2, 11)
        for temperature in temperatures
        for smoothing in (0.0, 1.0, round(float(random.uniform(0, 1)), 2))
    ]


def drawn_logits(random: np.random.Generator, classes: int) -> NDArray[np.float64]:
    """From anywhere the sliders reach, from their ends, from beyond; equal, nearly equal, −∞."""
    logits = random.uniform(-10, 10, (ROWS, classes))
    logits[6:12] = random.choice([-10.0, 10.0], (6, classes))
    logits[12:18] = random.choice([-30.0, -10.0, 0.0, 10.0, 30.0], (6, classes))
    logits[18:20] = random.normal(size=(2, classes)).round(1)
    logits[20] = random.uniform(-10, 10)
    logits[21] = 10 + random.uniform(0, 1e-9, classes)
    logits[22] = -40 * (np.arange(classes) != random.integers(classes))
    logits[23, random.integers(1, classes) :] = -np.inf
    return logits


def drawn_targets(random: np.random.Generator, classes: int) -> NDArray[np.float64]:
    """Of each three: a true class, a distribution, and one that has zeros where it can."""
    targets = np.eye(classes)[random.integers(classes, size=ROWS)]
    targets[1::3] = random.dirichlet(np.ones(classes), len(targets[1::3]))
    targets[2::3, :2] = random.dirichlet(np.ones(2), len(targets[2::3]))
    targets[2::3, 2:] = 0
    return targets


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    """A blank page that holds the functions."""
    opened = browser.new_page()
    opened.evaluate(LOADED, text_of("mathematics.js") + EXPORTS)
    yield opened
    opened.close()


class Evaluated(NamedTuple):
    """A batch, and what the browser has made of it."""

    batch: Batch
    found: dict[str, str]  # by the name of a quantity, its numbers for one state after another

    def numbers(self, name: str) -> NDArray[np.float64]:
        return np.frombuffer(base64.b64decode(self.found[name]))

    def rows(self, name: str) -> NDArray[np.float64]:
        """Of a quantity that has a number for each class: (…, classes)."""
        return self.numbers(name).reshape(-1, self.batch.logits.shape[1])


@pytest.fixture(scope="module")
def states(script: Page) -> list[Evaluated]:
    """All batches, evaluated in one message."""
    batches = drawn_batches()
    assert len(batches) * ROWS > 10_000
    found = script.evaluate(EVALUATED, [batch.as_message() for batch in batches])
    return [Evaluated(*both) for both in zip(batches, found, strict=True)]


def assert_close(found: Any, right: Any, largest_term: Any) -> None:
    """Within TOLERANCE of the largest term; what is infinite is the same infinity."""
    found, right = np.asarray(found), np.asarray(right)
    assert found.shape == right.shape
    finite = np.isfinite(right)
    assert (found[~finite] == right[~finite]).all()
    allowed = TOLERANCE * np.broadcast_to(np.abs(largest_term), right.shape)[finite]
    assert (np.abs(found[finite] - right[finite]) <= allowed).all()


# ----------------------------------------------------------------------------------------- softmax


def test_the_steps_of_the_softmax(states: list[Evaluated]):
    for state in states:
        right = softmax_steps(state.batch.logits, temperature=state.batch.temperature)
        for name in ("scaled", "shifted", "unnormalized", "probabilities"):
            assert_close(state.rows(name), getattr(right, name), getattr(right, name))
        for name in ("maximum", "normalizer"):
            assert_close(state.numbers(name), getattr(right, name), getattr(right, name))
        assert_close(state.rows("exponentials"), np.exp(right.scaled), np.exp(right.scaled))


def test_the_log_sum_exp_is_the_maximum_and_what_the_others_add(states: list[Evaluated]):
    for state in states:
        right = softmax_steps(state.batch.logits, temperature=state.batch.temperature)
        largest = np.maximum(np.abs(right.maximum), right.log_normalizer - right.maximum)
        assert_close(state.numbers("logNormalizer"), right.log_normalizer, largest)


def test_the_log_softmax_keeps_its_digits(states: list[Evaluated]):
    for state in states:
        right = core.log_softmax(state.batch.logits, temperature=state.batch.temperature)
        assert_close(state.rows("logProbabilities"), right, right)


def test_a_shift_is_added_to_every_logit(states: list[Evaluated]):
    for state in states:
        right = state.batch.logits + state.batch.learning_rate
        assert (state.rows("withShift") == right).all()


def test_the_logits_of_probabilities_are_the_inverse_of_the_softmax(states: list[Evaluated]):
    for state in states:
        logits, temperature = state.batch.logits, state.batch.temperature
        probabilities = core.softmax(logits, temperature=temperature)
        usual = (probabilities > 1e-300).all(axis=-1)  # beyond it they have lost their digits
        found = state.rows("logitsOf")[usual]
        assert_close(found, logits[usual], np.maximum(np.abs(logits[usual]), temperature))


# ------------------------------------------------------------------------------------------ losses


def error_terms(batch: Batch) -> NDArray[np.float64]:
    """The largest term of ŷ − y. Where y is 0 or 1 that is the difference: ŷ, or 1 − ŷ."""
    targets, temperature = batch.smoothed, batch.temperature
    probabilities = core.softmax(batch.logits, temperature=temperature)
    gradient = core.cross_entropy_gradient(batch.logits, targets, temperature=temperature)
    is_whole = (targets == 0) | (targets == 1)
    return np.where(is_whole, np.abs(gradient * temperature), np.maximum(probabilities, targets))


def squared_error_terms(batch: Batch) -> NDArray[np.float64]:
    """The largest ŷ_k ŷ_i[(ŷ_k − y_k) − (ŷ_i − y_i)]/T, for each k over all other i."""
    probabilities = core.softmax(batch.logits, temperature=batch.temperature)
    errors = error_terms(batch)
    terms = probabilities[:, None, :] * (errors[:, :, None] + errors[:, None, :])
    diagonal = np.arange(probabilities.shape[1])
    terms[:, diagonal, diagonal] = 0
    return probabilities * terms.max(axis=-1) / batch.temperature


def loss_terms(name: str, batch: Batch, losses: NDArray[np.float64]) -> NDArray[np.float64]:
    if name == "squaredErrorWithGradient":
        return error_terms(batch).max(axis=-1) ** 2 / 2
    return losses  # of cross-entropy no term is negative


def gradient_terms(name: str, batch: Batch) -> NDArray[np.float64]:
    if name == "squaredErrorWithGradient":
        return squared_error_terms(batch)
    return error_terms(batch) / batch.temperature


def test_smoothing_mixes_the_targets_with_the_uniform_distribution(states: list[Evaluated]):
    for state in states:
        assert (state.rows("smoothedTargets") == state.batch.smoothed).all()


@pytest.mark.parametrize("name", LOSSES)
def test_losses(states: list[Evaluated], name: str):
    for state in states:
        batch = state.batch
        right = LOSSES[name](batch.logits, batch.smoothed, temperature=batch.temperature).losses
        assert_close(state.numbers(f"{name} loss"), right, loss_terms(name, batch, right))


@pytest.mark.parametrize("name", LOSSES)
def test_gradients(states: list[Evaluated], name: str):
    for state in states:
        batch = state.batch
        right = LOSSES[name](batch.logits, batch.smoothed, temperature=batch.temperature).gradient
        assert_close(state.rows(f"{name} gradient"), right, gradient_terms(name, batch))


# ----------------------------------------------------------------------------------------- descent


def assert_steps(
    name: str, before: NDArray[np.float64], after: NDArray[np.float64], batch: Batch
) -> None:
    """One step z − η ∂L/∂z of two logits; the largest term is |z| or one of η ∂L/∂z."""
    moved = list(batch.moved)
    targets = np.broadcast_to(batch.targets, before.shape)
    here = batch._replace(logits=before, targets=targets)
    loss = LOSSES[name](before, here.smoothed, temperature=batch.temperature)
    right = before.copy()
    right[:, moved] -= batch.learning_rate * loss.gradient[:, moved]
    terms = batch.learning_rate * gradient_terms(name, here)
    assert_close(after[:, moved], right[:, moved], np.maximum(np.abs(before), terms)[:, moved])
    held = np.delete(np.arange(before.shape[1]), moved)
    assert (after[:, held] == before[:, held]).all()


@pytest.mark.parametrize("name", LOSSES)
def test_a_step_moves_two_logits_against_the_gradient(states: list[Evaluated], name: str):
    for state in states:
        assert_steps(name, state.batch.logits, state.rows(f"{name} step"), state.batch)


@pytest.mark.parametrize("name", LOSSES)
def test_a_path_takes_a_step_from_each_of_its_points(states: list[Evaluated], name: str):
    for state in states:
        batch = state.batch._replace(targets=state.batch.targets[:1])
        path = state.rows(f"{name} path")
        assert (path[0] == batch.logits[0]).all()
        assert len(path) == PATH_STEPS + 1
        assert_steps(name, path[:-1], path[1:], batch)
        here = batch._replace(logits=path, targets=np.repeat(batch.targets, len(path), axis=0))
        right = LOSSES[name](path, here.smoothed, temperature=batch.temperature).losses
        assert_close(state.numbers(f"{name} path losses"), right, loss_terms(name, here, right))


@pytest.mark.parametrize("name", LOSSES)
def test_a_step_is_that_of_the_page_s_descent(states: list[Evaluated], name: str):
    for state in states[::3]:
        batch = state.batch
        right = descent_path(
            batch.logits[0],
            batch.smoothed[0],
            step_size=batch.learning_rate,
            steps=1,
            temperature=batch.temperature,
            first=batch.moved[0],
            second=batch.moved[1],
            loss=LOSSES[name],
        )
        terms = batch.learning_rate * gradient_terms(name, batch)[0]
        found = state.rows(f"{name} path")[1]
        assert_close(found, right.logits[1], np.maximum(np.abs(batch.logits[0]), terms))


# ------------------------------------------------------------------------------------------- layer

LAYERS_OF_A_SIZE = 250
LAYERS_EVALUATED = """(layers) => layers.map(([a, W, b, y, rate]) => {
  const found = layerWithGradients(a, W, b, y);
  const rows = W.map((row, p) => layerStep(row, found.weightGradient[p], rate));
  return { ...found, weights: rows, bias: layerStep(b, found.logitGradient, rate) };
})"""


class DrawnLayer(NamedTuple):
    """An output layer, its target and a learning rate."""

    activations: NDArray[np.float64]
    weights: NDArray[np.float64]
    bias: NDArray[np.float64]
    targets: NDArray[np.float64]
    learning_rate: float


def drawn_layers() -> list[DrawnLayer]:
    """Of every size that the page has, some with all entries at their limits or at 0."""
    random = np.random.default_rng(21)
    sizes = itertools.product(range(1, 5), range(2, 5), range(LAYERS_OF_A_SIZE))
    layers = []
    for inputs, classes, number in sizes:
        reach = (1.0, 10.0, 0.1)[number % 3]
        shapes = (inputs,), (inputs, classes), (classes,)
        a, weights, bias = (random.uniform(-reach, reach, shape).round(6) for shape in shapes)
        if number % 5 == 0:
            a, weights, bias = (random.choice([-10.0, 0.0, 10.0], shape) for shape in shapes)
        targets = np.eye(classes)[random.integers(classes)]
        if number % 4 == 0:
            targets = random.dirichlet(np.ones(classes))
        rate = float(random.choice([0.001, 0.5, 100.0]))
        layers.append(DrawnLayer(a, weights, bias, targets, rate))
    return layers


def test_the_layer_forward_and_back_and_its_step(script: Page):
    layers = drawn_layers()
    assert len(layers) == 3000
    told = [[part if isinstance(part, float) else part.tolist() for part in one] for one in layers]
    for layer, found in zip(layers, script.evaluate(LAYERS_EVALUATED, told), strict=True):
        a, weights, bias, targets, rate = layer
        right = core.layer_gradients(a, weights, bias, targets)
        terms = np.abs(np.vstack([a[:, None] * weights, bias])).max()
        assert_close(found["logits"], right.logits, terms)
        # From here on both begin with the same logits: a rounding of z, at most 1e-13, is no
        # error of what follows, but an exponential makes it one.
        logits = np.array(found["logits"])
        loss, slopes = core.cross_entropy_with_gradient(logits, targets)
        assert_close(found["loss"], float(loss), max(float(loss), 1e-300))
        assert_close(found["probabilities"], core.softmax(logits), core.softmax(logits))
        largest = np.maximum(core.softmax(logits), targets)
        is_whole = (targets == 0) | (targets == 1)
        largest = np.where(is_whole, np.abs(slopes), largest)
        assert_close(found["logitGradient"], slopes, largest)
        assert_close(found["weightGradient"], np.outer(a, slopes), np.outer(np.abs(a), largest))
        back = np.abs(weights * largest).max(axis=1)
        assert_close(found["activationGradient"], weights @ slopes, back)
        for name, gradient, of_terms, before in (
            ("weights", np.outer(a, slopes), np.outer(np.abs(a), largest), weights),
            ("bias", slopes, largest, bias),
        ):
            moved = before - rate * gradient
            assert_close(found[name], moved, np.maximum(np.abs(before), rate * of_terms))
        # And the whole way is that of `core`.
        for name in ("weights", "bias", "activations"):
            key = {"weights": "weightGradient", "bias": "logitGradient"}.get(
                name, "activationGradient"
            )
            assert_close(found[key], getattr(right, name), 1e3)


PATHS_EVALUATED = """(layers) => layers.map(([a, W, b, y, p, q]) =>
  pathsOfParameter(layerWithGradients(a, W, b, y), y, q, p === null ? 1 : a[p]))"""


def test_the_paths_of_a_weight_and_what_the_usual_mistake_makes_of_them(script: Page):
    random = np.random.default_rng(22)
    layers, told = drawn_layers()[::3], []
    for layer in layers:
        inputs, classes = layer.weights.shape
        p = int(random.integers(-1, inputs))
        place = [None if p < 0 else p, int(random.integers(classes))]
        told.append([*(part.tolist() for part in layer[:4]), *place])
    for (a, weights, bias, targets, _), (*_, p, q), found in zip(
        layers, told, script.evaluate(PATHS_EVALUATED, told), strict=True
    ):
        one = a, weights, bias, targets
        right = core.bias_entry(*one, q) if p is None else core.weight_entry(*one, p, q)
        factors = right.factors
        for name, values in (
            ("jacobian", factors.jacobian[:, q]),
            ("lossDerivative", factors.loss_derivatives),
            ("product", factors.contributions[:, q]),
        ):
            found_values = np.array([path[name] for path in found], float)
            usual = np.isfinite(values) & (np.abs(values) < 1e15)
            allowed = TOLERANCE * np.abs(values[usual]).max(initial=1e-300)
            assert np.abs(found_values[usual] - values[usual]).max(initial=0) <= allowed
        scale = np.abs(factors.contributions).max()
        assert sum(path["product"] for path in found) == pytest.approx(
            right.value, abs=TOLERANCE * max(scale, 1e-12)
        )
        assert found[q]["product"] == pytest.approx(
            right.diagonal_only, abs=TOLERANCE * max(scale, 1e-300)
        )


# -------------------------------------------------------------------------------------- chain rule

# Of the functions that add or subtract, in u and v; in the others no digit can be lost.
LARGEST_TERMS: dict[tuple[str, int], Callable[..., float]] = {
    ("sum-exp", 0): lambda u, v: max(abs(u), np.exp(v)),
    ("log-sum-exp", 0): lambda u, v: max(abs(u), abs(v)),
    ("tanh", 1): lambda _: 1.0,
}
FUNCTION_EVALUATED = """([name, points]) => {
  const { forward, derivatives } = ELEMENTARY_FUNCTIONS[name];
  return points.map((point) => [forward, ...derivatives].map((rule) => rule(...point)));
}"""


def test_the_functions_are_those_of_core(script: Page):
    assert script.evaluate("Object.keys(ELEMENTARY_FUNCTIONS)") == list(ELEMENTARY_FUNCTIONS)


@pytest.mark.parametrize("name", ELEMENTARY_FUNCTIONS)
def test_each_function_and_its_derivatives(script: Page, name: str):
    function = ELEMENTARY_FUNCTIONS[name]
    random = np.random.default_rng(len(name))
    ends = [-30.0, -10.0, -2.0, -1e-9, 0.0, 1e-9, 2.0, 10.0, 30.0]
    points = [*itertools.product(ends, repeat=function.arity)]
    points += random.uniform(-2, 2, (400, function.arity)).tolist()
    points += random.uniform(-10, 10, (200, function.arity)).tolist()
    found = np.array(script.evaluate(FUNCTION_EVALUATED, [name, points]))
    for place, rule in enumerate([function.forward, *function.derivatives]):
        right = np.array([float(rule.of(*point)) for point in points])
        largest = np.abs(right)
        if (name, place) in LARGEST_TERMS:
            terms = [LARGEST_TERMS[name, place](*point) for point in points]
            largest = np.maximum(largest, terms)
        assert_close(found[:, place], right, largest)


def drawn_graphs() -> list[tuple[dict[str, Operation], dict[str, float], str]]:
    """The page's kinds of graphs with any functions on their nodes, and inputs of its sliders."""
    random = np.random.default_rng(3)

    def one() -> str:
        return str(random.choice(list(FUNCTIONS_OF_ONE)))

    def two() -> str:
        return str(random.choice(list(FUNCTIONS_OF_TWO)))

    graphs = []
    for _ in range(250):
        x, x1, x2 = random.uniform(-2, 2, 3).round(1).tolist()
        composition = {"u": Operation(one(), ("x",)), "y": Operation(one(), ("u",))}
        product = {"f": Operation(one(), ("x",)), "g": Operation(one(), ("x",))}
        product["p"] = Operation("product", ("f", "g"))
        two_paths = {"z1": Operation(two(), ("x1", "x2")), "z2": Operation(two(), ("x1", "x2"))}
        two_paths["p"] = Operation(two(), ("z1", "z2"))
        graphs += [(composition, {"x": x}, "x"), (product, {"x": x}, "x")]
        graphs += [(two_paths, {"x1": x1, "x2": x2}, wrt) for wrt in ("x1", "x2")]
    return graphs


def test_the_derivative_is_the_sum_of_the_products_along_the_paths(script: Page):
    graphs = drawn_graphs()
    everywhere = "(graphs) => JSON.stringify(graphs.map((graph) => derivativeByPaths(...graph)))"
    derivatives_found = json.loads(script.evaluate(everywhere, graphs))
    for graph, found in zip(graphs, derivatives_found, strict=True):
        right = derivative_by_paths(*graph)
        assert list(found["values"]) == list(right.values)
        assert [(edge["source"], edge["target"]) for edge in found["edges"]] == [*right.derivatives]
        assert [tuple(path["nodes"]) for path in found["paths"]] == [p.nodes for p in right.paths]
        values, derivatives = list(right.values.values()), list(right.derivatives.values())
        products = [path.product for path in right.paths]
        # Of numbers that came from others, the largest of their kind, but for a difference from 1.
        largest = max(1.0, np.abs(derivatives).max())
        assert_close(list(found["values"].values()), values, np.abs(values).max())
        assert_close([edge["derivative"] for edge in found["edges"]], derivatives, largest)
        largest *= max(1.0, np.abs(products).max())
        assert_close([path["product"] for path in found["paths"]], products, largest)
        assert_close(found["total"], right.total, largest)
        for path in found["paths"]:
            assert path["product"] == pytest.approx(np.prod(path["derivatives"]), rel=1e-14)

"""Exercises: every key against an oracle of plain loops that has nothing of `core` in it."""

import math
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest

from core.exercises import (
    KINDS,
    MOST_SEEDS,
    SET_SIZE,
    TOLERANCE,
    Exercise,
    Given,
    MultipleChoice,
    Numbers,
    exercise,
    grade_choice,
    grade_numbers,
)

SEEDS = 1000
GOLDEN_PROBABILITIES = ((0.15, 0.25, 0.4, 0.2),)
GOLDEN_WEIGHTS = ((-0.1, 0.8), (-0.8, -1.0))
EVERY_LEVEL = pytest.mark.parametrize("level", list(KINDS))


@cache
def exercises(level: int) -> tuple[Exercise, ...]:
    """The whole sets of the first thousand seeds."""
    numbers = range(1, SET_SIZE + 1)
    return tuple(exercise(seed, level, number) for seed in range(SEEDS) for number in numbers)


def shares_of(logits, temperature=1.0):
    exponentials = [math.exp(logit / temperature) for logit in logits]
    total = math.fsum(exponentials)
    return [part / total for part in exponentials]


def target_of(given: Given, example: int = 0):
    row = given.targets[example]
    return [share * (1 - given.smoothing) + given.smoothing / len(row) for share in row]


def slopes_of(given: Given, example: int = 0):
    """∂L/∂z of one example, from its z, its ŷ, or its a through W and b."""
    if given.probabilities:
        shares = given.probabilities[example]
    else:
        shares = shares_of(logits_of(given, example), given.temperature)
    target = target_of(given, example)
    return [(share - y) / given.temperature for share, y in zip(shares, target, strict=True)]


def logits_of(given: Given, example: int = 0):
    if given.logits:
        return given.logits[example]
    units = range(len(given.weights))
    activations = given.activations[example]
    return [
        math.fsum(activations[p] * given.weights[p][k] for p in units) + bias
        for k, bias in enumerate(given.bias)
    ]


def loss_of(shares, target):
    return -math.fsum(y * math.log(share) for share, y in zip(shares, target, strict=True) if y)


def jacobian_of(given: Given, shares):
    k, i = given.row, given.column
    return shares[k] * ((1 if k == i else 0) - shares[i]) / given.temperature


def mean_slopes_of(given: Given):
    first, second = slopes_of(given, 0), slopes_of(given, 1)
    return [(a + b) / 2 for a, b in zip(first, second, strict=True)]


def moved(values, slopes, step_size):
    return [value - step_size * slope for value, slope in zip(values, slopes, strict=True)]


def mean_row_of(given: Given):
    rows = [
        [given.activations[n][given.row] * slope for slope in slopes_of(given, n)] for n in (0, 1)
    ]
    return [(a + b) / 2 for a, b in zip(*rows, strict=True)]


def new_loss_of(given: Given):
    after = moved(given.logits[0], slopes_of(given), given.step_size)
    return loss_of(shares_of(after, given.temperature), target_of(given))


NUMBERS = {
    "probability": lambda g: [shares_of(g.logits[0], g.temperature)[g.column]],
    "logit_gradient": lambda g: [slopes_of(g)[g.column]],
    "jacobian": lambda g: [jacobian_of(g, shares_of(g.logits[0], g.temperature))],
    "weight_gradient": lambda g: [g.activations[0][g.row] * slopes_of(g)[g.column]],
    "bias_gradient": lambda g: [mean_slopes_of(g)[g.column]],
    "loss": lambda g: [loss_of(shares_of(g.logits[0], g.temperature), target_of(g))],
    "gradient_row": lambda g: [g.activations[0][g.row] * slope for slope in slopes_of(g)],
    "new_weights": lambda g: moved(
        g.weights[g.row], slopes_of(g), g.step_size * g.activations[0][g.row]
    ),
    "new_loss": lambda g: [new_loss_of(g)],
    "batch_row": mean_row_of,
    "new_bias": lambda g: moved(g.bias, mean_slopes_of(g), g.step_size),
    "layer_below": lambda g: [
        math.fsum(w * slope for w, slope in zip(row, slopes_of(g), strict=True))
        for row in g.weights
    ],
}


def change_of_loss(given: Given):
    logits, target = given.logits[0], target_of(given)
    if given.update == "shift":
        after = [logit + given.step_size for logit in logits]
    else:
        signed = -given.step_size if given.update == "along" else given.step_size
        after = moved(logits, slopes_of(given), signed)
    return loss_of(shares_of(after), target) - loss_of(shares_of(logits), target)


def change_of_share(given: Given):
    before, after = (
        shares_of(given.logits[0], t)[given.column]
        for t in (given.temperature, given.new_temperature)
    )
    return after - before


# What decides a question with a sign: positive or rises above 0, negative or falls below.
SIGNED = {
    "logit_sign": lambda g: slopes_of(g)[g.column],
    "weight_sign": lambda g: g.activations[0][g.row] * slopes_of(g)[g.column],
    "jacobian_sign": lambda g: jacobian_of(g, g.probabilities[0]),
    "true_class": lambda g: -slopes_of(g)[g.column],
    "step_outcome": change_of_loss,
    "temperature_direction": change_of_share,
}
# What decides a question with "the most": the largest of these.
RANKED = {
    "moving_logit": lambda g: [-slope if g.update == "rises" else slope for slope in slopes_of(g)],
    "larger_loss": lambda g: [
        loss_of(shares, y) for shares, y in zip(g.probabilities, g.targets, strict=True)
    ],
}
ABOVE, BELOW, NEITHER = {"positive", "rises"}, {"negative", "falls"}, {"zero", "stays"}


def to_four_digits(values):
    return [float(f"{value:.4g}") for value in values]


def test_every_sign_and_direction_is_the_oracle_s_and_far_from_a_tie():
    for asked in exercises(1):
        question = asked.answer
        assert isinstance(question, MultipleChoice)
        if asked.kind in RANKED:
            values = RANKED[asked.kind](asked.given)
            *_, second, largest = sorted(values)
            assert question.options[values.index(largest)] == question.right, asked
            assert largest - second > 0.0199, asked
        else:
            value = SIGNED[asked.kind](asked.given)
            if question.right in NEITHER:
                assert abs(value) < 1e-12, asked
            else:
                assert question.right in (ABOVE if value > 0 else BELOW), asked
                assert abs(value) > 0.0199, asked


@pytest.mark.parametrize("level", [2, 3])
def test_every_number_is_the_oracle_s_and_accepted_to_four_digits(level: int):
    for asked in exercises(level):
        question = asked.answer
        assert isinstance(question, Numbers)
        oracle = NUMBERS[asked.kind](asked.given)
        assert len(oracle) == len(question.values)
        for value, expected in zip(question.values, oracle, strict=True):
            assert abs(value - expected) < 1e-12, asked
        assert grade_numbers(question, to_four_digits(oracle)).is_right, asked


def mistaken(asked: Exercise):
    """What the usual mistakes lead to, by the oracle: with T, ε or η forgotten, a sign turned."""
    given, oracle = asked.given, NUMBERS[asked.kind]
    right = oracle(given)
    step = asked.kind.startswith("new_")
    if given.temperature != 1:
        yield "temperature", oracle(replace(given, temperature=1.0))
        if asked.kind == "new_loss":
            longer = given.step_size * given.temperature
            yield "slope_temperature", oracle(replace(given, step_size=longer))
        elif asked.kind not in ("probability", "loss"):
            yield "slope_temperature", [value * given.temperature for value in right]
    if given.smoothing:
        yield "smoothing", oracle(replace(given, smoothing=0.0))
        classes = len(given.targets[0])
        stronger = given.smoothing * classes / (classes - 1)
        yield "smoothing_over_others", oracle(replace(given, smoothing=stronger))
    if step:
        yield "ascent", oracle(replace(given, step_size=-given.step_size))
        if given.step_size != 1:
            yield "step_size", oracle(replace(given, step_size=1.0))
    elif asked.kind == "jacobian":
        yield "jacobian_sign", [-right[0]]
        if given.row != given.column:
            yield "diagonal", [0.0]
    elif asked.kind not in ("probability", "loss"):
        yield "sign", [-value for value in right]
    if asked.kind in ("bias_gradient", "batch_row"):
        yield "sum", [2 * value for value in right]
    if asked.kind == "new_bias":
        yield "sum", oracle(replace(given, step_size=2 * given.step_size))
    if asked.kind == "new_loss":
        yield "old_loss", oracle(replace(given, step_size=0.0))
    if asked.kind in ("weight_gradient", "gradient_row", "new_weights"):
        ones = replace(given, activations=((1.0,) * len(given.activations[0]),))
        if given.logits and given.activations[0][given.row] != 1:
            yield "activation", oracle(ones)
    if asked.kind in ("logit_gradient", "weight_gradient") and not given.targets[0][given.column]:
        ones = replace(given, targets=((1.0,) * len(given.targets[0]),), smoothing=0.0)
        yield "true_class", oracle(ones)


@pytest.mark.parametrize("level", [2, 3])
def test_no_usual_mistake_is_taken_for_right_and_each_is_told(level: int):
    told = Counter()
    for asked in exercises(level):
        for mistake, values in mistaken(asked):
            grade = grade_numbers(asked.answer, to_four_digits(values))
            assert not grade.is_right, (mistake, asked)
            assert grade.mistake is not None, (mistake, asked)
            told[mistake, grade.mistake == mistake] += 1
        for mistake, values in asked.answer.mistakes:
            assert not grade_numbers(asked.answer, to_four_digits(values)).is_right, (
                mistake,
                asked,
            )
    for mistake in {mistake for mistake, _ in told}:
        # Two mistakes may lead to the same number; then one of them is told.
        assert told[mistake, True] > 4 * told[mistake, False], mistake


@EVERY_LEVEL
def test_every_kind_comes_in_every_set_and_no_option_is_a_safe_guess(level: int):
    counted = Counter((asked.kind, asked.number) for asked in exercises(level))
    assert {kind for kind, _ in counted} == set(KINDS[level])
    assert set(counted.values()) == {SEEDS}
    rights = {kind: Counter() for kind in KINDS[level]}
    for asked in exercises(level):
        if isinstance(asked.answer, MultipleChoice):
            rights[asked.kind][asked.answer.right] += 1
    for kind, counts in rights.items():
        assert not counts or max(counts.values()) < 0.65 * counts.total(), (kind, counts)


def test_every_choice_has_each_of_its_options_right_somewhere_but_a_trap():
    rights = {(asked.kind, asked.answer.right) for asked in exercises(1)}
    options = {(asked.kind, option) for asked in exercises(1) for option in asked.answer.options}
    assert options - rights == {("jacobian_sign", "zero")}  # the off-diagonal terms, dropped


def test_a_set_is_the_same_every_time_and_another_seed_gives_another():
    first = [exercise(42, 2, number) for number in range(1, SET_SIZE + 1)]
    assert first == [exercise(42, 2, number) for number in range(1, SET_SIZE + 1)]
    assert first != [exercise(43, 2, number) for number in range(1, SET_SIZE + 1)]
    # A link that was sent to a class must not come to mean another set.
    assert exercise(42, 1, 1).given.probabilities == GOLDEN_PROBABILITIES
    assert exercise(42, 3, 2).given.weights == GOLDEN_WEIGHTS


@EVERY_LEVEL
def test_the_numbers_given_are_those_shown_to_four_digits(level: int):
    for asked in exercises(level)[:500]:
        given = asked.given
        rows = [*given.targets, *given.logits, *given.probabilities, *given.activations]
        numbers = [x for row in [*rows, *given.weights, given.bias] for x in row]
        numbers += [given.temperature, given.smoothing, given.step_size]
        assert all(float(f"{value:.4g}") == value for value in numbers), asked


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ((-1, 1, 1), "seed"),
        ((MOST_SEEDS, 1, 1), "seed"),
        ((0, 0, 1), "level"),
        ((0, 4, 1), "level"),
        ((0, 1, 0), "number"),
        ((0, 1, SET_SIZE + 1), "number"),
    ],
)
def test_what_is_no_exercise_is_refused_by_name(arguments, name):
    with pytest.raises(ValueError, match=f"^{name}.* must be"):
        exercise(*arguments)


def test_an_answer_of_the_wrong_form_is_refused():
    asked = exercise(0, 3, 1)
    with pytest.raises(ValueError, match=r"^typed must hold"):
        grade_numbers(asked.answer, [0.5])
    with pytest.raises(ValueError, match=r"^option must be one of"):
        grade_choice(exercise(0, 1, 1).answer, "maybe")


def test_each_number_of_a_row_is_graded_by_itself():
    asked = exercise(0, 3, 1)
    first, *rest = asked.answer.values
    grade = grade_numbers(asked.answer, [first + 2 * TOLERANCE, *rest])
    assert not grade.is_right
    assert grade.right_numbers == (False, *[True] * len(rest))


def test_level_1_has_one_hot_targets():
    targets = [target for asked in exercises(1) for target in asked.given.targets]
    assert targets
    assert all(sorted(target)[-2:] == [0.0, 1.0] for target in targets)


def test_a_link_opens_the_exercises_that_it_opened_when_level_1_had_soft_targets():
    assert exercise(1, 1, 1).given.probabilities == ((0.2, 0.05, 0.3, 0.45),)
    assert exercise(1, 1, 2).given.probabilities == ((0.4, 0.15, 0.3, 0.15),)
    assert exercise(1, 1, 2).given.targets == ((0.0, 0.0, 1.0, 0.0),)  # once 0.1, 0.1, 0.6, 0.2
    assert exercise(1, 1, 4).given.probabilities == ((0.2, 0.4, 0.25, 0.15),)
    assert exercise(1, 1, 8).given.logits == ((0.5, 1.5, 1.5),)
    assert exercise(7, 2, 2).given.logits == ((-2.0, -1.5, -0.5, 0.5),)
    assert exercise(16, 3, 2).given.weights == ((0.7, -0.8, -1.0), (0.1, -1.0, 0.8))

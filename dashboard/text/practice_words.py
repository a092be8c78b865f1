"""The practice page in sentences: what each exercise asks, its options, and the usual mistakes."""

from core.exercises import Choice, Exercise, Given
from core.exercises.signs import ALONG, SHIFT
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import number, translate
from dashboard.text.numbers import short_number


def levels_in_words() -> str:
    """What each level asks for."""
    return translate(
        "Level 1 asks for signs and directions; you need no calculator. Level 2 asks for one "
        "number, level 3 for a whole row of a gradient or the result of a step; use a calculator."
    )


def title_in_words(kind: str) -> str:
    """What the exercises of a kind are about."""
    return {
        "logit_sign": translate("Sign of ∂L/∂z"),
        "moving_logit": translate("Which logit changes most"),
        "weight_sign": translate("Sign of ∂L/∂w"),
        "jacobian_sign": translate("Sign of ∂ŷ/∂z, an entry of the Jacobian"),
        "larger_loss": translate("Which loss is the largest"),
        "true_class": translate("The true class with label smoothing"),
        "step_outcome": translate("How L changes"),
        "temperature_direction": translate("How T changes a probability"),
        "probability": translate("One probability"),
        "logit_gradient": translate("One entry of ∂L/∂z"),
        "jacobian": translate("One entry of the Jacobian"),
        "weight_gradient": translate("One entry of ∂L/∂W"),
        "bias_gradient": translate("One entry of ∂L/∂b for a batch"),
        "loss": translate("The loss"),
        "gradient_row": translate("A row of ∂L/∂W"),
        "new_weights": translate("Weights after a step"),
        "new_loss": translate("The loss after a step"),
        "batch_row": translate("A row of ∂L/∂W for a batch"),
        "new_bias": translate("The bias after a step with a batch"),
        "layer_below": translate("Gradient passed back to the previous layer"),
    }[kind]


def question_in_words(exercise: Exercise) -> str:
    """What is asked, in full sentences; the numbers stand in `dashboard.text.practice_given`."""
    given = exercise.given
    sentences = [_asked(exercise.kind, given)]
    if given.temperature != 1 and not given.new_temperature:
        sentences.append(translate("The temperature T divides the logits: ŷ = softmax(z/T)."))
    if given.smoothing:
        sentences.append(
            translate("Label smoothing ε: use (1 − ε)·y + ε/K instead of y, with K classes.")
        )
    return " ".join(sentences)


def _asked(kind: str, given: Given) -> str:
    logit, share = symbol("z", given.column), symbol("ŷ", given.column)
    unit, weight = symbol("a", given.row), Parameter(given.row, given.column).symbol
    match kind:
        case "logit_sign":
            return translate(
                "The softmax output is ŷ and the target is y. What is the sign of ∂L/∂{z}, for "
                "the cross-entropy L?",
                z=logit,
            )
        case "moving_logit":
            return _asked_of_a_moving_logit(given)
        case "weight_sign":
            return translate(
                "For the activations a, the layer outputs ŷ; the target is y. What is the sign "
                "of ∂L/∂{w}, for the cross-entropy L? ({w} connects {a} to {z}.)",
                w=weight,
                a=unit,
                z=logit,
            )
        case "jacobian_sign":
            return translate(
                "The softmax output is ŷ. What is the sign of ∂{share}/∂{z}?",
                share=symbol("ŷ", given.row),
                z=logit,
            )
        case "larger_loss":
            return translate(
                "Models A, B and C predict the same example with target y. Which has the "
                "largest cross-entropy?"
            )
        case "true_class":
            return translate(
                "Take one small gradient-descent step on the logits (loss: cross-entropy). "
                "Does {z}, the logit of the true class, rise or fall?",
                z=logit,
            )
        case "step_outcome":
            return _asked_of_a_move(given)
        case "temperature_direction":
            return translate(
                "The temperature T of ŷ = softmax(z/T) changes from {before} to {after}. Does "
                "{share} rise or fall?",
                before=short_number(given.temperature),
                after=short_number(given.new_temperature),
                share=share,
            )
        case "probability":
            return translate("What is the softmax probability {share}?", share=share)
        case "logit_gradient":
            return translate("What is ∂L/∂{z}, for the cross-entropy L?", z=logit)
        case "jacobian":
            return translate(
                "What is ∂{share}/∂{z}, an entry of the Jacobian of softmax?",
                share=symbol("ŷ", given.row),
                z=logit,
            )
        case "weight_gradient":
            return translate(
                "What is ∂L/∂{w}, for the cross-entropy L? ({w} connects {a} to {z}.)",
                w=weight,
                a=unit,
                z=logit,
            )
        case _:
            return _asked_of_a_batch_or_step(kind, given, unit)


def _asked_of_a_batch_or_step(kind: str, given: Given, unit: str) -> str:
    match kind:
        case "bias_gradient":
            return translate(
                "L is the mean cross-entropy of a batch of two examples. What is ∂L/∂{b}?",
                b=symbol("b", given.column),
            )
        case "loss":
            return translate("What is the cross-entropy L, in nats?")
        case "gradient_row":
            return translate(
                "L is the cross-entropy. Compute ∂L/∂w for every weight from {a}: one number "
                "per logit.",
                a=unit,
            )
        case "new_weights":
            return translate(
                "The layer z = aW + b takes one gradient-descent step with learning rate η "
                "(loss: cross-entropy). What are the weights from {a} now?",
                a=unit,
            )
        case "new_loss":
            return translate(
                "The logits become z − η ∂L/∂z. What is the cross-entropy L now, in nats?"
            )
        case "batch_row":
            return translate(
                "L is the mean cross-entropy of a batch of two examples. Compute ∂L/∂w for "
                "every weight from {a}: one number per logit.",
                a=unit,
            )
        case "new_bias":
            return translate(
                "L is the mean cross-entropy of a batch of two examples. What is the bias b "
                "after one gradient-descent step with learning rate η?"
            )
        case _:
            return translate(
                "L is the cross-entropy. Compute ∂L/∂a, the gradient that the layer z = aW + b "
                "passes back: one number per activation."
            )


def _asked_of_a_moving_logit(given: Given) -> str:
    if given.update == "rises":
        return translate(
            "The softmax output is ŷ, the target y. After one small gradient-descent step on "
            "the logits (loss: cross-entropy), which logit has risen most?"
        )
    return translate(
        "The softmax output is ŷ, the target y. After one small gradient-descent step on the "
        "logits (loss: cross-entropy), which logit has fallen most?"
    )


def _asked_of_a_move(given: Given) -> str:
    if given.update == SHIFT:
        return translate(
            "{shift} is added to every logit. Does the cross-entropy L rise, fall or stay the "
            "same?",
            shift=short_number(given.step_size),
        )
    if given.update == ALONG:
        return translate(
            "The logits become z + η ∂L/∂z. Does the cross-entropy L rise, fall or stay the same?"
        )
    return translate(
        "The logits become z − η ∂L/∂z. Does the cross-entropy L rise, fall or stay the same?"
    )


def option_in_words(option: str) -> str:
    """An option of a choice."""
    words = {
        "positive": translate("positive"),
        "negative": translate("negative"),
        "zero": translate("zero"),
        "rises": translate("rises"),
        "falls": translate("falls"),
        "stays": translate("stays the same"),
    }
    return words.get(option) or (symbol("z", int(option[1:]) - 1) if option[1:] else option)


def names_of_numbers(exercise: Exercise) -> list[str]:
    """What the numbers that are asked for are called, in their order."""
    given = exercise.given
    p, q = given.row, given.column
    classes = range(len(given.logits[0]) if given.logits else len(given.bias))
    match exercise.kind:
        case "probability":
            return [symbol("ŷ", q)]
        case "logit_gradient":
            return ["∂L/∂" + symbol("z", q)]
        case "jacobian":
            return [f"∂{symbol('ŷ', p)}/∂{symbol('z', q)}"]
        case "weight_gradient":
            return ["∂L/∂" + Parameter(p, q).symbol]
        case "bias_gradient":
            return ["∂L/∂" + symbol("b", q)]
        case "loss":
            return ["L"]
        case "gradient_row" | "batch_row":
            return ["∂L/∂" + Parameter(p, k).symbol for k in classes]
        case "new_weights":
            return [translate("new {w}", w=Parameter(p, k).symbol) for k in classes]
        case "new_loss":
            return [translate("new L")]
        case "new_bias":
            return [translate("new {b}", b=symbol("b", k)) for k in classes]
        case _:
            return ["∂L/∂" + symbol("a", unit) for unit in range(len(given.weights))]


def key_in_words(exercise: Exercise) -> str:
    """The key on one line: the right option, or the numbers to four digits."""
    if isinstance(exercise.answer, Choice):
        return option_in_words(exercise.answer.right)
    return "; ".join(number(value) for value in exercise.answer.values)

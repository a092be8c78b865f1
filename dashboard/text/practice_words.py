"""The practice page in sentences: what each exercise asks, its options, and the usual mistakes."""

from core.exercises import Choice, Exercise, Given
from core.exercises.signs import ALONG, SHIFT
from core.symbols import symbol
from dashboard.figures.network_numbers import Parameter
from dashboard.text import number, translate
from dashboard.text.numbers import short_number


def level_in_words(level: int) -> str:
    """What a level asks."""
    return {
        1: translate("Signs and directions: seen or estimated, without a calculator."),
        2: translate("One number, with a calculator: an entry of ŷ, of a gradient, or L."),
        3: translate("Whole rows and whole steps of gradient descent, with a calculator."),
    }[level]


def title_in_words(kind: str) -> str:
    """What the exercises of a kind are about."""
    return {
        "logit_sign": translate("Sign of ∂L/∂z"),
        "moving_logit": translate("Which logit moves"),
        "weight_sign": translate("Sign of ∂L/∂w"),
        "jacobian_sign": translate("Sign in the Jacobian"),
        "larger_loss": translate("Which loss is the largest"),
        "true_class": translate("The true class under smoothing"),
        "step_outcome": translate("What a move does to L"),
        "temperature_direction": translate("What T does to a share"),
        "probability": translate("One probability"),
        "logit_gradient": translate("One entry of ∂L/∂z"),
        "jacobian": translate("One entry of the Jacobian"),
        "weight_gradient": translate("One entry of ∂L/∂W"),
        "bias_gradient": translate("One entry of ∂L/∂b, of a batch"),
        "loss": translate("The loss"),
        "gradient_row": translate("A row of ∂L/∂W"),
        "new_weights": translate("Weights after a step"),
        "new_loss": translate("The loss after a step"),
        "batch_row": translate("A row of ∂L/∂W, of a batch"),
        "new_bias": translate("The bias after a step, of a batch"),
        "layer_below": translate("Gradient passed back to the previous layer"),
    }[kind]


def question_in_words(exercise: Exercise) -> str:
    """What is asked, in full sentences; the numbers stand in `dashboard.text.practice_given`."""
    given = exercise.given
    sentences = [_asked(exercise.kind, given)]
    if given.temperature != 1 and not given.new_temperature:
        sentences.append(translate("The softmax has a temperature: ŷ = softmax(z/T)."))
    if given.smoothing:
        sentences.append(
            translate(
                "The target y is smoothed, with ε shared out over all K classes: "
                "(1 − ε)·y + ε/K takes its place."
            )
        )
    return " ".join(sentences)


def _asked(kind: str, given: Given) -> str:
    logit, share = symbol("z", given.column), symbol("ŷ", given.column)
    unit, weight = symbol("a", given.row), Parameter(given.row, given.column).symbol
    match kind:
        case "logit_sign":
            return translate(
                "The softmax output is ŷ and the target is y. Which sign has ∂L/∂{z}, for the "
                "cross-entropy L?",
                z=logit,
            )
        case "moving_logit":
            return _asked_of_a_moving_logit(given)
        case "weight_sign":
            return translate(
                "The layer's output for the activations a is ŷ, and the target is y. Which sign "
                "has ∂L/∂{w}, for the cross-entropy L and the weight from {a} to {z}?",
                w=weight,
                a=unit,
                z=logit,
            )
        case "jacobian_sign":
            return translate(
                "The softmax output is ŷ. Which sign has ∂{share}/∂{z}?",
                share=symbol("ŷ", given.row),
                z=logit,
            )
        case "larger_loss":
            return translate(
                "Three layers, A, B and C, answer the same example, whose target is y. Whose "
                "cross-entropy is the largest?"
            )
        case "true_class":
            return translate(
                "The logits take one small step of gradient descent on the cross-entropy. Does "
                "{z}, the logit of the true class, rise or fall?",
                z=logit,
            )
        case "step_outcome":
            return _asked_of_a_move(given)
        case "temperature_direction":
            return translate(
                "The temperature of ŷ = softmax(z/T) goes from {before} to {after}. Does {share} "
                "rise or fall?",
                before=short_number(given.temperature),
                after=short_number(given.new_temperature),
                share=share,
            )
        case "probability":
            return translate("What is {share}, a probability of the softmax?", share=share)
        case "logit_gradient":
            return translate("What is ∂L/∂{z}, for the cross-entropy L?", z=logit)
        case "jacobian":
            return translate(
                "What is ∂{share}/∂{z}, an entry of the softmax's Jacobian?",
                share=symbol("ŷ", given.row),
                z=logit,
            )
        case "weight_gradient":
            return translate(
                "What is ∂L/∂{w}, for the cross-entropy L and the weight from {a} to {z}?",
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
                "What is the gradient of the cross-entropy in the weights that leave {a}? One "
                "number for each logit.",
                a=unit,
            )
        case "new_weights":
            return translate(
                "The layer z = aW + b takes one step of gradient descent on the cross-entropy, of "
                "step size η. What are the weights that leave {a} then?",
                a=unit,
            )
        case "new_loss":
            return translate(
                "The logits take one step of gradient descent on the cross-entropy L, z − η ∂L/∂z. "
                "What is L then, in nats?"
            )
        case "batch_row":
            return translate(
                "L is the mean cross-entropy of a batch of two examples. What is the gradient of "
                "the weights that leave {a}? One number for each logit.",
                a=unit,
            )
        case "new_bias":
            return translate(
                "L is the mean cross-entropy of a batch of two examples. What is the bias b after "
                "one step of gradient descent, of step size η?"
            )
        case _:
            return translate(
                "What is the layer z = aW + b to hand to the layer below, ∂L/∂a of the "
                "cross-entropy L? One number for each unit."
            )


def _asked_of_a_moving_logit(given: Given) -> str:
    if given.update == "rises":
        return translate(
            "The softmax output is ŷ and the target is y. The logits take one small step of "
            "gradient descent on the cross-entropy. Which of them rises the most?"
        )
    return translate(
        "The softmax output is ŷ and the target is y. The logits take one small step of "
        "gradient descent on the cross-entropy. Which of them falls the most?"
    )


def _asked_of_a_move(given: Given) -> str:
    if given.update == SHIFT:
        return translate(
            "{shift} is added to every logit. Does the cross-entropy L rise, fall or stay?",
            shift=short_number(given.step_size),
        )
    if given.update == ALONG:
        return translate(
            "The logits move to z + η ∂L/∂z. Does the cross-entropy L rise, fall or stay?"
        )
    return translate("The logits move to z − η ∂L/∂z. Does the cross-entropy L rise, fall or stay?")


def option_in_words(option: str) -> str:
    """An option of a choice."""
    words = {
        "positive": translate("positive"),
        "negative": translate("negative"),
        "zero": translate("zero"),
        "rises": translate("rises"),
        "falls": translate("falls"),
        "stays": translate("stays"),
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
            return [translate("{w} then", w=Parameter(p, k).symbol) for k in classes]
        case "new_loss":
            return [translate("L then")]
        case "new_bias":
            return [translate("{b} then", b=symbol("b", k)) for k in classes]
        case _:
            return ["∂L/∂" + symbol("a", unit) for unit in range(len(given.weights))]


def key_in_words(exercise: Exercise) -> str:
    """The key on one line: the right option, or the numbers to four digits."""
    if isinstance(exercise.answer, Choice):
        return option_in_words(exercise.answer.right)
    return "; ".join(number(value) for value in exercise.answer.values)

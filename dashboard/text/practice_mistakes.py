"""The usual mistakes in sentences: what was done to come to an answer, and what is right."""

from dashboard.text import translate


def mistake_in_words(mistake: str) -> str:
    """One or two sentences on a mistake of `core.exercises`, by its name."""
    return (_in_signs() | _in_values() | _in_steps())[mistake]


def _in_signs() -> dict[str, str]:
    return {
        "sign": translate(
            "The sign is reversed. ∂L/∂z = ŷ − y is negative where ŷ is below its target, and "
            "a step against it raises the logit."
        ),
        "step_sign": translate(
            "A small step against the gradient, z − η ∂L/∂z, lowers L; one along it raises L."
        ),
        "jacobian_sign": translate(
            "The sign is reversed: raising a logit raises its own probability and lowers all "
            "others."
        ),
        "activation_sign": translate(
            "ŷ − y has that sign, but it is multiplied by the activation, which is negative here."
        ),
        "silent_unit": translate(
            "∂L/∂w = a(ŷ − y), and here a is 0: the gradient is zero whatever ŷ − y is."
        ),
        "largest_probability": translate(
            "That is the class with the largest ŷ. A logit changes by the difference between ŷ "
            "and y."
        ),
        "smallest_loss": translate(
            "That loss is the smallest: the more probability on the target, the smaller L."
        ),
        "confidence": translate(
            "That model is the least confident, but L depends only on the probability of the "
            "true class."
        ),
        "shift": translate(
            "Adding the same number to all logits changes no ŷ, so L stays the same."
        ),
        "too_long": translate(
            "A small step would lower L. This step is so long that it jumps over the minimum, "
            "and L ends higher."
        ),
        "temperature_direction": translate(
            "It is the other way round: a higher T makes the probabilities more equal, so the "
            "largest falls and the smallest rises. A lower T does the opposite."
        ),
    }


def _in_values() -> dict[str, str]:
    return {
        "other_case": translate(
            "That is the other case: the entry is ŷₖ(1 − ŷₖ)/T for k = i and −ŷₖŷᵢ/T for k ≠ i."
        ),
        "diagonal": translate(
            "You left out the off-diagonal terms: through the sum in softmax, every logit "
            "changes every ŷ."
        ),
        "smoothing": translate(
            "You left out label smoothing: it gives the true class less than 1 and every other "
            "class more than 0."
        ),
        "smoothing_over_others": translate(
            "That is another convention: here ε is divided among all K classes, not among the "
            "K − 1 other classes."
        ),
        "temperature": translate(
            "You left out the temperature: z is divided by T, so every derivative with respect "
            "to z has a factor 1/T."
        ),
        "slope_temperature": translate(
            "Your ŷ has the temperature, but you left out the factor 1/T of every derivative "
            "with respect to z."
        ),
        "times_temperature": translate("You multiplied the logits by T; divide them by T."),
        "unnormalized": translate(
            "That is the exponential alone: divide it by the sum over all classes."
        ),
        "true_class": translate(
            "That is ŷ − 1, which is right for the true class only: every other class has its "
            "own y."
        ),
        "activation": translate("You left out the activation: ∂L/∂w = a · ∂L/∂z."),
        "class_sum": translate(
            "Do not sum the gradient of a bias over the classes: that sum is always 0. Each "
            "class has its own, averaged over the examples."
        ),
        "loss_sign": translate("The minus sign is missing: L = −Σ y log ŷ is never negative."),
        "decimal_logarithm": translate(
            "That is the logarithm to base 10; in nats it is the natural logarithm."
        ),
        "one_path": translate(
            "That is only the path through the true class; ∂L/∂a is a sum over all logits."
        ),
    }


def _in_steps() -> dict[str, str]:
    return {
        "sum": translate("That is the sum over the batch; the loss is the mean of two examples."),
        "first_example": translate(
            "That is example 1 alone; the loss is the mean over both examples."
        ),
        "ascent": translate(
            "That step goes along the gradient, so L rises; gradient descent subtracts η times "
            "the gradient."
        ),
        "step_alone": translate("That is only the change: add the old value."),
        "step_size": translate("You left out η: a step is η times the gradient."),
        "old_loss": translate("That is the loss before the step."),
    }

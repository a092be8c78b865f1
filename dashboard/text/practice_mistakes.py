"""The usual mistakes in sentences: what was done to come to an answer, and what is right."""

from dashboard.text import translate


def mistake_in_words(mistake: str) -> str:
    """One or two sentences on a mistake of `core.exercises`, by its name."""
    return (_in_signs() | _in_values() | _in_steps())[mistake]


def _in_signs() -> dict[str, str]:
    return {
        "sign": translate(
            "The sign is turned round. ∂L/∂z = ŷ − y: where a class has less than its target, the "
            "gradient is negative, and a step against it lifts the logit."
        ),
        "step_sign": translate(
            "A small step against the gradient, z − η ∂L/∂z, lowers L; one along it raises L."
        ),
        "jacobian_sign": translate(
            "The sign is turned round: a logit lifts its own share and takes from all others."
        ),
        "activation_sign": translate(
            "ŷ − y has that sign, but it is multiplied by the activation, which is negative here."
        ),
        "silent_unit": translate(
            "∂L/∂w = a(ŷ − y), and this a is 0: whatever the error is, the weight learns nothing "
            "from this example."
        ),
        "largest_probability": translate(
            "That is the class with the largest ŷ. What moves a logit is the gap between ŷ and y."
        ),
        "smallest_loss": translate(
            "That loss is the smallest: the more share where the target is, the smaller L."
        ),
        "confidence": translate(
            "That layer is the least sure of itself, but L asks only how much share stands where "
            "the target is."
        ),
        "shift": translate(
            "What is added to all logits cancels in the softmax: no ŷ moves, and L stays."
        ),
        "too_long": translate(
            "A small step would lower L. This one is so long that it jumps over the minimum and "
            "ends higher on the other side."
        ),
        "temperature_direction": translate(
            "It is the other way round: a higher T evens the shares out, so the largest falls and "
            "the smallest rises; a lower T does the opposite."
        ),
    }


def _in_values() -> dict[str, str]:
    return {
        "other_case": translate(
            "That is the other case: the entry is ŷₖ(1 − ŷₖ)/T for k = i and −ŷₖŷᵢ/T for k ≠ i."
        ),
        "diagonal": translate(
            "The off-diagonal terms are dropped: through the sum in the softmax every logit moves "
            "every ŷ."
        ),
        "smoothing": translate(
            "Smoothing is forgotten: it leaves the true class less than 1 and gives every other "
            "class more than 0."
        ),
        "smoothing_over_others": translate(
            "That is the other convention of smoothing: here ε is shared out over all K classes, "
            "the true one too, and not over the K − 1 others."
        ),
        "temperature": translate(
            "The temperature is forgotten: T divides the logits, and so 1/T stands in every "
            "derivative in z."
        ),
        "slope_temperature": translate(
            "ŷ has its temperature, but 1/T is forgotten: it stands in every derivative in z."
        ),
        "times_temperature": translate(
            "The logits are multiplied by T; they have to be divided by it."
        ),
        "unnormalized": translate(
            "That is the exponential alone; it is still to be divided by the sum over all classes."
        ),
        "true_class": translate(
            "That is ŷ − 1, which holds for the true class alone: every other class has a y of its "
            "own."
        ),
        "activation": translate("The activation is forgotten: ∂L/∂w = a · ∂L/∂z."),
        "class_sum": translate(
            "The gradient of a bias is not summed over the classes, where the sum is always 0: "
            "each class has its own, averaged over the examples."
        ),
        "loss_sign": translate("The minus is forgotten: L = −Σ y log ŷ is never negative."),
        "decimal_logarithm": translate(
            "That is the logarithm to base 10; nats come from the natural logarithm."
        ),
        "one_path": translate(
            "Only the path through the true class is counted; ∂L/∂a sums over all logits."
        ),
    }


def _in_steps() -> dict[str, str]:
    return {
        "sum": translate("That is the sum over the batch; the loss is the mean of two examples."),
        "first_example": translate(
            "That is example 1 alone; the loss is the mean over both examples."
        ),
        "ascent": translate(
            "That step goes along the gradient, uphill; descent subtracts η times the gradient."
        ),
        "step_alone": translate("That is the step alone, without what stood there before."),
        "step_size": translate("η is forgotten: a step is η times the gradient."),
        "old_loss": translate("That is the loss before the step."),
    }

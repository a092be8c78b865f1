"""A target as a line of text: one probability per class, separated by commas."""

from collections.abc import Callable

from dashboard.text.typed_numbers import number_from_text


def parse_target_probabilities(
    text: str,
    classes: int,
    *,
    wrong_count: Callable[[int], str],
    wrong_number: Callable[[str], str],
    wrong_total: Callable[[float], str],
) -> tuple[float, ...]:
    """The probabilities that a text like "0.7, 0.2, 0.1" holds, which add up to 1.

    Parameters
    ----------
    wrong_count, wrong_number, wrong_total : the sentence for how many numbers were found, for a
        part that is no number from 0 to 1, and for what the numbers add up to.

    Raises
    ------
    ValueError : with one of these sentences.
    """
    parts = text.split(",") if text.strip() else []
    if len(parts) != classes:
        raise ValueError(wrong_count(len(parts)))
    probabilities: list[float] = []
    for part in map(str.strip, parts):
        value = number_from_text(part, 0.0, 1.0)
        if value is None:
            raise ValueError(wrong_number(part))
        probabilities.append(value)
    if abs(sum(probabilities) - 1) > 1e-6:
        raise ValueError(wrong_total(sum(probabilities)))
    return tuple(probabilities)

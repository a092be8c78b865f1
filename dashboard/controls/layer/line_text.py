"""The layer as four lines of text, so that a link holds all of it: `a=1,0.5,-1`.

The rows of W stand apart by semicolons.
"""

from collections.abc import Mapping

from dashboard.controls.layer.controls import (
    DECIMALS,
    INPUTS,
    LIMIT,
    OUTPUTS,
    Layer,
    Row,
    one_hot_row,
)
from dashboard.controls.target_text import parse_target_probabilities
from dashboard.text import english, translate
from dashboard.text.markdown import shortened
from dashboard.text.typed_numbers import number_from_text
from dashboard.written_numbers import row_of_numbers, short_number

LAYER_KEYS = ("a", "W", "b", "target")
ACTIVATIONS_KEY, WEIGHTS_KEY, BIAS_KEY, TARGET_KEY = LAYER_KEYS
ROW_KEYS = (ACTIVATIONS_KEY, BIAS_KEY, TARGET_KEY)  # those of a single row
_DECIMALS_OF_SHARES = 12  # so that three thirds still sum to 1
_WRONG_COUNT = {
    ACTIVATIONS_KEY: english(
        "The activations a were read as {found}, so the old a stays. It needs one number "
        "for each row of W: {needed}."
    ),
    BIAS_KEY: english(
        "The bias b was read as {found}, so the old b stays. It needs one number for each "
        "column of W: {needed}."
    ),
}


def layer_texts(layer: Layer) -> dict[str, str]:
    """The layer as its lines of text, which are also its parameters in a URL.

    >>> from dashboard.controls.layer.controls import FIRST_LAYER
    >>> layer_texts(FIRST_LAYER)
    {'a': '1,0.5,-1', 'W': '0.5,-0.3;-0.4,0.8;0.2,0.6', 'b': '0.1,-0.1', 'target': '2'}
    """
    target = _row_text(layer.target, _DECIMALS_OF_SHARES)
    return {
        ACTIVATIONS_KEY: _row_text(layer.activations),
        WEIGHTS_KEY: ";".join(_row_text(row) for row in layer.weights),
        BIAS_KEY: _row_text(layer.bias),
        TARGET_KEY: str(layer.target.index(1.0) + 1) if 1.0 in layer.target else target,
    }


def _row_text(row: Row, decimals: int = DECIMALS) -> str:
    held = (min(max(value, -LIMIT), LIMIT) for value in row)
    texts = (f"{value:.{decimals}f}".rstrip("0").rstrip(".") for value in held)
    return ",".join("0" if text == "-0" else text for text in texts)


def parse_layer(lines: Mapping[str, str]) -> Layer:
    """The layer that `layer_texts` has written, or a user.

    Raises
    ------
    ValueError : one sentence for the user that names the value and the rule; so do `parse_weights`
        and `parse_row`.

    Examples
    --------
    >>> parse_layer({"a": "1", "W": "0.5,-0.3", "b": "0,0", "target": "2"}).target
    (0.0, 1.0)
    """
    weights = parse_weights(lines[WEIGHTS_KEY])
    activations, bias, target = (parse_row(key, lines[key], weights) for key in ROW_KEYS)
    return Layer(activations, weights, bias, target)


def parse_weights(text: str) -> tuple[Row, ...]:
    """W, its rows from 1 to 4 and its columns from 2 to 4.

    >>> parse_weights("0.5, -0.3; 1, 2")
    ((0.5, -0.3), (1.0, 2.0))
    """
    rows = tuple(_numbers(row, "W") for row in text.split(";"))
    if len(rows) not in INPUTS:
        raise ValueError(
            translate(
                "W must have {least} to {most} rows, separated by semicolons; {found} were typed, "
                "so the old W stays.",
                found=len(rows),
                least=INPUTS[0],
                most=INPUTS[-1],
            )
        )
    for number, row in enumerate(rows, start=1):
        if len(row) not in OUTPUTS:
            raise ValueError(
                translate(
                    "Row {number} of W was read as {found}, so the old W stays. A row needs "
                    "{least} to {most} numbers, one for each class.",
                    number=number,
                    found=f"({row_of_numbers(row) or ' '})",
                    least=OUTPUTS[0],
                    most=OUTPUTS[-1],
                )
            )
        if len(row) != len(rows[0]):
            raise ValueError(
                translate(
                    "Row {number} of W has {found} numbers but row 1 has {first}, so the old W "
                    "stays. All rows need equally many.",
                    number=number,
                    found=len(row),
                    first=len(rows[0]),
                )
            )
    return rows


def parse_row(key: str, text: str, weights: tuple[Row, ...]) -> Row:
    """a, b or y, of as many numbers as W has rows or columns.

    >>> weights = ((0.5, -0.3, 0.0),)
    >>> parse_row("a", "1", weights), parse_row("b", "0.1,−0.1, 0", weights)
    ((1.0,), (0.1, -0.1, 0.0))
    """
    if key == TARGET_KEY:
        return _parse_target(text, len(weights[0]))
    numbers = _numbers(text, key)
    needed = len(weights if key == ACTIVATIONS_KEY else weights[0])
    if len(numbers) != needed:
        # What a line was read as is told: a decimal comma shows there.
        found = f"({row_of_numbers(numbers) or ' '})"
        raise ValueError(translate(_WRONG_COUNT[key], found=found, needed=needed))
    return numbers


def _parse_target(text: str, outputs: int) -> Row:
    """y, from the number of the true class or from one probability per class.

    >>> _parse_target("2", 3), _parse_target("0.3, 0.7", 2)
    ((0.0, 1.0, 0.0), (0.3, 0.7))
    """
    named = text.strip()
    if named and "," not in named:
        if named not in [str(number) for number in range(1, outputs + 1)]:
            raise ValueError(
                translate(
                    "“{part}” is not a valid target, so the old y stays. Enter a class from 1 to "
                    "{outputs}, or {outputs} probabilities separated by commas.",
                    part=shortened(named),
                    outputs=outputs,
                )
            )
        return one_hot_row(int(named) - 1, outputs)
    return parse_target_probabilities(
        text,
        outputs,
        wrong_count=lambda found: translate(
            "The target has {found} numbers, so the old y stays. Enter one class, or {outputs} "
            "probabilities that add up to 1.",
            found=found,
            outputs=outputs,
        ),
        wrong_number=lambda part: _not_valid(part, "y", 0.0, 1.0),
        wrong_total=lambda total: translate(
            "The probabilities of the target add up to {total}, so the old y stays. They must "
            "add up to 1.",
            total=short_number(total, 10),
        ),
    )


def _numbers(text: str, name: str) -> Row:
    numbers: Row = ()
    for part in map(str.strip, text.split(",") if text.strip() else []):
        value = number_from_text(part, -LIMIT, LIMIT)
        if value is None:
            raise ValueError(_not_valid(part, name, -LIMIT, LIMIT))
        numbers += (round(value, DECIMALS),)
    return numbers


def _not_valid(part: str, name: str, least: float, most: float) -> str:
    return translate(
        "“{part}” is not valid in {name}, so the old {name} stays. Enter numbers from "
        "{least} to {most}.",
        part=shortened(part),
        name=name,
        least=short_number(least),
        most=short_number(most),
    )

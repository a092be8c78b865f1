"""What may be chosen: a number within its range, or one of some names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from core.sentence import SentenceError
from core.validation import REAL, WHOLE, brief

Number = TypeVar("Number", int, float)


@dataclass(frozen=True)
class Limits(Generic[Number]):
    """A number that may be chosen: its default and the closed range it must lie in."""

    default: Number
    minimum: Number
    maximum: Number

    @property
    def is_fixed(self) -> bool:
        """Whether there is nothing to choose."""
        return self.minimum == self.maximum

    def checked(self, argument: str, value: Number | None) -> Number:
        """`value` if it is allowed, or the default for None.

        Raises
        ------
        ValueError : as `required`.

        Examples
        --------
        >>> Limits(3, 2, 10).checked("classes", None)
        3
        """
        return self.default if value is None else self.required(argument, value)

    def required(self, argument: str, value: Number) -> Number:
        """`value` if it is allowed; None is not.

        Raises
        ------
        ValueError : no number, a number outside the range, or not an int where the limits are.

        Examples
        --------
        >>> Limits(3, 2, 10).required("classes", 11)
        Traceback (most recent call last):
        core.sentence.SentenceError: classes must lie in 2 … 10, got 11
        """
        if not (isinstance(value, REAL) and self.minimum <= value <= self.maximum):
            if self.is_fixed:
                raise SentenceError(
                    "{argument} can only be {default}, got {value}",
                    argument=argument,
                    default=self.default,
                    value=brief(value),
                )
            raise SentenceError(
                "{argument} must lie in {least} … {most}, got {value}",
                argument=argument,
                least=self.minimum,
                most=self.maximum,
                value=brief(value),
            )
        if isinstance(self.default, int) and not isinstance(value, WHOLE):
            raise SentenceError(
                "{argument} must be a whole number, got {value!r}", argument=argument, value=value
            )
        return type(self.default)(value)


def checked_choice(argument: str, value: str, allowed: tuple[str, ...]) -> str:
    """`value`, if it is one of those.

    >>> checked_choice("schedule", "linear", ("constant", "cosine"))
    Traceback (most recent call last):
    core.sentence.SentenceError: schedule must be one of constant, cosine, got 'linear'
    """
    if value not in allowed:
        raise SentenceError(
            "{argument} must be one of {allowed}, got {value!r}",
            argument=argument,
            allowed=", ".join(allowed),
            value=value,
        )
    return value

"""Turns at computing: one run at a time, each for a moment, first come first served.

Many threads that compute at once under one interpreter all come late; one after the other, those
who asked first have their answer first, and a long run cannot keep a short one waiting.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition


class Turns:
    """A queue of threads of which one computes.

    Examples
    --------
    >>> turns = Turns()
    >>> with turns.turn():
    ...     turns.crowded
    True
    >>> turns.crowded
    False
    """

    def __init__(self) -> None:
        self._served = 0
        self._taken = 0
        self._changed = Condition()

    @property
    def crowded(self) -> bool:
        """Whether someone is computing, or waits to."""
        return self._taken > self._served

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return max(0, self._taken - self._served - 1)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until all who came before have had their turn; the turn ends with the block."""
        with self._changed:
            number = self._taken
            self._taken += 1
            self._changed.wait_for(lambda: self._served == number)
        try:
            yield
        finally:
            with self._changed:
                self._served += 1
                self._changed.notify_all()

"""Turns at the processor, shared fairly: one run of a script at a time, each for a moment.

Threads that compute at once under one interpreter take the processor from each other, and from the
thread that sends their answers: all of them come late. So a run waits for its turn, and gives it
on every few milliseconds if others wait. First come, first served, as long as a session is within
its share of the processor. Of the others, the one that has had least goes on until somebody within
its share comes; but together they always have a tenth. Who is alone on a server never waits.

Nobody waits long for a turn that is not given on: whoever holds it may be waiting for something
else, or be computing where it cannot be interrupted. Then the next one goes on beside it.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, Lock, local

SHARE_SECONDS = 0.5  # of processor time; a student who works steadily comes to a third of it
FADING_SECONDS = 10.0  # after which what a session has had counts e times less
SLICE_SECONDS = 0.04  # of processor time, after which a run gives its turn on if others wait
PATIENCE_SECONDS = 0.05  # of any time, after which a turn that was not given on is over
LEAST_PART = 0.1  # of the time, for all that are over their share together
MOST_ACCOUNTS = 1000  # several times as many as a server has sessions


class _Run:
    """A run of a session's script, in a thread of its own."""

    def __init__(self, session: str, used: float, lock: Lock) -> None:
        self.session = session
        self.charged = used  # processor time of its thread, of which the session's account knows
        self.asks_at = used  # and at which it asks again
        self.called = Condition(lock)


class FairShare:
    """The accounts of the sessions, and whose turn it is.

    Parameters
    ----------
    clock : seconds that pass.
    used : processor seconds that the calling thread has used.

    Examples
    --------
    >>> share = FairShare()
    >>> with share.run_of("a session"):
    ...     share.give_way()
    >>> 0 < share.spent("a session") < SHARE_SECONDS
    True
    """

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.thread_time,
    ) -> None:
        self._clock, self._used = clock, used
        self._thread = local()
        self._lock = Lock()
        # What each session had when its account was last changed, and when that was.
        self._accounts: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._waiting: list[_Run] = []  # in the order in which they asked
        self._at_work: set[_Run] = set()
        self._holder: _Run | None = None  # whose turn it is; others at work were passed by
        self._turn_ends = -math.inf
        self._held_until = -math.inf  # those over their share, while others wait

    @property
    def waiting(self) -> int:
        """How many runs wait for their turn."""
        return len(self._waiting)

    def spent(self, session: str) -> float:
        """Processor seconds that a session has had, the longer ago the less they count."""
        seconds, then = self._accounts.get(session, (0.0, 0.0))
        return seconds * math.exp((then - self._clock()) / FADING_SECONDS)

    @contextmanager
    def run_of(self, session: str) -> Iterator[None]:
        """What this thread does in the block, once it is its turn, is charged to the session."""
        run = _Run(session, self._used(), self._lock)
        with self._lock:
            self._take_turn(run)
        self._thread.run = run
        try:
            yield
        finally:
            del self._thread.run
            with self._lock:
                self._charge(run)
                self._end_turn(run)

    def give_way(self) -> None:
        """Let this thread's run wait, if others do, until it is its turn again.

        Not while holding what another run may need.
        """
        run: _Run | None = getattr(self._thread, "run", None)
        if run is None or self._used() < run.asks_at:
            return
        with self._lock:
            self._charge(run)
            self._end_turn(run)
            self._take_turn(run)

    def _take_turn(self, run: _Run) -> None:
        self._waiting.append(run)
        self._call_next()
        while run in self._waiting:
            left = self._turn_ends - self._clock()
            run.called.wait(left if left > 0 else PATIENCE_SECONDS)
            self._call_next()
        self._at_work.add(run)
        run.asks_at = self._used() + SLICE_SECONDS

    def _call_next(self) -> None:
        """Give the turn on, if it is over and someone may have it."""
        if self._is_turn_over() and (run := self._next()) is not None:
            self._holder = run
            self._turn_ends = self._clock() + PATIENCE_SECONDS
            self._waiting.remove(run)
            run.called.notify()

    def _is_turn_over(self) -> bool:
        if self._holder is None or self._clock() >= self._turn_ends:
            return True
        # Those within their share do not wait for one who is not, unless for its part of the time.
        is_held = not self._is_within(self._holder) and self._clock() < self._held_until
        return is_held and any(map(self._is_within, self._waiting))

    def _next(self) -> _Run | None:
        """Of those who wait: the first within its share, or the one that has had least of it.

        Of those over their share one works at a time, also while it is passed by.
        """
        within = [run for run in self._waiting if self._is_within(run)]
        over = [run for run in self._waiting if run not in within]
        has_place = all(map(self._is_within, self._at_work))
        if over and has_place and (not within or self._clock() >= self._held_until):
            return min(over, key=lambda run: self.spent(run.session))
        return within[0] if within else None

    def _end_turn(self, run: _Run) -> None:
        self._at_work.discard(run)
        if self._holder is run:
            self._holder = None
        self._call_next()

    def _is_within(self, run: _Run) -> bool:
        return self.spent(run.session) <= SHARE_SECONDS

    def _charge(self, run: _Run) -> None:
        used = self._used()
        now_spent = self.spent(run.session) + used - run.charged
        if now_spent > SHARE_SECONDS:
            pause = (used - run.charged) * (1 / LEAST_PART - 1)
            self._held_until = self._clock() + pause
        run.charged = used
        self._accounts[run.session] = now_spent, self._clock()
        self._accounts.move_to_end(run.session)
        while len(self._accounts) > MOST_ACCOUNTS:
            self._accounts.popitem(last=False)


fair_share = FairShare()

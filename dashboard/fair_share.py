"""Processor time shared fairly between sessions: who has had much of it lately gives way.

Under one interpreter threads take the processor from each other. So a run of a session's script
asks every few milliseconds whether it may go on. Those of sessions within their share always may.
Of the others one goes on at a time, the one that has had least, while none within its share is at
work; but together they always have a tenth. Who is alone on a server is never kept waiting.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition, local

SHARE_SECONDS = 0.5  # of processor time; a student who works steadily comes to a third of it
FADING_SECONDS = 10.0  # after which what a session has had counts e times less
SLICE_SECONDS = 0.02  # of processor time, between two times that a run asks
LEAST_PART = 0.1  # of the time, for all that are over their share together
MOST_ACCOUNTS = 1000  # several times as many as a server has sessions


class _Run:
    """A run of a session's script, in a thread of its own."""

    def __init__(self, session: str, used: float) -> None:
        self.session = session
        self.charged = used  # processor time of its thread, of which the session's account knows
        self.asks_at = used  # and at which it asks again


class FairShare:
    """The accounts of the sessions, and whose runs go on.

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
        self._changed = Condition()
        # What each session had when its account was last changed, and when that was.
        self._accounts: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._latest: dict[str, _Run] = {}
        self._within: set[_Run] = set()  # runs at work whose sessions are within their share
        self._waiting: list[_Run] = []
        self._working: _Run | None = None  # of those over their share
        self._held_until = -math.inf  # them all, while others are at work

    @property
    def waiting(self) -> int:
        """How many runs wait to go on."""
        return len(self._waiting)

    def spent(self, session: str) -> float:
        """Processor seconds that a session has had, the longer ago the less they count."""
        seconds, then = self._accounts.get(session, (0.0, 0.0))
        return seconds * math.exp((then - self._clock()) / FADING_SECONDS)

    @contextmanager
    def run_of(self, session: str) -> Iterator[None]:
        """What this thread does in the block is a run of the session, and charged to it."""
        run = _Run(session, self._used())
        with self._changed:
            if self._is_within(run):
                self._within.add(run)
                run.asks_at += SLICE_SECONDS
            self._latest[session] = run
            self._changed.notify_all()
        self._thread.run = run
        try:
            yield
        finally:
            del self._thread.run
            with self._changed:
                self._charge(run)
                self._leave(run)
                if self._is_latest(run):
                    del self._latest[session]

    def give_way(self) -> None:
        """Wait, if this thread's session is over its share, until its run may go on.

        Not while holding what another run may need. A run does not wait on when its session has
        begun another one: it is to be stopped.
        """
        run: _Run | None = getattr(self._thread, "run", None)
        if run is None or self._used() < run.asks_at:
            return
        with self._changed:
            self._charge(run)
            run.asks_at = run.charged + SLICE_SECONDS
            if self._is_within(run):
                if run not in self._within:
                    self._leave(run)
                    self._within.add(run)
                return
            self._leave(run)
            self._waiting.append(run)
            while self._is_latest(run) and not self._may_go_on(run):
                self._changed.wait(self._patience(run))
            self._waiting.remove(run)
            if self._is_latest(run):
                self._working = run
            self._changed.notify_all()

    def _is_latest(self, run: _Run) -> bool:
        return self._latest.get(run.session) is run

    def _may_go_on(self, run: _Run) -> bool:
        is_held = self._within and self._clock() < self._held_until
        return self._is_next(run) and not is_held

    def _is_next(self, run: _Run) -> bool:
        return self._working is None and run is min(self._waiting, key=self._spent_by)

    def _patience(self, run: _Run) -> float | None:
        """Seconds after which it may go on though nothing else has changed."""
        return max(0.0, self._held_until - self._clock()) if self._is_next(run) else None

    def _is_within(self, run: _Run) -> bool:
        return self._spent_by(run) <= SHARE_SECONDS

    def _spent_by(self, run: _Run) -> float:
        return self.spent(run.session)

    def _charge(self, run: _Run) -> None:
        used = self._used()
        now_spent = self._spent_by(run) + used - run.charged
        if run is self._working:
            pause = (used - run.charged) * (1 / LEAST_PART - 1)
            self._held_until = self._clock() + pause
        run.charged = used
        self._accounts[run.session] = now_spent, self._clock()
        self._accounts.move_to_end(run.session)
        while len(self._accounts) > MOST_ACCOUNTS:
            self._accounts.popitem(last=False)

    def _leave(self, run: _Run) -> None:
        """It is not at work any more."""
        self._within.discard(run)
        if self._working is run:
            self._working = None
        self._changed.notify_all()


fair_share = FairShare()

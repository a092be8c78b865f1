"""Sharing the processor: who has had much of it waits for who has not, and nobody for ever."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread, local

import pytest

from dashboard.fair_share import (
    FADING_SECONDS,
    LEAST_PART,
    MOST_ACCOUNTS,
    SHARE_SECONDS,
    SLICE_SECONDS,
    FairShare,
)


class Clock:
    """Time that passes when a test says so: for all, and of the processor for each thread."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._thread = local()

    def __call__(self) -> float:
        return self.now

    def used(self) -> float:
        return getattr(self._thread, "used", 0.0)

    def compute(self, seconds: float) -> None:
        self._thread.used = self.used() + seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def share(clock: Clock) -> FairShare:
    return FairShare(clock, clock.used)


def spend(share: FairShare, clock: Clock, session: str, seconds: float) -> None:
    with share.run_of(session):
        clock.compute(seconds)


class Run:
    """A run in a thread of its own: it asks whether it may go on, and works for a slice."""

    def __init__(self, share: FairShare, clock: Clock, session: str, done: list[str]) -> None:
        self._share, self._clock, self._session, self._done = share, clock, session, done
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with self._share.run_of(self._session):
            self._share.give_way()
            self._done.append(self._session)
            self._clock.compute(SLICE_SECONDS)

    def ends(self) -> bool:
        self._thread.join(10)
        return not self._thread.is_alive()


def until_waiting(share: FairShare, count: int) -> None:
    until(lambda: share.waiting == count)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.0005)


@contextmanager
def held_back(share: FairShare, clock: Clock) -> Iterator[None]:
    """Someone within their share is at work, and those over theirs have just had their part."""
    spend(share, clock, "greedy", 2 * SHARE_SECONDS)
    with share.run_of("greedy"):
        share.give_way()
        clock.compute(SLICE_SECONDS)
    with share.run_of("modest"):
        yield


def test_a_session_has_had_what_its_runs_used_and_it_fades(share: FairShare, clock: Clock):
    spend(share, clock, "one", 0.3)
    spend(share, clock, "other", 0.1)
    spend(share, clock, "one", 0.1)
    assert share.spent("one") == pytest.approx(0.4)
    assert share.spent("other") == pytest.approx(0.1)
    clock.now += FADING_SECONDS
    assert share.spent("one") == pytest.approx(0.4 / 2.718281828)
    assert share.spent("nobody") == 0


def test_a_long_run_is_charged_while_it_goes_on(share: FairShare, clock: Clock):
    with share.run_of("one"):
        clock.compute(SLICE_SECONDS / 2)
        share.give_way()
        assert share.spent("one") == 0  # too little to look at
        clock.compute(SLICE_SECONDS)
        share.give_way()
        assert share.spent("one") == pytest.approx(1.5 * SLICE_SECONDS)
    assert share.spent("one") == pytest.approx(1.5 * SLICE_SECONDS)


def test_a_run_that_fails_is_charged_and_over(share: FairShare, clock: Clock):
    def fail() -> None:
        with share.run_of("one"):
            clock.compute(0.2)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert share.spent("one") == pytest.approx(0.2)
    spend(share, clock, "greedy", 2 * SHARE_SECONDS)
    with share.run_of("greedy"):
        share.give_way()  # for nobody


def test_who_is_alone_never_waits(share: FairShare, clock: Clock):
    with share.run_of("greedy"):
        for _ in range(100):
            clock.compute(SHARE_SECONDS)
            share.give_way()
    assert share.spent("greedy") == pytest.approx(100 * SHARE_SECONDS)


def test_who_does_not_take_part_never_waits(share: FairShare, clock: Clock):
    with held_back(share, clock):
        thread = Thread(target=share.give_way)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()


def test_those_within_their_share_do_not_wait_for_each_other(share: FairShare, clock: Clock):
    done = list[str]()
    with held_back(share, clock):
        assert Run(share, clock, "a student", done).ends()
        assert Run(share, clock, "another student", done).ends()
        clock.compute(SLICE_SECONDS)
        share.give_way()
    assert done == ["a student", "another student"]


def test_who_is_over_the_share_waits_until_the_others_are_done(share: FairShare, clock: Clock):
    done = list[str]()
    with held_back(share, clock):
        greedy = Run(share, clock, "greedy", done)
        until_waiting(share, 1)
        done.append("modest")
    assert greedy.ends()
    assert done == ["modest", "greedy"]


def test_together_those_over_the_share_have_their_part_while_others_work(
    share: FairShare, clock: Clock
):
    done = list[str]()
    with held_back(share, clock):
        pause = SLICE_SECONDS * (1 / LEAST_PART - 1)
        clock.now += 0.99 * pause
        greedy = Run(share, clock, "greedy", done)
        until_waiting(share, 1)
        assert done == []
        clock.now += 0.02 * pause
        assert greedy.ends()  # it looks at the clock by itself
        assert done == ["greedy"]


def test_of_those_over_the_share_one_works_at_a_time_and_first_who_has_had_least(
    share: FairShare, clock: Clock
):
    done = list[str]()
    for session, times in {"much": 2, "most": 4, "more": 3}.items():
        spend(share, clock, session, SHARE_SECONDS * times)
    with held_back(share, clock):
        runs = [Run(share, clock, session, done) for session in ("most", "much", "more")]
        until_waiting(share, 3)
    assert all(run.ends() for run in runs)
    assert done == ["much", "more", "most"]


def test_an_older_run_does_not_wait_on_when_its_session_has_begun_another(
    share: FairShare, clock: Clock
):
    done = list[str]()
    with held_back(share, clock):
        older = Run(share, clock, "greedy", done)
        until_waiting(share, 1)
        newer = Run(share, clock, "greedy", done)
        assert older.ends()
        until_waiting(share, 1)
        assert done == ["greedy"]
    assert newer.ends()
    assert done == ["greedy", "greedy"]


def test_who_was_over_the_share_is_within_it_again_after_a_while(share: FairShare, clock: Clock):
    spend(share, clock, "once greedy", 2 * SHARE_SECONDS)
    clock.now += FADING_SECONDS
    with held_back(share, clock):
        assert Run(share, clock, "once greedy", []).ends()


def test_a_run_that_comes_within_its_share_again_keeps_others_waiting(
    share: FairShare, clock: Clock
):
    spend(share, clock, "once greedy", 2 * SHARE_SECONDS)
    spend(share, clock, "still greedy", 10 * SHARE_SECONDS)
    with share.run_of("once greedy"):
        share.give_way()
        clock.now += FADING_SECONDS
        clock.compute(SLICE_SECONDS)
        share.give_way()
        still_greedy = Run(share, clock, "still greedy", [])
        until_waiting(share, 1)
    assert still_greedy.ends()


def test_the_number_of_accounts_is_bounded(share: FairShare, clock: Clock):
    for number in range(MOST_ACCOUNTS + 1):
        spend(share, clock, f"session {number}", 0.1)
    assert share.spent("session 0") == 0
    assert share.spent("session 1") == pytest.approx(0.1)

"""Turns at the processor: one run at a time, who has had much of it last, and nobody for ever."""

import time
from collections.abc import Callable
from threading import Event, Thread, Timer, local

import pytest

from dashboard.turns.fair_share import (
    FADING_SECONDS,
    LEAST_PART,
    MOST_ACCOUNTS,
    PATIENCE_SECONDS,
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
    """A run in a thread of its own: it works for a slice at a time, and gives way in between."""

    def __init__(
        self, share: FairShare, clock: Clock, session: str, done: list[str], slices: int = 1
    ) -> None:
        self._share, self._clock, self._session, self._done = share, clock, session, done
        self._slices = slices
        self._thread = Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        with self._share.run_of(self._session):
            for _ in range(self._slices):
                self._done.append(self._session)
                self._clock.compute(SLICE_SECONDS)
                self._share.give_way()

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


def waiting_runs(share: FairShare, clock: Clock, sessions: str, done: list[str]) -> list[Run]:
    """Runs of these sessions, which have asked one after the other, while someone works."""
    runs = list[Run]()
    for count, session in enumerate(sessions.split(), start=1):
        runs.append(Run(share, clock, session, done))
        until_waiting(share, count)
    return runs


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
    done = list[str]()

    def fail() -> None:
        with share.run_of("one"):
            clock.compute(0.2)
            assert waiting_runs(share, clock, "next", done)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert share.spent("one") == pytest.approx(0.2)
    until(lambda: done == ["next"])


def test_who_is_alone_never_waits(share: FairShare, clock: Clock):
    with share.run_of("greedy"):
        for _ in range(100):
            clock.compute(SHARE_SECONDS)
            share.give_way()
    assert share.spent("greedy") == pytest.approx(100 * SHARE_SECONDS)


def test_who_does_not_take_part_never_waits(share: FairShare):
    with share.run_of("a student"):
        thread = Thread(target=share.give_way)
        thread.start()
        thread.join(10)
        assert not thread.is_alive()


def test_one_works_at_a_time_and_first_who_asked_first(share: FairShare, clock: Clock):
    done = list[str]()
    with share.run_of("a student"):
        runs = waiting_runs(share, clock, "second third fourth", done)
        assert done == []
    assert all(run.ends() for run in runs)
    assert done == ["second", "third", "fourth"]
    assert share.waiting == 0


def test_a_long_run_lets_those_who_wait_between_its_slices(share: FairShare, clock: Clock):
    done = list[str]()
    with share.run_of("a student"):
        long_run = Run(share, clock, "long", done, slices=3)
        until_waiting(share, 1)
        short_run = Run(share, clock, "short", done)
        until_waiting(share, 2)
    assert long_run.ends()
    assert short_run.ends()
    assert done == ["long", "short", "long", "long"]


def test_a_turn_lasts_for_a_slice(share: FairShare, clock: Clock):
    done = list[str]()
    with share.run_of("a student"):
        runs = waiting_runs(share, clock, "next", done)
        clock.compute(0.9 * SLICE_SECONDS)
        share.give_way()
        assert done == []
        clock.compute(0.2 * SLICE_SECONDS)
        share.give_way()  # it comes back when the other one has worked
        assert done == ["next"]
    assert runs[0].ends()


def test_nobody_waits_for_a_turn_that_is_not_given_on(share: FairShare, clock: Clock):
    done = list[str]()
    with share.run_of("stuck"):
        runs = waiting_runs(share, clock, "second third", done)
        clock.now += 0.9 * PATIENCE_SECONDS
        time.sleep(2 * PATIENCE_SECONDS)
        assert done == []
        clock.now += 0.2 * PATIENCE_SECONDS
        assert all(run.ends() for run in runs)
        assert done == ["second", "third"]


def test_a_run_that_kept_its_turn_too_long_waits_for_the_next(share: FairShare, clock: Clock):
    done, go_on, held = list[str](), Event(), Event()

    def hold() -> None:
        with share.run_of("second"):
            held.set()
            go_on.wait(10)
            done.append("second")

    with share.run_of("stuck"):
        thread = Thread(target=hold)
        thread.start()
        until_waiting(share, 1)
        clock.now += PATIENCE_SECONDS
        assert held.wait(10)
        clock.compute(SLICE_SECONDS)
        Timer(0.05, go_on.set).start()
        share.give_way()
        assert done == ["second"]
    thread.join(10)


def test_who_is_over_the_share_waits_until_the_others_are_done(share: FairShare, clock: Clock):
    done = list[str]()
    spend(share, clock, "greedy", 2 * SHARE_SECONDS)
    with share.run_of("a student"):
        runs = waiting_runs(share, clock, "greedy modest", done)
    assert all(run.ends() for run in runs)
    assert done == ["modest", "greedy"]


def test_nobody_within_the_share_waits_for_one_who_is_not(share: FairShare, clock: Clock):
    done = list[str]()
    spend(share, clock, "greedy", 2 * SHARE_SECONDS)
    with share.run_of("greedy"):
        assert Run(share, clock, "modest", done).ends()
    assert done == ["modest"]


def test_of_those_over_the_share_one_works_at_a_time(share: FairShare, clock: Clock):
    done = list[str]()
    for session in ("greedy", "also greedy"):
        spend(share, clock, session, 2 * SHARE_SECONDS)
    with share.run_of("greedy"):
        runs = [Run(share, clock, "also greedy", done)]
        until_waiting(share, 1)
        assert Run(share, clock, "modest", done).ends()  # passes by
        clock.now += 2 * PATIENCE_SECONDS
        time.sleep(2 * PATIENCE_SECONDS)
        assert done == ["modest"]
    assert runs[0].ends()
    assert done == ["modest", "also greedy"]


def test_together_those_over_the_share_have_their_part_while_others_wait(
    share: FairShare, clock: Clock
):
    done = list[str]()
    spend(share, clock, "greedy", 2 * SHARE_SECONDS)
    clock.now += FADING_SECONDS / 10
    spend(share, clock, "greedy", SLICE_SECONDS)
    pause = SLICE_SECONDS * (1 / LEAST_PART - 1)
    for waited, expected in ((0.99, ["modest", "greedy"]), (1.01, ["greedy", "modest"])):
        done.clear()
        spend(share, clock, "greedy", SLICE_SECONDS)
        with share.run_of("a student"):
            runs = waiting_runs(share, clock, "greedy modest", done)
            clock.now += waited * pause
        assert all(run.ends() for run in runs)
        assert done == expected


def test_of_those_over_the_share_first_goes_who_has_had_least(share: FairShare, clock: Clock):
    done = list[str]()
    for session, times in {"much": 2, "most": 4, "more": 3}.items():
        spend(share, clock, session, SHARE_SECONDS * times)
    with share.run_of("a student"):
        runs = waiting_runs(share, clock, "most much more", done)
    assert all(run.ends() for run in runs)
    assert done == ["much", "more", "most"]


def test_who_was_over_the_share_is_within_it_again_after_a_while(share: FairShare, clock: Clock):
    done = list[str]()
    spend(share, clock, "returning", 2 * SHARE_SECONDS)
    clock.now += FADING_SECONDS
    with share.run_of("a student"):
        runs = waiting_runs(share, clock, "returning modest", done)
    assert all(run.ends() for run in runs)
    assert done == ["returning", "modest"]


def test_the_number_of_accounts_is_bounded(share: FairShare, clock: Clock):
    for number in range(MOST_ACCOUNTS + 1):
        spend(share, clock, f"session {number}", 0.1)
    assert share.spent("session 0") == 0
    assert share.spent("session 1") == pytest.approx(0.1)

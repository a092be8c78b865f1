"""Turns: one at a time, in the order of asking, and never lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from dashboard.turns import Turns


def test_one_computes_at_a_time_and_those_who_asked_first_go_first():
    turns, inside, order = Turns(), [], []

    def compute(number: int) -> None:
        with turns.turn():
            inside.append(number)
            assert inside == [number]
            time.sleep(0.001)
            inside.remove(number)
            order.append(number)

    with ThreadPoolExecutor(8) as pool:
        with turns.turn():
            waiting = []
            for number in range(8):
                waiting.append(pool.submit(compute, number))
                while turns.waiting < number + 1:
                    time.sleep(0.0005)
        for each in waiting:
            each.result()
    assert order == list(range(8))
    assert not turns.crowded


def test_a_long_job_in_turns_lets_a_short_one_between():
    turns, done = Turns(), []
    begun = threading.Event()

    def long_job() -> None:
        for _ in range(100):
            with turns.turn():
                begun.set()
                time.sleep(0.002)
        done.append("long")

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(long_job)
        begun.wait()
        with turns.turn():
            done.append("short")
        job.result()
    assert done == ["short", "long"]


def test_a_turn_that_fails_is_over():
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        raise ZeroDivisionError
    assert not turns.crowded

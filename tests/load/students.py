"""What students do: open a link, move a control every few seconds, go on to the next page."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from itertools import cycle
from random import Random
from typing import NamedTuple

from tests.streamlit_client import StreamlitClient, WidgetValue, session

MOVES_ON_A_PAGE = 4
KEPT_LEAVERS = 10

Draw = Callable[[Random], WidgetValue]


def _slid(low: float, high: float) -> Draw:
    return lambda chance: [round(chance.uniform(low, high), 1)]


def _whole(low: int, high: int) -> Draw:
    return lambda chance: chance.randint(low, high)


def _typed(template: str) -> Draw:
    return lambda chance: template.format(round(chance.uniform(-2, 2), 2))


def _one_of(*values: WidgetValue) -> Draw:
    return lambda chance: chance.choice(values)


# What is moved on each page, by the control's key; the pages in the order of the lesson.
CONTROLS: Mapping[str, Mapping[str, Draw]] = {
    "": {"a": _typed("{},0.5,-1"), "b": _typed("0.1,{}")},
    "chain_rule": {"x1": _slid(-2, 2), "x2": _slid(-2, 2)},
    "softmax": {"z1": _slid(-4, 4), "z2": _slid(-4, 4), "shift": _slid(-5, 5)},
    "loss_surface": {"z1": _slid(-4, 4), "z2": _slid(-4, 4), "T": _slid(0.5, 2)},
    "gradient_field": {"z1": _slid(-4, 4), "descent_steps": _whole(5, 40)},
    "backprop": {"diagonal_only": _one_of(True, False)},
    "training": {"step": _whole(1, 1000), "lr": _one_of(0.03, 0.05, 0.1, 0.2, 0.3, 0.5)},
    "compare": {"c_log": _one_of(True, False)},
}


class Answer(NamedTuple):
    """One thing a student did, and how long the whole answer took."""

    what: str  # "open", "move" or "page"
    page: str
    begun: float  # s, on the clock of `time.perf_counter`
    seconds: float


class Tally:
    """All that a class was answered, and every failure as one line."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self.failures: list[str] = []
        self.left: deque[StreamlitClient] = deque(maxlen=KEPT_LEAVERS)  # who has gone

    def seconds(self, *kinds: str, page: str | None = None, since: float = 0.0) -> list[float]:
        """How long the answers of these kinds took, in rising order."""
        return sorted(
            answer.seconds
            for answer in self.answers
            if answer.what in kinds and page in (None, answer.page) and answer.begun >= since
        )


async def study(url: str, number: int, *, until: float, think: float, tally: Tally) -> None:
    """Be one student: one thing every `think` seconds, page after page, until that time."""
    chance = Random(number)
    pages = list(CONTROLS)
    first = number % len(pages)
    turn = cycle(pages[first:] + pages[:first])
    page = next(turn)
    await asyncio.sleep(chance.uniform(0, think))
    student = None
    try:
        begun = time.perf_counter()
        async with session(url, page) as student:
            _note(tally, student, Answer("open", page, begun, time.perf_counter() - begun))
            due = time.perf_counter() + chance.uniform(0, think)
            done = 0
            while due < until:
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
                # From when it was due: what waits behind a slow answer is late as well.
                done += 1
                if done % (MOVES_ON_A_PAGE + 1) == 0:
                    page = next(turn)
                    await student.visit(page)
                    answer = Answer("page", page, due, time.perf_counter() - due)
                else:
                    key, draw = chance.choice(list(CONTROLS[page].items()))
                    await student.rerun({key: draw(chance)})
                    answer = Answer("move", page, due, time.perf_counter() - due)
                _note(tally, student, answer)
                due += think
    except Exception as error:  # one student's failure is a line of the report, not its end
        tally.failures.append(f"student {number} on {page or 'start'}: {error!r}")
    if student is not None:
        tally.left.append(student)


def _note(tally: Tally, student: StreamlitClient, answer: Answer) -> None:
    tally.answers.append(answer)
    tally.failures += [f"{answer.page or 'start'}: {shown}" for shown in student.exceptions]
    student.exceptions.clear()


async def attend(
    urls: Sequence[str], students: int, *, seconds: float, think: float, tally: Tally
) -> None:
    """Let so many students study for so long, spread over the servers at these URLs."""
    until = time.perf_counter() + seconds
    await asyncio.gather(
        *(
            study(urls[number % len(urls)], number, until=until, think=think, tally=tally)
            for number in range(students)
        )
    )

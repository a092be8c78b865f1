"""What links, seeds and exercises held when they were written down: they may never change.

Teachers have sent the links, and students have the numbers on paper. `as_before.json` was written
by the commit 033e45d. Numbers are compared to eight digits: processors round differently.
"""

import json
from dataclasses import asdict
from typing import Any

import pytest

from core import TrainingRun, TrainingSettings
from core.datasets import load
from core.exercises import MultipleChoice, exercise
from core.training import Change
from tests.dashboard.opened_page import opened
from tests.server import ROOT

BEFORE = json.loads((ROOT / "tests/dashboard/as_before.json").read_text(encoding="utf-8"))


def test_there_are_a_hundred_links_and_twenty_runs():
    assert (len(BEFORE["links"]), len(BEFORE["runs"]), len(BEFORE["exercises"])) == (100, 20, 36)


@pytest.mark.parametrize("before", BEFORE["links"], ids=lambda before: before["page"])
def test_a_link_opens_the_same_state(before: dict[str, Any]):
    app = opened(before["page"], **before["link"])
    assert {key: app.session_state[key] for key in before["state"]} == before["state"]
    assert {key: app.query_params[key] for key in app.query_params} == before["url"]


@pytest.mark.parametrize("before", BEFORE["runs"], ids=lambda before: before["data"])
def test_a_run_has_the_same_numbers(before: dict[str, Any]):
    settings, data = before["settings"], load(before["data"], seed=before["settings"]["seed"])
    changes = tuple(Change(step, **changed) for step, changed in before["changes"])
    run = TrainingRun(TrainingSettings(**settings, changes=changes), data)
    run.advance(40)
    history = run.history()
    found = {
        "losses": history.batch_losses[[0, 9, 19, 39]],
        "test": history.evaluations["test_loss"],
        "weights": abs(run.state.parameters).sum(),
    }
    for name, numbers in found.items():
        assert numbers == pytest.approx(before[name], rel=1e-8), name


@pytest.mark.parametrize("before", BEFORE["exercises"], ids=str)
def test_an_exercise_is_the_same(before: list[Any]):
    seed, level, number, kind, answer, given = before
    found = exercise(seed, level, number)
    assert found.kind == kind
    assert given.items() <= json.loads(json.dumps(asdict(found.given))).items()
    if isinstance(found.answer, MultipleChoice):
        assert found.answer.right == answer
    else:
        assert found.answer.values == pytest.approx(answer, rel=1e-8)

"""Runs of programs under test that every session shares, computed once, in a bounded cache."""

import streamlit as st

from core.bugs.program_under_test import (
    Disagreement,
    StepInputs,
    check_program,
    disagreement,
    step_inputs,
)
from core.derivatives.gradient_check import GradientCheck
from core.training import TrainingRun
from dashboard.controls.run.data import DataChoice
from dashboard.runs.data_sets import data_set
from dashboard.views.bug_lab.controls import BugLab, LabRun

CACHED_RUNS = 64


@st.cache_resource(max_entries=CACHED_RUNS, show_spinner=False)
def program_run(choice: LabRun) -> TrainingRun:
    """The run, advanced to its last step or to where it diverges; nobody advances it further."""
    data = data_set(DataChoice(choice.data, seed=choice.seed))
    run = TrainingRun(choice.settings, data, objective=choice.program)
    run.advance(choice.steps)
    return run


def checked_step(lab: BugLab) -> int:
    """The step of the check, held to those that the run has."""
    return min(lab.check_step, program_run(lab.run).step)


def checked_inputs(lab: BugLab) -> StepInputs:
    """The weights and the mini-batch of that step."""
    return step_inputs(program_run(lab.run), checked_step(lab))


def checked_gradient(lab: BugLab) -> GradientCheck:
    """The gradient check at that step."""
    return check_program(lab.run.program, checked_inputs(lab))


def contradiction(lab: BugLab, guess: str) -> tuple[BugLab, Disagreement]:
    """The first of a lab's probes at which a wrong guess claims another gradient, and where."""
    found = (
        (probe, disagreement(probe.run.program, guess, checked_inputs(probe)))
        for probe in lab.probes()
    )
    return next((probe, differing) for probe, differing in found if differing is not None)

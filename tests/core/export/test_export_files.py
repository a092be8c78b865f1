"""History and weights as files: they read back bit for bit."""

import csv
import io
import json
from dataclasses import asdict

import numpy as np
import pytest

from core.datasets import load
from core.export import history_csv, weights_json, weights_npz
from core.training import Change, Evaluation, TrainingRun, TrainingSettings

STEPS = 123  # between two evaluations


@pytest.fixture(scope="module")
def run() -> TrainingRun:
    settings = TrainingSettings(optimizer="adam", l2=0.01, changes=(Change(50, batch_size=7),))
    trained = TrainingRun(settings, load("iris"))
    trained.advance(2 * STEPS)
    return trained


def rows(run: TrainingRun, step: int) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(history_csv(run, step))))


def test_the_history_has_every_mini_batch_loss_bit_for_bit(run: TrainingRun):
    table = rows(run, STEPS)
    assert [int(row["step"]) for row in table] == list(range(STEPS + 1))
    assert table[0]["batch_loss"] == ""
    read = np.array([float(row["batch_loss"]) for row in table[1:]])
    assert read.tobytes() == run.history(0, STEPS).batch_losses.tobytes()


def test_the_history_has_every_evaluation_and_one_at_its_end(run: TrainingRun):
    measured = [row for row in rows(run, STEPS) if row["train_loss"]]
    steps = [int(row["step"]) for row in measured]
    assert steps == [*range(0, STEPS, run.settings.evaluate_every), STEPS]
    for step, row in zip(steps, measured, strict=True):
        expected = run.evaluate(run.state_at(step))
        assert Evaluation(step, *(float(row[name]) for name in Evaluation._fields[1:])) == expected


def test_the_history_of_no_step_is_one_measurement(run: TrainingRun):
    (row,) = rows(run, 0)
    assert float(row["train_loss"]) == run.evaluate(run.state_at(0)).train_loss


def test_the_npz_file_is_read_without_pickle(run: TrainingRun):
    file = np.load(io.BytesIO(weights_npz(run, STEPS)), allow_pickle=False)
    state = run.state_at(STEPS)
    assert file["weights"].tobytes() == np.ascontiguousarray(state.weights).tobytes()
    assert file["bias"].tobytes() == state.bias.tobytes()
    assert file["class_names"].tolist() == list(run.data.class_names)
    assert file["activation_names"].tolist() == list(run.data.activation_names)
    assert int(file["step"]) == STEPS


def test_the_json_file_reads_back_bit_for_bit(run: TrainingRun):
    read = json.loads(weights_json(run, STEPS))
    state = run.state_at(STEPS)
    assert np.array(read["weights"]).tobytes() == np.ascontiguousarray(state.weights).tobytes()
    assert np.array(read["bias"]).tobytes() == state.bias.tobytes()
    assert (read["data"], read["step"]) == ("iris", STEPS)
    assert read["class_names"] == list(run.data.class_names)
    assert read["activation_names"] == list(run.data.activation_names)


def test_the_settings_in_the_json_file_make_the_same_run(run: TrainingRun):
    settings = json.loads(weights_json(run, STEPS))["settings"]
    settings["changes"] = tuple(Change(**change) for change in settings["changes"])
    assert TrainingSettings(**settings) == run.settings
    assert asdict(TrainingSettings(**settings)) == asdict(run.settings)


def test_numpy_s_numbers_are_written_as_python_s():
    settings = TrainingSettings(batch_size=np.int64(7), learning_rate=np.float32(0.5))
    read = json.loads(weights_json(TrainingRun(settings, load("iris")), np.int64(0)))
    assert (read["step"], read["settings"]["batch_size"]) == (0, 7)
    assert read["settings"]["learning_rate"] == 0.5


@pytest.mark.parametrize("write", [history_csv, weights_npz, weights_json])
def test_a_step_beyond_the_run_is_refused(run: TrainingRun, write):
    with pytest.raises(ValueError, match="the step must be a whole number in 0"):
        write(run, 2 * STEPS + 1)

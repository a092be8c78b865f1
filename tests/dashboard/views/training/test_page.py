"""The training page without a browser: its controls, their limits, and the run they make."""

import math

import pytest
from streamlit.testing.v1 import AppTest

from core import DATA_SETS, FEATURE_MAPS, OPTIMIZERS, TrainingRun, TrainingSettings, load
from core.layer.feature_maps import MAXIMUM_ACTIVATIONS
from core.training import MAXIMUM_STEPS
from core.training.limits import BATCH_SIZE, LEARNING_RATE, MAXIMUM_CHANGES
from core.training.settings import SCHEDULE_NAMES
from dashboard.controls.run.data import DATA_OR_OWN, FEATURE_MAP
from dashboard.controls.run.settings import OPTIMIZER, SCHEDULE
from tests.dashboard.opened_page import errors, opened
from tests.dashboard.player_message import sent


def losses(app: AppTest) -> list[float]:
    """The mini-batch losses of the first steps: another run has others."""
    return sent(app)["series"][0]["values"][:50].tolist()


def test_the_page_opens_at_step_0_of_the_digits():
    app = opened("training")
    assert app.title[0].value == "Training"
    assert not app.error
    header = sent(app)
    assert header["seek"]["step"] == 0
    assert header["pictures"]["captions"] == list("0123456789")
    assert header["first"] == 0
    assert header["last"] >= 90  # three seconds of Play, in which the next steps come


def test_the_controls_show_the_defaults_of_core():
    app = opened("training")
    lists = {box.key: box for box in app.selectbox}
    assert {key: lists[key].value for key in ("data", "map", "opt", "schedule")} == {
        "data": "digits",
        "map": "standardise",
        "opt": "sgd",
        "schedule": "constant",
    }
    for control, options in (
        (DATA_OR_OWN, [*DATA_SETS, "csv", "points"]),
        (FEATURE_MAP, FEATURE_MAPS),
        (OPTIMIZER, OPTIMIZERS),
        (SCHEDULE, SCHEDULE_NAMES),
    ):
        assert lists[control.key].options == [control.names[option] for option in options]
    numbers = {field.key: field for field in app.number_input}
    assert (numbers["lr"].value, numbers["lr"].min, numbers["lr"].max) == (0.1, 1e-5, 100.0)
    assert (numbers["batch"].value, numbers["batch"].min, numbers["batch"].max) == (32, 1, 2048)
    assert numbers["seed"].value == 0
    assert (numbers["step"].value, numbers["step"].max) == (0, MAXIMUM_STEPS)


@pytest.mark.parametrize(
    "tab", ["examples", "calibration", "gradient", "weights", "slice", "export"]
)
def test_what_an_older_link_unfolds_is_the_open_tab(tab: str):
    app = opened("training", data="iris", step="40", **{tab: "true"})
    assert dict(app.query_params) == {"data": "iris", "step": "40", "tab": tab}
    found = [part.value for part in (*app.markdown, *app.caption)]
    tabbed = opened("training", data="iris", step="40", tab=tab)
    assert found == [part.value for part in (*tabbed.markdown, *tabbed.caption)]
    closed = opened("training", data="iris", **{tab: "false"})
    assert dict(closed.query_params) == {"data": "iris"}


def test_the_result_of_a_step_is_said_in_a_sentence():
    app = opened("training", step="300")
    run = TrainingRun(TrainingSettings(), load("digits"))
    run.advance(300)
    test = run.data.test
    logits = test.activations @ run.state.weights + run.state.bias
    right = int((logits.argmax(axis=1) == test.labels).sum())
    (sentence,) = (part.value for part in app.markdown if "Handwritten digits" in part.value)
    assert f"step 300: for **{right} of 359** test examples" in sentence
    assert f"(*accuracy* {right / 359:.2%}; guessing gives 10.00%)" in sentence


CHANGES = [
    ("selectbox", "data", "iris"),
    ("selectbox", "map", "scale"),
    ("selectbox", "opt", "adam"),
    ("selectbox", "schedule", "cosine"),
    ("number_input", "lr", 0.2),
    ("number_input", "batch", 16),
    ("number_input", "seed", 1),
]


@pytest.mark.parametrize(("kind", "key", "value"), CHANGES)
def test_each_control_makes_another_run_that_starts_at_step_0(kind: str, key: str, value):
    app = opened("training", step="40")
    before = sent(app)
    assert before["seek"]["step"] == 40
    getattr(app, kind)(key=key).set_value(value).run()
    assert not app.exception
    after = sent(app)
    assert after["run"] != before["run"]
    assert after["seek"]["step"] == 0
    assert app.number_input(key="step").value == 0
    assert after["first"] == 0


def test_going_back_to_an_earlier_setting_goes_back_to_its_very_run():
    app = opened("training")
    before, numbers = sent(app)["run"], losses(app)
    app.number_input(key="lr").set_value(0.5).run()
    assert losses(app) != numbers
    app.number_input(key="lr").set_value(0.1).run()
    assert (sent(app)["run"], losses(app)) == (before, numbers)


def test_a_link_opens_the_step_it_names_with_its_numbers():
    header = sent(opened("training", data="penguins", opt="adam", lr="0.01", step="137"))
    assert header["seek"]["step"] == 137
    assert header["rest"]["step"] == 137
    assert header["rest"]["values"]["batch_loss"] > 0
    again = sent(opened("training", data="penguins", opt="adam", lr="0.01", step="137"))
    assert again["rest"] == header["rest"]


@pytest.mark.parametrize(
    ("key", "raw", "limit"),
    [
        ("lr", 1e9, LEARNING_RATE.maximum),
        ("lr", -3.0, LEARNING_RATE.minimum),
        ("lr", math.inf, LEARNING_RATE.maximum),
        ("lr", 0.0, LEARNING_RATE.minimum),
        ("batch", 10**6, BATCH_SIZE.maximum),
        ("batch", -5, BATCH_SIZE.minimum),
        ("seed", -1, 0),
        ("seed", 2**40, 2**32 - 1),
    ],
)
def test_what_a_raw_client_sends_beyond_a_limit_never_reaches_the_run(key: str, raw, limit):
    app = opened("training", data="iris")
    default = sent(app)["run"]
    app.number_input(key=key).set_value(limit).run()
    at_limit = sent(app)["run"]
    app.number_input(key=key).set_value(raw).run()
    assert not app.exception
    assert not app.error
    assert sent(app)["run"] in (default, at_limit)


def test_a_learning_rate_that_is_not_a_number_ends_in_a_run_or_in_one_sentence():
    app = opened("training", data="iris")
    app.number_input(key="lr").set_value(math.nan).run()
    assert not app.exception
    assert len(app.error) + len(app.main.get("bidi_component")) == 1


@pytest.mark.parametrize("raw", [10**9, -7, MAXIMUM_STEPS + 1])
def test_a_step_out_of_reach_is_held_to_the_limits(raw: int):
    app = opened("training", data="iris")
    app.number_input(key="step").set_value(raw).run()
    assert not app.exception
    assert not app.error
    assert sent(app)["seek"]["step"] in (0, MAXIMUM_STEPS)


def test_a_far_step_is_gone_to_over_several_answers():
    app = opened("training", data="iris")
    app.number_input(key="step").set_value(MAXIMUM_STEPS).run()
    assert not app.error
    header = sent(app)
    assert header["seek"]["step"] == MAXIMUM_STEPS
    assert 0 < header["last"] <= 5000
    assert header["rest"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"data": "mnist"},
        {"opt": "lion"},
        {"lr": "-1"},
        {"lr": "abc"},
        {"batch": "0"},
        {"batch": "1e99"},
        {"step": "-4"},
        {"step": "99999999"},
        {"schedule": "<b>"},
    ],
)
def test_what_a_link_may_not_say_is_answered_and_left_out(query: dict[str, str]):
    app = opened("training", **query)
    (sentence,) = errors(app)
    assert query.popitem()[1] in sentence
    header = sent(app)
    assert header["run"] == sent(opened("training"))["run"]
    assert header["seek"]["step"] == 0


def test_the_player_begins_at_the_speed_of_the_link():
    app = opened("training", data="iris", speed="300")
    assert sent(app)["speed"] == 300
    assert app.query_params["speed"] == "300"
    app = opened("training", data="iris", speed="7")
    assert sent(app)["speed"] == 30
    assert "speed" not in app.query_params


@pytest.mark.parametrize("feature_map", FEATURE_MAPS)
@pytest.mark.parametrize("data", DATA_SETS)
def test_every_data_set_opens_under_every_feature_map(data: str, feature_map: str):
    app = opened("training", data=data, map=feature_map)
    if (data, feature_map) == ("digits", "polynomial"):
        (sentence,) = errors(app)
        assert "Degree 3 over 64 inputs" in sentence
        assert str(MAXIMUM_ACTIVATIONS) in sentence
        assert not app.main.get("bidi_component")
        assert app.title[0].value == "Training"
    else:
        assert not app.error
        header = sent(app)
        assert len(header["series"]) == 7
        assert (header["plane"] is not None) == (len(DATA_SETS[data].feature_names) == 2)


def test_what_was_refused_can_be_mended_where_it_was_entered():
    app = opened("training", map="polynomial")
    assert len(app.error) == 1
    app.number_input(key="degree").set_value(1).run()
    assert not app.error
    assert len(sent(app)["series"]) == 7


def test_what_can_be_chosen_about_a_data_set_is_shown_with_it():
    def shown(app: AppTest) -> set[str | None]:
        always = {"step", "lr", "batch", "seed", "l2", "smoothing"}
        return {field.key for field in app.number_input} - always

    assert shown(opened("training")) == set()
    assert shown(opened("training", data="spirals")) == {
        "spirals_classes",
        "spirals_noise",
        "spirals_samples",
    }
    assert shown(opened("training", data="moons", map="relu")) == {
        "moons_noise",
        "moons_samples",
        "units",
    }
    assert shown(opened("training", schedule="step")) == {"schedule_steps"}
    assert shown(opened("training", stop="steps")) == {"stop_steps"}
    assert shown(opened("training", stop="plateau")) == {"patience", "least_gain"}


def test_classes_noise_and_examples_reach_the_run():
    header = sent(
        opened("training", data="blobs", blobs_classes="5", blobs_samples="200", batch="16")
    )
    plane = header["plane"]
    assert len(plane["data"]) == 5
    assert header["epochs"][0]["batches"] == 10  # 160 training examples by 16
    noisy = sent(opened("training", data="blobs", blobs_noise="0.9"))
    assert noisy["run"] != sent(opened("training", data="blobs"))["run"]


def test_the_schedule_s_time_counts_only_where_there_is_a_schedule():
    app = opened("training", schedule="cosine")
    fast = sent(app)["run"]
    app.number_input(key="schedule_steps").set_value(500).run()
    assert sent(app)["run"] != fast
    app.selectbox(key="schedule").set_value("constant").run()
    assert sent(app)["run"] == sent(opened("training"))["run"]


# --------------------------------------------------------------------------- changes in mid-run


def change_form(app: AppTest, name: str):
    """A field of the form, whose key ends with the settings that it begins with."""
    fields = [*app.number_input, *app.selectbox]
    return next(field for field in fields if field.key.startswith(f"_change_{name}_"))


def press(app: AppTest, label: str) -> AppTest:
    return next(button for button in app.button if button.label == label).click().run()


def test_a_run_continues_from_its_step_with_other_settings_and_the_link_says_so():
    app = opened("training", tab="change", data="iris", step="60")
    before = sent(app)
    change_form(app, "lr").set_value(0.01).run()
    press(app, "Apply and continue")
    assert app.text_input(key="changes").value == "60:lr=0.01"
    after = sent(app)
    assert after["run"] != before["run"]
    assert after["seek"]["step"] == 60
    assert (
        sent(opened("training", data="iris", step="60", changes="60:lr=0.01"))["run"]
        == after["run"]
    )
    press(app, "Undo the last change")
    assert sent(app)["run"] == before["run"]


def test_a_run_that_has_changed_as_often_as_it_may_is_not_changed_further():
    changes = ",".join(f"{step}:batch={step}" for step in range(1, MAXIMUM_CHANGES + 1))
    app = opened("training", tab="change", data="iris", step="20", changes=changes)
    change_form(app, "lr").set_value(0.01).run()
    (further,) = (button for button in app.button if button.label == "Apply and continue")
    assert not further.disabled  # in the place of the last one
    app.number_input(key="step").set_value(60).run()
    change_form(app, "lr").set_value(0.01).run()
    (further,) = (button for button in app.button if button.label == "Apply and continue")
    assert further.disabled
    assert "undo a change first" in " ".join(part.value for part in app.main.caption)


def test_a_locked_text_of_changes_is_not_written_by_the_way_back_to_a_run():
    app = opened("training", data="iris", step="60", lock="changes")
    app.number_input(key="lr").set_value(0.5).run()
    assert app.button(key="_go_on").disabled


def test_the_form_takes_what_is_set_at_the_click():
    app = opened("training", tab="change", data="iris", step="60")
    change_form(app, "lr").set_value(0.01).run()
    change_form(app, "batch").set_value(8)
    press(app, "Apply and continue")
    assert app.text_input(key="changes").value == "60:lr=0.01:batch=8"


def test_a_setting_changed_in_mid_run_may_go_on_from_the_step_instead():
    app = opened("training", data="iris", step="60", changes="20:batch=16")
    before = sent(app)
    app.number_input(key="lr").set_value(0.5).run()
    app.selectbox(key="opt").set_value("adam").run()
    assert sent(app)["seek"]["step"] == 0
    assert [info.value for info in app.info] == [
        "The settings changed, so a new run starts at step 0."
    ]
    app.button(key="_go_on").click().run()
    assert not app.exception
    assert app.text_input(key="changes").value == "20:batch=16,60:opt=adam:lr=0.5"
    assert (app.selectbox(key="opt").value, app.number_input(key="lr").value) == ("sgd", 0.1)
    after = sent(app)
    assert after["seek"]["step"] == after["rest"]["step"] == 60
    assert after["rest"]["values"]["train_loss"] == before["rest"]["values"]["train_loss"]
    query = {"data": "iris", "step": "60", "changes": "20:batch=16,60:opt=adam:lr=0.5"}
    assert sent(opened("training", **query))["run"] == after["run"] != before["run"]
    assert not app.info


def test_a_run_that_cannot_go_on_with_the_change_is_not_offered_to():
    app = opened("training", data="iris")
    app.number_input(key="lr").set_value(0.5).run()
    assert not app.info  # left at step 0
    app.number_input(key="step").set_value(30).run()
    app.number_input(key="lr").set_value(0.2).run()
    assert len(app.info) == 1
    app.number_input(key="lr").set_value(0.5).run()
    assert not app.info  # as it was
    app.number_input(key="lr").set_value(0.2).run()
    app.number_input(key="seed").set_value(3).run()
    assert not app.info  # other data


def test_a_batch_beyond_the_data_holds_them_all():
    app = opened("training", data="iris", batch="2048", step="2")
    words = " ".join(part.value for part in app.markdown)
    assert "in mini-batches of B = 120. The gradient" in words
    assert "The layer learns from the other 120 (*training set*)" in words


def test_a_change_at_an_earlier_step_drops_the_later_ones():
    app = opened("training", tab="change", data="iris", step="40", changes="30:lr=0.5,60:opt=adam")
    change_form(app, "batch").set_value(8).run()
    press(app, "Apply and continue")
    assert app.text_input(key="changes").value == "30:lr=0.5,40:batch=8"


def test_the_formulas_are_those_of_the_settings_at_the_step():
    app = opened("training", data="iris", step="60", changes="50:opt=adam:batch=8", l2="0.5")
    formulas = " ".join(formula.value for formula in app.latex)
    assert r"\sum_{n=1}^{8}" in formulas
    assert r"0.999" in formulas
    assert r"0.5000\, w_{pq}" in formulas


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense", "'nonsense' is not a mid-run change"),
        ("10:lr=fast", "'10:lr=fast' is not a mid-run change"),
        ("10", "The change at step 10 changes nothing"),
        ("10:lr=1e9", "Learning rate η must be from 0.00001 to 100, got 1000000000."),
        ("10:opt=lbfgs", "Optimiser must be one of"),
        (
            "![](http://127.0.0.1:1/x.png)",
            "'![](http://127.0.0.1:1/x.png)' is not a mid-run change",
        ),
        ("20:lr=0.1,10:lr=0.2", "by rising step, got 10 after 20"),
        ("10:lr=0.1:colour=red", "'10:lr=0.1:colour=red' is not a mid-run change"),
    ],
)
def test_a_change_that_is_none_is_answered_at_its_field_and_the_run_has_none(
    text: str, sentence: str
):
    app = opened("training", data="iris", changes=text)
    assert [sentence in one for one in errors(app)] == [True]
    assert "](http" not in app.sidebar.error[0].value
    assert sent(app)["run"] == sent(opened("training", data="iris"))["run"]


def test_the_stop_rule_ends_the_run_and_is_no_part_of_it():
    app = opened("training", data="iris", stop="steps", stop_steps="50")
    header = sent(app)
    assert header["limit"] == 50
    assert header["run"] == sent(opened("training", data="iris"))["run"]


def test_a_link_beyond_the_end_of_a_run_opens_its_last_step():
    app = opened("training", data="iris", l2="5", lr="10", step="5000")
    assert not app.exception
    header = sent(app)
    assert header["seek"]["step"] == header["limit"] == header["rest"]["step"] < 1000
    assert app.number_input(key="step").value == header["limit"]


def test_a_step_beyond_the_stop_rule_becomes_its_last_one_in_the_link_too():
    app = opened("training", data="iris", stop="steps", stop_steps="100", step="5000")
    assert app.number_input(key="step").value == sent(app)["seek"]["step"] == 100
    app.number_input(key="step").set_value(300).run()
    assert app.number_input(key="step").value == sent(app)["seek"]["step"] == 100

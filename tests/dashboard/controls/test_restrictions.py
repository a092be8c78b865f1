"""Hidden and locked controls: their values stay in force, and nothing else on a page changes."""

import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.controls.example.controls import LOGIT_KEYS, LOGITS
from dashboard.controls.in_hand import move_by_hand
from dashboard.controls.layer.controls import LARGEST_LAYER
from dashboard.controls.layer.line_text import layer_texts
from dashboard.controls.restrictions import MOST_KEYS, keys_from_text
from dashboard.controls.tabs import Tabs
from dashboard.views.for_teachers.declared_pages import PAGES, WITHOUT_VALUE, controls_of
from tests.dashboard.clicked_page import after_click
from tests.dashboard.opened_page import opened, pictures

EXAMPLE = {"K": "4", "z1": "-1.5", "z4": "3", "y": "2", "T": "0.5", "eps": "0.2"}
STATES = {
    "": {**layer_texts(LARGEST_LAYER), "eta": "2", "edges": "∂L/∂w"},
    "chain_rule": {"wrt": "2", "path": "1", "x1": "-0.7", "fp": "difference"},
    "softmax": {
        **EXAMPLE,
        "q": "0.1,0.2,0.3,0.4",
        "shift": "2",
        "jk": "3",
        "ji": "4",
        "tab": "jacobian",
    },
    "loss_surface": {**EXAMPLE, "i": "2", "j": "4", "half": "8", "tab": "curvature"},
    "gradient_field": {
        **EXAMPLE,
        "step_size": "2",
        "descent_steps": "7",
        "descent_step": "3",
        "flow": "streamlines",
        "beside": "squared error",
    },
    "backprop": {**layer_texts(LARGEST_LAYER), "parameter": "w32", "diagonal_only": "true"},
    "training": {
        "data": "blobs",
        "blobs_classes": "5",
        "map": "relu",
        "units": "5",
        "seed": "3",
        "opt": "adam",
        "lr": "0.02",
        "batch": "8",
        "schedule": "cosine",
        "stop": "steps",
        "step": "20",
        "log": "true",
        "changes": "10:lr=0.01",
        "l2": "0.01",
        "init": "small",
    },
    "bug_lab": {"bug_mode": "free", "bug": "softmax twice", "bug_T": "1.5", "bug_steps": "20"},
    "precision_lab": {"dtype": "float16", "class_count": "8", "logit_size": "30", "log_h": "-2"},
    "your_model": {
        "logits": "weights",
        "printed": "0.5",
        "class_weights": "1, 2, 3",
        "ignored_label": "-100",
        "confidence": "50–60",
        "tab": "classes",
        "calibrated_class": "1",
    },
    "practice": {"level": "2", "set": "7", "exercise": "4"},
    "compare": {
        "c_data": "moons",
        "c_moons_noise": "0.3",
        "c_seed": "2",
        "c_steps": "20",
        "c_log": "true",
        "runs": "sgd~0.5~8,adam~0.01~16",
        "sweep_by": "batch size",
        "tab": "sweep",
    },
}


def widgets(app: AppTest) -> dict[str, Any]:
    """The bound widgets of a page by their keys."""
    kinds = (
        *(app.slider, app.number_input, app.text_input, app.selectbox, app.toggle),
        app.get("button_group"),
    )
    found = {widget.key: widget for kind in kinds for widget in kind}
    return {key: widget for key, widget in found.items() if key and not key.startswith("_")}


def all_keys(page: str, state: dict[str, str]) -> list[str]:
    walked = controls_of(
        page,
        lambda control: (
            control.read(state[control.key]) if control.key in state else control.default
        ),
    )
    return [control.key for control, _ in walked if not isinstance(control, Tabs)]


# What pictures draw (step_bar.js, network.js), and what of their messages a lesson changes.
IN_PICTURES = {"": {"eta", "edges"}, "gradient_field": {"descent_step"}}
_LIMITS = re.compile(
    rb'"limits": {.*?}|"may": {.*?}}|"free": \[.*?\]|"isFree": \w+|"is(Hidden|Locked)": \w+'
)


def contents(app: AppTest) -> list[object]:
    """Sentences, formulas, tables and pictures.

    Not the links, which lead on within the lesson, nor what a hand may move in a picture.
    """
    sentences = [re.sub(r"\]\(.*?\)", "]", part.value) for part in app.markdown]
    pictures = [_LIMITS.sub(b"", part.proto.bytes) for part in app.main.get("bidi_component")]
    tables = [re.sub("&(hide|lock)=[^,&\n]*", "", table.value.to_csv()) for table in app.dataframe]
    return [*sentences, *(part.value for part in app.latex), *pictures, *tables]


@pytest.mark.parametrize("page", PAGES)
def test_hiding_or_locking_every_control_changes_nothing_else(page: str):
    state = STATES[page]
    keys = all_keys(page, state)
    plain = opened(page or "start", **state)
    drawn = widgets(plain).keys() | IN_PICTURES.get(page, set())
    assert drawn == set(keys)  # the teachers' page knows them all
    everything = ",".join([*keys, "tab", *WITHOUT_VALUE.get(page, {})])

    hidden = opened(page or "start", **state, hide=everything)
    assert widgets(hidden) == {}
    assert not hidden.tabs
    assert not hidden.error
    assert contents(hidden) == contents(plain)
    for key in keys:
        assert hidden.session_state[key] == plain.session_state[key], key
    for key in state:
        assert hidden.query_params[key] == plain.query_params[key], key

    locked = opened(page or "start", **state, lock=everything)
    assert widgets(locked).keys() | IN_PICTURES.get(page, set()) == set(keys)
    assert all(widget.proto.disabled for widget in widgets(locked).values())
    assert not locked.tabs
    assert contents(locked) == contents(plain)
    for app, what in ((hidden, "locked 0 of"), (locked, "hidden 0 and")):
        assert any(what in caption.value for caption in app.caption)


@pytest.mark.parametrize(
    ("page", "state"),
    [
        ("chain_rule", {"demo": "f·g"}),
        ("chain_rule", {"demo": "x²"}),
        ("bug_lab", {"bug_seed": "3", "bug_steps": "20"}),
        ("gradient_field", {"descent_steps": "0"}),
        ("training", {"data": "iris", "map": "polynomial", "stop": "plateau"}),
        ("compare", {"c_data": "spirals", "c_steps": "10", "tab": "sweep"}),
        ("precision_lab", {"tab": "run"}),
        ("your_model", {}),
        ("your_model", {"mean_weights": "true"}),
        ("precision_lab", {"tab": "difference"}),
    ],
)
def test_which_controls_there_are_depends_on_their_values(page: str, state: dict[str, str]):
    keys = set(all_keys(page, state))
    assert widgets(opened(page, **state)).keys() == keys - IN_PICTURES.get(page, set())


@pytest.mark.parametrize(
    "state",
    [
        {"T": "99"},
        {"T": "nan", "z1": "inf", "z2": "1e999"},
        {"T": "<b>0.5</b>", "K": "", "y": "-1"},
        {"K": "11", "eps": "-0.1", "i": "9", "j": "<script>"},
        {"K": "4.9", "half": "2"},
        {"K": "4", "z4": "3", "half": "2.4"},
        {"z1": "0.123456789", "q": "0.2,<img src=x>,0.5"},
        {"q": "9" * 500},
    ],
)
def test_the_value_of_a_hidden_control_is_what_the_control_would_have_made_of_it(
    state: dict[str, str],
):
    hidden = opened("loss_surface", **state, hide=",".join(state))
    plain = opened("loss_surface", **state)
    for key in ("K", *LOGIT_KEYS[: plain.session_state["K"]], "y", "q", "T", "eps"):
        assert hidden.session_state[key] == plain.session_state[key]
    assert [error.value for error in hidden.error] == [error.value for error in plain.error]
    for key in state:  # what is refused, or the default, leaves the URL
        assert (key in hidden.query_params) == (
            hidden.session_state[key]
            != {"T": 1.0, "K": 3, "y": "1", "i": "1", "j": "2", "q": ""}.get(
                key, {"z1": 1.0, "z2": 2.0, "z4": 0.0, "eps": 0.0, "half": 6.0}.get(key)
            )
        )


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("T,eps", ("T", "eps")),
        (" T , T,,eps ", ("T", "eps")),
        ("<script>alert(1)</script>,T;eps,../x,_key,1", ()),
        ("ŷ,Т", ()),  # a Cyrillic T is no key
        ("x" * 40, ()),
        ("T," + "x" * 5000, ("T",)),
        (",".join(f"k{n}" for n in range(500)), tuple(f"k{n}" for n in range(MOST_KEYS))),
    ],
)
def test_only_what_can_be_a_key_is_taken(text: str, keys: tuple[str, ...]):
    assert keys_from_text(text) == keys


def test_unknown_and_hostile_keys_change_nothing():
    app = opened("softmax", hide="zzz,<img src=x onerror=alert(1)>,_key,lang", lock="hide," * 900)
    assert contents(app) == contents(opened("softmax"))
    # Nothing is restricted, so there is nothing to give back.
    assert [button.label for button in app.button] == ["Present"]
    assert "<" not in app.query_params["hide"] + app.query_params["lock"]


def test_a_lesson_lasts_from_page_to_page_until_it_is_left():
    app = opened("softmax", T="0.5", K="4", z1="3", hide="T", lock="K,z1")
    app.switch_page("views/chain_rule/page.py").run()
    assert (app.query_params["hide"], app.query_params["lock"]) == ("T", "K,z1")
    assert [button.label for button in app.button] == ["Present"]  # none of them is on this page
    app.switch_page("views/loss_surface/page.py").run()
    shown = widgets(app)
    assert "T" not in shown
    assert shown["K"].disabled
    assert shown["z1"].disabled
    assert not shown["z2"].disabled
    assert app.session_state["T"] == 0.5
    (link,) = re.findall(r"\]\((loss_surface\?.*?)\)", app.markdown[-1].value)
    assert "hide=T" in link
    assert "lock=K%2Cz1" in link

    app.button(key="_show_all_controls").click().run()
    shown = widgets(app)
    assert shown["T"].value == 0.5
    assert (shown["K"].value, shown["z1"].value) == (4, 3.0)
    assert not any(widget.disabled for key, widget in shown.items() if key in {"T", "K", "z1"})
    assert "hide" not in app.query_params
    assert "lock" not in app.query_params
    shown["T"].set_value(2.0).run()
    assert app.session_state["T"] == 2.0
    app.switch_page("views/softmax/page.py").run()
    assert "T" in widgets(app)


@pytest.mark.parametrize("restricted", [{"lock": "z1"}, {"hide": "z1"}])
def test_a_hand_moves_what_is_free_but_not_what_is_hidden_or_locked(restricted: dict[str, str]):
    app = after_click(
        lambda: move_by_hand({"z1": 3.0, "z2": -2.0}, LOGITS[:2]),
        LOGITS[:2],
        z1="1.5",
        z2="2",
        **restricted,
    )
    assert app.session_state["z1"] == 1.5
    assert app.query_params["z1"] == "1.5"
    assert app.query_params["z2"] == "-2"


@pytest.mark.parametrize(
    ("restricted", "free"),
    [
        ({}, {"z1", "z2"}),
        ({"lock": "z1"}, {"z2"}),
        ({"hide": "z2"}, {"z1"}),
        ({"hide": "z2", "lock": "z1"}, set()),
    ],
)
def test_a_picture_knows_what_a_hand_may_move_in_it(restricted: dict[str, str], free: set[str]):
    for picture in pictures(opened("loss_surface", **restricted)):
        assert picture["live"]["limits"].keys() == free


def test_what_writes_to_a_locked_control_is_disabled_too():
    app = opened("start", lock="W,take_step")
    free = ("edges", "_language_choice")
    assert all(one.proto.disabled for one in app.get("button_group") if one.key not in free)
    assert {button.label: button.disabled for button in app.button} == {
        "Show all controls": False,
        "Present": False,
    }

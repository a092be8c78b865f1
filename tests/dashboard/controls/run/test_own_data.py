"""The user's own data on the Training page: read, explained, trained on, and kept apart."""

import numpy as np
import pytest
import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest

from core.datasets.split import stratified_split
from dashboard.controls.run import session_data
from dashboard.controls.run.own_points import STARTING_POINTS
from dashboard.runs import shared_run as runs
from dashboard.views.training import run_pictures
from tests.dashboard.opened_page import errors, opened
from tests.dashboard.player_message import sent

ROWS = [
    f"{k % 3 + k / 100:.2f},{k % 3 - k / 90:.3f},{'red' if k % 2 else 'blue'},{'abc'[k % 3]}"
    for k in range(60)
]
GOOD = "\n".join(["height,width,colour,kind", *ROWS, ",1,red,a", ""]).encode()


def upload(app: AppTest, content: bytes, name: str = "plants.csv") -> AppTest:
    app.file_uploader[0].set_value((name, content, "text/csv"))
    app.run()
    assert not app.exception
    return app


def captions(app: AppTest) -> str:
    return "\n".join(part.value for part in app.sidebar.caption)


def own(app: AppTest, kind: str, name: str):
    """The control of this name for the file that was read last."""
    (control,) = [part for part in getattr(app, kind) if (part.key or "").startswith(name)]
    return control


def own_data_sets(app: AppTest) -> tuple[int, int]:
    """How many rows the run trains on, and is tested on."""
    (data,) = app.session_state["_own_data_sets"].values()
    return len(data.train.labels), len(data.test.labels)


def test_without_a_file_the_page_says_so_and_goes_on():
    app = opened("training", data="csv")
    assert not app.error
    assert "No usable data yet" in app.info[0].value
    assert not app.main.get("bidi_component")
    assert {box.key for box in app.selectbox} >= {"data", "map", "opt", "schedule"}
    assert "20\u202f000 rows, 200 features and 2 to 20 classes" in captions(app)
    assert "not in the link" in captions(app)


def test_a_file_is_read_explained_and_trained_on():
    app = upload(opened("training", data="csv"), GOOD)
    assert not app.error
    assert own(app, "selectbox", "_own_label").value == "kind"
    assert own(app, "multiselect", "_own_features").value == ["height", "width"]
    assert "60 of 61 rows are used: 20 a, 20 b, 20 c." in captions(app)
    assert "48 rows form the training set, 12 the test set: about 20% of each class" in captions(
        app
    )
    assert "no value there: 1 (row 62)" in captions(app)
    assert "Not usable as label" not in captions(app)
    train, test = own_data_sets(app)
    assert (train, test) == (48, 12)
    preview = app.sidebar.dataframe[0].value
    assert preview.index.tolist() == [2, 3, 4, 5, 6, 7, 8, 9]
    assert "cannot be pinned" in " ".join(part.value for part in app.main.caption)
    header = sent(app)
    losses = next(s for s in header["series"] if s["name"] == "train_loss")["values"]
    assert losses[-1] < 0.9 * losses[0]
    plane = header["plane"]
    assert [trace["name"] for trace in plane["data"]] == ["a", "b", "c"]
    assert header["pictures"] is not None


def test_label_features_and_missing_values_make_other_runs():
    app = upload(opened("training", data="csv"), GOOD)
    first = sent(app)["run"]
    app.selectbox(key="missing").set_value("mean").run()
    filled = sent(app)
    assert "60 of 61" not in captions(app)
    assert "replaced by the mean: 1" in captions(app)
    own(app, "multiselect", "_own_features").set_value(["height", "colour"]).run()
    text = sent(app)
    assert "each of its 2 values becomes a column of 0 and 1" in captions(app)
    assert text["plane"] is None
    own(app, "selectbox", "_own_label").set_value("colour").run()
    colour = sent(app)
    assert [trace["name"] for trace in colour["plane"]["data"]] == ["blue", "red"]
    assert len({first, filled["run"], text["run"], colour["run"]}) == 4


@pytest.mark.parametrize("feature_map", ["identity", "scale", "standardise", "polynomial", "relu"])
def test_every_feature_map_serves(feature_map: str):
    app = upload(opened("training", data="csv", map=feature_map), GOOD)
    assert not app.error
    assert sent(app)["plane"] is not None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b\n1,2\n3\n", "Row 3 ends before column “b”"),
        (b"a,b\n1,\xff\n", "Row 2, column B: the byte 0xFF is not UTF"),
        (b"a,kind\n1,<b>*x*</b>\n2,y\n", "class “<b>*x*</b>” has only this row"),
        (b"a,kind\n1,x\n[evil](http://evil),x\n2,y\n3,y\n", "“[evil](http://evil)”"),
    ],
)
def test_a_bad_file_is_answered_where_it_was_chosen_and_the_page_goes_on(
    content: bytes, words: str
):
    app = upload(opened("training", data="csv"), content)
    (error,) = app.sidebar.error
    assert words in errors(app)[0]
    assert "<" not in error.value.replace("\\<", "")
    assert "[" not in error.value.replace("\\[", "")
    assert "No usable data yet" in app.info[0].value
    app.selectbox(key="opt").set_value("adam").run()
    assert not app.exception
    assert not upload(app, GOOD).error
    assert sent(app)["plane"] is not None


def test_a_row_too_far_from_all_others_is_answered_and_the_page_goes_on():
    """One of the test part, of which the frozen layer makes infinite activations."""
    numbers = [str(place) for place in range(20)]
    split = stratified_split(np.arange(20) % 2, test_fraction=0.2, seed=0)
    numbers[split.test[0]] = "1e60"
    content = "\n".join(["x,kind", *(f"{x},{'ab'[n % 2]}" for n, x in enumerate(numbers)), ""])
    app = upload(opened("training", data="csv", map="polynomial", lang="vi"), content.encode())
    (sentence,) = errors(app)
    assert sentence.startswith("Giá trị kích hoạt “x” quá lớn")
    upload(app, GOOD)
    assert not app.error
    assert sent(app)["last"] > 0


def test_a_run_that_stands_still_has_no_slice_and_the_page_goes_on():
    content = b"x,kind\n" + b"1,a\n1,b\n" * 5  # nothing to learn: every gradient is 0
    app = upload(opened("training", data="csv", step="5", slice="true", lang="vi"), content)
    assert errors(app) == ["Lượt chạy chưa làm thay đổi trọng số nào: hãy chạy vài bước trước."]


def test_what_was_chosen_wrongly_can_be_mended():
    app = upload(opened("training", data="csv"), GOOD)
    own(app, "multiselect", "_own_features").set_value([]).run()
    assert "No column is chosen" in app.sidebar.error[0].value
    own(app, "multiselect", "_own_features").set_value(["width"]).run()
    assert not app.error
    assert sent(app)["series"]


def test_a_column_that_cannot_be_the_label_is_named():
    lines = [f"{k},{k % 2},only" for k in range(30)]
    app = upload(opened("training", data="csv"), "\n".join(["x,y,kind", *lines]).encode())
    assert own(app, "selectbox", "_own_label").options == ["y"]
    assert "Not usable as label: “kind”. A label needs 2 to 20 different values." in captions(app)
    assert not app.error


def test_more_classes_than_colours_train_without_a_picture():
    lines = [f"{k},{k % 7},{k % 15}" for k in range(60)]
    app = upload(opened("training", data="csv"), "\n".join(["x,y,kind", *lines]).encode())
    own(app, "selectbox", "_own_label").set_value("kind").run()
    assert not app.error
    assert sent(app)["plane"] is None


def test_a_file_that_did_not_reach_the_server_is_asked_for_again(monkeypatch: pytest.MonkeyPatch):
    app = opened("training", data="csv")
    # Another replica has it, or the server has refused it; the browser names it all the same.
    monkeypatch.setattr(MemoryUploadedFileManager, "get_files", lambda *_, **__: [])
    upload(app, GOOD)
    assert "The upload failed" in errors(app)[0]
    assert "No usable data yet" in app.info[0].value


def test_a_file_taken_away_is_forgotten():
    app = upload(opened("training", data="csv"), GOOD)
    app.file_uploader[0].set_value(None)
    app.run()
    assert "No usable data yet" in app.info[0].value
    assert "_own_file" not in app.session_state


def test_the_run_is_there_again_after_another_page():
    app = upload(opened("training", data="csv"), GOOD)
    before = sent(app)["run"]
    app.switch_page("views/start/page.py").run()
    app.switch_page("views/training/page.py").run()
    assert not app.exception
    if app.selectbox(key="data").value != "csv":  # AppTest forgets what is bound to the URL
        app.selectbox(key="data").set_value("csv").run()
    assert sent(app)["run"] == before


# ------------------------------------------------------------------------------------ the points


def test_points_start_with_three_classes_and_their_regions():
    app = opened("training", data="points")
    assert not app.error
    assert len(STARTING_POINTS) == 12
    assert "12 of 12 rows are used: 4 A, 4 B, 4 C." in captions(app)
    header = sent(app)
    drawn = header["plane"]["data"]
    assert [trace["name"] for trace in drawn] == ["A", "B", "C"]
    assert header["pictures"] is not None


# --------------------------------------------------------------------------- nobody else sees it


def test_nothing_of_it_enters_the_caches_of_the_process(monkeypatch: pytest.MonkeyPatch):
    asked = []
    for module, name in ((runs, "_runs_of_process"), (run_pictures, "_block_of_process")):
        monkeypatch.setattr(module, name, lambda *arguments: asked.append(arguments))
    app = upload(opened("training", data="csv"), GOOD)
    assert sent(app)["pictures"] is not None
    assert asked == []


def test_another_session_sees_nothing_of_it():
    mine = upload(opened("training", data="csv"), GOOD)
    other = opened("training", data="csv")
    assert sent(mine)["plane"] is not None
    assert "No usable data yet" in other.info[0].value
    for key in ("_own_file", "_own_tables", "_own_data_sets", "_own_runs", "_own_pictures"):
        assert key in mine.session_state
        assert key not in other.session_state


def test_a_session_keeps_no_more_than_stated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_pictures, "KEPT_OWN_BLOCKS", 4)  # fewer than are drawn here
    app = upload(opened("training", data="csv"), GOOD)
    for rate in (0.2, 0.3, 0.4, 0.5, 0.6):
        app.number_input(key="lr").set_value(rate).run()
    for seed in (1, 2, 3):
        app.number_input(key="seed").set_value(seed).run()
    for features in (["width"], ["height"], ["colour"]):
        own(app, "multiselect", "_own_features").set_value(features).run()
    assert not app.error
    assert len(app.session_state["_own_runs"]) <= runs.KEPT_OWN_RUNS
    assert len(app.session_state["_own_pictures"]) == run_pictures.KEPT_OWN_BLOCKS
    assert len(app.session_state["_own_data_sets"]) <= session_data.KEPT_DATA_SETS
    assert len(app.session_state["_own_tables"]) <= session_data.KEPT_TABLES


def test_the_log_holds_nothing_of_it(caplog: pytest.LogCaptureFixture, capfd):
    secret = "zanzibar"
    for content in (GOOD.replace(b"colour", secret.encode()), f"{secret},b\n1\n".encode()):
        upload(opened("training", data="csv"), content, f"{secret}.csv")
    written = capfd.readouterr()
    assert secret not in caplog.text + written.out + written.err


# ------------------------------------------------------------------------------------- the store


def test_what_is_kept_in_a_session_is_made_once_and_the_oldest_goes_first():
    made = []

    def make(key: int) -> int:
        made.append(key)
        return key

    def kept(key: int) -> int:
        return session_data.kept_in_session("_test", key, lambda: make(key), 2)

    try:
        assert [kept(key) for key in (1, 2, 1, 3, 1, 2)] == [1, 2, 1, 3, 1, 2]
    finally:
        del st.session_state["_test"]
    assert made == [1, 2, 3, 2]

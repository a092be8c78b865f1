"""No page, in whatever state, shows a Vietnamese reader an English sentence of the source."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from dashboard.text import translation
from dashboard.text.catalogue import catalogue
from tests.dashboard.opened_page import app_at, opened
from tests.translatable import sentences

CSV = b"height;kind\n1,5;oak\n;oak\n0,2;fern\n0,3;fern\n2;oak\n"

# Page, query, what is opened or done there before the words are read.
STATES: list[tuple[str, dict[str, str]]] = [
    ("start", {}),
    ("start", {"a": "1,x,-1", "W": "0.5,-0.3;-0.4,0.8;0.2", "edges": "∂L/∂w"}),
    ("start", {"W": "10,-10", "a": "10", "b": "1", "target": "0.3,0.8", "eta": "50"}),
    *(("start", {"tab": tab}) for tab in ("lessons", "formulas", "numbers")),
    ("chain_rule", {}),
    *(("chain_rule", {"tab": tab}) for tab in ("derivatives", "matrix", "numbers")),
    *(("chain_rule", {"demo": demo, "tab": "matrix"}) for demo in ("x²", "f·g")),
    ("chain_rule", {"demo": "f·g", "f": "relu", "x": "0"}),
    ("softmax", {}),
    ("softmax", {"K": "4", "shift": "2", "T": "2", "q": "0.5,0.5,0.1,x", "eps": "0.1", "ji": "1",
                 "tab": "gradient"}),
    *(("softmax", {"tab": tab}) for tab in ("temperature", "shift", "jacobian", "numbers")),
    ("softmax", {"K": "4", "z1": "2", "shift": "2", "T": "2", "tab": "temperature"}),
    ("softmax", {"shift": "2", "jk": "2", "T": "2", "tab": "jacobian"}),
    ("softmax", {"shift": "2", "tab": "shift"}),
    ("softmax", {"q": "0.5,0.4,0.3"}),
    ("loss_surface", {"eps": "0.2", "tab": "bound"}),
    ("loss_surface", {"K": "2", "i": "1", "j": "1", "q": "0.3,0.7", "tab": "bound"}),
    *(("loss_surface", {"tab": tab}) for tab in ("formula", "sections", "bound", "flat",
                                                 "curvature", "saturation", "numbers")),
    ("loss_surface", {"K": "2", "tab": "flat"}),
    ("gradient_field", {}),
    ("gradient_field", {"K": "5", "flow": "streamlines", "q": "0.5,0.5,0,0,0", "step_size": "50"}),
    ("gradient_field", {"K": "2", "beside": "squared error"}),
    ("backprop", {}),
    ("backprop", {"diagonal_only": "true", "parameter": "b1", "W": "900,-900;1,2", "a": "1,1"}),
    *(("backprop", {"tab": tab}) for tab in ("derivation", "gradients", "passed_back", "numbers")),
    ("training", {"data": "iris", "step": "40", "l2": "0.01", "stop": "steps", "map": "polynomial",
                  "tab": "examples"}),
    ("training", {"data": "blobs", "step": "20", "loss": "squared error", "tab": "gradient",
                  "changes": "10:lr=0.01", "log": "true", "stop": "plateau"}),
    *(("training", {"data": "iris", "step": "40", "l2": "0.01", "tab": tab})
      for tab in ("calibration", "weights", "slice", "norm", "change", "export", "numbers")),
    ("training", {"data": "moons", "lr": "100", "l2": "10", "step": "300"}),
    ("training", {"data": "blobs", "changes": "300000:lr=0.1"}),
    ("training", {"data": "csv"}),
    ("training", {"data": "points"}),
    ("compare", {"c_data": "iris", "c_steps": "20", "runs": "sgd~0.1~8,sgd~100~16~l2=10"}),
    ("compare", {"c_data": "moons", "runs": "sgd~0.1"}),
    ("compare", {"c_data": "iris", "c_steps": "20", "tab": "numbers"}),
    ("bug_lab", {}),
    ("bug_lab", {"bug_mode": "free", "bug": "naive exp", "bug_shift": "2000", "tab": "numbers"}),
    ("precision_lab", {}),
    ("precision_lab", {"dtype": "float16", "quantity": "log-softmax", "part": "gradient",
                       "class_count": "4096", "logit_size": "8", "measured": "absolute"}),
    *(("precision_lab", {"tab": tab}) for tab in ("size", "run", "difference", "numbers")),
    *(("your_model", {"tab": tab}) for tab in ("mean", "classes", "worst", "confusion", "gradient",
                                               "script")),
    ("your_model", {"logits": "sum", "confidence": "0–10", "class_weights": "1, x"}),
    ("your_model", {"logits": "weights", "printed": "0.4"}),
    ("your_model", {"logits": "weights", "printed": "9"}),
    *(("your_model", {"logits": source}) for source in ("file", "paste")),
    ("for_teachers", {"t_page": "training", "t_stop": "plateau"}),
    ("for_teachers", {"t_title": "Nóng", "t_K": "4", "tab": "students"}),
    ("softmax", {"task": "Tăng T."}),
    ("misconceptions", {}),
    ("misconceptions", {f"mistake_{number}": "true" for number in range(1, 17)}),
    ("start", {"hide": "a", "lock": "W,take_step", "eta": "1e99"}),
    ("practice", {}),
    ("practice", {"tab": "results"}),
    ("practice", {"level": "2", "set": "7", "exercise": "4"}),
    ("practice", {"level": "3", "set": "16", "exercise": "2"}),
]  # fmt: skip

OTHER_FOLDS = ()

# In the source they are the names of options too, which are the same in every language.
OPTIONS = {
    *(
        "train",
        "test",
        "mystery",
        "free",
        "arrows",
        "streamlines",
        "simplex",
        "squared error",
        "optimiser",
    ),
    *("batch size", "train loss", "test loss", "test accuracy"),
    *("none", "off"),  # of plotly and of text fields
    "class",  # a column of the points, whose heading is translated
}
# Of these parts of a message no reader sees anything.
UNSEEN = re.compile(
    r"(?i)id|.*key|.*hash|default|formid|class_?name|url|icon|.*queryparam.*|"
    r"uirevision|type|mode|series|name_of_series|palette|run|data\d*|columns|arrow.*|bytes|"
    r"plotly_js|operations|dash|symbol|language|side|.*anchor|.*align|.*position"
)


class Recorded(Mapping[str, str]):
    """The catalogue, which writes down what it is asked for in vain."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known, self.missed = known, set[str]()

    def __getitem__(self, english: str) -> str:
        return self.known[english]

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)

    def __contains__(self, word: object) -> bool:
        return word in self.known

    def get(self, english: str, default: Any = None) -> Any:
        without_formulas = re.sub(r"\$[^$]*\$", "", english)
        if english not in self.known and re.search("[A-Za-z]{2}", without_formulas):
            self.missed.add(english)
        return self.known.get(english, default)


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Recorded:
    record = Recorded(catalogue("vi"))
    monkeypatch.setattr(translation, "catalogue", {"en": {}, "vi": record}.get)
    return record


def texts(value: Any) -> Iterator[str]:
    """Every string somewhere in a message that a reader may see."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name == "figure":  # JSON within JSON
                part = json.loads(part)
            if not UNSEEN.fullmatch(name) or (name == "data" and isinstance(part, list)):
                yield from texts(part)


def shown(app: AppTest) -> list[str]:
    """All that the page and its sidebar say, a string for each place."""
    found: list[str] = []
    node: Any  # of some kinds, which the tree does not tell apart
    for node in app:
        proto: Any = getattr(node, "proto", None)
        if node.type == "bidi_component":
            found += texts(_component_message(proto.bytes or proto.json.encode()))
        elif node.type in ("arrow_data_frame", "dataframe"):
            table = node.value
            found += [*map(str, table.columns), *map(str, table.index), str(table.index.name)]
        elif node.type == "html":  # of a script, what it is called with
            found += re.findall(r': "(.*?)"', proto.body.rpartition("takeTypedNumbers(")[2])
        elif proto is not None:
            found += texts(MessageToDict(proto))
    return [text for text in found if re.search(r"[A-Za-z]{2}", text)]


def _component_message(message: bytes) -> Any:
    if message.startswith(b"{"):
        return json.loads(message)
    length = int.from_bytes(message[:4], "little")
    return json.loads(message[4 : 4 + length])


def plain_pieces(sentence: str) -> list[str]:
    """What stands between the placeholders, where it is long enough to be told from symbols."""
    pieces = re.split(r"(?<![{^])\{[^{}]*\}", sentence.replace("{{", "{").replace("}}", "}"))
    return [piece.strip() for piece in pieces if len(re.findall(r"[A-Za-z]{2,}", piece)) > 1]


def english_left(found: list[str]) -> set[str]:
    everything, whole = "\n".join(found), set(found)
    left = set()
    for english, pieces in sought():
        if english in whole:
            left.add(english)
        left |= {piece for piece in pieces if piece in everything}
    return left


@cache
def sought() -> list[tuple[str, list[str]]]:
    """The sentences of the source that Vietnamese says otherwise, and their plain pieces."""
    known = catalogue("vi")
    return [
        (
            english,
            [
                piece
                for piece in plain_pieces(english)
                if piece not in known[english] and piece not in OPTIONS
            ],
        )
        for english in sentences()
        if english not in OPTIONS and english != known[english]
    ]


def vietnamese(page: str, query: dict[str, str]) -> AppTest:
    """The page with its numbers unfolded."""
    app = app_at(page, timeout=30)
    for name, value in {**query, "lang": "vi"}.items():
        app.query_params[name] = value
    for fold in (f"{page}_numbers", *OTHER_FOLDS):
        app.session_state[fold] = True
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize(
    ("page", "query"), STATES, ids=[f"{page}-{place}" for place, (page, _) in enumerate(STATES)]
)
def test_nothing_is_left_in_english(recorded: Recorded, page: str, query: dict[str, str]):
    found = shown(vietnamese(page, query))
    assert len(found) > 20
    assert recorded.missed == set()
    assert english_left(found) == set()


def test_the_same_words_are_found_on_an_english_page():
    """The test above can fail: what it looks for is there in English."""
    app = opened("training", data="iris", step="40", tab="examples")
    assert len(english_left(shown(app))) > 90


def test_what_is_done_on_a_page_is_answered_in_vietnamese(recorded: Recorded):
    training = vietnamese("training", {"data": "csv"})
    for content, words in (
        (b"a,b\n1,2\n3\n", "Hàng 3 kết thúc trước cột “b”: hàng này có 1 ô, hàng tiêu đề có 2"),
        (b"a,b\n1,\xff\n", "Hàng 2, cột B: byte 0xFF không phải văn bản UTF"),
        (b"a,kind\n1,x\n2,y\n3,y\n", "Hàng 2, cột “kind”: lớp “x” chỉ có hàng này"),
    ):
        training.file_uploader[0].set_value(("plants.csv", content, "text/csv"))
        training.run()
        assert words in training.sidebar.error[0].value.replace("\\", "")
    training.file_uploader[0].set_value(("plants.csv", CSV, "text/csv"))
    training.run()
    assert not training.sidebar.error
    assert english_left(shown(training)) == set()
    hunt = vietnamese("bug_lab", {"bug_steps": "50", "guess": "diagonal only"})
    hunt.button(key="_bug_check").click().run()
    assert "Không phải “Chỉ giữ đường chéo”" in "\n".join(part.value for part in hunt.error)
    assert english_left(shown(hunt)) == set()
    tab = {"tab": "sweep", "sweep_steps": "10"}
    compare = vietnamese("compare", {"c_data": "iris", "c_steps": "10", **tab})
    compare.button(key="_sweep_run").click().run()
    assert "tốt nhất: **" in "\n".join(part.value for part in compare.markdown)
    assert english_left(shown(compare)) == set()
    assert recorded.missed == set()


def language_choice(app: AppTest) -> Any:
    (choice,) = [part for part in app.sidebar.get("button_group") if part.key == "_language_choice"]
    return choice


def test_switching_keeps_the_page_and_its_state():
    app = opened("softmax", T="2", shift="1.5")
    assert app.title[0].value == "Softmax"
    choice = language_choice(app)
    assert [option.content for option in choice.proto.options] == ["English", "Tiếng Việt"]
    assert choice.label == "Language / Ngôn ngữ"
    choice.set_value("vi").run()
    assert dict(app.query_params)["lang"] == "vi"
    assert [app.slider(key=key).value for key in ("T", "shift")] == [2, 1.5]
    assert [tab.label for tab in app.tabs][1] == "Nhiệt độ"
    language_choice(app).set_value("en").run()
    assert "lang" not in dict(app.query_params)
    assert [tab.label for tab in app.tabs][1] == "Temperature"

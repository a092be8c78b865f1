"""What no student would send: links and widget states made to break a server."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from urllib.parse import quote

from streamlit.proto.WidgetStates_pb2 import WidgetState

from dashboard.controls.control import Choice, NumberField, Slider
from dashboard.controls.declaration import Control
from dashboard.controls.restrictions import HIDE, LOCK
from dashboard.views.for_teachers.declared_pages import PAGES, controls_of
from dashboard.views.precision_lab.controls import (
    CLASS_COUNT,
    LOG_STEP,
    RUN_RATE,
    RUN_SCALE,
    SWEPT_LOGIT,
)

EVERY_PAGE = tuple(dict.fromkeys((*PAGES, "precision_lab", "for_teachers", "misconceptions")))
STRANGE_PAGES = ("no/such", "../../etc/passwd", "training/../x", "a\nb", "<b>", "x" * 500)

NUMBERS = (
    *(
        "0",
        "-1",
        "-0",
        "1",
        "2",
        "3.999999999",
        "1e5",
        "1e18",
        "9007199254740993",
        "1e308",
        "-1e308",
    ),
    *(
        "1e400",
        "-1e400",
        "nan",
        "-NaN",
        "inf",
        "-Infinity",
        "5e-324",
        "0x10",
        "1_000",
        "1,5",
        "--5",
    ),
    *("", " ", "+", ".", "½", "١٢", "9" * 30, "9" * 5000, "1e" + "9" * 50, "0." + "0" * 400 + "1"),
)
LISTS = (
    *("nan,inf;1,2", "1e308,1e308;-1e308,1e308", "1,2;3", ";;;;", ",,,,", "1;2;3;4;5;6;7;8;9"),
    *(
        ",".join(["1"] * 3000),
        ";".join(["1,1"] * 1000),
        "1e-320,0",
        "[1,2,3]",
        "1 2 3",
        "w99",
        "z9",
    ),
    *("100:lr=nan", "5:lr=0.1;3:lr=0.2", "1:batch=1e400", "0:opt=<b>", ":::", "1:1:1", "r=1&s=2"),
)
TEXTS = (
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))"),
    *("![x](http://evil.example/x)", "**b** `c` $\\frac{1}{0}$", ":material/home: :red[x] :smile:"),
    *("{0.__class__}", "{value}", "%s%n%x", "${7*7}", "__import__('os').system('id')", "'; DROP--"),
    *(
        "../../../../etc/passwd",
        "\\\\host\\share",
        "\0",
        "a\0b",
        "\x07\x1b[31m",
        "\r\nSet-Cookie: a=b",
    ),
    *("\u202eabc\u202c", "\u200b\u2066\ufeff", "Z" + "\u0301" * 200, "\U0001f9e8" * 50, "\uffff"),
    *("x" * 10_000, "[" * 3000, "(" * 3000, "null", "true", "None", '{"a": [1, NaN]}', '"', "\\"),
)
RAW = (
    *("%", "%zz", "%u0041", "%00", "%ED%A0%80", "%FF%FE", "&&&===", "=x", "?a?b", "#", "+", ";;"),
    *("K=%", "z1=%C0%80", "K[]=3", "K.x=1", "a=b=c=d", "&".join(["K=3"] * 200), "=" * 1000),
)
STRANGE_KEYS = (
    "__class__",
    "K ",
    "",
    "_own_upload",
    "embed",
    "z-1",
    "🧨",
    "a" * 999,
)
LANGUAGE, LANGUAGES = "lang", ("vi", "en", "xx", "../vi", "\0")


def page_controls(page: str, chance: Random) -> list[Control]:
    """Controls of a page, of one of the states that it can be in."""

    def value_of(control: Control) -> float | str | bool:
        if isinstance(control, Choice) and chance.random() < 0.5:
            return chance.choice(list(control.options))
        return control.default

    if page not in PAGES:
        return [CLASS_COUNT, LOG_STEP, RUN_RATE, RUN_SCALE, SWEPT_LOGIT]
    return [control for control, _ in controls_of(page, value_of)]


def hostile_query(page: str, chance: Random) -> str:
    """A query string for a page: some of it what the page understands, most of it not."""
    controls = page_controls(page, chance)
    foreign = page_controls(chance.choice(list(PAGES)), chance)
    parts: list[str] = []
    for _ in range(chance.randint(1, 8)):
        if chance.random() < 0.08:
            parts.append(chance.choice(RAW))
            continue
        control = chance.choice(controls if chance.random() < 0.85 else foreign)
        key = chance.choice(STRANGE_KEYS) if chance.random() < 0.05 else control.key
        value = _value(control, chance)
        parts += [f"{quote(key)}={quote(value, errors='replace')}"] * chance.choice([1, 1, 1, 2, 9])
    if chance.random() < 0.3:
        keys = [each.key for each in controls if chance.random() < 0.5] + ["inputs", "<b>"]
        parts.append(f"{chance.choice([HIDE, LOCK])}={quote(','.join(keys))}")
    if chance.random() < 0.1:
        parts.append(f"{LANGUAGE}={quote(chance.choice(LANGUAGES))}")
    chance.shuffle(parts)
    return "&".join(parts)


def _value(control: Control, chance: Random) -> str:
    if chance.random() < 0.4:
        if isinstance(control, Choice):
            return chance.choice(list(control.options))
        if isinstance(control, Slider | NumberField):
            edges = (control.minimum, control.maximum)
            return str(chance.choice([*edges, edges[0] - 1, edges[1] + 1, sum(edges) / 2]))
    value = chance.choice(chance.choice([NUMBERS, LISTS, TEXTS]))
    if chance.random() < 0.2:
        place = chance.randrange(len(value) + 1)
        value = (
            value[:place] + chr(chance.choice([*range(1, 300), 0x202E, 0x1F9E8])) + value[place:]
        )
    return value


# ------------------------------------------------------------------------------------- the widgets

_FLOATS = (float("nan"), float("inf"), -float("inf"), 1e308, -1e308, 1e18, -1.0, 0.0, 0.5, 5e-324)
_INTEGERS = (2**63 - 1, -(2**63), 2**53 + 1, -1, 0, 1, 10**6)
_JSON = (
    *("", "{", "null", "true", "[]", "{}", "0", '"x"', "NaN", '{"a": NaN}', "1e400", "9" * 5000),
    *("[" * 2000, "[" * 20_000, '{"click": 5}', '{"click": {"trace": "0", "x": [], "y": {}}}'),
    *(
        '{"click": {"trace": 0, "x": 1e308, "y": -1e308}}',
        '{"click": {"trace": NaN, "x": 1, "y": 1}}',
    ),
    *('{"ask": {"run": 5}}', '{"ask": {"run": "", "have": -1, "until": 1e300, "step": NaN}}'),
    '{"ask": {"run": "a", "have": 0, "until": 9e15, "step": 9e15, "resting": true, '
    '"seek": 0, "speed": 7, "left_run": "a", "left_step": 9e15, '
    '"touched": false}}',
    '{"ask": {"run": "", "have": true, "until": true, "step": 1.5, "resting": false}}',
    '{"edited_rows": {"0": {"x₁": NaN}}, "added_rows": [], "deleted_rows": []}',
    '{"edited_rows": {"99999": {"x₁": 1}}, "added_rows": [], "deleted_rows": []}',
    '{"edited_rows": {"-1": {"no": 1}}, "added_rows": [{}], "deleted_rows": [-5, "a"]}',
    '{"edited_rows": {"0": {"x₁": "abc", "class": 5}}, "added_rows": [], "deleted_rows": []}',
    '{"edited_rows": 5, "added_rows": 5, "deleted_rows": 5}',
    '{"edited_rows": {}, "added_rows": [{}, {}, {"x₁": 1e400}], "deleted_rows": [0, 0, 1e9]}',
    json.dumps({"edited_rows": {}, "added_rows": [{"class": "A"}] * 5000, "deleted_rows": []}),
    '[{"event": "click", "value": {}}]',
    '{"event": "click", "value": {"trace": 0, "x": "1", "y": null}}',
    '{"event": "ask", "value": 7}',
    '[{"event": 5}, 7, null]',
)


def hostile_states(identity: str) -> list[WidgetState]:
    """Every kind of value there is, right or wrong for this widget, at its extremes."""
    found: list[WidgetState] = []

    def add(**value: object) -> WidgetState:
        found.append(WidgetState(id=identity, **value))
        return found[-1]

    add()
    add(trigger_value=True)
    add(bool_value=True)
    for number in _FLOATS:
        add(double_value=number)
    for number in _INTEGERS:
        add(int_value=number)
    for text in (*TEXTS, *NUMBERS, *_JSON):
        add(string_value=text)
        add(string_array_value={"data": [text]})
    for text in (*_JSON, *TEXTS[:6]):
        add(json_value=text)
        add(json_trigger_value=text)
    for numbers in (
        (),
        *((number,) for number in _FLOATS),
        (1.0, 2.0),
        (2.0, -1.0),
        (0.5,) * 2_000,
    ):
        add(double_array_value={"data": numbers})
    for whole in ((), (-1,), (2**62,), (0, 0, 0), (1,) * 2_000):
        add(int_array_value={"data": whole})
    for texts in ((), ("a", "a"), ("x",) * 2_000):
        add(string_array_value={"data": texts})
    add(bytes_value=b"\xff" * 1000)
    add(arrow_value={"data": b"not arrow"})
    add(string_trigger_value={"data": "x"})
    add(chat_input_value={"data": "x"})
    add(file_uploader_state_value={})
    file = {"file_id": "no-such-file", "name": "a.csv", "size": 2**63}
    add(file_uploader_state_value={"uploaded_file_info": [file] * 3})
    return found


# Names that no widget can have: a server that takes them keeps them for parts of a session.
IMPOSSIBLE_IDENTITIES = ("", "x", "_own_file", "_restrictions", "_language", "🧨" * 100)
IMPOSSIBLE_FRAGMENTS = ("no\nfragment", "\0", "f" * 1000, "$$ID-0-K")


def unknown_identities(known: Sequence[str]) -> list[str]:
    """Names of widgets that are none, but could be."""
    near = [identity[:-1] for identity in known[:2]] + [identity + "x" for identity in known[:2]]
    return ["$$ID-", "$$ID-0-K", "$$ID-" + "f" * 32 + "-None", "$$ID-0-_own_file", *near]


def dealt(states: Mapping[str, Sequence[WidgetState]], chance: Random) -> list[list[WidgetState]]:
    """Messages in which every widget has one of its states, until each state has been in one."""
    shuffled = {
        identity: chance.sample(list(each), len(list(each))) for identity, each in states.items()
    }
    longest = max(map(len, shuffled.values()), default=0)
    return [
        [each[turn % len(each)] for each in shuffled.values() if each] for turn in range(longest)
    ]

"""What Python and the player tell each other: chunks of a run one way, questions the other."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.training.segments import Epochs
from dashboard.components.figure import figure_json, unavailable_sentence
from dashboard.components.served_scripts import PLOTLY_JS_PATH
from dashboard.figures.figure import Picture
from dashboard.text import translate


class Series(NamedTuple):
    """One number every `stride` steps, from step `first` on."""

    name: str
    first: int
    stride: int
    values: NDArray[np.float32]  # (n,)


class Chart(NamedTuple):
    """A figure whose traces name, as `meta.series`, the series that they draw."""

    figure: Picture
    alternative: str


class Readout(NamedTuple):
    """A number beside the charts: the last of a series at the step shown."""

    label: str
    series: str
    percent: bool = False


class Pictures(NamedTuple):
    """Small images every `stride` steps, one per tile, as indices into a palette."""

    title: str
    note: str
    captions: tuple[str, ...]  # one per tile
    palette: NDArray[np.uint8]  # (256, 4): red, green, blue, opacity
    first: int
    stride: int
    frames: NDArray[np.uint8]  # (n, tiles, rows, columns), the first row on top
    samples: NDArray[np.uint8] | None = None  # (tiles, rows, columns): the ink of an example each


class Rest(NamedTuple):
    """The exact numbers of the step at which playback rests, also between two evaluations."""

    step: int
    values: Mapping[str, float]  # by the name of the series
    picture: NDArray[np.uint8] | None  # (tiles, rows, columns)
    picture_in_words: str = ""


class LookAhead(NamedTuple):
    """How many steps beyond the one on screen the browser is to hold at least."""

    untouched: int  # before anyone has played or scrubbed the run
    touched: int


@dataclass(frozen=True)
class Chunk:
    """What the browser is sent: the run's steps after `first` up to `last`, and how to show them.

    `run` tells runs apart; `limit` is the last step that is played, and `ended` says why; `speed`,
    in steps a second, is that of a new player; `plane` is drawn over the pictures' only tile.
    """

    run: str
    first: int
    last: int
    limit: int
    look_ahead: LookAhead
    speed: int
    ended: str
    epochs: Sequence[Epochs]
    charts: Sequence[Chart]
    readouts: Sequence[Readout]
    series: Sequence[Series]
    pictures: Pictures | None = None
    plane: Picture | None = None
    rest: Rest | None = None


class Question(NamedTuple):
    """What the browser asks: more steps, or the details of the step at which it rests."""

    run: str
    have: int  # the last step it knows
    until: int  # the last step it wants
    step: int  # the step on screen
    resting: bool
    seek: int = 0  # which of the seeks it has followed
    speed: int = 0  # steps a second; 0 where no player is there to have one
    left_run: str = ""  # the run before this one, "" for none,
    left_step: int = 0  # and the step that was on screen when this one came
    touched: bool = True  # whether anyone has played or scrubbed this one; it may just play on


def read_question(value: Any) -> Question | None:
    """The question in a browser's message; None if it is not one: any client can send anything."""
    if not isinstance(value, dict):
        return None
    read: dict[str, Any] = {}
    for name, kind in Question.__annotations__.items():
        part = value.get(name)
        if kind is int and isinstance(part, int | float) and 0 <= part < 2**53:
            read[name] = int(part)  # JavaScript's numbers all may have a fraction
        elif kind is not int and isinstance(part, kind):
            read[name] = part
        else:
            return None
    return Question(**read)


def pack(chunk: Chunk, seek: tuple[int, int], plotly_js: bytes = b"") -> bytes:
    """The message: the length of the header, the header, and the arrays that it points into.

    `plotly_js` is the library itself, compressed, for a browser that cannot fetch it.
    """
    arrays: list[bytes] = []

    def array(values: NDArray[Any]) -> dict[str, object]:
        kind = "uint8" if values.dtype == np.uint8 else "float32"
        offset = sum(map(len, arrays))
        arrays.append(values.astype(kind).tobytes())
        return {"kind": kind, "offset": offset, "length": values.size}

    header = {name: _plain(part) for name, part in vars(chunk).items()} | {
        "seek": {"id": seek[0], "step": seek[1]},
        "texts": _texts(),
        "plotly_js": PLOTLY_JS_PATH,
        "plotly": np.frombuffer(plotly_js, np.uint8) if plotly_js else None,
        "unavailable": unavailable_sentence(),
    }
    if chunk.pictures:
        *_, header["pictures"]["rows"], header["pictures"]["columns"] = chunk.pictures.frames.shape
    encoded = json.dumps(header, default=array).encode()
    return len(encoded).to_bytes(4, "little") + encoded + b"".join(arrays)


def _plain(part: Any) -> Any:
    """A record by the names of its fields: JSON has no other word for a tuple than a list."""
    if isinstance(part, Picture):
        return json.loads(figure_json(part))
    if hasattr(part, "_asdict"):
        return {name: _plain(value) for name, value in part._asdict().items()}
    return [_plain(each) for each in part] if isinstance(part, list | tuple) else part


def _texts() -> dict[str, object]:
    return {
        "play": translate("Play"),
        "pause": translate("Pause"),
        "batch": translate("One mini-batch"),
        "epoch": translate("One epoch"),
        "reset": translate("Reset"),
        "speed": translate("Steps per second"),
        "step": translate("Step"),
        "of_epoch": translate("epoch"),
        "waiting": translate("computing: step"),
    }

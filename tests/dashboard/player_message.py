"""Reads the player's messages as player.js does, from the format's description alone."""

import json
import struct
from typing import Any, NamedTuple

import numpy as np
from streamlit.testing.v1 import AppTest

SIZES = {"float32": 4, "uint8": 1}


class Place(NamedTuple):
    """Where an array stands in a message, in bytes."""

    start: int
    end: int


class Message(NamedTuple):
    header: dict[str, Any]  # with arrays in the places of their descriptions
    places: list[Place]
    length: int


def parsed(message: bytes) -> Message:
    """Header length (uint32, little end first), header (strict JSON), then the arrays it names."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length], parse_constant=_refused)
    places: list[Place] = []

    def array(description: dict[str, Any]) -> np.ndarray:
        kind, count = description["kind"], description["length"]
        start = 4 + length + description["offset"]
        places.append(Place(start, start + SIZES[kind] * count))
        little_ended = np.dtype(kind).newbyteorder("<")
        return np.frombuffer(message, little_ended, count, start)

    for series in header["series"]:
        series["values"] = array(series["values"])
    for name in ("frames", "palette", "samples"):
        if header["pictures"] and header["pictures"][name]:
            header["pictures"][name] = array(header["pictures"][name])
    if header["rest"] and header["rest"]["picture"]:
        header["rest"]["picture"] = array(header["rest"]["picture"])
    return Message(header, places, len(message))


def sent(app: AppTest) -> dict[str, Any]:
    """The header of the message that the page sent the player."""
    (player,) = app.main.get("bidi_component")
    return parsed(player.proto.bytes).header


def _refused(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON: JSON.parse in the browser refuses it")

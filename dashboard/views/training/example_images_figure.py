"""Examples that are images, as the small pictures of a table."""

import struct
import zlib
from base64 import b64encode

import numpy as np
from numpy.typing import NDArray

SCALE = 4  # screen pixels to a pixel of the example, so that its edges stay sharp
_HEADER = b"\x89PNG\r\n\x1a\n"
_EIGHT_BIT_GREY = (8, 0, 0, 0, 0)


def data_uris(inputs: NDArray[np.float64], image_shape: tuple[int, int]) -> list[str]:
    """Each example as a PNG in a data URI: ink black on white, as it was written.

    Parameters
    ----------
    inputs : (n, pixels), 0 for paper; the largest of all n is the blackest.
    image_shape : (rows, columns) with rows · columns = pixels.

    Notes
    -----
    Portable Network Graphics (W3C), sections 5, 9 and 10: chunks of length, type, data and CRC,
    the rows each behind a filter byte of 0, compressed.
    """
    darkest = max(float(inputs.max(initial=0)), np.finfo(np.float64).tiny)
    grey = np.round(255 * (1 - np.clip(inputs / darkest, 0, 1))).astype(np.uint8)
    images = grey.reshape(-1, *image_shape).repeat(SCALE, axis=1).repeat(SCALE, axis=2)
    return [f"data:image/png;base64,{b64encode(_png(image)).decode()}" for image in images]


def _png(image: NDArray[np.uint8]) -> bytes:
    rows, columns = image.shape
    filtered = np.pad(image, ((0, 0), (1, 0))).tobytes()
    return (
        _HEADER
        + _chunk(b"IHDR", struct.pack(">2I5B", columns, rows, *_EIGHT_BIT_GREY))
        + _chunk(b"IDAT", zlib.compress(filtered))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

"""NPY and NPZ files from anywhere: no pickle, and nothing is allocated before its size is checked.

Source of the formats: numpy.lib.format; APPNOTE.TXT, section 4.3, for the ZIP file that an NPZ is.
"""

import io
import math
import tokenize
import zipfile
import zlib
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from core.sentence import SentenceError

MAXIMUM_BYTES = 5 * 1024**2  # of a file, and of what an NPZ file unpacks to
MAXIMUM_NUMBERS = 2_000_000  # of one array
MAXIMUM_ARRAYS = 20
_NPY, _ZIP, _ZIP_ENTRY = b"\x93NUMPY", b"PK", b"PK\x01\x02"
_HEADERS = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}
_LONGEST_HEADER = 1000
_ENCRYPTED = 1
# Whatever the parser of a header, which is Python source, makes of nonsense.
_NO_HEADER = (
    *(ValueError, SyntaxError, TypeError, KeyError, EOFError, OverflowError),
    *(MemoryError, RecursionError, tokenize.TokenError),
)


def is_array_file(content: bytes) -> bool:
    """Whether a file begins as NPY and NPZ files do.

    >>> is_array_file(b"a,b"), is_array_file(b"PK...")
    (False, True)
    """
    return content.startswith((_NPY, _ZIP))


def read_arrays(content: bytes) -> dict[str, NDArray[Any]]:
    """The arrays of an NPZ file by their names, or the one of an NPY file under the name "".

    Each has one or two axes, and holds integers or floats of at most 8 bytes.

    Raises
    ------
    ValueError : one sentence: a file, or what it unpacks to, beyond 5 MB; more than 20 arrays, or
        2,000,000 numbers in one; other axes; objects, text, complex or other entries; a file that
        is not whole.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> np.savez(file, z=[[1.0, 2.0]], y=[0])
    >>> read_arrays(file.getvalue())
    {'z': array([[1., 2.]]), 'y': array([0])}
    """
    if len(content) > MAXIMUM_BYTES:
        raise SentenceError(
            "the file has {size:.2f} MB; at most {most} MB are allowed",
            size=len(content) / 1024**2,
            most=MAXIMUM_BYTES // 1024**2,
        )
    if content.startswith(_NPY):
        return {"": _array(content, "")}
    return {name: _array(member, name) for name, member in _members(content).items()}


def _members(content: bytes) -> dict[str, bytes]:
    """The NPY files in an NPZ file."""
    # The list of a ZIP file may be long where its files are not.
    if content.count(_ZIP_ENTRY) > MAXIMUM_ARRAYS:
        raise SentenceError(
            "the NPZ file holds more than {most} arrays; keep only logits and labels",
            most=MAXIMUM_ARRAYS,
        )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if not entries or any(
                entry.flag_bits & _ENCRYPTED
                or not entry.filename.endswith(".npy")
                or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
                for entry in entries
            ):
                raise SentenceError(
                    "the file is a ZIP archive, but not one that numpy.savez writes: save the "
                    "arrays with numpy.savez, or the table as CSV"
                )
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > MAXIMUM_BYTES:
                raise SentenceError(
                    "the arrays have {size:.2f} MB once unpacked; at most {most} MB are allowed",
                    size=unpacked / 1024**2,
                    most=MAXIMUM_BYTES // 1024**2,
                )
            return {
                entry.filename.removesuffix(".npy"): _member(archive, entry) for entry in entries
            }
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
        raise SentenceError("the NPZ file is damaged: save it again with numpy.savez") from None


def _member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as file:
        # Without a number `read` unpacks whatever there is, and cuts it off only then.
        return file.read(entry.file_size)


def _array(content: bytes, name: str) -> NDArray[Any]:
    stream = io.BytesIO(content)
    try:
        read_header = _HEADERS[npy.read_magic(stream)]
        shape, by_columns, dtype = read_header(stream, max_header_size=_LONGEST_HEADER)
    except _NO_HEADER:
        raise SentenceError(
            "{array} has no header that NumPy writes: save it again with numpy.save",
            array=_named(name),
        ) from None
    if dtype.kind not in "fiu" or dtype.itemsize > 8:
        raise SentenceError(
            "{array} holds {dtype}; only integers and floats of at most 64 bits are allowed",
            array=_named(name),
            dtype=str(dtype)[:40],
        )
    numbers = math.prod(shape)  # Python's integers do not overflow
    if len(shape) not in (1, 2) or not 0 < numbers <= MAXIMUM_NUMBERS or min(shape) < 1:
        raise SentenceError(
            "{array} has shape {shape}; one or two axes with 1 to {most:,} numbers are allowed",
            array=_named(name),
            shape=str(shape)[:60],
            most=MAXIMUM_NUMBERS,
        )
    start = stream.tell()
    found = (len(content) - start) / dtype.itemsize
    if found != numbers:
        raise SentenceError(
            "{array} ends too early or too late: shape {shape} needs {numbers:,} numbers, the file "
            "holds {found:,}",
            array=_named(name),
            shape=str(shape),
            numbers=numbers,
            found=int(found),
        )
    flat: NDArray[Any] = np.frombuffer(content, dtype, numbers, start)
    return flat.reshape(shape[::-1]).T if by_columns else flat.reshape(shape)


def _named(name: str) -> str:
    """The array as a sentence calls it.

    >>> _named(""), _named("logits")
    ('NPY', '“logits”')
    """
    return f"“{name[:40]}”" if name else "NPY"

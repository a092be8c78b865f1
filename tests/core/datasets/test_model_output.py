"""Files of logits from anywhere: read as they are, or refused in a sentence that says where."""

import io
import struct
import tracemalloc
import zipfile

import numpy as np
import pytest

from core.datasets import TextTable
from core.datasets.array_file import MAXIMUM_BYTES, read_arrays
from core.datasets.model_output import (
    ModelOutput,
    output_of_array,
    output_of_arrays,
    output_of_table,
    pasted_columns,
    read_columns,
)
from core.sentence import SentenceError
from tests.hostile_files import hostile_array_files, hostile_files

LOGITS = np.array([[2.0, 0.5, -1.25], [0.0, -np.inf, 3.0]])


def npy(array: np.ndarray, **options: bool) -> bytes:
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **arrays)
    return file.getvalue()


def header(text: str, version: bytes = b"\x01\x00") -> bytes:
    return b"\x93NUMPY" + version + struct.pack("<H", len(text)) + text.encode()


def zipped(content: bytes, name: str = "z.npy", claimed: int | None = None) -> bytes:
    """An archive of one file, which may claim another size than it has."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    packed = file.getvalue()
    if claimed is not None:
        for sign, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
            at = packed.index(sign) + offset
            packed = packed[:at] + struct.pack("<I", claimed) + packed[at + 4 :]
    return packed


def table(content: bytes) -> TextTable:
    read = read_columns(content)
    assert isinstance(read, TextTable)
    return read


def refusal(content: bytes) -> str:
    """The one sentence that a file is answered with."""
    try:
        columns = read_columns(content)
        if isinstance(columns, TextTable):
            output_of_table(columns, columns.names[-1])
    except SentenceError as error:
        return str(error)
    return ""


@pytest.mark.parametrize(
    "content",
    [
        b"a,b,c,y\n2,0.5,-1.25,0\n0,-inf,3,2\n",
        b"a;b;c;y\r\n2;0.5;-1.25;a\r\n0;-Infinity;3;c\r\n",
        b"2 0.5 -1.25 0\n0e0 -inf 3 2\n",
        "2\t0.5\t−1.25\t0\n0\t−inf\t3\t2\n".encode(),
    ],
)
def test_a_table_is_logits_and_labels(content: bytes):
    columns = table(content)
    output = output_of_table(columns, columns.names[-1])
    np.testing.assert_array_equal(output.logits, LOGITS)
    np.testing.assert_array_equal(output.targets, [0, 2])


def test_rows_are_pasted_as_a_program_prints_them():
    printed = "tensor([[ 2.0, 0.5, -1.25, 0.],\n        [0., -inf, 3., 2.]], dtype=torch.float64)"
    columns = pasted_columns(printed)
    np.testing.assert_array_equal(output_of_table(columns, "column D").logits, LOGITS)


def test_columns_that_are_no_logits_are_left_out():
    columns = table(b"id,a,b,label\n7,1,2,0\n8,3,4,1\n")
    output = output_of_table(columns, "label", ["id"])
    assert (output.class_names, output.logits.tolist()) == (("a", "b"), [[1, 2], [3, 4]])


@pytest.mark.parametrize("dtype", ["<f4", ">f8", "<f2", "<i8", "u1"])
@pytest.mark.parametrize("by_columns", [False, True])
def test_arrays_are_read_as_numpy_reads_them(dtype: str, by_columns: bool):
    array = np.arange(12).reshape(3, 4).astype(dtype)
    array = np.asfortranarray(array) if by_columns else array
    np.testing.assert_array_equal(read_arrays(npy(array))[""], array)
    np.testing.assert_array_equal(read_arrays(npz(z=array))["z"], array)


def test_an_array_may_hold_its_labels():
    array = np.column_stack([[1.0, 0.0], LOGITS])
    output = output_of_array(read_arrays(npy(array))[""], 0)
    np.testing.assert_array_equal(output.logits, LOGITS)
    assert output.targets.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"a,b,y\n1,2,0\n1,x,1\n", "row 3, column “b”: “x” is not a number"),
        (b"a,b,y\n1,,0\n", "row 2, column “b”: the cell is empty"),
        (b"a,b,y\n1,2,0\n1,2,cat\n", "row 3, column “y”: “cat” is neither the number of a class"),
        (b"a,b,y\n1,2\n", "row 2 ends before column “y”"),
        (b"a,b,y\n1,2,\xff\n", "row 2, column C: the byte 0xFF"),
        (b"0," * 1500 + b"0\n", "row 1, column ALN is one too many"),
        (b"1,2,0\n" * 200_001, "is one too many: at most 200,000 rows"),
        (b"1,2,0\n" * 900_000, "5.15 MB; at most 5 MB"),
        (b"", "the file is empty"),
        (npy(np.array([[{}]], object), allow_pickle=True), "NPY holds object"),
        (npy(np.array([["a"]])), "NPY holds <U1"),
        (npy(np.array([[1j]])), "NPY holds complex128"),
        (npy(np.zeros((2, 2, 2))), "NPY has shape (2, 2, 2)"),
        (npy(np.zeros((0, 3))), "NPY has shape (0, 3)"),
        (npy(np.zeros((2, 3)))[:-1], "NPY ends too early or too late"),
        (npy(np.zeros((2, 3))) + b"0", "NPY ends too early or too late"),
        (header("{'descr': '<f8', 'fortran_order': False, 'shape': (10**9, 9), }"), "no header"),
        (
            header("{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 9), }"),
            "NPY has shape (1000000000, 9)",
        ),
        (header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 9), }"), "NPY"),
        (header("(" * 900), "NPY has no header"),
        (header("{'descr': '<f8', 'fortran_order': False, 'shape': ("), "NPY has no header"),
        (header("{" + " " * 5000), "NPY has no header"),
        (header("x", b"\x09\x00"), "NPY has no header"),
        (b"\x93NUMPY", "NPY has no header"),
        (b"PK\x03\x04", "the NPZ file is damaged"),
        (zipped(b"0" * 100, "a.txt"), "not one that numpy.savez writes"),
        (zipped(bytes(MAXIMUM_BYTES + 1)), "5.00 MB once unpacked; at most 5 MB"),
        (zipped(bytes(50_000_000), claimed=100), "the NPZ file is damaged"),
        (npz(**{f"a{k}": LOGITS for k in range(21)}), "more than 20 arrays"),
        (npz(z=np.array([None])), "“z” holds object"),
    ],
)
def test_a_bad_file_is_one_sentence(content: bytes, words: str):
    assert words in refusal(content)


def test_a_file_that_claims_much_takes_little():
    bomb = zipped(bytes(200_000_000))
    claim = header("{'descr': '<f8', 'fortran_order': False, 'shape': (1999999, 1), }")
    for content in (bomb, claim):
        tracemalloc.start()
        refusal(content)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 2_000_000


TABLES, ARRAYS = hostile_files(), hostile_array_files()
HARMLESS = {
    *("a path that climbs", "an endless name"),  # nothing is written, and names are cut
    *("extremes", "labels out of range", "logits that are none", "one class"),
}


@pytest.mark.parametrize("name", [*TABLES, *ARRAYS])
def test_a_file_that_means_no_good_is_one_sentence_and_takes_little(name: str):
    tracemalloc.start()
    sentence = refusal((TABLES | ARRAYS)[name])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert bool(sentence) != (name in HARMLESS)
    assert len(sentence.splitlines()) <= 1
    assert len(sentence) < 400
    assert peak < (60_000_000 if name in ARRAYS else 200_000_000)  # csv makes lists


@pytest.mark.parametrize(
    ("logits", "targets"), [((3,), (3,)), ((3, 2), (2,)), ((3, 2), (3, 2)), ((3, 1), (1, 3))]
)
def test_arrays_that_disagree_are_refused(logits: tuple[int, ...], targets: tuple[int, ...]):
    with pytest.raises(ValueError, match=r"\(n, K\) and \(n,\) are needed"):
        output_of_arrays(np.zeros(logits), np.zeros(targets))


def test_labels_may_stand_in_a_column():
    output = output_of_arrays(LOGITS, np.array([[0], [2]]))
    assert isinstance(output, ModelOutput)
    assert output.targets.tolist() == [0, 2]

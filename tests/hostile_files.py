"""Files made to break a server: tables, and arrays of NumPy."""

import gzip
import io
import json
import struct
import zipfile
from random import Random

import numpy as np

SECRET = "zanzibar"  # in every file: the log must not have it


def hostile_files() -> dict[str, bytes]:
    """Files by what is wrong with them, each with the secret in it where it can be read at all."""
    rows = "".join(f"{k},{k % 7},{'xyz'[k % 3]}\n" for k in range(90))
    good = f"{SECRET},b,kind\n{rows}"
    zeros = bytes(20_000_000)
    in_zip = io.BytesIO()
    with zipfile.ZipFile(in_zip, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.csv", zeros)
    million = ",".join([SECRET, *map(str, range(700_000))])  # 4.9 MB: as many as the limit lets in
    formulas = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", '"=HYPERLINK(""http://e"")"')
    cells = "".join(f"{formulas[k % 5]},{formulas[k % 2]}\n" for k in range(40))
    return {
        "empty": b"",
        "only a newline": b"\n",
        "only NUL bytes": bytes(1000),
        "NUL bytes in a table": good.encode().replace(b",1,", b",\0,"),
        "random bytes": Random(0).randbytes(200_000),
        "UTF-16": good.encode("utf-16"),
        "UTF-32": good.encode("utf-32"),
        "Latin-1": good.replace("xyz"[0], "é").encode("latin-1"),
        "gzip bomb": gzip.compress(zeros),
        "zip bomb": in_zip.getvalue(),
        "formula cells": f"{SECRET},kind\n{cells}".encode(),
        "formula classes": f"kind,{SECRET}\n{cells}".encode(),
        "formula header": f"=1+1,@{SECRET},kind\n{rows}".encode(),
        "700,000 columns": f"{million}\n{million}\n".encode()[:4_900_000],
        "1,000,000 empty columns": b"," * 1_000_000 + b"\n" + b"," * 1_000_000,
        "one endless cell": f"a,b\n{SECRET}".encode() + b"x" * 4_000_000,
        "one endless quotation": f'a,"{SECRET}\n'.encode() + b"1,2\n" * 1_000_000,
        "a million quotes": b'a,b\n"' + b'""' * 1_000_000,
        "2,000,000 empty rows": f"a,{SECRET}\n".encode() + b"\n" * 2_000_000,
        "too many rows": f"a,{SECRET}\n".encode() + b"1,x\n2,y\n" * 100_000,
        "ragged": f"{SECRET},b,c\n1\n1,2,3,4,5\n".encode() * 50,
        "huge numbers": f"{SECRET},b,kind\n".encode() + b"1e400,-1e308,x\n9e307,1e308,y\n" * 40,
        "not numbers": f"{SECRET},b,kind\n".encode() + b"nan,inf,x\n-inf,NaN,y\n" * 40,
        "the same name twice": f"{SECRET},{SECRET},kind\n{rows}".encode(),
        "markup": f"<script>{SECRET}</script>,[a](javascript:b),kind\n{rows}".encode(),
        "right to left": f"\u202e{SECRET},\u2066b,\ufeffkind\n{rows}".encode(),
        "JSON": json.dumps([{SECRET: [1, 2]}] * 100).encode(),
        "a pickle": b"cos\nsystem\n(S'touch /tmp/zanzibar'\ntR.",
        "PNG": b"\x89PNG\r\n\x1a\n" + Random(1).randbytes(5000),
        "over the limit": f"a,{SECRET}\n".encode() + b"1,2\n" * 1_500_000,
        "far over the limit": f"a,{SECRET}\n".encode() + bytes(2_000_000),
    }


def hostile_array_files() -> dict[str, bytes]:
    """NPY and NPZ files by what is wrong with them."""

    def npy(header: str, data: bytes = b"") -> bytes:
        return b"\x93NUMPY\2\0" + struct.pack("<I", len(header)) + header.encode() + data

    def npz(**arrays: object) -> bytes:
        file = io.BytesIO()
        np.savez_compressed(file, **{name: np.asarray(each) for name, each in arrays.items()})
        return file.getvalue()

    def zipped(content: bytes, name: str = "z.npy") -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)
        return file.getvalue()

    floats = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }"
    pickled = b"cos\nsystem\n(S'touch /tmp/zanzibar'\ntR."
    objects = npy(floats.replace("<f8", "|O") % "(1, 2)", pickled)
    bomb = zipped(bytes(200_000_000))
    of_lies = bytearray(bomb)
    for sign, offset in ((b"PK\3\4", 22), (b"PK\1\2", 24)):
        struct.pack_into("<I", of_lies, bomb.index(sign) + offset, 100)
    extremes = np.array([[1e308, -1e308], [-1e308, 5e-324], [0.0, -np.inf]])
    return {
        "objects": objects,
        "objects in NPZ": zipped(objects),
        "a header of 4 MB": npy(floats % "(1, 2)" + " " * 4_000_000, bytes(16)),
        "a header that never ends": npy("(" * 900_000),
        "a header longer than the file": b"\x93NUMPY\2\0\xff\xff\xff\xff{",
        "a header that calls": npy(floats % "__import__('os').getpid()"),
        "more numbers than there are": npy(floats % "(1000000000000, 1000000)", bytes(16)),
        "fewer numbers than 0": npy(floats % "(-1, -2)", bytes(16)),
        "a shape of a million axes": npy(floats % f"({'1, ' * 300_000})", bytes(8)),
        "a NPZ bomb": bomb,
        "a NPZ bomb that lies": bytes(of_lies),
        "a NPZ in a NPZ": zipped(bomb),
        "a path that climbs": zipped(npy(floats % "(1,)", bytes(8)), "../../zanzibar.npy"),
        "an endless name": zipped(npy(floats % "(1,)", bytes(8)), "z" * 60_000 + ".npy"),
        "no file in NPZ": b"PK\5\6" + bytes(18),
        "a CSV file called NPY": zipped(b"1,2,0\n3,4,1\n"),
        "extremes": npz(z=extremes, y=[0, 1, 0]),
        "labels out of range": npz(z=np.zeros((2, 2)), y=[1e308, -1]),
        "logits that are none": npz(z=np.full((2, 2), np.nan), y=[0, 1]),
        "one class": npz(z=np.zeros((3, 1)), y=[0, 0, 0]),
        "a line of 5 MB": (b"1," * 2_600_000)[:5_200_000] + b"0\n",
    }


HOSTILE_NAMES = ("../../etc/passwd", "<script>zanzibar</script>.csv", "a\u202evsc.exe", "x" * 300)

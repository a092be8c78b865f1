"""Every sentence of the source that a catalogue must know, found by reading the code.

`python -m tests.translatable` prints the entries that the Vietnamese catalogue lacks, ready to be
filled in and put into a file of dashboard/text/vi/.
"""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from dashboard.text.catalogue import catalogue
from tests.server import ROOT

MARKERS = {"translate", "english", "Sentence", "SentenceError"}


class Found(NamedTuple):
    """What a marker is given: in its call, or in a record for a field of the type `English`."""

    place: str
    marker: str
    argument: ast.expr

    @property
    def literal(self) -> str | None:
        """The sentence, where it is written in the call itself."""
        value = getattr(self.argument, "value", None)
        return value if isinstance(value, str) else None


def marker_calls() -> Iterator[Found]:
    """Everything in core and dashboard that a marker is given."""
    nodes = [
        (str(file.relative_to(ROOT)), node)
        for folder in ("core", "dashboard")
        for file in sorted((ROOT / folder).rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    ]
    records = {node.name: field_types(node) for _, node in nodes if isinstance(node, ast.ClassDef)}
    for file, node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            marker, arguments = node.func.id, node.args[:1]
            if marker not in MARKERS:
                types = records.get(marker, {})
                given = [*zip(types, node.args, strict=False)]
                given += [(part.arg or "", part.value) for part in node.keywords]
                arguments = [value for field, value in given if types.get(field) == "English"]
            for argument in arguments:
                yield Found(f"{file}:{argument.lineno}", marker, argument)


def field_types(record: ast.ClassDef) -> dict[str, str]:
    """The types of a record's fields as they are written, in the order of the fields."""
    return {
        ast.unparse(node.target): ast.unparse(node.annotation)
        for node in record.body
        if isinstance(node, ast.AnnAssign)
    }


def sentences() -> dict[str, str]:
    """Each sentence of the source, and the first place where it stands."""
    found: dict[str, str] = {}
    for call in marker_calls():
        if call.literal is not None:
            found.setdefault(call.literal, call.place)
    return found


def quoted(text: str) -> str:
    r"""A text as TOML writes it, in the form that shows its backslashes as they are."""
    if "\n" in text:
        return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    if "'" not in text:
        return f"'{text}'"
    return f"'''{text}'''" if not text.endswith("'") else f'"{text}"'


def main() -> None:
    known = catalogue("vi")
    for sentence, place in sentences().items():
        if sentence not in known:
            print(f"# {place}\n[[sentence]]\nen = {quoted(sentence)}\nvi = ''\n")


if __name__ == "__main__":
    main()

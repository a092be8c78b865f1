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
    """A call of a marker: where it stands, and what it is given."""

    place: str
    marker: str
    argument: ast.expr

    @property
    def literal(self) -> str | None:
        """The sentence, where it is written in the call itself."""
        value = getattr(self.argument, "value", None)
        return value if isinstance(value, str) else None


def marker_calls() -> Iterator[Found]:
    """Every call of a marker in core and dashboard."""
    for folder in ("core", "dashboard"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in MARKERS
                    and node.args
                ):
                    place = f"{file.relative_to(ROOT)}:{node.lineno}"
                    yield Found(place, node.func.id, node.args[0])


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

"""Every sentence of the source that a catalogue must know, found by reading the code.

`python -m tests.translatable` prints the entries that the Vietnamese catalogue lacks, ready to be
filled in and put into a file of dashboard/text/vi/.
"""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from dashboard.text.catalogue import catalogue
from tests.server import ROOT

MARKERS = {"translate", "english", "Sentence", "SentenceError"}
# Records whose words are translated where they are drawn: the places of these words in a call.
RECORDS = {
    "Slider": (1,),
    "NumberField": (1,),
    "TextField": (1,),
    "Choice": (1, 4),
    "Switch": (1,),
    "Buttons": (1,),
    "Lesson": (1, 2),
    "_choice": (1, 4),
    "_layer_line": (1, 2),
    "Misconception": (0, 1),
    "_number": (1,),
}
_NAMED = {"label", "help", "meanings", "tooltip", "title", "sentence"}
_WORD = re.compile(r"[A-Za-z]{2}")  # a lone letter is a symbol


class Found(NamedTuple):
    """A call of a marker: where it stands, and its literal, None if it is given something else."""

    place: str
    marker: str
    literal: str | None
    argument: str


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
                    first = node.args[0]
                    literal = first.value if isinstance(first, ast.Constant) else None
                    place = f"{file.relative_to(ROOT)}:{node.lineno}"
                    yield Found(place, node.func.id, literal, ast.unparse(first))


def record_words() -> Iterator[Found]:
    """Every literal with a word in it that a record is given to show; `marker` is around it."""
    for file in sorted((ROOT / "dashboard").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                shown = _shown_by(node) if node.func.id in RECORDS else []
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                names = [target.id for target in node.targets if isinstance(target, ast.Name)]
                shown = node.value.values if any("MEANINGS" in name for name in names) else []
            else:
                continue
            for part in shown:
                yield from _literals(part, f"{file.relative_to(ROOT)}:{part.lineno}")


def _shown_by(call: ast.Call) -> list[ast.expr]:
    assert isinstance(call.func, ast.Name)
    by_place = [call.args[place] for place in RECORDS[call.func.id] if place < len(call.args)]
    return by_place + [word.value for word in call.keywords if word.arg in _NAMED]


def _literals(part: ast.expr, place: str) -> Iterator[Found]:
    if isinstance(part, ast.Tuple | ast.List):
        for element in part.elts:
            yield from _literals(element, place)
    elif isinstance(part, ast.Call) and getattr(part.func, "id", "") == "english":
        yield Found(place, "english", None, ast.unparse(part))
    elif isinstance(part, ast.Constant) and _WORD.search(str(part.value or "")):
        yield Found(place, "", str(part.value), ast.unparse(part))


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

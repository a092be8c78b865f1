"""The translations, read once: `<language>/*.toml`, entries `[[sentence]]` of `en` and `vi`."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "vi": "Tiếng Việt"}

_FOLDER = Path(__file__).parent


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English sentences and what they are in a language of `LANGUAGES`; empty for English.

    >>> catalogue("vi")["learning rate η"]
    'tốc độ học η'
    """
    return dict(entries(language))


def entries(language: str) -> Iterator[tuple[str, str]]:
    """Every entry of every file, in order: English, translation."""
    for file in sorted((_FOLDER / language).glob("*.toml")):
        for entry in tomllib.loads(file.read_text(encoding="utf-8"))["sentence"]:
            yield entry["en"], entry[language]

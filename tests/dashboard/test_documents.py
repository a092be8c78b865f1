"""The documents for developers name what exists: files, folders in their order, functions."""

import re

import pytest

from tests.dashboard.test_import_rules import FOLDERS_OF_DASHBOARD
from tests.server import ROOT

DOCUMENTS = ["README.md", ".github/CONTRIBUTING.md", "dashboard/README.md"]


@pytest.mark.parametrize("document", ["README.md", ".github/CONTRIBUTING.md"])
def test_every_path_that_is_named_exists(document: str):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:core|dashboard|tests)/[\w/.]*)`", text)
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_to_a_file_leads_somewhere(document: str):
    text = (ROOT / document).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert linked
    assert [path for path in linked if not (ROOT / document).parent.joinpath(path).exists()] == []


def test_the_layers_stand_in_the_order_of_the_import_rule():
    text = (ROOT / "dashboard/README.md").read_text(encoding="utf-8")
    layers = re.findall(r"^\| \[(\w+)\]\(\1\) \|", text, flags=re.MULTILINE)
    assert layers == [folder for folder in FOLDERS_OF_DASHBOARD if folder and "/" not in folder]


def test_every_function_that_is_named_stands_in_its_file():
    text = (ROOT / "dashboard/README.md").read_text(encoding="utf-8")
    named = re.findall(r"`(\w+)`\s+(?:of|in)\s+\[[^\]]+\]\(([^)]+)\)", text)
    assert len(named) > 5
    for name, file in named:
        assert f"def {name}(" in (ROOT / "dashboard" / file).read_text(encoding="utf-8"), name

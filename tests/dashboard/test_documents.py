"""The documents for developers name files that exist."""

import re

import pytest

from tests.server import ROOT


@pytest.mark.parametrize("document", ["README.md", ".github/CONTRIBUTING.md"])
def test_every_path_that_is_named_exists(document: str):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = re.findall(r"`((?:core|dashboard|tests)/[\w/.]*)`", text)
    assert len(named) > 5
    assert [path for path in named if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    "document", ["README.md", ".github/CONTRIBUTING.md", "dashboard/README.md"]
)
def test_every_link_to_a_file_leads_somewhere(document: str):
    text = (ROOT / document).read_text(encoding="utf-8")
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text)
    assert linked
    assert [path for path in linked if not (ROOT / document).parent.joinpath(path).exists()] == []

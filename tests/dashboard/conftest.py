"""What holds for the tests that open pages through AppTest."""

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner


@pytest.fixture(scope="package", autouse=True)
def _look_for_installed_components_only_once() -> Iterator[None]:
    """Each AppTest reads the metadata of every installed package: half the time of a page."""
    with pytest.MonkeyPatch.context() as patch:
        scan = cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", scan)
        yield

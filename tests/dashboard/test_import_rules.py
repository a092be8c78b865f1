"""Which part of the project may import which: core, then figures, then pages."""

import ast
import subprocess
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.server import ROOT

STANDARD_LIBRARY = sys.stdlib_module_names


def python_files(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imported_names(file: Path) -> frozenset[str]:
    """Every module the file imports; `from a import b` may mean `a.b`, so that is named too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            assert node.module is not None
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def packages_imported_by(file: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported_names(file)} - STANDARD_LIBRARY


def packages_reached_from(file: Path) -> set[str]:
    """The packages that importing the file brings in, through whatever part of the project."""
    project = {module_name(path): path for path in python_files("core") + python_files("dashboard")}
    waiting, seen, reached = {module_name(file)}, set(), set()
    while waiting:
        name = waiting.pop()
        seen.add(name)
        reached |= packages_imported_by(project[name])
        for imported in imported_names(project[name]):
            parts = imported.split(".")
            above = {".".join(parts[:length]) for length in range(1, len(parts) + 1)}
            waiting |= above & project.keys() - seen
    return reached - {"core", "dashboard"}


def test_core_imports_numpy_and_pandas_alone():
    for file in python_files("core"):
        assert packages_imported_by(file) <= {"core", "numpy", "pandas"}, file


def test_dashboard_imports_only_what_requirements_txt_brings():
    with_streamlit = {"streamlit", "starlette", "google"}  # google.protobuf
    brought = with_streamlit | {"numpy", "plotly", "pandas"}
    for file in python_files("dashboard"):
        assert packages_imported_by(file) <= {"core", "dashboard"} | brought, file


def test_figures_never_reach_streamlit():
    for file in python_files("dashboard/figures"):
        assert packages_reached_from(file) <= {"numpy", "pandas", "plotly"}, file


_IMPORTS_OF_FIGURES = ("dashboard.figures", "dashboard.palette", "dashboard.written_numbers")


def test_figures_import_of_the_dashboard_only_palette_numbers_and_each_other():
    for file in python_files("dashboard/figures"):
        for name in imported_names(file):
            if name.startswith("dashboard."):
                assert name.startswith(
                    ("dashboard.figures", "dashboard.palette", "dashboard.written_numbers")
                ), (file, name)


def test_nothing_imports_a_page():
    for folder in ("core", "dashboard", "tests"):
        for file in python_files(folder):
            assert not any(name.startswith("dashboard.views") for name in imported_names(file)), (
                file
            )


def test_nothing_in_the_dashboard_shadows_an_installed_module():
    """`streamlit run dashboard/app.py` puts dashboard/ first on the path of the whole process."""
    own = {path.stem for path in (ROOT / "dashboard").iterdir() if not path.name.startswith("_")}
    assert own.isdisjoint(STANDARD_LIBRARY | packages_distributions().keys())


@pytest.mark.parametrize("package", ["pandas", "streamlit", "plotly"])
def test_importing_core_does_not_load(package: str):
    program = f"import core, sys; sys.exit({package!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0

"""Which part of the project may import which: core, then figures, then pages."""

import ast
import re
import subprocess
import sys
from functools import cache
from graphlib import TopologicalSorter
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.server import ROOT

STANDARD_LIBRARY = sys.stdlib_module_names
# What Streamlit documents; all else of it may have another name tomorrow.
PUBLIC_STREAMLIT = ("streamlit.delta_generator", "streamlit.errors", "streamlit.testing.v1")
# Tests that speak to a server as a browser does, or stand in for something inside of it.
TESTS_INSIDE_STREAMLIT = {
    "tests/altered_streamlit.py",
    "tests/hostile_client.py",
    "tests/hostile_values.py",
    "tests/load/quick_clicks.py",
    "tests/streamlit_client.py",
    "tests/dashboard/conftest.py",
    "tests/dashboard/page_session.py",
    "tests/dashboard/turns/test_interrupt_point.py",
    "tests/dashboard/hosting/test_admission.py",
    "tests/dashboard/controls/run/test_own_data.py",
    "tests/dashboard/text/test_translation.py",
}


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


def test_core_imports_numpy_and_pandas_and_the_arrow_that_keeps_their_text_alone():
    for file in python_files("core"):
        assert packages_imported_by(file) <= {"core", "numpy", "pandas", "pyarrow"}, file


# The folders, each importing only those before it; "" is what lies in the package itself.
FOLDERS_OF_CORE = (
    "",
    "derivatives",
    "losses",
    "layer",
    "predictions",
    "examination",
    "optimizers",
    "datasets",
    "exercises",
    "training",
    "sweeps",
    "precision",
    "landscape",
    "bugs",
    "export",
)
FOLDERS_OF_DASHBOARD = (
    "",
    "turns",
    "streamlit_patches",
    "figures",
    "text",
    "components",
    "hosting",
    "controls",
    "controls/example",
    "controls/layer",
    "controls/run",
    "lessons",
    "runs",
    "views",
)
FRAME = {"app.py", "main.py"}  # of the dashboard: what imports all of it


@pytest.mark.parametrize(
    ("package", "folders"), [("core", FOLDERS_OF_CORE), ("dashboard", FOLDERS_OF_DASHBOARD)]
)
def test_folders_import_one_way(package: str, folders: tuple[str, ...]):
    """Pages among themselves: `test_what_stands_in_a_page_s_folder_is_that_page_s_alone`."""
    files = {module_name(file): file for file in python_files(package)}

    def place(file: Path) -> int:
        folder = file.parent.relative_to(ROOT / package).as_posix().replace(".", "")
        return folders.index("views" if folder.startswith("views/") else folder)

    assert {place(file) for file in files.values()} == set(range(len(folders)))
    for file in set(files.values()) - {ROOT / "core" / "__init__.py"}:  # names of all, on demand
        if file.name not in FRAME:
            for name in imported_names(file) & files.keys():
                assert place(files[name]) <= place(file), (file, name)


@pytest.mark.parametrize("package", ["core", "dashboard"])
def test_no_files_import_each_other_in_a_circle(package: str):
    files = {module_name(file): file for file in python_files(package)}
    graph = {name: imported_names(file) & files.keys() - {package} for name, file in files.items()}
    del graph[package]
    tuple(TopologicalSorter(graph).static_order())  # a CycleError names the circle


def test_dashboard_imports_only_what_requirements_txt_brings():
    with_streamlit = {"streamlit", "starlette", "google"}  # google.protobuf
    brought = with_streamlit | {"numpy", "plotly", "pandas", "segno"}
    for file in python_files("dashboard"):
        assert packages_imported_by(file) <= {"core", "dashboard"} | brought, file


def files_of_figures() -> list[Path]:
    views = ROOT / "dashboard" / "views"
    return [
        *python_files("dashboard/figures"),
        *views.glob("*/figure.py"),
        *views.glob("*/*_figure.py"),
    ]


def test_figures_never_reach_streamlit():
    for file in files_of_figures():
        assert packages_reached_from(file) <= {"numpy", "pandas", "pyarrow", "plotly"}, file


def test_figures_import_of_the_dashboard_only_palette_numbers_and_each_other():
    beside = {module_name(file) for file in files_of_figures()}
    beside |= {"dashboard.palette", "dashboard.written_numbers"}
    files = {module_name(file) for file in python_files("dashboard")}
    for file in files_of_figures():
        imported = {name for name in imported_names(file) & files if not is_package(name)}
        assert imported <= beside, file


def is_package(name: str) -> bool:
    return (ROOT / name.replace(".", "/")).is_dir()


def private_streamlit_names(file: Path) -> set[str]:
    """What the file imports of Streamlit, or reaches through `st`, that is not documented."""
    imported = {name for name in imported_names(file) if name.startswith("streamlit.")}
    reached = {
        f"streamlit.{node.attr}"
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id in ("st", "streamlit")
        and (node.attr.startswith("_") or node.attr in ("runtime", "proto", "elements"))
    }
    return {
        name
        for name in imported | reached - {"streamlit.__version__", "streamlit.__file__"}
        if not name.startswith(PUBLIC_STREAMLIT)
    }


def test_a_private_name_of_streamlit_is_seen(tmp_path: Path):
    file = tmp_path / "file.py"
    file.write_text(
        "import streamlit as st\n"
        "from streamlit.delta_generator import DeltaGenerator\n"
        "from streamlit.runtime import get_instance\n"
        "print(st.write, st._main, st.runtime.exists)\n"
    )
    assert private_streamlit_names(file) == {
        "streamlit.runtime",
        "streamlit.runtime.get_instance",
        "streamlit._main",
    }


def test_private_names_of_streamlit_are_used_in_one_folder():
    for folder in ("core", "dashboard", "tests"):
        for file in python_files(folder):
            name = file.relative_to(ROOT).as_posix()
            if "/streamlit_patches/" not in name and name not in TESTS_INSIDE_STREAMLIT:
                assert private_streamlit_names(file) == set(), name


@pytest.mark.parametrize(
    ("name", "places"),
    [
        # tests/browser/test_training.py, test_touch.py
        ("_fullLayout", ["components/plotly_page.js"]),
        # What is typed: tests/browser/test_typed_numbers.py; links and Back: test_links.py; the
        # look: test_start.py.
        (
            "data-testid",
            [
                "components/number_fields.js",
                "components/page.css",
                "components/page_script.js",
            ],
        ),
    ],
)
def test_what_plotly_and_streamlit_s_page_keep_to_themselves_is_read_in_one_place(
    name: str, places: list[str]
):
    files = [
        each for each in (ROOT / "dashboard").rglob("*") if each.suffix in (".py", ".js", ".css")
    ]
    found = [each for each in files if name in each.read_text(encoding="utf-8")]
    assert sorted(found) == [ROOT / "dashboard" / place for place in places]


def test_nothing_imports_a_page():
    views = ROOT / "dashboard" / "views"
    pages = {module_name(file) for file in [*views.glob("[!_]*.py"), *views.glob("*/page.py")]}
    assert {"dashboard.views.start.page", "dashboard.views.practice.page"} <= pages
    for folder in ("core", "dashboard", "tests"):
        for file in python_files(folder):
            assert imported_names(file).isdisjoint(pages), file


def test_what_stands_in_a_page_s_folder_is_that_page_s_alone():
    """But for the controls of all pages, which For teachers lists."""
    declared = re.compile(r"dashboard\.views\.\w+(\.controls(\.\w+)?)?")
    for file in python_files("core") + python_files("dashboard"):
        own = module_name(file).split(".")[:3]
        for name in imported_names(file):
            if name.startswith("dashboard.views.") and name.split(".")[:3] != own:
                assert own[-1] == "for_teachers", (file, name)
                assert declared.fullmatch(name), (file, name)


def test_nothing_in_the_dashboard_shadows_an_installed_module():
    """`streamlit run dashboard/app.py` puts dashboard/ first on the path of the whole process."""
    own = {path.stem for path in (ROOT / "dashboard").iterdir() if not path.name.startswith("_")}
    assert own.isdisjoint(STANDARD_LIBRARY | packages_distributions().keys())


@pytest.mark.parametrize("package", ["pandas", "streamlit", "plotly"])
def test_importing_core_does_not_load(package: str):
    program = f"import core, sys; sys.exit({package!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0

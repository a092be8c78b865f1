"""Nothing that came from outside is run: no pickle, no eval, and no HTML but the project's own."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.server import ROOT

SOURCES = sorted(file for folder in ("core", "dashboard") for file in (ROOT / folder).rglob("*.py"))
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "joblib", "marshal", "shelve", "code"}
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "compile",
    "__import__",
    "read_pickle",
    "system",
    "popen",
    "html",
}
FORBIDDEN_OPTIONS = {"allow_pickle", "shell"}
# The button that copies the link, and the name of a language that there is a catalogue for; a code
# whose squares the library draws.
OWN_SCRIPTS = {("page_parts.py", "container.html"), ("qr_code.py", "st.html")}
# What makes the HTML of a page: tables and legends from numbers and from names that are escaped.
OWN_HTML = {"scrolled", "results_table", "legend"}


def nodes() -> Iterator[tuple[Path, ast.AST]]:
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            yield file, node


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_no_module_is_imported_that_runs_what_it_reads():
    for file, node in nodes():
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
        assert {name.partition(".")[0] for name in names}.isdisjoint(FORBIDDEN_MODULES), file


def test_nothing_is_called_that_runs_a_text():
    for file, node in nodes():
        if isinstance(node, ast.Call) and name_of(node) in FORBIDDEN_CALLS:
            called = ast.unparse(node.func)
            own = (file.name, called) in OWN_SCRIPTS
            assert own or called == "re.compile", (file, node.lineno)


def test_no_option_switches_it_on():
    for file, node in nodes():
        if isinstance(node, ast.Call):
            on = {
                option.arg
                for option in node.keywords
                if not (isinstance(option.value, ast.Constant) and option.value.value is False)
            }
            assert on.isdisjoint(FORBIDDEN_OPTIONS), (file, node.lineno)


def test_html_is_obeyed_only_in_the_projects_own_tables():
    allowed = 0
    for file, node in nodes():
        if isinstance(node, ast.Call) and any(
            option.arg == "unsafe_allow_html" for option in node.keywords
        ):
            allowed += 1
            called = {name_of(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call)}
            assert called & OWN_HTML, (file, node.lineno)
    assert allowed > 0  # they are found at all

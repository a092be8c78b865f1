"""Which private names of Streamlit the patches use, read from their source."""

import ast
from importlib import import_module
from types import ModuleType

from tests.server import ROOT

FOLDER = ROOT / "dashboard" / "streamlit_patches"


def private_names() -> list[str]:
    """What the patches import or override of Streamlit's. What they require is test_guard's."""
    files = sorted(FOLDER.glob("*.py"))
    return sorted(set().union(*(_names_in(file.read_text(encoding="utf-8")) for file in files)))


def _names_in(source: str) -> set[str]:
    body = ast.parse(source).body
    names = {
        alias.name
        for node in body
        if isinstance(node, ast.ImportFrom) and str(node.module).startswith("streamlit.")
        for alias in node.names
        if not isinstance(getattr(import_module(str(node.module)), alias.name), ModuleType)
    }
    for node in ast.walk(ast.Module(body, [])):
        match node:
            case ast.ClassDef(bases=[ast.Name(id=base)]) if base in names:
                names |= {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
            case ast.Call(func=ast.Name("imported"), args=[_, ast.Constant(str(name))]):
                names.add(name)
    return names

"""Which private names of Streamlit the patches use, read from their source."""

import ast
from collections import Counter
from importlib import import_module
from types import ModuleType

from tests.server import ROOT

FOLDER = ROOT / "dashboard" / "streamlit_patches"


def private_names() -> Counter[str]:
    """What the patches import or override of Streamlit's, and how many of them do.

    What they require is test_guard's.
    """
    files = sorted(FOLDER.glob("*.py"))
    return Counter(name for file in files for name in _names_in(file.read_text(encoding="utf-8")))


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

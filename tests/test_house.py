"""The house: what is packed, linked and layered is what the tree holds; the house rules that a machine can check."""

import ast
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SETUPTOOLS = PROJECT["tool"]["setuptools"]
FOLDERS = ("api", "loaders", "locale", "ontology", "queries", "shapes", "examples")
SHIPPED = {ending.lstrip("*") for ending in SETUPTOOLS["package-data"]["*"] if ending.startswith("*.")}
MODULES = sorted(
    path for folder in ("goldenthread", "api", "loaders", "bench") for path in (ROOT / folder).rglob("*.py")
    if not any(part.is_symlink() for part in path.parents)
)  # fmt: skip


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_links_inside_the_package_lead_to_the_folders() -> None:
    assert {path.name for path in (ROOT / "goldenthread").iterdir() if path.is_symlink()} == set(FOLDERS)
    for folder in FOLDERS:
        assert (ROOT / "goldenthread" / folder).resolve() == ROOT / folder


def test_every_folder_that_holds_shipped_files_is_packed() -> None:
    holding = {"goldenthread", *(f"goldenthread.{path.name}" for path in [ROOT / "goldenthread" / "store"])}
    for top in FOLDERS:
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix in SHIPPED | {".py"} and "__pycache__" not in path.parts:
                holding.add(".".join(("goldenthread", *path.parent.relative_to(ROOT).parts)))
    packed = set(SETUPTOOLS["packages"])
    assert holding - packed == set(), "list these in pyproject.toml"
    folders = {"/".join(name.split(".")[1:]) for name in packed - {"goldenthread", "goldenthread.store"}}
    assert {folder for folder in folders if not (ROOT / folder).is_dir()} <= {
        folder for folder in folders if (ROOT / "goldenthread" / folder).is_dir()
    }


def test_there_are_modules_to_check() -> None:
    assert len(MODULES) > 10


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_module_is_under_300_lines_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 300
    assert ast.get_docstring(ast.parse(text)), "a module opens with a sentence"


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_a_function_is_under_40_lines(path: Path) -> None:
    long = [
        node.name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno >= 40
    ]
    assert not long


SPARQL = re.compile(r"\b(SELECT|CONSTRUCT|ASK|INSERT|DELETE)\b[^\"]*(WHERE\s*\{|\{\s*[?$<])")


@pytest.mark.parametrize("path", [path for path in MODULES if "bench" not in path.parts], ids=named)
def test_no_sparql_in_python(path: Path) -> None:
    strings = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    assert not [text for text in strings if isinstance(text, str) and SPARQL.search(text)]


HOMES = {
    "pyoxigraph": "goldenthread/store/",
    "SPARQLWrapper": "goldenthread/store/wire.py",
    "httpx2": "goldenthread/outside/",
    "httpcore2": "goldenthread/outside/network.py",
    "owlready2": "goldenthread/reasoning.py",
    "pyshacl": "goldenthread/reference.py",
    "yaml": "goldenthread/heads.py",
    "sqlite3": "goldenthread/search.py",
    "jinja2": "api/pages.py",
    "markdown_it": "api/method.py",
    "prometheus_client": "api/metrics.py",
    "openpyxl": "loaders/",
    "python_calamine": "loaders/",
}


@pytest.mark.parametrize("path", [path for path in MODULES if "bench" not in path.parts], ids=named)
def test_a_foreign_library_is_imported_in_its_home_only(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imported.add(node.module.split(".")[0])
    away = {name for name in imported & set(HOMES) if not named(path).startswith(HOMES[name])}
    assert not away


def test_no_iri_of_ours_is_written_outside_its_home() -> None:
    found = [
        named(path)
        for path in MODULES
        if "https://w3id.org/goldenthread/ns#" in path.read_text() and path.name not in {"terms.py"}
    ]
    assert not found


def test_no_drawer_without_a_name() -> None:
    assert not [named(path) for path in MODULES if path.stem in {"utils", "helpers", "common", "manager", "misc"}]

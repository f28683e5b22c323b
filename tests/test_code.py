"""The code as a whole: formatter, linter and types can each fail the tests."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import pytest

from .conftest import ROOT

TOP_LEVEL = {
    "pyproject.toml", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "seeds", "notebooks", "analysis", "figures", "tests",
}  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "."),
        ("ruff", "check", "."),
        pytest.param(
            ("mypy",), marks=pytest.mark.slow(reason="the types of all libraries are read")
        ),
    ],
    ids=["formatter", "linter", "types"],
)
def test_the_code_passes(command: tuple[str, ...]):
    done = subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_top_level_holds_what_it_should_and_nothing_else():
    listed = subprocess.run(["git", "ls-files"], capture_output=True, text=True, cwd=ROOT)
    if listed.returncode:
        pytest.skip(
            "not a git checkout: git ls-files cannot tell which files belong to the project"
        )
    top = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in top if not name.startswith(".")} == TOP_LEVEL
    assert "uv.lock" not in listed.stdout.splitlines()


def test_every_dependency_has_its_reason_beside_it():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)
    for requirement in [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]:
        line = next(line for line in text.splitlines() if f'"{requirement}"' in line)
        assert "# " in line, requirement


# --------------------------------------------------------------------------- imports

# The rooms from the ground up: each imports those of lower floors alone.
FLOORS = (
    {"browser", "failures", "looks", "options", "permutation", "tokens", "validity", "words"},
    {"language", "templates", "terminal"},
    {"corpus", "printing"},
    {"reprints"},
    {"hits", "reading"},
    {"completeness", "lexicons", "publishing", "spreadsheet"},
    {"entities", "walls", "synthetic", "vocabulary"},
    {"comparison", "fetching", "left_out"},
    {"framing", "sentiment"},
    {"baseline"},
    {"explanation", "nearness", "population", "power"},
    {"measures", "placement", "replication", "words.ordinary"},
    {"sensitivity", "versions", "words.sentences"},
    {"annotated", "batch", "charts", "transformer", "words.own", "words.tables"},
    {"coding", "figures", "notebooks", "report"},
    {"jupyter"},
    {"", "desk"},
    {"commands"},
    {"cli", "kernel"},
    {"__main__"},
)
# What is imported inside a function: it takes long to load, or may be missing, and most runs never need it.
LOADED_LATE = {
    "charset_normalizer", "dask", "distributed", "email", "fsspec", "ipywidgets", "jinja2", "lxml", "markdown_it",
    "openai", "openpyxl", "pandas", "papermill", "pkgutil", "plistlib", "py3langid", "pyarrow", "pypdfium2", "python_calamine", "rich", "scipy",
    "sklearn", "spacy", "trafilatura", "voila", "warcio", "xlrd",
}  # fmt: skip
# The command and the panel, which load the rooms that they need only when they need them.
LOAD_ROOMS_LATE = {"analysis.__main__", "analysis.cli", "analysis.commands", "analysis.desk"}
MEASURES = {"sentiment", "framing", "entities", "coding"}


class Import(NamedTuple):
    """An import of a module by another one: whether it stands inside a function, and whether it is for types alone."""

    by: str
    of: str
    late: bool
    types: bool


def imports(package: Path) -> list[Import]:
    """Every import of every file of a package, wherever in the file it stands."""
    paths = {module_name(path, package): path for path in package.rglob("*.py")}
    return [
        Import(name, imported, late, types)
        for name, path in sorted(paths.items())
        for node, late, types in import_nodes(ast.parse(path.read_text(encoding="utf-8")))
        for imported in imported_names(node, paths)
    ]


def module_name(path: Path, package: Path) -> str:
    return ".".join(path.relative_to(package.parent).with_suffix("").parts).removesuffix(
        ".__init__"
    )


def import_nodes(
    node: ast.AST, late: bool = False, types: bool = False
) -> Iterator[tuple[ast.Import | ast.ImportFrom, bool, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, late, types
        in_function = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from import_nodes(
            child, in_function, types or (isinstance(child, ast.If) and is_for_types(child))
        )


def is_for_types(node: ast.If) -> bool:
    return any(
        getattr(part, "id", getattr(part, "attr", "")) == "TYPE_CHECKING"
        for part in ast.walk(node.test)
    )


def imported_names(node: ast.Import | ast.ImportFrom, paths: Mapping[str, Path]) -> list[str]:
    """The modules that an import names: `from a import b` means a.b where that is a file, and otherwise a."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    assert not node.level, "a relative import: name the package"
    whole = [f"{node.module}.{alias.name}" for alias in node.names]
    return sorted({name if name in paths else str(node.module) for name in whole})


def circle(pairs: Iterable[tuple[str, str]]) -> list[str]:
    """Names that lead to each other in a circle, the first again at the end; empty where no name leads back to itself."""
    below: dict[str, set[str]] = {}
    for upper, lower in pairs:
        if upper != lower:
            below.setdefault(upper, set()).add(lower)
    try:
        TopologicalSorter(below).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def room(module: str) -> str:
    """The room of a module; the sentences, which speak of tables, are above the rest of the words."""
    room_of_words = module.removeprefix("analysis.words.")
    speaks_of_tables = room_of_words in ("sentences", "ordinary", "own", "tables")
    return module if speaks_of_tables else ".".join(module.split(".")[:2])


@pytest.fixture(scope="module")
def own() -> list[Import]:
    """The imports of the suite by itself."""
    return [one for one in imports(ROOT / "analysis") if one.of.split(".")[0] == "analysis"]


def test_no_file_imports_itself_by_way_of_others(own: list[Import]):
    assert circle((one.by, one.of) for one in own if not one.types) == []


def test_no_room_imports_itself_by_way_of_others_not_even_for_types(own: list[Import]):
    assert circle((room(one.by), room(one.of)) for one in own) == []


def test_imports_run_one_way_from_floor_to_floor(own: list[Import]):
    floor = {
        f"analysis.{name}".rstrip("."): number
        for number, names in enumerate(FLOORS)
        for name in names
    }
    pairs = {(room(one.by), room(one.of)) for one in own}
    assert {name for pair in pairs for name in pair} == set(floor)
    assert [(by, of) for by, of in sorted(pairs) if by != of and floor[of] >= floor[by]] == []


def test_what_is_imported_inside_a_function_takes_long_to_load():
    late = [one for one in imports(ROOT / "analysis") if one.late]
    foreign = {one.of.split(".")[0] for one in late} - {"analysis"}
    assert foreign == LOADED_LATE
    assert {room(one.by) for one in late if one.of.split(".")[0] == "analysis"} <= LOAD_ROOMS_LATE


def test_nothing_is_imported_by_a_string_but_behind_the_front_doors():
    spelled = {"import_module", "__import__"}
    by_string = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "analysis").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Name | ast.Attribute)
        and spelled & {getattr(node, "id", ""), getattr(node, "attr", "")}
    }
    # Two are loaded before pandas is, the one for Ctrl-C, the other for workers that load beside it; the
    # list of a run needs nothing of what draws a report.
    rooms = {"analysis", "analysis/batch", "analysis/report"}
    assert by_string == {f"{room}/__init__.py" for room in rooms}


def test_no_file_but_the_commands_comes_in_by_the_front_door(own: list[Import]):
    assert {room(one.by) for one in own if one.of == "analysis"} == {
        "analysis.cli",
        "analysis.commands",
    }


def test_a_measure_knows_no_other(own: list[Import]):
    rooms = {(room(one.by), room(one.of)) for one in own}
    measures = {f"analysis.{name}" for name in MEASURES}
    assert {pair for pair in rooms if measures.issuperset(pair) and pair[0] != pair[1]} == set()


@pytest.mark.parametrize(
    ("upper", "lower", "circles"),
    [
        ("from house import lower", "import house.upper", True),
        ("from house.lower import a", "def f():\n    from house import upper", True),
        (
            "class A:\n    from house import lower",
            "try:\n    from house.upper import b\nexcept ImportError:\n    b = 1",
            True,
        ),
        ("from house import lower", "if TYPE_CHECKING:\n    from house import upper", False),
        ("from house import lower", "from house import other", False),
    ],
    ids=["plain", "inside a function", "inside a class", "for types", "none"],
)
def test_a_circle_is_seen_wherever_the_import_stands(
    tmp_path: Path, upper: str, lower: str, circles: bool
):
    house = tmp_path / "house"
    house.mkdir()
    for name, text in {
        "__init__": "",
        "upper": upper,
        "lower": lower,
        "other": "import json",
    }.items():
        (house / f"{name}.py").write_text(text, encoding="utf-8")
    assert bool(circle((one.by, one.of) for one in imports(house) if not one.types)) == circles


# --------------------------------------------------------------------------- defaults


def test_a_default_of_the_options_stands_in_their_file_alone():
    from dataclasses import asdict

    from analysis.options import DEFAULTS

    values = asdict(DEFAULTS)
    twice = []
    for path in (ROOT / "analysis").rglob("*.py"):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                given = function.args
                positional = given.args[len(given.args) - len(given.defaults) :]
                pairs = [*zip(positional, given.defaults, strict=True)]
                pairs += zip(given.kwonlyargs, given.kw_defaults, strict=True)
                twice += [
                    f"{path.name}: {function.name}({parameter.arg})"
                    for parameter, default in pairs
                    if isinstance(default, ast.Constant)
                    and parameter.arg in values
                    and default.value == values[parameter.arg]
                ]
    assert twice == []

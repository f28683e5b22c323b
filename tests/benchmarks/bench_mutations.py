"""Breaks the core modules in small ways, one at a time: which of them do the nearest tests catch?

A mutation is drawn with a seed: a comparison that lets its border in or out, `and` for `or`, a condition turned round, a
number a step further, an operator turned round, a rule taken out of a table or out of a function. The tests of the module
run on a copy of the repository, quick ones first, until one fails. What ends in an error, or takes many times the time of
the unbroken code, is caught as well. The table names what nobody caught: either a test is missing, or the mutation changes
nothing that can be seen (those looked at are listed in `SAME` with the reason, and counted by themselves).

Run with: uv run python tests/benchmarks/bench_mutations.py [--n N] [--seed SEED] [--first K] [--only MODULE] [--show]
"""

from __future__ import annotations

import argparse
import ast
import math
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("analysis", "tests", "seeds", "notebooks", "figures", "pyproject.toml", "README.md")
# The test files that stand nearest to a module, or to all modules of a folder; the examples in its docstrings are always
# tried first.
_NEAREST = {
    "comparison": "comparison explanation laws readme held",
    "permutation": "comparison power cases_engine held",
    "explanation": "explanation held",
    "hits": "laws comparison framing",
    "sentiment": "sentiment cases_engine held",
    "framing": "framing held",
    "tokens": "corpus cases_engine sentiment held",
    "corpus": "corpus laws formats",
    "entities/*": "entities cases_names held",
    "reading/plain": "reading cases_credits reading_model held",
    "reading/form": "reading cases_credits cases_pages held",
    "reading/credits": "reading cases_credits held",
    "reading/page/*": "pages cases_pages held",
    "lexicons/codebook": "framing dictionaries cases_lists held",
    "lexicons/valence": "sentiment cases_lists held",
    "lexicons/phrases": "framing dictionaries cases_lists held",
    "coding/agreement": "coding",
    "power": "power held",
    "placement": "placement held",
    "vocabulary": "vocabulary explanation held",
    "measures": "laws own_measure held",
    "words/sentences": "words readme report cases_command held",
}
_NO_CORE = ("refit",)  # run by hand, not by the suite


def _each_module() -> dict[str, str]:
    """The core modules, a folder's one by one, with their nearest test files."""
    modules = {}
    for pattern, files in _NEAREST.items():
        missing = [name for name in files.split() if not (ROOT / f"tests/test_{name}.py").exists()]
        if missing:
            sys.exit(f"{pattern}: no such test file: {', '.join(missing)}")
        paths = sorted((ROOT / "analysis").glob(f"{pattern}.py"))
        if not paths:
            sys.exit(f"{pattern}: no such module; it may have been renamed")
        for path in paths:
            if path.stem not in _NO_CORE:
                modules[path.relative_to(ROOT / "analysis").with_suffix("").as_posix()] = files
    return modules


NEAREST = _each_module()
# Broken and yet the same, as far as anyone can see: looked at one by one.
SAME: dict[tuple[str, str], str] = {}
_CAUGHT, _SURVIVED, _TIMEOUT = "caught", "SURVIVED", "caught: takes too long"
# Of CPU: a start takes some, and a mutation that makes the work a little longer is no proof.
_LEAST_SECONDS, _TIMES = 60, 4
_NO_TESTS = 5  # pytest's exit code where it found none
_ORDERED = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}
_TURNED = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_ARITHMETIC = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult}
_LEAST_TABLE = 3  # entries: of fewer, a literal is no table of rules
KINDS = ("comparison", "off by one", "constant", "and/or", "not", "arithmetic", "dropped rule")


@dataclass(frozen=True)
class Mutation:
    """One small change of one file: the text between two offsets becomes another."""

    module: str
    kind: str
    line: int
    start: int
    end: int
    text: str
    before: str

    @property
    def shown(self) -> str:
        """The change on one line."""
        old, new = (" ".join(part.split()) for part in (self.before, self.text or "(nothing)"))
        return f"{old[:70]}  ->  {new[:70]}"

    @property
    def name(self) -> tuple[str, str]:
        """What it is listed by: line numbers move."""
        return self.module, self.shown


class _Sites(ast.NodeVisitor):
    """Every place of a module where it can be broken."""

    def __init__(self, module: str, source: str) -> None:
        self.module, self.source, self.sites = module, source, list[Mutation]()
        encoded = [line.encode() for line in source.splitlines(keepends=True)]
        self._lines, self._starts = encoded, [0]
        for line in encoded:
            self._starts.append(self._starts[-1] + len(line.decode()))
        self._depth = 0

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1][:column].decode())

    def _add(self, kind: str, node: Any, text: str) -> None:
        start, end = (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )
        self.sites.append(
            Mutation(self.module, kind, node.lineno, start, end, text, self.source[start:end])
        )

    def _skip(self, node: ast.AST) -> None:
        """Nothing is broken here: what an error says, types and what is made for type checkers alone."""

    visit_Raise = visit_Import = visit_ImportFrom = visit_TypeAlias = _skip  # noqa: N815  the names that ast asks for

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._depth += 1
        for part in (
            *node.args.defaults,
            *(value for value in node.args.kw_defaults if value),
            *node.body,
        ):
            self.visit(part)
        self._depth -= 1

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self.visit(node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        """What is said to people is not broken: its numbers are tried where they are made."""

    def visit_Compare(self, node: ast.Compare) -> None:
        for number, operator in enumerate(node.ops):
            for kind, others in (("comparison", _ORDERED), ("not", _TURNED)):
                if type(operator) in others:
                    ops = [*node.ops[:number], others[type(operator)](), *node.ops[number + 1 :]]
                    changed = ast.Compare(left=node.left, ops=ops, comparators=node.comparators)
                    self._add(kind, node, f"({ast.unparse(changed)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node: ast.BoolOp) -> None:
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        self._add("and/or", node, f"({ast.unparse(ast.BoolOp(op=other, values=node.values))})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not | ast.Invert):
            self._add("not", node, f"({ast.unparse(node.operand)})")
        self.generic_visit(node)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if type(node.op) in _ARITHMETIC and not any(
            _is_text(side) for side in (node.left, node.right)
        ):
            changed = ast.BinOp(left=node.left, op=_ARITHMETIC[type(node.op)](), right=node.right)
            self._add("arithmetic", node, f"({ast.unparse(changed)})")
        self.generic_visit(node)

    def visit_Constant(self, node: ast.Constant) -> None:
        if type(node.value) is int:
            self._add("off by one", node, f"{node.value + 1}")
        elif type(node.value) is float and math.isfinite(node.value):
            self._add("constant", node, repr(round(node.value * 1.1, 10) if node.value else 0.1))

    def visit_If(self, node: ast.If) -> None:
        self._add("not", node.test, f"(not ({ast.unparse(node.test)}))")
        if not node.orelse and isinstance(node.body[-1], ast.Return | ast.Continue | ast.Break):
            self._add("dropped rule", node, "pass")
        self.generic_visit(node)

    def visit_Tuple(self, node: ast.Tuple | ast.List) -> None:
        if self._depth == 0 and isinstance(node.ctx, ast.Load) and len(node.elts) >= _LEAST_TABLE:
            for entry in node.elts:
                if isinstance(entry, ast.Tuple | ast.Call | ast.Name | ast.Attribute | ast.Lambda):
                    self._drop(entry)
        self.generic_visit(node)

    visit_List = visit_Tuple  # noqa: N815

    def visit_Dict(self, node: ast.Dict) -> None:
        if self._depth == 0 and len(node.keys) >= _LEAST_TABLE:
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None:
                    start = self._offset(key.lineno, key.col_offset)
                    end = self._offset(value.end_lineno or 0, value.end_col_offset or 0)
                    self._drop_text(key.lineno, start, end)
        self.generic_visit(node)

    def _drop(self, node: Any) -> None:
        start, end = (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )
        if self.source[start - 1] == "(" and not isinstance(node, ast.Tuple):
            return  # in parentheses of its own
        self._drop_text(node.lineno, start, end)

    def _drop_text(self, line: int, start: int, end: int) -> None:
        """Take an entry out, with the comma behind it."""
        rest = self.source[end:]
        comma = len(rest) - len(rest.lstrip())
        if rest[comma : comma + 1] == ",":
            end += comma + 1
            self.sites.append(
                Mutation(self.module, "dropped rule", line, start, end, "", self.source[start:end])
            )


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def path_of(module: str) -> str:
    """The file of a core module."""
    return f"analysis/{module}.py"


def sites(module: str, source: str) -> list[Mutation]:
    """Every mutation of a module that is still Python."""
    visitor = _Sites(module, source)
    visitor.visit(ast.parse(source))
    return [site for site in visitor.sites if _compiles(mutated(source, site))]


def mutated(source: str, mutation: Mutation) -> str:
    """The source with the mutation in it."""
    return source[: mutation.start] + mutation.text + source[mutation.end :]


def _compiles(source: str) -> bool:
    try:
        compile(source, "mutated", "exec")
    except SyntaxError:
        return False
    return True


def drawn(n: int, seed: int, only: str | None = None) -> list[Mutation]:
    """So many mutations, the kinds in turn; a kind's are drawn from all modules, each by how much of it there is."""
    by_kind: dict[str, list[Mutation]] = {kind: [] for kind in KINDS}
    for module in NEAREST:
        if only is None or module == only:
            for site in sites(module, (ROOT / path_of(module)).read_text(encoding="utf-8")):
                by_kind[site.kind].append(site)
    chance = random.Random(seed)
    for kind in KINDS:
        chance.shuffle(by_kind[kind])
    chosen: list[Mutation] = []
    while len(chosen) < n and any(by_kind.values()):
        chosen += [by_kind[kind].pop() for kind in KINDS if by_kind[kind]]
    return chosen[:n]


def copy(folder: Path) -> Path:
    """A copy of the repository that may be broken."""
    root = folder / "cutline"
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name,
                root / name,
                ignore=shutil.ignore_patterns("__pycache__", ".hypothesis"),
            )
        else:
            root.mkdir(exist_ok=True)
            shutil.copy2(ROOT / name, root / name)
    return root


def load_libraries() -> None:
    """What every test loads and no mutation touches, loaded once: each trial is a fork of this process."""
    import hypothesis  # noqa: F401
    import lxml.html  # noqa: F401
    import matplotlib.pyplot  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.compute
    import pyarrow.parquet  # noqa: F401
    import pytest  # noqa: F401
    import scipy.stats  # noqa: F401
    import sklearn.feature_extraction.text  # noqa: F401
    import trafilatura  # noqa: F401
    import typer.testing  # noqa: F401


class _QuickFirst:
    """The order of the trials: examples of docstrings, quick tests, then the others as they stand."""

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items.sort(
            key=lambda item: (not hasattr(item, "dtest"), item.get_closest_marker("quick") is None)
        )


@dataclass(frozen=True)
class Usual:
    """What the tests of a module do when nothing is broken: seconds of CPU, and which fail all the same."""

    seconds: float
    failing: tuple[str, ...]


def trial(
    root: Path, module: str, seconds: float, log: Path, *options: str
) -> tuple[int | None, float]:
    """The nearest tests of a module in a fork: their exit code, None where they took too long, and seconds of CPU."""
    files = [root / "tests" / f"test_{name}.py" for name in NEAREST[module].split()]
    arguments = ["-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(root), *options]
    arguments += ["-m", "not slow", str(root / path_of(module)), *map(str, files)]
    child = os.fork()
    if child == 0:
        code = 99
        try:
            code = _run(root, arguments, seconds, log)
        finally:
            os._exit(code)
    end = time.monotonic() + 40 * seconds
    while True:
        ended, status, used = os.wait4(child, os.WNOHANG)
        if ended:
            break
        if time.monotonic() > end:  # it waits for something that never comes
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.1)
    code = None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
    return code, used.ru_utime + used.ru_stime


def _run(root: Path, arguments: list[str], seconds: float, log: Path) -> int:
    import pytest

    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 5))
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path[0] = str(root)
    os.environ["PYTHONPATH"] = str(root)
    os.environ["PYTHONDONTWRITEBYTECODE"] = os.environ["CUTLINE_NO_BYTECODE"] = "1"
    return int(pytest.main(arguments, plugins=[_QuickFirst()]))


def usual(root: Path, module: str, log: Path) -> Usual:
    """The tests of a module when nothing is broken."""
    code, taken = trial(root, module, 3600, log)
    lines = log.read_text(errors="replace").splitlines()
    failing = [line.split(" - ")[0].split(" ", 1)[1] for line in lines if line.startswith("FAILED")]
    if code != 0 and not failing:
        sys.exit(f"{module}: its tests cannot be run: {' '.join(lines[-9:])}")
    for name in failing:
        print(f"fails before anything is broken, and is left out: {name}", flush=True)
    return Usual(taken, tuple(failing))


def results(chosen: list[Mutation], *, verbose: bool) -> Iterator[tuple[Mutation, str, str, float]]:
    """Each mutation, what became of it, the first test that failed, and the CPU time."""
    load_libraries()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        root, log = copy(folder), folder / "log"
        subprocess.run(
            [sys.executable, "-m", "compileall", "-q", str(root / "analysis")], check=True
        )
        unbroken: dict[str, Usual] = {}
        for mutation in chosen:
            nearest = NEAREST[mutation.module]
            if nearest not in unbroken:
                unbroken[nearest] = usual(root, mutation.module, log)
            left_out = [f"--deselect={name}" for name in unbroken[nearest].failing]
            most = max(_LEAST_SECONDS, _TIMES * unbroken[nearest].seconds)
            path = root / path_of(mutation.module)
            source = path.read_text(encoding="utf-8")
            for compiled in (path.parent / "__pycache__").glob(f"{path.stem}.*.pyc"):
                compiled.unlink()
            path.write_text(mutated(source, mutation), encoding="utf-8")
            code, taken = trial(root, mutation.module, most, log, "-x", *left_out)
            path.write_text(source, encoding="utf-8")
            if code == _NO_TESTS:
                sys.exit(f"{mutation.shown}: {log.read_text(errors='replace')[-1000:]}")
            outcome = {0: _SURVIVED, None: _TIMEOUT}.get(code, _CAUGHT)
            failed = [
                line
                for line in log.read_text(errors="replace").splitlines()
                if line.startswith(("FAILED", "ERROR"))
            ]
            if verbose and outcome == _CAUGHT and not failed:
                print(log.read_text(errors="replace")[-1500:])
            yield mutation, outcome, (failed or [""])[0].split(" - ")[0], taken


def main() -> None:
    """Draw, break, try, and print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--n", type=int, default=140, help="how many mutations")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument(
        "--first", type=int, default=0, help="begin at this one of those drawn, to go on with a run"
    )
    options.add_argument("--only", help="one core module, such as comparison or reading/plain")
    options.add_argument("--show", action="store_true", help="list the mutations and try none")
    given = options.parse_args()
    chosen = drawn(given.n, given.seed, given.only)[given.first :]
    if given.show:
        for mutation in chosen:
            print(f"{path_of(mutation.module)}:{mutation.line}: {mutation.kind}: {mutation.shown}")
        return
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    survivors = []
    for number, (mutation, outcome, test, taken) in enumerate(
        results(chosen, verbose=True), given.first
    ):
        same = outcome == _SURVIVED and mutation.name in SAME
        counts[mutation.kind][
            "same" if same else "survived" if outcome == _SURVIVED else "caught"
        ] += 1
        line = f"{path_of(mutation.module)}:{mutation.line}: {mutation.kind}: {mutation.shown}"
        print(
            f"{number:4} {taken:5.0f} s  {'the same' if same else outcome}  {line}  {test}",
            flush=True,
        )
        if outcome == _SURVIVED and not same:
            survivors.append(line)
    print(f"\n{'kind':<16}{'caught':>8}{'survived':>10}{'the same':>10}{'share caught':>14}")
    whole: Counter[str] = sum(counts.values(), Counter())
    for kind, row in {**counts, "all": whole}.items():
        tried = row["caught"] + row["survived"]
        share = f"{row['caught'] / tried:.0%}" if tried else ""
        print(f"{kind:<16}{row['caught']:>8}{row['survived']:>10}{row['same']:>10}{share:>14}")
    print("\nSurvivors:", *survivors, sep="\n  ")


if __name__ == "__main__":
    main()

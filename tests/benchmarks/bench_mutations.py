"""Breaks the core modules in small ways, one at a time: which of them do the nearest tests catch?

A mutation is drawn with a seed: a comparison that lets its border in or out, `and` for `or`, a condition turned round, a
number a step further, an operator turned round, a rule taken out of a table or out of a function. Of the tests nearest to
the module those that run the line run on a copy of the repository, quick ones first, until one fails. (What a test starts as
a program of its own is not seen to run a line.) What ends in an error, or takes many times the time of the unbroken code, is
caught as well. The table names what nobody caught: either a test is missing, or the mutation changes
nothing that can be seen (those looked at are listed in `SAME` with the reason, and counted by themselves).

Run with: uv run python tests/benchmarks/bench_mutations.py [--n N] [--seed SEED] [--first K] [--workers W]
[--only MODULE] [--show]
"""

from __future__ import annotations

import argparse
import ast
import json
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
    "comparison": "comparison reprints explanation laws readme held",
    "permutation": "permutation comparison power cases_engine held",
    "explanation": "explanation reprints held",
    "hits": "hits laws comparison framing",
    "sentiment": "sentiment cases_engine held",
    "framing": "framing held",
    "tokens": "corpus cases_engine sentiment held",
    "corpus": "corpus laws formats",
    "entities/*": "name_rules entities cases_names held",
    "reading/plain": "plain_rules reading cases_credits reading_model held",
    "reading/form": "plain_rules reading cases_credits cases_pages held",
    "reading/credits": "reading cases_credits held",
    "reading/page/*": "page_rules page_parts pages cases_pages held",
    "lexicons/codebook": "framing dictionaries cases_lists held",
    "lexicons/valence": "sentiment cases_lists held",
    "lexicons/phrases": "framing dictionaries cases_lists held",
    "coding/agreement": "coding",
    "power": "power held",
    "placement": "placement held",
    "vocabulary": "vocabulary explanation held",
    "measures": "laws own_measure held",
    "words/sentences": "sentences words readme report cases_command held",
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
SAME: dict[tuple[str, str], str] = {
    (
        "reading/page/headline",
        "score > best_score + _TIE  ->  (score >= best_score + _TIE)",
    ): "no score is another and a billionth, to the last bit",
    (
        "reading/page/headline",
        "1e-9  ->  1.1e-09",
    ): "no score is another and a billionth: they differ by thousandths or by the last bits",
    (
        "reading/plain",
        "table[rows] > model.mean  ->  (table[rows] >= model.mean)",
    ): "no block has the mean of thousands to the last bit",
    (
        "reading/plain",
        "blocks.position > blocks.last_position(of_text)  ->  (blocks.position >= blocks.last_position(of_text))",
    ): "no block is furniture and text",
    (
        "explanation",
        "np.abs(sums) < 1e-9  ->  (np.abs(sums) <= 1e-09)",
    ): "what a subtraction leaves is no billionth to the last bit",
    (
        "permutation",
        "not len(undecided) or reachable.min() > most  ->  "
        "(not len(undecided) and reachable.min() > most)",
    ): "only spares a descent that lowers nothing",
    (
        "placement",
        "statistics >= size - slack  ->  (statistics > size - slack)",
    ): "no sum is another less a billionth to the last bit",
    (
        "hits",
        "words.end[token] - words.start[token]  ->  (words.end[token] + words.start[token])",
    ): "words that seem far apart are read from the text",
    (
        "hits",
        "words.end[last[row]] - words.start[first[row]]  ->  "
        "(words.end[last[row]] + words.start[first[row]])",
    ): "words that seem far apart are read from the text",
    ("hits", "n_words > 1  ->  (n_words >= 1)"): "one word joined to nothing is that word",
    (
        "power",
        "np.abs(scores) >= size  ->  (np.abs(scores) > size)",
    ): "the size is already a billionth below what it was",
    (
        "comparison",
        "n_hits >= LEAST_HITS - _ROUNDING  ->  (n_hits > LEAST_HITS - _ROUNDING)",
    ): "no sum of parts lacks a billionth to the last bit",
    (
        "permutation",
        "if most is not None and highest > most: break  ->  pass",
    ): "what would be adjusted behind it lowers nothing",
    (
        "permutation",
        "if not len(undecided) or reachable.min() > most: return reachable  ->  pass",
    ): "only spares a descent that lowers nothing",
    (
        "permutation",
        "whole.max() > whole.size  ->  (whole.max() >= whole.size)",
    ): "a table of powers gives the same powers",
    (
        "explanation",
        "if n_pieces > _MANY_PIECES: continue  ->  pass",
    ): "of so many pieces a line is a twentieth of itself more or less",
    (
        "explanation",
        "n_pieces > _MANY_PIECES  ->  (n_pieces >= _MANY_PIECES)",
    ): "of so many pieces a line is a twentieth of itself more or less",
    (
        "reading/page/source",
        "31  ->  32",
    ): "zlib reads gzip under either number",
    (
        "explanation",
        "start - bound  ->  (start + bound)",
    ): "where the words end is asked of the text as well; the reach is doubled once more for nothing",
    (
        "tokens",
        "if not is_inside.any(): return begin, finish, strings  ->  pass",
    ): "only spares cutting nothing",
    (
        "tokens",
        "if (count == 1).all(): return np.arange(len(count)), start  ->  pass",
    ): "only spares counting ranges of one",
    (
        "tokens",
        "if not len(odd): return ( np.arange(len(word), dtype=np.int32), (np.cu  ->  pass",
    ): "only spares counting tokens of one word",
    (
        "tokens",
        "_SPARSE * length.sum() < len(mask)  ->  (not (_SPARSE * length.sum() < len(mask)))",
    ): "both ways count the same",
    (
        "tokens",
        "_SPARSE * length.sum() < len(mask)  ->  (_SPARSE * length.sum() <= len(mask))",
    ): "both ways count the same",
    (
        "tokens",
        "if _SPARSE * length.sum() < len(mask): owner, position = unroll(low, l  ->  pass",
    ): "both ways count the same",
    (
        "sentiment",
        "if not goes_on.any(): return corpus  ->  pass",
    ): "only spares cutting as before",
    (
        "sentiment",
        "if not len(odd): return word, np.array([], dtype=np.int64)  ->  pass",
    ): "only spares putting nothing in",
    (
        "lexicons/phrases",
        "0x9E3779B97F4A7C1  ->  712544676207699906",
    ): "a sieve that lets more through finds the same",
    ("lexicons/phrases", "18  ->  19"): "a sieve that lets less through finds the same",
    ("lexicons/phrases", "20  ->  21"): "the sieve alone reads other digits of a code",
}
_CAUGHT, _SURVIVED, _TIMEOUT = "caught", "SURVIVED", "caught: takes too long"
# Of CPU: a start takes some, and a mutation that makes the work a little longer is no proof.
_LEAST_SECONDS, _TIMES = 60, 4
_AT_LOAD = ""  # coverage's name for what runs outside of every test
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
    entry: bool = False  # of a table: it is read when the module is loaded

    @property
    def shown(self) -> str:
        """The change on one line."""
        old, new = (" ".join(part.split()) for part in (self.before, self.text or "(nothing)"))
        return f"{old[:70]}  ->  {new[:70]}"

    @property
    def where(self) -> str:
        """The change with its kind and line."""
        return f"{path_of(self.module)}:{self.line}: {self.kind}: {self.shown}"

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
                Mutation(
                    self.module, "dropped rule", line, start, end, "", self.source[start:end], True
                )
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


class _Watch:
    """Notes which tests run which line, how long each takes, and which fail with nothing broken."""

    def __init__(self, measured: Any) -> None:
        self.measured = measured
        self.seconds: dict[str, float] = {}
        self.failing: list[str] = []

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.measured.switch_context(nodeid)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0) + report.duration
        if report.failed:
            self.failing.append(report.nodeid)


class _Chosen:
    """Of the tests that are collected those chosen, in their order."""

    def __init__(self, tests: list[str]) -> None:
        self.order = {test: position for position, test in enumerate(tests)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.order),
            key=lambda item: self.order[item.nodeid],
        )


@dataclass(frozen=True)
class Reach:
    """What the tests do when nothing is broken.

    A line that runs when its module is loaded, and in no test, may matter to every test: a constant, an entry of a table.
    """

    seconds: dict[str, float]  # of each test that passes
    tests_of_line: dict[str, dict[int, list[str]]]  # by module

    def add(self, log: Path) -> None:
        """What some of the tests did, beside their log."""
        stored = log.with_suffix(".json")
        if not stored.exists():
            sys.exit(f"the tests cannot be run: {log.read_text(errors='replace')[-1000:]}")
        seconds, failing, lines = json.loads(stored.read_text(encoding="utf-8"))
        for name in failing:
            print(f"fails before anything is broken, and is left out: {name}", flush=True)
        self.seconds.update({test: seconds[test] for test in seconds if test not in failing})
        for module, of_module in lines.items():
            for line, tests in of_module.items():
                self.tests_of_line[module].setdefault(int(line), []).extend(tests)

    def tests(self, mutation: Mutation) -> list[str]:
        """The nearest tests that a mutation may change, quick ones first."""
        files = {f"tests/test_{name}.py" for name in NEAREST[mutation.module].split()}
        nearest = [
            test
            for test in self.seconds
            if test.split("::")[0] in files | {path_of(mutation.module)}
        ]
        lines = self.tests_of_line[mutation.module]
        last = mutation.line + mutation.before.count("\n")
        running = {test for line in range(mutation.line, last + 1) for test in lines.get(line, ())}
        at_load = _AT_LOAD in running
        running -= {_AT_LOAD}
        if not (at_load and (mutation.entry or not running)):
            nearest = [test for test in nearest if test in running]
        return sorted(nearest, key=lambda test: self.seconds[test])


def reach(roots: list[Path], modules: list[str]) -> Reach:
    """Run the nearest tests of the modules, unbroken, and note which of them run which line."""
    names = sorted({name for module in modules for name in NEAREST[module].split()})
    waiting = [[*map(path_of, modules)], *([f"tests/test_{name}.py"] for name in names)]
    known = Reach({}, {module: {} for module in modules})
    free, running = [*roots], dict[int, tuple[Path, Path]]()
    while waiting or running:
        while waiting and free:
            root, files = free.pop(), waiting.pop()
            log = root.parent / f"{Path(files[0]).stem}.log"
            child = os.fork()
            if child == 0:
                code = 99
                try:
                    code = _watched(root, modules, files, log)
                finally:
                    os._exit(code)
            running[child] = root, log
        child, _ = os.wait()
        root, log = running.pop(child)
        free.append(root)
        known.add(log)
    return known


def _watched(root: Path, modules: list[str], files: list[str], log: Path) -> int:
    import coverage

    measured = coverage.Coverage(
        data_file=None, include=[f"{root}/analysis/*"], config_file=False, messages=False
    )
    watch = _Watch(measured)
    measured.start()
    code = _run(root, files, 36000, log, watch)
    measured.stop()
    data = measured.get_data()
    lines = {module: data.contexts_by_lineno(str(root / path_of(module))) for module in modules}
    stored = log.with_suffix(".json")
    stored.write_text(json.dumps([watch.seconds, watch.failing, lines]), encoding="utf-8")
    return code


def _run(root: Path, files: list[str], seconds: float, log: Path, plugin: object) -> int:
    import pytest

    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where a shell runs it with &
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(seconds), math.ceil(seconds) + 5))
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    os.chdir(root)
    sys.dont_write_bytecode = True
    sys.path[0] = str(root)
    os.environ["PYTHONPATH"] = str(root)
    os.environ["PYTHONDONTWRITEBYTECODE"] = os.environ["CUTLINE_NO_BYTECODE"] = "1"
    arguments = ["-q", "-n", "0", "-p", "no:cacheprovider", "--rootdir", str(root)]
    arguments += ["-m", "not slow", *([] if isinstance(plugin, _Watch) else ["-x"]), *files]
    return int(pytest.main(arguments, plugins=[plugin]))


class Trial:
    """The tests of a mutation in a fork, on a copy of the repository that holds it."""

    def __init__(self, root: Path, position: int, mutation: Mutation, known: Reach) -> None:
        self.root, self.position, self.mutation = root, position, mutation
        self.tests = known.tests(mutation)
        self._path = root / path_of(mutation.module)
        self._source = self._path.read_text(encoding="utf-8")
        self._log = root.parent / "log"
        for compiled in (self._path.parent / "__pycache__").glob(f"{self._path.stem}.*.pyc"):
            compiled.unlink()
        self._path.write_text(mutated(self._source, mutation), encoding="utf-8")
        usual = sum(known.seconds[test] for test in self.tests)
        most = max(_LEAST_SECONDS, _TIMES * usual)
        self._end = time.monotonic() + 40 * most
        files = list(dict.fromkeys(test.split("::")[0] for test in self.tests))
        self._child = os.fork()
        if self._child == 0:
            code = 99
            try:
                code = _run(root, files, most, self._log, _Chosen(self.tests)) if files else 0
            finally:
                os._exit(code)

    def ended(self) -> Result | None:
        """What became of the mutation, None as long as its tests run."""
        child, status, used = os.wait4(self._child, os.WNOHANG)
        if not child:
            if time.monotonic() > self._end:  # it waits for something that never comes
                os.killpg(self._child, signal.SIGKILL)
            return None
        self._path.write_text(self._source, encoding="utf-8")
        code = None if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
        lines = self._log.read_text(errors="replace").splitlines() if self.tests else []
        if code == _NO_TESTS:
            sys.exit(f"{self.mutation.shown}: {' '.join(lines[-9:])}")
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        outcome = {0: _SURVIVED, None: _TIMEOUT}.get(code, _CAUGHT)
        note = failed[0].split(" - ")[0] if failed else "" if self.tests else "no test runs it"
        return Result(self.position, self.mutation, outcome, note, used.ru_utime + used.ru_stime)


@dataclass(frozen=True)
class Result:
    """What became of a mutation, with the first test that failed, and seconds of CPU."""

    position: int
    mutation: Mutation
    outcome: str
    note: str
    seconds: float


def results(chosen: list[tuple[int, Mutation]], workers: int) -> Iterator[Result]:
    """What became of each mutation, in the order in which their tests end."""
    load_libraries()
    with tempfile.TemporaryDirectory() as name:
        folders = [Path(name) / str(worker) for worker in range(workers)]
        free = [copy(folder) for folder in folders]
        for root in free:
            subprocess.run(
                [sys.executable, "-m", "compileall", "-q", str(root / "analysis")], check=True
            )
        modules = sorted({mutation.module for _, mutation in chosen})
        known = reach(free, modules)
        waiting, running = chosen[::-1], list[Trial]()
        while waiting or running:
            while waiting and free:
                running.append(Trial(free.pop(), *waiting.pop(), known))
            time.sleep(0.1)
            for trial in list(running):
                if result := trial.ended():
                    running.remove(trial)
                    free.append(trial.root)
                    yield result


def main() -> None:
    """Draw, break, try, and print the table."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--n", type=int, default=140, help="how many mutations")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument(
        "--first", type=int, default=0, help="begin at this one of those drawn, to go on with a run"
    )
    options.add_argument("--workers", type=int, default=2, help="how many are tried at a time")
    options.add_argument("--only", help="one core module, such as comparison or reading/plain")
    options.add_argument("--show", action="store_true", help="list the mutations and try none")
    given = options.parse_args()
    chosen = list(enumerate(drawn(given.n, given.seed, given.only)))[given.first :]
    if given.show:
        for position, mutation in chosen:
            print(f"{position:4}  {mutation.where}")
        return
    counts: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    survivors = []
    for result in results(chosen, given.workers):
        mutation, survived = result.mutation, result.outcome == _SURVIVED
        same = survived and mutation.name in SAME
        counts[mutation.kind]["same" if same else "survived" if survived else "caught"] += 1
        outcome = "the same" if same else result.outcome
        print(
            f"{result.position:4} {result.seconds:5.0f} s  {outcome}  {mutation.where}"
            f"  {result.note}",
            flush=True,
        )
        if survived and not same:
            survivors.append(mutation.where)
    print(f"\n{'kind':<16}{'caught':>8}{'survived':>10}{'the same':>10}{'share caught':>14}")
    whole: Counter[str] = sum(counts.values(), Counter())
    for kind, row in {**counts, "all": whole}.items():
        tried = row["caught"] + row["survived"]
        share = f"{row['caught'] / tried:.0%}" if tried else ""
        print(f"{kind:<16}{row['caught']:>8}{row['survived']:>10}{row['same']:>10}{share:>14}")
    print("\nSurvivors:", *survivors, sep="\n  ")


if __name__ == "__main__":
    main()

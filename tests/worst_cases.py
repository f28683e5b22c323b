"""Every pattern of the package, the inputs that each takes longest for, and how its time grows with their length.

A pattern is collected twice: as an object (modules are searched through their tables, tuples and closures) and from the
code, where each call of `re` and of pandas' `.str` is read. What the code compiles from words that only a run knows must
be listed in `MADE_WHILE_RUNNING`, with examples.
"""

from __future__ import annotations

import ast
import functools
import importlib
import itertools
import pkgutil
import re
import signal
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from fnmatch import translate
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import analysis
from analysis.reading.containers.foreign import FOREIGN

LONGEST = 40_000  # beyond what a bound of hundreds makes look quadratic
SHORT = 0.002  # seconds of CPU time: what takes less is not looked at again
OF_RE = ("compile", "search", "match", "fullmatch", "split", "findall", "finditer", "sub", "subn")
OF_PANDAS = (
    "contains",
    "match",
    "fullmatch",
    "extract",
    "extractall",
    "replace",
    "count",
    "findall",
    "split",
)
OPERATIONS = OF_RE[1:]
# What the code compiles from a user's words: (module, source of the expression) and patterns of that kind.
MADE_WHILE_RUNNING: dict[tuple[str, str], list[str]] = {
    ("analysis.lexicons.phrases", "translate(patterns[pattern_number])"): [
        translate(glob) for glob in ("*a*a*a*a*b", "a?*?*b", "*[ab]*[ab]*c", "a*", "*ing")
    ],
    # The marks of "9/11", "@home", "c++" and of a phrase that holds them, as `_marked` writes them.
    ("analysis.lexicons.marked", "before"): [r"(?:^|[^\w])@$", r"(?<!\w[/&+])$"],
    ("analysis.lexicons.marked", "behind"): [r"\+\+(?![\w+#%])(?![/&+]\w)", r"(?![\w])(?![/&+]\w)"],
    ("analysis.lexicons.marked", "re.escape(joint)"): ["/", "&", "-"],
    # How files of other kinds begin; their bytes as the characters of Latin-1.
    ("analysis.reading.containers.foreign", "kind.begins"): [
        f"(?s){kind.begins.decode('latin-1')}" for kind in FOREIGN
    ],
    # The words of a label that a person replaces, as `_any_of` writes them.
    ("analysis.charts.medium", "any_of"): [r"(?<!\w)(?:more\ in\ body|body)(?!\w)"],
    ("analysis.lexicons.marked", "spaced"): [r"(?:['’][sS])?[\"'”’»%]{0,3}\s+[\"'“‘«@#$]{0,3}@"],
}


@dataclass(frozen=True)
class Collected:
    """A pattern, where it stands and what the code does with it."""

    where: str
    pattern: re.Pattern
    operations: frozenset[str]

    def __str__(self) -> str:
        return f"{self.where}:{'/'.join(sorted(self.operations))}"

    @property
    def room(self) -> str:
        """The module or folder within the package where it stands."""
        return re.split("[.:]", self.where)[1]


# --- collecting


def rooms() -> list[str]:
    """The names of the modules and folders within the package, without loading them."""
    return [found.name for found in pkgutil.iter_modules(analysis.__path__)]


def modules() -> dict[str, ModuleType]:
    """Every module of the package by name."""
    names = [found.name for found in pkgutil.walk_packages(analysis.__path__, "analysis.")]
    return {name: importlib.import_module(name) for name in ["analysis", *names]}


def patterns_in(value: object, depth: int = 0) -> Iterator[re.Pattern]:
    """The patterns within a value: itself, or in what it holds, is bound to or wraps."""
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 5:
        for part in _parts(value):
            yield from patterns_in(part, depth + 1)


def _parts(value: object) -> list[object]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if is_dataclass(value) and not isinstance(value, type):
        return [getattr(value, field.name) for field in fields(value)]
    if isinstance(value, type):
        return list(vars(value).values()) if value.__module__.startswith("analysis") else []
    parts = [getattr(value, name, None) for name in ("__self__", "__wrapped__", "__defaults__")]
    if callable(value):
        parts += [
            cell.cell_contents
            for cell in getattr(value, "__closure__", None) or ()
            if _is_filled(cell)
        ]
    if type(value).__module__.startswith("analysis"):
        parts += list(getattr(value, "__dict__", {}).values())
    return [part for part in parts if part is not None and not isinstance(part, ModuleType)]


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - an empty cell raises
    except ValueError:
        return False
    return True


@functools.cache
def collected() -> list[Collected]:
    """Every pattern of the package, once for each place; the operations are those that the code asks of it."""
    table: dict[tuple[str, re.Pattern], set[str]] = defaultdict(set)
    package = modules()
    used = _operations(package)
    for name, module in package.items():
        for attribute, value in vars(module).items():
            for pattern in patterns_in(value):
                if not isinstance(value, ModuleType) and _belongs(value, name):
                    table[f"{name}.{attribute}", pattern] |= used.get((name, attribute)) or {
                        "search"
                    }
        for where, pattern, operations in in_code(module):
            if pattern not in {other for _, other in table}:
                table[where, pattern] |= operations
    return _once(
        Collected(where, pattern, frozenset(ops)) for (where, pattern), ops in table.items()
    )


def _once(every: Iterator[Collected]) -> list[Collected]:
    """One entry a pattern: a module that imports an object offers it again."""
    merged: dict[re.Pattern, Collected] = {}
    for entry in every:
        old = merged.get(entry.pattern, entry)
        merged[entry.pattern] = Collected(
            old.where, entry.pattern, old.operations | entry.operations
        )
    return list(merged.values())


def _belongs(value: object, module: str) -> bool:
    """Functions and classes belong to the module that defines them; an object to every module that names it."""
    return getattr(value, "__module__", None) in (module, None) or not isinstance(value, type)


def _operations(package: dict[str, ModuleType]) -> dict[tuple[str, str], set[str]]:
    """What the code asks of each named pattern: (module, name) → operations, followed through imports."""
    used: dict[tuple[str, str], set[str]] = defaultdict(set)
    for name, module in package.items():
        nodes = nodes_of(source(module))
        origin = {
            alias.asname or alias.name: (node.module or "", alias.name)
            for node in nodes
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        for node in nodes:
            if isinstance(node, ast.Attribute) and node.attr in OPERATIONS:
                if isinstance(node.value, ast.Name):
                    used[origin.get(node.value.id, (name, node.value.id))].add(node.attr)
                elif isinstance(node.value, ast.Attribute) and isinstance(
                    node.value.value, ast.Name
                ):
                    folder, of = origin.get(node.value.value.id, ("", ""))
                    used[f"{folder}.{of}", node.value.attr].add(node.attr)
    return used


def source(module: ModuleType) -> str:
    return Path(module.__file__ or "").read_text(encoding="utf-8")


@functools.cache
def nodes_of(code: str) -> list[ast.AST]:
    """The nodes of a module, itself first: the walk takes longer than all that is asked of them."""
    return list(ast.walk(ast.parse(code)))


def in_code(module: ModuleType) -> Iterator[tuple[str, re.Pattern, frozenset[str]]]:
    """The patterns of every call that compiles or applies one; a ValueError where a pattern cannot be known."""
    yield from patterns_of_code(source(module), module.__name__, vars(module))


def patterns_of_code(
    code: str, name: str, names: dict[str, Any]
) -> Iterator[tuple[str, re.Pattern, frozenset[str]]]:
    nodes = nodes_of(code)
    offered = _offered(nodes[0], names)
    applied_at_once = {
        id(node.value): node.attr for node in nodes if isinstance(node, ast.Attribute)
    }
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module in ("re", "regex"):
            raise ValueError(
                f"{name}: line {node.lineno}: import re itself, so that its patterns can be collected"
            )
        if isinstance(node, ast.Import) and any(
            a.name in ("re", "regex") and a.asname for a in node.names
        ):
            raise ValueError(f"{name}: line {node.lineno}: import re under its own name")
        operation = _operation(node)
        if (
            operation
            and isinstance(node, ast.Call)
            and (node.args or node.keywords)
            and id(node) not in offered
        ):
            for pattern in _evaluated(node, name, names):
                operations = (
                    {applied_at_once.get(id(node), "search")}
                    if operation == "compile"
                    else {operation}
                )
                yield f"{name}:{node.lineno}", pattern, frozenset(operations)


def _offered(tree: ast.AST, names: dict[str, Any]) -> set[int]:
    """The calls outside of functions whose patterns are objects of the module, as in a table of rules."""
    within: set[int] = set()
    for statement in getattr(tree, "body", []):
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            bound = [
                names.get(name.id)
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name)
            ]
            if any(True for value in bound for _ in patterns_in(value)):
                within.update(id(node) for node in ast.walk(statement))
    return within


def _operation(node: ast.AST) -> str:
    """The operation of a call of `re` or of a pandas column of strings; empty for other calls."""
    if not isinstance(node, ast.Call):
        return ""
    if not isinstance(node.func, ast.Attribute):
        return ""
    owner, attribute = node.func.value, node.func.attr
    if isinstance(owner, ast.Name) and owner.id == "re" and attribute in OF_RE:
        return attribute
    if isinstance(owner, ast.Attribute) and owner.attr == "str" and attribute in OF_PANDAS:
        literal = any(
            word.arg == "regex"
            and isinstance(word.value, ast.Constant)
            and word.value.value is False
            for word in node.keywords
        )
        plain = attribute in ("replace", "split") and not any(
            word.arg == "regex" for word in node.keywords
        )
        return (
            ""
            if literal or plain
            else {"match": "match", "fullmatch": "fullmatch"}.get(attribute, "finditer")
        )
    return ""


def _evaluated(node: ast.Call, name: str, names: dict[str, Any]) -> list[re.Pattern]:
    words = {word.arg: word.value for word in node.keywords}
    first = node.args[0] if node.args else words.get("pattern", words.get("pat"))
    if first is None:
        raise ValueError(f"{name}: line {node.lineno}: no pattern in this call")
    written = ast.unparse(first)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "compile":
        flag = node.args[1] if len(node.args) > 1 else words.get("flags")
    else:
        flag = words.get("flags")
    try:
        pattern = eval(compile(ast.Expression(first), name, "eval"), dict(names))
        flags = (
            eval(compile(ast.Expression(flag), name, "eval"), dict(names))
            if flag is not None
            else 0
        )
    except NameError:
        if (name, written) not in MADE_WHILE_RUNNING:
            raise ValueError(
                f"{name}: line {node.lineno}: {written} is known only while running: offer the pattern as an object of the"
                " module, or list examples in MADE_WHILE_RUNNING"
            ) from None
        return [re.compile(example) for example in MADE_WHILE_RUNNING[name, written]]
    return [pattern if isinstance(pattern, re.Pattern) else re.compile(pattern, flags)]


# --- worst cases

# One of each kind of character that patterns tell apart; those a repeat accepts are pumped, in this order.
KINDS = "a A1 -/.,'\"(\n:|&_<é–[]{}@#=\\\t!?;*+~\r"
EXAMPLES = 4  # characters of a class, and alternatives of a branch
GENERAL = (
    "A/", "A-b-", "a ", " ", "(", "[", '"', "'", "\n", "\n ", " \n", "A", "a", "1", "1,", ".", "A. ", "A.B.", "Ann Lee / ",
    "Ann Lee, ", "A, ", "A | ", "<", "<a ", "<!--", "{", "}", "](", "*", "-", "\\", "a.b-", "https://a.b/c?d=e&", ": ", "a:",
    "Photo: ", "photo ", "by ", "AP/", "AP ", "- ", "– ", ")", ",", "Photo by Ann. ", "© ", "\r\n", "\t", "é", "of the ",
)  # fmt: skip


def is_bytes(pattern: re.Pattern) -> bool:
    return isinstance(pattern.pattern, bytes)


def worst_cases(pattern: re.Pattern) -> list[tuple[str, str, str]]:
    """Prefixes, pumps and suffixes from the pattern's own tree, beside pumps that are hard for many patterns."""
    tree = _parser.parse(
        pattern.pattern, pattern.flags & ~re.TEMPLATE if hasattr(re, "TEMPLATE") else pattern.flags
    )
    cases: dict[tuple[str, str, str], None] = {}
    for prefix, pump, rest in _repeats(list(tree), ""):
        for suffix in ("\0", rest, f"{rest}\0"):
            cases.setdefault((prefix, pump, suffix))
            cases.setdefault(("", pump, suffix))
    for pump in GENERAL:
        cases.setdefault(("", pump, "\0"))
        cases.setdefault(("", pump, ""))
    return [case for case in cases if case[1]]


def _repeats(nodes: list, prefix: str) -> Iterator[tuple[str, str, str]]:
    """(what leads to a repeat, what it accepts, what may follow) for every unbounded repeat within."""
    for place, (code, value) in enumerate(nodes):
        before = prefix + (_samples(nodes[:place]) or [""])[0]
        rest = (_samples(nodes[place + 1 :]) or [""])[0]
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            _, most, body = value
            if most is op.MAXREPEAT or most > 20:
                accepted = _samples(list(body))
                for pump in accepted:
                    yield before, pump, rest
                for pump, other in itertools.pairwise(accepted[:EXAMPLES]):
                    yield before, pump + other, rest
                following = [text for text in _samples(nodes[place + 1 : place + 2]) if text]
                for pump, other in itertools.product(accepted[:2], following[:2]):
                    yield before, pump + other, rest
            for inner in _repeats(list(body), before):
                yield inner[0], inner[1], inner[2] + rest
        else:
            for branch in _within(code, value):
                for inner in _repeats(branch, before):
                    yield inner[0], inner[1], inner[2] + rest


def _within(code: Any, value: Any) -> list[list]:
    """The sequences that a node holds."""
    if code is op.BRANCH:
        return [list(branch) for branch in value[1]]
    if code is op.SUBPATTERN:
        return [list(value[3])]
    if code is op.ATOMIC_GROUP:
        return [list(value)]
    if code in (op.ASSERT, op.ASSERT_NOT):
        return [list(value[1])]
    return []


def _samples(nodes: list) -> list[str]:
    """A few texts that a sequence accepts; the first one takes the first alternative everywhere."""
    every = [""]
    for code, value in nodes:
        texts = _texts(code, value)
        if texts:
            every = [
                head + texts[k % len(texts)] for k, head in enumerate(_as_many(every, len(texts)))
            ]
    return list(dict.fromkeys(every))


def _as_many(texts: list[str], n: int) -> list[str]:
    return [texts[k % len(texts)] for k in range(max(len(texts), min(n, 2 * EXAMPLES)))]


def _texts(code: Any, value: Any) -> list[str]:
    if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        least, _, body = value
        return [text * max(least, 1) for text in _samples(list(body))]
    if code in (op.ASSERT, op.ASSERT_NOT, op.AT):
        return []
    branches = _within(code, value)
    if branches:
        # Beyond the first alternatives one in so many, so that a long list of words is not left out.
        chosen = branches[:EXAMPLES] + branches[EXAMPLES :: max(1, len(branches) // EXAMPLES)]
        return list(
            dict.fromkeys(text for branch in chosen for text in _samples(branch)[:EXAMPLES])
        )
    return [char for char in _characters(code, value) if _accepts(code, value, char)][
        : 2 * EXAMPLES
    ]


def _characters(code: Any, value: Any) -> list[str]:
    if code is op.LITERAL:
        return [chr(value)]
    own = [chr(item[1]) for item in value if item[0] is op.LITERAL] if code is op.IN else []
    own += [chr(item[1][0]) for item in value if item[0] is op.RANGE] if code is op.IN else []
    return list(dict.fromkeys([*KINDS[:6], *own, *KINDS]))


def _accepts(code: Any, value: Any, char: str) -> bool:
    if code is op.LITERAL:
        return ord(char) == value
    if code is op.NOT_LITERAL:
        return ord(char) != value
    if code is op.ANY:
        return char != "\n"
    if code is op.IN:
        negated = value[0][0] is op.NEGATE
        return negated != any(_is_item(*item, char) for item in value if item[0] is not op.NEGATE)
    return False


def _is_item(code: Any, value: Any, char: str) -> bool:
    if code is op.LITERAL:
        return ord(char) == value
    if code is op.RANGE:
        return value[0] <= ord(char) <= value[1]
    kind = str(value).lower()
    holds = {
        "digit": char.isdecimal(),
        "space": char.isspace(),
        "word": char.isalnum() or char == "_",
    }
    return next(holds[name] != ("not_" in kind) for name in holds if name in kind)


# --- judging


class OutOfTimeError(Exception):
    """A run took more CPU time than it was given."""


def cpu_seconds(run: Callable[[], object], *, most: float) -> float:
    """CPU time of one run; the clock ends the run at `most`, since the engine of `re` looks for signals."""

    def stop(number: int, frame: object) -> None:
        raise OutOfTimeError

    previous = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, most)
    begin = time.thread_time()
    try:
        run()
    except OutOfTimeError:
        return float("inf")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)
    return time.thread_time() - begin


def grows_too_fast(
    run: Callable[[str], object],
    make: Callable[[int], str],
    sizes: tuple[int, int],
    *,
    most: float = 4.0,
) -> str:
    """Empty for time in step with length: of two sizes, one four times the other, it takes about four times as long
    for the larger one (n log n: below 5).

    A ratio above 7 is quadratic or worse. It is taken again, from the least of several runs, before it counts: on a
    busy machine a single one means nothing.
    """
    least = [float("inf")] * 2
    for _ in range(3):
        for k, size in enumerate(sizes):
            text = make(size)
            least[k] = min(least[k], cpu_seconds(lambda text=text: run(text), most=most))
            if least[k] == float("inf"):
                return f"{size} characters took more than {most} s"
        if least[1] < max(SHORT, 7 * least[0]):
            return ""
    return ", ".join(
        f"{size} characters {1000 * t:.1f} ms" for size, t in zip(sizes, least, strict=True)
    )


def applied(pattern: re.Pattern, operation: str) -> Callable[[str], object]:
    """The operation on a text, with all its matches."""
    method = getattr(pattern, operation)
    if operation in ("sub", "subn"):
        blank = b"" if is_bytes(pattern) else ""
        call = lambda text: method(blank, text)  # noqa: E731
    elif operation == "finditer":
        call = lambda text: sum(1 for _ in method(text))  # noqa: E731
    else:
        call = method
    return (lambda text: call(text.encode())) if is_bytes(pattern) else call


def too_slow(entry: Collected, *, cases: list[tuple[str, str, str]] | None = None) -> str:
    """The first input that a pattern takes more than linear time for, with its times; empty where there is none."""
    costs = []
    for operation in sorted(entry.operations):
        run = applied(entry.pattern, operation)
        for case in cases or worst_cases(entry.pattern):
            make = functools.partial(_built, case)
            took = cpu_seconds(lambda run=run, make=make: run(make(2000)), most=0.5)
            if took > SHORT:
                problem = grows_too_fast(run, make, (500, 2000), most=0.5)
                if problem and took < float(
                    "inf"
                ):  # else exponential, or close to it: longer inputs add nothing
                    problem = grows_too_fast(run, make, (2000, 8000))
                if problem:
                    return f"{operation} on {case}: {problem}"
            costs.append((took, operation, case))
    # What grows late shows in the slowest ones only: a bound of hundreds looks quadratic below it.
    for _, operation, case in sorted(costs, reverse=True)[:2]:
        sizes = (LONGEST // 4, LONGEST)
        problem = grows_too_fast(
            applied(entry.pattern, operation), functools.partial(_built, case), sizes
        )
        if problem:
            return f"{operation} on {case}: {problem}"
    return ""


def _built(case: tuple[str, str, str], size: int) -> str:
    prefix, pump, suffix = case
    return prefix + pump * (size // len(pump)) + suffix

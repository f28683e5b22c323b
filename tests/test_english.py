"""What a person reads is plain English: turns that had to be translated do not come back."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .conftest import ROOT

# Each turn, and what is written in its place.
BANNED = {
    r"how surely|when sure|how sure (?:is|are)": "certainty; how certain",
    r"hangs? on (?:no|one|a single)": "depends on; holds without any single caption",
    r"no difference (?:is )?shown": "no clear difference, with the reason",
    r"not enough text": "cannot be tested here, with the reason",
    r"described, (?:not|never) tested": "shown for information, not tested",
    r"charged words?": "words that the lexicon scores",
    r"points? of valence": "points",
    r"leans? to the (?:good|bad)": "is positive; is negative",
    r"site furniture": "page furniture (menus, notices)",
    r"\bdossiers?\b": "report",
    r"\bthe skimmer\b": "a reader of headline and captions alone",
    r"in sight of (?:its|their) makers": "tuned on these texts, so expect less elsewhere",
    r"\bsurplus\b": "extra, additional",
    r"could hardly have made": "a gap this large would be rare if both used these words equally often",
}


# Values that tables keep, and names of rules: a person sees `words.verdict_words` of the first ones.
STORED = re.compile(
    r"""["'`*](?:no difference shown|described, not tested|how surely)["'`*]|site furniture phrase|after site furniture"""
)


def texts_of_code(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module, documentation among them, with their lines; not its comments."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
            is_stored = STORED.fullmatch(f"'{node.value}'") is not None
            yield node.lineno, "" if is_stored else node.value


def texts_of_notebook(path: Path) -> Iterator[tuple[int, str]]:
    """The words of a notebook and what its cells print, with the numbers of the cells."""
    for number, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"]):
        if cell["cell_type"] == "markdown":
            yield number, "".join(cell["source"])
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown = data.get("text/html", data.get("text/plain", output.get("text", "")))
            yield number, "".join(shown)


def code() -> Iterator[tuple[str, str]]:
    """The texts of the package's modules, by their places."""
    for path in sorted((ROOT / "analysis").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        yield from ((f"{name}:{line}", text) for line, text in texts_of_code(path))


def pages() -> Iterator[tuple[str, str]]:
    """The documentation and the templates of pages."""
    every = [*ROOT.glob("*.md"), *ROOT.glob("*/**/README.md"), *(ROOT / "analysis").rglob("*.html")]
    for path in sorted(page for page in every if ".venv" not in page.parts):
        name = path.relative_to(ROOT).as_posix()
        if name != "CHANGELOG.md":  # it says what was called otherwise
            yield name, path.read_text(encoding="utf-8")


def notebooks() -> Iterator[tuple[str, str]]:
    """The words of the notebooks, by their cells."""
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        yield from ((f"{path.name}, cell {cell}", text) for cell, text in texts_of_notebook(path))


@pytest.mark.parametrize("readers", [code, pages, notebooks])
def test_no_text_has_a_turn_that_must_be_translated(
    readers: Callable[[], Iterator[tuple[str, str]]],
):
    offences = [
        f"{where}: {match[0]!r}; write: {instead}"
        for where, text in readers()
        for turn, instead in BANNED.items()
        for match in re.finditer(turn, STORED.sub("", text), re.IGNORECASE)
    ]
    assert not offences, "\n".join(offences)


@pytest.mark.quick
@pytest.mark.parametrize("turn", BANNED)
def test_each_turn_is_one_that_the_test_would_see(turn: str):
    assert re.search(turn, EXAMPLES, re.IGNORECASE)


EXAMPLES = """How surely is it so? It hangs on no one caption. No difference is shown. Not enough text.
It is described, not tested. Charged words, -3 points of valence. It leans to the good. Site furniture.
A dossier of what the skimmer reads, in sight of its makers, with a surplus. One common rate
could hardly have made this."""

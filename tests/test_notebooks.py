"""What the stored notebooks hold; they run on other articles too. That they are what the code makes: test_wheel.py."""

from __future__ import annotations

import ast
import atexit
import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import run_sync
from nbclient import NotebookClient

from analysis import kernel as copied_kernel
from analysis import notebooks, publishing

from .conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])


def test_the_notebooks_are_there():
    assert [path.stem for path in NOTEBOOKS] == [
        "01_captions_against_body", "02_layers", "03_sentiment", "04_framing", "05_entities", "06_how_sure", "07_your_article",
        "08_validity", "09_many_articles", "10_versions", "11_coding",
    ]  # fmt: skip


@pytest.fixture(scope="module")
def kernel() -> Iterator[AsyncKernelManager]:
    """One kernel for all other articles: a fresh one loads the suite anew, which takes as long as a notebook does."""
    # Of its own accord it starts nothing: the first notebook does.
    manager = AsyncKernelManager(kernel_name="python3")
    yield manager
    if manager.has_kernel:
        run_sync(manager.shutdown_kernel)(now=True)


CLOSED = "import matplotlib.pyplot as plt; plt.close('all')"
EMPTY = f"{CLOSED}; get_ipython().reset(new_session=True)"


def of_article(cells: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """The code cells that say which article it is, and those that use a name that has been made of it."""
    made, chosen = {"article"}, []
    for cell in cells:
        if cell.cell_type == "code":
            names = [
                node for node in ast.walk(ast.parse(cell.source)) if isinstance(node, ast.Name)
            ]
            stored = {node.id for node in names if isinstance(node.ctx, ast.Store)}
            if "article" in stored:
                chosen.append(cell)
            elif made & {node.id for node in names}:
                chosen.append(cell)
                made |= stored
    return chosen


@pytest.mark.quick
def test_what_is_made_of_an_article_is_followed_by_its_names():
    sources = [
        "article, run = 'a', ''",
        "many = load(run)",
        "corpus = read(article)",
        "hits = all_hits(corpus)",
        "show(many)",
        "place = many.of(hits)",
        "place",
    ]
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    words = nbformat.v4.new_markdown_cell("Of the article:")
    assert of_article([words, *cells]) == [cells[n] for n in (0, 2, 3, 5, 6)]


def run_in(
    kernel: AsyncKernelManager, path: Path, article: Path, *, again: bool
) -> list[nbformat.NotebookNode]:
    """The cells of a notebook, run on an article by its parameter as `notebooks.execute` does, with no name left of the last.

    Again, on another article right after the first, those alone that are of the article.
    """
    notebook = notebooks._notebook(path, article)
    if again:
        notebook.cells = of_article(notebook.cells)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(CLOSED if again else EMPTY))
    where = {"metadata": {"path": str(path.parent)}}
    quiet = ["--IPKernelApp.log_level=40"]
    client = NotebookClient(
        notebook, km=kernel, timeout=600, resources=where, extra_arguments=quiet
    )
    client.execute(stderr=subprocess.DEVNULL)
    client.kc.stop_channels()
    atexit.unregister(client._cleanup_kernel)  # the kernel is not the client's
    return notebook.cells[1:]


@pytest.mark.slow(reason="each notebook is run on two other articles, some on a page too")
@every_notebook
def test_a_notebook_runs_on_other_articles(path: Path, tmp_path: Path, kernel: AsyncKernelManager):
    short = tmp_path / "short.txt"
    short.write_text(
        "Talks resume\n\nThe two sides met again on Monday. They agreed on little.",
        encoding="utf-8",
    )
    articles = [ROOT / "seeds" / "control.txt", short]
    # A saved page differs in how it is read, which two notebooks show; the others take its corpus as any.
    if path.stem[:2] in ("02", "07"):
        articles.append(ROOT / "seeds" / "control.html")
    for article in articles:
        cells = run_in(kernel, path, article, again=article != articles[0])
        text = " ".join(
            str(output.get("data", output)) for cell in cells for output in cell.get("outputs", [])
        )
        # Titles of synthetic articles hold "Nagorno-…".
        assert "nagorno-karabakh" not in text.lower(), article.name
        assert "body" in text, article.name


@pytest.mark.slow(reason="a notebook is run in a kernel of its own")
def test_a_notebook_is_stored_in_another_folder_for_another_article(tmp_path: Path):
    stored = notebooks.run_notebooks(
        ROOT / "notebooks", ["02"], ROOT / "seeds" / "control.txt", tmp_path
    )
    assert stored == [tmp_path / "02_layers.ipynb"]
    text = str([cell.get("outputs") for cell in nbformat.read(stored[0], as_version=4).cells])
    assert "nagorno" not in text.lower()
    assert "control" in text


@every_notebook
def test_a_notebook_has_one_parameter_cell_no_def_and_no_error(path: Path):
    notebook = nbformat.read(path, as_version=4)
    tagged = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    # Raw, so that a path of Windows can be put there as it is.
    assert 'article = r"../seeds/nagorno-karabakh.txt"' in tagged[0].source
    for cell in notebook.cells:
        if cell.cell_type == "code":
            tree = ast.parse(cell.source)
            assert not any(
                isinstance(node, ast.FunctionDef | ast.For | ast.While) for node in ast.walk(tree)
            )
            assert not any(output.output_type in ("error", "stream") for output in cell.outputs), (
                cell.source
            )


@pytest.mark.parametrize(
    ("name", "given", "caption"),
    [
        ("02_layers", 'pasted = """', "Volunteers raise the tent of a circus"),
        (
            "07_your_article",
            r'r"../seeds/control.html"',
            "Envoys of Karvia and Selmar at the customs house",
        ),
        ("09_many_articles", r'r"../seeds/export.txt"', "A family crosses the mended bridge"),
    ],
    ids=["a pasted text", "a saved page", "an export"],
)
def test_what_a_person_brings_is_the_first_thing_that_their_notebook_tries(
    name: str, given: str, caption: str
):
    notebook = nbformat.read(ROOT / "notebooks" / f"{name}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next(cell for cell in code if cell.outputs)
    assert given in first.source
    shown = " ".join(str(cell.outputs) for cell in code[: code.index(first) + 2])
    assert caption in shown
    assert "caption" in shown


@every_notebook
def test_no_output_of_a_notebook_is_a_heap_of_bytes(path: Path):
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    for cell in cells:
        for output in cell.outputs:
            assert len(output.get("data", {}).get("text/plain", "")) < 20_000, cell.source


@every_notebook
def test_a_notebook_shows_both_layers_and_their_n(path: Path):
    notebook = nbformat.read(path, as_version=4)
    sizes = next(
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.endswith(".layer_sizes()")
    )
    shown = sizes.outputs[0]["data"]["text/plain"]
    assert {"segments", "words", "caption", "body", "42", "855"} <= set(shown.split())


def test_a_failing_cell_is_one_line_that_names_notebook_and_error(tmp_path: Path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 / 0")])
    nbformat.write(notebook, tmp_path / "99_broken.ipynb")
    before = (tmp_path / "99_broken.ipynb").read_bytes()
    with pytest.raises(
        ValueError, match=r"99_broken.ipynb: a cell fails with ZeroDivisionError: division by zero"
    ):
        notebooks.run_notebooks(tmp_path)
    assert (tmp_path / "99_broken.ipynb").read_bytes() == before


SHARED = "import math, pandas as pd; from analysis import charts"
WIDE = "pd.DataFrame([range(30)]).T.describe().T.join(pd.DataFrame([range(25)]))"
DRAWN = "import matplotlib.pyplot as plt; plt.plot([1, 3, 2]);"


def write_notebooks(folder: Path, *sources: list[str]) -> list[Path]:
    paths = [folder / f"0{number}_own.ipynb" for number in range(len(sources))]
    for path, cells in zip(paths, sources, strict=True):
        made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        nbformat.write(made, path)
    return paths


@pytest.mark.quick
@pytest.mark.skipif(sys.platform != "linux", reason="kernels are copied on Linux alone")
def test_kernels_that_have_ended_are_forgotten():
    with subprocess.Popen([sys.executable, "-S", "-c", ""]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        copied_kernel._bury()
        with pytest.raises(ChildProcessError):
            os.waitpid(process.pid, 0)
        copied_kernel._bury()  # there is none


@pytest.mark.slow(reason="two notebooks are run in four kernels")
def test_a_copied_kernel_shows_what_a_fresh_one_shows_and_nothing_of_another_notebook(
    tmp_path: Path,
):
    paths = write_notebooks(
        tmp_path,
        [SHARED, "math.left_by_the_first = 1", WIDE, DRAWN],
        [SHARED, "hasattr(math, 'left_by_the_first')", "import os; os.environ['MPLBACKEND']"],
    )
    fresh = [notebooks.execute(path) for path in paths]
    n_done: list[tuple[int, int]] = []
    notebooks.run_notebooks(tmp_path, progress=lambda *numbers: n_done.append(numbers))
    assert [path.read_bytes() for path in paths] == fresh
    assert n_done == [(0, 2), (1, 2), (2, 2)]
    assert "False" in str(nbformat.read(paths[1], as_version=4).cells[1].outputs)


@pytest.mark.slow(reason="two notebooks are run in a kernel each")
def test_a_failing_notebook_ends_the_others_and_their_kernels(tmp_path: Path):
    paths = write_notebooks(
        tmp_path,
        ["import os; open('pid', 'w').write(str(os.getpid()))", "import time; time.sleep(500)"],
        [
            "import time\nwhile not os.path.exists('pid'): time.sleep(.1)\n1 / 0".replace(
                "time\n", "time, os\n", 1
            )
        ],
    )
    before = [path.read_bytes() for path in paths]
    with pytest.raises(ValueError, match=r"01_own.ipynb: a cell fails with ZeroDivisionError"):
        notebooks.run_notebooks(tmp_path)
    assert [path.read_bytes() for path in paths] == before
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_what_is_done_meanwhile_fails_for_all(tmp_path: Path):
    write_notebooks(tmp_path, ["import time; time.sleep(500)"])

    def fail() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        notebooks.run_notebooks(tmp_path, meanwhile=fail)


def test_an_interrupted_write_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "figure.svg"
    publishing.write_whole(path, b"old")

    def fail(self: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        publishing.write_whole(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["figure.svg"]
    assert path.read_bytes() == b"old"


CHART = re.compile(r"charts\.(?!alternative_text|tell_)(\w+)\(")
FIGURE = re.compile(r"(?:figures\.render\(corpus, |desk\.chart\()\"([\w-]+)\"")


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def pictures(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [output for output in cell.outputs if "image/png" in output.get("data", {})]


@every_notebook
def test_every_chart_of_a_notebook_is_shown_once_with_its_words(path: Path):
    drawing = [
        cell for cell in code_cells(path) if CHART.search(cell.source) or FIGURE.search(cell.source)
    ]
    assert drawing
    for cell in drawing:
        assert len(pictures(cell)) == 1, cell.source
    for cell in code_cells(path):
        for output in pictures(cell):
            text = output.metadata["image/png"]["alt"]
            assert text == output.data["text/plain"]
            assert len(text) > 60
            assert "Figure(" not in text
            if "show(" in cell.source:  # JupyterLab gives a picture no alternative text
                words = " ".join(one.data.get("text/html", "") for one in cell.outputs)
                assert text in html.unescape(words)


def test_no_chart_is_in_two_notebooks():
    homes: dict[str, set[str]] = {}
    for path in NOTEBOOKS:
        # The panel's one picture follows its labels: it is the summary.
        source = "\n".join(cell.source for cell in code_cells(path))
        for name in [*CHART.findall(source), *FIGURE.findall(source)]:
            if (path.stem, name) != ("07_your_article", "00-summary"):
                homes.setdefault(name, set()).add(path.stem)
    assert len(homes) > 15
    assert {name: where for name, where in homes.items() if len(where) > 1} == {}


@every_notebook
def test_tables_of_a_notebook_have_labels_and_no_undefined_number(path: Path):
    tables = [
        output.data["text/html"]
        for cell in code_cells(path)
        for output in cell.outputs
        if "<table" in output.get("data", {}).get("text/html", "")
    ]
    assert tables
    for table in tables:
        cells = [html.unescape(text) for text in re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", table)]
        assert not {"NaN", "nan", "None", "NaT", "<NA>"} & set(cells)
        # Rates of versions have one digit behind the point, as everywhere.
        digits = [re.fullmatch(r"−?(?:0\.0*)?(\d+)\.?(\d*)", text) for text in cells]
        assert not [m[0] for m in digits if m and m[2] and len(m[1] + m[2]) > 4]
        heads = re.findall(r"<th [^>]*>(.*?)</th>", table)
        assert not [head for head in heads if "_" in head]


@every_notebook
def test_a_notebook_speaks_plain_english(path: Path):
    banned = r"\b(hangs? on|how surely|charged words?|leans?|stands? beside|told|tells|dossier|multiverse \()\b"
    notebook = nbformat.read(path, as_version=4)
    words = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert re.findall(banned, words) == []


def test_those_that_suit_any_article_are_the_first_six():
    suiting, others = notebooks.suiting_notebooks(ROOT / "notebooks")
    assert [name[:2] for name in suiting] == ["01", "02", "03", "04", "05", "06"]
    assert len(suiting) + len(others) == len(NOTEBOOKS)


def test_a_notebook_is_stored_with_what_it_says_of_itself_and_of_its_pictures():
    output = nbformat.v4.new_output("display_data", {"image/png": ""}, metadata={
        "image/png": {"alt": "A bar.", "width": 3}, "isolated": True,
    })  # fmt: skip
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])])
    notebook.metadata.update(cutline={"suits": "any article"}, papermill={"version": "2"})
    stored = notebooks._without_volatile(notebook)
    assert stored.cells[0].outputs[0].metadata == {"image/png": {"alt": "A bar."}}
    assert set(stored.metadata) == {"cutline", "kernelspec", "language_info"}

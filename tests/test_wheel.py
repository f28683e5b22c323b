"""The wheel away from the repository, and the stored figures and notebooks, which it makes anew."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from analysis import Corpus, notebooks, publishing
from analysis.measures import findings

from .conftest import ROOT
from .test_notebooks import every_notebook
from .test_package import same


class Reproduced(NamedTuple):
    """What `cutline reproduce --folder all` left in an empty folder."""

    done: subprocess.CompletedProcess[str]
    folder: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """The command in an environment of its own, with the wheel; what the wheel needs is that of these tests."""
    uv = shutil.which("uv")
    if uv is None:
        pytest.skip(
            "uv, which builds the wheel, is not on this machine; install it with: pip install uv"
        )
    folder = tmp_path_factory.mktemp("wheel")
    built = subprocess.run(
        [uv, "build", "--wheel", "--out-dir", folder, ROOT], capture_output=True, text=True
    )
    if built.returncode and "hatchling" in built.stderr and "network" in built.stderr:
        pytest.skip(
            "hatchling, which builds the wheel, is not in uv's cache, and the network is away"
        )
    assert built.returncode == 0, built.stderr
    (wheel,) = folder.glob("*.whl")
    home = folder / "environment"
    subprocess.run([uv, "venv", "--python", sys.executable, home], capture_output=True, check=True)
    python = home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    subprocess.run(
        [uv, "pip", "install", "--offline", "--no-deps", "--python", python, wheel],
        capture_output=True,
        check=True,
    )
    # A line of a .pth file is searched behind the environment's own packages, and its .pth files are not read.
    own = next(home.rglob("site-packages"))
    (own / "of_tests.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    yield [str(python.with_name("cutline.exe" if os.name == "nt" else "cutline"))]
    if sys.pycache_prefix:  # no later run has this folder
        compiled = Path(sys.pycache_prefix) / folder.relative_to(folder.anchor)
        shutil.rmtree(compiled, ignore_errors=True)


def away(command: list[str], folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    settings = {
        name: value
        for name, value in os.environ.items()
        if name not in ("PYTHONPATH", "VIRTUAL_ENV")
    }
    return subprocess.run(
        [*command, *arguments], capture_output=True, text=True, cwd=folder, env=settings
    )


@pytest.fixture(scope="module")
def reproduced(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Reproduced:
    """The main job, done once by the wheel; where none can be built, by the command of this environment."""
    try:
        command = request.getfixturevalue("installed")
    except pytest.skip.Exception:
        command = [sys.executable, "-m", "analysis"]
    folder = tmp_path_factory.mktemp("reproduced")
    return Reproduced(away(command, folder, "reproduce", "--folder", "all"), folder)


@pytest.mark.slow(reason="it builds a wheel")
def test_the_wheel_holds_what_the_commands_work_on_and_no_tests(installed: list[str]):
    (wheel,) = Path(installed[0]).parents[2].glob("*.whl")
    held = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "seeds/nagorno-karabakh.txt",
        "notebooks/02_layers.ipynb",
        "figures/00-summary.png",
    ):
        assert f"analysis/supplied/{name}" in held
    assert "analysis/py.typed" in held
    assert not [name for name in held if name.startswith("tests/")]


@pytest.mark.slow(reason="it builds a wheel")
def test_the_wheel_compares_in_an_empty_folder_and_keeps_what_came_along(
    installed: list[str], tmp_path: Path, seed: Corpus
):
    shown = away(installed, tmp_path, "compare", "--format", "csv")
    assert shown.returncode == 0
    assert shown.stderr.startswith("Codebook: armed-conflict, chosen by the body: ")
    assert shown.stderr.count("\n") == 1
    same(pd.read_csv(io.StringIO(shown.stdout)), findings(seed))
    for name in ("figures", "notebooks", "reproduce"):
        refused = away(installed, tmp_path, name)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "name one, as --folder my-" in refused.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.slow(reason="it runs a notebook")
def test_the_wheel_runs_a_notebook_from_an_empty_folder(installed: list[str], tmp_path: Path):
    done = away(installed, tmp_path, "notebooks", "02", "--folder", "one")
    assert (done.returncode, done.stdout) == (0, "1 notebook in one\n")
    assert (tmp_path / "one" / "02_layers.ipynb").is_file()
    assert {path.name for path in tmp_path.iterdir()} == {"one"}


@pytest.mark.slow(reason="it runs all notebooks")
def test_the_wheel_reproduces_figures_and_notebooks_in_an_empty_folder(
    installed: list[str], reproduced: Reproduced
):
    done, folder = reproduced
    assert done.returncode == 0, done.stderr
    assert "all/figures/00-summary.png, all/notebooks/01_captions_against_body.ipynb" in done.stdout
    assert "uv run" not in done.stdout
    for name in ("seeds", "figures", "notebooks"):
        made = {path.name for path in (folder / "all" / name).iterdir()}
        stored = {path.name for path in (ROOT / name).iterdir() if path.is_file()}
        assert made - {"README.md"} == stored - {"README.md"}
    if publishing.on_pinned_platform():
        for path in (folder / "all" / "figures").iterdir():
            assert path.read_bytes() == (ROOT / "figures" / path.name).read_bytes()
    assert {path.name for path in folder.iterdir()} == {"all"}


@pytest.mark.slow(reason="each notebook is run in a fresh kernel, as a person runs it")
@every_notebook
def test_a_stored_notebook_is_what_a_fresh_run_gives(path: Path, reproduced: Reproduced):
    done, folder = reproduced
    assert done.returncode == 0, done.stderr
    # Nothing is copied there: it is written by its run alone.
    fresh, stored = (folder / "all" / "notebooks" / path.name).read_bytes(), path.read_bytes()
    assert notebooks.notebook_text(fresh) == notebooks.notebook_text(stored)
    if publishing.on_pinned_platform():
        assert fresh == stored

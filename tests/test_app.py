"""The app without a browser: which notebooks it opens, and what it says without Voilà. In a browser: test_app_browser.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import InputError
from analysis.desk import app
from analysis.desk.incoming import FOLDER, Incoming

from .conftest import ROOT
from .test_cli import run


@pytest.mark.quick
def test_the_app_opens_the_notebook_on_your_article_and_then_the_one_on_coding(tmp_path: Path):
    notebooks = app._copied(ROOT, tmp_path / "app")
    names = [path.name for path in app._chosen(notebooks)]
    assert [name.split("_", 1)[1] for name in names] == ["your_article.ipynb", "coding.ipynb"]
    assert sorted(path.name for path in notebooks.iterdir()) == sorted(names)
    assert (tmp_path / "app" / "seeds" / "control.html").is_file()


@pytest.mark.quick
def test_without_voila_the_command_names_the_extra_in_one_line(
    capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setitem(sys.modules, "voila.app", None)
    code, out, err = run(capsys, "app", "--folder", str(tmp_path))
    assert (code, out) == (2, "")
    assert err == (
        "cutline: cutline app: needs the package voila, which is not installed; install it with:"
        " pip install 'cutline[app]'\n"
    )
    with pytest.raises(InputError, match="needs the package voila"):
        app.serve(ROOT, tmp_path, ready=print)


def test_the_app_is_for_this_machine_with_a_token_and_shows_no_code():
    settings = SimpleNamespace()
    kernels = SimpleNamespace()
    config = SimpleNamespace(MappingKernelManager=kernels)
    voila = SimpleNamespace(voila_configuration=settings, config=config)
    app._restrict(voila, 8866)
    first = voila.token
    app._restrict(voila, 8866)
    assert voila.ip == "127.0.0.1"
    assert len(first) >= 32
    assert first != voila.token
    assert kernels.cull_idle_timeout == 600
    assert settings.strip_sources
    assert settings.file_denylist == [".*"]
    policy = voila.tornado_settings["headers"]["Content-Security-Policy"]
    assert "https:" not in policy
    assert "*" not in policy.replace("ws://127.0.0.1:*", "")


def test_examples_of_the_app_are_kept_where_it_was_started_and_the_environment_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    before = dict(os.environ)
    notebooks = app._copied(ROOT, tmp_path / "app")
    monkeypatch.chdir(notebooks)
    folder = tmp_path / "mine"
    folder.mkdir()
    example = Path("../seeds/control.html")
    with app._environment(folder, str(tmp_path / "place")):
        incoming = Incoming()
        assert incoming.is_unsaved(example)
        assert not incoming.is_unsaved(folder / "page.html")
        assert incoming.keep(example) == folder / "control.html"
    # Nothing in the app speaks of cells to be run.
    shown = (notebooks / "07_your_article.ipynb").read_text(encoding="utf-8")
    assert "In the panel, choose a file" in shown
    assert "notebook-only" not in shown
    assert "Run all cells" not in shown
    assert dict(os.environ) == before
    assert FOLDER not in os.environ
    assert not Incoming().is_unsaved(example)

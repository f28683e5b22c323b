"""Replication: a frame compared by the independent lists that its codebook declares."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from analysis import Corpus, comparison, framing
from analysis.lexicons.codebook import as_toml, load_codebook
from analysis.replication import replications
from analysis.words import sentences

from .test_cli import run


def own_codebook(tmp_path: Path, declared: str) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(
        f'[frames.hardware]\nterms = ["missile*"]\nreplicated_by = {declared}\n', encoding="utf-8"
    )
    return path


def test_each_declared_pair_is_a_row_whatever_it_shows(seed: Corpus):
    table = replications(seed)
    assert table[["list", "list_category"]].values.tolist() == [
        ["policy", "security_defense"],
        ["empath", "weapon"],
    ]
    assert table["verdict"].tolist() == ["more in captions"] * 2
    weapon = table.iloc[1]
    assert (weapon["n_target"], weapon["n_reference"]) == (4, 3)
    assert weapon["p"] == pytest.approx(0.0013, abs=0.0001)
    assert weapon["words"].startswith("missile 3, armored 1 | ")


def test_a_declared_row_is_tested_alone(seed: Corpus):
    every = framing.hits(seed, frames="policy")
    among_all = comparison.compare(seed, every).set_index("category").loc["security_defense"]
    alone = replications(seed).iloc[0]
    assert alone["p"] == among_all["p"]
    assert alone["difference"] == among_all["difference"]


def test_a_codebook_that_declares_nothing_has_no_row(seed: Corpus):
    table = replications(seed, frames="policy")
    assert len(table) == 0
    assert "verdict" in table
    assert sentences.replications(table) == []


@pytest.mark.parametrize("declared", ['"policy: security_defense"', '["policy:security_defense"]'])
def test_what_is_declared_survives_toml(tmp_path: Path, declared: str):
    book = load_codebook(own_codebook(tmp_path, declared))
    assert book.frames["hardware"].replicated_by == ("policy: security_defense",)
    again = tmp_path / "again.toml"
    again.write_text(as_toml(book), encoding="utf-8")
    assert load_codebook(again).frames == book.frames


@pytest.mark.parametrize("declared", ['"policy"', '["policy:"]', "3", "[3]"])
def test_a_declaration_that_names_no_list_and_frame_is_one_clear_line(
    tmp_path: Path, declared: str
):
    with pytest.raises(
        ValueError, match=r"mine\.toml: frame 'hardware': replicated_by names no list"
    ):
        load_codebook(own_codebook(tmp_path, declared))


def test_a_list_that_cannot_be_used_says_why_and_stops_nothing(seed: Corpus, tmp_path: Path):
    table = replications(seed, frames=own_codebook(tmp_path, '["no: such", "policy: war"]'))
    assert table["missing"].str.startswith(("unknown codebook 'no'", "policy has no frame")).all()
    assert table["verdict"].isna().all()
    lines = sentences.replications(table)
    assert lines[1] == (
        "hardware by another list (policy): not compared, policy has no frame 'war'."
    )


@pytest.mark.quick
def test_without_its_package_empath_says_how_to_install_it(
    seed: Corpus, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(ValueError, match=r"pip install 'cutline\[empath\]'"):
        load_codebook("empath")
    table = replications(seed)
    assert table.loc[1, "missing"].startswith("the codebook empath needs the package empath")
    assert table.loc[0, "verdict"] == "more in captions"


def test_empath_is_a_codebook_of_194_frames():
    book = load_codebook("empath")
    assert len(book.frames) == 194
    assert {"missile", "handgun"} <= set(book.frames["weapon"].terms)
    assert book.licence == "MIT"


def test_the_command_reports_every_declared_row(capsys: pytest.CaptureFixture[str]):
    _, out, _ = run(capsys, "compare", "--all")
    assert "by another list (Weapon, of empath): more in captions (p = 0.0013)" in out
    _, out, _ = run(capsys, "compare", "--format", "json")
    rows = json.loads(out)["replications"]
    assert [row["list"] for row in rows] == ["policy", "empath"]
    assert rows[1]["words"].startswith("missile 3, armored 1 | ")

"""A coder's way through a sheet: a text at a time, each code in the file at once.

In JupyterLab: test_lab_browser.py.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from analysis import Corpus, InputError, framing, read, read_text
from analysis.coding import (
    CodingSession,
    agreement,
    disagreements,
    kinds,
    read_codes,
    session,
    sheet,
    validity,
)
from analysis.coding.frames import cell_of, codes_in, frames_to_code
from analysis.desk import code
from analysis.desk.keys import CodingKeys, choices
from analysis.lexicons.codebook import as_toml, known_questions, load_codebook

from .conftest import ROOT
from .test_cli import run

TEXT = "\n\n".join(
    [
        "Talks resume in the capital",
        "The two sides met on Monday for the first time in a year.",
        "They agreed on little, and the guns were heard again at night.",
        "Nobody knows how long the truce will hold.",
    ]
)
FRAMES = {"talks": "Parties negotiate.", "war": "Armies fight."}
N_TEXTS = 4  # the texts of the sheet


@pytest.fixture
def corpus() -> Corpus:
    return read_text(TEXT)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "talks.anna.csv"


@pytest.fixture
def anna(corpus: Corpus, file: Path) -> CodingSession:
    return CodingSession(corpus, file, frames=FRAMES, coder="anna")


def cells(file: Path, delimiter: str = ",") -> list[list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines, delimiter=delimiter))


def put(file: Path, rows: list[list[str]], delimiter: str = ",") -> None:
    with file.open("w", encoding="utf-8-sig", newline="") as lines:
        csv.writer(lines, delimiter=delimiter).writerows(rows)


def text_of(session: CodingSession) -> str:
    assert session.current is not None
    return session.current.text


# --------------------------------------------------------------------------- a way through a sheet


@pytest.mark.quick
def test_a_new_sheet_is_that_of_the_command_and_codes_read_back(
    corpus: Corpus, anna: CodingSession, file: Path
):
    assert file.read_bytes() == sheet(corpus, frames=FRAMES, coder="anna").encode("utf-8-sig")
    order = [row[1] for row in cells(file)[1:]]
    seen = []
    for frames in (["war", "talks"], [], ["talks"]):
        seen.append(text_of(anna))
        anna.code(frames)
    assert seen == order[:3]
    assert [row[2] for row in cells(file)] == ["anna", "talks; war", "none", "talks", ""]
    table = read_codes(corpus, file, frames=list(FRAMES)).table
    assert set(table["coder"]) == {"anna"}
    by_text = table.assign(text=[corpus.text(int(one)) for one in table["segment"]])
    by_text = by_text.pivot(index="text", columns="category", values="code").loc[seen]
    assert by_text.to_numpy().tolist() == [[1, 1], [0, 0], [1, 0]]


@pytest.mark.quick
def test_progress_counts_codes_and_skips(anna: CodingSession):
    assert anna.progress == "0 of 4 texts coded"
    anna.code([])
    anna.skip()
    assert anna.progress == "1 of 4 texts coded, 1 skipped"
    anna.code(["war"])
    anna.code(["war"])
    assert anna.current is None
    assert anna.progress == "3 of 4 texts coded, 1 skipped"
    anna.return_to_skipped()
    assert anna.position == 1
    assert anna.progress == "3 of 4 texts coded"
    anna.code([])
    assert anna.current is None


def test_a_sheet_is_gone_on_with_at_the_first_text_without_a_code(
    corpus: Corpus, anna: CodingSession, file: Path
):
    anna.code(["war"])
    anna.skip()
    anna.code([])
    before = file.read_bytes()
    again = CodingSession(corpus, file, frames=FRAMES, coder="anna")
    assert file.read_bytes() == before
    assert again.position == 1
    again.code(["talks"])
    assert again.position == 3  # the third is coded already
    assert again.progress == "3 of 4 texts coded"


def test_undo_takes_back_codes_and_skips_one_by_one(anna: CodingSession, file: Path):
    empty = file.read_bytes()
    anna.code(["war"])
    anna.skip()
    anna.code(["talks"])
    assert anna.last == "talks"
    anna.undo()
    assert (anna.position, anna.last) == (2, "skipped")
    anna.undo()
    assert (anna.position, anna.progress) == (1, "1 of 4 texts coded")
    anna.undo()
    assert (anna.position, file.read_bytes()) == (0, empty)
    anna.undo()
    assert (anna.position, anna.last) == (0, "")


def test_going_back_shows_the_code_and_coding_anew_replaces_it(anna: CodingSession, file: Path):
    anna.code(["war"])
    anna.code([])
    anna.back()
    anna.back()
    assert anna.current is not None
    assert anna.current.frames == {"war"}
    anna.code(["talks"])
    assert anna.position == 1  # one step on, so that the next can be looked at too
    anna.undo()
    assert anna.current.frames == {"war"}
    anna.skip()
    assert cells(file)[1][2] == "war"  # what is coded stays
    assert anna.n_skipped == 0
    anna.back()
    anna.back()
    assert anna.position == 0


def test_a_skip_that_is_undone_after_a_later_code_is_a_skip_again(anna: CodingSession):
    anna.skip()
    anna.back()
    anna.code(["war"])
    assert anna.progress == "1 of 4 texts coded"
    anna.undo()
    assert anna.progress == "0 of 4 texts coded, 1 skipped"


def test_notes_are_in_the_sheet_from_the_first_one_on_and_are_no_codes(
    corpus: Corpus, anna: CodingSession, file: Path
):
    anna.code(["war"])
    assert cells(file)[0] == ["id", "text", "anna"]
    assert anna.current is not None
    first = cells(file)[1][0]
    anna.note("=1+1\nis no formula", of=first)
    anna.code([], note="hard to say")
    anna.undo()
    assert [row[3] for row in cells(file)] == [
        "note", "'=1+1 is no formula", "hard to say", "", "",
    ]  # fmt: skip
    assert anna.current.note == "hard to say"
    anna.back()
    assert anna.current.note == "=1+1 is no formula"
    assert set(read_codes(corpus, file, frames=list(FRAMES)).table["coder"]) == {"anna"}
    with pytest.raises(InputError, match=r"talks\.anna\.csv: no text has the id 'x'"):
        anna.note("lost", of="x")


# --------------------------------------------------------------------------- what is in the file


def test_what_else_a_sheet_holds_stays_in_it(corpus: Corpus, anna: CodingSession, file: Path):
    rows = cells(file)
    rows[0] = ["id", "weight", "text", "Anna", "bob", "Notes"]
    rows[1:] = [[row[0], "0.5", row[1], "", "war", "mine"] for row in rows[1:]]
    rows.insert(2, ["elsewhere", "0.1", "A text of another article.", "war", "", ""])
    rows.insert(4, [rows[1][0], *rows[1][1:]])
    put(file, rows, ";")
    again = CodingSession(corpus, file, frames=FRAMES, coder="anna")
    assert again.notice == (
        "talks.anna.csv has 2 rows of no text of this article (line 3: no segment of this corpus has"
        " the id 'elsewhere'); the file keeps such rows."
    )
    again.code(["talks"], note="good")
    rows[1][3], rows[1][5] = "talks", "good"
    assert cells(file, ";") == rows
    with pytest.raises(InputError, match="has codes of weight, Anna, bob; name one of them"):
        CodingSession(corpus, file, frames=FRAMES)


def test_a_sheet_that_names_no_coder_becomes_the_coders_own(corpus: Corpus, file: Path):
    file.write_text(sheet(corpus, frames=FRAMES), encoding="utf-8-sig")
    nameless = CodingSession(corpus, file, frames=FRAMES)
    nameless.code(["war"])
    assert cells(file)[0][2] == "codes"
    anna = CodingSession(corpus, file, frames=FRAMES, coder="anna")
    anna.code(["war"])
    assert cells(file)[0][2] == "anna"
    assert CodingSession(corpus, file, frames=FRAMES).n_coded == 2


def test_a_cell_that_is_no_code_counts_as_open_and_says_why(corpus: Corpus, file: Path):
    file.write_text(sheet(corpus, frames=FRAMES, coder="anna"), encoding="utf-8-sig")
    rows = cells(file)
    rows[1][2], rows[2][2] = "wra", "WAR; tal"
    put(file, rows)
    anna = CodingSession(corpus, file, frames=FRAMES, coder="anna")
    assert (anna.position, anna.n_coded) == (0, 1)
    assert anna.current is not None
    assert anna.current.problem == (
        "Line 2 of talks.anna.csv: 'wra' is no frame; choose from: talks, war."
    )
    assert CodingKeys(anna).view["problem"] == anna.current.problem
    anna.code(["war"])
    anna.undo()
    assert cells(file)[1][2] == "wra"


def test_a_call_that_would_draw_other_texts_says_so_and_keeps_the_sheet(
    corpus: Corpus, anna: CodingSession, file: Path
):
    before = file.read_bytes()
    same = CodingSession(corpus, file, frames=FRAMES, layers=("headline", "body", "caption"))
    assert same.notice == ""
    fewer = CodingSession(corpus, file, frames=FRAMES, n=1)
    assert fewer.notice.startswith("talks.anna.csv holds other texts than this call would draw.")
    assert len(fewer) == N_TEXTS
    assert file.read_bytes() == before


def test_no_code_is_kept_where_another_program_has_changed_the_sheet(
    anna: CodingSession, file: Path
):
    anna.code(["war"])
    rows = cells(file)
    rows[4][2] = "talks"
    put(file, rows)
    theirs = file.read_bytes()
    with pytest.raises(InputError, match="was changed by another program since it was opened"):
        anna.code(["talks"])
    with pytest.raises(InputError, match="run the cell again to go on"):
        anna.undo()
    assert file.read_bytes() == theirs
    assert (anna.position, anna.progress) == (1, "1 of 4 texts coded")
    file.unlink()
    with pytest.raises(InputError, match="was changed by another program"):
        anna.code(["talks"])
    assert not file.exists()


def test_what_cannot_be_written_changes_nothing(
    anna: CodingSession, file: Path, monkeypatch: pytest.MonkeyPatch
):
    def full(path: Path, _content: bytes) -> None:
        raise InputError(f"{path}: the disk is full")

    anna.code(["war"])
    with monkeypatch.context() as patched:
        patched.setattr(session, "write_whole", full)
        for act in (lambda: anna.code(["talks"]), anna.undo, lambda: anna.note("lost")):
            with pytest.raises(InputError, match="the disk is full"):
                act()
    assert (anna.position, anna.progress, anna.last) == (1, "1 of 4 texts coded", "war")
    anna.code(["talks"])
    assert [row[2] for row in cells(file)] == ["anna", "war", "talks", "", ""]


def test_nothing_is_coded_behind_the_end(anna: CodingSession):
    for _ in range(N_TEXTS):
        anna.code([])
    with pytest.raises(InputError, match="no text is left; go back to change a code"):
        anna.code(["war"])
    with pytest.raises(InputError, match="no text is left"):
        anna.skip()


# --------------------------------------------------------------------------- wrong input, in one line


def refused(article: object, sheet: object, **options: object) -> str:
    """The one line with which a call is refused."""
    with pytest.raises(InputError) as error:
        code(article, sheet, **options)
    line = str(error.value)
    assert "\n" not in line
    return line


@pytest.mark.quick
def test_a_sheet_of_another_article_is_refused(corpus: Corpus, file: Path):
    other = read_text("Another article\n\nIt says something else.")
    CodingSession(other, file, frames=FRAMES)
    before = file.read_bytes()
    line = refused(corpus, file, frames=FRAMES)
    assert line.startswith(
        f"{file}: not a sheet of this article (line 2: no segment of this corpus"
    )
    assert line.endswith("name another sheet, or give the article that it was made from")
    assert file.read_bytes() == before


def test_other_wrong_input_is_refused_in_a_line(corpus: Corpus, file: Path, tmp_path: Path):
    CodingSession(corpus, file, frames=FRAMES, coder="anna")
    whose = f"{file}: is the sheet of anna, not of bob; name a sheet for bob"
    assert refused(corpus, file, frames=FRAMES, coder="bob") == whose
    blocked = file / "below.csv"
    assert refused(corpus, blocked, frames=FRAMES) == (
        f"{blocked}: cannot be written, since a part of its path is a file and no folder; give"
        " another name"
    )
    assert "a coding sheet is a .csv file" in refused(corpus, tmp_path / "a.xlsx", frames=FRAMES)
    assert "a coding sheet is a .csv file" in refused(corpus, tmp_path, frames=FRAMES)
    assert "unknown codebook 'econ'" in refused(corpus, tmp_path / "b.csv", frames="econ")
    assert "no-such.txt" in refused(tmp_path / "no-such.txt", tmp_path / "b.csv")
    no_sheet = tmp_path / "table.csv"
    no_sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "line 1 has no column id" in refused(corpus, no_sheet, frames=FRAMES)
    assert not (tmp_path / "b.csv").exists()


def test_a_frame_that_no_cell_can_hold_is_refused_before_anything_is_written(
    corpus: Corpus, file: Path, tmp_path: Path
):
    book = tmp_path / "mine.toml"
    for name in ("crime, law", "a; b", "=war", "none"):
        book.write_text(f'[frames."{name}"]\nterms = []\n', encoding="utf-8")
        assert refused(corpus, file, frames=book) == (
            f"the frame {name!r} cannot be written into a sheet; name it in the codebook without"
            " commas, semicolons and signs"
        )
    assert not file.exists()
    with pytest.raises(InputError, match="unknown frame 'x'; choose from: talks, war"):
        cell_of(["x"], frames_to_code(FRAMES, corpus))


# --------------------------------------------------------------------------- what is this text?


@pytest.mark.quick
def test_the_question_what_a_text_is_comes_with_definitions_by_name_and_by_list(corpus: Corpus):
    assert known_questions() == ["layers"]
    by_name = frames_to_code("layers", corpus)
    by_list = frames_to_code(["caption", "body", "furniture"], corpus)
    assert by_list.frames == by_name.frames
    assert all(frame.definition for frame in by_name.frames.values())
    assert by_list.exclusive
    assert frames_to_code({"caption": "Mine."}, corpus).frames["caption"].definition == "Mine."
    assert load_codebook("layers").frames.keys() == by_name.frames.keys()


def test_a_sheet_of_that_question_holds_page_furniture_too(tmp_path: Path):
    corpus = read(ROOT / "seeds" / "control.html")
    layers = {}
    for frames in ("layers", "policy"):
        made = CodingSession(corpus, tmp_path / f"{frames}.csv", frames=frames)
        layers[frames] = {str(corpus.segments.at[segment, "layer"]) for segment in made._segments}
    assert layers["layers"] == {"caption", "body", "boilerplate"}
    assert layers["policy"] == {"headline", "caption", "body"}


def test_of_an_exclusive_question_a_text_has_one_code():
    layers = load_codebook("layers")
    assert codes_in("cap", layers) == {"caption"}
    with pytest.raises(ValueError, match="'caption; body' names several frames; name one of them"):
        codes_in("caption; body", layers)
    with pytest.raises(ValueError, match="names several frames"):
        cell_of(["caption", "body"], layers)


def test_a_codebook_of_definitions_alone_is_written_and_read_but_measures_nothing(
    tmp_path: Path, corpus: Corpus
):
    place = tmp_path / "kinds.toml"
    place.write_text(as_toml(load_codebook("layers")), encoding="utf-8")
    assert load_codebook(place) == load_codebook("layers")
    with pytest.raises(ValueError, match="lists no terms: people code by it"):
        framing.hits(corpus, frames="layers")
    place.write_text('exclusive = 1\n[frames."a"]\nterms = []\n', encoding="utf-8")
    with pytest.raises(InputError, match="exclusive is neither true nor false"):
        load_codebook(place)


@pytest.mark.quick
def test_labels_are_held_against_what_people_say_a_text_is(tmp_path: Path):
    corpus, file = read(ROOT / "seeds" / "control.html"), tmp_path / "anna.csv"
    anna = CodingSession(corpus, file, frames="layers", coder="anna")
    while anna.current is not None:
        layer = str(corpus.segments.at[anna._segments[anna.position], "layer"])
        # All furniture is right, and every caption is coded as body.
        anna.code(["furniture" if layer == "boilerplate" else "body"])
    codes = read_codes(corpus, file, frames="layers")
    table = validity(corpus, codes, kinds(corpus)).set_index(["layer", "category"])
    n = {layer: int((corpus.segments["layer"] == layer).sum()) for layer in ("caption", "body")}
    assert table.loc[("all", "furniture"), ["precision", "recall"]].tolist() == [1, 1]
    assert table.loc[("all", "body"), "precision"] == 1
    assert table.loc[("all", "body"), "recall"] == n["body"] / (n["body"] + n["caption"])
    assert table.loc[("all", "caption"), "precision"] == 0


def test_the_command_makes_and_compares_such_sheets(capsys, tmp_path: Path):
    page, sheets = ROOT / "seeds" / "control.html", [tmp_path / "a.csv", tmp_path / "b.csv"]
    for file in sheets:
        status, out, _ = run(
            capsys,
            "code",
            str(page),
            "--frames",
            "layers",
            "--coder",
            file.stem,
            "--out",
            str(file),
        )
        assert status == 0
        assert "A headline, a heading, a byline, a credit" in out
        made = CodingSession(read(page), file, frames="layers")
        while made.current is not None:
            made.code(["body"] if len(made.current.text) > 100 else ["furniture"])
    status, out, _ = run(
        capsys, "agree", *map(str, sheets), "--article", str(page), "--frames", "layers"
    )
    assert status == 0
    assert "The labels of the layers compared with the codes of most coders:" in out
    assert "codebook's words" not in out


# --------------------------------------------------------------------------- two machines


def test_two_coders_on_two_machines_join_by_their_sheets(corpus: Corpus, tmp_path: Path):
    sheets = []
    for coder, war in (("anna", "little"), ("bob", "truce")):
        file = tmp_path / f"{coder}.csv"
        made = CodingSession(read_text(TEXT), file, frames=FRAMES, coder=coder)
        while made.current is not None:
            made.code(["war"] if war in made.current.text else ["talks"])
        sheets.append(file)
    codes = read_codes(corpus, *sheets, frames=list(FRAMES))
    assert set(codes.table["coder"]) == {"anna", "bob"}
    table = agreement(codes, n_resamples=0).set_index("category")
    assert table.loc["war", "n_disagreed"] == 2
    assert set(disagreements(corpus, codes)["segment"]) == {2, 3}


# --------------------------------------------------------------------------- the panel without a page


def press(panel: CodingKeys, action: str, **more: object) -> dict[str, object]:
    """What the page sends, and what it is shown then."""
    panel.take({"action": action, "at": panel.view["id"], "note": panel.view["note"], **more})
    return dict(panel.view)


@pytest.mark.quick
def test_the_panel_does_what_the_page_sends(anna: CodingSession, file: Path):
    panel = CodingKeys(anna)
    assert panel.view["progress"] == "0 of 4 texts coded."
    assert not panel.view["can_undo"]
    view = press(panel, "code", frames=["war"], note="surely")
    assert (view["progress"], view["n_coded"]) == ("1 of 4 texts coded. Last: war.", 1)
    assert press(panel, "skip")["progress"] == "1 of 4 texts coded, 1 skipped. Last: skipped."
    assert press(panel, "undo")["can_undo"]
    assert press(panel, "back")["frames"] == ["war"]
    assert panel.view["note"] == "surely"
    press(panel, "skip")
    for _ in range(N_TEXTS - 1):
        view = press(panel, "skip")
    assert (view["id"], view["n_coded"], view["n_texts"]) == ("", 1, N_TEXTS)
    assert view["text"] == (
        "The end of the sheet. 3 texts left without a code. All codes are in talks.anna.csv."
    )
    assert press(panel, "return")["id"] == cells(file)[2][0]


@pytest.mark.quick
def test_a_key_counts_only_for_the_text_that_is_on_the_screen(anna: CodingSession, file: Path):
    panel = CodingKeys(anna)
    first = panel.view["id"]
    press(panel, "code", frames=["war"])
    late = {"at": first, "note": ""}
    panel.take({"action": "code", "frames": ["talks"], **late})
    panel.take({"action": "skip", **late})
    assert [row[2] for row in cells(file)] == ["anna", "war", "", "", ""]
    assert panel.view["answered"] == 3  # each message has an answer, also one that does nothing
    panel.take({"action": "note", "at": first, "note": "of the first"})
    assert cells(file)[1][3] == "of the first"


def test_the_panel_says_in_a_line_what_could_not_be_kept(anna: CodingSession, file: Path):
    panel = CodingKeys(anna)
    file.write_text("id,text,anna\n", encoding="utf-8")
    view = press(panel, "code", frames=["war"])
    assert "was changed by another program" in str(view["problem"])
    assert view["progress"] == "0 of 4 texts coded."
    assert press(panel, "back")["problem"] == ""


def test_each_frame_has_a_key_of_its_own_that_is_none_of_the_panels(tmp_path: Path, corpus: Corpus):
    frames = {f"frame {number}": "" for number in range(40)}
    made = CodingSession(corpus, tmp_path / "a.csv", frames=frames)
    keys = [answer["keys"] for answer in choices(made)]
    assert keys[:9] == [[str(number)] for number in range(1, 10)]
    assert keys[-1] == ["0", "n"]
    given = [key for one in keys for key in one]
    assert len(given) == len(set(given)) == 9 + 26 - len("nsuwd") + 2
    assert not set(given[:-1]) & set("suwd")
    assert keys[30:40] == [[]] * 10  # by mouse, or by Tab and Space


def test_without_a_kernel_the_panel_is_what_is_asked_and_no_text(corpus: Corpus, file: Path):
    shown = code(corpus, file, frames={"<b>war</b>": "<script>1</script>"})._repr_mimebundle_()
    assert shown["text/plain"] == "0 of 4 texts coded."
    assert "application/vnd.jupyter.widget-view+json" in shown
    page = shown["text/html"]
    assert "&lt;b&gt;war&lt;/b&gt;" in page
    assert "<script>" not in page
    assert not any(corpus.text(segment) in page for segment in corpus.segments.index)

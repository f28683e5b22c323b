"""The desk: choose an article, correct its labels, see what follows, save it. Its panel in JupyterLab: test_lab_browser.py."""

from __future__ import annotations

import asyncio
import builtins
import hashlib
import html
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from analysis import InputError, figures, read, report
from analysis.desk import Desk, LabelSheet, files, views
from analysis.desk.incoming import MOST_UPLOADED_BYTES
from analysis.desk.panel import Panel
from analysis.reading.corrections import BY_HAND, corrections_path

from .conftest import ROOT
from .test_cli import run

SEED = ROOT / "seeds" / "nagorno-karabakh.txt"
EVIL = '<img src=x onerror=alert(1)> $5 and $6 <b>"bold"</b> &amp; \u202e reversed'
LIVE = "application/vnd.jupyter.widget-view+json"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """A copy of the seed, beside which something may be written."""
    place = tmp_path / "war.txt"
    place.write_bytes(SEED.read_bytes())
    return place


@pytest.fixture
def evil(tmp_path: Path) -> Path:
    place = tmp_path / "evil <img src=x onerror=alert(2)>.txt"
    try:
        place.write_text(
            f"{EVIL}\n\n{'They met and agreed on little. ' * 9}{EVIL}\n\n{EVIL}\n", encoding="utf-8"
        )
    except OSError:  # Windows allows no such name
        place = tmp_path / "evil & $5.txt"
        place.write_text(
            f"{EVIL}\n\n{'They met and agreed on little. ' * 9}{EVIL}\n\n{EVIL}\n", encoding="utf-8"
        )
    return place


def panel_of(desk: Desk) -> Panel:
    """The panel as a notebook shows it."""
    return Panel(desk)


def row(panel: Panel, block: int) -> Any:
    return next(row for row in panel.rows if row.block == block)


# --------------------------------------------------------------------------- choosing


@pytest.mark.quick
def test_a_folder_offers_its_articles_and_nothing_that_stands_beside_them(tmp_path: Path):
    for name in (
        "b.html",
        "a.txt",
        "c.jsonl.gz",
        "a.layers.csv",
        "a.codes.csv",
        "a.cutline.html",
        ".d.txt",
        "e.png",
        "README.md",
    ):
        (tmp_path / name).write_text("x", encoding="utf-8")
    (tmp_path / "below.txt").mkdir()
    assert [file.name for file in files(tmp_path)] == ["a.txt", "b.html", "c.jsonl.gz"]
    with pytest.raises(InputError, match="cannot be listed"):
        files(tmp_path / "nowhere")


def test_a_folder_of_articles_is_read_without_their_reports(tmp_path: Path):
    (tmp_path / "a.txt").write_text("Talks resume\n\nThe two sides met again.", encoding="utf-8")
    Desk(tmp_path / "a.txt").report()
    assert (tmp_path / "a.cutline.html").exists()
    assert read(tmp_path).articles["id"].tolist() == ["a"]


def test_another_file_is_chosen_from_the_list_or_by_its_path(article: Path, tmp_path: Path):
    other = tmp_path / "other" / "b.txt"
    other.parent.mkdir()
    other.write_bytes((ROOT / "seeds" / "control.txt").read_bytes())
    (article.parent / "c.txt").write_text(
        "Talks resume\n\nThe two sides met again.", encoding="utf-8"
    )
    desk = Desk(article)
    panel = panel_of(desk)
    assert [name for name, _ in panel.file.options] == ["c.txt", "war.txt"]
    panel.file.value = article.parent / "c.txt"
    assert desk.corpus.articles["id"].tolist() == ["c"]
    assert [row.block for row in panel.rows if row.block is not None] == desk.labels.to_look_at()
    panel.path.value = str(other)
    assert desk.corpus.articles["id"].tolist() == ["b"]
    assert [name for name, _ in panel.file.options] == ["b.txt"]
    panel.path.value = str(tmp_path)  # a folder: its files are offered, and the article stays
    assert [name for name, _ in panel.file.options] == [
        "b.txt (another folder)",
        "c.txt",
        "war.txt",
    ]
    assert desk.corpus.articles["id"].tolist() == ["b"]


def test_the_panel_measures_by_another_codebook_and_lexicon(article: Path):
    desk = Desk(confirmed(article))
    panel = panel_of(desk)
    assert [chooser.shipped.value for chooser in panel.lists.values()] == ["auto", "vader", "news"]
    assert "Codebook: armed-conflict, chosen by the body: 34 hits" in panel.status.value
    assert ("policy", "policy") in panel.lists["frames"].shipped.options
    panel.lists["frames"].shipped.value = "generic-news"
    panel.lists["lexicon"].shipped.value = "news"
    assert (desk.options.frames, desk.options.lexicon) == ("generic-news", "news")
    assert "conflict" in set(desk.table["category"])
    assert desk.moved() == []  # another list is no correction
    again = Desk(article, frames="generic-news", lexicon="news")
    assert desk.table.equals(again.table)


def test_a_list_that_does_not_exist_is_refused_in_one_line_and_the_present_one_stays(article: Path):
    desk = Desk(article)
    panel = panel_of(desk)
    chooser = panel.lists["frames"]
    assert chooser.own.layout.display == "none"
    chooser.shipped.value = None  # a file of your own
    assert chooser.own.layout.display == ""
    assert desk.options.frames == "auto"
    chooser.own.value = "economics"
    assert "economics" in panel.message.value
    assert (chooser.shipped.value, chooser.own.value) == ("auto", "")
    with pytest.raises(InputError, match="unknown layer 'title'"):
        desk.use(target="title")
    assert desk.options.target == "caption"


def test_what_cannot_be_read_is_said_in_one_line_and_changes_nothing(article: Path):
    desk = Desk(article)
    panel = panel_of(desk)
    panel.path.value = str(article.parent / "nowhere.txt")
    assert "nowhere.txt" in panel.message.value
    assert "nowhere.txt" not in panel.status.value  # which is far below the field
    assert desk.labels.article == article
    assert panel.file.value == article
    with pytest.raises(ValueError, match="choose two different layers"):
        Desk(article, target="body")
    with pytest.raises(ValueError, match="unknown figure"):
        desk.chart("04")


@pytest.mark.quick
def test_one_of_several_articles_is_chosen_by_its_number(tmp_path: Path):
    place = tmp_path / "news.jsonl"
    place.write_text('{"text": "They met."}\n{"text": "They parted."}\n', encoding="utf-8")
    desk = Desk(place)
    panel = panel_of(desk)
    assert (panel.record.max, panel.record.layout.display) == (1, "")
    panel.record.value = 1
    assert desk.corpus.text(0) == "They parted."
    with pytest.raises(InputError, match="holds records, which have no corrections"):
        desk.save()
    assert desk.report().name == "news-1.cutline.html"


# --------------------------------------------------------------------------- uploading and pasting


def uploaded(panel: Panel, name: str, content: bytes) -> None:
    """What the page sends when a person has chosen a file."""
    file = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    panel.intake.upload.value = ({**file, "last_modified": datetime.now(UTC)},)


@pytest.fixture
def emptied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.quick
def test_an_uploaded_page_is_kept_when_something_is_saved_and_not_before(
    article: Path, emptied: Path
):
    page = (ROOT / "seeds" / "control.html").read_bytes()
    desk = Desk(article)
    panel = panel_of(desk)
    uploaded(panel, "My page.HTML", page)
    assert "My page.HTML: 28 blocks." in panel.status.value
    assert panel.file.options[0] == ("My page.HTML (not saved yet)", None)
    assert desk.corpus.text(0) == read(ROOT / "seeds" / "control.html").text(0)
    panel.save.click()
    assert "no label is corrected" in panel.status.value
    assert list(emptied.iterdir()) == []
    block = next(one.block for one in panel.rows if one.block is not None)
    row(panel, block).layer.value = "credit"
    panel.report.click()
    digest = hashlib.sha256(page).hexdigest()[:8]
    assert {one.name for one in emptied.iterdir()} == {
        f"uploaded-{digest}{ending}" for ending in (".html", ".layers.csv", ".cutline.html")
    }
    assert (emptied / f"uploaded-{digest}.html").read_bytes() == page
    assert panel.file.value == Path(f"uploaded-{digest}.html")
    # The same page finds what was corrected in it.
    again = Desk(article)
    uploaded(panel_of(again), "other name.html", page)
    assert again.labels.said == {block: "credit"}


def test_a_pasted_text_is_read_as_text_whatever_is_in_it(article: Path, emptied: Path):
    desk = Desk(article)
    panel = panel_of(desk)
    panel.intake.text.value = f"{EVIL}\n\nThe two sides met again."
    panel.intake.paste.click()
    assert "the pasted text: 2 blocks." in panel.status.value
    assert "<img" not in "".join(one.text.value for one in panel.rows)
    assert panel.intake.text.value == ""
    row(panel, 0).layer.value = "caption"
    place = desk.save()
    assert place.name.startswith("pasted-")
    assert read(place.with_name(place.name.replace(".layers.csv", ".txt"))).segments.equals(
        desk.corpus.segments
    )


@pytest.mark.parametrize(
    "name", ["../../../evil.html", "C:\\evil.html", "/evil.html", "<b>evil</b>.html", "a\0b.html"]
)
def test_no_path_is_made_of_an_uploaded_name(article: Path, emptied: Path, name: str):
    desk = Desk(article)
    panel = panel_of(desk)
    before = sorted(emptied.parent.rglob("*"))
    uploaded(panel, name, b"<h1>Talks resume</h1><p>The two sides met again.</p>")
    assert "evil" not in desk.labels.article.name
    assert "<b>" not in panel.status.value
    assert sorted(emptied.parent.rglob("*")) == before
    kept = desk.report()
    assert kept.resolve().parent == emptied
    assert kept.name.startswith("uploaded-")


def test_what_cannot_be_uploaded_is_named_in_one_line_and_the_article_stays(
    article: Path, emptied: Path
):
    desk = Desk(article)
    panel = panel_of(desk)
    uploaded(panel, "big.html", b"x" * (MOST_UPLOADED_BYTES + 1))
    assert (
        "big.html: is larger than 8 MB; save it as a file and write its path" in panel.message.value
    )
    uploaded(panel, "empty.txt", b" \n")
    assert "empty.txt: is empty" in panel.message.value
    panel.intake.paste.click()
    assert "the pasted text: is empty" in panel.message.value
    uploaded(panel, "photo.png", b"\x89PNG\r\n\x1a\n" + bytes(99))
    assert "photo.png: " in panel.message.value
    assert "/cutline-" not in panel.message.value
    assert desk.labels.article == article
    assert list(emptied.iterdir()) == []


def test_another_file_of_that_name_is_never_written_over(article: Path, emptied: Path):
    desk = Desk(article)
    desk.upload(b"Talks resume\n\nThe two sides met again.")
    there = emptied / desk.labels.article.name
    there.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is another file; move it, then save again"):
        desk.report()
    assert there.read_text(encoding="utf-8") == "mine"


def test_of_an_uploaded_table_a_report_is_written_and_corrections_are_refused(
    article: Path, emptied: Path
):
    desk = Desk(article)
    desk.upload(b'{"text": "They met."}\n{"text": "They parted."}\n', "news.jsonl")
    desk.relabel({0: "caption"})
    for write in (desk.save, desk.report):
        with pytest.raises(InputError, match="holds records, which have no corrections"):
            write()
    assert list(emptied.iterdir()) == []
    desk.relabel({0: None})
    assert desk.report().name.endswith("-0.cutline.html")


# --------------------------------------------------------------------------- correcting


def confirmed(article: Path) -> Path:
    """The seed article beside the labels that a person has confirmed."""
    shutil.copy(ROOT / "seeds" / "nagorno-karabakh.layers.csv", corrections_path(article))
    return article


@pytest.mark.slow(reason="every figure is drawn twice")
def test_a_corrected_label_changes_sizes_verdicts_and_charts(article: Path):
    confirmed(article)
    desk = Desk(article)
    shown = {
        name: getattr(desk, name)()._repr_mimebundle_()["text/plain"]
        for name in ("layer_sizes", "answer", "verdicts", "limits")
    }
    charts = figures.FIGURES.keys()
    # By a desk of their own: a chart that is shown is drawn anew at each correction.
    untouched = Desk(article)
    shown |= {name: untouched.chart(name)._repr_mimebundle_()["image/png"] for name in charts}
    panel = panel_of(desk)
    for block in (3, 5):
        row(panel, block).layer.value = "body"
        assert row(panel, block).checked.value
    assert desk.corpus.layer_sizes().loc["caption", "segments"] == 4 - 2
    for name, before in shown.items():
        now = desk.chart(name) if name in figures.FIGURES else getattr(desk, name)()
        assert before not in now._repr_mimebundle_().values(), name
    before, now = untouched.table, desk.table
    verdicts, unusual = ((before[of] != now[of]).sum() for of in ("verdict", "unusual"))
    assert verdicts > 0
    assert unusual > 0
    depends = sum("now depends on single" in sentence for sentence in desk.moved())
    assert len(desk.moved()) == verdicts + unusual + depends
    for sentence in desk.moved():
        assert html.escape(sentence) in panel.status.value


def test_live_views_follow_a_correction_and_stored_ones_say_the_same(article: Path):
    desk = Desk(article)
    sizes, chart = desk.layer_sizes(), desk.chart("01-layers")
    first = sizes._repr_mimebundle_()
    chart._repr_mimebundle_()
    assert first["text/html"] == sizes._live.value
    before = sizes._live.value, chart._live.value
    desk.relabel({3: "body"})
    assert sizes._live.value not in before
    assert chart._live.value not in before
    assert sizes._live.value == desk.layer_sizes()._repr_mimebundle_()["text/html"]


def test_the_numbers_of_the_desk_are_those_of_the_command(article: Path, capsys):
    desk = Desk(article)
    desk.relabel({3: "body", 11: "credit"})
    desk.save()
    _, out, _ = run(capsys, "compare", str(article), "--format", "csv")
    lines = [line.split(",")[0:2] for line in out.splitlines()[1:]]
    assert lines == desk.table[["measure", "category"]].to_numpy().tolist()
    for verdict, line in zip(desk.table["verdict"], out.splitlines()[1:], strict=True):
        assert f",{verdict}," in line


def test_a_checked_label_is_sure_and_unchecked_it_is_that_of_the_rules_again(article: Path):
    desk = Desk(article)
    panel = panel_of(desk)
    by_rule = row(panel, 5).layer.value
    row(panel, 5).checked.value = True
    assert desk.corpus.segments.loc[5, ["layer", "rule", "confidence"]].tolist() == [
        by_rule,
        BY_HAND,
        1.0,
    ]
    row(panel, 5).layer.value = "credit"
    assert desk.labels.said == {5: "credit"}
    row(panel, 5).checked.value = False
    assert desk.labels.said == {}
    assert row(panel, 5).layer.value == by_rule
    assert desk.corpus.segments.equals(read(article).segments)


def test_a_wrong_block_or_layer_takes_nothing(article: Path):
    desk = Desk(article)
    with pytest.raises(ValueError, match="there is no block 99; blocks run from 0 to 23"):
        desk.relabel({3: "body", 99: "body"})
    with pytest.raises(ValueError, match="unknown layer 'captions'"):
        desk.relabel({3: "body", 5: "captions"})
    assert desk.labels.said == {}
    assert Desk(article, layers={3: "body"}).labels.said == {3: "body"}


def test_a_long_article_is_shown_a_page_at_a_time(tmp_path: Path):
    place = tmp_path / "long.txt"
    place.write_text(
        "Talks\n\n"
        + "\n\n".join(f"Number {n} met and agreed on very little that day." for n in range(400)),
        encoding="utf-8",
    )
    desk = Desk(place)
    panel = panel_of(desk)
    n_widgets = len(panel.rows)
    panel.shown.value = "all blocks"
    seen = []
    while True:
        seen += [row.block for row in panel.rows if row.block is not None]
        if panel.on.disabled:
            break
        panel.on.click()
    assert seen == list(range(401))
    assert (
        len(panel.rows) == n_widgets < 20
    )  # however long: what a browser is slow with is their number
    panel.shown.value = "headline"
    assert [row.block for row in panel.rows if row.block is not None] == [0]


def test_first_come_the_blocks_that_are_neither_body_nor_furniture_and_the_unsure(article: Path):
    labels = LabelSheet(article)
    segments = labels.rules.segments
    assert labels.to_look_at() == [0, 3, 5, 11]
    segments.loc[9, "confidence"] = 0.4
    assert labels.to_look_at() == [0, 3, 5, 9, 11]


def test_what_is_not_saved_waits_while_another_article_is_on_the_desk(article: Path):
    other = article.with_name("other.txt")
    other.write_text("Talks resume\n\nThe two sides met again.", encoding="utf-8")
    desk = Desk(confirmed(article))
    on_disk = desk.labels.said
    desk.relabel({3: "body"})
    desk.choose(other)
    assert desk.labels.said == {}
    desk.choose(article)
    assert desk.labels.said == {**on_disk, 3: "body"}
    assert desk.moved()  # against what is on disk, not against what was not saved
    desk.choose(other)
    article.write_text(article.read_text(encoding="utf-8") + "\n\nOne more.", encoding="utf-8")
    desk.choose(article)  # other blocks, perhaps: the numbers may mean others
    assert desk.labels.said == on_disk


# --------------------------------------------------------------------------- saving


def test_saved_corrections_win_when_the_article_is_read_again(article: Path):
    desk = Desk(article)
    desk.relabel({3: "body", 5: "caption"})
    place = desk.save()
    assert place == article.with_name("war.layers.csv")
    rows = place.read_text(encoding="utf-8").splitlines()
    assert [line.split(",")[:2] for line in rows] == [
        ["block", "layer"],
        ["3", "body"],
        ["5", "caption"],
    ]
    assert read(article).segments.equals(desk.corpus.segments)
    again = Desk(article)
    assert again.labels.said == {3: "body", 5: "caption"}
    again.relabel({3: None})  # back to what the rules say, though the file says otherwise
    assert again.corpus.segments.at[3, "layer"] == "caption"
    again.relabel({5: None})
    again.save()
    assert read(article).segments.equals(read(article, corrections=False).segments)
    assert [file.name for file in sorted(article.parent.iterdir())] == ["war.layers.csv", "war.txt"]


def test_nothing_is_saved_where_nothing_is_corrected_or_somebody_else_has_been_there(article: Path):
    desk = Desk(article)
    with pytest.raises(InputError, match="no label is corrected or checked yet"):
        desk.save()
    desk.relabel({3: "body"})
    other = "block,layer,first_words\n5,credit,LORA ballistic\n"
    article.with_name("war.layers.csv").write_text(other, encoding="utf-8")
    with pytest.raises(InputError, match="was changed since it was read"):
        desk.save()
    assert article.with_name("war.layers.csv").read_text(encoding="utf-8") == other
    panel = panel_of(desk)
    panel.save.click()
    assert "was changed since it was read" in panel.status.value


def test_the_report_is_the_page_that_the_command_writes(article: Path, tmp_path: Path, capsys):
    desk = Desk(article)
    panel = panel_of(desk)
    row(panel, 3).layer.value = "body"
    panel.report.click()
    place = article.with_name("war.cutline.html")
    assert f"Wrote {place}." in html.unescape(panel.status.value)
    assert desk.labels.saved == {
        3: "body"
    }  # a report on labels that are nowhere could not be made again
    run(capsys, "report", str(article), "-o", str(tmp_path / "r.html"))
    assert place.read_bytes() == (tmp_path / "r.html").read_bytes()
    panel.save.click()
    assert "war.layers.csv. These labels count" in panel.status.value


def test_a_write_that_fails_is_said_and_leaves_no_part(
    article: Path, monkeypatch: pytest.MonkeyPatch
):
    desk = Desk(article)
    panel = panel_of(desk)
    row(panel, 3).layer.value = "body"

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    panel.save.click()
    assert "the disk is full" in panel.status.value
    assert [file.name for file in article.parent.iterdir()] == ["war.txt"]
    assert "not saved yet" in panel.status.value


# --------------------------------------------------------------------------- text is text


def test_a_hostile_article_and_file_name_remain_text(evil: Path):
    desk = Desk(evil)
    panel = panel_of(desk)
    panel.shown.value = "all blocks"
    panel.report.click()
    faces = [one.text.value for one in panel.rows] + [panel.status.value, panel.place.value]
    faces += [
        view._repr_mimebundle_()["text/html"]
        for view in (desk.answer(), desk.verdicts(), desk.limits(), desk.layer_sizes())
    ]
    faces += [desk._repr_mimebundle_()["text/html"]]
    pictures = [desk.chart(name) for name in ("00-summary", "06-entities", "08-words")]
    for view in pictures:
        view._repr_mimebundle_()
        faces.append(view._live.value)
    assert any("&lt;img src=x" in face for face in faces)
    for face in faces:
        assert "<img src=x" not in face
        assert "<b>" not in face
        ours = face.count(' src="data:image/png;base64,')
        assert face.count("<img") == ours <= 2  # a light picture and a dark one
    # No entry of a list and no name of a field is read as markup either.
    assert all(not one.layer.description_allow_html for one in panel.rows)
    for face in (one.text.value for one in panel.rows if one.block is not None):
        assert "mathjax_ignore" in face
        assert "\u202e" not in face


# --------------------------------------------------------------------------- stored and live


def test_without_ipywidgets_the_desk_is_tables_and_says_how_to_go_on(
    article: Path, monkeypatch: pytest.MonkeyPatch
):
    real = builtins.__import__

    def missing(name: str, *rest: Any, **options: Any) -> Any:
        if name == "ipywidgets":
            raise ImportError(name)
        return real(name, *rest, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    assert views.ipywidgets() is None
    desk = Desk(article, layers={3: "body"})
    bundle = desk._repr_mimebundle_()
    assert LIVE not in bundle
    assert "ipywidgets is not installed" in bundle["text/html"]
    assert (
        "&quot;caption&quot;" in bundle["text/html"] or "&#34;caption&#34;" in bundle["text/html"]
    )
    assert LIVE not in desk.verdicts()._repr_mimebundle_()
    assert set(desk.chart("01-layers")._repr_mimebundle_()) == {"image/png", "text/plain"}
    desk.save()
    assert report.last_changed(article)
    assert read(article).segments.at[3, "layer"] == "body"


def test_live_and_stored_forms_stand_in_one_output(article: Path):
    desk = Desk(article)
    for view in (desk, desk.verdicts(), desk.chart("01-layers")):
        assert LIVE in view._repr_mimebundle_()


def test_in_a_kernel_views_follow_one_by_one_and_the_last_correction_wins(article: Path):
    desk = Desk(confirmed(article))
    views = [desk.chart(name) for name in ("01-layers", "04-frames")]
    drawn: list[int] = []
    for number, view in enumerate(views):
        view._repr_mimebundle_()
        view.redraw = lambda number=number: drawn.append(number)

    async def work() -> None:
        panel = panel_of(desk)
        desk.on_change(lambda: None)
        row(panel, 3).layer.value = "body"
        assert desk.busy
        assert "Drawing" in panel.status.value
        row(panel, 5).layer.value = "body"  # before the first is drawn: that drawing is given up
        while desk.busy:
            await asyncio.sleep(0.01)
        assert "Drawing" not in panel.status.value

    asyncio.run(work())
    assert drawn == [0, 1]
    assert desk.corpus.layer_sizes().loc["caption", "segments"] == 2


def test_what_fails_while_views_are_drawn_is_said(article: Path):
    desk = Desk(article)
    view = desk.limits()
    view._repr_mimebundle_()

    def fail() -> None:
        raise ValueError("no ink")

    view.redraw = fail

    async def work() -> Panel:
        panel = panel_of(desk)
        row(panel, 3).layer.value = "body"
        while desk.busy:
            await asyncio.sleep(0.01)
        return panel

    assert "no ink" in asyncio.run(work()).status.value


def test_a_cell_that_is_run_again_takes_its_former_output_away(article: Path):
    desk = Desk(article)
    first = desk.limits()
    first._repr_mimebundle_()
    live = first._live
    desk.limits()._repr_mimebundle_()
    assert first._live is None
    assert live.comm is None


def test_a_difference_that_now_depends_on_single_captions_is_said_to_have_changed():
    desk = Desk(ROOT / "seeds" / "nagorno-karabakh.txt")
    desk.relabel({3: "boilerplate", 5: "boilerplate"})
    military = "Military capability and hardware: holds without any single caption or word, now depends on single captions or words."
    assert military in desk.moved()


def test_a_line_that_was_answered_is_among_those_to_look_at():
    desk = Desk(ROOT / "seeds" / "control.txt")
    panel = panel_of(desk)
    body = next(
        block
        for block in desk.corpus.segments.index[desk.corpus.segments["layer"] == "body"]
        if block not in panel._blocks
    )
    desk.relabel({int(body): "caption"})
    assert int(body) in panel._blocks


def test_the_answer_names_captions_as_a_reader_knows_them():
    desk = Desk(ROOT / "seeds" / "nagorno-karabakh.txt", layers={8: "boilerplate"})
    shown = desk.answer()._make().live
    assert "depends on caption 1" in shown
    assert "segment 3" not in shown

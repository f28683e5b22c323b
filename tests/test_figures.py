from __future__ import annotations

import functools
import hashlib
import io
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from analysis import (
    Corpus,
    charts,
    comparison,
    entities,
    figures,
    framing,
    hits,
    publishing,
    read_text,
    sentiment,
)
from analysis.figures import FIGURES, draw, render

from .conftest import ROOT
from .test_cli import run

mpl.use("Agg")

KINDS = ("svg", "png", "txt")
SVG = "{http://www.w3.org/2000/svg}"


def article(*blocks: tuple[str, str]) -> Corpus:
    """A corpus of blocks that are labelled as given."""
    corpus = read_text("\n\n".join(text for _, text in blocks), name="made up")
    assert len(corpus.segments) == len(blocks)
    return corpus.relabel({number: layer for number, (layer, _) in enumerate(blocks)})


def paragraph(n: int) -> str:
    parts = [
        "Talks between Iran and Baku failed, said Ilham Aliyev.",
        "The army shelled a good old bridge.",
        "A truce was signed.",
    ]
    return " ".join(parts[(n + k) % 3] for k in range(1 + n % 4))


HEADLINE = ("headline", "Both sides claim the valley")
HOSTILE = "$x^{ \\frac <script>alert('1')</script> ]]> --> & _a_ \U0001f680 مرحبا 中文"
ODD: dict[str, list[tuple[str, str]]] = {
    "no captions": [HEADLINE, *[("body", paragraph(n)) for n in range(5)]],
    "one caption": [HEADLINE, *[("body", paragraph(n)) for n in range(4)], ("caption", "Heron drones over Baku")],
    "nothing but captions": [*[("caption", paragraph(n)) for n in range(5)]],
    "40 captions": [HEADLINE, *[("caption" if n % 2 else "body", paragraph(n)) for n in range(80)]],
    "no names, no frames": [("headline", "a day at home"), ("body", "we slept. we ate."), ("caption", "a cat")],
    "200 paragraphs": [HEADLINE, *[("body", paragraph(n)) for n in range(200)], ("caption", "A tank"), ("caption", "A jet")],
    "a headline of 400 words": [("headline", "win a war " * 133), ("body", paragraph(3)), ("caption", "A tank")],
    "one word": [("body", "Peace.")],
    "words of digits and dashes": [("headline", "1 2 3"), ("body", "4 5. 6 7."), ("caption", "8 9"), ("caption", "— —")],
    "hostile": [
        ("headline", HOSTILE + "W" * 300),
        ("body", f"The war of {HOSTILE} and Mr $x^{{ Smith of NATO was bad. {paragraph(3)}"),
        ("body", "Mr F_16_ saw the $5^ missile. \u202eevil\u202c \x07 " + "Supercali" * 40),
        ("caption", f"{HOSTILE} missile إيران"),
        ("caption", "F^16 $\\frac$ drones over إيران Iran"),
    ],
}  # fmt: skip


@functools.cache
def odd(name: str) -> Corpus:
    """One of these articles; read when a test asks for it, not by every process that looks for tests."""
    return article(*ODD[name])


@pytest.fixture(scope="module")
def drawn(seed: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("figures")
    draw(seed, None, folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def alt(folder: Path, name: str) -> str:
    return (folder / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")[0]


# --------------------------------------------------------------------------- files


def test_every_figure_is_two_pictures_and_a_text(drawn: Path, seed: Corpus, tmp_path: Path):
    files = [f"{name}.{kind}" for name in FIGURES for kind in KINDS]
    assert sorted(contents(drawn)) == sorted(["README.md", *files])
    paths = draw(seed, ["06-entities", "01-layers"], tmp_path / "new" / "folder")
    assert [path.name for path in paths] == [
        f"{name}.{kind}" for name in ("06-entities", "01-layers") for kind in KINDS
    ]
    assert all(path.is_file() for path in paths)


def test_two_runs_give_the_same_bytes(drawn: Path, seed: Corpus, tmp_path: Path):
    draw(seed, None, tmp_path)
    assert contents(tmp_path) == contents(drawn)


def test_a_fresh_process_and_other_settings_give_the_same_bytes(drawn: Path, tmp_path: Path):
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 25\nsvg.fonttype: none\naxes.xmargin: 0.4\nsavefig.dpi: 30\nfont.family: monospace\n"
    )
    names = ["00-summary", "04-frames"]
    code = f"from analysis import read, figures; figures.draw_published(read('seeds/nagorno-karabakh.txt'), {names}, {str(tmp_path / 'out')!r})"
    settings = {
        "MATPLOTLIBRC": str(tmp_path),
        "PYTHONHASHSEED": "7",
        "TZ": "Asia/Tokyo",
        "SOURCE_DATE_EPOCH": "1",
    }
    subprocess.run(
        [sys.executable, "-c", code], check=True, cwd=ROOT, env={**os.environ, **settings}
    )
    found = contents(tmp_path / "out")
    assert found == {
        name: content
        for name, content in contents(drawn).items()
        if name.rsplit(".", 1)[0] in names
    }


def test_the_order_in_which_figures_are_drawn_changes_no_byte(
    drawn: Path, seed: Corpus, tmp_path: Path
):
    draw(seed, ["08-words", "02-tone-along", "08-words"], tmp_path)
    assert contents(tmp_path).items() <= contents(drawn).items()


def test_an_emptied_folder_is_rebuilt_whole(drawn: Path, seed: Corpus, tmp_path: Path):
    names = ["01-layers", "09-coverage"]
    draw(seed, names, tmp_path)
    whole = contents(tmp_path)
    for path in tmp_path.iterdir():
        path.unlink()
    draw(seed, names, tmp_path)
    assert contents(tmp_path) == whole
    (tmp_path / "01-layers.svg").write_bytes(b"half")
    draw(seed, names, tmp_path)
    assert contents(tmp_path) == whole


def test_the_stored_figures_are_those_that_the_code_draws(drawn: Path):
    stored, fresh = contents(ROOT / "figures"), contents(drawn)
    assert sorted(stored) == sorted(fresh), "run: cutline figures"
    if publishing.on_pinned_platform():
        assert [name for name, content in fresh.items() if stored[name] != content] == [], (
            "run: cutline figures"
        )


@pytest.mark.parametrize("name", FIGURES)
def test_the_stored_figures_tell_and_mark_the_same_on_every_platform(name: str, drawn: Path):
    stored, fresh = contents(ROOT / "figures"), contents(drawn)
    assert stored[f"{name}.txt"] == fresh[f"{name}.txt"]
    drawings = [
        re.findall(rb'(?: d| x| y|transform)="([^"]*)"', files[f"{name}.svg"])
        for files in (stored, fresh)
    ]
    places = [
        np.array(re.findall(rb"-?\d+\.?\d*", b" ".join(drawing)), dtype=float)
        for drawing in drawings
    ]
    assert len(places[0]) == len(places[1]) > 100
    assert places[1] == pytest.approx(places[0], abs=0.5)


@pytest.mark.parametrize("kind", KINDS)
def test_an_interrupted_write_leaves_the_old_file_and_no_part(
    kind: str, seed: Corpus, tmp_path: Path, monkeypatch
):
    names = ["01-layers"]
    draw(seed, names, tmp_path)
    for old in KINDS:
        (tmp_path / f"01-layers.{old}").write_bytes(b"old")
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if target.suffix == f".{kind}":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        draw(seed, names, tmp_path)
    assert sorted(contents(tmp_path)) == sorted(f"01-layers.{kind}" for kind in KINDS)
    assert (tmp_path / f"01-layers.{kind}").read_bytes() == b"old"


def test_a_failing_chart_writes_nothing_and_leaves_no_figure_open(
    seed: Corpus, tmp_path: Path, monkeypatch
):
    import matplotlib.pyplot as plt

    mine = plt.figure()
    before = dict(mpl.rcParams)

    def fail(*args, **kwargs):
        charts.layers(seed.segments)
        raise RuntimeError("half a chart")

    monkeypatch.setattr(charts, "mirrored", fail)
    with pytest.raises(RuntimeError, match="half a chart"):
        draw(seed, ["06-entities"], tmp_path)
    draw(seed, ["01-layers"], tmp_path)
    assert plt.get_fignums() == [mine.number]
    assert plt.gcf() is mine
    assert dict(mpl.rcParams) == before
    assert {name.split(".")[0] for name in contents(tmp_path)} == {"01-layers"}


def test_on_another_platform_a_figure_that_says_the_same_is_left_alone(
    seed: Corpus, tmp_path: Path, monkeypatch
):
    draw(seed, ["01-layers"], tmp_path)
    drawn = (tmp_path / "01-layers.png").read_bytes()
    otherwise_antialiased = drawn[:1000] + b"other pixels" + drawn[2000:]
    (tmp_path / "01-layers.png").write_bytes(otherwise_antialiased)
    monkeypatch.setattr(figures, "on_pinned_platform", lambda: False)
    draw(seed, ["01-layers"], tmp_path)
    assert (tmp_path / "01-layers.png").read_bytes() == otherwise_antialiased
    draw(seed, ["01-layers"], tmp_path, target="headline")
    assert (tmp_path / "01-layers.png").read_bytes() != otherwise_antialiased


def test_progress_is_told(seed: Corpus, tmp_path: Path):
    told: list[tuple[int, int]] = []
    draw(
        seed,
        ["01-layers", "06-entities"],
        tmp_path,
        progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(0, 2), (1, 2), (2, 2)]


# --------------------------------------------------------------------------- errors


def test_an_unknown_figure_is_an_error_that_lists_the_figures(seed: Corpus, tmp_path: Path):
    with pytest.raises(
        ValueError, match=re.escape(f"unknown figure 'x'; choose from: {', '.join(FIGURES)}")
    ):
        draw(seed, ["01-layers", "x"], tmp_path)
    assert contents(tmp_path) == {}
    with pytest.raises(ValueError, match="unknown figure 'y'"):
        render(seed, "y")
    file = tmp_path / "my-page.html"
    file.touch()
    with pytest.raises(ValueError, match=re.escape(f"give an article as --article {file}")):
        render(seed, str(file))


@pytest.mark.quick
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"target": "captions"}, "unknown layer 'captions'"),
        ({"target": "body"}, "target and reference are both 'body'"),
        ({"frames": "econ"}, "unknown codebook 'econ'"),
    ],
)
def test_options_that_do_not_exist_are_told_before_anything_is_drawn(
    options, message, seed: Corpus, tmp_path: Path, monkeypatch
):
    monkeypatch.setattr(charts, "layers", lambda *args, **kwargs: pytest.fail("a chart was drawn"))
    with pytest.raises(ValueError, match=message):
        draw(seed, ["01-layers"], tmp_path, **options)
    assert contents(tmp_path) == {}


# --------------------------------------------------------------------------- what a figure says of itself


def test_the_alternative_text_is_made_of_the_figures_own_numbers(drawn: Path, seed: Corpus):
    summary, layers, tone = (
        alt(drawn, "00-summary"),
        alt(drawn, "01-layers"),
        alt(drawn, "02-tone-along"),
    )
    assert (
        "4 captions (42 words), 15 body paragraphs (855 words), 1 headline (10 words)." in summary
    )
    assert "4 captions hold 42 of the article’s 907 words" in layers
    assert (
        "headline 1 block, 10 words; body 15 blocks, 855 words; caption 4 blocks, 42 words"
        in layers
    )
    charged = sentiment.hits(seed)
    charged = charged[
        ~hits.inside(charged, entities.titled(seed, entities.hits(seed)))
    ]  # words inside a name are no feelings
    by_layer = f"{1000 * sentiment.tone(seed, charged)['caption']:.0f}".replace("-", "−")
    assert f"caption {by_layer} (4 blocks, 42 words)" in alt(drawn, "03-tone-by-layer")
    assert f"caption {by_layer} (4 blocks, 42 words)" in summary
    assert f"Captions score {by_layer} points per 1,000 words" in tone

    found = framing.hits(seed)
    row = comparison.compare(seed, found).set_index("category").loc["military_capability"]
    caption = f"caption {row['per_1000_target']:.1f} ({row['n_target']} in 42: ballistic missile 2,"
    body = f"body {row['per_1000_reference']:.1f} ({row['n_reference']} in 855: weapons 2,"
    for told in (alt(drawn, "04-frames"), summary):
        assert f"Military capability and hardware {caption}" in told
        assert body in told
        assert f"), {row['verdict']};" in told
    n_hits = int((found["category"] == "military_capability").sum())
    assert f"Military capability and hardware {n_hits} ({row['n_target']})" in alt(
        drawn, "05-frames-along"
    )

    names = entities.hits(seed)
    first = entities.counts(seed, names).iloc[0]
    assert f"{first['term']} {first['n_target']} : {first['n_reference']}" in alt(
        drawn, "06-entities"
    )
    shift = figures.Tables(seed).shift.iloc[0]
    assert f"{shift['term']} +{shift['contribution']:.1f}" in alt(drawn, "07-word-shift")
    word = comparison.overused_words(seed).iloc[0]
    counts = f"{word['n_target']} : {word['n_reference']}, in {word['n_segments_target']} blocks"
    assert f"{word['word']} ({counts})" in alt(drawn, "08-words")
    scored = sentiment.coverage(seed).loc["caption", "n_scored"]
    assert f"caption {scored} of 42 ({100 * scored / 42:.0f}\xa0%)" in alt(drawn, "09-coverage")


@pytest.mark.parametrize("name", FIGURES)
def test_the_alternative_text_is_a_few_sentences(name: str, drawn: Path):
    text = alt(drawn, name)
    assert 100 < len(text) < 1700
    assert 2 <= len(re.findall(r"[.!?](?= [A-Z]|$)", text)) <= 9
    assert "nan" not in text
    assert "  " not in text


@pytest.mark.parametrize("name", FIGURES)
def test_every_file_notes_its_article_and_options(name: str, drawn: Path, seed: Corpus):
    sha256 = hashlib.sha256((ROOT / "seeds" / "nagorno-karabakh.txt").read_bytes()).hexdigest()
    note = (drawn / f"{name}.txt").read_text(encoding="utf-8").split("\n\n")[1]
    svg = (drawn / f"{name}.svg").read_text(encoding="utf-8")
    with Image.open(drawn / f"{name}.png") as picture:
        png = picture.info
    for told in (note, svg, png["Description"]):
        assert sha256 in told
        assert "Why Azerbaijani Wins In Nagorno-karabakh Is A Win For Israel?" in told
        assert (
            "target caption, reference body, frames armed-conflict 1.0 (chosen by the body: 34 hits of"
            in told
        )
        assert "lexicons vader and afinn, recogniser rules, baseline news, seed 0." in told
    assert png["Title"] in alt(drawn, name)
    assert "date" not in svg.lower().split("<defs>")[0].replace("updated", "")
    assert set(png) <= {"Title", "Description", "Software", "dpi"}


@pytest.mark.parametrize("name", FIGURES)
def test_a_screen_reader_finds_title_and_description_in_the_svg(name: str, drawn: Path):
    root = ET.parse(drawn / f"{name}.svg").getroot()
    assert root.get("role") == "img"
    description = root.find(f"{SVG}desc")
    assert description is not None
    assert description.text == alt(drawn, name)
    heading = root.find(f"{SVG}title")
    assert heading is not None
    assert alt(drawn, name).startswith(heading.text or "?")
    letters = " ".join("".join(text.itertext()) for text in root.iter(f"{SVG}text"))
    for word in (heading.text or "").split()[:3]:
        assert word in letters, "letters stay letters: they can be searched and edited"


def test_the_summary_can_be_printed_in_a_newspaper(drawn: Path, seed: Corpus):
    with Image.open(drawn / "00-summary.png") as picture:
        assert picture.size == (1600, 1100)
    figure = figures.summary_figure(seed)
    figure.draw_without_rendering()
    assert (
        figure.get_suptitle().replace("\n", " ")
        == "Captions use words about military capability and hardware more often than the body: 214 per"
        " 1,000 words against 5"
    )
    words = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert "4 captions (42 words), 15 body paragraphs (855 words), 1 headline (10 words)." in words
    assert "Source: Why Azerbaijani Wins" in words
    assert "cutline " in words
    first = next(label.get_text().replace("\n", " ") for label in figure.axes[0].get_yticklabels())
    assert first == "Military capability and hardware"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.quick] if name == "one word" else [])
        for name in ODD
        if name not in ("hostile", "200 paragraphs")
    ],
)
def test_no_part_of_the_summary_leaves_the_picture_or_lies_on_another(name: str):
    from matplotlib.text import Text

    figure = figures.summary_figure(odd(name))
    figure.draw_without_rendering()
    inner = figure.bbox.padded(1)
    shown = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text()]
    for ax in figure.axes:
        low, high = sorted(ax.get_xlim())
        hidden = {
            tick.label1 for tick in ax.xaxis.get_major_ticks() if not low <= tick.get_loc() <= high
        }
        shown = [
            text
            for text in shown
            if text not in hidden
            and (ax.axison or text not in ax.findobj(Text) or text in [*ax.texts, *title_of(ax)])
        ]
    boxes = [(text, text.get_window_extent()) for text in shown]
    for number, (text, box) in enumerate(boxes):
        assert inner.x0 <= box.x0 <= box.x1 <= inner.x1, text
        assert inner.y0 <= box.y0 <= box.y1 <= inner.y1, text
        for other, beside in boxes[:number]:
            wide = min(box.x1, beside.x1) - max(box.x0, beside.x0)
            high = min(box.y1, beside.y1) - max(box.y0, beside.y0)
            assert wide <= 2 or high <= 5, (text, other)


def title_of(ax) -> list:
    return [
        text
        for text in ax.get_children()
        if getattr(text, "get_text", str)() == ax.get_title(loc="left") != ""
    ]


# --------------------------------------------------------------------------- any article


@pytest.mark.filterwarnings("ignore:no font of this machine")
@pytest.mark.filterwarnings("ignore:no (captions|body) in this article")
@pytest.mark.filterwarnings("ignore:.*nothing to draw")
@pytest.mark.filterwarnings("error")  # what a notebook of another test left open is not this one's
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "name",
    [
        "one word",
        "hostile",
        *[
            pytest.param(name, marks=pytest.mark.slow(reason="every figure is drawn for each"))
            for name in ODD
            if name not in ("one word", "hostile")
        ],
    ],
)
def test_every_figure_can_be_drawn_of_any_article(name: str, tmp_path: Path):
    paths = draw(odd(name), None, tmp_path)
    assert len(paths) == len(set(paths)) == len(FIGURES) * len(KINDS) + 1
    for path in paths:
        assert path.stat().st_size > 0
        if path.suffix == ".svg":
            ET.parse(path)
        elif path.suffix == ".png":
            with Image.open(path) as picture:
                picture.verify()
        elif path.suffix == ".txt":
            text = path.read_text(encoding="utf-8")
            assert "nan" not in text.lower().split()
            assert len(text.split("\n\n")) == 2


def test_a_layer_that_is_not_there_is_no_row_of_zeros():
    shown = render(odd("no captions"), "06-entities")
    assert shown.title.startswith("No captions in this article; the body names")
    assert "Ilham Aliyev 4" in shown.alt
    assert "0 : " not in shown.alt
    for titled in (True, False):
        shown = render(
            odd("no captions"), "04-frames", frames="armed-conflict", paper={"titled": titled}
        )
        assert "No captions in this article." in shown.alt
        words = shown.svg.decode().split("</metadata>")[1]
        assert "No captions in this article" in words
        assert "either layer" not in words
    names = charts.mirrored(figures.Tables(odd("no captions")).name_counts)
    assert "← no captions in this article" in names.get_xlabel()
    assert "0" not in [text.get_text() for text in names.texts]


def test_the_command_says_what_is_not_there_and_which_figures_have_nothing_to_draw(
    capsys, tmp_path: Path
):
    place = tmp_path / "short.txt"
    place.write_text("Talks failed\n\nThe army fired a missile near Baku.\n")
    names = ("04-frames", "07-word-shift", "10-ordinary")
    code, out, err = run(
        capsys,
        "figures",
        *names,
        "--article",
        str(place),
        "--folder",
        str(tmp_path),
        "--no-title",
        "--frames",
        "armed-conflict",
    )
    assert code == 0
    assert err.count("no captions in this article") == 1
    assert "--target headline compares its headline with ordinary ones" in " ".join(out.split())
    for name, why in {
        "07-word-shift": "No words in captions: nothing to compare the body with",
        "10-ordinary": "Not compared with ordinary pages: no words in a layer",
    }.items():
        assert err.count(f"cutline: {name}: nothing to draw: {why}\n") == 1
        picture = (tmp_path / f"{name}.svg").read_text(encoding="utf-8").split("</metadata>")[1]
        assert why in picture
        text = (tmp_path / f"{name}.txt").read_text(encoding="utf-8")
        assert text.startswith(f"{why}. Nothing is drawn.")
    assert "04-frames" not in err
    text = (tmp_path / "04-frames.txt").read_text(encoding="utf-8")
    assert text.startswith("Caption: No captions in this article")


def test_hostile_words_survive_as_they_are(tmp_path: Path):
    draw(odd("hostile"), ["00-summary", "08-words", "06-entities"], tmp_path)
    for path in tmp_path.glob("*.svg"):
        raw = path.read_text(encoding="utf-8")
        assert "<script" not in raw
        description = ET.parse(path).getroot().find(f"{SVG}desc")
        assert description is not None
        assert description.text == alt(tmp_path, path.stem)
        assert HOSTILE.split(" ]]>")[0] in "".join(ET.parse(path).getroot().itertext())
    note = (tmp_path / "00-summary.txt").read_text(encoding="utf-8")
    assert HOSTILE in note
    assert "إيران" in alt(tmp_path, "08-words")
    with Image.open(tmp_path / "00-summary.png") as picture:
        assert HOSTILE in picture.info["Description"]


def test_the_labels_of_a_codebook_are_no_markup(seed: Corpus, tmp_path: Path):
    label = '<b onclick="x">War & $p_e^ace$</b>'
    book = tmp_path / "mine.toml"
    book.write_text(
        f"name = 'mine'\n[frames.war]\nlabel = '{label}'\nterms = ['missile*', 'war', 'truce']\n",
        encoding="utf-8",
    )
    shown = render(seed, "04-frames", frames=book)
    root = ET.fromstring(shown.svg)
    drawn_label = label.replace("_", " ")
    assert drawn_label in (root.findtext(f"{SVG}desc") or "")
    assert root.find(f".//{SVG}b") is None
    assert drawn_label in shown.alt
    assert "frames mine, lexicons" in shown.note


def test_another_pair_of_layers_and_another_codebook_reach_every_word(seed: Corpus):
    shown = render(seed, "04-frames", target="headline", reference="caption", frames="policy")
    assert (
        shown.title
        == "Only one headline: the headline and captions are shown for information, not tested"
    )
    assert "target headline, reference caption, frames policy" in shown.note
    assert "caption" in shown.alt
    assert "body" not in shown.alt
    assert render(seed, "06-entities", target="headline").title.startswith(
        "Only the body names Azerbaijan"
    )


# --------------------------------------------------------------------------- formats, styles, the gallery


def test_a_pdf_for_a_column_has_its_width_and_the_same_bytes_twice(seed: Corpus, tmp_path: Path):
    paper = {"width": 3.3, "grey": True, "titled": False}
    for folder in ("one", "two"):
        paths = draw(seed, ["04-frames"], tmp_path / folder, formats=["pdf"], paper=paper)
        assert [path.name for path in paths] == ["04-frames.pdf", "04-frames.txt"]
    first, second = (
        (tmp_path / folder / "04-frames.pdf").read_bytes() for folder in ("one", "two")
    )
    assert first == second
    assert first.startswith(b"%PDF")
    (box,) = re.findall(rb"/MediaBox \[ ?0 0 ([\d.]+) ", first)
    assert float(box) == pytest.approx(3.3 * 72, abs=0.1)
    assert b"CreationDate" not in first


def test_an_unknown_format_is_refused_before_anything_is_drawn(seed: Corpus, tmp_path: Path):
    with pytest.raises(ValueError, match="unknown format 'tiff'; choose from: pdf, png, svg"):
        draw(seed, ["01-layers"], tmp_path, formats=["tiff"])
    assert contents(tmp_path) == {}


def test_a_style_in_force_is_obeyed_and_published_figures_are_not_touched_by_it(
    drawn: Path, seed: Corpus, tmp_path: Path
):
    with mpl.rc_context({"text.color": "#00ff00", "figure.facecolor": "#000033"}):
        own = render(seed, "01-layers")
        figures.draw_published(seed, ["01-layers"], tmp_path)
    assert b"#00ff00" in own.svg
    assert b"#000033" in own.svg
    assert contents(tmp_path).items() <= contents(drawn).items()


def test_the_command_writes_a_column_in_the_small_text_of_the_functions(
    seed: Corpus, tmp_path: Path
):
    paper = {"width": 3.3}
    figures.draw_published(seed, ["01-layers"], tmp_path, formats=["png"], paper=paper)
    written = Image.open(tmp_path / "01-layers.png")
    drawn = Image.open(io.BytesIO(render(seed, "01-layers", paper=paper).png))
    assert written.size == drawn.size


def test_the_gallery_shows_every_figure_with_its_text_and_how_to_read_it(drawn: Path):
    page = (drawn / "README.md").read_text(encoding="utf-8")
    assert page.count("\n## ") == page.count("*How to read it:*") == len(FIGURES)
    for name, recipe in FIGURES.items():
        assert f'<img src="{name}.svg" alt="' in page
        assert recipe.how in page
    assert "Captions hold more of “Military capability and hardware” than the body" in page


def test_a_gallery_is_written_of_all_figures_alone(seed: Corpus, tmp_path: Path):
    draw(seed, ["01-layers"], tmp_path)
    assert "README.md" not in contents(tmp_path)


@pytest.mark.filterwarnings("ignore::analysis.charts.MissingLetters")
def test_words_of_an_article_are_no_markup_in_the_gallery():
    tricky = figures.Drawn("<script>x</script> # [a](b) **c**", {"svg": b""}, '"><b>x', "")
    page = figures._gallery({"01-layers": tricky}, ("svg",), "<i> _me_")
    assert "<script" not in page
    assert "<b>" not in page
    assert "<i>" not in page
    assert "\\[a\\]\\(b\\) \\*\\*c\\*\\*" in page


def test_the_command_draws_for_a_column_and_leaves_the_stored_figures_alone(
    tmp_path: Path, monkeypatch
):
    from typer.testing import CliRunner

    from analysis import cli

    asked: dict = {}
    monkeypatch.setattr(
        figures,
        "draw_published",
        lambda *args, **keywords: asked.update(keywords, names=args[1]) or [],
    )
    run = CliRunner().invoke
    wanted = ["04-frames", "--format", "pdf", "--width", "84mm", "--grey", "--no-title"]
    done = run(cli.app, ["figures", *wanted, "--folder", str(tmp_path)])
    assert done.exit_code == 0, done.output
    assert asked["formats"] == ["pdf"]
    assert asked["paper"] == {"width": pytest.approx(84 / 25.4), "grey": True, "titled": False}
    for option in (["--width", "3.3in"], ["--grey"], ["--format", "pdf"]):
        asked.clear()
        assert run(cli.app, ["figures", "04-frames", *option]).exit_code != 0
        assert asked == {}

"""Which format a file has, and that each way of reading it gives the same articles."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from analysis import InputError, batch, read
from analysis.reading.exports import EXPORTS
from analysis.reading.recognising import FORMATS_READ, formats_table, kind_of

from .conftest import ROOT
from .test_cli import run

CASES = Path(__file__).parent / "cases" / "exports"
PAGE = (
    b"<html><body><article><h1>Harbour opens</h1><p>The harbour of Selmar opened on Monday.</p>"
    b"<p>Ships came in the morning.</p><figure><img src=a.jpg><figcaption>The wall at noon."
    b"</figcaption></figure></article></body></html>"
)
NEXIS = CASES / "nexis.txt"


def zipped(**members: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "."), data)
    return file.getvalue()


def test_the_readme_shows_the_table_of_formats():
    readme = (ROOT / "analysis/reading/README.md").read_text(encoding="utf-8")
    assert formats_table() in readme


def test_every_export_and_container_is_a_row_of_the_one_table():
    says = {row.says for row in FORMATS_READ.values()}
    assert {export.name for export in EXPORTS} <= says
    suffixes = [suffix for row in FORMATS_READ.values() for suffix in row.suffixes]
    assert len(suffixes) == len(set(suffixes))


@pytest.mark.quick
def test_what_is_recognised_in_a_file_wins_over_its_ending(tmp_path: Path):
    (tmp_path / "page.txt").write_bytes(zipped(page__html=PAGE))
    assert kind_of(tmp_path / "page.txt") == "a zip file"
    assert read(tmp_path / "page.txt").articles["title"].tolist() == ["Harbour opens"]
    (tmp_path / "export.html").write_bytes(NEXIS.read_bytes())
    assert kind_of(tmp_path / "export.html") == "LexisNexis"
    assert len(read(tmp_path / "export.html").articles) == 2


@pytest.mark.parametrize(
    "described",
    ['property="og:title"', "property='og:title'", 'name="twitter:title"', "name='twitter:title'"],
)
def test_a_page_that_describes_itself_for_other_sites_is_no_export(tmp_path: Path, described: str):
    export = "<p>1 of 2 DOCUMENTS</p><p>The Courier</p><p>LENGTH: 212 words</p><p>They met.</p>"
    downloaded, published = tmp_path / "downloaded.html", tmp_path / "published.html"
    downloaded.write_text(f"<html><body>{export}")
    published.write_text(f'<html><meta {described} content="Nexis"><body>{export}')
    assert [kind_of(downloaded), kind_of(published)] == ["LexisNexis", "a page"]


def test_a_format_that_a_person_names_is_not_guessed(tmp_path: Path):
    assert len(read(NEXIS, format="text").articles) == 1


def test_a_container_in_a_container_is_opened_and_one_in_four_is_refused():
    twice = zipped(inner__zip=zipped(page__html=PAGE))
    assert read(twice, name="twice").layer_sizes().loc["caption", "segments"] == 1
    deep = PAGE
    for depth in range(5):
        deep = zipped(**{f"a{depth}__{'html' if depth == 0 else 'zip'}": deep})
    with pytest.raises(InputError, match=r"^deep: nothing in a zip file can be read"):
        read(deep, name="deep")


def test_a_zip_is_read_as_its_pages_are_and_what_is_lost_in_it_is_listed():
    corpus = read(zipped(a__html=PAGE, b__html=b"", c__png=b"\x89PNG"), name="pages.zip")
    assert len(corpus.articles) == 1
    assert corpus.problems["source"].tolist() == ["pages.zip/b.html"]


def test_a_run_counts_the_articles_of_an_export_as_reading_does(tmp_path: Path):
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "nexis.txt").write_bytes(NEXIS.read_bytes())
    (folder / "pages.zip").write_bytes(zipped(a__html=PAGE, more__txt=NEXIS.read_bytes()))
    batch.run([folder], tmp_path / "run", workers=1)
    articles = pd.read_parquet(tmp_path / "run" / "articles")
    as_read = read(folder)
    assert sorted(articles["title"]) == sorted(as_read.articles["title"])
    assert len(articles) == 5
    n_captions = as_read.layer_sizes().loc["caption", "segments"]
    assert articles["n_captions"].sum() == n_captions


def test_a_text_in_windows_1252_is_read_and_says_so(capsys, tmp_path: Path):
    path = tmp_path / "news.txt"
    path.write_bytes("Zoë’s harbour\n\nThe café opened on Monday. It rained.".encode("cp1252"))
    corpus = read(path)
    assert corpus.text(0) == "Zoë’s harbour"
    assert corpus.problems["problem"].tolist() == ["not UTF-8: the file is read as Windows-1252"]
    assert "read as Windows-1252" in run(capsys, "layers", str(path))[2]


def test_xml_that_nobody_knows_is_refused_in_one_line(tmp_path: Path):
    path = tmp_path / "a.xml"
    path.write_text("<?xml version='1.0'?><invoice><line>3 nails</line></invoice>")
    with pytest.raises(InputError, match=r"a\.xml: XML of a kind that is not known; save"):
        read(path)


def test_a_page_of_scripts_that_describes_its_article_is_read_by_the_description():
    about = {
        "@type": "NewsArticle",
        "headline": "Harbour opens",
        "articleBody": "The harbour of Selmar opened on Monday.\n\nShips <came> in the morning.",
        "image": [{"@type": "ImageObject", "caption": "Dock workers unload the first ship."}],
    }
    script = f'<script type="application/ld+json">{json.dumps(about)}</script>'
    corpus = read(f"<html><head>{script}</head><body><div id=root></div></body></html>".encode())
    assert corpus.segments["layer"].tolist() == ["headline", "body", "body", "caption"]
    assert corpus.text(3) == "Dock workers unload the first ship."

"""From a folder to the article: the list of a run, and the reports that it leads to."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from analysis import batch, measures, read, report
from analysis.batch.rereading import reread
from analysis.comparison import ONE_SEGMENT
from analysis.options import DEFAULTS
from analysis.reading.errors import InputError
from analysis.report import file_names, listing
from analysis.words import ordinary

from .conftest import ROOT
from .test_cli import run as command

EVIL = "<script>alert(1)</script>"
PLAIN = "The council met on Monday to discuss the new library and the repair of the old bridge."
CAPTIONS = ("Parents wait in line.", "The old bridge in June.", "Readers in the hall.")


def page_of(
    title: str, captions: tuple[str, ...] = CAPTIONS, outlet: str = "", day: str = ""
) -> str:
    blocks = "".join(
        f"<p>{PLAIN} Part {number} of the plan costs more than the town has.</p>"
        + (f"<figure><img src=x><figcaption>{captions[number]}</figcaption></figure>" if number < len(captions) else "")
        for number in range(5)
    )  # fmt: skip
    about = f'<meta property="og:site_name" content="{outlet}">' if outlet else ""
    about += f'<meta property="article:published_time" content="{day}">' if day else ""
    title = title.replace("<", "&lt;")
    return (
        f"<!doctype html><html><head><title>{title}</title>{about}</head><body><article>"
        f"<h1>{title}</h1>{blocks}</article></body></html>"
    )


class Row(HTMLParser):
    """The rows of a list: the text of each cell by its class, and its links."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.rows: list[dict[str, str]] = []
        self.n_scripts = 0
        self.cell = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("class") or ""
        self.n_scripts += tag == "script"
        if tag == "tr" and name:
            self.rows.append({"grade": name})
        elif tag in ("td", "th") and self.rows and given.get("role") in ("cell", "rowheader"):
            self.cell = name.split()[-1].replace("missing", name.split()[0])
            self.rows[-1][self.cell] = ""
        elif tag == "a" and self.cell and self.rows:
            self.rows[-1]["link"] = given.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self.cell = "" if tag in ("td", "th") else self.cell

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.rows[-1][self.cell] += data


def rows_of(run: Path) -> list[dict[str, str]]:
    return Row((run / "index.html").read_text(encoding="utf-8")).rows


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A newsroom's folder: the seed, whose captions name weapons, among pages of a council."""
    folder = tmp_path_factory.mktemp("desk") / "pages"
    folder.mkdir()
    for name in ("nagorno-karabakh.txt", "nagorno-karabakh.layers.csv"):
        (folder / name).write_bytes((ROOT / "seeds" / name).read_bytes())
    for number in range(3):
        day = f"2026-01-0{number + 1}"
        (folder / f"page-{number}.html").write_text(
            page_of(f"Council {number}", outlet="The Post", day=day)
        )
    (folder / "no captions.html").write_text(page_of(f"Nothing to see {EVIL}", ()))
    (folder / "=evil.html").write_text(page_of(f"Talks {EVIL}"))
    return folder


@pytest.fixture(scope="module")
def run(pages: Path) -> Path:
    made = batch.run(pages, pages.parent / "run", workers=1, frames="armed-conflict")
    listing.write_list(made.folder)
    return made.folder


@pytest.fixture
def copied(run: Path, pages: Path, tmp_path: Path) -> Path:
    """A copy of the run that may be changed, with its inputs beside it."""
    import shutil

    shutil.copytree(run, tmp_path / "run")
    return tmp_path / "run"


# --------------------------------------------------------------------------- the ranking


def test_words_verdict_and_reason_of_the_ranking_are_those_of_the_row_that_q_speaks_of(run: Path):
    ranking = pd.read_parquet(run / "ranking.parquet")
    assert len(ranking) == 5
    for row in ranking.itertuples():
        again = reread(run, row.article)
        table = measures.findings(again.corpus, options=again.options)
        key = table["measure"] + "/" + table["category"]
        own = table[key == row.most_unusual].iloc[0]
        for name in ("words", "verdict", "reason", "words_target"):
            assert getattr(row, name) == own[name], name
        assert row.p_adjusted == pytest.approx(own["p_adjusted"], nan_ok=True)
        assert own["p_unusual"] == table["p_unusual"].min() == pytest.approx(row.p_of_row)


def test_without_ordinary_pages_the_row_of_the_least_p_is_named(tmp_path: Path, pages: Path):
    made = batch.run(pages, tmp_path / "run", workers=1, target="body", reference="caption")
    first = pd.read_parquet(made.folder / "ranking.parquet").iloc[0]
    assert pd.isna(first["most_unusual"])
    again = reread(made.folder, int(first["article"]))
    table = measures.findings(again.corpus, options=again.options)
    own = table[table["measure"] + "/" + table["category"] == first["strongest"]].iloc[0]
    assert own["p_adjusted"] == table["p_adjusted"].min() == pytest.approx(first["p_adjusted"])
    assert (first["verdict"], first["words"]) == (own["verdict"], own["words"])
    listing.write_list(made.folder)
    row = rows_of(made.folder)[0]
    assert own["verdict"] in row["what"]
    assert "other" not in row


# --------------------------------------------------------------------------- the list


def test_the_list_counts_the_words_of_a_list_of_ones_own_and_says_that_nothing_stands_out(
    tmp_path: Path,
):
    (tmp_path / "pages").mkdir()
    for number, captions in enumerate((CAPTIONS, ("A bridge.", "The bridge in June."))):
        path = tmp_path / "pages" / f"{number}.html"
        path.write_text(page_of(f"Council {number}", captions, outlet="baltimoresun.com"))
    own = tmp_path / "mine.csv"
    own.write_text("term,category\nbridge,building\nlibrary,building\nbus,traffic\n")
    made = batch.run(tmp_path / "pages", tmp_path / "run", workers=1, frames=own)
    page = listing.write_list(made.folder).read_text(encoding="utf-8")
    said = {row["title"][:9]: row["own"] for row in rows_of(made.folder)}
    assert said["Council 0"].endswith("Captions: building 1; body: building 10")
    assert said["Council 1"].endswith("Captions: building 2; body: building 10")
    assert "Words of <bdi>mine.csv</bdi>" in page
    assert 'data-v="2"' in page
    assert "baltimoresun.<wbr>com</bdi>" in page
    assert pd.read_parquet(made.folder / "ranking.parquet")["q"].tolist() == [1, 1]
    nothing = "The order of the list means nothing: in every article, what looks unusual could be chance (q is 1)."
    assert f'<p class="advice">{nothing}</p>' in page
    # An order that means nothing has no ranks.
    assert "Rank" not in page.partition("<table")[2].partition("</table>")[0]


def test_a_run_in_which_nothing_stands_out_prints_no_first_ranks(capsys, tmp_path: Path):
    (tmp_path / "0.html").write_text(page_of("Council 0"))
    given = ("--out", str(tmp_path / "run"), "--workers", "1")
    out = command(capsys, "corpus", str(tmp_path / "0.html"), *given)[1]
    assert "The order of the list means nothing" in out
    assert "rank  article" not in out
    assert "differ clearly" not in out


def test_a_run_in_which_nothing_is_unusual_names_the_articles_that_differ_from_their_body(
    capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run: Path
):
    n, ids = listing.that_differ(run, 5)
    said = {row["title"] for row in rows_of(run) if "more in captions" in row["other"]}
    assert (n, [any(own in title for title in said) for own in ids]) == (len(said), [True] * n)
    (tmp_path / "0.html").write_text(page_of("Council 0"))
    given = ("corpus", str(tmp_path / "0.html"), "--out", str(tmp_path / "run"), "--workers", "1")
    monkeypatch.setattr(listing, "that_differ", lambda *_: (7, ["talks", "rain"]))
    out = command(capsys, *given)[1]
    assert "7 articles differ clearly from their own body: begin with talks, rain." in out


@pytest.mark.quick
def test_the_list_says_which_article_to_look_at_first_and_why(tmp_path: Path):
    pages = tmp_path / "pages"
    pages.mkdir()
    weapons = (
        "An Abrams tank and a Patriot battery.",
        "Iskander missiles.",
        "A Harop and a Heron.",
    )
    (pages / "library.html").write_text(page_of("A library", weapons))
    (pages / "bridge.html").write_text(page_of("A bridge"))
    out = batch.run(pages, tmp_path / "run", workers=1).folder
    made = report.run_report(out, "library")
    made.report.write(made.path)
    page = listing.write_list(out).read_text(encoding="utf-8")
    first, second = Row(page).rows
    assert "1 of 2 articles compared has something clearly unusual in its captions" in page
    assert first["grade"] == "clear"
    assert "The captions name more weapons than ordinary captions of" in first["what"]
    assert "In the captions: " in first["what"]
    assert "Abrams 1" in first["what"]
    assert first["link"] == "reports/library.html"
    assert "cutline report run --only bridge" in second["title"]
    assert second["grade"] == "chance"


def test_the_list_and_the_report_of_an_article_speak_of_the_same_rows(run: Path):
    ranking = pd.read_parquet(run / "ranking.parquet")
    labels = measures.labels(DEFAULTS.but(frames="armed-conflict"))
    claims = set()
    for row, listed in zip(ranking.itertuples(), rows_of(run), strict=False):
        page = report.run_report(run, row.article).report.html.partition("<h1")[2]
        page = re.sub(r"<[^>]*>", " ", page.partition("<h2")[0])
        opening = " ".join(html.unescape(page).split()).lower()
        sentence = listed["what"].partition("In the ")[0]
        for grade in listing._GRADES.values():
            sentence = sentence.removeprefix(grade).strip()
        of_list = labels[row.most_unusual.partition("/")[2]]
        # The row of the list: word for word, or in the claim that compares it with the body; where
        # it is not unusual, the report says that nothing is.
        said = sentence if row.unusual else "captions are unusual in none of"
        assert (
            said.lower() in opening
            or f"captions name {of_list} more often than the body" in opening
        )
        # What the layers show: the report begins with the same claim, or with none.
        label, _, difference = listed["other"].partition(" (")[0].partition(": ")
        claims.add(difference)
        about = "words about " * (label[:1].isupper() and label not in of_list)
        if difference:
            again = reread(run, row.article)
            own = measures.findings(again.corpus, options=again.options)
            (side,) = own["unusual"][own["category"].map(labels).str.lower() == label.lower()]
            assert listed["other"].endswith("; usual for captions") == (side == "")
            assert f"{about}{label.lower()} more often than" in opening
        else:
            says = label.lower().replace("cannot be tested here", "cannot be compared here")
            assert says in opening
    assert claims == {"more in captions", ""}


def test_an_article_in_which_nothing_could_be_tested_is_not_said_to_show_no_difference(
    capsys, tmp_path: Path
):
    calm = [
        "The council met on Monday, happy with the good plan.",
        "Visitors praised the bright rooms and left the great hall at peace.",
        "The director thanked the generous donors for their kind support.",
        "Children love the beautiful garden, a delight on every fine day.",
    ]
    grim = [
        "Angry parents shout in a terrible line.",
        "Sad cuts ruin the old bridge.",
        "A furious crowd fills the dirty stairs.",
        "Victims of the awful fire cry in the street.",
        "Nobody could save the dead horses.",
        "Thieves destroyed the poor market.",
    ]
    articles = [
        {"id": "few", "text": "\n\n".join(calm), "captions": grim[:2]},
        {"id": "many", "text": "\n\n".join(calm), "captions": grim},
    ]
    table, words = tmp_path / "table.jsonl", tmp_path / "mine.csv"
    table.write_text("".join(json.dumps(article) + "\n" for article in articles))
    words.write_text("word,category\nangry,anger\nhall,rooms\n")
    out = tmp_path / "run"
    given = (str(table), "--frames", str(words), "--out", str(out), "--workers", "1")
    code, shown, err = command(capsys, "corpus", *given)
    assert code == 0, err
    ranking = pd.read_csv(out / "ranking.csv").set_index("id")
    listed = {name: row["other"] for name, row in zip(ranking.index, rows_of(out), strict=True)}
    assert ranking.loc["few", "verdict"] == "cannot be tested here"
    assert listed["few"] == "Cannot be tested here (too few captions)"
    assert not listed["many"].startswith("Cannot")
    counted = "2 of 2 articles are compared with ordinary captions, 1 of 2 also with its own body."
    assert counted in " ".join(shown.split())
    assert counted in (out / "index.html").read_text(encoding="utf-8")
    assert "Not compared with their body: too few captions (1)" in shown
    assert ranking["p"].isna().to_dict() == {"few": True, "many": False}


def test_a_row_that_could_not_be_tested_is_named_where_others_were(run: Path):
    about = listing._about(run)
    row = {"verdict": "cannot be tested here", "reason": "fewer than 4 hits", "p": 0.5}
    row |= {"most_unusual": "entities/WEAPON"}
    said = listing._between_layers(row, None, about)
    assert said == (
        "Weapons: cannot be tested here (fewer than 4 hits in captions and body together)",
        listing._ALIKE,
    )
    silent = row | {"verdict": "no difference shown", "reason": ""}
    assert listing._between_layers(silent, None, about) == ("No clear difference", listing._ALIKE)
    alone = row | {"p": None, "verdict": "described, not tested", "reason": ONE_SEGMENT[0]}
    assert listing._between_layers(alone, None, about) == (
        "Cannot be tested here (only one caption)",
        listing._UNTESTED,
    )


def test_a_difference_of_another_layer_is_not_that_of_the_layer_compared(run: Path):
    about = listing._about(run)
    assert len(listing._differing(about))
    of_headlines = about._replace(options=about.options.but(target="headline"))
    assert not len(listing._differing(of_headlines))


def test_every_row_has_its_title_outlet_date_and_q(run: Path):
    ranking = pd.read_parquet(run / "ranking.parquet")
    rows = rows_of(run)
    assert [row["rank"] for row in rows] == ["1", "2", "3", "4", "5", "–"]
    first = ranking.iloc[0]
    assert first["title"] in rows[0]["title"]
    assert first["id"] in rows[0]["title"]
    posts = [row for row in rows if row["source"] == "The Post"]
    assert [row["published"] for row in posts] == ["2026-01-01", "2026-01-02", "2026-01-03"]


def test_an_article_that_could_not_be_compared_is_listed_with_the_reason(run: Path):
    last = rows_of(run)[-1]
    assert last["grade"] == "none"
    assert last["what"] == "Not compared: no captions."
    page = (run / "index.html").read_text(encoding="utf-8")
    assert "5 of 6 articles are compared with ordinary captions, " in page


def test_what_an_article_says_is_text(run: Path):
    page = (run / "index.html").read_text(encoding="utf-8")
    assert EVIL not in page
    parsed = Row(page)
    assert parsed.n_scripts == 1
    assert sum(f"Talks {EVIL}" in row["title"] for row in parsed.rows) == 1


def test_the_list_needs_no_other_file_and_no_network_and_names_no_folder_of_this_machine(run: Path):
    page = (run / "index.html").read_text(encoding="utf-8")
    assert "http:" not in page
    assert "https:" not in page
    assert str(run.parent) not in page
    links = set(re.findall(r'(?:href|src)="([^"#]+)"', page))
    assert links == {"ranking.csv", "ranking.xlsx"}


def test_the_same_run_gives_the_same_bytes_wherever_it_is(run: Path, copied: Path):
    names = ("index.html", "ranking.csv", "ranking.xlsx")
    before = [(run / name).read_bytes() for name in names]
    for name in names:
        (copied / name).unlink()
    listing.write_list(copied)
    assert [(copied / name).read_bytes() for name in names] == before


def test_the_ranking_is_there_for_spreadsheets_and_a_formula_is_text(run: Path):
    ranking = pd.read_parquet(run / "ranking.parquet")
    rows = list(csv.DictReader(io.StringIO((run / "ranking.csv").read_text(encoding="utf-8"))))
    assert [row["title"] for row in rows] == ranking["title"].tolist()
    assert "'=evil" in {row["id"] for row in rows}
    # What the page says of captions against body, of each article.
    said = [row["other"] for row in rows_of(run)[: len(rows)]]
    assert [row["own_body"] for row in rows] == said
    assert "more in captions" in " ".join(said)
    excel = pd.read_excel(run / "ranking.xlsx", engine="openpyxl")
    assert excel["words"].fillna("").tolist() == ranking["words"].tolist()


def test_a_list_is_bounded_and_says_where_the_rest_is(
    copied: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "MOST_LISTED", 2)
    for name in ("ranking.csv", "ranking.xlsx"):
        (copied / name).unlink()
    page = listing.write_list(copied).read_text(encoding="utf-8")
    assert [row["rank"] for row in Row(page).rows] == ["1", "2"]
    assert "This page lists the first 2 articles of 6. All 5 that could be ranked are in" in page
    assert not (copied / "ranking.csv").exists()


def test_unreadable_files_are_listed_without_their_folder(tmp_path: Path):
    (tmp_path / "news.jsonl").write_text('{"title": "A", "text": "One. Two."}\n{"title": 3\n')
    out = batch.run(tmp_path / "news.jsonl", tmp_path / "run", workers=1).folder
    page = listing.write_list(out).read_text(encoding="utf-8")
    assert "1 problem in the inputs" in page
    assert "news.jsonl, line 2:" in page
    assert str(tmp_path) not in page


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"unusual": "fewer", "observed": 0.0, "expected": 6.1}, "name fewer persons than ordinary captions of 42 words would: none against 6.1."),
        ({"unusual": "", "n_captions": 1}, "Persons: the caption names 6; an ordinary caption of 42 words would name 0.3."),
        ({"most_unusual": "framing/war", "unusual": "more"}, "use more words about war and peace than"),
        ({"most_unusual": "sentiment/tone", "unusual": "more"}, "score more positive than ordinary captions of 42 words would: +6.0 against +0.3 points per 1,000 words."),
    ],
)  # fmt: skip
def test_a_row_is_said_with_both_numbers_and_claims_only_what_is_unusual(row: dict, said: str):
    usual = {"most_unusual": "entities/PERSON", "observed": 6.0, "expected": 0.3}
    sizes = {"words_target": 42, "n_captions": 4}
    labels = {"PERSON": "persons", "war": "War and peace"}
    assert said in ordinary.far_out({**usual, **sizes, **row}, labels)


# --------------------------------------------------------------------------- from the list to the article


def test_the_command_makes_the_list_and_the_first_reports(capsys, tmp_path: Path, pages: Path):
    out = tmp_path / "run"
    given = ("corpus", str(pages), "--out", str(out), "--workers", "1", "--reports", "2")
    code, said, err = command(capsys, *given)
    assert code == 0, err
    assert f"Open {out / 'index.html'} in a browser" in " ".join(said.split())
    rows = rows_of(out)
    links = [row["link"] for row in rows if "link" in row]
    assert len(links) == 2
    assert all((out / link).is_file() for link in links)
    assert all("link" in row for row in rows[:2])
    before = (out / "index.html").read_bytes()
    assert command(capsys, *given)[0] == 0
    assert (out / "index.html").read_bytes() == before


def test_a_report_that_is_asked_for_is_made_where_the_list_links_to_it(capsys, copied: Path):
    code, said, err = command(capsys, "report", str(copied), "--only", "page-1")
    assert (code, err) == (0, "")
    assert (copied / "reports" / "page-1.html").is_file()
    assert "page-1.html (" in " ".join(said.split())
    linked = [row for row in rows_of(copied) if "link" in row]
    assert [row["link"] for row in linked] == ["reports/page-1.html"]
    assert "Council 1" in linked[0]["title"]


def test_a_report_may_be_written_elsewhere(capsys, copied: Path, tmp_path: Path):
    other = tmp_path / "mine.html"
    assert command(capsys, "report", str(copied), "--only", "page-1", "-o", str(other))[0] == 0
    assert "Council 1" in other.read_text(encoding="utf-8")
    assert not (copied / "reports").exists()


def test_a_report_of_a_run_is_that_of_its_article_by_the_options_of_the_run(run: Path, pages: Path):
    made = report.run_report(run, "nagorno-karabakh")
    file = pages / "nagorno-karabakh.txt"
    alone = report.report(
        read(file), frames="armed-conflict", read_on=report.last_changed(file), file=file
    )
    assert made.report.html == alone.html


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "choose an article with --only"),
        (("--only", "page-9"), "no article of"),
        (("--only", "77"), "no article of"),
    ],
)
def test_what_names_no_article_of_a_run_is_one_line(
    capsys, run: Path, arguments: tuple[str, ...], message: str
):
    code, _, err = command(capsys, "report", str(run), *arguments)
    assert code == 2
    assert message in " ".join(err.split())
    assert err.count("\n") == 1


def test_an_input_that_changed_or_is_gone_is_named(copied: Path, pages: Path, tmp_path: Path):
    folder = tmp_path / "inputs"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.html").write_text(page_of(f"Council {name}"))
    out = batch.run(folder, tmp_path / "other", workers=1).folder
    (folder / "a.html").write_text(page_of("Council of others"))
    (folder / "b.html").unlink()
    with pytest.raises(
        InputError, match=r"a\.html: no longer holds what the run read; put it back"
    ):
        reread(out, "a")
    with pytest.raises(InputError, match=r"b\.html: is missing, and the run read it; put it back"):
        reread(out, "b")


def test_inputs_are_looked_for_beside_the_run_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "stick" / "pages").mkdir(parents=True)
    (tmp_path / "stick" / "pages" / "a.html").write_text(page_of("Council"))
    monkeypatch.chdir(tmp_path / "stick")
    batch.run("pages", "run", workers=1)
    monkeypatch.chdir(tmp_path)
    assert reread("stick/run", "a").corpus.articles.loc[0, "title"] == "Council"


def test_a_record_of_a_table_or_an_archive_is_read_again_as_it_was(tmp_path: Path):
    lines = [{"id": f"a{n}", "title": f"T{n}", "text": f"{PLAIN}\n\nPart {n}."} for n in range(3)]
    (tmp_path / "news.jsonl").write_text("\n\n".join(map(json.dumps, lines)))
    with zipfile.ZipFile(tmp_path / "pages.zip", "w") as packed:
        for number in range(2):
            packed.writestr(f"deep/z{number}.html", page_of(f"Council {number}"))
    out = batch.run([tmp_path / "news.jsonl", tmp_path / "pages.zip"], tmp_path / "run", workers=1)
    ids = pd.read_parquet(out.folder / "articles")["id"].tolist()
    assert len(ids) == 5
    for id in ids:
        again = reread(out.folder, id)
        assert (again.id, again.corpus.articles["id"].tolist()) == (id, [id])
    assert reread(out.folder, "a2").corpus.texts[0].endswith("Part 2.")


def test_a_record_of_a_list_in_one_line_is_read_again_as_it_was(tmp_path: Path):
    rows = [{"id": f"a{n}", "title": f"T{n}", "text": f"{PLAIN}\n\nPart {n}."} for n in range(3)]
    (tmp_path / "news.json").write_text(json.dumps(rows))
    out = batch.run(tmp_path / "news.json", tmp_path / "run", workers=1).folder
    assert pd.read_parquet(out / "articles")["line"].tolist() == [1, 1, 1]
    for number in range(3):
        corpus = reread(out, f"a{number}").corpus
        assert (corpus.articles["id"].tolist(), len(corpus.texts)) == ([f"a{number}"], 1)
        assert corpus.texts[0].endswith(f"Part {number}.")


def test_an_id_that_stands_twice_asks_for_the_number(tmp_path: Path):
    line = {"id": "same", "title": "T", "text": PLAIN}
    (tmp_path / "news.jsonl").write_text(
        "\n".join(json.dumps({**line, "title": f"T{n}"}) for n in range(2))
    )
    out = batch.run(tmp_path / "news.jsonl", tmp_path / "run", workers=1).folder
    with pytest.raises(InputError, match=r"several articles of .* have this id; .* 0, 1"):
        reread(out, "same")
    assert reread(out, "1").corpus.articles.loc[0, "title"] == "T1"
    listing.write_list(out)
    assert "--only 1" in rows_of(out)[1]["title"]


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("news-7", "news-7.html"),
        ("../../etc/passwd", "etc-passwd~3.html"),
        ("a b<i>", "a-b-i~3.html"),
        ("NUL.txt", "NUL.txt~3.html"),
        ("dot.", "dot~3.html"),
        ("é", "~3.html"),
        ("x" * 90, "x" * 60 + "~3.html"),
    ],
)
def test_a_report_has_a_name_that_every_file_system_takes(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, id: str, name: str
):
    monkeypatch.setattr(file_names, "_n_times", lambda *_: {id.lower(): 1})
    assert file_names.report_names(tmp_path, {3: id}) == {3: f"reports/{name}"}


def test_ids_that_differ_in_capitals_alone_have_reports_of_their_own(tmp_path: Path):
    for id in ("one", "ONE"):
        with (tmp_path / "news.jsonl").open("a") as file:
            file.write(json.dumps({"id": id, "title": id, "text": PLAIN}) + "\n")
    out = batch.run(tmp_path / "news.jsonl", tmp_path / "run", workers=1).folder
    names = file_names.report_names(out, {0: "one", 1: "ONE"})
    assert names == {0: "reports/one~0.html", 1: "reports/ONE~1.html"}


def test_a_run_continues_beside_its_list_and_its_reports(copied: Path, pages: Path):
    (copied / "reports").mkdir()
    (copied / "reports" / ".cutline-0.part").write_text("half")
    (copied / "summary.json").unlink()
    batch.run(pages, copied, workers=1, frames="armed-conflict")
    assert (copied / "summary.json").is_file()
    assert (copied / "index.html").is_file()
    assert not list((copied / "reports").iterdir())


def test_a_report_that_cannot_be_made_ends_no_list(capsys, tmp_path: Path):
    folder = tmp_path / "pages"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.html").write_text(page_of(f"Council {name}"))
    given = ("corpus", str(folder), "--out", str(tmp_path / "run"), "--workers", "1")
    assert command(capsys, *given)[0] == 0
    (folder / "a.html").unlink()
    code, _, err = command(capsys, *given, "--reports", "2")
    assert code == 1
    assert "no report:" in err
    assert [row.get("link") for row in rows_of(tmp_path / "run")].count("reports/b.html") == 1


def test_the_strongest_row_of_an_article_has_the_least_p(run: Path):
    rows = pd.read_parquet(run / "differences")
    rows = rows[(rows["target"] == "caption") & rows["p_adjusted"].notna()]
    ranking = pd.read_parquet(run / "ranking.parquet").set_index("article")
    tested = ranking[ranking["p"].notna()]
    assert len(tested)
    for article, least in rows.groupby("article")["p_adjusted"].min().items():
        own = rows[rows["article"] == article]
        key = own["measure"] + "/" + own["category"]
        assert own.loc[key == tested.loc[article, "strongest"], "p_adjusted"].item() == least


def test_the_list_of_a_run_loads_nothing_of_what_draws_a_report():
    code = (
        "import sys, analysis.report.listing;"
        "print({'matplotlib', 'sklearn', 'scipy', 'analysis.report.page'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "set()"

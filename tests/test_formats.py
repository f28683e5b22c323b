from __future__ import annotations

import base64
import csv
import gzip
import hashlib
import io
import json
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis import Corpus, InputError, read, read_text
from analysis.coding.identity import segment_ids
from analysis.corpus import concat
from analysis.measures import MEASURES
from analysis.options import DEFAULTS
from analysis.reading import sources
from analysis.reading.corrections import BY_HAND
from analysis.reading.credits import split_credit

from .conftest import ROOT
from .mutations import EXAMPLES, mutated
from .test_cli import run, write

SEEDS = ("nagorno-karabakh", "control", "planted")
BODY = "The two sides met again on Monday in the town hall. They agreed on little, and nobody spoke to the press afterwards."
every_measure = pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)


def layers(corpus: Corpus) -> list[str]:
    return corpus.segments["layer"].astype(str).tolist()


def texts(corpus: Corpus, layer: str) -> list[str]:
    return [corpus.text(n) for n in corpus.segments.index[corpus.segments["layer"] == layer]]


def problems(corpus: Corpus) -> list[tuple[Any, Any]]:
    return [
        (None if pd.isna(line) else int(line), why)
        for line, why in corpus.problems[["line", "problem"]].to_numpy()
    ]


def refused(given: Any, message: str, **options: Any) -> str:
    with pytest.raises(InputError, match=re.escape(message)) as caught:
        read(given, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def markdown(text: str, **options: Any) -> Corpus:
    return read(text.encode(), format="markdown", **options)


# Several articles in one corpus


@pytest.fixture(scope="module")
def alone() -> list[Corpus]:
    return [read(ROOT / "seeds" / f"{name}.txt") for name in SEEDS]


@pytest.fixture(scope="module")
def joined(alone: list[Corpus]) -> Corpus:
    return concat(alone)


def test_an_article_taken_out_is_as_if_it_had_been_read_alone(alone: list[Corpus], joined: Corpus):
    for number, (name, one) in enumerate(zip(SEEDS, alone, strict=True)):
        for out in (joined.article(number), joined.article(name)):
            for table in ("articles", "segments", "sentences", "tokens"):
                pd.testing.assert_frame_equal(getattr(out, table), getattr(one, table))
            assert out.vocabulary == one.vocabulary
            assert out.texts == one.texts


@every_measure
def test_a_measure_gives_the_same_hits_for_an_article_alone_and_inside_a_corpus(
    measure, alone, joined: Corpus
):
    # One codebook for all: "auto" chooses another for an article alone than for several.
    options = DEFAULTS.but(frames="armed-conflict")
    chosen = {measure.option: options.chosen(measure.option)} if measure.option else {}

    def hits_of(corpus: Corpus) -> pd.DataFrame:
        return measure.hits(corpus, **chosen)

    table = hits_of(joined)
    article = joined.segments["article"].to_numpy()[table["segment"].to_numpy()]
    for number, one in enumerate(alone):
        own = hits_of(one)
        inside = table[article == number].reset_index(drop=True)
        inside["segment"] -= sum(len(other.segments) for other in alone[:number])
        inside["sentence"] -= sum(len(other.sentences) for other in alone[:number])
        assert len(own) > 0
        pd.testing.assert_frame_equal(
            inside.astype(object).fillna(""), own.astype(object).fillna(""), check_dtype=False
        )
        pd.testing.assert_frame_equal(hits_of(joined.article(number)), own)


def test_every_offset_of_a_joined_corpus_leads_to_its_words(joined: Corpus):
    segment = joined.sentences["segment"].to_numpy()[joined.tokens["sentence"]]
    article = joined.segments["article"].to_numpy()[segment]
    for row in range(0, len(joined.tokens), 37):
        start, end = joined.tokens.loc[row, ["start", "end"]]
        assert (
            joined.texts[article[row]][start:end]
            in joined.vocabulary[joined.tokens.loc[row, "word"]]
        )


def test_ids_that_stand_twice_are_told_apart_and_a_wrong_one_lists_those_that_are_there():
    corpus = concat([read_text(f"{word} news.", name="a") for word in ("Good", "Bad", "Old")])
    assert corpus.articles["id"].tolist() == ["a", "a (2)", "a (3)"]
    assert corpus.article("a (2)").text(0) == "Bad news."
    with pytest.raises(ValueError, match=r"unknown article 'b'; the corpus has 3: 'a', 'a \(2\)'"):
        corpus.article("b")
    for number in (3, -1):
        with pytest.raises(
            ValueError, match=f"unknown article {number}; the corpus has 3 articles, from 0"
        ):
            corpus.article(number)
    with pytest.raises(ValueError, match="no corpora"):
        concat([])


def test_problems_travel_with_a_joined_corpus():
    table = read(b'{"text": "One."}\n{"text": 5\n{"text": "Two."}\n', format="jsonl", name="a")
    both = concat([table, read_text("Three.")])
    assert both.problems["line"].tolist() == [2]
    assert both.problems["source"].tolist() == ["a"]
    assert both.article(0).problems.empty


# Markdown

ARTICLE = f"""# Talks resume in the north

By Jane Doe

{BODY.replace("little", "**little**").replace("town hall", "[town hall](https://example.org)")}

![Two people at a table](hall.jpg "Delegates at the hall on Monday (Photo: MoD)")

{BODY}

![](bridge.jpg)

*Soldiers at the bridge. (AP)*

## What next?

![](square.jpg)
_The square_ **at night**

*Caption:* A view of the river

{BODY}

Share this article
"""


def test_markdown_gives_every_block_its_layer():
    corpus = markdown(ARTICLE)
    assert list(zip(layers(corpus), corpus.segments["source_path"], strict=True)) == [
        ("headline", "line 1"),
        ("byline", "line 3"),
        ("body", "line 5"),
        ("caption", "line 7"),
        ("credit", "line 7"),
        ("body", "line 9"),
        ("caption", "line 13"),
        ("credit", "line 13"),
        ("subheading", "line 15"),
        ("caption", "line 18"),
        ("caption", "line 20"),
        ("body", "line 22"),
        ("boilerplate", "line 24"),
    ]
    assert texts(corpus, "caption") == [
        "Delegates at the hall on Monday", "Soldiers at the bridge.", "The square at night", "A view of the river",
    ]  # fmt: skip
    assert texts(corpus, "credit") == ["(Photo: MoD)", "(AP)"]
    assert texts(corpus, "body") == [BODY] * 3
    assert corpus.articles.loc[0, "title"] == "Talks resume in the north"


@pytest.mark.quick
def test_the_stored_text_is_the_readable_text_of_the_blocks():
    corpus = markdown(ARTICLE)
    assert corpus.texts[0].split("\n\n")[:3] == ["Talks resume in the north", "By Jane Doe", BODY]
    assert not re.search(r"[*_#\[\]!]", corpus.texts[0])
    assert "Two people at a table" not in corpus.texts[0]  # alternative text is no visible text


@pytest.mark.parametrize(
    ("block", "layer", "words"),
    [
        ("**Photo caption:** A view of the river", "caption", "A view of the river"),
        ("Caption: A view of the river", "caption", "A view of the river"),
        ("Captions: they tell another story than the text. So it is said.", "body", None),
        ("*An emphasised line far from any image.*", "body", None),
        ("Photo: Reuters", "credit", "Photo: Reuters"),
        ("> A quotation of one line.", "body", "A quotation of one line."),
        ("- An item of a list.", "body", "An item of a list."),
        (
            "<figure><img src=x onerror=alert(1)><figcaption>The <b>hall</b></figcaption></figure>",
            "caption",
            "The hall",
        ),
        (
            "<script>alert(1)</script><p>Words in a tag of their own.</p>",
            "body",
            "Words in a tag of their own.",
        ),
        ("Words ![](x.png) around an image, *and on*.", "body", None),
        ("    indented as code is", "body", "indented as code is"),
        ("Setext\n---", "subheading", "Setext"),
        ("a &amp; b &lt;i&gt; \\*stars\\* `code` <i>x</i>", "body", "a & b <i> *stars* code x"),
    ],
)
def test_markup_tells_the_layer_of_a_block(block: str, layer: str, words: str | None):
    corpus = markdown(f"# Talks\n\n{BODY}\n\n{block}\n\n{BODY}")
    assert layers(corpus) == ["headline", "body", layer, "body"]
    if words is not None:
        assert corpus.text(2) == words


def test_a_line_of_emphasis_that_follows_a_paragraph_that_follows_an_image_is_no_caption():
    corpus = markdown(
        f"# Talks\n\n{BODY}\n\n![](x.png)\n\n{BODY}\n\n*Nothing to do with it, this line.*\n\n{BODY}"
    )
    assert layers(corpus) == ["headline", "body", "body", "body", "body"]


def test_a_title_that_the_visible_caption_repeats_is_said_once():
    corpus = markdown(f'# Talks\n\n{BODY}\n\n![](x.png "The hall")\n*The hall*\n\n{BODY}')
    assert texts(corpus, "caption") == ["The hall"]


def test_front_matter_is_no_text_but_its_title_is_a_headline_where_there_is_no_other():
    head = '---\ntitle: "Talks resume"\ndate: 2021-03-03\ntags: [a, b]\n---\n\n'
    corpus = markdown(f"{head}{BODY}\n\n## Next\n\n{BODY}")
    assert layers(corpus) == ["headline", "body", "subheading", "body"]
    assert corpus.articles.loc[0, ["title", "published"]].tolist() == ["Talks resume", "2021-03-03"]
    assert corpus.segments.loc[1, "source_path"] == "line 7"
    assert layers(markdown(f"{head}# Another\n\n{BODY}")) == ["headline", "body"]
    assert layers(markdown(f'+++\ntitle = "Talks"\n+++\n{BODY}')) == ["headline", "body"]
    assert texts(markdown(f"---\n\n{BODY}\n\n---\n\n{BODY}"), "body") == [BODY, BODY]


def test_the_control_article_in_markdown_has_the_layers_of_its_text():
    plain = read(ROOT / "seeds" / "control.txt")
    blocks = {
        "headline": "# {}",
        "caption": '![](x.jpg "{}")',
    }
    text = "\n\n".join(
        blocks.get(layer, "{}").format(plain.text(number))
        for number, layer in enumerate(layers(plain))
    )
    corpus = markdown(text)
    # Markdown splits the credits that plain text keeps within its captions.
    assert [layer for layer in layers(corpus) if layer != "credit"] == layers(plain)
    assert sum(corpus.segments["n_words"]) == sum(plain.segments["n_words"])


@pytest.mark.parametrize(
    ("text", "credit"),
    [
        ("The hall (Photo: Ann Roe)", "(Photo: Ann Roe)"),
        ("The hall. [Getty Images]", "[Getty Images]"),
        ("The hall (Ann Roe/Reuters).", "(Ann Roe/Reuters)."),
        ("The hall (photo by Ann Roe)", "(photo by Ann Roe)"),
        ("Ann Roe (left) and John Doe (right)", None),
        ("The hall (a picture of misery)", None),
        ("The hall (pa and ma)", None),
        ("The (Photo: Ann Roe) hall", None),
    ],
)
def test_a_credit_in_brackets_at_the_end_is_told_apart(text: str, credit: str | None):
    end = split_credit(text)[1]
    assert (text[end:].strip() or None) == credit


# Tables

RECORDS = [
    {
        "headline": "Talks resume", "Body": f"{BODY}\n\nThe hall at night\n\n{BODY}", "captions": ["The hall at night", "A bridge (Photo: MoD)"],
        "pub_date": "2021-03-03", "publisher": "The Paper",
    },
    {"headline": "No talks", "Body": f"No talks\n\n{BODY}", "captions": [], "pub_date": "2021-03-04", "publisher": "The Paper"},
]  # fmt: skip


def table(format: str, records: list[dict[str, Any]] = RECORDS) -> bytes:
    if format in ("csv", "tsv"):
        flat = [{**row, "captions": "\n".join(row["captions"])} for row in records]
        return pd.DataFrame(flat).to_csv(index=False, sep="\t" if format == "tsv" else ",").encode()
    if format == "parquet":
        out = io.BytesIO()
        pd.DataFrame(records).to_parquet(out)
        return out.getvalue()
    if format == "jsonl":
        return "".join(json.dumps(row) + "\n" for row in records).encode()
    return json.dumps(records, indent=1).encode()


TABLES = ("csv", "tsv", "json", "jsonl", "parquet")


@pytest.mark.parametrize("format", TABLES)
def test_the_same_records_give_the_same_corpus_in_every_format(tmp_path: Path, format: str):
    path = tmp_path / f"news.{format}"
    path.write_bytes(table(format))
    corpus, model = read(path), read(table("jsonl"), format="jsonl", name="news")
    columns = ["article", "layer", "start", "end", "rule", "confidence", "n_words"]
    pd.testing.assert_frame_equal(corpus.segments[columns], model.segments[columns])
    pd.testing.assert_frame_equal(corpus.articles, model.articles)
    assert corpus.texts == model.texts
    assert corpus.problems.empty


def test_a_record_has_the_layers_that_its_columns_say():
    corpus = read(table("csv"), format="csv", name="news")
    assert corpus.articles["id"].tolist() == ["news-1", "news-2"]
    assert corpus.articles["title"].tolist() == ["Talks resume", "No talks"]
    assert corpus.articles["published"].tolist() == ["2021-03-03", "2021-03-04"]
    assert corpus.articles["source"].tolist() == ["The Paper"] * 2
    # The first caption stands in the text, the second behind it; the second article's text repeats its title.
    assert layers(corpus.article(0)) == ["headline", "body", "caption", "body", "caption", "credit"]
    assert layers(corpus.article(1)) == ["headline", "body"]
    assert texts(corpus, "caption") == ["The hall at night", "A bridge"]
    assert corpus.segments["source_path"].tolist()[:2] == ["line 2, headline", "line 2, Body"]


def test_without_a_column_of_captions_the_rules_find_them_and_with_one_they_add_none():
    text = f"{BODY}\n\nDelegates at the hall on Monday (Photo: Ann Roe)\n\n{BODY}"
    row = {"title": "Talks", "text": text}
    assert layers(read(table("json", [row]))) == ["headline", "body", "caption", "body"]
    assert layers(read(table("json", [{**row, "captions": None}]))) == [
        "headline",
        "body",
        "body",
        "body",
    ]


@pytest.mark.parametrize(
    ("cell", "captions"),
    [
        ('["The hall", "A bridge"]', ["The hall", "A bridge"]),
        ("['The hall', \"John's bridge\"]", ["The hall", "John's bridge"]),
        ('[{"url": "x", "caption": "The hall"}]', ["The hall"]),
        ("The hall\nA bridge", ["The hall", "A bridge"]),
        ("The hall | A bridge", ["The hall", "A bridge"]),
        ("The hall; at night, and so on", ["The hall; at night, and so on"]),
        ("[The hall] at night", ["[The hall] at night"]),
        (["The hall", None, " "], ["The hall"]),
        ([{"text": "The hall"}, {"url": "x"}], ["The hall"]),
        ("", []),
        (None, []),
    ],
)
def test_captions_are_a_list_or_joined_text(cell: Any, captions: list[str]):
    assert texts(read(table("json", [{"text": BODY, "captions": cell}])), "caption") == captions


def test_a_list_in_json_keeps_what_stands_around_a_fault():
    for text, titles, lines in (
        ('[{"text": "A."},\n 3,\n{"text": "B."}]', ["A.", "B."], [2]),
        ('[{"text": "A."}\n{"text": "B."},\n{"text": "C."}]', ["A.", "B.", "C."], []),
        ('[{"text": "A."} x,\n{"text": "B."},\n{"text": "C."}]', ["A.", "B.", "C."], [1]),
        ('[{"text": "A."},\n{"text": "B."', ["A."], [2]),
        ('[{"text": "A."},\n{"title": "B"},\n{"text": "C."}]', ["A.", "C."], [2]),
    ):
        corpus = read(text.encode(), format="json")
        assert list(corpus.texts) == titles
        assert corpus.problems["line"].tolist() == lines


@pytest.mark.quick
def test_columns_can_be_given_and_then_win_over_the_guess():
    data = b"body_raw,text,kicker\nThe real text.,nothing,A title\n"
    corpus = read(data, format="csv", columns={"text": "body_raw", "title": "KICKER"})
    assert corpus.texts == ("A title\n\nThe real text.",)
    with pytest.raises(ValueError, match="unknown column 'body'; choose from: text, title"):
        read(data, format="csv", columns={"body": "text"})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"a,b\n1,2\n",
            'no column for the text (found: a, b); name it, as in columns={"text": "b"}',
        ),
        (
            b"text,title,Text\n1,2,3\n",
            "the column 'text' for the text stands twice; rename one of the two",
        ),
        (b"text,title\n", "the table is empty; give at least one record"),
        (b"\n\n", "the table is empty; give a header"),
        (b"", "the table is empty"),
        (
            b'text,title\n"',
            "none of 1 records can be read; the first, line 2: a quotation mark that nothing closes",
        ),
        (b"\x00\x01,\x02", "binary file"),
    ],
)
def test_a_csv_that_is_no_table_of_articles_is_one_clear_line(data: bytes, message: str):
    assert refused(data, message, format="csv", name="a.csv").startswith("a.csv: ")
    refused(data.replace(b",", b"\t"), message, format="tsv")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b'{"a": {"b": {"text": "x"}}}',
            "an object with 'a' where a list of objects with a text should be",
        ),
        (b"[[1, 2], [3]]", "a list of lists where a list of objects"),
        (b"[1, 2]", "a list of single values where"),
        (b"3", "a number where"),
        (b"[]", "the table is empty"),
        (b"", "the file is empty"),
        (b'{"text": ', "no JSON (line 1: Expecting value)"),
        (b"[" * 100_000, "no JSON (nested too deeply)"),
        (b'[{"a": "x"}]', "no column for the text (found: a)"),
        (b'{"a": "x"}', "no column for the text (found: a)"),
        (b'[{"text": {"raw": "x"}}]', "'text' holds an object where a text should be"),
        (b'[{"text": "x", "text": "y"}]', "the key 'text' stands twice"),
        (b'[{"text": "x", "Text": "y"}]', "the column 'text' for the text stands twice"),
        (b'[{"text": "\\ud800"}]', "half of a surrogate pair"),
        (b'[{"text": " "}]', "the text ('text') is empty"),
    ],
)
def test_json_of_another_shape_is_one_clear_line(data: bytes, message: str):
    refused(data, message, format="json")


@pytest.mark.parametrize(
    "wrap", ["{}", '{{"articles": {}}}', '{{"status": "ok", "data": {}, "n": 2}}']
)
def test_json_is_a_list_of_objects_or_an_object_that_holds_one(wrap: str):
    assert len(read(wrap.format(table("json").decode()).encode(), format="json").articles) == 2


def test_json_lines_under_the_name_of_json_are_read():
    assert len(read(table("jsonl"), format="json").articles) == 2


def test_a_broken_record_is_reported_with_its_file_and_line_and_the_rest_is_read(tmp_path: Path):
    lines = [f'{{"title": "Article {n}", "text": "Text {n}."}}' for n in range(1, 8)]
    lines[2] = '{"title": "Broken", "text": "No end'
    lines[4] = '["a list"]'
    for name, text in (("a.jsonl", "\n".join(lines)), ("a.json", "[" + ",\n".join(lines) + "]")):
        (tmp_path / name).write_text(text, encoding="utf-8")
        corpus = read(tmp_path / name)
        assert [line for line, _ in problems(corpus)] == [3, 5]
        assert set(corpus.problems["source"]) == {str(tmp_path / name)}
        assert corpus.articles["title"].tolist() == [f"Article {n}" for n in (1, 2, 4, 6, 7)]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ("one,two,three", "3 cells where the header has 2"),
        ("lonely", "1 cells where the header has 2"),
        ('Bad,"No end of it', "expected after"),
        ('Bad,"Text" and more', "expected after"),
        ("Bad,M\udce4ller", "bytes that are not UTF-8"),
        ("Bad,", "the text ('text') is empty"),
    ],
)
def test_a_broken_row_of_csv_costs_itself_alone(tmp_path: Path, broken: str, why: str):
    rows = [
        "title,text",
        'One,"First, and\nsecond line"',
        broken,
        'Two,"Another ""text"""',
        'Three,"A third."',
        "Four,x",
    ]
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(rows).encode(errors="surrogateescape"))
    corpus = read(path)
    assert corpus.articles["title"].tolist() == ["One", "Two", "Three", "Four"]
    ((line, told),) = problems(corpus)
    assert line == 4
    assert why in told


def test_a_quotation_mark_that_nothing_closes_does_not_swallow_the_file():
    rows = ["title,text", 'Bad,"No end', *(f"Title {n},Text {n}." for n in range(5))]
    corpus = read("\n".join(rows).encode(), format="csv")
    assert len(corpus.articles) == 5
    assert problems(corpus) == [(2, "a quotation mark that nothing closes")]


def test_long_cells_semicolons_and_utf16_are_read_and_the_limit_of_the_csv_module_stays():
    before = csv.field_size_limit()
    assert len(read(f"title;text\nA;{'word ' * 50_000}\n".encode(), format="csv").tokens) == 50_001
    assert csv.field_size_limit() == before
    assert (
        read("title\ttext\nÄ\tDas ist gut.\n".encode("utf-16"), format="tsv").articles.loc[
            0, "title"
        ]
        == "Ä"
    )


@pytest.mark.parametrize("data", [b"", b"PAR1", b"PAR1" + b"\0" * 100 + b"PAR1", b"title,text\n"])
def test_parquet_that_is_none_is_one_clear_line(tmp_path: Path, data: bytes):
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    assert refused(path, "no Parquet file").startswith(f"{path}: ")
    refused(data, "no Parquet file", format="parquet")


def test_parquet_whose_sizes_do_not_fit_its_columns_does_not_end_the_process():
    # pyarrow 26 ends it where the sizes are asked of a column itself.
    out = io.BytesIO()
    pq.write_table(pa.table({"text": [BODY], "captions": [["The hall"]]}), out, store_schema=False)
    may_be_missing, never_missing = b"\x25\x02\x18\x04text", b"\x25\x00\x18\x04text"
    assert out.getvalue().count(may_be_missing) == 1
    refused(out.getvalue().replace(may_be_missing, never_missing), "size mismatch")


def test_parquet_may_hold_lists_of_objects_and_real_dates():
    frame = pd.DataFrame(
        {
            "text": [BODY, BODY],
            "images": [[{"caption": "The hall", "url": "x"}], None],
            "date": pd.to_datetime(["2021-03-03", None]),
        }
    )
    out = io.BytesIO()
    frame.to_parquet(out)
    corpus = read(out.getvalue(), columns={"captions": "images"})
    assert texts(corpus, "caption") == ["The hall"]
    assert corpus.articles["published"].tolist() == ["2021-03-03T00:00:00", None]


# Packed files


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.tsv", "a.json", "a.jsonl"])
def test_packed_files_are_read_as_what_they_hold(tmp_path: Path, name: str):
    data = ARTICLE.encode() if name in ("a.txt", "a.md") else table(name.split(".")[1])
    (tmp_path / name).write_bytes(data)
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))
    plain, packed = read(tmp_path / name), read(tmp_path / f"{name}.gz")
    pd.testing.assert_frame_equal(plain.segments, packed.segments)
    pd.testing.assert_frame_equal(plain.articles, packed.articles)


@pytest.mark.parametrize(
    "name", ["bomb.txt.gz", "bomb.md.gz", "bomb.csv.gz", "bomb.jsonl.gz", "bomb.json.gz", "bomb"]
)
def test_a_gzip_bomb_is_one_clear_line_and_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
):
    monkeypatch.setattr(sources, "_ALWAYS_ALLOWED", 2**20)
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"text\n" + b"word " * 2_000_000))
    refused(path, "unpacks to more than 100 times its size, as no text does")


def test_a_packed_file_has_a_limit_that_the_message_states(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sources, "ARTICLE_LIMIT", 2**20)
    path = tmp_path / "a.txt.gz"
    path.write_bytes(gzip.compress(hashlib.shake_256(b"x").hexdigest(2**20).encode()))
    refused(path, "unpacks to more than 1 MB, the limit for this format")


@pytest.mark.parametrize("cut", [5, 15, -3])
def test_a_broken_gzip_file_is_one_clear_line(tmp_path: Path, cut: int):
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(table("csv"))[:cut])
    refused(path, "the gzip file is broken")


# Folders, patterns, streams


def folder(tmp_path: Path) -> Path:
    for name, data in {
        "b.txt": f"Talks\n\n{BODY}".encode(),
        "a.md": ARTICLE.encode(),
        "deep/c.txt": b"More talks\n\nIn the deep.",
        "news.jsonl": table("jsonl"),
        "broken.txt": b"\x00\x01",
        "picture.png": b"\x89PNG",
        ".hidden.txt": b"Not this.",
        "b.layers.csv": b"block,layer,first_words\n1,caption,The two sides\n",
        "page_files/frame.html": b"<p>Not this.</p>",
        "page.html": b"<h1>A page</h1><figure><figcaption>The hall</figcaption></figure><p>It is so. It was so.</p>",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_a_folder_is_read_in_the_order_of_its_names_and_what_is_broken_is_reported(tmp_path: Path):
    corpus = read(folder(tmp_path))
    assert corpus.articles["id"].tolist() == ["a", "b", "deep/c", "news-1", "news-2", "page"]
    assert layers(corpus.article("b")) == ["headline", "caption"]  # its corrections stand beside it
    assert "The hall" in corpus.article("page").texts[0]
    assert corpus.problems["source"].tolist() == [str(tmp_path / "broken.txt")]
    assert problems(corpus)[0][1].startswith("this is a binary file")
    assert read(folder(tmp_path), corrections=False).article("b").segments.loc[1, "layer"] == "body"


def test_a_pattern_stands_for_the_files_that_match_it(tmp_path: Path):
    folder(tmp_path)
    assert read(f"{tmp_path}/*.md").articles["id"].tolist() == ["a"]
    assert read(tmp_path / "**" / "[ac].*").articles["id"].tolist() == ["a", "c"]
    refused(f"{tmp_path}/*.pdf", "no file matches this pattern")
    refused(f"{tmp_path}/bro*", "none of 1 files can be read; the first")
    (tmp_path / "what [now].txt").write_text("So it is named.", encoding="utf-8")
    assert read(tmp_path / "what [now].txt").articles.loc[0, "id"] == "what [now]"


def test_bytes_streams_and_standard_input_tell_their_format_by_their_beginning(
    tmp_path, monkeypatch
):
    assert layers(read(f"Talks\n\n{BODY}".encode())) == ["headline", "body"]
    assert layers(read(io.StringIO(f"Talks\n\n{BODY}"))) == ["headline", "body"]
    assert len(read(io.BytesIO(table("json"))).articles) == 2
    assert len(read(table("jsonl")).articles) == 2
    assert len(read(gzip.compress(table("parquet"))).articles) == 2
    assert (
        read(b"\n<!DOCTYPE html><h1>Talks</h1><p>They met. They parted.</p>")
        .segments["source_path"]
        .notna()
        .all()
    )
    (tmp_path / "a.txt").write_text("From a file.", encoding="utf-8")
    with (tmp_path / "a.txt").open("rb") as file:
        assert read(file).articles.loc[0, "id"] == "a"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"From standard input.")))
    assert read("-").texts == ("From standard input.",)
    assert "bytes: " in refused(b"", "the file is empty")
    assert "mine: " in refused(b"\x00\x01", "binary", name="mine")


def test_title_and_source_are_set_and_a_title_is_for_one_article():
    corpus = read(b"It is so.", title="Mine", source="here", name="it")
    assert corpus.articles.loc[0, ["id", "title", "source"]].tolist() == ["it", "Mine", "here"]
    assert set(read(table("csv"), format="csv", source="here").articles["source"]) == {"The Paper"}
    with pytest.raises(ValueError, match="the title 'Mine' names one article; this input holds 2"):
        read(table("csv"), format="csv", title="Mine")
    with pytest.raises(ValueError, match="unknown format 'xyz'; choose from: text, markdown"):
        read(b"x", format="xyz")
    refused(b"It is so.", "is read as text, which has no columns", columns={"text": "body"})


# Web archives

HTML = "<html><h1>Title {n}</h1><figure><img src=x><figcaption>Caption number {n} of them</figcaption></figure><p>Paragraph one of {n}. And two of {n}.</p></html>"


def archive(*, packed: bool, count: int = 4) -> tuple[bytes, list[int]]:
    """A web archive with an info record and pages, a redirect and a picture among them; and where its records begin."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    out = io.BytesIO()
    writer = WARCWriter(out, gzip=packed)
    places = [out.tell()]
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "test"}))
    answers = [(HTML.format(n=n), "200 OK", "text/html; charset=utf-8") for n in range(count)]
    answers += [
        ("<p>Moved. Gone.</p>", "301 Moved", "text/html"),
        ("GIF89a", "200 OK", "image/gif"),
    ]
    for n, (content, status, kind) in enumerate(answers):
        places.append(out.tell())
        heads = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        address = f"http://example.org/{n}"
        record = writer.create_warc_record(
            address, "response", payload=io.BytesIO(content.encode()), http_headers=heads
        )
        writer.write_record(record)
    return out.getvalue(), places


both_packings = pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])


@both_packings
def test_every_html_response_of_a_web_archive_is_a_page(tmp_path: Path, packed: bool):
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    path.write_bytes(archive(packed=packed)[0])
    for corpus in (read(path), read(path.read_bytes(), format="warc")):
        assert corpus.articles["id"].tolist() == [f"http://example.org/{n}" for n in range(4)]
        assert corpus.problems.empty
        assert [text for n in range(4) for text in texts(corpus.article(n), "caption")] == [
            f"Caption number {n} of them" for n in range(4)
        ]


@both_packings
def test_a_record_that_is_cut_short_is_reported_and_the_rest_is_read(packed: bool):
    data, places = archive(packed=packed)
    begin, end = places[2], places[3]  # the second page
    for cut in (data[: end - 60] + data[end:], data[: begin + 40] + data[end:]):
        corpus = read(cut, format="warc", name="a.warc")
        assert corpus.articles["id"].tolist() == [f"http://example.org/{n}" for n in (0, 2, 3)]
        assert corpus.problems["line"].tolist() == [3]
        assert corpus.problems["source"].tolist() == ["a.warc"]
    corpus = read(data[: places[4] + 100], format="warc")
    assert len(corpus.articles) == 3
    assert len(corpus.problems) == 1


def test_a_faulty_address_prints_nothing():
    data, _ = archive(packed=False)
    faulty = data.replace(b"http://example.org/1", b"http://exam le.org/1")
    code = "import sys; from analysis import read; read(sys.stdin.buffer.read(), format='warc')"
    done = subprocess.run(
        [sys.executable, "-c", code], input=faulty, capture_output=True, check=True, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_one_stream_that_holds_all_records_is_cut_as_well():
    data, _ = archive(packed=False)
    assert len(read(gzip.compress(data), format="warc").articles) == 4
    corpus = read(gzip.compress(data)[:-40], format="warc")
    assert len(corpus.articles) + len(corpus.problems) >= 2
    assert len(corpus.problems) == 1


@pytest.mark.parametrize("packing", ["gzip", "deflate", "chunked", "br"])
def test_a_page_is_unpacked_as_its_head_says(packing: str):
    import zlib

    content = HTML.format(n=1).encode()
    packed = {
        "gzip": gzip.compress(content),
        "deflate": zlib.compress(content),
        "chunked": b"%x\r\n%s\r\n0\r\n\r\n" % (len(content), content),
        "br": b"\x1b\x00\x00",
    }[packing]
    head = "Transfer-Encoding: chunked" if packing == "chunked" else f"Content-Encoding: {packing}"
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{head}\r\n\r\n".encode() + packed
    record = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.b/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    if packing == "br":
        refused(
            record.encode() + http + b"\r\n\r\n",
            "http://a.b/: packed as br, which is not read here",
        )
    else:
        assert texts(read(record.encode() + http + b"\r\n\r\n"), "caption") == [
            "Caption number 1 of them"
        ]


@pytest.mark.quick
@pytest.mark.parametrize(
    "data", [b"", b"Hello", b"WARC/1.0\r\n", b"\x1f\x8b\x08", gzip.compress(b"Hello", mtime=0)]
)
def test_a_web_archive_that_is_none_is_one_clear_line(tmp_path: Path, data: bytes):
    path = tmp_path / "a.warc"
    path.write_bytes(data)
    refused(path, f"{path}: ")


# Corrections and the annotated page


def test_corrections_win_over_the_markup_of_markdown(tmp_path: Path):
    (tmp_path / "a.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "a.layers.csv").write_text(
        "block,layer,first_words\n5,caption,The two sides\n", encoding="utf-8"
    )
    corpus = read(tmp_path / "a.md")
    assert corpus.segments.loc[5, ["layer", "rule", "confidence"]].tolist() == [
        "caption",
        "corrected by hand",
        1.0,
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", ARTICLE),
        ("a.txt", f"Talks\n\n{BODY}\n\n=1+1, he said. So it is.\n\n“Yes,” they said; “no”."),
    ],
)
def test_layers_write_puts_a_table_beside_the_article_that_changes_no_label(
    capsys, tmp_path: Path, name: str, text: str
):
    article = write(tmp_path, text, name)
    before = layers(read(article))
    code, out, err = run(capsys, "layers", article, "--write")
    beside = tmp_path / "a.layers.csv"
    assert code == 0
    assert all("page furniture" in line for line in err.splitlines())
    assert str(beside) in out
    rows = list(csv.DictReader(beside.open(encoding="utf-8")))
    assert list(rows[0]) == ["block", "layer", "first_words", "by_rules", "checked"]
    assert "Layers: headline, standfirst, " in " ".join(out.split())
    assert not (read(article).segments["rule"] == BY_HAND).any()
    assert [row["layer"] for row in rows] == before == layers(read(article))
    assert not any(
        row["first_words"].startswith("=") for row in rows
    )  # a spreadsheet would reckon it

    beside.write_text("block,layer,first_words\n1,boilerplate,\n", encoding="utf-8")
    code, _, err = run(capsys, "layers", article, "--write")
    assert code == 2
    assert f"{beside}: exists already; correct it, or overwrite it with --force" in err
    assert layers(read(article))[1] == "boilerplate"
    said = "1 label was corrected by hand (a.layers.csv)."
    for command in ("layers", "compare"):
        assert said in run(capsys, command, article)[1]
    report = tmp_path / "report.html"
    assert said in run(capsys, "report", article, "-o", str(report))[1]
    assert said in report.read_text(encoding="utf-8").partition('id="findings"')[0]
    assert run(capsys, "layers", article, "--write", "--force")[0] == 0
    assert len(beside.read_text(encoding="utf-8").splitlines()) == len(before) + 1


def test_layers_write_is_refused_where_nothing_can_stand_beside(capsys, tmp_path: Path):
    records = write(tmp_path, table("csv"), "a.csv")
    seeds = {path.name: path.read_bytes() for path in (ROOT / "seeds").iterdir()}
    for arguments, message in (
        ((), "the seed article is never edited"),
        (("-",), "corrections stand beside one file"),
        ((str(tmp_path),), "corrections stand beside one file"),
        ((records,), "holds records, which have no corrections"),
    ):
        code, _, err = run(capsys, "layers", *arguments, "--write")
        assert code == 2
        assert message in err
        assert err.count("\n") == 1
    assert {path.name: path.read_bytes() for path in (ROOT / "seeds").iterdir()} == seeds


@pytest.mark.parametrize("option", ["--write", "--ask"])
@pytest.mark.parametrize("only", [(), ("--only", "0")])
def test_no_corrections_are_written_for_one_of_several_articles(
    capsys, tmp_path: Path, option: str, only: tuple[str, ...]
):
    export = tmp_path / "export.txt"
    export.write_bytes((ROOT / "seeds" / "export.txt").read_bytes())
    code, _, err = run(capsys, "layers", str(export), option, *only)
    assert code == 2
    assert "corrections belong next to a file of one article" in err
    assert list(tmp_path.iterdir()) == [export]


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def test_the_annotated_page_shows_the_article_and_holds_nothing_that_runs(capsys, tmp_path: Path):
    evil = '<script>alert(1)</script> <img src=x onerror=alert(1)> {{ 7 * 7 }} "\' onmouseover="x </style>'
    article = write(
        tmp_path,
        f"Talks {evil}\n\n{BODY}\n\nDelegates {evil} (Photo: Ann Roe)\n\n{BODY}\n\nx\x01\x02y",
    )
    place = tmp_path / "out.html"
    code, out, _ = run(capsys, "layers", article, "--annotated", str(place))
    assert code == 0
    assert str(place) in out
    page = place.read_text(encoding="utf-8")
    parsed = _Tags()
    parsed.feed(page)
    assert {tag for tag, _ in parsed.tags} <= set(
        "html head meta title style body header h1 p ul li main div span bdi".split()
    )
    assert not any(
        name.startswith("on") or name in ("src", "href", "style")
        for _, held in parsed.tags
        for name in held
    )
    assert evil in parsed.text
    assert page.count(BODY) == 2
    assert "\x01" not in page
    policy = next(
        held["content"]
        for tag, held in parsed.tags
        if held.get("http-equiv") == "Content-Security-Policy"
    )
    style = page.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert (
        policy
        == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert "url(" not in style
    assert any(held.get("name") == "viewport" for _, held in parsed.tags)
    corpus = read(article)
    blocks = [
        str(held["class"]).split()
        for tag, held in parsed.tags
        if str(held.get("class")).startswith("block ")
    ]
    assert [layer for _, layer in blocks] == layers(corpus)
    for rule in corpus.segments["rule"]:
        assert rule in parsed.text


def test_the_annotated_page_is_not_written_over_the_article(capsys, tmp_path: Path):
    article = write(tmp_path, f"Talks\n\n{BODY}")
    for place, remedy in (
        (article, "is the article itself; give another name"),
        (str(tmp_path), "give the name of a file"),
    ):
        code, _, err = run(capsys, "layers", article, "--annotated", place)
        assert code == 2
        assert remedy in err
    assert read(article).texts == (f"Talks\n\n{BODY}",)


def test_the_command_takes_one_article_of_several_and_tells_what_it_left_out(
    capsys, tmp_path: Path
):
    path = write(tmp_path, table("jsonl") + b"{broken\n", "news.jsonl")
    code, out, err = run(capsys, "compare", path, "--only", "news-1", "--format", "json")
    assert (code, json.loads(out)["article"]) == (
        1,
        "news-1",
    )  # more than a tenth of the table could not be read
    assert re.search(r"left out: .*news\.jsonl: line 3: no JSON", err)
    assert run(capsys, "layers", path, "--only", "1")[0] == 1
    code, out, _ = run(capsys, "layers", path)
    assert code == 1
    opening, _, advice = out.partition("\n\n")[0].rpartition("\n")
    assert (
        " ".join(opening.split()) == f"{path} holds 2 articles. To see the layers of one, name it:"
    )
    same = run(capsys, *shlex.split(advice)[1:])[1]
    assert same == run(capsys, "layers", path, "--only", "news-1")[1] != ""
    assert re.search(r"news-2 .*No talks", out)
    for arguments, message in (
        (
            ("--annotated", str(tmp_path / "page.html")),
            "holds 2 articles, JSON Lines ('news-1', 'news-2', …); choose one with --only",
        ),
        (("--only", "7"), "unknown article 7"),
        (("--column", "text"), "--column text: names no column; write it as text=body_raw"),
        (("--column", "text=nothing"), "there is no column 'nothing'"),
    ):
        code, _, err = run(capsys, "layers", path, *arguments)
        assert code == 2
        assert message in err.splitlines()[-1]
    (tmp_path / "many").mkdir()
    code, out, err = run(capsys, "compare", str(folder(tmp_path / "many")), "--only", "a")
    assert (code, "1 of 6 files cannot be read" in err) == (1, True)
    assert "Talks resume in the north" in out


@pytest.mark.parametrize(
    "command",
    [
        ("layers", "--annotated", "a.html"),
        ("compare",),
        ("report",),
        ("figures", "--folder", "figures", "--article"),
        ("notebooks", "01", "--folder", "notebooks", "--article"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_that_takes_one_article_of_several_advises_no_option_that_it_lacks(
    capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
):
    monkeypatch.chdir(tmp_path)
    name, *options = command
    path = write(tmp_path, table("jsonl"), "news.jsonl")
    given = [path, *options] if name in ("layers", "compare", "report") else [*options, path]
    code, _, err = run(capsys, name, *given)
    assert (code, err.count("\n")) == (2, 1)
    assert "holds 2 articles, JSON Lines ('news-1', 'news-2', …); " in err
    advised = set(re.findall(r"--[a-z]+", err))
    assert advised <= set(re.findall(r"--[a-z]+", run(capsys, name, "-h")[1]))
    assert advised or name == "notebooks"


def test_the_figures_of_one_article_of_several_are_drawn(capsys, tmp_path: Path):
    path = write(tmp_path, table("jsonl"), "news.jsonl")
    drawn = {}
    for name in ("news-1", "news-2"):
        given = ("--article", path, "--only", name, "--folder", str(tmp_path / name))
        code, _, err = run(capsys, "figures", "01-layers", *given, "--format", "svg")
        assert code == 0, err
        drawn[name] = (tmp_path / name / "01-layers.svg").read_bytes()
    assert drawn["news-1"] != drawn["news-2"]


def test_columns_are_known_in_the_languages_of_the_databases():
    for header in (
        "Titel;Volltext;Datum;Quelle;Bildunterschrift",
        "Titre,Texte,Date,Source,Légende",
        "Заголовок,Анонс,Дата,Источник,Подпись",
    ):
        delimiter = ";" if ";" in header else ","
        row = delimiter.join(["Talks", "They met.", "2026-11-02", "Courier", "The hall."])
        corpus = read(f"{header}\n{row}\n".encode(), name="news")
        about = corpus.articles.loc[0, ["title", "source", "published"]].tolist()
        assert about == ["Talks", "Courier", "2026-11-02"]
        assert corpus.layer_sizes()["words"].to_dict() == {"headline": 1, "body": 2, "caption": 2}


# Anything at all


@pytest.mark.slow(reason="sixty broken inputs of each format are read")
@pytest.mark.parametrize("ending", EXAMPLES)
@settings(
    max_examples=60, deadline=60_000, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(seed=st.integers(0, 2**32 - 1), noise=st.binary(max_size=40))
def test_a_mutated_input_is_read_or_refused_in_one_line(ending: str, seed: int, noise: bytes):
    data = mutated(EXAMPLES[ending], seed, noise)
    try:
        corpus = read(data, format=ending)
    except InputError as refusal:
        message = str(refusal)
        corpus = None
    if corpus is None:
        assert message.isprintable()
        return
    assert len(corpus.articles) == len(corpus.texts) > 0
    for row in corpus.segments.itertuples():
        assert 0 <= row.start < row.end <= len(corpus.texts[row.article])


def test_reading_a_text_imports_no_library_of_another_format():
    heavy = (
        "{'markdown_it', 'jinja2', 'warcio', 'lxml', 'pyarrow.parquet', 'matplotlib',"
        " 'email.policy', 'plistlib', 'pypdfium2', 'python_calamine', 'xlrd'}"
    )
    code = f"import sys; from analysis import read; read(b'It is so.'); print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_each_further_record_of_one_id_gets_a_number_of_its_own(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    texts = [f"The two sides met again on day {n}. They agreed." for n in range(5)]
    ids = ["a", "a", "b", "a", "a"]
    lines = [json.dumps({"id": id, "text": text}) for id, text in zip(ids, texts, strict=True)]
    path.write_text("\n".join(lines), encoding="utf-8")
    corpus = read(path)
    assert corpus.articles["id"].tolist() == ["a", "a (2)", "b", "a (3)", "a (4)"]


def test_segments_of_an_article_that_is_there_three_times_have_names_of_their_own(tmp_path: Path):
    record = json.dumps({"text": "The two sides met again on Monday. They agreed."})
    (tmp_path / "a.jsonl").write_text("\n".join([record] * 4), encoding="utf-8")
    corpus = read(tmp_path / "a.jsonl")
    assert len(corpus.texts) == 4
    assert len(set(segment_ids(corpus).values())) == len(corpus.segments)

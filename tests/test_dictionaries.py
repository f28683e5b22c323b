"""Dictionaries in scholars' formats: what is read, what is reported, and that nothing is lost between the two."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from analysis import InputError, cli, comparison, framing, read_text
from analysis.cli import app
from analysis.figures import render
from analysis.lexicons.codebook import Codebook, as_toml, known_codebooks, load_codebook
from analysis.lexicons.dictionaries import FORMATS, read_dictionary
from analysis.lexicons.dictionaries.terms import read_term
from analysis.lexicons.dictionaries.text import decoded_list, lines_of
from analysis.lexicons.frames import WHICH_TERM_COUNTS
from analysis.lexicons.marked import find_terms

from .conftest import ROOT
from .mutations import mutated

README = (ROOT / "analysis" / "lexicons" / "README.md").read_text(encoding="utf-8")
# The lists that the README shows, by the names of their files.
EXAMPLES = {
    f"mine.{ending}": re.findall(rf"^```{fence}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[0]
    for ending, fence in (("csv", "csv"), ("dic", "text"))
}


def reading(folder: Path, name: str, content: str | bytes) -> Codebook:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return load_codebook(path)


def terms(book: Codebook) -> dict[str, dict[str, float]]:
    return {
        key: {term: frame.weights.get(term, 1.0) for term in frame.terms}
        for key, frame in book.frames.items()
    }


def words(book: Codebook) -> dict[str, list[str]]:
    return {key: list(frame.terms) for key, frame in book.frames.items()}


def losses(book: Codebook) -> list[tuple[int, bool]]:
    return [(loss.line, loss.partly_used) for loss in book.lost]


LEGEND = "%\n1\tharm\n02\tcare\n%\n"

# name, content, words by category, lines of the loss report and whether they are used in part
READ = {
    "tabs": ("a.dic", LEGEND + "kill\t1\ncare*\t02\n", {"harm": ["kill"], "care": ["care*"]}, []),
    "spaces for tabs": ("a.dic", LEGEND + "kill  1  2\ncar crash 1\n", {"harm": ["kill", "car crash"], "care": ["kill"]}, []),
    "zeros before numbers": ("a.dic", LEGEND + "kill\t001\nhelp\t2\n", {"harm": ["kill"], "care": ["help"]}, []),
    "tabs and spaces mixed": ("a.dic", LEGEND + "kill  \t\t01 2 \t\n\tmaim 01\t2\n", {"harm": ["kill", "maim"], "care": ["kill", "maim"]}, []),
    "spaces beside the signs": ("a.dic", "%\t\t\r\n01        harm\r\n%\t \r\nkill*\t\t\t01     \r\n", {"harm": ["kill*"]}, []),
    "old Macintosh lines": ("a.dic", "%\r1\tharm\r%\rkill\t1\r", {"harm": ["kill"]}, []),
    "a phrase that ends in a number": ("a.dic", LEGEND + "catch 22\t2\narticle 5  1\n", {"harm": ["article 5"], "care": ["catch 22"]}, []),
    "a name of several words": ("a.dic", "%\n1\tsocial harm  (SH)\n%\nkill\t1\n", {"social harm (SH)": ["kill"]}, []),
    "two lines for a word": ("a.dic", LEGEND + "kill\t1\nkill\t2\nkill\t1\n", {"harm": ["kill"], "care": ["kill"]}, []),
    "an undefined category": ("a.dic", LEGEND + "kill\t1\t9\nhelp\t9\n", {"harm": ["kill"], "care": []}, [(5, True), (6, False)]),
    "a word without category": ("a.dic", LEGEND + "kill\t1\nhelp\n", {"harm": ["kill"], "care": []}, [(6, False)]),
    "conditions": ("a.dic", LEGEND + "kind\t<of>1/2\nlike\t(02 134)1/2\t2\nkill\t1\nmean (1)2\n", {"harm": ["kill"], "care": ["like"]}, [(5, False), (6, True), (8, False)]),
    "a number given twice": ("a.dic", "%\n1\tharm\n01\tcare\n%\nkill\t1\n", {"harm": ["kill"], "care": []}, [(3, False)]),
    "text above the legend": ("a.dic", "My list\n%\n1\tharm\n%\nkill\t1\n", {"harm": ["kill"]}, [(1, False)]),
    "levels of LIWC 2015": (
        "a.dic", "%\n1\taffect\n\t2\tposemo\n\t3\tnegemo\n\t\t4\tanger\n5\tsocial\nrest\n\t6\tfiller\nalone\n%\nhate\t1\t3\t4\nnice\t2\nthem\t5\num\t6\n",
        {"affect": ["hate"], "affect/posemo": ["nice"], "affect/negemo": ["hate"], "affect/negemo/anger": ["hate"], "social": ["them"], "rest": [], "rest/filler": ["um"], "alone": []},
        [(9, False)],
    ),
    "levels by spaces": ("a.dic", "%\n1\taffect\n    2  posemo\n%\nnice\t2\n", {"affect": [], "affect/posemo": ["nice"]}, []),
    "numbers set to the right": ("a.dic", "%\n10 care\n 1 harm\n %\nkill\t1\nhelp\t10\n", {"care": ["help"], "harm": ["kill"]}, []),
    "emoticons": ("a.dic", LEGEND + ":)\t1\t2\n(:\t2\n:d\t2\n8)\t2\n<3\t2\nkill\t1\n", {"harm": ["kill"], "care": []}, [(5, False), (6, False), (7, False), (8, False), (9, False)]),
    "punctuation at a word": ("a.dic", LEGEND + "Dr.\t2\nU.S.\t2\nand/or\t1\nnon-\t1\nit's\t1\n#MeToo\t1\n", {"harm": ["and/or", "#metoo"], "care": ["dr", "u.s."]}, [(5, True), (8, False), (9, False)]),
    "phrases": ("a.dic", LEGEND + "No Man’s  Land\t1\nred, white\t1\nheld * liable\t1\n", {"harm": ["no man land", "held * liable"], "care": []}, [(6, False)]),
    "globs": ("a.dic", LEGEND + "abandon*\t1\n*phobia\t1\nsk?ll\t1\n**\t1\nkind**\t2\n", {"harm": ["abandon*", "*phobia", "sk?ll"], "care": ["kind*"]}, [(8, False)]),
    "columns of LIWC-22": ("a.dicx", "DicTerm,emotion,topic\nnice,X,\n\"south africa*\",,x\nboth,1,1\n", {"emotion": ["nice", "both"], "topic": ["south africa*", "both"]}, []),
    "categories of a table with names of columns": ("a.csv", "term,emotion,fear\nnice,X,\nbad,X,X\n", {"emotion": ["nice", "bad"], "fear": ["bad"]}, []),
    "row numbers of R": ("a.csv", '"","word","sentiment"\n"1","nice","positive"\n"2","bad","negative"\n', {"positive": ["nice"], "negative": ["bad"]}, []),
    "a column without a name": ("a.csv", ",word,good\n1,nice,X\n,,\n2,bad,\n", {"good": ["nice"]}, [(1, True), (4, False)]),
    "accents in two characters": ("a.lc3", "+A\ncafe\u0301*\n", {"A": ["café*"]}, []),
    "faults in columns": ("a.dicx", "DicTerm,good\nnice,X\n,X\nlone,\nodd,maybe\nlong,X,X\n\"open,X\n,\n", {"good": ["nice", "long"]}, [(3, False), (4, False), (5, False), (6, True), (7, False)]),
    "lists in YAML": ("a.yml", "econ:\n  - tax*\n  - 'free trade'\nlaw: [court, judge]\none: bill\nnone:\n", {"econ": ["tax*", "free trade"], "law": ["court", "judge"], "one": ["bill"], "none": []}, []),
    "levels in YAML": ("a.yaml", "AFRICA:\n  EAST:\n    BI: [burundi, burundian*]\n  WEST: [ghana]\n", {"AFRICA": [], "AFRICA/EAST": [], "AFRICA/EAST/BI": ["burundi", "burundian*"], "AFRICA/WEST": ["ghana"]}, []),
    "words beside categories in YAML": ("a.yml", "a:\n  - x1\n  - b: [y1]\nc:\n  d: [z1]\n  __: [w1]\n", {"a": ["x1"], "a/b": ["y1"], "c": ["w1"], "c/d": ["z1"]}, []),
    "no is a word, NO a country": ("a.yml", "NO: [norway, no, yes, 007, 1.50 euro, null]\n", {"NO": ["norway", "no", "yes", "007", "1.50 euro", "null"]}, []),
    "a name twice in YAML": ("a.yml", "a: [x1]\nb: [y1]\na: [z1]\n", {"a": ["x1", "z1"], "b": ["y1"]}, []),
    "a glob without quotes": ("a.yml", "a:\n  - *phobia\n  - x1\n", {"a": ["*phobia", "x1"]}, []),
    "line ends of Unicode": ("a.yml", "a:\n  - 'one\u2028two'\n  - ':)'\n", {"a": ["one two"]}, [(3, False)]),
    "aliases": ("a.yml", "a: &big [x1]\nb: *big\n", {"a": ["x1"], "b": []}, [(1, True), (2, False)]),
    "words outside categories in YAML": ("a.yml", "a: [x1]\n? [k]\n: [y1]\n", {"a": ["x1"]}, [(2, False)]),
    "lines of Lexicoder": ("a.lc3", "+A CATEGORY\n more \n Peace talks\n+B\n had\n", {"A CATEGORY": ["more", "peace talks"], "B": ["had"]}, []),
    "+, colours and colons in names": ("a.lc3", "++STATE+\n tax\n+=STATE=\n rate\n+LAW: \"courts\" #ff00AA\n judge\n+RED [255, 0,0]\n wine\n", {"+STATE+": ["tax"], "=STATE=": ["rate"], 'LAW: "courts"': ["judge"], "RED": ["wine"]}, []),
    "words above the first name": ("a.lcd", "stray\n+\nlost\n+A\nkept\n", {"A": ["kept"]}, [(1, False), (2, False), (3, False)]),
    "words beside categories in Yoshikoder": (
        "a.ykd", '<?xml version="1.0"?>\n<dictionary style="050805" patternengine="substring">\n<cnode name="a" color="1.0 0.0 0.0">\n<pnode name="x1"/>\n<cnode name="b">\n<pnode name="y &amp; z"/><pnode name="y1"/>\n</cnode>\n<pnode name="x2"/>\n</cnode>\n<pnode name="out"/>\n</dictionary>',
        {"a": ["x1", "x2"], "a/b": ["y1"]}, [(6, False), (10, False)],
    ),
    "Lexicoder's XML": ("a.lcd", '<dictionary style="Lexicoder" name="d"><cnode name="+A">\n<pnode name=" more "/></cnode></dictionary>', {"+A": ["more"]}, []),
    "regular expressions": ("a.ykd", '<dictionary patternengine="regexp"><cnode name="a">\n<pnode name="tax.*"/>\n<pnode name="(a|b)c"/>\n<pnode name="x1"/></cnode></dictionary>', {"a": ["tax*", "x1"]}, [(3, False)]),
    "lines of WordStat": ("a.cat", "A CATEGORY\n\tMORE (1)\n\tCAPE_TOWN (1)\n\tSOUTH AFRICA* (1)\nB\n\tHAD (1)\n", {"A CATEGORY": ["more", "cape town", "south africa*"], "B": ["had"]}, []),
    "levels of WordStat": ("a.cat", "S\n   \tB\n   \t\tx1 (1)\n   \tC\n   \t\ty1 (1)\n\tz1 (1)\n", {"S": ["z1"], "S/B": ["x1"], "S/C": ["y1"]}, []),
    "levels of WordStat by spaces": ("a.cat", "S\n    B\n        x1 (1)\n", {"S": [], "S/B": ["x1"]}, []),
    "WordStat set flat": ("a.cat", "A\nx1 (1)\ny1 (1)\nB\nz1 (1)\n", {"A": ["x1", "y1"], "B": ["z1"]}, []),
    "rules of WordStat": (
        "a.cat", "A\n\tGOOD (1)\n\tSATISFIED NEAR #PROFESSOR (1)\n\t@RULE [GOOD NOT AFTER #NEGATION /S C3] (1)\n\tTAX BEFORE CUT (1)\n\tLAW AND ORDER (1)\n\tNEAR (1)\n\tday after tomorrow (1)\n",
        {"A": ["good", "law and order", "near", "day after tomorrow"]}, [(3, False), (4, False), (5, False)],
    ),
    "a name in brackets in WordStat": ("a.cat", "A (old)\n\tx1 (1)\nEMPTY\n", {"A (old)": ["x1"], "EMPTY": []}, [(3, False)]),
}  # fmt: skip


@pytest.mark.quick
@pytest.mark.parametrize(("name", "content", "expected", "lost"), READ.values(), ids=READ)
def test_what_is_read_and_what_is_reported(
    tmp_path: Path, name: str, content: str, expected: dict, lost: list
):
    book = reading(tmp_path, name, content)
    assert words(book) == expected
    assert losses(book) == lost
    assert all(
        loss.why and loss.text
        for loss in book.lost
        if loss.text or content.splitlines()[loss.line - 1].strip()
    )


WEIGHTED = {
    "a.cat": "A\n\tbad (10)\n\tworse (0.5)\n\tworst (-1,5)\n\tplain (1)\n\tbroken (1.2.3)\n",
    "a.csv": "Word,Category,Weight\nbad,A,10\nworse,A,0.5\nworst,A,\"-1,5\"\nplain,A,\nbroken,A,high\n",
    "b.csv": "word;A\nbad;10\nworse;0,5\nworst;-1,5\nplain;x\nbroken;1.2.3\n",
    "a.dicx": "DicTerm,A\nbad,10\nworse,0.5\nworst,-1.5\nplain,1\nbroken,1e999\nnone,0\n",
    "a.ykd": '<dictionary><cnode name="A">\n<pnode name="bad" score="10"/>\n<pnode name="worse" score="0.5"/>\n<pnode name="worst" weight="-1.5"/>\n<pnode name="plain"/>\n<pnode name="broken" score="x"/>\n</cnode></dictionary>',
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), WEIGHTED.items(), ids=WEIGHTED)
def test_weights_of_every_format(tmp_path: Path, name: str, content: str):
    book = reading(tmp_path, name, content)
    assert terms(book) == {"A": {"bad": 10, "worse": 0.5, "worst": -1.5, "plain": 1}}
    assert [line for line, _ in losses(book)] == ([6, 7] if name == "a.dicx" else [6])


def test_words_with_weights_in_yaml(tmp_path: Path):
    book = reading(tmp_path, "a.yml", "A:\n  bad: 2\n  good: -0.5\nB:\n  C: [x1]\n")
    assert terms(book) == {"A": {"bad": 2, "good": -0.5}, "B": {}, "B/C": {"x1": 1}}


def test_another_weight_for_the_same_word_is_reported(tmp_path: Path):
    book = reading(tmp_path, "a.csv", "term,category,weight\nbad,A,2\nbad,A,2\nbad,A,3\n")
    assert terms(book) == {"A": {"bad": 2}}
    assert losses(book) == [(4, False)]


@pytest.mark.quick
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]
)
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(tmp_path: Path, encoding: str, ends: str):
    content = ends.join(["%", "1\tharm", "%", "tuer\t1", "naïve café\t1", ""])
    book = reading(tmp_path, "a.dic", content.encode(encoding))
    assert words(book) == {"harm": ["tuer", "naïve café"]}
    assert losses(book) == ([(5, True)] if encoding in ("cp1252", "latin-1") else [])


def test_windows_1252_is_more_than_latin_1(tmp_path: Path):
    book = reading(tmp_path, "a.lc3", "+“Œuvre”\nœuf\n".encode("cp1252"))
    assert words(book) == {"“Œuvre”": ["œuf"]}


def test_each_reason_says_what_is_in_the_way(tmp_path: Path):
    book = reading(tmp_path, "a.lc3", "+A\nand+or\nnon-\nit's\na & b\n;-)\nkept\n")
    told = [loss.why for loss in book.lost]
    pieces = [
        "several words that punctuation divides",
        "punctuation that no word",
        "without 's",
        "stands between words",
        "no letter or digit",
    ]
    assert [piece in why for piece, why in zip(pieces, told, strict=True)] == [True] * 5


def test_the_encoding_that_xml_declares_is_no_guess(tmp_path: Path):
    content = '<?xml version="1.0" encoding="ISO-8859-1"?><dictionary><cnode name="é"><pnode name="café"/></cnode></dictionary>'
    book = reading(tmp_path, "a.ykd", content.encode("latin-1"))
    assert (words(book), losses(book)) == ({"é": ["café"]}, [])


def test_the_report_is_a_table(tmp_path: Path):
    table = reading(tmp_path, "a.dic", LEGEND + "kill\t1\t9\nhelp\t9\n").losses
    assert table.to_dict("records") == [
        {"line": 5, "text": "kill 1 9", "why": "not in the legend: 9", "partly_used": True},
        {"line": 6, "text": "help 9", "why": "not in the legend: 9", "partly_used": False},
    ]
    assert len(load_codebook("policy").losses) == 0


LISTED = "anger: angry, furious, shout*, rage\n\ncalm: calm, quiet, peaceful\n"


@pytest.mark.parametrize("lines", [LISTED, "calm:quiet;still\n", "a b : x\n", "%\n" + LISTED])
def test_words_behind_their_category_are_refused_with_a_form_that_is_read(
    tmp_path: Path, lines: str
):
    with pytest.raises(ValueError, match=r"lines of the form 'category: word, word'") as error:
        reading(tmp_path, "a.dic", lines)
    first, row = re.findall("'([^' ]+,[^']+)'", str(error.value).replace("word, word", ""))
    word, category = row.split(",")
    assert lines.replace("%", "").strip().startswith(category)
    assert reading(tmp_path, "a.csv", f"{first}\n{row}\n").frames[category].terms == (word,)


def test_a_form_that_the_refusal_of_a_file_without_legend_asks_for_is_read(tmp_path: Path):
    with pytest.raises(ValueError, match="no legend of categories") as error:
        reading(tmp_path, "a.dic", "8:15\t1\nkill\t1\nmaim\t1\n")
    mark, category, _, word = (
        quoted.replace("<tab>", "\t") for quoted in re.findall("'([^']+)'", str(error.value))
    )
    book = reading(tmp_path, "b.dic", "\n".join([mark, category, mark, word]))
    assert {key: frame.terms for key, frame in book.frames.items()} == {"name": ("war",)}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.dic", "kill\t1\n", "no legend"),
        ("a.dic", "%\n1\tharm\n%\n:)\t1\n", r"no word of a category in it \(line 4: no letter"),
        ("a.dic", "", "no legend"),
        ("a.dicx", "", "row 1 names no categories"),
        ("a.dicx", "kill,X\nmaim,X\n", "row 1 names no categories"),
        ("a.yml", "- a\n- b\n", "line 1: no names of categories"),
        ("a.yml", "a: [x1\nb: [", "line 2: not readable YAML"),
        ("a.yml", "a:\n - @x\n", "line 2: not readable YAML.*put quotes round terms"),
        ("a.ykd", "<dictionary>\n<cnode></dictionary>", "line 2: not readable XML"),
        ("a.lc3", "\0\0\0", "not a text"),
        ("a.cat", "\n", "no word of a category"),
        ("a.exe", "x", "unknown codebook"),
    ],
)  # fmt: skip
def test_what_is_no_dictionary_says_so_in_one_line(
    tmp_path: Path, name: str, content: str, message: str
):
    with pytest.raises(ValueError, match=message) as error:
        reading(tmp_path, name, content)
    assert "\n" not in str(error.value)
    assert name in str(error.value)


BILLION = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><dictionary><cnode name="&b;"><pnode name="x1"/></cnode></dictionary>'
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]><dictionary><cnode name="a"><pnode name="&a;"/></cnode></dictionary>'


@pytest.mark.parametrize("content", [BILLION, OUTSIDE], ids=["multiplying", "a file"])
def test_xml_entities_are_refused(tmp_path: Path, content: str):
    with pytest.raises(InputError, match="declares XML entities"):
        reading(tmp_path, "a.ykd", content)


def test_yaml_aliases_cannot_multiply(tmp_path: Path):
    levels = "\n".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40))
    book = reading(tmp_path, "a.yml", f"a0: &a0 [word]\n{levels}\n")
    assert words(book)["a0"] == ["word"]
    assert not any(words(book)[f"a{n}"] for n in range(1, 40))
    assert {loss.line for loss in book.lost} == set(range(1, 41))


HOSTILE = {
    "deep.ykd": "<dictionary>" + '<cnode name="a">' * 20_000 + '<pnode name="x1"/>' + "</cnode>" * 20_000 + "</dictionary>",
    "deep.cat": "".join("\t" * n + "c\n" for n in range(600)) + "\t" * 600 + "x1 (1)\nA\n\tx1 (1)\n",
    "deep.dic": "%\n" + "".join("\t" * n + f"{n}\tc\n" for n in range(600)) + "%\nx1\t599\t1\n",
    "deep.yml": "[" * 100_000,
    "braces.yml": "a: " + "{b: " * 100_000,
    "brackets.dic": LEGEND + "x1\t" + "(" * 200_000 + "\ny1\t1\n",
    "signs.dic": LEGEND + "x1\t" + "<" * 200_000 + "\ny1\t1\n",
    "spaces.dic": LEGEND + "x1" + " " * 200_000 + "y\ny1\t1\n",
    "numbers.dic": LEGEND + "x1\t" + "1 " * 100_000 + "\ny1\t" + "9" * 200_000 + "\n",
    "brackets.cat": "A\n\tx1 (1)\n" + "(" * 200_000 + "\n" + "[" * 200_000 + "\n",
    "stars.lc3": "+A\n" + "*a" * 100_000 + "\n" + "*" * 100_000 + "\nx1\n+" + "[" * 100_000 + "\n",
    "name.lc3": "+" + "n" * 200_000 + "\nx1\n",
    "quotes.csv": "term,category\nx1,A\n" + '"' * 200_000 + "\n",
    "columns.dicx": "t," + ",".join(f"c{n}" for n in range(30_000)) + "\nx1" + ",X" * 30_000 + "\n",
}  # fmt: skip


PIECES = ["%", "\n", "\t", "  ", " ", "1", "02", "harm", "care*", "*", "&a ", "*a ", "+", "(1)", "(0.5)", "(", ")", "<of>1/2", ",", ";", "X", '"', "'", ":",
    "- ", "[", "]", "{", "}", "term", "category", "<dictionary>", '<cnode name="a">', '<pnode name="b"/>', "</cnode>", "</dictionary>", "é", "\u2028", "\x85",
    "\x0b", "\r", "\0", "#", "@", "|", "<<", "__", "?", "İ", "/", "_", "'s", "\\ud800", '"\\ud800"', "%\n1\tharm\n%\n", "a:\n"]  # fmt: skip


TOML = """name = "mine"
lookup = "entry"

[frames.harm]
label = "Harm"
terms = ["kill*", "car crash", "*phobia", "sk?ll", "don't", "(s)", "and/or", "war."]
guards = ["kill time"]
weights = {"car crash" = 2.5, "(s)" = 2}

[frames."harm/inner"]
terms = ['caf\u00e9', "naïve"]
"""
# Dictionaries of each ending, to be mutated.
DICTIONARIES: dict[str, list[bytes]] = {
    suffix: [content.encode() for name, content, *_ in READ.values() if name.endswith(suffix)]
    + [content.encode() for name, content in WEIGHTED.items() if name.endswith(suffix)]
    for suffix in FORMATS
} | {".toml": [TOML.encode()]}
DICTIONARIES[".txt"] = [
    b"; comment\nwar\ncar crash\n# more\nabandon*\n",
    b"abba\tjoy\t1\nabba\tfear\t0\nwar\tfear\t1\n",
    b"war\t-3\npeace\t2\n",
]
DICTIONARIES[".tsv"] = [table.replace(b",", b"\t") for table in DICTIONARIES[".csv"]]


def check_dictionary(path: Path) -> None:
    """What holds for any file: it is refused by an InputError, or read, and then nothing of it is lost silently."""
    book = load_codebook(path)
    text, _ = decoded_list(path.read_bytes(), str(path))
    lines = lines_of(text)
    assert all(1 <= loss.line <= len(lines) and loss.why.isprintable() for loss in book.lost)
    assert load_codebook(saved(path.with_name("again.toml"), as_toml(book))) == book
    framing.hits(read_text("A harm, care and 1 term."), frames=path)
    kept = {term for frame in book.frames.values() for term in frame.terms}
    named = {name for frame in book.frames.values() for name in frame.label.split(" / ")}
    reported = {loss.line for loss in book.lost}
    for number, line in enumerate(lines, 1):
        if line.strip() and number not in reported:
            assert _is_used(path.suffix, number, line, lines, kept, named), (number, line)


def _is_used(
    suffix: str, number: int, line: str, lines: list[str], kept: set[str], named: set[str]
) -> bool:
    """Whether a line of a format of lines stands in the codebook, as a category or as a word; found by trying all its parts."""
    if suffix not in (".dic", ".lc3", ".cat") or line.strip() == "%":
        return True
    whole = " ".join(line.split())
    line = line.replace("_", " ") if suffix == ".cat" else line
    words = line.split()
    ends = {*range(1, 40), *range(len(words) - 40, len(words) + 1)}
    begins = {read_term(" ".join(words[: max(end, 0)]))[0] for end in ends} - {""}
    begins.add(read_term(re.sub(r"\([^()]*\)$", "", line.strip()))[0])
    if kept & begins:
        return True
    return any(whole.endswith(name) or name in whole or len(name) >= 200 for name in named if name)


def tried(path: Path) -> tuple[Codebook | None, str]:
    try:
        return load_codebook(path), ""
    except ValueError as error:
        return None, str(error)


@pytest.mark.parametrize("suffix", [*FORMATS, ".toml"])
def test_whatever_stands_in_a_file_it_is_read_reported_or_refused(tmp_path: Path, suffix: str):
    begins = st.sampled_from(
        [
            "",
            LEGEND,
            "term,category,weight\n",
            "a:\n",
            "+a\n",
            "a\n\t",
            '<dictionary><cnode name="a">',
        ]
    )

    @given(
        begins,
        st.lists(st.sampled_from(PIECES), max_size=30).map("".join),
        st.sampled_from(["utf-8", "utf-16", "cp1252"]),
    )
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(begin: str, content: str, encoding: str):
        path = tmp_path / f"a{suffix}"
        path.write_bytes((begin + content).encode(encoding, errors="ignore"))
        book, told = tried(path)
        if book is None:
            assert told.startswith(str(path))
            return
        lines = re.split("\r\n|\r|\n", begin + content)
        assert all(1 <= loss.line <= len(lines) for loss in book.lost)
        assert load_codebook(saved(tmp_path / "again.toml", as_toml(book))) == book
        framing.hits(read_text("A harm, care and 1 term."), frames=path)

    holds()


@pytest.mark.parametrize("suffix", DICTIONARIES)
def test_of_a_damaged_dictionary_nothing_is_lost_silently(tmp_path: Path, suffix: str):
    path, refused = tmp_path / f"a{suffix}", list[str]()
    for seed in range(60):
        path.write_bytes(mutated(DICTIONARIES[suffix], seed))
        try:
            check_dictionary(path)
        except InputError as error:
            refused.append(str(error))
    assert all(message.startswith(str(path)) and message.isprintable() for message in refused)
    assert 0 < len(refused) < 60


# What a TOML file holds, and where it is refused or what of it is reported.
REFUSED_TOML = {
    "deep lists": ("a = " + "[" * 5000 + "]" * 5000, "lists within lists, deeper than any codebook"),
    "a name twice": ('[frames.a]\nterms = ["war"]\n' * 2, "not a readable TOML file"),
    "a weight beyond numbers": ('[frames.a]\nterms = ["war"]\nweights = {war = ' + "9" * 400 + "}\n", "the weight of 'war' is no number"),
    "no frame": ("[frames]\n", r"no \[frames.<name>\] table"),
    "a frame without a name": ('[frames.""]\nterms = ["war"]\n', "'' is no name of a frame"),
    "a name of two lines": ('[frames."a\\nb"]\nterms = ["war"]\n', "'a b' is no name of a frame"),
    "guards that are no list": ('[frames.a]\nterms = ["war"]\nguards = "war"\n', "guards are no list"),
    "a long term that is none": (f'[frames.a]\nterms = ["{"  a" * 90_000}"]\n', "is no term; write words"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "message"), REFUSED_TOML.values(), ids=REFUSED_TOML)
def test_what_is_no_codebook_says_so_in_one_short_line(tmp_path: Path, content: str, message: str):
    with pytest.raises(InputError, match=message) as refused:
        reading(tmp_path, "a.toml", content)
    assert len(str(refused.value)) < 1000


def test_a_term_of_toml_that_no_text_can_hold_is_reported(tmp_path: Path):
    content = TOML + 'guards = ["!!!"]\n'
    book = reading(tmp_path, "a.toml", content)
    assert words(book) == {
        "harm": ["kill*", "car crash", "*phobia", "sk?ll", "don't", "and/or", "war"],
        "harm/inner": ["café", "naïve"],
    }
    told = [(loss.line, loss.text, loss.partly_used) for loss in book.lost]
    assert told == [(6, "(s)", False), (6, "war.", True), (12, "!!!", False)]
    assert book.frames["harm"].weights == {"car crash": 2.5}
    assert found("The war. A car crash and/or (s).", tmp_path / "a.toml") == [
        ("war", "harm"),
        ("car crash", "harm"),
        ("and/or", "harm"),
    ]


@pytest.mark.quick
def test_toml_of_other_encodings_is_read(tmp_path: Path):
    for encoding in ("utf-8-sig", "utf-16"):
        assert not reading(tmp_path, "a.toml", TOML.encode(encoding)).frames["harm/inner"].guards
    book = reading(tmp_path, "a.toml", TOML.encode("cp1252"))
    assert words(book)["harm/inner"] == ["café", "naïve"]
    assert (11, True) in losses(book)


def test_a_shipped_codebook_holds_no_term_that_no_text_can_hold():
    for name in known_codebooks():
        assert load_codebook(name).lost == (), name


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_read_or_refused(tmp_path: Path, name: str):
    try:
        book = reading(tmp_path, name, HOSTILE[name])
    except InputError:
        return
    assert max(len(key) for key in book.frames) < 20 * 201
    kept = {term for frame in book.frames.values() for term in frame.terms} & {"x1", "y1"}
    reported = " ".join(loss.text for loss in book.lost)
    # Each of the two words that the file holds is kept or named among what was lost.
    assert [
        word
        for word in ("x1", "y1")
        if word in HOSTILE[name] and word not in kept and word not in reported
    ] == []


@pytest.mark.quick
def test_lines_of_a_plain_list_are_its_entries_and_remarks_are_none(tmp_path: Path):
    book = reading(tmp_path, "war.txt", "; of ours\n# a remark\ntank*\nair raid\n#stopwar\n")
    assert list(words(book).values()) == [["tank*", "air raid", "#stopwar"]]


def test_what_lies_too_deep_is_reported(tmp_path: Path):
    book = reading(tmp_path, "a.cat", HOSTILE["deep.cat"])
    assert words(book)["A"] == ["x1"]
    assert (
        len(book.lost) == 600 - 20 + 1
    )  # 20 levels are kept; the word at the bottom is lost as well


# How a dictionary is looked up.


def found(text: str, path: Path) -> list[tuple[str, str]]:
    table = framing.hits(read_text(text), frames=path)
    return list(zip(table["term"], table["category"].astype(str), strict=True))


TWO = "%\n1\tA\n2\tB\n%\nabandon\t1\nabandon*\t2\nharm*\t1\nharmless*\t2\nboth\t1\t2\npeace\t1\npeace talks\t2\n"
TEXT = "Abandon, abandoned, harmful, harmlessly, both, peace, peace talks."


def test_liwc_takes_one_entry_for_a_place(tmp_path: Path):
    (path := tmp_path / "a.dic").write_text(TWO)
    assert found(TEXT, path) == [
        ("abandon", "A"), ("abandoned", "B"), ("harmful", "A"), ("harmlessly", "B"), ("both", "A"), ("both", "B"),
        ("peace", "A"), ("peace talks", "B"),
    ]  # fmt: skip


def test_in_quanteda_each_category_looks_for_itself(tmp_path: Path):
    (path := tmp_path / "a.yml").write_text(
        'A: [abandon, "harm*", both, peace]\nB: ["abandon*", "harmless*", both, peace talks]\n'
    )
    assert found(TEXT, path) == [
        ("abandon", "A"), ("abandon", "B"), ("abandoned", "B"), ("harmful", "A"), ("harmlessly", "A"), ("harmlessly", "B"),
        ("both", "A"), ("both", "B"), ("peace", "A"), ("peace", "A"), ("peace talks", "B"),
    ]  # fmt: skip


def test_the_terminal_and_the_readme_say_alike_which_term_counts(tmp_path: Path):
    readme = " ".join(README.replace("\\*", "*").split())
    for name, of_files in (
        ("a.dic", "In LIWC's files (`.dic`, `.dicx`)"),
        ("a.csv", "In all other files"),
    ):
        (path := tmp_path / name).write_text(EXAMPLES[name.replace("a.", "mine.")])
        printed = " ".join(CliRunner().invoke(app, ["dictionary", str(path)]).output.split())
        assert (said := WHICH_TERM_COUNTS[load_codebook(path).lookup]) in printed
        assert said.split(" This ")[0] in readme
        assert f"{of_files} this {said.split(' This ')[1]}" in readme


def test_the_lists_that_the_readme_shows_measure_alike(tmp_path: Path):
    assert EXAMPLES["mine.dic"].count("\t") == 6
    for name, content in EXAMPLES.items():
        for file in (content, content.replace("\t", "    ")):
            (path := tmp_path / name).write_text(file)
            assert load_codebook(path).lost == ()
            assert found("Shelling stopped an aid convoy. The ceasefire ended; bombs fell.", path) == [
                ("shelling", "harm"), ("aid convoy", "help"), ("ceasefire", "help"), ("bombs", "harm"),
            ]  # fmt: skip


@pytest.mark.parametrize("name", ["a.dic", "a.cat"])
def test_an_exact_entry_beats_a_glob_and_its_weight_counts(tmp_path: Path, name: str):
    both = {
        "a.dic": "%\n1\tA\n%\nabandon*\t1\nabandon\t1\n",
        "a.cat": "A\n\tabandon* (2)\n\tabandon (5)\n\t*bandon (9)\n",
    }
    (path := tmp_path / name).write_text(both[name])
    table = framing.hits(read_text("Abandon. Abandoned."), frames=path)
    assert table["entry"].tolist() == ["abandon", "abandon*"]
    assert table["weight"].tolist() == ([1, 1] if name == "a.dic" else [5, 2])


def test_a_category_counts_what_lies_below_it_once_for_a_place(tmp_path: Path):
    (path := tmp_path / "a.yml").write_text(
        "w:\n  m: [ballistic missile, rocket]\n  __: [missile, rocket]\nv: [war]\n"
    )
    assert found("A ballistic missile, a missile, a rocket.", path) == [
        ("ballistic missile", "w"), ("ballistic missile", "w/m"), ("missile", "w"), ("rocket", "w"), ("rocket", "w/m"),
    ]  # fmt: skip
    (path := tmp_path / "a.dic").write_text("%\n1\taffect\n\t2\tposemo\n%\nnice\t1\t2\nkind\t2\n")
    assert found("Nice and kind.", path) == [
        ("nice", "affect"),
        ("nice", "affect/posemo"),
        ("kind", "affect"),
        ("kind", "affect/posemo"),
    ]


def test_of_two_weights_a_category_takes_its_own(tmp_path: Path):
    (path := tmp_path / "a.cat").write_text("A\n\tB\n\t\tbad (2)\n\tbad (3)\n")
    table = framing.hits(read_text("Bad."), frames=path)
    assert dict(zip(table["category"].astype(str), table["weight"], strict=True)) == {
        "A": 3,
        "A/B": 2,
    }


def test_the_comparison_sums_weights_and_counts_hits(tmp_path: Path, seed):
    (light := tmp_path / "light.cat").write_text("A\n\tdrone* (1)\n\tmissile* (1)\n")
    (heavy := tmp_path / "heavy.cat").write_text("A\n\tdrone* (7)\n\tmissile* (-0.5)\n")
    hits = [framing.hits(seed, frames=path) for path in (light, heavy)]
    assert set(hits[1]["weight"]) == {7, -0.5}
    tables = [comparison.compare(seed, table) for table in hits]
    assert tables[0][["n_target", "n_reference"]].equals(tables[1][["n_target", "n_reference"]])
    of_captions = hits[1]["segment"].map(seed.segments["layer"]) == "caption"
    summed = (
        1000 * hits[1]["weight"][of_captions].sum() / seed.layer_sizes().loc["caption", "words"]
    )
    assert tables[1]["per_1000_target"].item() == pytest.approx(summed)
    assert tables[0]["per_1000_target"].item() != pytest.approx(summed)


def test_a_changed_file_is_read_again(tmp_path: Path):
    assert words(reading(tmp_path, "a.lc3", "+A\nx1\n")) == {"A": ["x1"]}
    assert words(reading(tmp_path, "a.lc3", "+A\nx1\ny1\n")) == {"A": ["x1", "y1"]}


def test_names_that_a_slash_makes_alike_stay_apart(tmp_path: Path):
    book = reading(tmp_path, "a.lc3", "+a/b\nx1\n+a-b\ny1\n+a\nz1\n")
    assert words(book) == {"a-b": ["x1"], "a-b (2)": ["y1"], "a": ["z1"]}
    assert list(book.labels.values()) == ["a/b", "a-b", "a"]


# Terms.

LETTERS = st.text(alphabet="abcxyzéßñжİ", min_size=1, max_size=6)
PLAIN = st.builds(
    lambda parts, mark: mark.join(parts),
    st.lists(LETTERS, min_size=1, max_size=3),
    st.sampled_from([" ", " ", "-", "&", "'"]),
)


@given(PLAIN | st.text(alphabet="aé .'’-/&!?*#@$%()[]_1:“”", max_size=12))
@settings(max_examples=400, deadline=None)
def test_a_term_without_globs_is_found_in_a_text_that_says_it(text: str):
    term, _ = read_term(text)
    assert read_term(term) == (term, "") or not term
    if term and not {"*", "?"} & set(term):
        assert len(find_terms(read_text(f"Then {' '.join(text.split())} came"), [term]).term), (
            text,
            term,
        )


# The same dictionary in every format, and as TOML.

NAMES = st.text(alphabet="abcdeXYéß+=:-.'& 1", min_size=1, max_size=8).map(lambda name: " ".join(name.split())).filter(
    lambda name: any(char.isalpha() for char in name) and name.lower() not in {"x"}
)  # fmt: skip
TERMS = st.builds(
    lambda parts, before, behind: before + " ".join(parts) + behind,
    st.lists(st.text(alphabet="abcéß", min_size=2, max_size=5), min_size=1, max_size=3),
    st.sampled_from(["", "", "*"]),
    st.sampled_from(["", "", "*", "?b"]),
)
ONE = dict[tuple[str, ...], dict[str, float]]


def trees(levels: int, weights: st.SearchStrategy[float]) -> st.SearchStrategy[ONE]:
    paths = st.lists(NAMES, min_size=1, max_size=levels).map(tuple)
    listed = st.dictionaries(
        paths, st.dictionaries(TERMS, weights, max_size=4), min_size=1, max_size=5
    )
    return listed.filter(lambda tree: any(tree.values())).map(with_parents)


def with_parents(tree: ONE) -> ONE:
    """Parents before their children, whether they have words or not."""
    whole: ONE = {}
    for path in sorted(tree):
        for level in range(1, len(path) + 1):
            whole.setdefault(path[:level], tree.get(path[:level], {}))
    return whole


def as_liwc(tree: ONE) -> str:
    ids = {path: number for number, path in enumerate(tree, 1)}
    legend = ["\t" * (len(path) - 1) + f"{ids[path]}\t{path[-1]}" for path in tree]
    by_term: dict[str, list[str]] = {}
    for path, listed in tree.items():
        for term in listed:
            by_term.setdefault(term, []).append(str(ids[path]))
    return "\n".join(["%", *legend, "%", *("\t".join([term, *of]) for term, of in by_term.items())])


def as_wordstat(tree: ONE) -> str:
    lines = []
    for path, listed in tree.items():
        lines.append("\t" * (len(path) - 1) + path[-1])
        lines += ["\t" * len(path) + f"{term} ({weight:g})" for term, weight in listed.items()]
    return "\n".join(lines)


def as_lexicoder(tree: ONE) -> str:
    return "\n".join(
        line
        for path, listed in tree.items()
        for line in [f"+{path[-1]}", *(f" {term} " for term in listed)]
    )


def as_yoshikoder(tree: ONE) -> str:
    from xml.sax.saxutils import quoteattr

    def node(path: tuple[str, ...]) -> str:
        inner = [
            f"<pnode name={quoteattr(term)} score='{weight!r}'/>"
            for term, weight in tree[path].items()
        ]
        inner += [node(below) for below in tree if below[:-1] == path]
        return f"<cnode name={quoteattr(path[-1])}>\n" + "\n".join(inner) + "</cnode>"

    return "<dictionary>" + "".join(node(path) for path in tree if len(path) == 1) + "</dictionary>"


def as_yaml(tree: ONE, path: tuple[str, ...] = ()) -> str:
    pad = "  " * len(path)
    lines = []
    for below in [other for other in tree if other[:-1] == path]:
        lines.append(f"{pad}{json.dumps(below[-1], ensure_ascii=False)}:")
        lines.append(f"{pad}  __: {json.dumps(list(tree[below]), ensure_ascii=False)}")
        lines.append(as_yaml(tree, below))
    return "\n".join(filter(None, lines))


def as_long_table(tree: ONE) -> str:
    import csv
    import io

    out = io.StringIO()
    rows = [
        (term, path[-1], repr(weight))
        for path, listed in tree.items()
        for term, weight in listed.items()
    ]
    csv.writer(out).writerows([("term", "category", "weight"), *rows])
    return out.getvalue()


def as_columns(tree: ONE) -> str:
    import csv
    import io

    out = io.StringIO()
    every = dict.fromkeys(term for listed in tree.values() for term in listed)
    rows = [
        [term, *(repr(listed[term]) if term in listed else "" for listed in tree.values())]
        for term in every
    ]
    csv.writer(out).writerows([["DicTerm", *(path[-1] for path in tree)], *rows])
    return out.getvalue()


ONES = st.just(1.0)
WEIGHTS = st.sampled_from([1.0, 2.0, 0.5, -1.5, 10.0])
WRITERS = {
    "a.dic": (as_liwc, trees(3, ONES)),
    "a.cat": (as_wordstat, trees(3, WEIGHTS)),
    "a.lc3": (as_lexicoder, trees(1, ONES)),
    "a.ykd": (as_yoshikoder, trees(3, WEIGHTS)),
    "a.yml": (as_yaml, trees(3, ONES)),
    "a.csv": (as_long_table, trees(1, WEIGHTS)),
    "a.dicx": (as_columns, trees(1, WEIGHTS)),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_dictionary_survives_every_format_and_toml(tmp_path: Path, name: str):
    write, strategy = WRITERS[name]

    @given(strategy)
    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    def survives(tree: ONE):
        book = read_dictionary(saved(tmp_path / name, write(tree)))
        empty = {" / ".join(path) for path, listed in tree.items() if not listed}
        kept = {frame.label: (terms(book)[key]) for key, frame in book.frames.items()}
        assert {label: listed for label, listed in kept.items() if label not in empty} == {
            " / ".join(path): listed for path, listed in tree.items() if listed
        }
        assert [loss.why for loss in book.lost if "a category without words" not in loss.why] == []
        again = load_codebook(saved(tmp_path / "again.toml", as_toml(book)))
        assert again == book
        assert [list(frame.terms) for frame in again.frames.values()] == [
            list(frame.terms) for frame in book.frames.values()
        ]

    survives()


def saved(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_an_unknown_lookup_in_toml_lists_the_known(tmp_path: Path):
    with pytest.raises(ValueError, match="unknown lookup 'x'; choose from: category, entry"):
        reading(tmp_path, "a.toml", "lookup = 'x'\n[frames.a]\nterms = []")


@pytest.mark.parametrize(
    ("weights", "message"),
    [("3", "weights are no table"), ("{b = 2}", "'b' has a weight but is no term"), ("{a = 'x'}", "the weight of 'a' is no"), ("{a = nan}", "the weight of 'a' is no")],
)  # fmt: skip
def test_weights_in_toml_that_cannot_be_used_say_where(tmp_path: Path, weights: str, message: str):
    with pytest.raises(ValueError, match=message):
        reading(tmp_path, "a.toml", f"[frames.f]\nterms = ['a']\nweights = {weights}\n")


@pytest.mark.parametrize("book", ["armed-conflict", "generic-news", "policy"])
def test_the_shipped_codebooks_survive_the_writer(tmp_path: Path, book: str):
    assert load_codebook(saved(tmp_path / "x.toml", as_toml(load_codebook(book)))) == load_codebook(
        book
    )


# The command, and the figures.


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    old = sys.argv
    sys.argv = ["cutline", *arguments]
    code = 0
    try:
        cli.main()
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = old
    out = capsys.readouterr()
    return code, out.out, out.err


FOUR = "%\n1\tarms\n%\ndrone*\t1\nmissile*\t1\nkind\t<of>1/2\nlike\t(02 134)1/2\t1\n"


def test_compare_takes_a_dictionary_and_tells_its_losses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path = str(saved(tmp_path / "mine.dic", FOUR))
    code, out, err = run(capsys, "compare", "--frames", path, "--format", "json")
    assert code == 0
    rows = [row for row in json.loads(out)["rows"] if row["measure"] == "framing"]
    assert [row["category"] for row in rows] == ["arms"]
    assert rows[0]["n_target"] > 0
    assert (
        err
        == f"cutline: {path}: 1 line left out, 1 line used in part; see them with: cutline dictionary {path}\n"
    )


def test_the_command_dictionary_shows_and_writes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    path, toml = saved(tmp_path / "mine.dic", FOUR), tmp_path / "mine.toml"
    code, out, _ = run(capsys, "dictionary", str(path), "--write", str(toml))
    assert code == 0
    assert re.search(r"^arms +3 +drone\*, missile\*, like", out, re.MULTILINE)
    assert re.search(r"^ +1  a condition .* no +6: kind <of>1/2 *$", out, re.MULTILINE)
    assert re.search(r"^ +1  a condition .* in part +7: like \(02 134\)1/2 1 *$", out, re.MULTILINE)
    assert load_codebook(toml) == load_codebook(path)
    code, _, err = run(capsys, "dictionary", str(path), "--write", str(toml))
    assert (code, "exists already" in err) == (2, True)
    assert run(capsys, "dictionary", str(path), "--write", str(toml), "--force")[0] == 0
    code, out, _ = run(capsys, "dictionary", str(path), "--format", "csv")
    assert out.splitlines()[0] == "line,text,why,partly_used"
    assert len(out.splitlines()) == 3
    code, out, _ = run(capsys, "dictionary", str(path), "--format", "json")
    assert [row["line"] for row in json.loads(out)["left_out"]] == [6, 7]
    assert "Every line was used." in run(capsys, "dictionary", "policy")[1]


def test_figures_take_a_dictionary(seed, tmp_path: Path):
    path = saved(tmp_path / "mine.yml", "arms:\n  air: ['drone*', 'missile*']\nlaw: [court]\n")
    shown = render(seed, "04-frames", frames=path)
    assert "Arms / air" in shown.alt
    assert "frames mine" in shown.note


# The labelled data.

GOLD = {
    "liwc_extracodes.dic": [20, 23], "liwc_hierarchical.dic": [20, 23, 26, 28], "mary.cat": [], "mary.dic": [], "mary.lc3": [],
    "mary.ykd": [], "mary_doubleterm.dic": [], "mary_missingcat.dic": [9], "mary_multipletabs.dic": [], "mary_zeropadding.dic": [9],
    "mfd.dic": [], "wordstat_hierarchy.cat": [],
}  # fmt: skip


def test_every_dictionary_of_the_labelled_data_reads(gold: Path):
    files = sorted(path for path in (gold / "dictionaries").iterdir() if path.suffix in FORMATS)
    assert [path.name for path in files] == sorted(GOLD)
    for path in files:
        assert [loss.line for loss in load_codebook(path).lost] == GOLD[path.name], path.name


def test_every_line_of_the_labelled_dictionaries_is_read_or_reported(gold: Path):
    """A second, literal way: the digits behind the first blank that digits follow are ids."""
    for path in sorted((gold / "dictionaries").glob("*.dic")):
        _, legend, body = re.split(r"(?m)^%\s*$", path.read_text(encoding="utf-8"))
        names = {
            int(number): name.strip()
            for number, name in re.findall(r"(?m)^\s*(\d+)\s+(.*)$", legend)
        }
        book = load_codebook(path)
        reported = {loss.text for loss in book.lost}
        inside = {
            (frame.label.split(" / ")[-1], term)
            for frame in book.frames.values()
            for term in frame.terms
        }
        for line in filter(str.strip, body.splitlines()):
            term, ids = re.match(r"\s*(\S+)\s*(.*)$", line).groups()
            pairs = {(names.get(int(number)), term) for number in ids.split() if number.isdigit()}
            assert (pairs and pairs <= inside) or " ".join(line.split()) in reported, (
                path.name,
                line,
            )

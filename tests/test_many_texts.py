"""Plain texts that are assembled together have what each has alone."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from analysis import Corpus, read, read_text
from analysis.corpus import concat
from analysis.reading.texts import PlainText, assembled_texts

BLOCKS = [
    "Talks resume in the harbour",
    "By Ann Roe",
    "The harbour opened its gates on Monday. It had been closed for eleven months. Nobody knew why.",
    "Workers said that they would stay, and that they had been promised more. They were not.",
    "Der Hafen hat am Montag zum ersten Mal seit elf Monaten seine Tore geöffnet, sagte er.",
    "Workers unload the first ship in the harbour. (AP Photo/Ann Roe)",
    "FILE - A soldier guards the customs house on the quay in March. Photo: Mira Oduya",
    "Workers wait for a ship in the harbour of the city",
    "Photo: Jonas Vell/Reuters",
    "(Photo: Jonas Vell)",
    "© 2024 The Karvia Times. All rights reserved.",
    "Advertisement",
    "3",
]


def made_up(seed: int) -> list[PlainText]:
    chance = random.Random(seed)
    texts = ["\n\n".join(chance.choices(BLOCKS, k=chance.randint(1, 12))) for _ in range(60)]
    titles = chance.choices([None, "A title", ""], [4, 1, 1], k=len(texts))
    return [
        PlainText(text, f"text-{number}", title, sha256=str(number))
        for number, (text, title) in enumerate(zip(texts, titles, strict=True))
    ]


def same(corpus: Corpus, other: Corpus) -> None:
    assert corpus.texts == other.texts
    for name in ("articles", "segments", "sentences", "problems"):
        one, two = (getattr(each, name).astype(object) for each in (corpus, other))
        one, two = (table.where(table.notna(), None) for table in (one, two))
        pd.testing.assert_frame_equal(one, two, check_column_type=False, check_index_type=False)
    written = [[each.vocabulary[word] for word in each.tokens["word"]] for each in (corpus, other)]
    assert written[0] == written[1]


@pytest.mark.parametrize("seed", range(3))
def test_texts_assembled_together_have_the_labels_that_each_has_alone(seed: int):
    texts = made_up(seed)
    together = assembled_texts(texts)
    same(together, concat(assembled_texts([text]) for text in texts))
    assert together.segments["layer"].nunique() >= 6
    assert together.articles["language"].nunique() >= 2


def test_a_caption_that_is_nothing_but_a_credit_stays_one_where_no_other_caption_is_divided():
    alone = "\n\n".join([*BLOCKS[2:4], BLOCKS[8], BLOCKS[2]])
    divided = "\n\n".join([BLOCKS[2], BLOCKS[5], BLOCKS[3]])
    texts = [PlainText(alone, "a"), PlainText(divided, "b")]
    same(assembled_texts(texts), concat([assembled_texts([text]) for text in texts]))


def test_texts_may_each_be_one_sentence_a_block():
    texts = made_up(4)
    whole = assembled_texts(texts, split_sentences=False)
    assert len(whole.sentences) == len(whole.segments)


def test_how_the_bytes_of_a_text_were_read_is_a_problem_of_its_corpus(tmp_path: Path):
    path = tmp_path / "hall.txt"
    path.write_bytes("Caf\xe9 in the hall.\n\nThey met on Monday.".encode("cp1252"))
    corpus = read(path)
    assert len(corpus.problems) == 1
    assert corpus.texts == read_text(corpus.texts[0]).texts

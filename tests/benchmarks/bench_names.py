"""How the names compare with people's, and how many words a second they take.

    python tests/benchmarks/bench_names.py [--cases]

Data that others labelled (../shared/gold, see its README); measured only, never copied. `--cases` prints what was missed.

Names (Wikigold): exact spans of tokens, micro F1. Sentences are joined by plain detokenising; read each alone as an article, and
again with neighbours (a run of consecutive numbers) as one article. Types: PERSON is PER, PLACE LOC, ORG ORG; GROUP, EVENT,
WEAPON and OTHER are MISC.

News (GUM: Wikinews with headline, captions and body): a *name* is a chain of persons, organisations or places of which some mention is
`proper`. In every document and layer (headline, caption, body) the chains that the layer mentions are ranked twice: by all their mentions
in the layer (pronouns and descriptions too: "mentioned"), or by their proper mentions alone ("named"), against how often the machine
counts them. A term of the machine's counts for the chain whose proper mentions most of its hits fit, a chain gets its most frequent term: a
name under two terms, or two people under one, costs. Spearman, mean over the layers of documents that mention four chains or more. Names nest in these data (Texas in University of Texas), in a table of names they do not: the best that such a table can reach is that of
people's own names with the inner ones left out. "Perfect" counts the proper mentions; "surface" counts how often the chain's commonest form stands there in letters.

Only in captions: chains with a proper mention in a caption and none in the body, against terms found in a caption and
not in the body. A term is right when one of its hits fits such a chain, of whatever type (a film, a space station).
"""

from __future__ import annotations

import gzip
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis import Corpus, entities
from analysis import corpus as corpora

GOLD = Path(__file__).resolve().parents[3] / "shared" / "gold"
TYPE_OF = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}
NAMED_TYPES = {"person", "organization", "place"}
NO_SPACE_BEFORE = {".", ",", ";", ":", "?", "!", ")", "]", "'s", "n't", "'re", "'ve", "'ll", "'d", "'m", "'", "%", "''"}
NO_SPACE_AFTER = {"(", "[", "$", "``", "#"}

Span = tuple[int, int]


class Labelled(NamedTuple):
    """A corpus, where each of its tokens stands (article, start, end), and the labelled spans of tokens."""

    corpus: Corpus
    tokens: list[tuple[int, int, int]]
    spans: dict[Span, str]


def read_lines(path: Path) -> list[dict]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def build(articles: list[list[tuple[str, str]]]) -> Corpus:
    """A corpus from the (layer, text) pairs of each article."""
    texts, rows = [], []
    for number, blocks in enumerate(articles):
        at = 0
        for layer, text in blocks:
            rows.append((number, layer, at, at + len(text)))
            at += len(text) + 2
        texts.append("\n\n".join(text for _, text in blocks))
    table = pd.DataFrame(rows, columns=["article", "layer", "start", "end"])
    return corpora.assemble(texts, table.assign(rule="gold", confidence=1.0))


def joined(tokens: list[str]) -> tuple[str, list[Span]]:
    """Tokens as running text, and where each of them stands."""
    text, places, quoted = "", [], False
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else ""
        closes = token == '"' and quoted
        opened = before == '"' and quoted
        if number and not (token in NO_SPACE_BEFORE or before in NO_SPACE_AFTER or closes or opened):
            text += " "
        if token == '"':
            quoted = not quoted
        places.append((len(text), len(text) + len(token)))
        text += token
    return text, places


def spans_of(tags: list[str]) -> Iterable[tuple[Span, str]]:
    """Runs of one type: first and last token."""
    first = None
    for number, tag in enumerate([*tags, "O"]):
        kind = tag[2:]
        if first is not None and (tag == "O" or kind != tags[first][2:] or tag.startswith("B-")):
            yield (first, number - 1), tags[first][2:]
            first = None
        if first is None and tag != "O":
            first = number


def wikigold(*, alone: bool, plain: bool = False) -> Labelled:
    sentences = read_lines(GOLD / "names" / "wikigold.jsonl.gz")
    articles: list[list[tuple[str, str]]] = []
    tokens: list[tuple[int, int, int]] = []
    spans: dict[Span, str] = {}
    before = -2
    for sentence in sentences:
        if alone or sentence["n"] != before + 1:
            articles.append([])
        before = sentence["n"]
        text, places = joined(sentence["tokens"])
        if plain:
            text = " ".join(sentence["tokens"])
            ends = np.cumsum([len(token) + 1 for token in sentence["tokens"]]) - 1
            places = [(int(end) - len(token), int(end)) for token, end in zip(sentence["tokens"], ends, strict=True)]
        at = sum(len(block) + 2 for _, block in articles[-1])
        articles[-1].append(("body", text))
        spans |= {(len(tokens) + first, len(tokens) + last): kind for (first, last), kind in spans_of(sentence["tags"])}
        tokens += [(len(articles) - 1, at + start, at + end) for start, end in places]
    return Labelled(build(articles), tokens, spans)


def found_spans(labelled: Labelled, table: pd.DataFrame) -> dict[Span, str]:
    """The hits as spans of the labelled tokens."""
    at = {(article, start): number for number, (article, start, _) in enumerate(labelled.tokens)}
    until = {(article, end): number for number, (article, _, end) in enumerate(labelled.tokens)}
    article = labelled.corpus.segments["article"].to_numpy()[table["segment"].to_numpy()].tolist()
    found = {}
    for number, row in enumerate(table.itertuples()):
        first = at.get((article[number], row.start), -number - 1)
        last = until.get((article[number], row.end), -number - 1)
        found[first, last] = TYPE_OF.get(str(row.category), "MISC")
    return found


def capitalised(labelled: Labelled) -> dict[Span, str]:
    """What the simplest rule finds: runs of capitalised tokens."""
    texts = labelled.corpus.texts
    upper = [texts[article][start].isupper() for article, start, _ in labelled.tokens]
    tags = ["I-X" if is_upper else "O" for is_upper in upper]
    return dict(spans_of(tags))


def scores(found: dict[Span, str], gold: dict[Span, str], *, typed: bool) -> tuple[float, float, float]:
    right = sum(1 for span, kind in found.items() if span in gold and (not typed or gold[span] == kind))
    precision, recall = right / max(len(found), 1), right / max(len(gold), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


class News(NamedTuple):
    """A corpus of documents with layers, and per document the mentions: article offsets, layer, chain, proper, type."""

    corpus: Corpus
    mentions: list[pd.DataFrame]


def news() -> News:
    articles, mentions = [], []
    for document in read_lines(GOLD / "news_layers" / "documents.jsonl.gz"):
        blocks: list[list[str]] = []
        last, at, places = None, 0, {}
        for sentence in document["sentences"]:
            layer = "subheading" if sentence["layer"] == "subhead" else sentence["layer"]
            if (sentence["par"], layer) == last and blocks[-1][1].endswith((".", "!", "?", '"')):
                blocks[-1][1] += " " + sentence["text"]
                at += 1
            else:
                at += 2 if blocks else 0
                blocks.append([layer, sentence["text"]])
            last = (sentence["par"], layer)
            places[sentence["i"]] = token_places(sentence["text"], sentence["tokens"], at)
            at += len(sentence["text"])
        articles.append([(layer, text) for layer, text in blocks])
        rows = [
            {
                "start": places[one["sent"]][one["start"]][0],
                "end": places[one["sent"]][one["end"]][1],
                "chain": one["eid"],
                "layer": one["layer"],
                "proper": one["proper"],
                "type": one["type"],
                "text": one["text"],
            }
            for one in document["mentions"]
        ]
        mentions.append(pd.DataFrame(rows))
    return News(build(articles), mentions)


def token_places(text: str, tokens: list[str], at: int) -> list[Span]:
    places, cursor = [], 0
    for token in tokens:
        start = text.index(token, cursor)
        cursor = start + len(token)
        places.append((at + start, at + cursor))
    return places


def chains(mentions: pd.DataFrame) -> pd.DataFrame:
    """The mentions of the chains that are names."""
    named = set(mentions.loc[mentions["proper"] & mentions["type"].isin(NAMED_TYPES), "chain"])
    return mentions[mentions["chain"].isin(named)]


def match(rows: pd.DataFrame, mentions: pd.DataFrame) -> pd.DataFrame:
    """The hits, each with the chain of the proper mention that fits it best: the largest share of characters in common,
    determiner and possessive left out; none where no mention meets it."""
    proper = mentions[mentions["proper"]]
    spans = [trimmed(one.text, one.start, one.end) for one in proper.itertuples()]
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    chain, fitting = proper["chain"].to_numpy(), []
    for row in rows.itertuples():
        common = np.minimum(end, row.end) - np.maximum(start, row.start)
        share = common / (np.maximum(end, row.end) - np.minimum(start, row.start))
        best = int(share.argmax())
        fitting.append(chain[best] if common[best] > 0 else None)
    return rows.assign(chain=pd.Series(fitting, index=rows.index, dtype=object))


def trimmed(text: str, start: int, end: int) -> Span:
    head = re.match(r"(?:the|a|an) ", text, flags=re.I)
    tail = re.search(r" ?['’]s?$", text)
    return start + (head.end() if head else 0), end - (2 if tail else 0)


def hits_by_document(found: News, table: pd.DataFrame) -> list[pd.DataFrame]:
    segments = found.corpus.segments
    rows = table.assign(
        article=segments["article"].to_numpy()[table["segment"].to_numpy()],
        layer=segments["layer"].astype(str).to_numpy()[table["segment"].to_numpy()],
    )
    return [rows[rows["article"] == number] for number in range(len(found.mentions))]


def head_form(mentions: pd.DataFrame) -> str:
    forms = [re.sub(r"^(the|a|an) | 's?$", "", text, flags=re.I) for text in mentions.loc[mentions["proper"], "text"]]
    return Counter(forms).most_common(1)[0][0]


def counted(matched: pd.DataFrame, layer: str) -> Counter[str]:
    """How often the machine counts each chain in a layer: a term counts for the chain that most of its hits fit."""
    best: Counter[str] = Counter()
    for _, own in matched.dropna(subset="chain").groupby("term"):
        chain = own["chain"].value_counts(sort=False).sort_index().idxmax()
        best[chain] = max(best[chain], int((own["layer"] == layer).sum()))
    return best


def rank_agreement(found: News, by_document: list[pd.DataFrame]) -> pd.DataFrame:
    rows = []
    for number, (mentions, own) in enumerate(zip(found.mentions, by_document, strict=True)):
        named = chains(mentions)
        matched = match(own, mentions)
        for layer in ("headline", "caption", "body"):
            here = named[named["layer"] == layer]
            units = list(dict.fromkeys(here["chain"]))
            if len(units) < 4:
                continue
            text = "\n".join(
                found.corpus.text(int(segment))
                for segment in np.flatnonzero(
                    (found.corpus.segments["article"] == number) & (found.corpus.segments["layer"] == layer)
                )
            )
            machine = counted(matched, layer)
            columns = {
                "mentioned": [int((here["chain"] == unit).sum()) for unit in units],
                "named": [int(here.loc[here["chain"] == unit, "proper"].sum()) for unit in units],
                "machine": [machine[unit] for unit in units],
                "surface": [text.count(head_form(named[named["chain"] == unit])) for unit in units],
            }
            columns = {name: np.array(values) for name, values in columns.items()}
            rows.append(
                {
                    "document": number,
                    "layer": layer,
                    "perfect, mentioned": spearman(columns["named"], columns["mentioned"]),
                    "machine, mentioned": spearman(columns["machine"], columns["mentioned"]),
                    "surface, mentioned": spearman(columns["surface"], columns["mentioned"]),
                    "machine, named": spearman(columns["machine"], columns["named"]),
                    "surface, named": spearman(columns["surface"], columns["named"]),
                }
            )
    return pd.DataFrame(rows)


def flat(found: News) -> list[pd.DataFrame]:
    """People's own names as a machine could give them: proper mentions of capitalised words, none inside another."""
    tables = []
    for number, mentions in enumerate(found.mentions):
        text, rows, reach = found.corpus.texts[number], [], -1
        proper = mentions[mentions["proper"] & (mentions["type"] != "time")]
        spans = [(*trimmed(one.text, one.start, one.end), one.chain, one.layer) for one in proper.itertuples()]
        for start, end, chain, layer in sorted(spans, key=lambda span: (span[0], -span[1])):
            words = text[start:end].split()
            if (
                start > reach
                and words
                and all(word[0].isupper() or word in ("of", "the", "for", "and", "&") for word in words)
            ):
                rows.append({"start": start, "end": end, "term": chain, "layer": layer})
                reach = end
        tables.append(pd.DataFrame(rows, columns=["start", "end", "term", "layer"]))
    return tables


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    return float(spearmanr(a, b)[0]) if len(set(a)) > 1 and len(set(b)) > 1 else float("nan")


def only_in_captions(found: News, by_document: list[pd.DataFrame]) -> tuple[int, int, int, int, int, list[str]]:
    """Right terms, terms, chains found, chains, chains named in captions at all; and the cases that fail."""
    right = terms = hit = wanted = in_captions = 0
    cases = []
    for mentions, own in zip(found.mentions, by_document, strict=True):
        named = chains(mentions)
        named = named[named["proper"]]
        caption = set(named.loc[named["layer"] == "caption", "chain"])
        gold = caption - set(named.loc[named["layer"] == "body", "chain"])
        in_captions += len(caption)
        proper = mentions[mentions["proper"] & (mentions["type"] != "time")]
        only_there = set(proper.loc[proper["layer"] == "caption", "chain"]) - set(
            proper.loc[proper["layer"] == "body", "chain"]
        )
        machine = set(own.loc[own["layer"] == "caption", "term"]) - set(own.loc[own["layer"] == "body", "term"])
        matched = match(own, mentions)
        in_machine = matched[
            matched["term"].isin(machine) & (matched["layer"] == "caption") & matched["chain"].isin(gold)
        ]
        reached = set(in_machine["chain"])
        good = set(matched.loc[matched["term"].isin(machine) & matched["chain"].isin(only_there), "term"])
        right, terms, hit, wanted = right + len(good), terms + len(machine), hit + len(reached), wanted + len(gold)
        cases += [f"+ {term}" for term in sorted(machine - good)]
        cases += [f"- {head_form(named[named['chain'] == chain])}" for chain in sorted(gold - reached)]
    return right, terms, hit, wanted, in_captions, cases


def speed() -> tuple[int, float, float]:
    """Words, and words per second of processor time: cold, and again with the words known."""
    rows = [row for path in sorted((GOLD / "corpus").glob("*.gz")) for row in read_lines(path)]
    corpus = build([[("body", part) for part in row["text"].split("\n\n") if part.strip()] for row in rows])
    n_words = int(corpus.segments["n_words"].sum())
    _ = corpus.words
    taken = []
    for _ in range(2):
        begin = time.process_time()
        entities.hits(corpus)
        taken.append(time.process_time() - begin)
    return n_words, n_words / taken[0], n_words / taken[1]


def show_cases(labelled: Labelled, found: dict[Span, str]) -> None:
    """Each sentence's differences: found and not labelled (+), labelled and not found (-), of another type (~)."""
    texts = labelled.corpus.texts

    def words(span: Span) -> str:
        if span[0] < 0 or span[1] < 0:
            return "(part of a token)"
        (article, start, _), (_, _, end) = labelled.tokens[span[0]], labelled.tokens[span[1]]
        return texts[article][start:end]

    def around(span: Span) -> str:
        if span[0] < 0:
            return ""
        article, start, end = labelled.tokens[span[0]]
        return texts[article][max(0, start - 30) : end + 50].replace("\n", " ")

    for span in sorted(set(found) | set(labelled.spans)):
        here, there = found.get(span), labelled.spans.get(span)
        if here and not there:
            print(f"+ {words(span)} [{here}]   | {around(span)}")
        elif there and not here:
            print(f"- {words(span)} [{there}]   | {around(span)}")
        elif here != there:
            print(f"~ {words(span)} [{here}, not {there}]   | {around(span)}")


def main() -> None:
    for how, options in {
        "alone": {"alone": True}, "together": {"alone": False}, "tokens": {"alone": True, "plain": True},
    }.items():  # fmt: skip
        labelled = wikigold(**options)
        found = found_spans(labelled, entities.hits(labelled.corpus))
        runs = scores(capitalised(labelled), labelled.spans, typed=False)
        untyped, typed = (scores(found, labelled.spans, typed=typed) for typed in (False, True))
        print(f"Wikigold, sentences {how}: F1 {untyped[2]:.3f} (P {untyped[0]:.3f}, R {untyped[1]:.3f}), "
              f"typed {typed[2]:.3f}; capitalised runs {runs[2]:.3f}")  # fmt: skip
        if "--cases" in sys.argv and how == "alone":
            show_cases(labelled, found)
    documents = news()
    by_document = hits_by_document(documents, entities.hits(documents.corpus))
    table = rank_agreement(documents, by_document)
    print(table.drop(columns=["document", "layer"]).mean().round(3).to_string())
    print(table.groupby("layer").size().to_dict())
    ideal = rank_agreement(documents, flat(documents))
    print(f"people's own names, none inside another: mentioned {ideal['machine, mentioned'].mean():.3f}, "
          f"named {ideal['machine, named'].mean():.3f}")  # fmt: skip
    right, terms, hit, wanted, in_captions, cases = only_in_captions(documents, by_document)
    print(
        f"only in captions: precision {right / terms:.3f} of {terms}, recall {hit / wanted:.3f} of {wanted} ({in_captions} in captions)"
    )
    if "--cases" in sys.argv:
        print("\n".join(cases))
    if "--fast" not in sys.argv:
        n_words, cold, warm = speed()
        print(f"{n_words:,} words: {cold:,.0f} words a second at first, {warm:,.0f} again")


if __name__ == "__main__":
    main()

"""How the names compare with people's.

Names (Wikigold): exact spans of tokens, micro F1. Sentences are joined by plain detokenising; read each alone as an article, and
again with neighbours (a run of consecutive numbers) as one article. Types: PERSON is PER, PLACE LOC, ORG ORG; GROUP, EVENT,
WEAPON and OTHER are MISC.

The types of guessed names are a regression that was fitted on these sentences and on the news: the figures of the sentences are by
fits that have not seen the block of sentences they judge (`unseen_hits`); ranks and captions are by the shipped fit.

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

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from analysis import Corpus, comparison, entities
from analysis import corpus as corpora
from analysis.entities import kinds

from .. import refit_kinds as refit
from . import DRAWS, Agreement, Errors, middle, read_lines, resampled

RECOGNISER, RECOGNISERS = "rules", ("rules", "lists")  # the default, and all that ship
SENTENCES, NEWS = "sentences of Wikipedia", "Wikinews articles"
DATA = {
    SENTENCES: "Wikigold (Balasuriya and others 2009, CC BY 4.0), one half",
    NEWS: "GUM, Wikinews part (Zeldes 2017, annotation CC BY 4.0, text CC BY 2.5), one half",
}
TYPE_OF = {"PERSON": "PER", "PLACE": "LOC", "ORG": "ORG"}
NAMED_TYPES = {"person", "organization", "place"}
NO_SPACE_BEFORE = {
    ".",
    ",",
    ";",
    ":",
    "?",
    "!",
    ")",
    "]",
    "'s",
    "n't",
    "'re",
    "'ve",
    "'ll",
    "'d",
    "'m",
    "'",
    "%",
    "''",
}
NO_SPACE_AFTER = {"(", "[", "$", "``", "#"}

Span = tuple[int, int]


class Labelled(NamedTuple):
    """A corpus, where each of its tokens stands (article, start, end), and the labelled spans of tokens."""

    corpus: Corpus
    tokens: list[tuple[int, int, int]]
    spans: dict[Span, str]


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
        if number and not (
            token in NO_SPACE_BEFORE or before in NO_SPACE_AFTER or closes or opened
        ):
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


@cache
def wikigold(gold: Path, *, alone: bool, plain: bool = False) -> Labelled:
    sentences = read_lines(gold / "names" / "wikigold.jsonl.gz")
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
            places = [
                (int(end) - len(token), int(end))
                for token, end in zip(sentence["tokens"], ends, strict=True)
            ]
        at = sum(len(block) + 2 for _, block in articles[-1])
        articles[-1].append(("body", text))
        spans |= {
            (len(tokens) + first, len(tokens) + last): kind
            for (first, last), kind in spans_of(sentence["tags"])
        }
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


def scores(
    found: dict[Span, str], gold: dict[Span, str], *, typed: bool
) -> tuple[float, float, float]:
    right = sum(
        1 for span, kind in found.items() if span in gold and (not typed or gold[span] == kind)
    )
    precision, recall = right / max(len(found), 1), right / max(len(gold), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


BLOCK = 50  # sentences that stand together in the file
KIND_OF = {"PER": "PERSON", "LOC": "PLACE", "ORG": "ORG", "MISC": "OTHER"}
KIND_OF |= {"person": "PERSON", "place": "PLACE", "organization": "ORG"}


def blocks(gold: Path) -> np.ndarray:
    """For each sentence the number of its block, which holds whole articles but for its ends."""
    return (
        np.array([sentence["n"] for sentence in read_lines(gold / "names" / "wikigold.jsonl.gz")])
        // BLOCK
    )


def teaching(labelled: Labelled) -> refit.Lesson:
    """What the labelled sentences teach about the types of guessed names."""
    tokens = labelled.tokens
    spans = [
        refit.Span(*tokens[a][:2], tokens[b][2], KIND_OF[kind])
        for (a, b), kind in labelled.spans.items()
    ]
    return refit.lesson(labelled.corpus, spans)


def teaching_news(found: News) -> refit.Lesson:
    """What the labelled documents teach, nested names too."""
    spans = [
        refit.Span(number, *trimmed(one.text, one.start, one.end), KIND_OF.get(one.type, "OTHER"))
        for number, mentions in enumerate(found.mentions)
        for one in mentions[mentions["proper"]].itertuples()
    ]
    return refit.lesson(found.corpus, spans)


@cache
def unseen_hits(gold: Path) -> pd.DataFrame:
    """The names of sentences that are read alone, each by a model that its block of sentences did not teach."""
    labelled = wikigold(gold, alone=True)
    own, other = teaching(labelled), teaching_news(news(gold))
    fold = refit.group_folds(blocks(gold).tolist())
    shipped, kept = kinds.model, []
    for number in range(refit.N_FOLDS):
        rest = fold[own.article] != number
        features, labels = (
            np.concatenate([a[rest], b]) for a, b in zip(own[:2], other[:2], strict=True)
        )
        stored = refit.stored(refit.fit_kinds(features, labels))
        try:
            kinds.model = lambda stored=stored: stored
            table = entities.hits(labelled.corpus)
        finally:
            kinds.model = shipped
        kept.append(table[fold[table["segment"].to_numpy()] == number])
    return pd.concat(kept, ignore_index=True)


class News(NamedTuple):
    """A corpus of documents with layers, and per document the mentions: article offsets, layer, chain, proper, type."""

    corpus: Corpus
    mentions: list[pd.DataFrame]


@cache
def news(gold: Path) -> News:
    articles, mentions = [], []
    for document in read_lines(gold / "news_layers" / "documents.jsonl.gz"):
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
    forms = [
        re.sub(r"^(the|a|an) | 's?$", "", text, flags=re.I)
        for text in mentions.loc[mentions["proper"], "text"]
    ]
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
                    (found.corpus.segments["article"] == number)
                    & (found.corpus.segments["layer"] == layer)
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
        spans = [
            (*trimmed(one.text, one.start, one.end), one.chain, one.layer)
            for one in proper.itertuples()
        ]
        for start, end, chain, layer in sorted(spans, key=lambda span: (span[0], -span[1])):
            words = text[start:end].split()
            if (
                start > reach
                and words
                and all(
                    word[0].isupper() or word in ("of", "the", "for", "and", "&") for word in words
                )
            ):
                rows.append({"start": start, "end": end, "term": chain, "layer": layer})
                reach = end
        tables.append(pd.DataFrame(rows, columns=["start", "end", "term", "layer"]))
    return tables


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    return float(spearmanr(a, b)[0]) if len(set(a)) > 1 and len(set(b)) > 1 else float("nan")


def only_in_captions(found: News, by_document: list[pd.DataFrame]) -> tuple[np.ndarray, list[str]]:
    """For each document: right terms, terms, chains found, chains, chains named in captions at all; and the cases that fail."""
    counts, cases = [], []
    for mentions, own in zip(found.mentions, by_document, strict=True):
        named = chains(mentions)
        named = named[named["proper"]]
        caption = set(named.loc[named["layer"] == "caption", "chain"])
        gold = caption - set(named.loc[named["layer"] == "body", "chain"])
        proper = mentions[mentions["proper"] & (mentions["type"] != "time")]
        only_there = set(proper.loc[proper["layer"] == "caption", "chain"]) - set(
            proper.loc[proper["layer"] == "body", "chain"]
        )
        machine = set(comparison.only_in(found.corpus, own)["term"])
        matched = match(own, mentions)
        in_machine = matched[
            matched["term"].isin(machine)
            & (matched["layer"] == "caption")
            & matched["chain"].isin(gold)
        ]
        reached = set(in_machine["chain"])
        good = set(
            matched.loc[matched["term"].isin(machine) & matched["chain"].isin(only_there), "term"]
        )
        counts.append([len(good), len(machine), len(reached), len(gold), len(caption)])
        cases += [f"+ {term}" for term in sorted(machine - good)]
        cases += [
            f"- {head_form(named[named['chain'] == chain])}" for chain in sorted(gold - reached)
        ]
    return np.array(counts), cases


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


def f1(counts: np.ndarray) -> np.ndarray:
    """F1 of rows of right, found, labelled."""
    right, found, labelled = np.asarray(counts, dtype=float).T
    return 2 * right / (found + labelled)


def per_article(labelled: Labelled, found: dict[Span, str], *, typed: bool) -> np.ndarray:
    """Right, found and labelled spans of each article. A span that cuts a token is counted where its other end is, if anywhere."""
    counts = np.zeros((len(labelled.corpus.texts), 3), dtype=np.int64)
    for span, kind in found.items():
        at = next((labelled.tokens[end][0] for end in span if end >= 0), 0)
        counts[at, 1] += 1
        counts[at, 0] += span in labelled.spans and (not typed or labelled.spans[span] == kind)
    for first, _ in labelled.spans:
        counts[labelled.tokens[first][0], 2] += 1
    return counts


def _names(gold: Path, peers: bool, draws: int) -> list[Agreement]:
    labelled = wikigold(gold, alone=True)
    # The shipped coefficients were fitted on these sentences: what is told is by fits that have not seen them.
    tables = {
        name: entities.hits(labelled.corpus, recogniser=name)
        for name in RECOGNISERS
        if name != RECOGNISER
    }
    tables = {RECOGNISER: unseen_hits(gold), **tables}
    told = [(name, "shipped", found_spans(labelled, table)) for name, table in tables.items()]
    if peers:
        told.append(("runs of capitals", "peer", capitalised(labelled)))
    rows = []
    for name, role, found in told:
        for typed in (False, True)[: 2 if role == "shipped" else 1]:
            counts = per_article(labelled, found, typed=typed)
            statistic = "F1 of names with type" if typed else "F1 of names"
            value = float(f1(counts.sum(axis=0)[None])[0])
            row = Agreement("entities", name, role, statistic, "", len(counts), SENTENCES, value)
            low, high = middle(f1(resampled(counts, draws)))
            rows.append(row._replace(low=low, high=high, data=DATA[SENTENCES]))
    return rows


def mean_by_document(table: pd.DataFrame, column: str, draws: int) -> tuple[float, float, float]:
    """The mean over the layers, and its middle 95 % when whole documents are drawn."""
    known = table.dropna(subset=[column])
    sums = known.groupby("document")[column].agg(["sum", "size"]).to_numpy(dtype=float)
    drawn = resampled(sums, draws)
    return float(known[column].mean()), *middle(drawn[:, 0] / drawn[:, 1])


def _news_rows(gold: Path, peers: bool, draws: int) -> list[Agreement]:
    documents = news(gold)
    hits = {
        name: hits_by_document(documents, entities.hits(documents.corpus, recogniser=name))
        for name in RECOGNISERS
    }
    tables, n = (
        {name: rank_agreement(documents, own) for name, own in hits.items()},
        len(documents.mentions),
    )
    perfect = mean_by_document(tables[RECOGNISER], "perfect, mentioned", 1)[0]
    told = [(name, "shipped", tables[name], "machine") for name in RECOGNISERS]
    if peers:
        told.append(("counts of the letters", "peer", tables[RECOGNISER], "surface"))
    rows = []
    for counted_as, whose in (("mentioned", "people's own count of the names"), ("named", "")):
        kind = "all mentions" if counted_as == "mentioned" else "names alone"
        for name, role, table, column in told:
            value, low, high = mean_by_document(table, f"{column}, {counted_as}", draws)
            rows.append(Agreement(
                "entities", name, role, f"Spearman of {kind}", "", n, NEWS, value, low, high,
                perfect if whose else np.nan, whose, DATA[NEWS],
            ))  # fmt: skip
    for statistic, (right, of) in {"precision": (0, 1), "recall": (2, 3)}.items():
        for name in RECOGNISERS:
            counts, _ = only_in_captions(documents, hits[name])
            drawn, total = resampled(counts, draws), counts.sum(axis=0)
            with np.errstate(invalid="ignore"):
                low, high = middle(drawn[:, right] / drawn[:, of])
            rows.append(Agreement(
                "entities", name, "shipped", f"{statistic} of names only in captions", "", n, NEWS,
                float(total[right] / total[of]), low, high, data=DATA[NEWS],
            ))  # fmt: skip
    return rows


def agreement(gold: Path, *, peers: bool = True, draws: int = DRAWS) -> list[Agreement]:
    """The recogniser on sentences and on news with layers, and simpler ways beside it."""
    return _names(gold, peers, draws) + _news_rows(gold, peers, draws)


def errors(gold: Path) -> list[Errors]:
    """The names that are missed, cut, mistyped or none: of the labelled names of each type, and of the found ones."""
    labelled = wikigold(gold, alone=True)
    table = unseen_hits(gold)
    article = labelled.corpus.segments["article"].to_numpy()[table["segment"].to_numpy()]
    types = [TYPE_OF.get(str(category), "MISC") for category in table["category"]]
    found: dict[int, list[tuple[int, int, str]]] = {}
    for number, start, end, kind in zip(
        article.tolist(), table["start"], table["end"], types, strict=True
    ):
        found.setdefault(number, []).append((start, end, kind))
    kinds, of, met = Counter[str](), Counter[str](), set()
    for (first, last), kind in labelled.spans.items():
        (number, start, _), (_, _, end) = labelled.tokens[first], labelled.tokens[last]
        of[kind] += 1
        here = [span for span in found.get(number, []) if span[0] < end and start < span[1]]
        met |= {(number, *span) for span in here}
        kinds[f"{kind}: {_fate(start, end, kind, here)}"] += 1
    n_found = sum(map(len, found.values()))
    result = [
        Errors(
            "entities",
            RECOGNISER,
            SENTENCES,
            kind,
            n,
            of[kind[: kind.index(":")]],
            "labelled names",
        )
        for kind, n in sorted(kinds.items())
        if not kind.endswith("right")
    ]
    nothing = n_found - len(met)
    none = Errors(
        "entities", RECOGNISER, SENTENCES, "no name for people", nothing, n_found, "found names"
    )
    return [*result, none, *_news_errors(news(gold))]


def _news_errors(documents: News) -> list[Errors]:
    """What keeps the counts of names from those of people: the fates of the proper mentions of persons, bodies and places."""
    own = hits_by_document(documents, entities.hits(documents.corpus))
    kinds_: Counter[str] = Counter()
    for mentions, table in zip(documents.mentions, own, strict=True):
        matched = match(table, mentions).dropna(subset="chain")
        chain_of = {
            term: rows["chain"].value_counts(sort=False).sort_index().idxmax()
            for term, rows in matched.groupby("term")
        }
        named = chains(mentions)
        for one in named[named["proper"]].itertuples():
            start, end = trimmed(one.text, one.start, one.end)
            met = table[(table["start"] < end) & (start < table["end"])]
            kinds_[
                _news_fate(
                    start, end, met, [chain_of.get(term) == one.chain for term in met["term"]]
                )
            ] += 1
    n = sum(kinds_.values())
    return [
        Errors("entities", RECOGNISER, NEWS, kind, count, n, "proper mentions")
        for kind, count in sorted(kinds_.items())
        if kind != "counted"
    ]


def _news_fate(start: int, end: int, met: pd.DataFrame, own: list[bool]) -> str:
    """What became of a proper mention, given the found names that meet it and whether each counts for its chain."""
    if any(own):
        return "counted"
    if not own:
        return "not found"
    first = met.iloc[0]
    if (first["start"], first["end"]) == (start, end):
        return "counted for something else"
    if first["start"] <= start and end <= first["end"]:
        return "stands inside a longer found name"
    return (
        "a description with a name in it"
        if start <= first["start"] and first["end"] <= end
        else "found with other ends"
    )


def _fate(start: int, end: int, kind: str, here: list[tuple[int, int, str]]) -> str:
    """What became of a labelled name, given the found names that meet it."""
    if not here:
        return "not found"
    if len(here) > 1:
        return "found in pieces"
    ((found_start, found_end, found_kind),) = here
    if (found_start, found_end) == (start, end):
        return "right" if found_kind == kind else "found with another type"
    if found_start <= start and end <= found_end:
        return "found too long"
    return (
        "found too short" if start <= found_start and found_end <= end else "found with other ends"
    )


def cases(gold: Path) -> None:
    """Print every difference between the machine and people."""
    labelled = wikigold(gold, alone=True)
    show_cases(labelled, found_spans(labelled, unseen_hits(gold)))
    documents = news(gold)
    print(
        "\n".join(
            only_in_captions(
                documents, hits_by_document(documents, entities.hits(documents.corpus))
            )[1]
        )
    )


def further(gold: Path) -> pd.DataFrame:
    """What is measured beside the figures that are kept: with neighbours, as tokens, without nested names."""
    found = []
    for how, options in {
        "with neighbours": {"alone": False},
        "as tokens": {"alone": True, "plain": True},
    }.items():
        labelled = wikigold(gold, **options)
        spans = found_spans(labelled, entities.hits(labelled.corpus))
        for kind, typed in (("F1 of names", False), ("F1 of names with type", True)):
            found.append(
                (
                    f"{kind}, sentences {how}, by the shipped fit, which has seen them",
                    scores(spans, labelled.spans, typed=typed)[2],
                )
            )
    documents = news(gold)
    ideal = rank_agreement(documents, flat(documents))
    for counted_as in ("mentioned", "named"):
        label = f"Spearman of people's own names, none inside another, {counted_as}"
        found.append((label, ideal[f"machine, {counted_as}"].mean()))
    return pd.DataFrame(found, columns=["figure", "value"])

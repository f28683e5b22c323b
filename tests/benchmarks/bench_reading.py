"""What the reader finds on pages that other people labelled, beside trafilatura in the same run.

Run with: uv run python tests/benchmarks/bench_reading.py [--errors]

Plain definitions. Words are runs of letters and digits, lower-cased, after NFKC. Two texts are the same caption where
the token F1 of their bags of words is at least .8, once with and once without the words of the page's credit segments
(credits may be split off). Only captions of four words or more count. A caption found that equals a marked caption
outside the article element is neither right nor wrong. A marked caption that is nothing but a credit and was read as
a credit is left out. Body is the layers body and subheading; its score is the F1 of sets of four-word shingles.

Plain text. The pages' lines teach the model, so each page is judged by a model (coefficients, temperature, shares of the
rules) that has seen no page of its site: ten folds by site. The threshold row cuts a fold's probabilities where F1 was
best on the held-out probabilities of the other folds. `news_layers` and `pages_without_captions` teach nothing, but
their misses were looked at while the rules were written. All is one half of each set; the other half was not seen.
Expected calibration error: the mean gap of confidence and share right, over ten bins of equal width.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
import sys
import time
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.reading.page import Page, blocks_of_page, corpus_of_pages
from analysis.reading.plain import CLASSES, STANDS_FOR, Model, label_plain, rules_of_blocks
from tests.benchmarks import refit_form as refit

GOLD = ROOT.parent / "shared" / "gold"
SAME = 0.8
FEWEST = 4
THRESHOLDS = np.arange(0.2, 0.71, 0.05)
SITE = re.compile(r"\s+[|–—»·-]\s+[^|–—»·]{2,60}$")
# Pages listed as without captions (no figcaption, no class of that name) which show captions with credits all the same:
# read by hand, the words stand below a picture, with the name of its maker.
HOLD_CAPTIONS = (
    "94fbcc26", "c00962aa", "e646a66c", "1da39dca", "04237839", "a3342074", "e5ef5b51", "afd4a76d", "65bf3048", "b37be353", "88b390b9",
)  # fmt: skip


@dataclass
class Row:
    """One line of the printed table."""

    what: str
    peers: str
    reach: str
    ours: str
    errors: list[str] = field(default_factory=list)


def words(text: str | None) -> list[str]:
    """The normalised words of a text."""
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower())


def bag_f1(left: Counter[str], right: Counter[str]) -> float:
    """Twice the shared words over all words."""
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else 0.0


def same(found: str, gold: str, credits: Counter[str]) -> bool:
    """Is a caption that was found the labelled one, with or without the credit split off?"""
    a, b = Counter(words(found)), Counter(words(gold))
    return max(bag_f1(a, b), bag_f1(a, b - credits)) >= SAME


def shingles(text: str) -> set[tuple[str, ...]]:
    """Its distinct runs of four words."""
    tokens = words(text)
    return {tuple(tokens[k : k + 4]) for k in range(len(tokens) - 3)}


def shingle_f1(found: str, gold: str) -> float:
    """F1 of distinct four-word runs."""
    a, b = shingles(found), shingles(gold)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def rows_of(folder: str) -> list[dict]:
    """The labels of a folder of pages, with the bytes of each page."""
    with gzip.open(GOLD / folder / "pages.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    for row in rows:
        row["data"] = gzip.decompress((GOLD / folder / row["file"]).read_bytes())
        row["short"] = f"{row['set']}/{row['id'][:40]}"
    return rows


def texts(page: Page, *layers: str) -> list[str]:
    """The segments of some layers, in order."""
    rows = page.segments[page.segments["layer"].isin(layers)]
    return [page.text[start:end] for start, end in zip(rows["start"], rows["end"], strict=True)]


def three_styles() -> Row:
    """The page with three styles of caption."""
    page = blocks_of_page((GOLD / "three_caption_styles.html").read_bytes())
    captions, credits = texts(page, "caption"), texts(page, "credit")
    return Row(
        "three caption styles",
        "0 of 3",
        "3 of 3, 2 credits",
        f"{len(captions)} of 3, {len(credits)} credits",
    )


def caption_rows(pages: list[tuple[dict, Page]]) -> Iterator[Row]:
    """Captions against the page's own markup."""
    hits = claimed = found = wanted = only_credit = 0
    false, missed = [], []
    for row, page in pages:
        credits = Counter(words(" ".join(texts(page, "credit"))))
        every = texts(page, "caption")
        captions = list({" ".join(words(t)): t for t in every if len(words(t)) >= FEWEST}.values())
        inside, outside = [], []
        for gold in row["captions"]:
            if len(words(gold["text"])) >= FEWEST:
                (inside if gold["inside_article_element"] else outside).append(gold["text"])
        inside = list({" ".join(words(t)): t for t in inside}.values())
        for caption in captions:
            if any(same(caption, gold, credits) for gold in inside):
                hits, claimed = hits + 1, claimed + 1
            elif not any(same(caption, gold, credits) for gold in outside):
                claimed += 1
                false.append(f"{row['short']}: {caption[:90]!r}")
        for gold in inside:
            # Without its credit a caption of four words may have fewer.
            if any(same(caption, gold, credits) for caption in every):
                found, wanted = found + 1, wanted + 1
            elif not Counter(words(gold)) - credits:
                only_credit += 1
            else:
                wanted += 1
                missed.append(f"{row['short']}: {gold[:90]!r}")
    yield Row(
        "captions by markup, precision",
        "none labelled",
        ">= .95",
        f"{hits / claimed:.3f} ({hits} of {claimed})",
        false,
    )
    note = f"{found / wanted:.3f} ({found} of {wanted}; {only_credit} only credits)"
    yield Row("captions by markup, recall", "none labelled", ">= .97", note, missed)


def curated_rows(pages: list[tuple[dict, Page]]) -> Iterator[Row]:
    """Captions against publishers' own lists, with a bootstrap over pages."""
    counts, errors = [], []
    for row, page in pages:
        if not row["curated_captions"]:
            continue
        credits = Counter(words(" ".join(texts(page, "credit"))))
        captions = [t for t in texts(page, "caption") if len(words(t)) >= FEWEST]
        gold = [c["caption"] for c in row["curated_captions"] if len(words(c["caption"])) >= FEWEST]
        gold = list(dict.fromkeys(gold))
        # Where a publisher lists a picture with a description alone, that may be what the page shows.
        listed = gold + [
            c["description"]
            for c in row["curated_captions"]
            if c["description"] and not c["caption"]
        ]
        right = [any(same(c, g, credits) for g in listed) for c in captions]
        kept = [any(same(c, g, credits) for c in captions) for g in gold]
        counts.append((sum(right), len(right), sum(kept), len(kept)))
        errors += [
            f"{row['short']} false: {c[:80]!r}"
            for c, ok in zip(captions, right, strict=True)
            if not ok
        ]
        errors += [
            f"{row['short']} missed: {g[:80]!r}" for g, ok in zip(gold, kept, strict=True) if not ok
        ]
    table = np.array(counts)
    draws = table[np.random.default_rng(1).integers(len(table), size=(2000, len(table)))].sum(
        axis=1
    )
    total = table.sum(axis=0)
    for what, peer, reach, k in (("precision", ".82", ">= .90", 0), ("recall", ".76", ">= .88", 2)):
        low, high = np.nanquantile(draws[:, k] / draws[:, k + 1], [0.025, 0.975])
        note = f"{total[k] / total[k + 1]:.3f} [{low:.2f}, {high:.2f}] ({total[k]} of {total[k + 1]}, {len(table)} pages)"
        yield Row(
            f"captions by publishers, {what}",
            peer + " (rule)",
            reach,
            note,
            errors if k == 0 else [],
        )


def body_rows(pages: list[tuple[dict, Page]], peer: dict[str, str]) -> Iterator[Row]:
    """Body on pages where a person gave it, captions counted as errors."""
    by_set: dict[str, list[tuple[float, float, str]]] = defaultdict(list)
    swallowed = []
    for row, page in pages:
        if row["body_gold"]:
            body = texts(page, "body", "subheading")
            ours, theirs = (
                shingle_f1("\n".join(body), row["body_gold"]),
                shingle_f1(peer[row["file"]], row["body_gold"]),
            )
            by_set[row["set"]].append((ours, theirs, row["short"]))
            given = shingles(row["body_gold"])
            captions = texts(page, "caption")
            for caption in row.get("captions", []):
                # A caption that the person's body holds as well is a sentence of the article; one that was also found
                # as a caption stands on the page twice.
                twice = any(same(found, caption["text"], Counter()) for found in captions)
                if (
                    len(words(caption["text"])) >= FEWEST
                    and not twice
                    and not shingles(caption["text"]) & given
                ):
                    for text in body:
                        if same(text, caption["text"], Counter()):
                            swallowed.append(f"{row['short']}: {text[:90]!r}")
    for name, scores in by_set.items():
        ours, theirs = (statistics.fmean(s[k] for s in scores) for k in (0, 1))
        worse = sorted((o - t, short, o, t) for o, t, short in scores if o < t - 0.01)
        errors = [f"{short}: {o:.3f} beside {t:.3f}" for _, short, o, t in worse]
        low = sorted((o, t, short) for o, t, short in scores if o < 0.85)
        errors += [f"low {short}: {o:.3f} beside {t:.3f}" for o, t, short in low]
        yield Row(
            f"body F1, {name} ({len(scores)} pages)",
            f"{theirs:.3f}",
            ">= peer",
            f"{ours:.3f}",
            errors,
        )
    yield Row("captions in a body", "", "0", str(len(swallowed)), swallowed)


def headline_rows(pages: list[tuple[dict, Page]]) -> Iterator[Row]:
    """Is the given title the headline that was found, after normalising: word for word, and by token F1."""
    changed, missed, total = [], [], 0
    for row, page in pages:
        if row["title"]:
            total += 1
            headlines = texts(page, "headline")
            forms = [Counter(words(form)) for form in (row["title"], SITE.sub("", row["title"]))]
            likeness = max(
                (bag_f1(Counter(words(h)), form) for h in headlines for form in forms), default=0.0
            )
            if likeness < 1:
                changed.append(
                    f"{row['short']} {likeness:.2f}: {headlines[:2]} for {row['title']!r}"
                )
            if likeness < SAME:
                missed.append(changed[-1])
    for what, errors in (
        ("headline found (F1 of words >= .8)", missed),
        ("headline, word for word", changed),
    ):
        note = f"{1 - len(errors) / total:.3f} ({total - len(errors)} of {total})"
        yield Row(what, "", ">= .95", note, errors)


def alarm_row(pages: list[tuple[dict, Page]]) -> Row:
    """Pages without a caption that get one."""
    found = [(row, page) for row, page in pages if texts(page, "caption")]
    alarms = [f"{row['short']}: {texts(page, 'caption')[:2]}" for row, page in found]
    real = sum(row["id"].startswith(HOLD_CAPTIONS) for row, _ in found)
    note = f"{len(alarms) / len(pages):.3f} ({len(alarms)} of {len(pages)}; {real} of them hold one, read by hand)"
    return Row("pages without captions that get one", ".23 (on text)", "<= .03", note, alarms)


def speed_rows(rows: list[dict]) -> Iterator[Row]:
    """Pages per CPU second, page by page in turn with trafilatura.extract on the same bytes."""
    import trafilatura

    from analysis import read

    sample = [row["data"] for row in rows]
    takers: dict[str, Callable[[bytes], object]] = {
        "trafilatura": trafilatura.extract,
        "blocks": blocks_of_page,
        "read": read,
    }
    times: dict[str, list[float]] = {name: [] for name in takers}
    batch = []
    for _ in range(3):
        for data in sample:
            for name, taker in takers.items():
                start = time.process_time()
                taker(data)
                times[name].append(time.process_time() - start)
        start = time.process_time()
        corpus_of_pages([(f"page {n}", data) for n, data in enumerate(sample)])
        batch.append((time.process_time() - start) / len(sample))
    start = time.process_time()
    for data in sample:
        trafilatura.extract(data)
    mean_peer = (time.process_time() - start) / len(sample)
    rate = {name: 1 / statistics.median(values) for name, values in times.items()}
    peer = f"{rate['trafilatura']:.0f} pages/s"
    for name, what in (
        ("blocks", "speed, page -> layers"),
        ("read", "speed, page -> corpus, one by one"),
    ):
        yield Row(
            what,
            peer,
            ">= .8 of peer",
            f"{rate[name]:.0f} pages/s = {rate[name] / rate['trafilatura']:.2f}",
        )
    together = 1 / statistics.median(batch)
    note = f"{together:.0f} pages/s = {together * mean_peer:.2f}"
    yield Row(
        "speed, pages -> one corpus (means)", f"{1 / mean_peer:.0f} pages/s", ">= .8 of peer", note
    )


def page_rows() -> Iterator[Row]:
    """Every row that is measured on pages."""
    import trafilatura

    rows, without = rows_of("pages"), rows_of("pages_without_captions")
    read_rows = [(row, blocks_of_page(row["data"], name=row["short"])) for row in rows]
    read_without = [(row, blocks_of_page(row["data"], name=row["short"])) for row in without]
    peer = {
        row["file"]: trafilatura.extract(row["data"]) or ""
        for row in rows + without
        if row["body_gold"]
    }
    yield three_styles()
    yield from caption_rows(read_rows)
    yield from curated_rows(read_rows)
    yield from body_rows(read_rows, peer)
    yield Row("-- on pages without captions:", "", "", "")
    yield from (row for row in body_rows(read_without, peer) if row.what.startswith("body"))
    yield from headline_rows(read_rows + read_without)
    yield alarm_row(read_without)
    if "--fast" not in sys.argv:
        yield from speed_rows(rows)


def f1(gold: np.ndarray, found: np.ndarray) -> float:
    """F1 of two columns of yes and no."""
    return 2 * float((gold & found).sum()) / max(1, int(gold.sum() + found.sum()))


def calibration_error(confidence: np.ndarray, right: np.ndarray, n: int = 10) -> float:
    """Expected calibration error: the gap of mean confidence and share right, over bins of equal width."""
    bins = np.minimum((confidence * n).astype(int), n - 1)
    return float(
        sum(
            np.mean(bins == b) * abs(confidence[bins == b].mean() - right[bins == b].mean())
            for b in np.unique(bins)
        )
    )


@dataclass
class Judged:
    """One block of a page's lines, judged by a model that has not seen its site."""

    page: str
    fold: int
    gold: str
    caption: float
    layer: str
    confidence: float


def judged_out_of_fold() -> dict[str, list[Judged]]:
    """Every block of every page, by kind of document."""
    documents = list(refit.documents(GOLD / "pages" / "lines.jsonl.gz"))
    fold = refit.folds([document.site for document in documents])
    results: dict[str, list[Judged]] = {kind: [] for kind in refit.DOCUMENT_KINDS}
    for number in np.unique(fold):
        taught = [document for document, f in zip(documents, fold, strict=True) if f != number]
        model = Model.of(refit.fit(taught))
        for document in (d for d, f in zip(documents, fold, strict=True) if f == number):
            caption = model.probability(document.features)[:, CLASSES.index("caption")]
            for gold, p, rule in zip(
                document.labels, caption, rules_of_blocks(document.corpus, model), strict=True
            ):
                results[document.kind].append(
                    Judged(document.page, number, gold, float(p), rule.layer, rule.confidence)
                )
    return results


def above_threshold_of_other_folds(blocks: list[Judged]) -> np.ndarray:
    """Each fold's probabilities cut where F1 was best on the held-out probabilities of the other folds."""
    fold, gold = np.array([b.fold for b in blocks]), np.array([b.gold == "caption" for b in blocks])
    caption = np.array([b.caption for b in blocks])
    above = np.zeros(len(blocks), dtype=bool)
    for number in np.unique(fold):
        here = fold == number
        cut = max(THRESHOLDS, key=lambda least: f1(gold[~here], caption[~here] >= least))
        above[here] = caption[here] >= cut
    return above


def line_rows() -> Iterator[Row]:
    """Captions among the lines of pages, and how well the confidence of the labels is calibrated."""
    for kind, blocks in judged_out_of_fold().items():
        peer, reach = {"lines": (".45", ">= .60"), "body and captions": (".52", ">= .65")}.get(
            kind, ("", "")
        )
        gold, layer = (
            np.array([b.gold == "caption" for b in blocks]),
            np.array([b.layer for b in blocks]),
        )
        fold = np.array([b.fold for b in blocks])
        for what, found in (
            ("threshold by folds", above_threshold_of_other_folds(blocks)),
            ("labels as read", np.isin(layer, ["caption"])),
            ("labels, credits too", np.isin(layer, ["caption", "credit"])),
        ):
            each = [f1(gold[fold == n], found[fold == n]) for n in np.unique(fold)]
            note = f"{f1(gold, found):.3f} (folds {min(each):.2f} to {max(each):.2f})"
            yield Row(f"{kind}: F1, {what}", peer, reach, note)
        right = np.array([b.gold in STANDS_FOR[b.layer] for b in blocks])
        sure, caption = (
            np.array([b.confidence for b in blocks]),
            np.array([b.caption for b in blocks]),
        )
        called = layer == "caption"
        errors = (
            calibration_error(sure, right),
            calibration_error(caption, gold),
            calibration_error(sure[called], right[called]),
        )
        note = "{:.3f} (of being a caption {:.3f}, of captions alone {:.3f})".format(*errors)
        yield Row(f"{kind}: calibration error", "", "<= .05", note)


def news_layers_rows() -> Iterator[Row]:
    """Captions in articles marked by people; a block is a run of one layer in a paragraph."""
    gold, found, pure, document, errors = [], [], [], [], []
    with gzip.open(GOLD / "news_layers" / "documents.jsonl.gz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            runs: dict[tuple[int, bool], list[str]] = {}
            for sentence in row["sentences"]:
                runs.setdefault((sentence["par"], sentence["layer"] == "caption"), []).append(
                    sentence["text"]
                )
            layers = label_plain(
                refit.corpus_of_lines([" ".join(run) for run in runs.values()])
            ).segments["layer"]
            for (paragraph, caption), layer in zip(runs, layers, strict=True):
                gold.append(caption)
                found.append(layer == "caption")
                pure.append((paragraph, not caption) not in runs)
                document.append(row["doc"])
                if caption != (layer == "caption"):
                    errors.append(
                        f"{row['doc']} paragraph {paragraph}: {'missed' if caption else f'false, {layer}'}"
                    )
    table, alone, names = np.array([gold, found]), np.array(pure), np.array(document)
    worst = Counter(error.split()[0] for error in errors).most_common(1)[0][0]
    note = (
        f"{f1(*table):.3f} (paragraphs of one layer {f1(*table[:, alone]):.3f}; without {worst}"
        f" {f1(*table[:, names != worst]):.3f})"
    )
    yield Row("news_layers: F1, labels as read", ".675", ">= .78", note, errors)


def text_alarm_row() -> Row:
    """Bodies of pages without captions, as plain text: which get one."""
    errors, n = [], 0
    for row in rows_of("pages_without_captions"):
        paragraphs = [line for line in (row["body_gold"] or "").splitlines() if line.strip()]
        if paragraphs:
            n += 1
            segments = label_plain(refit.corpus_of_lines(paragraphs)).segments
            rules = segments.loc[segments["layer"] == "caption", "rule"]
            if len(rules):
                errors.append(f"{row['short']}: {'; '.join(rules)}")
    note = f"{len(errors) / n:.3f} ({len(errors)} of {n})"
    return Row("stripped text without captions gets one", ".23", "<= .10", note, errors)


def text_rows() -> Iterator[Row]:
    """Every row that is measured on plain text."""
    yield Row("-- plain text, folds by site:", "", "", "")
    yield from line_rows()
    yield from news_layers_rows()
    yield text_alarm_row()


PARTS: tuple[Callable[[], Iterator[Row]], ...] = (page_rows, text_rows)


def main() -> None:
    """Print the table, and with --errors every error by kind."""
    if not GOLD.is_dir():
        sys.exit(
            f"{GOLD} is not on this machine; the labelled pages may not be copied into the repository"
        )
    rows = [row for part in PARTS for row in part()]
    print(f"{'what':<40} {'peers':<16} {'reach':<18} ours")
    for row in rows:
        print(f"{row.what:<40} {row.peers:<16} {row.reach:<18} {row.ours}")
    if "--errors" in sys.argv:
        for row in rows:
            if row.errors:
                print(f"\n{row.what}: {len(row.errors)}")
                print("\n".join(f"  {error}" for error in row.errors))


if __name__ == "__main__":
    main()

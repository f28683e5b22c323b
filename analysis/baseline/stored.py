"""A baseline: what some ordinary pages hold, as counts, and what they say of every category."""

from __future__ import annotations

import base64
import functools
import io
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.baseline import fitting
from analysis.baseline.fitting import CountFit, SumFit
from analysis.baseline.lists import MeasureList, labelling_sha256, list_of
from analysis.baseline.predicting import (
    Prediction,
    predict_counts,
    predict_each_count,
    predict_sums,
    reference_log_likelihoods,
)
from analysis.hits import is_sum, measure_named
from analysis.options import DEFAULTS
from analysis.publishing import write_whole
from analysis.reading import InputError
from analysis.reading.listing import RUN, is_run
from analysis.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable

NEWS = "news"
LEAST_PAGES = 60
SURE_FROM = 250  # pages; with fewer, a percentile carries its uncertainty
LEAST_BODY_WORDS = 100  # of a page that counts: with fewer, most of the body was not found
MOST_PAGES = 2_000  # of a run; of more, so many are drawn
_DRAWS = 99  # of a fit, where pages are few
_STEP = 1e-4
# The precision of the weak priors, on the scales of `numbers_of`.
_PRIOR = np.array([0.25, 2.0, 1.0, 6.25, 4.0, 100.0, 1.0, 1.0, 1.0, 1.0, 6.25, 1.0, 1.0])
MAKE = "cutline baseline RUN --out mine.parquet"
_FOLDER = Path(__file__).resolve().parent
_SAYS, _FITS = "cutline-baseline", "cutline-baseline-fits"
_FORM = 1
_SCHEMA = pa.schema(
    {
        "measure": pa.string(),
        "list": pa.string(),
        "category": pa.string(),
        "layer": pa.string(),
        "page": pa.int16(),
        "n_words": pa.int32(),
        "n": pa.int32(),
        "sum": pa.float32(),
    }
)


class Key(NamedTuple):
    """Which fit: two layers, a measure with its list, and a category."""

    target: str
    reference: str
    measure: str
    list: str
    category: str


class Fit(NamedTuple):
    """What the pages say of a category in one layer given another.

    n_pages: that hold a word in both; counts: of its hits; sums: of their weights, where the row is
    a sum; covariance: of the logs and numbers of the fit over bootstrap samples of the pages, where
    they are few.
    """

    n_pages: int
    counts: CountFit
    sums: SumFit | None = None
    covariance: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Baseline:
    """What ordinary pages hold.

    Attributes
    ----------
    name : str
    pages : DataFrame, one row per measure, list, category, layer and page
        measure, list, category, layer, page (its number), n_words (of the layer), n (hits), sum (of
        their weights, where the row is a sum).
    made_with : dict
        cutline (its version), lists (measure, list, sha256 of each), labelling (how the pages got
        their layers, how good that is, and the hash of its model), dates, kinds (of outlets),
        rights.
    fits : dict
        the fit of every category, by its `Key`.
    """

    name: str
    pages: pd.DataFrame
    made_with: dict[str, Any]
    fits: dict[Key, Fit] = field(repr=False)
    _kept: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def n_pages(self) -> int:
        """How many pages it holds; of fewer it knows both layers of a pair (`Fit.n_pages`)."""
        return int(self.pages["page"].nunique())

    @functools.cached_property
    def lists(self) -> dict[tuple[str, str], str]:
        """The name of every list, by its measure and hash.

        Returns
        -------
        dict
        """
        return {(row["measure"], row["sha256"]): row["list"] for row in self.made_with["lists"]}

    @functools.cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """The pairs of layers that it knows, the target first."""
        return {(key.target, key.reference) for key in self.fits}

    def tails(self, key: Key) -> Prediction:
        """Where each of its own pages lies among ordinary ones.

        Parameters
        ----------
        key : Key
            of one of its fits.

        Returns
        -------
        Prediction
            an entry per page.
        """
        if key not in self._kept:
            self._kept[key] = predict(self.fits[key], *of_pages(self._columns, key))
        kept: Prediction = self._kept[key]
        return kept

    @functools.cached_property
    def _columns(self) -> dict[tuple[str, str, str, str], np.ndarray]:
        return _by_column(self.pages)

    def save(self, path: str | Path) -> None:
        """Write it to one Parquet file: the counts as its table, the rest among its metadata.

        Raises
        ------
        InputError
            where the file cannot be written.
        """
        path = check_name(Path(path))
        table = pa.Table.from_pandas(self.pages, schema=_SCHEMA, preserve_index=False)
        said = {"form": _FORM, "name": self.name, **self.made_with}
        rows = [[*key, fit.n_pages, *_as_lists(fit)] for key, fit in self.fits.items()]
        buffer = io.BytesIO()
        keys = ["measure", "list", "category", "layer"]
        with pq.ParquetWriter(
            buffer,
            table.schema,
            compression="zstd",
            compression_level=19,
            use_dictionary=[*keys, "n"],
            write_statistics=False,
            store_schema=False,
        ) as writer:
            writer.write_table(table, row_group_size=len(table))
            writer.add_key_value_metadata(
                {_SAYS: json.dumps(said, ensure_ascii=False), _FITS: _packed(rows)}
            )
        write_whole(path, buffer.getvalue())


def check_name(path: Path) -> Path:
    """The name of a file for a baseline, as it was given.

    Raises
    ------
    InputError
        for a name that does not end in .parquet.

    Examples
    --------
    >>> check_name(Path("mine.csv"))
    Traceback (most recent call last):
    InputError: mine.csv: is no name for a baseline; give one that ends in .parquet
    """
    if path.suffix != ".parquet":
        raise InputError(f"{path}: is no name for a baseline; give one that ends in .parquet")
    return path


def _as_lists(fit: Fit) -> list[Any]:
    sums = None if fit.sums is None else [*map(_rounded, fit.sums)]
    covariance = [[*map(_rounded, row)] for row in fit.covariance]
    return [[*map(_rounded, fit.counts)], sums, covariance]


def _rounded(value: float) -> float:
    """To five digits: far finer than what the pages can say."""
    return float(f"{value:.5g}")


def _packed(rows: list[list[Any]]) -> str:
    text = json.dumps(rows, separators=(",", ":")).encode()
    return base64.b85encode(zlib.compress(text, 9)).decode()


def _unpacked(text: bytes) -> dict[Key, Fit]:
    fits = {}
    for *key, n_pages, counts, sums, covariance in json.loads(
        zlib.decompress(base64.b85decode(text))
    ):
        numbers = None if sums is None else SumFit._make(sums)._replace(degrees=int(sums[-1]))
        rows = tuple(map(tuple, covariance))
        fits[Key(*key)] = Fit(n_pages, CountFit(*counts), numbers, rows)
    return fits


def shipped() -> list[str]:
    """The names of the baselines that ship with the suite.

    Examples
    --------
    >>> "news" in shipped()
    True
    """
    return sorted(path.stem for path in _FOLDER.glob("*.parquet"))


def load(name_or_path: str | Path = NEWS) -> Baseline:
    """A baseline by its name, from a file, or made from a finished run.

    Parameters
    ----------
    name_or_path : str or Path
        the name of a shipped one ("news"); a file that `Baseline.save` or `cutline baseline` wrote;
        or the folder of a finished run, from which it is made when it is first asked for.

    Returns
    -------
    Baseline

    Raises
    ------
    ValueError
        for a name that is neither known nor a file or folder; an InputError for a file that is no
        baseline, one that another cutline made, and a run of too few pages.

    Examples
    --------
    >>> load("news").name
    'news'
    """
    path = Path(name_or_path)
    if str(name_or_path) in shipped():
        return _shipped(str(name_or_path))
    if path.is_dir():
        ranking = path / "ranking.parquet"
        return _made(path, ranking.stat().st_mtime_ns if ranking.is_file() else 0)
    if not path.is_file():
        raise ValueError(
            f"unknown baseline {str(name_or_path)!r}; choose from: {', '.join(shipped())}, or give a"
            f" file that `{MAKE}` wrote, or the folder of a finished run"
        )
    baseline = _read(path)
    if baseline.made_with["cutline"] != version("cutline"):
        raise InputError(
            f"{path}: was made by cutline {baseline.made_with['cutline']}, and this is"
            f" {version('cutline')}, which may count otherwise; run the corpus again, then `{MAKE}`"
        )
    if baseline.made_with["labelling"]["sha256"] != labelling_sha256():
        raise InputError(
            f"{path}: its pages were labelled by other rules; run the corpus again, then `{MAKE}`"
        )
    return baseline


@functools.lru_cache(maxsize=4)
def _made(folder: Path, _changed: int) -> Baseline:
    """The baseline of a run as it was last changed: its fits take seconds, and a panel asks again and
    again.
    """
    return make(folder)


@functools.cache
def _shipped(name: str) -> Baseline:
    return _read(_FOLDER / f"{name}.parquet")


def _read(path: Path) -> Baseline:
    try:
        with pq.ParquetFile(path) as file:
            metadata = file.metadata.metadata or {}
            said = json.loads(metadata[_SAYS.encode()])
            fits = _unpacked(metadata[_FITS.encode()])
            table = file.read(use_threads=False).cast(_SCHEMA)
    except (pa.ArrowException, OSError, KeyError, ValueError, TypeError, zlib.error):
        raise InputError(
            f"{path}: is no baseline; give a file that `{MAKE}` wrote, or the folder of a finished"
            " run"
        ) from None
    if said.pop("form") != _FORM:
        raise InputError(f"{path}: was made by another cutline; make it anew: `{MAKE}`")
    for name in ("measure", "list", "category", "layer"):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, table[name].dictionary_encode())
    return Baseline(said.pop("name"), table.to_pandas(), said, fits)


# --------------------------------------------------------------------------- making


def make(folder: str | Path) -> Baseline:
    """A baseline from a finished run of `cutline corpus`: what its articles hold is then ordinary.

    Articles count whose reference layer has at least 100 words, and of articles that repeat each
    other (`reprint_of` in the ranking) the first; of more than 2,000, as many are drawn.

    Parameters
    ----------
    folder : str or Path
        of the run.

    Returns
    -------
    Baseline

    Raises
    ------
    InputError
        for a folder that holds no finished run, a run by another version of cutline, and one of
        fewer than 60 pages.
    """
    folder = Path(folder)
    run = _run(folder)
    options = DEFAULTS.but(
        **{name: value for name, value in run["options"].items() if name in DEFAULTS.recorded()}
    )
    pages = _pages_of_run(folder, options.reference)
    lists = [
        list_of(measure_named(name), options, run["lists"]) for name in pages["measure"].unique()
    ]
    pages["list"] = pages["measure"].map({row.measure: row.list for row in lists})
    n_inputs = count(pages["page"].nunique(), "page")
    made_with = {
        "labelling": {"how": "as the run read its inputs", "quality": "not measured"},
        "dates": _dates(folder),
        "kinds": f"{n_inputs} of the run {folder.name}",
        "rights": "counts; the pages belong to their publishers",
    }
    pair = options.target, options.reference
    pairs = dict.fromkeys([pair, ("headline", pair[1]), (pair[0], "headline")])
    return from_pages(
        folder.name, pages, lists, made_with, [(one, two) for one, two in pairs if one != two]
    )


def _run(folder: Path) -> dict[str, Any]:
    """What a finished run says of itself."""
    if not (folder / "ranking.parquet").is_file() or not is_run(folder):
        raise InputError(
            f"{folder}: no finished run (ranking.parquet is missing); make one with `cutline corpus"
            " … --out run`"
        )
    try:
        run: dict[str, Any] = json.loads((folder / RUN).read_bytes())
        by, _, _ = run["cutline"], run["options"].items(), run["lists"].items()
    except (ValueError, KeyError, TypeError, AttributeError):
        raise InputError(
            f"{folder / RUN}: is not what a run has written; put it back from a copy"
        ) from None
    if by != version("cutline"):
        raise InputError(
            f"{folder}: is a run by cutline {by}, and this is {version('cutline')}, which may count"
            " otherwise; run `cutline corpus` again"
        )
    return run


def _pages_of_run(folder: Path, reference: str) -> pd.DataFrame:
    """Hits and words of each layer, an article being a page: hits as the comparison counts them.

    Of articles that repeat each other the first one counts, so that no page is ordinary because ten
    papers printed it.
    """
    import pyarrow.dataset as ds

    words = ds.dataset(folder / "rates").to_table(["article", "layer", "n_words"])
    words = words.to_pandas().drop_duplicates(["article", "layer"])
    is_long = (words["layer"] == reference) & (words["n_words"] >= LEAST_BODY_WORDS)
    articles = _once_printed(folder, np.sort(words.loc[is_long, "article"].to_numpy()))
    if len(articles) > MOST_PAGES:
        articles = np.random.default_rng(0).choice(articles, MOST_PAGES, replace=False)
    key = ["article", "measure", "category"]
    columns = [*key, "target", "reference"]
    sides = [f"{what}_{side}" for what in ("n", "per_1000") for side in ("target", "reference")]
    kept = ds.field("article").isin(pa.array(articles))
    compared = (
        ds.dataset(folder / "differences").to_table([*columns, *sides], filter=kept).to_pandas()
    )
    layers = [
        compared[[*key, side, f"n_{side}", f"per_1000_{side}"]].set_axis(
            [*key, "layer", "n", "per_1000"], axis=1
        )
        for side in ("target", "reference")
    ]
    table = pd.concat(layers).drop_duplicates([*key, "layer"])
    return counted_pages(table.merge(words, on=["article", "layer"]))


def _once_printed(folder: Path, articles: np.ndarray) -> np.ndarray:
    """The first of some articles of each group of reprints."""
    columns = ["article", "id", "reprint_of"]
    ranking = pq.read_table(folder / "ranking.parquet", columns=columns).to_pandas()
    printed = ranking.set_index("article").loc[articles]
    return articles[~printed["reprint_of"].fillna(printed["id"]).duplicated().to_numpy()]


def counted_pages(rates: pd.DataFrame) -> pd.DataFrame:
    """The table of a baseline from rates.

    Parameters
    ----------
    rates : DataFrame
        article, layer, measure, category, n, n_words, per_1000, as `comparison.rates_across` gives
        them; a list where there are several of a measure.

    Returns
    -------
    DataFrame
        as `Baseline.pages`; pages are numbered anew.
    """
    sums = (rates["per_1000"] * rates["n_words"] / 1000).where(rates["category"].map(is_sum))
    table = rates.assign(sum=sums.round(2), page=pd.factorize(rates["article"], sort=True)[0])
    table = table.astype({"layer": "str"})
    table = table[[name for name in _SCHEMA.names if name in table]]
    keys = [name for name in ("measure", "list", "category", "layer", "page") if name in table]
    return table[table["n_words"] > 0].sort_values(keys, ignore_index=True)


def _dates(folder: Path) -> str:
    import pyarrow.dataset as ds

    published = ds.dataset(folder / "articles").to_table(["published"]).to_pandas()["published"]
    stated = published.dropna().str[:10]
    stated = stated[stated.str.match(r"\d{4}")]
    return f"{stated.min()} to {stated.max()}" if len(stated) else "not stated"


def from_pages(
    name: str,
    pages: pd.DataFrame,
    lists: Iterable[MeasureList],
    made_with: dict[str, Any],
    pairs: Sequence[tuple[str, str]],
) -> Baseline:
    """A baseline from the counts of some pages: fits every category of every pair of layers.

    Parameters
    ----------
    name : str
    pages : DataFrame
        as `Baseline.pages`.
    lists : iterable of MeasureList
        what was counted.
    made_with : dict
        labelling, dates, kinds, rights.
    pairs : sequence of pairs
        of layers, the target first.

    Returns
    -------
    Baseline

    Raises
    ------
    InputError
        for fewer than 60 pages that hold both layers of any pair.
    """
    columns = _by_column(pages)
    rows = pages[["measure", "list", "category"]].drop_duplicates().astype(str)
    keys = [Key(*pair, *row) for pair in pairs for row in rows.itertuples(index=False)]
    given = {
        key: of_pages(columns, key) for key in keys if measure_named(key.measure).per == "word"
    }
    n_pages = {key: len(arrays[0]) for key, arrays in given.items()}
    if (most := max(n_pages.values(), default=0)) < LEAST_PAGES:
        raise InputError(
            f"{name}: {count(most, 'page')} with words in both layers, and a baseline needs"
            f" {LEAST_PAGES}; run more pages"
        )
    fits = {key: fit(*given[key]) for key, n in n_pages.items() if n >= LEAST_PAGES}
    said = {
        "cutline": version("cutline"),
        "lists": [row._asdict() for row in lists],
        **made_with,
        "labelling": {**made_with["labelling"], "sha256": labelling_sha256()},
    }
    return Baseline(name, pages.reset_index(drop=True), said, fits)


def _by_column(pages: pd.DataFrame) -> dict[tuple[str, str, str, str], np.ndarray]:
    """Words, hits and sums of each page (three × page; nan for a page without the layer), by
    measure, list, category and layer.
    """
    keys = ["measure", "list", "category", "layer"]
    codes = [pages[name].astype("category").cat for name in keys]
    group = np.zeros(len(pages), dtype=np.int64)
    for code in codes:
        group = group * len(code.categories) + code.codes.to_numpy()
    n_pages = int(pages["page"].max()) + 1 if len(pages) else 0
    distinct, first, row = np.unique(group, return_index=True, return_inverse=True)
    made = np.full((len(distinct), 3, n_pages), np.nan)
    page = pages["page"].to_numpy()
    for at, name in enumerate(("n_words", "n", "sum")):
        made[row, at, page] = pages[name].to_numpy(dtype=float)
    named = zip(*(code.categories[code.codes.to_numpy()[first]] for code in codes), strict=True)
    return dict(zip(named, made, strict=True))


def of_pages(
    columns: dict[tuple[str, str, str, str], np.ndarray], key: Key
) -> tuple[np.ndarray, ...]:
    """Hits, words and sums of the pages that hold both layers: those of the reference, then those
    of the target.
    """
    row = key.measure, key.list, key.category
    target, reference = (columns.get((*row, layer)) for layer in (key.target, key.reference))
    if target is None or reference is None:
        return tuple(np.zeros((6, 0)))
    has_both = ~np.isnan(target[0]) & ~np.isnan(reference[0])
    sides = reference[:, has_both], target[:, has_both]
    return tuple(side[at] for side in sides for at in (1, 0, 2))


def fit(
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    sum_reference: np.ndarray,
    n_target: np.ndarray,
    words_target: np.ndarray,
    sum_target: np.ndarray,
) -> Fit:
    """What some pages say of a category.

    Parameters
    ----------
    n_reference, words_reference, n_target, words_target : array
        hits and words of each page.
    sum_reference, sum_target : array
        the sums of their weights; nan where the row is no sum.

    Returns
    -------
    Fit
    """
    counted = n_reference, words_reference, n_target, words_target
    summed = n_reference, sum_reference, n_target, sum_target
    has_sums = not np.isnan(sum_target).all()
    counts = fitting.fit_counts(*counted)
    sums = fitting.fit_sums(*summed) if has_sums else None
    made = Fit(len(n_target), counts, sums)
    if made.n_pages >= SURE_FROM:
        return made
    given = *counted[:2], sum_reference, *counted[2:], sum_target
    return made._replace(covariance=tuple(map(tuple, _covariance(made, given).tolist())))


def _covariance(fit: Fit, given: tuple[np.ndarray, ...]) -> np.ndarray:
    """Of the numbers of a fit over bootstrap samples of the pages, each fitted by one step of
    Newton's method from the fit of all (the infinitesimal jackknife; Efron, 1982).
    """
    numbers = numbers_of(fit.counts, fit.sums)
    steps = np.eye(len(numbers)) * _STEP
    scores = np.stack(
        [
            log_likelihoods(fit_of(numbers + step, fit), given)
            - log_likelihoods(fit_of(numbers - step, fit), given)
            for step in steps
        ]
    ) / (2 * _STEP)
    information = scores @ scores.T
    # Weak, as in the fit: what no page says anything of stays finite.
    inverse = np.linalg.inv(information + np.diag(_PRIOR[: len(numbers)]))
    drawn = scores - scores.mean(axis=1, keepdims=True)
    return np.asarray(inverse @ (drawn @ drawn.T) @ inverse)


def log_likelihoods(fit: Fit, given: tuple[np.ndarray, ...]) -> np.ndarray:
    """How probable a fit makes each page, but for a constant of each."""
    n_reference, words_reference, sum_reference, n_target, words_target, sum_target = given
    counts = fit.counts
    made = predict_counts(counts, n_reference, words_reference, n_target, words_target)
    result = reference_log_likelihoods(counts, n_reference, words_reference)
    result = result + np.log(np.maximum(made.at, 1e-300))
    if fit.sums is not None:
        result = result + fitting.sum_log_likelihoods(
            fit.sums, n_reference, sum_reference, n_target, sum_target
        )
    return result


def numbers_of(counts: CountFit, sums: SumFit | None) -> np.ndarray:
    """The numbers of a fit on scales on which they vary about normally: spreads as logs."""
    numbers = [counts.mu, np.log(counts.sigma), counts.alpha, counts.beta, np.log(counts.spread)]
    numbers.append(counts.gamma)
    if sums is not None:
        numbers += [sums.mu, np.log(sums.sigma), np.log(sums.noise), sums.alpha, sums.beta]
        numbers += [np.log(sums.spread), np.log(sums.target_noise)]
    return np.array(numbers)


def fit_of(numbers: np.ndarray, like: Fit) -> Fit:
    """The fit that has these numbers, otherwise like another; the opposite of `numbers_of`."""
    mu, log_sigma, alpha, beta, log_spread, gamma = numbers[:6].tolist()
    counts = CountFit(mu, np.exp(log_sigma), alpha, beta, np.exp(log_spread), gamma)
    sums = like.sums
    if sums is not None:
        mu, log_sigma, log_noise, alpha, beta, *logs = numbers[6:].tolist()
        sigma, noise, spread, target_noise = np.exp([log_sigma, log_noise, *logs]).tolist()
        sums = SumFit(mu, sigma, noise, alpha, beta, spread, target_noise, sums.degrees)
    return Fit(like.n_pages, counts, sums)


def drawn_fits(fit: Fit) -> list[Fit]:
    """Fits as other pages of the same kind would have given them."""
    random = np.random.default_rng(0)
    centre = numbers_of(fit.counts, fit.sums)
    drawn = random.multivariate_normal(centre, np.array(fit.covariance), _DRAWS, method="eigh")
    return [fit_of(row, fit) for row in drawn]


def predict(
    fit: Fit,
    n_reference: np.ndarray,
    words_reference: np.ndarray,
    sum_reference: np.ndarray,
    n_target: np.ndarray,
    words_target: np.ndarray,
    sum_target: np.ndarray,
    *,
    ends: bool = True,
) -> Prediction:
    """What ordinary target layers hold beside such reference layers, and where the given ones lie.

    Parameters
    ----------
    fit : Fit
    n_reference, words_reference, sum_reference, n_target, words_target, sum_target : array
        an entry per article.
    ends : bool
        as of `predicting.predict_counts`.

    Returns
    -------
    Prediction
        of hits, or where the row is a sum, of the sum of weights.
    """
    given = n_reference, words_reference, sum_reference, n_target, words_target, sum_target
    return predict_each([(fit, given)], ends=ends)[0]


def predict_each(
    asked: Sequence[tuple[Fit, np.ndarray | Sequence[np.ndarray]]], *, ends: bool = True
) -> list[Prediction]:
    """`predict` by several fits, each with the columns of its own articles in the order there."""
    counted = [
        (fit.counts, [given[column] for column in (0, 1, 3, 4)])
        for fit, given in asked
        if fit.sums is None
    ]
    of_counts = iter(predict_each_count(counted, ends=ends))
    return [
        next(of_counts)
        if fit.sums is None
        else predict_sums(fit.counts, fit.sums, *given[:3], *given[4:], ends=ends)
        for fit, given in asked
    ]

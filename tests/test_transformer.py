"""The transformer: rates of articles by layer and category, as scikit-learn takes them."""

from __future__ import annotations

import inspect
import pickle

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.exceptions import NotFittedError
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

from analysis import Corpus, framing, read
from analysis.corpus import concat
from analysis.hits import Measure
from analysis.measures import MEASURES, findings, register
from analysis.transformer import LayerRates

WAR = "Talks resume\n\nThe army fired missiles at the border. Soldiers died in the bad war.\n\nTroops left."
PEACE = "A market opens\n\nThe good harvest made them happy. Farmers sold apples and lovely pears.\n\nFamilies sang."
TEXTS, WARS = [WAR, PEACE] * 4, [1, 0] * 4


def column(rates: np.ndarray, transformer: LayerRates, name: str) -> list[float]:
    return rates[:, transformer.get_feature_names_out().tolist().index(name)].tolist()


def test_the_rates_are_those_of_the_findings(seed: Corpus, control: Corpus):
    transformer = LayerRates(layers=["caption", "body"], frames="armed-conflict")
    rates = transformer.fit_transform(concat([control, seed]))
    for _, row in findings(seed).iterrows():
        for layer, side in (("caption", "target"), ("body", "reference")):
            name = f"{layer}__{row['measure']}__{row['category']}"
            assert column(rates, transformer, name)[1] == pytest.approx(row[f"per_1000_{side}"])
    assert len(transformer.get_feature_names_out()) == rates.shape[1] == 2 * len(findings(seed))


def test_a_text_is_an_article_with_layers_and_a_table_may_name_its_captions():
    transformer = LayerRates().fit(None)
    of_texts = transformer.transform(
        ["Good talks\n\nA bad war went on, and nobody won it. Nobody spoke."]
    )
    assert column(of_texts, transformer, "headline__sentiment__positive") == [500.0]
    of_table = transformer.transform(
        pd.DataFrame({"title": ["Good talks"], "text": ["A war."], "captions": [["Bad tanks"]]})
    )
    assert column(of_table, transformer, "headline__sentiment__positive") == [500.0]
    assert column(of_table, transformer, "caption__sentiment__negative") == [500.0]
    assert column(of_table, transformer, "caption__sentiment__tone")[0] < 0


def test_a_layer_without_words_is_undefined_unless_a_number_is_given():
    for empty, expected in ((np.nan, [True, False]), (0.0, [False, False])):
        transformer = LayerRates(layers=["body"], empty=empty)
        rates = transformer.fit_transform(["", "War."])
        assert np.isnan(rates).all(axis=1).tolist() == expected
    assert (rates[0] == 0).all()


def test_a_measure_of_ones_own_has_its_columns():
    def hits(corpus: Corpus) -> pd.DataFrame:
        table = framing.hits(corpus, frames="policy")
        return table.assign(measure=table["measure"].cat.rename_categories(["policies"]))

    register(Measure("policies", "words of a policy", hits))
    try:
        names = LayerRates(layers=["body"]).fit([]).get_feature_names_out()
    finally:
        MEASURES.pop("policies")
    assert "body__policies__morality" in names


# Of the checks of scikit-learn those that need no matrix of numbers; the others stand below, with texts.
CHECKS = [
    estimator_checks.check_estimator_cloneable,
    estimator_checks.check_estimator_tags_renamed,
    estimator_checks.check_valid_tag_types,
    estimator_checks.check_estimator_repr,
    estimator_checks.check_no_attributes_set_in_init,
    estimator_checks.check_mixin_order,
    estimator_checks.check_parameters_default_constructible,
    estimator_checks.check_get_params_invariance,
    estimator_checks.check_set_params,
]


@pytest.mark.quick
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_scikit_learns_own_checks_pass(check):
    check("LayerRates", LayerRates())


@pytest.mark.filterwarnings("ignore:Can't test estimator LayerRates which requires input")
def test_check_estimator_passes():
    results = estimator_checks.check_estimator(LayerRates(), on_skip=None)
    assert {result["status"] for result in results} == {"passed"}


def test_fit_returns_itself_changes_no_parameter_and_learns_nothing_from_the_texts():
    transformer = LayerRates(layers=["body"], frames="policy")
    before = transformer.get_params()
    assert transformer.fit(TEXTS, WARS) is transformer
    assert transformer.get_params() == before
    np.testing.assert_array_equal(
        transformer.transform(TEXTS),
        LayerRates(layers=["body"], frames="policy").fit([]).transform(TEXTS),
    )
    assert set(vars(transformer)) - set(before) == {"categories_"}
    assert list(inspect.signature(LayerRates.fit).parameters) == ["self", "X", "y"]


def test_what_was_not_fitted_says_so():
    for ask in (LayerRates().get_feature_names_out, lambda: LayerRates().transform(TEXTS)):
        with pytest.raises(NotFittedError):
            ask()


def test_rows_do_not_depend_on_the_rows_around_them_and_pickling_changes_none():
    transformer = LayerRates(empty=0.0).fit(TEXTS)
    alone = np.vstack([transformer.transform([text]) for text in TEXTS[:2]])
    np.testing.assert_array_equal(transformer.transform(TEXTS[:2]), alone)
    np.testing.assert_array_equal(
        pickle.loads(pickle.dumps(transformer)).transform(pd.Series(TEXTS[:2], index=[9, 9])), alone
    )
    np.testing.assert_array_equal(
        clone(transformer).fit_transform(np.array(TEXTS[:2], dtype=object)), alone
    )


def test_pandas_output_has_the_names_of_the_columns():
    transformer = LayerRates(layers=["body"]).set_output(transform="pandas")
    table = transformer.fit_transform(TEXTS)
    assert table.columns.tolist() == transformer.get_feature_names_out().tolist()
    assert table["body__sentiment__tone"].iloc[0] < 0 < table["body__sentiment__tone"].iloc[1]


def test_it_works_in_pipelines_searches_and_cross_validation():
    pipeline = make_pipeline(
        LayerRates(), SimpleImputer(keep_empty_features=True), LogisticRegression(max_iter=2000)
    )
    assert pipeline.fit(TEXTS, WARS).score(TEXTS, WARS) == 1
    assert len(pipeline[:-1].get_feature_names_out()) == pipeline[-1].n_features_in_
    table = pd.DataFrame({"title": "News", "text": TEXTS, "captions": [["Tanks"], ["Pears"]] * 4})
    assert cross_val_score(pipeline, table, WARS, cv=2).tolist() == [1, 1]
    search = GridSearchCV(
        make_pipeline(
            LayerRates(layers=["body"]), HistGradientBoostingClassifier(min_samples_leaf=1)
        ),
        {"layerrates__frames": ["policy", "armed-conflict"]},
        cv=2,
    )
    assert search.fit(TEXTS, WARS).best_score_ == 1
    columns = ColumnTransformer([("rates", LayerRates(layers=["body"]), "text")])
    assert columns.fit(table).get_feature_names_out()[0] == "rates__body__sentiment__positive"


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ("War.", ValueError, "one text where several articles are expected"),
        ([], ValueError, "no articles; give at least one text"),
        ([WAR, 5], TypeError, "text 1 is of type int"),
        (
            pd.DataFrame({"text": [WAR, ""]}),
            ValueError,
            "row 2: the text .'text'. is empty; leave it out of the table",
        ),
        (pd.DataFrame({"words": [WAR]}), ValueError, "no column for the text"),
    ],
)
def test_what_holds_no_articles_is_refused_by_its_place(
    given, error: type[Exception], message: str
):
    with pytest.raises(error, match=message):
        LayerRates().fit(given).transform(given)


def test_a_layer_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="unknown layer 'photo'; choose from: headline"):
        LayerRates(layers=["photo"]).fit(TEXTS)


def test_the_example_of_a_page_reads_with_its_captions():
    page = read("seeds/control.html")
    transformer = LayerRates(layers=["caption"]).fit([])
    assert not np.isnan(transformer.transform(page)).any()

"""The synthetic cohort: everything that is built in can be measured again, and nothing in it looks real."""

import numpy as np
import pytest

import nmt_widgets as nmt
from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.synthetic.cohort import synthetic_cohort
from nmt_widgets.outcomes.synthetic.design import make_design
from nmt_widgets.outcomes.synthetic.people import draw_people
from nmt_widgets.outcomes.synthetic.rules import load_synthetic_rules

INSTRUMENT = nmt.load_instrument()
IDS = list(INSTRUMENT.ids)


def design(n, effect="published", **numbers):
    counts = {"n": n, "seed": 3, "times": 2, "sites": 1}
    return make_design(counts, numbers, effect, load_synthetic_rules(), INSTRUMENT)


def means(frame):
    """The mean score of each client, a column an assessment."""
    return frame.assign(mean=frame[IDS].mean(axis=1)).pivot(index="client", columns="time", values="mean")


@pytest.fixture(scope="module")
def cohort():
    return synthetic_cohort(n=3000, seed=5, times=3, sites=3)


def test_every_table_says_in_every_row_that_it_is_synthetic(cohort):
    for table in (cohort.frame, cohort.lines, cohort.incidents, cohort.ratings):
        assert len(table)
        assert table["synthetic"].eq("yes").all()
    assert "synthetic" in repr(cohort)
    assert "Nobody in it exists" in repr(cohort)
    assert cohort.frame["client"].str.startswith("syn-").all()
    assert cohort.frame["date"].dt.year.max() < 2000


def test_the_columns_are_those_of_a_cohort(cohort):
    periods = [period.id for period in INSTRUMENT.history.periods]
    assert list(cohort.frame) == [
        *("client", "time", "date", "age", "site", "unit", "phase", "rater", "instrument", "version", "left"),
        "synthetic",
        *IDS,
        *(f"{part}_{period}" for part in ("adversity", "relational") for period in periods),
        "relational_health",
        *("essential_agreed", "essential_done", "therapeutic_agreed", "therapeutic_done"),
    ]
    scores = cohort.frame[IDS]
    assert scores.min().min() == 1
    assert scores.max().max() == 12
    assert not cohort.frame.duplicated(["client", "time"]).any()
    assert cohort.frame.groupby("client")["date"].is_monotonic_increasing.all()


def test_the_same_seed_gives_the_same_cohort_and_another_seed_another():
    first, same, other = (synthetic_cohort(n=50, seed=seed) for seed in (1, 1, 2))
    for name in ("frame", "lines", "incidents", "ratings"):
        assert getattr(first, name).equals(getattr(same, name))
        assert not getattr(first, name).equals(getattr(other, name))


def test_a_change_in_one_part_leaves_the_others_as_they_are():
    plain = synthetic_cohort(n=50, seed=1)
    other = synthetic_cohort(n=50, seed=1, incident_ratio=0.2, noise=2.0, dropout=0)
    history = [name for name in plain.frame if name.startswith(("adversity_", "relational_"))]
    first = [table.frame.query("time == 1").set_index("client")[history[:-1]] for table in (plain, other)]
    assert first[0].equals(first[1])
    assert not plain.incidents["count"].equals(other.incidents["count"])
    assert plain.incidents["days"].equals(other.incidents["days"])


def test_the_loadings_are_recovered_by_least_squares():
    plan = design(40_000)
    people = draw_people(plan)
    names = [*people.history, "relational_health"]
    predictors = np.column_stack([*people.history.values(), people.health[:, 0]])
    for domain, loadings in plan.built_in.factors.items():
        factor = people.factors[domain][:, 0]
        fitted, residual, *_ = np.linalg.lstsq(predictors, factor, rcond=None)
        assert fitted == pytest.approx([loadings.get(name, 0) for name in names], abs=0.03)
        assert np.sqrt(residual[0] / len(factor)) == pytest.approx(0.8, abs=0.02)


def test_history_is_autoregressive_and_poverty_goes_with_adversity():
    people = draw_people(design(40_000))
    history, periods = people.history, [period.id for period in INSTRUMENT.history.periods]

    def correlation(first, second):
        return np.corrcoef(first, second)[0, 1]

    for kind in ("adversity", "poverty"):
        rows = [history[f"{kind}_{period}"] for period in periods]
        assert correlation(rows[1], rows[2]) == pytest.approx(0.6, abs=0.02)
        assert correlation(rows[1], rows[4]) == pytest.approx(0.6**3, abs=0.02)
    for period in periods:
        together = correlation(history[f"adversity_{period}"], history[f"poverty_{period}"])
        assert together == pytest.approx(0.5, abs=0.02)
    with_health = correlation(history["poverty_childhood"], people.health[:, 0])
    assert with_health == pytest.approx(-0.35, abs=0.02)


def test_without_an_effect_neither_history_nor_health_goes_with_the_scores():
    frame = synthetic_cohort(n=20_000, seed=2, effect="none", times=1).frame
    for name in ("adversity_perinatal", "relational_perinatal", "relational_health"):
        assert np.corrcoef(frame[name], frame[IDS].mean(axis=1))[0, 1] == pytest.approx(0, abs=0.025)


@pytest.mark.parametrize("change", [0, 0.5, -0.5])
def test_the_true_change_is_what_was_built_in(change):
    scores = means(synthetic_cohort(n=8000, seed=4, effect="none", change=change, dropout=0).frame)
    assert (scores[2] - scores[1]).mean() == pytest.approx(change, abs=0.05)


def test_those_who_begin_low_gain_without_any_true_change():
    scores = means(synthetic_cohort(n=8000, seed=4, effect="none", dropout=0).frame)
    gain, low = scores[2] - scores[1], scores[1] < scores[1].quantile(0.25)
    assert gain[low].mean() > 0.15
    assert gain[scores[1] > scores[1].quantile(0.75)].mean() < -0.15
    assert gain.mean() == pytest.approx(0, abs=0.03)


def test_more_of_those_with_low_scores_leave_only_where_that_is_built_in():
    for selection, least, most in ((0, -0.08, 0.08), (1.5, 0.3, 3)):
        frame = synthetic_cohort(n=8000, seed=6, dropout=0.3, selection=selection).frame
        first = frame[frame["time"] == 1]
        score, left = first[IDS].mean(axis=1), first["left"].notna()
        assert least < score[~left].mean() - score[left].mean() < most
    assert synthetic_cohort(n=20, seed=6, dropout=0).frame["left"].isna().all()
    plain = synthetic_cohort(n=8000, seed=6, dropout=0.3, selection=0).frame
    assert plain.query("time == 1")["left"].notna().mean() == pytest.approx(0.3, abs=0.02)


def test_a_reason_stands_at_the_last_assessment_of_whoever_left(cohort):
    last = cohort.frame.groupby("client").tail(1)
    assert (last["left"].notna() == (last["time"] < 3)).all()
    assert cohort.frame.drop(last.index)["left"].isna().all()
    assert set(last["left"].dropna()) == set(load_synthetic_rules().leaving.reasons)


def test_a_period_that_has_not_begun_has_no_rating(cohort):
    young = cohort.frame["age"] < 11
    assert young.any()
    assert (cohort.frame["adversity_youth"].isna() == young).all()
    assert cohort.frame["relational_childhood"].notna().all()


def test_the_lines_are_those_that_were_counted(cohort):
    frame = cohort.frame.set_index(["client", "time"])
    is_last = frame.groupby("client").cumcount(ascending=False) == 0
    for kind in ("essential", "therapeutic"):
        lines = cohort.lines[cohort.lines["kind"] == kind].assign(yes=lambda table: table["done"] == "yes")
        counts = (
            lines.groupby(["client", "time"])["yes"].agg(["size", "sum"]).reindex(frame.index, fill_value=0)
        )
        assert counts["size"].eq(frame[f"{kind}_agreed"]).all()
        assert frame[f"{kind}_done"].isna().eq(is_last).all()
        assert counts["sum"].eq(frame[f"{kind}_done"].fillna(0)).all()
    unknown = cohort.lines.merge(cohort.frame.groupby("client")["time"].max().rename("last"), on="client")
    assert unknown[unknown["time"] == unknown["last"]]["done"].eq("not known").all()


def test_incidents_have_the_trend_the_effect_and_the_dispersion_that_were_built_in():
    table = synthetic_cohort(n=1, seed=8, sites=150, incident_ratio=0.5, incident_trend=1.2).incidents
    month = (table["date"].dt.year - 1990) * 12 + table["date"].dt.month - 1
    rate = table.groupby(month)["count"].sum() / table.groupby(month)["days"].sum() * 1000
    steps = rate / (6 * 1.2 ** (rate.index / 12))
    assert steps[:30].mean() == pytest.approx(1, abs=0.03)
    assert steps[30:].mean() == pytest.approx(0.5, abs=0.03)
    first = table[month == 0]
    mean = 6 * first["days"] / 1000
    spread = ((first["count"] - mean) ** 2 - mean).sum() / (mean**2).sum()
    assert spread == pytest.approx(0.1, abs=0.12)
    assert set(table["unit"]) == {f"syn-{site}-{unit}" for site in range(1, 151) for unit in (1, 2)}


def test_double_ratings_have_the_error_that_was_built_in():
    cohort = synthetic_cohort(n=8000, seed=9, sites=2)
    truth = cohort.frame.query("time == 1").set_index("client")[IDS]
    ratings = cohort.ratings.set_index("client")
    middle = truth.loc[ratings.index].stack().between(5, 8)  # away from the ends of the scale
    error = (ratings[IDS] - truth.loc[ratings.index]).stack()[middle.to_numpy()]
    rater = ratings["rater"].repeat(len(IDS))[middle.to_numpy()]
    for name, points in error.groupby(rater.to_numpy()):
        assert points.mean() == pytest.approx(cohort.truth["rater_severity"][name], abs=0.05)
        assert points.std() == pytest.approx(np.sqrt(0.8**2 + 1 / 12), abs=0.04)  # rounding adds 1/12
    twice = cohort.ratings.groupby("client")["rater"]
    assert twice.size().eq(2).all()
    assert twice.nunique().eq(2).all()


def test_what_was_built_in_is_told(cohort):
    assert cohort.truth["factors"]["sensory_integration"]["poverty_perinatal"] == -0.45
    assert synthetic_cohort(n=1, effect="none").truth["factors"] == {}
    assert synthetic_cohort(n=1, noise=2).truth["scores"]["factor_noise"] == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 0}, "n is 0, which is outside 1 to 2000000"),
        ({"n": 2.5}, "n is '2.5', which is no whole number"),
        ({"n": True}, "n is True"),
        ({"seed": -1}, "seed is -1"),
        ({"effect": "strong"}, "there is no effect 'strong'; use one of published, none"),
        ({"noise": float("nan")}, "noise is nan"),
        ({"noise": "much"}, "noise is 'much', which is no number"),
        ({"dropout": 1}, "dropout is 1"),
        ({"times": 0}, "times is 0"),
        ({"sites": 1000}, "sites is 1000"),
    ],
)
def test_a_wrong_number_is_answered_in_a_sentence(arguments, message):
    with pytest.raises(InputError, match=message):
        synthetic_cohort(**arguments)


def test_an_effect_on_what_the_instrument_does_not_have_is_refused():
    rules = load_synthetic_rules()
    for factors in ({"senses": {}}, {"cognitive": {"adversity_teens": 0.1}}):
        effect = rules.effects["none"].model_copy(update={"factors": factors})
        changed = rules.model_copy(update={"effects": {"none": effect}})
        with pytest.raises(InputError, match="which this instrument does not have"):
            make_design({"n": 1, "seed": 1, "times": 1, "sites": 1}, {}, "none", changed, INSTRUMENT)

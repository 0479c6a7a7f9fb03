"""Files of sites, pooled, are what all clients together give; and a file holds no client."""

import json
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.pooling import group_clients, pool, read_aggregate, write_aggregate
from nmt_widgets.outcomes.pooling.reading import fingerprint, to_text
from nmt_widgets.outcomes.rules import load_outcome_rules

RULES = load_outcome_rules()
LEAST = RULES.disclosure.moments_from
SITES = ("north", "south", "west", "east", "isle")
DOMAINS = ("sensory_integration", "self_regulation", "relational", "cognitive")


def site_cohort(seed, n=160, missing=0.0):
    """Clients of one site at two times, with histories."""
    rng = np.random.default_rng(seed)
    client = [f"c-{seed}{number:05d}" for number in range(n)]
    severe = rng.normal(size=(n, 4))
    rows = []
    for time in (1, 2):
        frame = pd.DataFrame({"client": client, "time": time})
        frame["date"] = pd.Timestamp(2022 + time, 3, 14) + pd.to_timedelta(rng.integers(0, 200, n), "D")
        base = 200 + 20 * severe.sum(axis=1) + 12 * (time - 1) * (1 + seed / 10)
        frame["total"] = (base + rng.normal(0, 15, n)).round()
        frame["cmr"] = frame["total"] / 220
        frame["gate_open"] = frame["cmr"] > 1
        frame["relational_health"] = (60 + 10 * rng.normal(size=n)).round(2)
        for number, domain in enumerate(DOMAINS):
            frame[f"{domain}_percent"] = frame["total"] / 3 + number + rng.normal(0, 6, n)
            percent = frame[f"{domain}_percent"]
            frame[f"{domain}_category"] = np.select(
                [percent < 65, percent < 85], ["essential", "therapeutic"], "enrichment"
            )
        for number, period in enumerate(RULES.timing.periods):
            frame[f"adversity_{period}"] = np.clip(
                6 + 3 * severe[:, number] + rng.normal(size=n), 0, 12
            ).round()
            frame[f"relational_{period}"] = np.clip(
                6 - 3 * severe[:, number] + rng.normal(size=n), 0, 12
            ).round()
        frame["left"] = None
        rows.append(frame)
    cohort = pd.concat(rows, ignore_index=True)
    if missing:
        leavers = rng.choice(client, int(n * missing), replace=False)
        cohort = cohort[~((cohort["time"] == 2) & cohort["client"].isin(leavers))].reset_index(drop=True)
        cohort.loc[cohort["client"].isin(leavers), "left"] = rng.choice(
            ["moved", "closed"], int(n * missing), p=[0.8, 0.2]
        )
        cohort.loc[rng.choice(len(cohort), 6, replace=False), "cmr"] = np.nan
    return cohort


def incidents(seed):
    rng = np.random.default_rng(seed)
    counts = pd.DataFrame({"phase": ["before", "after"] * 20, "client": [f"c-{i // 2}" for i in range(40)]})
    return counts.assign(count=rng.poisson(2, 40), days=rng.integers(50, 200, 40))


def plan_lines(seed):
    rng = np.random.default_rng(seed)
    words = {"kind": ["essential", "therapeutic"], "done": ["yes", "no", "not known"]}
    frame = pd.DataFrame({name: rng.choice(values, 300) for name, values in words.items()})
    return frame.assign(client=[f"c-{i % 40}" for i in range(300)])


@pytest.fixture(scope="module")
def cohorts():
    return {site: site_cohort(number) for number, site in enumerate(SITES)}


@pytest.fixture(scope="module")
def paths(cohorts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sites")
    for number, (site, cohort) in enumerate(cohorts.items()):
        write_aggregate(
            cohort,
            site=site,
            incidents=incidents(number),
            lines=plan_lines(number),
            out=folder / f"{site}.json",
        )
    return [folder / f"{site}.json" for site in SITES]


@pytest.fixture(scope="module")
def pooled(paths):
    return pool(*paths)


@pytest.fixture(scope="module")
def joined(cohorts):
    return pd.concat(
        [frame.assign(client=site + frame["client"]) for site, frame in cohorts.items()], ignore_index=True
    )


def pair(frame, measure):
    wide = frame.pivot(index="client", columns="time", values=measure).dropna()
    return wide[1].to_numpy(), wide[2].to_numpy()


@pytest.mark.parametrize("measure", ["total", "cmr", "relational_health", "cognitive_percent"])
def test_the_change_is_exactly_that_of_all_clients(pooled, joined, measure):
    x, y = pair(joined, measure)
    change = pooled.change[measure, 1, 2]
    expected = stats.ttest_rel(y, x)
    interval = expected.confidence_interval()
    sds = x.std(ddof=1), y.std(ddof=1)
    difference = (y - x).mean()
    assert change.n == len(x) == 800
    figures = {
        change.mean_difference.value: difference,
        change.mean_difference.low: interval.low,
        change.mean_difference.high: interval.high,
        change.t: expected.statistic,
        change.p: expected.pvalue,
        change.r: np.corrcoef(x, y)[0, 1],
        change.d_z.value: difference / (y - x).std(ddof=1),
        change.d_av.value: difference / np.sqrt((sds[0] ** 2 + sds[1] ** 2) / 2),
        change.d_b.value: difference / sds[0],
    }
    assert list(figures) == pytest.approx(list(figures.values()), rel=1e-9, abs=1e-12)


def test_categories_bins_and_lines_add_up(pooled, joined):
    moved = pooled.tables["moved"].set_index(["table", "first", "second"])
    for domain in DOMAINS:
        wide = joined.pivot(index="client", columns="time", values=f"{domain}_category")
        for (first, second), n in pd.crosstab(wide[1], wide[2]).stack().items():
            row = moved.loc[domain, first, second]
            assert row["count"] == n if row["hidden_at"] == 0 else row["at_least"] < n
    assert moved.loc[("cognitive", "total", "total"), "count"] == 800
    bins = pooled.tables["histograms"].set_index(["table", "first"])
    x, _ = pair(joined, "total")
    edges = RULES.pooling.bins["total"]
    for (low, high), n in zip(
        pairwise(edges), np.histogram(np.clip(x, edges[0], edges[-1]), edges)[0], strict=True
    ):
        row = bins.loc[("total", f"{low:g} to {high:g}")]
        assert row["count"] == n if row["hidden_at"] == 0 else row["at_least"] < n
    lines = pd.concat([plan_lines(number) for number in range(5)])
    adherence = pooled.tables["adherence"].set_index(["first", "second"])["count"]
    assert adherence["essential", "yes"] == ((lines["kind"] == "essential") & (lines["done"] == "yes")).sum()


def test_the_flow_is_of_clients_and_their_times():
    file = write_aggregate(site_cohort(3, 100, missing=0.3), site="north")
    flow = pool(file).tables["flow"].set_index("times")["clients"]
    assert flow["1"] == pytest.approx(30, abs=6)
    assert flow.sum() == file.file.clients


def test_incidents_are_rates_of_all_days(pooled):
    sums = pd.concat([incidents(number) for number in range(5)]).groupby("phase")[["count", "days"]].sum()
    for row in pooled.incidents.itertuples():
        assert (row.count, row.days) == tuple(sums.loc[row.phase])
        low, high = stats.gamma.ppf([0.025, 0.975], [row.count, row.count + 1]) / row.days * 1000
        assert (row.low, row.high) == pytest.approx((low, high))
    ratio = pooled.meta["incidents", "before", "after", "log_rate_ratio"]
    assert len(ratio.values) == 5
    assert ratio.names == SITES


def test_ridge_is_that_of_all_clients(pooled, joined):
    first = joined[joined["time"] == 1]
    flags = {}
    for name in pooled.timing["predictor"].unique():
        kind, _, period = name.partition("_")
        if name == "relational_health":
            flags[name] = first[name]
        elif kind == "adversity":
            flags[name] = first[name] >= RULES.timing.severe_adversity
        else:
            flags[name] = first[f"relational_{period}"] <= RULES.timing.severe_poverty
    x, y = np.column_stack(list(flags.values())).astype(float), first["cognitive_percent"].to_numpy()
    x, y = (x - x.mean(0)) / x.std(0), (y - y.mean()) / y.std()
    penalty = RULES.pooling.penalty * len(y)
    expected = np.linalg.solve(x.T @ x + penalty * np.eye(x.shape[1]), x.T @ y)
    rows = pooled.timing[pooled.timing["outcome"] == "cognitive_percent"]
    assert rows["coefficient"].to_numpy() == pytest.approx(expected, rel=1e-9)
    assert len(flags) > 4
    assert set(rows["n"]) == {800}


def test_sites_beside_each_other(pooled, cohorts):
    forest = pooled.forest()
    rows = forest[(forest["measure"] == "total") & (forest["figure"] == "mean_difference")]
    assert rows["site"].tolist() == [*SITES, "mean", "next site"]
    x, y = pair(cohorts["south"], "total")
    assert rows.set_index("site").loc["south", "value"] == pytest.approx((y - x).mean())


def test_the_order_of_files_and_of_rows_and_the_codes_change_nothing(pooled, paths, cohorts):
    back = pool(*reversed(paths))
    for key, change in pooled.change.items():
        assert back.change[key].d_av.value == pytest.approx(change.d_av.value, rel=1e-12)
    plain = write_aggregate(cohorts["north"], site="north").file
    mixed = cohorts["north"].sample(frac=1, random_state=1)
    mixed["client"] = mixed["client"].map({code: f"x{i}" for i, code in enumerate(mixed["client"].unique())})
    other = write_aggregate(mixed, site="north").file
    assert other.moved == plain.moved
    assert other.groups[0].measures["total"].sums == pytest.approx(plain.groups[0].measures["total"].sums)


def test_one_file_alone_has_no_meta_analysis(paths):
    alone = pool(paths[0])
    assert alone.meta == {}
    assert alone.change["total", 1, 2].n == 160


@pytest.mark.parametrize("seed", range(3))
def test_no_client_is_in_a_file(tmp_path, seed):
    cohort = site_cohort(seed, 90, missing=0.3)
    cohort.loc[0, "left"] = "to Aunt Mabel in Leeds"
    write_aggregate(
        cohort, site="north", incidents=incidents(seed), lines=plan_lines(seed), out=tmp_path / "a.json"
    )
    text = (tmp_path / "a.json").read_text()
    assert not any(code in text for code in cohort["client"])
    assert not re.search(r"\d{4}-\d\d-\d\d|Mabel|Leeds", text)
    assert (tmp_path / "a.json").stat().st_mode & 0o077 == 0
    content = json.loads(text)
    k = content["smallest"]
    counts = []

    def collect(part):
        if isinstance(part, dict):
            counts.extend(value for key, value in part.items() if key in ("n", "count", "clients"))
            for key, value in part.items():
                if key == "counts":
                    counts.extend(np.array(value, dtype=float).ravel())
                collect(value)
        elif isinstance(part, list):
            for value in part:
                collect(value)

    collect(content)
    counts = np.array([np.nan if count is None else count for count in counts], dtype=float)
    assert not ((counts > 0) & (counts < k)).any()
    assert all(group["n"] >= LEAST for group in content["groups"])


@pytest.mark.parametrize("seed", range(4))
def test_flags_of_timing_tell_of_no_few_clients(seed):
    timing = write_aggregate(site_cohort(seed, 70), site="north").file.timing
    flags = len([name for name in timing.predictors if name != "relational_health"])
    gram = np.array(timing.gram)[: flags + 1, : flags + 1]
    n, single, pairs = gram[0, 0], gram[0, 1:], gram[1:, 1:]
    cells = np.stack([pairs, single[:, None] - pairs, single - pairs, n - single[:, None] - single + pairs])
    assert not ((cells > 0.5) & (cells < RULES.disclosure.smallest)).any()


def test_the_second_time_of_few_is_not_told_by_subtraction():
    """97 of 100 clients have a second time: sums over 100 at the first and over 97 at both would tell of three."""
    cohort = site_cohort(9, 100)
    cohort = cohort[~((cohort["time"] == 2) & cohort["client"].isin(cohort["client"].unique()[:3]))]
    file = write_aggregate(cohort, site="north").file
    assert [group.n for group in file.groups] == [97]
    assert file.left_out is None


def test_values_that_are_the_same_for_all_are_not_told():
    cohort = site_cohort(2, 40).assign(relational_health=70)
    assert "relational_health" not in write_aggregate(cohort, site="north").file.groups[0].measures


def test_lines_of_plans_are_told_of_kinds_with_enough_clients_for_each_answer():
    rows = [
        {"client": str(c), "time": t, "total": 150 + 7 * c + t * (c % 5)} for c in range(12) for t in (1, 2)
    ]
    lines = [
        {"client": str(c), "kind": "essential", "done": "yes" if c % 2 else "no"}
        for c in range(12)
        for _ in range(3)
    ]
    lines += [{"client": "0", "kind": "therapeutic", "done": "no"} for _ in range(7)]
    adherence = write_aggregate(rows, site="a", lines=lines).file.adherence
    assert adherence.levels[0] == ("essential",)
    assert adherence.array()[-1].tolist() == [18, 18, 0, 36]
    assert write_aggregate(rows, site="a", lines=lines[-7:] * 2).file.adherence is None


def test_changes_that_differ_by_rounding_alone_are_not_told():
    rows = [
        {"client": str(c), "time": t, "total": 100.1 + c / 7 + 0.1 * t, "cmr": 1 + c % 5 + c % 3 * t}
        for c in range(20)
        for t in (1, 2)
    ]
    assert set(write_aggregate(rows, site="a").file.groups[0].measures) == {"cmr"}


@settings(max_examples=40, deadline=None)
@given(arrays(bool, st.tuples(st.integers(1, 60), st.integers(1, 5))), st.integers(3, 12))
def test_groups_have_no_client_in_common_and_are_large(known, least):
    groups = group_clients(known, least)
    members = [client for clients, _ in groups for client in clients.tolist()]
    assert len(members) == len(set(members))
    for clients, used in groups:
        assert len(clients) >= least
        assert used.any()
        assert known[np.ix_(clients, np.flatnonzero(used))].all()


def spoilt(path, tmp_path, change, sign=True):
    content = json.loads(path.read_text())
    change(content)
    if sign:
        content["fingerprint"] = fingerprint(content)
    copy = tmp_path / "copy.json"
    copy.write_text(to_text(content))
    return copy


def set_sums(content):
    content["groups"][0]["measures"]["total"]["products"][0][0] = 1.0


def set_equal(content):
    group = content["groups"][0]
    for moments in group["measures"].values():
        size = len(moments["times"])
        moments.update(sums=[5.0 * group["n"]] * size, products=[[25.0 * group["n"]] * size] * size)


def set_timing(name, value):
    return lambda content: content["timing"].update({name: value(content["timing"][name])})


PROBLEMS = {
    "hand": (
        lambda content: content["groups"][0]["measures"]["total"]["sums"].__setitem__(0, 1.0),
        "no values have",
    ),
    "negative": (
        lambda content: content["groups"][0].update(n=-1),
        "it must be 3 or more",
    ),
    "version": (lambda content: content.update(format="nmt-aggregate-2"), "nmt-aggregate-2"),
    "small": (
        lambda content: content.update(incidents={"a": {"count": 3, "days": 9.0, "clients": None}}),
        "hidden",
    ),
    "sums": (set_sums, "no values have these sums: 'total'"),
    "margins": (lambda content: content["moved"]["cognitive"]["counts"][-1].__setitem__(-1, 900), "add up"),
    "shape": (lambda content: content["moved"]["cognitive"]["counts"].pop(), "levels"),
    "words": (lambda content: content["moved"]["cognitive"].update(counts=["a", "b"]), "counts"),
    "clients": (lambda content: content.update(clients=999), "as many clients"),
    "period": (lambda content: content.update(period=[2024, 2023]), "before it begins"),
    "site": (lambda content: content.update(site="../x"), "site"),
    "key": (lambda content: content.update(clienst=1), "clienst"),
    "equal": (set_equal, "the same for all clients"),
    "times": (
        lambda content: content["groups"][0]["measures"]["total"]["times"].__setitem__(-1, 1),
        "not in order",
    ),
    "timing": (set_timing("gram", lambda gram: [[0.0] * len(gram)] * len(gram)), "the same for all clients"),
    "more": (set_timing("gram", lambda gram: (np.array(gram) * 99).tolist()), "as many clients"),
    "twice": (set_timing("predictors", lambda names: [names[0]] * len(names)), "stands twice"),
    "days": (
        lambda content: content.update(incidents={"a": {"count": 30, "days": 1e-300, "clients": None}}),
        "0.001",
    ),
    "few": (
        lambda content: content.update(incidents={"a": {"count": 30, "days": 9.0, "clients": 2}}),
        "hidden",
    ),
    "control": (
        lambda content: content.update(incidents={"\x1b[31mx": {"count": 30, "days": 9.0, "clients": None}}),
        "must match",
    ),
    "dimensions": (
        lambda content: content["moved"].update(
            x={
                "dimensions": list("abc"),
                "levels": [["x"]] * 3,
                "counts": [[[9, 9], [9, 9]], [[9, 9], [9, 9]]],
            }
        ),
        "dimensions",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_what_cannot_be_is_refused_with_its_place(paths, tmp_path, name):
    change, words = PROBLEMS[name]
    with pytest.raises(InputError, match=words) as caught:
        read_aggregate(spoilt(paths[0], tmp_path, change))
    assert "copy.json" in str(caught.value)


def test_a_file_changed_by_hand_is_refused(paths, tmp_path):
    copy = spoilt(paths[0], tmp_path, lambda content: content.update(site="other"), sign=False)
    with pytest.raises(InputError, match="changed after it was written"):
        read_aggregate(copy)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "JSON"),
        (b"\x00\xff\x89PNG", "JSON"),
        (b"client,time\n1,2\n", "JSON"),
        (b"[1, 2]", "no aggregate"),
        (b'{"format": "nmt-aggregate-1", "x": NaN}', "JSON"),
        (b'{"format": "nmt-aggregate-1", "format": "nmt-aggregate-1"}', "twice"),
        (b"[" * 100_000, "JSON"),
    ],
)
def test_what_is_no_aggregate_file_is_told_in_a_sentence(tmp_path, raw, words):
    (tmp_path / "a.json").write_bytes(raw)
    with pytest.raises(InputError, match=words):
        read_aggregate(tmp_path / "a.json")


def test_a_gigabyte_is_not_read(tmp_path):
    with (tmp_path / "a.json").open("wb") as file:
        file.truncate(10**9)
    with pytest.raises(InputError, match="MB"):
        read_aggregate(tmp_path / "a.json")
    with pytest.raises(InputError, match="missing"):
        read_aggregate(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda content: content.update(smallest=4), "hidden, in the first file"),
        (lambda content: content.update(instrument="other"), "instrument is other"),
        (lambda content: content["versions"].update(functions="functions-9"), "functions functions-9"),
        (lambda content: content.update(synthetic=True), "invented"),
        (lambda content: content.update(clients=content["clients"]), "same as"),
        (lambda content: content.update(site="elsewhere"), "the same clients"),
        (lambda content: content.update(software="9"), "site north is already"),
        (lambda content: content.update(software="9", period=[2024, 2025]), "site north is already"),
    ],
)
def test_files_that_do_not_go_together_are_refused(paths, tmp_path, change, words):
    with pytest.raises(InputError, match=words):
        pool(paths[0], spoilt(paths[0], tmp_path, change))


def test_every_problem_of_every_file_is_told(paths, tmp_path):
    (tmp_path / "a.json").write_text("{")
    with pytest.raises(InputError) as caught:
        pool(tmp_path / "a.json", tmp_path / "b.json", paths[0])
    assert len(caught.value.problems) == 2


def test_a_site_may_send_another_year(paths, tmp_path):
    later = spoilt(paths[0], tmp_path, lambda content: content.update(period=[2025, 2025]))
    assert [site.site for site in pool(paths[0], later).sites] == ["north 2023", "north 2025"]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda frame: frame.drop(columns="client"), "no column 'client'"),
        (lambda frame: pd.concat([frame, frame]), "twice"),
        (lambda frame: frame.assign(instrument=["nmt", "other"] * (len(frame) // 2)), "several: nmt, other"),
        (lambda frame: frame.assign(version=["1", "2"] * (len(frame) // 2)), "several"),
        (lambda frame: frame[["client", "time"]], "no measure"),
        (lambda frame: frame.head(8), "10 clients"),
        (lambda frame: frame.assign(total="many"), "'total' holds something"),
    ],
)
def test_a_cohort_that_cannot_be_added_up_is_refused(make, words):
    with pytest.raises(InputError, match=words):
        write_aggregate(make(site_cohort(1, 30)), site="north")

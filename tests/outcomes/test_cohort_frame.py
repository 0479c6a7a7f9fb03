"""A part of a cohort, its pairs and its description, beside the plain way to the same."""

import numpy as np
import pandas as pd
import pytest

from nmt_widgets.core.errors import InputError
from nmt_widgets.outcomes.cohort import cohort
from tests.outcomes.cohort_files import INSTRUMENT, rows_of


@pytest.fixture(scope="module")
def everybody():
    """Clients with one to four assessments, some of them without an age or a site."""
    draw = np.random.default_rng(3)
    rows = pd.concat([rows_of(120).assign(unit="a"), rows_of(120).assign(unit="b")], ignore_index=True)
    rows["client"] = [f"c-{number:02d}" for number in draw.integers(0, 60, len(rows))]
    rows["age"] = 3.0
    rows = rows.drop(columns=["date"])
    rows["time"] = rows.groupby("client").cumcount() + 1
    rows["age"] = 2 + rows["client"].str[2:].astype(int) % 15 + rows["time"]
    rows.loc[draw.random(len(rows)) < 0.1, "age"] = np.nan
    rows.loc[draw.random(len(rows)) < 0.1, "site"] = None
    rows["left"] = np.where(draw.random(len(rows)) < 0.3, "moved", None)
    return cohort(rows)


def same(part, rows):
    pd.testing.assert_frame_equal(part.frame, rows.reset_index(drop=True))


def test_words_choose_assessments(everybody):
    frame = everybody.frame
    same(everybody.select(site="north"), frame[frame["site"] == "north"])
    same(
        everybody.select(site=("north", "south"), unit="a", phase="before"),
        frame[frame["site"].isin(["north", "south"]) & (frame["unit"] == "a") & (frame["phase"] == "before")],
    )
    same(everybody.select(version=INSTRUMENT.versions["functions"]), frame)


def test_ages_and_categories_choose_clients_by_their_first_assessment(everybody):
    frame = everybody.frame
    first = frame.groupby("client", observed=True).head(1)
    clients = first[first["age"].between(6, 10, inclusive="left")]["client"]
    assert 0 < len(clients) < everybody.clients
    same(everybody.select(age=(6, 10)), frame[frame["client"].isin(clients)])
    clients = first[first["cognitive_category"].isin(["therapeutic", "enrichment"])]["client"]
    assert 0 < len(clients) < everybody.clients
    part = everybody.select(category={"cognitive": ["therapeutic", "enrichment"]})
    same(part, frame[frame["client"].isin(clients)])
    unknown = first[first["age"].isna()]["client"]
    assert len(unknown)
    assert not set(unknown) & set(everybody.select(age=(None, None)).frame["client"])


def test_the_number_of_assessments_counts_after_everything_else(everybody):
    rows = everybody.frame[everybody.frame["unit"] == "b"]
    counts = rows.groupby("client", observed=True).size()
    same(everybody.select(unit="b", assessments=3), rows[rows["client"].isin(counts[counts >= 3].index)])


def test_a_part_keeps_what_was_left_out(everybody):
    part = everybody.select(unit="a")
    assert (part.dropped, part.versions, part.sources) == (
        everybody.dropped,
        everybody.versions,
        everybody.sources,
    )


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"site": "nrth"}, "no assessment has site 'nrth'; there are: east, north, south, west"),
        ({"phase": ["before", "during"]}, "no assessment has phase 'during'"),
        ({"category": {"cognition": "essential"}}, "there is no domain 'cognition'"),
        ({"category": {"cognitive": "worst"}}, "no assessment has cognitive_category 'worst'"),
    ],
)
def test_a_filter_that_is_not_there_is_refused(everybody, filters, message):
    with pytest.raises(InputError, match=message):
        everybody.select(**filters)
    with pytest.raises(InputError, match="the cohort has no column 'site'"):
        cohort([{"client": "c-1", "time": 1, "sleep": 3}]).select(site="north")


@pytest.mark.parametrize("times", [(1, 2), (2, 1), (1, 3)])
def test_pairs_are_the_clients_with_both(everybody, times):
    frame, pairs = everybody.frame, everybody.pairs(*times)
    by_client = {client: set(group) for client, group in frame.groupby("client", observed=True)["time"]}
    paired = {client for client, numbers in by_client.items() if numbers >= set(times)}
    assert paired
    same(pairs, frame[frame["client"].isin(paired) & frame["time"].isin(times)])
    lacking = {
        (client, (set(times) - numbers).pop())
        for client, numbers in by_client.items()
        if len(numbers & set(times)) == 1
    }
    assert set(pairs.missing[["client", "time"]].itertuples(index=False, name=None)) == lacking
    why = frame[frame["time"].isin(times)].set_index("client")["left"]
    assert all(row.left == why[row.client] or row.left != row.left for row in pairs.missing.itertuples())


def test_the_same_time_twice_is_no_pair(everybody):
    with pytest.raises(InputError, match="the same, 2"):
        everybody.pairs(2, 2)


def test_the_description_counts_what_is_there(everybody):
    about, frame = everybody.describe(), everybody.frame
    sizes = frame.groupby("client", observed=True).size()
    assert about["clients"] == frame["client"].nunique() == everybody.clients
    assert about["per_time"] == {
        str(number): count for number, count in frame["time"].value_counts().sort_index().items()
    }
    assert sum(int(number) * count for number, count in about["per_client"].items()) == len(frame)
    assert about["per_client"][str(sizes.max())] == (sizes == sizes.max()).sum()
    assert sum(about["groups"]["site"].values()) + about["missing"]["site"] == len(frame)
    assert about["missing"]["sleep"] == frame["sleep"].isna().sum() > 0
    assert about["ages"] == [frame["age"].min(), frame["age"].max()]
    assert (about["dates"], about["synthetic"], "client" in about["missing"]) == (None, True, False)
    assert everybody.to_dict() == about


def test_changing_the_table_does_not_change_the_cohort(everybody):
    table = everybody.to_frame()
    before = everybody.frame["sleep"].sum()
    table["sleep"] = 1.0
    table.loc[0, "age"] = 99
    assert everybody.frame["sleep"].sum() == before
    assert everybody.frame["age"].max() < 99


@pytest.mark.parametrize("name", ["clients.xlsx", "clients"])
def test_a_cohort_is_saved_as_csv_or_parquet_only(everybody, name, tmp_path):
    with pytest.raises(InputError, match="end the name in"):
        everybody.save(tmp_path / name)


def test_a_file_that_is_there_is_not_replaced(everybody, tmp_path):
    file = everybody.save(tmp_path / "clients.csv")
    before = file.read_bytes()
    with pytest.raises(InputError, match="there is a file already"):
        everybody.select(unit="a").save(file)
    assert file.read_bytes() == before


@pytest.mark.parametrize("nothing", [np.nan, None])
def test_a_column_of_words_with_nothing_in_it_is_read(everybody, nothing):
    table = everybody.frame.assign(left=pd.Series([nothing] * len(everybody.frame), dtype=object))
    assert cohort(table).clients == everybody.clients

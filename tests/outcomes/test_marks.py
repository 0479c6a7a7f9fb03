"""The mark of invented rows means the same wherever rows are read."""

import pytest

import nmt_widgets as nmt
from nmt_widgets.outcomes.marks import holds_synthetic
from nmt_widgets.outcomes.pooling import write_aggregate
from nmt_widgets.outcomes.timing import timing

PEOPLE = nmt.synthetic_cohort(n=120, seed=5).frame


@pytest.mark.parametrize(
    ("mark", "invented"), [("yes", True), ("invented", True), ("no", False), (None, False)]
)
def test_a_mark_that_is_not_understood_counts_everywhere(mark, invented, tmp_path):
    rows = PEOPLE.assign(synthetic="no").astype({"synthetic": object})
    rows.loc[rows.index[-1], "synthetic"] = mark
    rows.to_csv(tmp_path / "rows.csv", index=False)
    assert holds_synthetic(tmp_path / "rows.csv") is invented
    assert timing(rows.assign(synthetic=mark), "cognitive").is_synthetic is invented
    measured = nmt.profiles(rows).assign(synthetic=mark)
    assert write_aggregate(measured, site="north").file.synthetic is invented

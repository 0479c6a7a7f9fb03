"""The measurement of scoring compares a table with bare products of the same figures."""

import numpy as np
import pandas as pd

from nmt_widgets import load_instrument, profiles
from nmt_widgets.bench.bare_scoring import bare_figures, ready_arrays

INSTRUMENT = load_instrument()


def test_the_bare_products_are_the_same_figures():
    draw = np.random.default_rng(3)
    scores = draw.integers(1, 13, (500, len(INSTRUMENT.ids))).astype(float)
    scores[draw.random(scores.shape) < draw.choice([0, 0.05, 0.3], (500, 1))] = np.nan
    ages = draw.uniform(0, 30, 500)
    table = profiles(pd.DataFrame(scores, columns=list(INSTRUMENT.ids)).assign(age=ages))
    bare = bare_figures(ready_arrays(INSTRUMENT), scores, ages)
    constant = [name for name in table if name.endswith("_of")]
    assert set(bare) == set(table) - {"age", *constant}
    for name, values in bare.items():
        column = table[name]
        if isinstance(column.dtype, pd.CategoricalDtype):
            column, values = column.cat.codes[column.notna()], values[column.notna()]
        elif column.dtype == "boolean":
            column, values = column[column.notna()].astype(bool), values[column.notna()]
        np.testing.assert_allclose(values, column, rtol=1e-12, err_msg=name)

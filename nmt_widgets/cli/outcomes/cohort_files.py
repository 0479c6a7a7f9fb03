"""The files of a cohort as one table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nmt_widgets.core.errors import InputErrors, refusal, unreadable
from nmt_widgets.core.extras import require

if TYPE_CHECKING:
    import pandas as pd


def read_files(files: Sequence[Path]) -> pd.DataFrame:
    """Read CSV or Parquet files as one table; the index is the line of a row in its file.

    Raises
    ------
    InputErrors
        With every file that cannot be read.
    """
    import pandas as pd

    parts, problems = [], []
    for file in files:
        try:
            if file.suffix.lower() == ".parquet":
                require("pyarrow")
                part = pd.read_parquet(file)
            else:
                part = pd.read_csv(file, dtype={"client": str}, keep_default_na=True)
        except OSError as error:
            problems.append(unreadable(file, error))
        except ValueError:  # also what pandas and pyarrow raise of their own
            problems.append(refusal("timing", "no_table", file=file))
        else:
            parts.append(part.set_axis(pd.RangeIndex(2, len(part) + 2)))
    if problems:
        raise InputErrors(problems)
    return pd.concat(parts)

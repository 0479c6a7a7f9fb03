"""A synthetic table as a file: CSV or Parquet by its ending, with the mark inside."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nmt_widgets.core.extras import require
from nmt_widgets.core.private_files import write_private
from nmt_widgets.core.words import refusal

if TYPE_CHECKING:
    import pandas as pd

ENDINGS = (".csv", ".parquet")


def check_place(file: Path, replace: bool) -> None:
    """Refuse a file that cannot be written, before anything is drawn.

    Raises
    ------
    InputError
        When its ending is neither `.csv` nor `.parquet`, its folder is not there, or it is there and may not be
        replaced.
    """
    if file.suffix.lower() not in ENDINGS:
        raise refusal("synthetic", "ending", file=file)
    if file.suffix.lower() == ".parquet":
        require("pyarrow")
    if not file.parent.is_dir():
        raise refusal("synthetic", "no_folder", file=file)
    if file.is_dir() or (file.exists() and not replace):
        raise refusal("synthetic", "is_there", file=file)


def write_table(frame: pd.DataFrame, file: Path, truth: dict[str, Any]) -> None:
    """Write a table; the same table gives the same bytes.

    A Parquet file also says in its metadata, under `nmt_synthetic`, what was built in.
    """
    if file.suffix.lower() == ".csv":
        write_private(file, frame.to_csv(index=False, lineterminator="\n", date_format="%Y-%m-%d"))
        return
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    mark = {b"nmt_synthetic": json.dumps(truth, sort_keys=True).encode()}
    buffer = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **mark}), buffer)
    write_private(file, buffer.getvalue())

"""The cases that there are, as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, get_args

from nmt_widgets.case_files import Case, list_cases, load_case
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.spelling import closest
from nmt_widgets.core.words import refusal
from nmt_widgets.instrument import Instrument, use_instrument
from nmt_widgets.library.own_store import open_store
from nmt_widgets.metrics import profile

if TYPE_CHECKING:
    import pandas as pd

    from nmt_widgets.store.records.store import Store

_AT_ONCE = 200

KINDS: tuple[str, ...] = get_args(Case.model_fields["kind"].annotation)


def cases(
    *, kind: str | None = None, store: Store | bool = False, instrument: Instrument | None = None
) -> pd.DataFrame:
    """Return the cases that there are: the templates, and those of the store that you may see.

    Parameters
    ----------
    kind : {"teaching", "practice", "clinical"}, optional
        Only cases of this kind.
    store : Store or bool
        A store, or True for :func:`nmt_widgets.open_store`: its cases stand after the templates.
    instrument : Instrument, optional
        By default :func:`~nmt_widgets.load_instrument`.

    Returns
    -------
    pandas.DataFrame
        `id`, `kind`, `title`, `place` ("template" or "store"), `age` (years) and `cmr` at the latest assessment that
        has scores, `assessments` (their number), and `problem`: why a case cannot be read. Such a case is always
        listed, since its kind is not known.

    Raises
    ------
    InputError
        When there is no such kind, or the store cannot be opened.

    Examples
    --------
    >>> import nmt_widgets as nmt
    >>> table = nmt.cases(kind="teaching").set_index("id")
    >>> table.loc["james", "title"], round(float(table.loc["james", "cmr"]), 2)
    ('James', 1.36)
    """
    import pandas as pd

    if kind is not None and kind not in KINDS:
        near = closest(str(kind).lower(), KINDS)
        key = "near_kind" if near else "no_kind"
        raise refusal("frames", key, kind=str(kind)[:40], near=near, known=", ".join(KINDS))
    instrument = use_instrument(instrument)
    rows = list(_rows("template", list_cases(), lambda id: load_case(id, instrument), instrument))
    if store is not False and store is not None:
        opened = open_store() if store is True else store
        if not hasattr(opened, "codes"):
            raise refusal("library", "no_store", kind=type(opened).__name__)
        codes = opened.codes()
        for begin in range(0, len(codes), _AT_ONCE):
            batch = codes[begin : begin + _AT_ONCE]
            rows += _rows("store", batch, partial(_read, opened, opened.cases(batch)), instrument)
    columns = ["id", "kind", "title", "place", "age", "cmr", "assessments", "problem"]
    frame = pd.DataFrame(rows, columns=columns).astype({"age": float, "cmr": float, "assessments": "Int64"})
    if kind is None:
        return frame
    return frame[(frame["kind"] == kind) | frame["problem"].notna()].reset_index(drop=True)


def _read(store: Store, cases: dict[str, Case], id: str) -> Case:
    """Return a case of a batch; one that could not be read is read again, for the reason."""
    return cases[id] if id in cases else store.case(id)


def _rows(
    place: str, ids: list[str], read: Callable[[str], Case], instrument: Instrument
) -> Iterator[dict[str, Any]]:
    for id in ids:
        try:
            case = read(id)
            latest = profile(case, case.latest, instrument, unscored=True)
        except InputError as error:
            yield {"id": id, "place": place, "problem": str(error)}
            continue
        yield {
            "id": id,
            "kind": case.kind,
            "title": case.title,
            "place": place,
            "age": latest.age,
            "cmr": latest.cmr.figure.value,
            "assessments": len(case.assessments),
            "problem": None,
        }

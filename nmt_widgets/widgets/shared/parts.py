"""What a widget is made of in the browser: in a notebook it is carried along, for served pages fetched once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from nmt_widgets.core.page_files import is_data_kept, keep_data, script, script_address, sheet, sheet_address
from nmt_widgets.core.served import is_served


def parts_of(
    bundle: str, styles: Sequence[str] = (), more_style: str = "", fixed: Mapping[str, object] | None = None
) -> dict[str, str]:
    """Return the module and the style sheet of a widget, as anywidget takes them.

    On a served page the module is one line: the page's own script fetches the rest, and keeps it (`page.js`).

    Parameters
    ----------
    bundle : str
        The script's name.
    styles : sequence of str
        The names of its style sheets.
    more_style : str
        Rules that come after them.
    fixed : mapping, optional
        The traits of :func:`nmt_widgets.widgets.shared.traits.fixed_trait`, by name.

    Examples
    --------
    >>> sorted(parts_of("shared/notice", ("shared/notice",)))
    ['_css', '_esm']
    """
    if is_served():
        sheets, data = styles and sheet_address(*styles), fixed and is_data_kept() and keep_data(fixed)
        files = json.dumps([script_address(bundle), sheets or None, data or None])
        return {"_esm": f"export default await nmtPage.fetchWidget(...{files});", "_css": more_style}
    return {"_esm": script(bundle), "_css": sheet(*styles) + more_style}

"""Small Excel and OpenDocument files, written by hand: what is in them is seen here, and nothing else is needed."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

Cells = list[list[Any]]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


class Raw(str):
    """XML of a cell as it stands, with `{r}` for its place."""


def write_xlsx(path: Path, sheets: dict[str, Cells], hidden: tuple[str, ...] = (), **more: str) -> Path:
    """Write sheets; `more` are other parts of the file, by name with `/` as `__`."""
    listed, related, parts = "", "", {}
    for number, (name, rows) in enumerate(sheets.items(), 1):
        state = ' state="hidden"' if name in hidden else ""
        listed += f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="rId{number}"{state}/>'
        related += (
            f'<Relationship Id="rId{number}" Type="{_RELATED}/worksheet" Target="worksheets/s{number}.xml"/>'
        )
        sheet_rows = "".join(_excel_row(row, at) for at, row in enumerate(rows, 1))
        parts[f"xl/worksheets/s{number}.xml"] = (
            f'<worksheet xmlns="{_MAIN}"><sheetData>{sheet_rows}</sheetData></worksheet>'
        )
    related += f'<Relationship Id="rS" Type="{_RELATED}/styles" Target="styles.xml"/>'
    parts |= {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" '
        f'Type="{_RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATED}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        "xl/styles.xml": _STYLES,
    }
    return _write(path, parts | {name.replace("__", "/"): text for name, text in more.items()})


def write_ods(path: Path, sheets: dict[str, Cells]) -> Path:
    """Write sheets as OpenDocument."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>"
        + "".join(f"<table:table-row>{''.join(map(_open_document, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for name, rows in sheets.items()
    )
    stem = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{stem}:{name}:1.0"' for name in ("office", "table", "text", "calcext"))
    content = (
        f"<office:document-content {names}><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = f'<manifest:manifest xmlns:manifest="{stem}:manifest:1.0"/>'
    return _write(path, {"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": content})


def _write(path: Path, parts: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in parts.items():
            file.writestr(
                name, text if name == "mimetype" else f'<?xml version="1.0" encoding="UTF-8"?>{text}'
            )
    return path


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


def _excel_row(row: list[Any], number: int) -> str:
    cells = "".join(_excel(cell, f"{_letters(column)}{number}") for column, cell in enumerate(row))
    return f'<row r="{number}">{cells}</row>'


def _excel(cell: Any, place: str) -> str:
    if cell is None or cell == "":
        return ""
    if isinstance(cell, Raw):
        return cell.replace("{r}", place)
    if isinstance(cell, bool):
        return f'<c r="{place}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell!r}</v></c>'
    if isinstance(cell, datetime.date):
        return f'<c r="{place}" s="1"><v>{(cell - datetime.date(1899, 12, 30)).days}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def _open_document(cell: Any) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    if isinstance(cell, Raw):
        return str(cell)
    if isinstance(cell, bool):
        return f'<table:table-cell office:value-type="boolean" office:boolean-value="{str(cell).lower()}"/>'
    if isinstance(cell, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{cell!r}"/>'
    if isinstance(cell, datetime.date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Write each space so that it is kept: XML in OpenDocument folds them."""
    return escape(line).replace(" ", '<text:s text:c="1"/>')

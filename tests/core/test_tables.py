"""Tables as people bring them, each read with its right values or refused in one line."""

from __future__ import annotations

import csv
import datetime
import os
import tempfile
import threading
import unicodedata
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nmt_widgets.core import table_scan, tables
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.tables import InputTable, read_table
from tests.core.workbook_files import Raw, write_ods, write_xlsx


@pytest.fixture
def read(tmp_path):
    def read(content: str | bytes, encoding: str = "utf-8", sheet: str = "") -> InputTable:
        file = tmp_path / "scores.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return read_table(file, sheet)

    return read


def cells(table: InputTable) -> list[tuple[str, ...]]:
    problems: list[InputError] = []
    rows = [row.cells for row in table.rows(problems)]
    assert problems == []
    return rows


def messages(content, read) -> list[str]:
    """Return what is said of a file, without its folder."""
    problems: list[InputError] = []
    try:
        list(read(content).rows(problems))
    except InputError as error:
        problems = list(error.problems)
    return [problem.brief for problem in problems]


# ---- encodings and ends of lines ----

NAMES = "name,town\nJosé,Köln\nZoë,Århus\n"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_encoding_and_every_end_of_line(encoding, end, read):
    table = read(NAMES.replace("\n", end), encoding)
    assert table.header == ("name", "town")
    assert cells(table) == [("José", "Köln"), ("Zoë", "Århus")]


def test_an_utf_16_with_its_mark_the_other_way_round(read):
    assert cells(read(b"\xfe\xff" + NAMES.encode("utf-16-be")))[0] == ("José", "Köln")


def test_what_was_guessed_is_said_with_the_letters_to_look_at(read):
    assert read(NAMES).doubts == ()
    (doubt,) = read(NAMES, "cp1252").doubts
    assert doubt == "read as Windows-1252; check the accented letters: éöëÅ"


def test_a_damaged_utf_8_is_not_taken_for_another_encoding(read):
    assert messages(NAMES.encode() + b"Ren\xe9,Paris\n", read) == [
        "scores.csv:4: is not text in UTF-8; save it as CSV UTF-8"
    ]


def test_text_is_composed(read):
    loose = unicodedata.normalize("NFD", NAMES)
    assert loose != NAMES
    assert cells(read(loose))[1] == ("Zoë", "Århus")


def test_the_mark_at_the_end_of_old_files_is_no_row(read):
    for end in ("\n\x1a", "\x1a", "\n\x1a\r\n"):
        assert cells(read(f"a,b\n1,2{end}")) == [("1", "2")]


# ---- separators, quotes, lines ----


@pytest.mark.parametrize(
    ("text", "header", "row"),
    [
        (
            'Code;"Arousal, calm, alert, panicky"\np1;3\n',
            ("Code", "Arousal, calm, alert, panicky"),
            ("p1", "3"),
        ),
        ("Code;Sleep, at night, early\np1;3\np2;4\n", ("Code", "Sleep, at night, early"), ("p1", "3")),
        ("Code;Age;Note\np1;9,5;a, b, c, d\n", ("Code", "Age", "Note"), ("p1", "9,5", "a, b, c, d")),
        ("sep=;\r\nCode;Age\r\np1;9,5\r\n", ("Code", "Age"), ("p1", "9,5")),
        ('"sep=;"\nCode;Age\np1;9,5\n', ("Code", "Age"), ("p1", "9,5")),
        ("sep=|\na|b\n1|2\n", ("a", "b"), ("1", "2")),
        ("a\tb, c\n1\t2\n", ("a", "b, c"), ("1", "2")),
        ("a|b\n1|2\n", ("a", "b"), ("1", "2")),
        ('a, "b; c"\n1, "2, 3"\n', ("a", "b; c"), ("1", "2, 3")),
        ("only\n3,5\n", ("only",), None),
    ],
)
def test_what_parts_the_cells(text, header, row, read):
    table = read(text)
    assert table.header == header
    if row:
        assert cells(table)[0] == row


def test_headers_are_found_however_they_are_written(read):
    table = read('\ufeff Code\u00a0,"Sleep\n score ",ÄNGSTE,,\np1,3,4\n', "utf-8")
    assert table.header == ("Code", "Sleep score", "ÄNGSTE")
    assert [table.column(name) for name in ("code ", "SLEEP  SCORE", "A\u0308ngste", "Age")] == [
        0,
        1,
        2,
        None,
    ]
    assert read("a,b,A \n1,2,3\n").columns("a") == [0, 2]


def test_short_rows_are_filled_up_and_long_ones_told(read):
    assert cells(read("a,b,c\n1\n1,2\n1,2,3,,\n\n , \n")) == [("1", "", ""), ("1", "2", ""), ("1", "2", "3")]
    assert messages("a,b\n1,2\n1,2,3\n", read) == [
        "scores.csv:3: the row has 3 cells, the header 2; check separators and quotes"
    ]


def test_lines_are_counted_as_an_editor_does(read):
    table = read('\n"a\nb",c\n\n"1\n2\n3",4\n5,6\n')
    assert (table.line, table.header) == (2, ("a b", "c"))
    assert [(row.line, row.cells) for row in table.rows([])] == [(5, ("1\n2\n3", "4")), (8, ("5", "6"))]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            'a,b\n1,2\n3,"four\n5,6\n7,8\n',
            "scores.csv:3: a quote opens on this line and is not closed to the end of the file; close it, or remove it",
        ),
        (
            'a,b\n1,"2"3\n',
            "scores.csv:2: there is text after a closing quote; write a quote within a quoted cell twice",
        ),
        ("a,b\n", "scores.csv:1: there are no rows below the header; add some"),
        ("\n\n , \n", "scores.csv: the file is empty; is it the right file?"),
        ("", "scores.csv: the file is empty; is it the right file?"),
    ],
)
def test_text_that_is_no_table_is_told_with_its_line(text, message, read):
    assert messages(text, read) == [message]


def test_rows_before_a_quote_that_is_not_closed_are_read(read):
    problems: list[InputError] = []
    rows = list(read('a,b\n1,2\n3,"4\n').rows(problems))
    assert [row.cells for row in rows] == [("1", "2")]
    assert len(problems) == 1


def test_a_cell_may_be_as_long_as_a_text_and_the_process_stays_as_it_was(read):
    before = csv.field_size_limit()
    long = "x" * 999_999
    assert cells(read(f'a,b\n"{long}\n",2\n{long},3\n')) == [(f"{long}\n", "2"), (long, "3")]
    assert csv.field_size_limit() == before
    assert "within a million characters" in messages(f'a,b\n"{"x" * 400_000}\n{"x" * 700_000}\n"\n', read)[0]


# ---- what is no table ----


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x7fELF\0\0\0", "is not text but a binary file; save the table as .xlsx or CSV"),
        (b"a,b\n1,\0\n", "is not text but a binary file"),
        (
            b"<html><table><tr><td>Code</td></tr></table>",
            "is a web page or XML, not a table, whatever its name",
        ),
        ("<?xml version='1.0'?>".encode("utf-16"), "is a web page or XML"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "is an old Excel file (.xls); save it as .xlsx or CSV"),
        (
            b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "is protected by a password; save it without one",
        ),
        (b"\x1f\x8b\x08\0", "is compressed; unpack it first"),
        (b"%PDF-1.7", "is a PDF, not a table"),
        (b"PK\x03\x04 and no more", "is damaged; save it anew"),
        (b"\xff\xfea", "is cut off, or is not text in UTF-16"),
    ],
)
def test_another_kind_of_file_is_named(content, message, read):
    (problem,) = messages(content, read)
    assert problem.startswith(f"scores.csv: {message}")


def test_places_that_are_no_file(tmp_path):
    for path, message in (
        (tmp_path, "is a folder"),
        (tmp_path / "none.csv", "no such file"),
        ("a\0b", "not a possible file name"),
    ):
        with pytest.raises(InputError, match=message):
            read_table(path)


def test_a_file_of_a_gigabyte_is_refused_without_being_read(tmp_path):
    file = tmp_path / "large.csv"
    file.touch()
    os.truncate(file, 1_000_000_000)
    with pytest.raises(InputError, match="is larger than 200 MB"):
        read_table(file)


def test_a_pipe_is_read_too(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writing = threading.Thread(target=pipe.write_text, args=("a;b\n1;2\n",))
    writing.start()
    assert cells(read_table(pipe)) == [("1", "2")]
    writing.join()


def test_a_table_of_text_takes_no_more_memory_than_a_row(tmp_path):
    import tracemalloc

    file = tmp_path / "long.csv"
    file.write_text("a,b\n" + "12,34\n" * 100_000)
    tracemalloc.start()
    try:
        assert sum(1 for _ in read_table(file).rows([])) == 100_000
        assert tracemalloc.get_traced_memory()[1] < 6_000_000
    finally:
        tracemalloc.stop()


# ---- workbooks ----

TYPED = [
    [],
    ["", " Code", "Age", "Date", "Yes", "Note"],
    ["", 7, 9.5, datetime.date(2024, 1, 2), True, "two\nlines"],
    [],
    ["", 12.0, 0.1 + 0.2, None, False, "=1+1"],
]


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_cells_of_a_sheet_say_what_one_would_type(write, tmp_path):
    table = read_table(write(tmp_path / "scores.any", {"Empty": [], "Scores": TYPED}))
    assert (table.header, table.line, table.sheet) == (("Code", "Age", "Date", "Yes", "Note"), 2, "Scores")
    rows = list(table.rows([]))
    assert [row.line for row in rows] == [3, 5]
    assert rows[0].cells == ("7", "9.5", "2024-01-02", "TRUE", "two\nlines")
    assert rows[1].cells == ("12", "0.3", "", "FALSE", "=1+1")


@pytest.mark.parametrize("write", [write_xlsx, write_ods])
def test_a_sheet_by_its_name(write, tmp_path):
    file = write(tmp_path / "two.any", {"One": [["a"], ["1"]], "Other one": [["b"], ["2"]]})
    assert read_table(file).how == "sheet 'One', one of 2"
    assert cells(read_table(file, "other  ONE")) == [("2",)]
    with pytest.raises(InputError, match="there is no sheet 'Three'; its sheets are: One, Other one"):
        read_table(file, "Three")


def test_a_hidden_sheet_is_read_only_by_its_name(tmp_path):
    file = write_xlsx(
        tmp_path / "a.xlsx", {"Lists": [["x"], ["0"]], "Scores": [["a"], ["1"]]}, hidden=("Lists",)
    )
    assert read_table(file).sheet == "Scores"
    assert cells(read_table(file, "Lists")) == [("0",)]


def test_a_problem_names_the_sheet_and_its_row(tmp_path):
    table = read_table(write_xlsx(tmp_path / "a.xlsx", {"Scores": [["a"], [], [1, 2]]}))
    problems: list[InputError] = []
    assert list(table.rows(problems)) == []
    assert problems[0].brief == (
        "a.xlsx:3: sheet 'Scores': the row has 2 cells, the header 1; check separators and quotes"
    )


def test_cells_in_error_and_formulas_never_calculated_do_not_read_as_empty(tmp_path):
    errors = [
        ["a", "b", "c"],
        [
            Raw('<c r="{r}" t="e"><f>NA()</f><v>#N/A</v></c>'),
            Raw('<c r="{r}"><f>1+1</f></c>'),
            Raw('<c r="{r}"><f>1+1</f><v>2</v></c>'),
        ],
    ]
    assert cells(read_table(write_xlsx(tmp_path / "a.xlsx", {"S": errors}))) == [("#N/A", "#FORMULA?", "2")]
    wrong = Raw(
        '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p>'
        "</table:table-cell>"
    )
    assert cells(read_table(write_ods(tmp_path / "a.ods", {"S": [["a", "b"], [wrong, 1]]})))[0][0].startswith(
        "#"
    )


def test_merged_cells_are_a_doubt(tmp_path):
    file = write_xlsx(tmp_path / "a.xlsx", {"S": [["a"], ["1"]]})
    with zipfile.ZipFile(file) as parts:
        contents = {part: parts.read(part) for part in parts.namelist()}
    sheet = "xl/worksheets/s1.xml"
    contents[sheet] = contents[sheet].replace(
        b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:A4"/></mergeCells>'
    )
    with zipfile.ZipFile(file, "w") as parts:
        for part, content in contents.items():
            parts.writestr(part, content)
    (doubt,) = read_table(file).doubts
    assert "merged" in doubt


def far(place: str) -> Raw:
    return Raw(f'<c r="{place}"><v>1</v></c>')


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (
            lambda file: write_xlsx(file, {"S": [["a", far("XFD1048576")]]}),
            "reaches over 1,048,576 rows and 16,384",
        ),
        (
            lambda file: write_ods(
                file,
                {
                    "S": [
                        [
                            Raw(
                                '<table:table-cell office:value-type="float" office:value="1" '
                                'table:number-columns-repeated="99999999"/>'
                            )
                        ]
                    ]
                },
            ),
            "reaches over",
        ),
        (lambda file: write_xlsx(file, {"S": [["a"]]}, x__big="0" * 1_000_001), "unpacks to more than"),
        (
            lambda file: write_xlsx(file, {"S": [["a"]]}, x__bomb='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "made to do harm",
        ),
        (lambda file: write_xlsx(file, {"S": []}), "no sheet holds anything"),
        (lambda file: write_xlsx(file, {"S": [["a"]]}, xl__worksheets__s2="<open>"), "is damaged"),
    ],
)
def test_workbooks_that_could_do_harm_are_refused(write, message, tmp_path, monkeypatch):
    monkeypatch.setattr(table_scan, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(InputError, match=message):
        read_table(write(tmp_path / "a.xlsx"))


def test_a_size_that_lies_is_found(tmp_path, monkeypatch):
    file = write_xlsx(tmp_path / "a.xlsx", {"S": [["a"], ["1" * 5000]]})
    raw = bytearray(file.read_bytes())
    import struct

    with zipfile.ZipFile(file) as parts:
        size = parts.getinfo("xl/worksheets/s1.xml").file_size
    at = raw.rindex(struct.pack("<L", size))  # in the list at the end, which is gone by
    raw[at : at + 4] = struct.pack("<L", 10)
    file.write_bytes(raw)
    with pytest.raises(InputError, match="is damaged"):
        read_table(file)


def test_other_zips_are_named(tmp_path):
    file = tmp_path / "letter.docx"
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr("word/document.xml", "<a/>")
    with pytest.raises(InputError, match="neither an Excel"):
        read_table(file)
    assert tables.MOST_BYTES == 200_000_000


# ---- any table, written in any way ----

LETTERS = st.characters(exclude_categories=("Cc", "Cs", "Cn"))
TEXTS = st.text(st.one_of(st.sampled_from(' ,;\t|"\n='), LETTERS), max_size=12)
PLAIN = st.text(st.sampled_from(' ,;\t|"\n=aé ßñÅz'), max_size=12)


def any_table(texts):
    def with_width(width):
        row = st.lists(texts, min_size=width, max_size=width).filter(
            lambda cells: any(cell.strip() for cell in cells)
        )
        return st.lists(row, min_size=1, max_size=5)

    return st.integers(2, 4).flatmap(with_width)


def headed(rows):
    return [[f"column {at}" for at in range(len(rows[0]))], *rows]


def composed(rows):
    return [tuple(unicodedata.normalize("NFC", cell) for cell in row) for row in rows]


@settings(max_examples=150, deadline=None)
@given(
    rows=any_table(TEXTS),
    plain=any_table(PLAIN),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    quoted=st.booleans(),
    is_told=st.booleans(),
)
def test_any_table_written_as_csv_reads_back(rows, plain, separator, end, encoding, quoted, is_told):
    rows = plain if encoding == "cp1252" else rows

    def quote(cell):
        needs = quoted or cell[:1] == " " or any(letter in cell for letter in f'{separator}"\r\n')
        return '"' + cell.replace('"', '""') + '"' if needs else cell

    text = "".join(separator.join(map(quote, row)) + end for row in headed(rows))
    text = f"sep={separator}{end}{text}" if is_told else text
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.csv"
        file.write_bytes(text.encode(encoding))
        assert cells(read_table(file)) == composed(rows)


@settings(max_examples=60, deadline=None)
@given(rows=any_table(TEXTS), write=st.sampled_from([write_xlsx, write_ods]))
def test_any_table_written_as_a_workbook_reads_back(rows, write):
    with tempfile.TemporaryDirectory() as folder:
        file = write(Path(folder) / "a.any", {"S": headed(rows)})
        assert cells(read_table(file)) == composed(rows)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(b"PK\x03\x04".__add__)))
def test_whatever_a_file_holds_it_is_read_or_refused(raw):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.csv"
        file.write_bytes(raw)
        with suppress(InputError):
            list(read_table(file).rows([]))


@settings(max_examples=150, deadline=None)
@given(
    part=st.sampled_from(["xl/worksheets/s1.xml", "xl/workbook.xml", "xl/styles.xml", "content.xml"]),
    at=st.floats(0, 1),
    change=st.one_of(
        st.binary(min_size=1, max_size=3),
        st.sampled_from(
            [b"99999999999", b"-1", b' r="AAAA1" ', b' t="s" ', b' s="99" ', b"<v>1e400</v>", b"&a;"]
        ),
    ),
    removed=st.integers(0, 20),
)
@example(
    part="xl/worksheets/s1.xml", at=211 / 491, change=b"999999999", removed=0
)  # a place beyond every sheet
@example(part="content.xml", at=0.0, change=b'<?xml version="1.0" encoding="UTF-9"?>', removed=38)
def test_a_workbook_that_was_tampered_with_is_read_or_refused(part, at, change, removed):
    rows = [["a", "b"], [1.5, datetime.date(2024, 1, 2)], [True, "two\nlines"]]
    with tempfile.TemporaryDirectory() as folder:
        write = write_ods if part == "content.xml" else write_xlsx
        file = write(Path(folder) / "a.any", {"S": rows})
        with zipfile.ZipFile(file) as original:
            parts = {name: original.read(name) for name in original.namelist()}
        place = int(at * len(parts[part]))
        parts[part] = parts[part][:place] + change + parts[part][place + removed :]
        with zipfile.ZipFile(file, "w") as changed:
            for name, content in parts.items():
                changed.writestr(name, content)
        with suppress(InputError):
            list(read_table(file).rows([]))

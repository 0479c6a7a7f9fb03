"""Finishes a PDF of Chromium: the same bytes in each run, and all content either tagged or an artifact.

Chromium tags headings, tables, lists and pictures with their alternative texts. Running headers, page numbers and
backgrounds are neither tagged nor marked as decoration, which can disturb a screen reader. This module marks them as
artifacts, in the sense of PDF/UA.
"""

from __future__ import annotations

import io
import re
from html import escape
from typing import Any

_SEQUENCE = re.compile(rb"(?<!\S)(?:(/[A-Za-z0-9]+\s*<<[^\n]*?>>\s*BDC|/[A-Za-z0-9]+\s+BMC)|EMC)(?!\S)")
_NODE = re.compile(rb"\(node(\d{8})\)")
_ARTIFACT = b"/Artifact BMC"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def tidy_pdf(pdf: bytes) -> bytes:
    """Return a PDF without dates and random ids, with its untagged content marked as artifacts.

    Parameters
    ----------
    pdf : bytes
        A tagged PDF of Chromium.
    """
    from pypdf import PdfReader, PdfWriter
    from pypdf.generic import NameObject, StreamObject

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(count_nodes(pdf))))
    title = str(writer.metadata.title or "") if writer.metadata else ""
    root = writer.root_object
    if "/StructTreeRoot" in root:
        for page in writer.pages:
            contents: Any = page.get_contents()
            if contents is not None:
                stream = StreamObject()
                stream.set_data(mark_artifacts(contents.get_data()))
                page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.metadata = {"/Title": title, "/Producer": "NMT Workbook"}
    packet = StreamObject()
    packet.set_data(_XMP.format(title=escape(title), language=escape(str(root.get("/Lang", "")))).encode())
    packet[NameObject("/Type")] = NameObject("/Metadata")
    packet[NameObject("/Subtype")] = NameObject("/XML")
    root[NameObject("/Metadata")] = writer._add_object(packet)
    writer._ID = None
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def count_nodes(pdf: bytes) -> bytes:
    """Give the names of the tags numbers from one. Chromium numbers them differently in each run.

    Examples
    --------
    >>> count_nodes(b"/ID (node00000037) /Headers [(node00000009)]")
    b'/ID (node00000002) /Headers [(node00000001)]'
    """
    names = sorted(set(_NODE.findall(pdf)))
    rank = {name: b"(node%08d)" % at for at, name in enumerate(names, start=1)}
    return _NODE.sub(lambda node: rank[node[1]], pdf)


def mark_artifacts(stream: bytes) -> bytes:
    r"""Mark the content of a page outside of tagged sequences as artifacts.

    Examples
    --------
    >>> print(mark_artifacts(b"0 0 9 9 re f\n/P <</MCID 0 >>BDC\nBT (x) Tj ET\nEMC\n/X1 Do\n").decode())
    /Artifact BMC
    0 0 9 9 re f
    EMC
    /P <</MCID 0 >>BDC
    BT (x) Tj ET
    EMC
    /Artifact BMC
    /X1 Do
    EMC
    """
    open_: list[bool] = []  # for each open sequence, whether it is tagged

    def settle(sequence: re.Match[bytes]) -> bytes:
        if sequence[1]:
            open_.append(b"/MCID" in sequence[1])
            return b"EMC\n" + sequence[1] if open_ == [True] else sequence[1]
        tagged = open_.pop()
        return b"EMC\n" + _ARTIFACT if tagged and not open_ else b"EMC"

    marked = _SEQUENCE.sub(settle, stream.rstrip())
    return _ARTIFACT + b"\n" + marked + b"\nEMC"

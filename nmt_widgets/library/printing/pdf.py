"""Finishes a PDF of Chromium: the same bytes in each run, and all content either tagged or an artifact.

Chromium tags headings, tables, lists and pictures with their alternative texts. Running headers, page numbers and
backgrounds are neither tagged nor marked as decoration, which can disturb a screen reader. This module marks them as
artifacts, in the sense of PDF/UA.
"""

from __future__ import annotations

import io
import re
from html import escape

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
    import pikepdf

    with pikepdf.open(io.BytesIO(count_nodes(pdf))) as paper:
        title = str(paper.docinfo.get("/Title", ""))
        root = paper.Root
        if "/StructTreeRoot" in root:
            for page in paper.pages:
                if "/Contents" in page:
                    page.contents_coalesce()
                    page.Contents = paper.make_stream(mark_artifacts(page.Contents.read_bytes()))
        paper.docinfo = paper.make_indirect(pikepdf.Dictionary(Title=title, Producer="NMT Workbook"))
        packet = _XMP.format(title=escape(title), language=escape(str(root.get("/Lang", ""))))
        kind = {"/Type": pikepdf.Name.Metadata, "/Subtype": pikepdf.Name.XML}
        root.Metadata = paper.make_stream(packet.encode(), kind)
        output = io.BytesIO()
        paper.save(output, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
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

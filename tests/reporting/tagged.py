"""What PDF/UA asks for and a program can check."""

import re
from itertools import pairwise


def elements(node, collected=None):
    """Return every structure element under `node`."""
    collected = [] if collected is None else collected
    node = node.get_object()
    if isinstance(node, list):
        for kid in node:
            elements(kid, collected)
    elif isinstance(node, dict):
        if "/S" in node:
            collected.append(node)
        if "/K" in node:
            elements(node["/K"], collected)
    return collected


def check_tags(pdf):
    """Check language, title, order of headings and alternative texts, and return the tags."""
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/Lang"] == "en"
    tags = elements(root["/StructTreeRoot"]["/K"])
    levels = [int(tag["/S"][2:]) for tag in tags if re.fullmatch("/H[1-6]", tag["/S"])]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    assert all(len(str(tag.get("/Alt", ""))) > 20 for tag in tags if tag["/S"] == "/Figure")
    assert len(pdf.outline) >= 1
    return tags


def check_content(pdf):
    """Check that all content is in a tag or marked as decoration."""
    for page in pdf.pages:
        depth = 0
        content = b" " + page.get_contents().get_data() + b" "
        for sign in re.findall(rb"(?<=[\s>])(BDC|BMC|EMC|BT|ET|Tj|TJ|Do|f|f\*|S|B)(?=\s)", content):
            if sign in (b"BDC", b"BMC"):
                depth += 1
            elif sign == b"EMC":
                depth -= 1
            else:
                assert depth >= 1, sign
        assert depth == 0

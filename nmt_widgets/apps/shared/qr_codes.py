"""A link as a picture that a phone reads."""

from __future__ import annotations


def qr_code(link: str) -> str:
    """Return a link as a QR code: SVG that takes its size from its place; empty without a link."""
    if not link:
        return ""
    import segno

    svg: str = segno.make(link, micro=False).svg_inline(
        omitsize=True, light="#fff", title=link, svgclass="nmt-qr"
    )
    return svg

"""One-page papers made from a case, in plain language: for the family, and for the school."""

from nmt_widgets.papers.summaries import READERS, Reader, summary_page

__all__ = ["READERS", "Reader", "summary_page"]

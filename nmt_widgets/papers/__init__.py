"""Printed pages about a case in plain language: for the family, for the school, and the agreed plan for the team."""

from nmt_widgets.papers.agreed_plan import plan_page
from nmt_widgets.papers.summaries import READERS, Reader, lines_for, summary_page

__all__ = ["READERS", "Reader", "lines_for", "plan_page", "summary_page"]

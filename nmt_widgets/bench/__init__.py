"""Measurements: each compares two ways in one run and returns their ratio, whatever the machine."""

from nmt_widgets.bench.assessing import measure_assessing
from nmt_widgets.bench.audience import measure_audience
from nmt_widgets.bench.classes import measure_class
from nmt_widgets.bench.cohort import measure_cohort
from nmt_widgets.bench.consulting import measure_consulting
from nmt_widgets.bench.doors import measure_doors
from nmt_widgets.bench.imports import measure_imports
from nmt_widgets.bench.many_clients import measure_lists
from nmt_widgets.bench.memory import measure_memory
from nmt_widgets.bench.pages import measure_pages
from nmt_widgets.bench.planning import measure_planning
from nmt_widgets.bench.reporting import measure_reports
from nmt_widgets.bench.scoring import measure_scoring
from nmt_widgets.bench.service import measure_service
from nmt_widgets.bench.storing import measure_store
from nmt_widgets.bench.transfers import measure_transfers

MEASURES = {
    "scoring": measure_scoring,
    "plan": measure_planning,
    "imports": measure_imports,
    "reports": measure_reports,
    "pages": measure_pages,
    "memory": measure_memory,
    "audience": measure_audience,
    "assess": measure_assessing,
    "consult": measure_consulting,
    "class": measure_class,
    "service": measure_service,
    "store": measure_store,
    "lists": measure_lists,
    "transfers": measure_transfers,
    "cohort": measure_cohort,
    "doors": measure_doors,
}

__all__ = [
    "MEASURES",
    "measure_assessing",
    "measure_audience",
    "measure_class",
    "measure_cohort",
    "measure_consulting",
    "measure_doors",
    "measure_imports",
    "measure_lists",
    "measure_memory",
    "measure_pages",
    "measure_planning",
    "measure_reports",
    "measure_scoring",
    "measure_service",
    "measure_store",
    "measure_transfers",
]

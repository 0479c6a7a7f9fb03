"""What is measured, as data: functions, periods, supports, domains, CMR, bands, norms - and the reader for them."""

from nmt_widgets.instrument.glossary import GlossaryTerm, load_glossary
from nmt_widgets.instrument.parts import Mark
from nmt_widgets.instrument.reading import Function, Instrument, load_instrument, use_instrument

__all__ = [
    "Function",
    "GlossaryTerm",
    "Instrument",
    "Mark",
    "load_glossary",
    "load_instrument",
    "use_instrument",
]

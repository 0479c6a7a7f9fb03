"""When adversity happened, and what that has to do with a domain: description, with its uncertainty and its null."""

from nmt_widgets.outcomes.timing.factors import Factors, factors
from nmt_widgets.outcomes.timing.results import AdversityTiming, TimingBlock, TimingPredictor
from nmt_widgets.outcomes.timing.timing import timing

__all__ = ["AdversityTiming", "Factors", "TimingBlock", "TimingPredictor", "factors", "timing"]

"""The practice case that is proposed next, in words."""

from __future__ import annotations

from nmt_widgets.charts import wording
from nmt_widgets.core.texts import texts
from nmt_widgets.core.words import plural
from nmt_widgets.instrument import Instrument
from nmt_widgets.training.practice.next_case import Proposal
from nmt_widgets.widgets.practice.messages import ProposedCase

_MOST_NAMED = 3
_CLEAR = 0.5  # points: less is not told as higher or lower


def proposed_case(proposal: Proposal, title: str, instrument: Instrument) -> ProposedCase:
    """Return the case that is proposed, with the reason in sentences.

    Parameters
    ----------
    proposal : Proposal
    title : str
        Of the case.
    instrument : Instrument
    """
    words = texts("practice", instrument.language)["proposal"]
    region = wording.region_name(proposal.region, instrument)
    way = "higher" if proposal.bias >= _CLEAR else "lower" if proposal.bias <= -_CLEAR else "both"
    sentences = [
        plural(words, way, proposal.cases, region=region, points=wording.number(proposal.points, 1)),
    ]
    if proposal.functions:
        names = [instrument.function(id).name for id in proposal.functions[:_MOST_NAMED]]
        sentences.append(words["functions"].format(names=", ".join(names)))
    sentences.append(words["case"].format(case=title, region=region))
    return {"case": proposal.case, "text": " ".join(sentences)}

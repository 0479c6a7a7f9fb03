"""Models of `activities.yaml` and its words; their fields are the keys of the YAML."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from nmt_widgets.instrument.parts import Id, Mark, Part, Sourced
from nmt_widgets.planning.parts import Dose, Setting, Span


class Activity(Sourced):
    """An activity.

    Attributes
    ----------
    ages : tuple of (str, str)
        The first and the last functional-age band.
    years : Span
        The ages in years.
    routine : bool
        Whether it is part of every day, and so no extra task.
    private : bool
        Whether older clients do it alone.
    on_cue : tuple of str
        Bands without a dose: it answers a state, or a baby who leads.
    touch, mouth : tuple of str
        Bands of age in years whose form touches the client, or puts something into the mouth.
    likes : tuple of str
        Likings that it fits.
    who : tuple of str
        People who can do it with the client.
    """

    region: Id
    domain: Id
    functions: tuple[Id, ...] = Field(min_length=1)
    demand: Literal["somatosensory", "relational", "mixed", "cognitive"]
    modes: tuple[Literal["somatosensory", "mutual", "relational", "cortical"], ...] = Field(min_length=1)
    company: tuple[Id, ...] = Field(min_length=1)
    where: tuple[Setting, ...] = Field(min_length=1)
    who: tuple[Id, ...] = Field(min_length=1)
    dose: Dose
    ages: tuple[Id, Id]
    years: Span = Span()
    routine: bool = False
    private: bool = False
    on_cue: tuple[Id, ...] = ()
    touch: tuple[Id, ...] = ()
    mouth: tuple[Id, ...] = ()
    likes: tuple[Id, ...] = ()
    check: tuple[Id, ...] = ()


class Activities(Part):
    """`activities.yaml`."""

    version: str
    source: Mark
    activities: tuple[Activity, ...] = Field(min_length=1)


class ActivityText(Part):
    """The words of one activity, with a form for each band of its ages."""

    name: str
    rhythm: str
    forms: dict[Id, str]


class MarkWords(Part):
    """Words of touch, of things in the mouth, and of places; `hug*` stands for all words that begin so."""

    touch: tuple[str, ...] = Field(min_length=1)
    mouth: tuple[str, ...] = Field(min_length=1)
    places: dict[Setting, tuple[str, ...]] = Field(default_factory=dict)


class ActivityTexts(Part):
    """`texts/<language>/activities.yaml`."""

    version: str
    source: Mark
    marks: MarkWords
    activities: dict[Id, ActivityText]

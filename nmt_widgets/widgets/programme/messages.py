"""What the programme screen and its page say to each other. Nothing in it names a client.

What is shown is described by a query, the part of an address after `?`: `part`, and a level of each filter that is set.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

from nmt_widgets.widgets.shared.messages import LibraryMessage, LibraryReply, Pair, Words

Query: TypeAlias = dict[str, str]
"""The query of an address."""


class ProgrammeFilter(TypedDict):
    """A filter and its levels: each with an id and its words, which say how many clients have it."""

    name: str
    label: str
    options: list[Pair]


class ProgrammeState(TypedDict):
    """What is chosen, and what stands above the pictures.

    `answers` names the request it answers; `notice` says what of the address is not known; `result` says in words how
    many clients there are; `problems` are those of the filters, by name; `sites` says which sites are read together,
    and is empty for the own clients.
    """

    answers: str
    query: Query
    notice: str
    title: str
    lead: str
    result: str
    problems: Query
    filters: list[ProgrammeFilter]
    sites: str


class ReadingState(TypedDict):
    """How far the reading of the clients is; `share` is from 0 to 1, or below 0 where nobody knows."""

    words: str
    share: float


class ProgrammeTraits(TypedDict):
    """What the page of the screen's upper part is given; `screen` is empty where no server leads to addresses."""

    state: ProgrammeState
    parts: list[Pair]
    words: Words
    screen: str
    reading: ReadingState | None
    problem: str


class ReadClients(TypedDict):
    """The page is there: the clients may be read; or read again, after that failed."""

    type: Literal["read"]


class ShowProgramme(TypedDict):
    """Asks for a part with filters; `request` names this request."""

    type: Literal["show"]
    request: str
    query: Query


class ShowOwnClients(TypedDict):
    """Goes back from several sites to the own clients."""

    type: Literal["own"]


ProgrammeMessage: TypeAlias = ReadClients | ShowProgramme | ShowOwnClients
"""What the upper part of the screen sends."""


class FindingTraits(TypedDict):
    """What one finding's page is given. Without a `figure` the sentence says why there is none."""

    figure: str
    description: str
    table: str
    table_words: str
    title: str
    sentence: str
    basis: str
    caveat: str
    words: Words


class AskSlide(TypedDict):
    """Asks for the picture as large as a slide."""

    type: Literal["slide"]


FindingMessage: TypeAlias = LibraryMessage | AskSlide
"""What a finding sends."""


class SlideReply(TypedDict):
    """The drawing comes with it, an SVG that the page makes a PNG of; or it says why there is none."""

    type: Literal["slide"]
    name: NotRequired[str]
    problem: NotRequired[str]


FindingReply: TypeAlias = LibraryReply | SlideReply
"""What a finding is sent."""


class SiteFileProblem(TypedDict):
    """What is wrong in a file of a site: its name, the line where there is one, and what to do."""

    file: str
    line: int | None
    problem: str
    remedy: str


class SiteFile(TypedDict):
    """A file that was read: its site, what is in it, and its period."""

    site: str
    clients: str
    period: str


class SitesTraits(TypedDict):
    """What the page of the part "Sites together" is given.

    `kinds` are the incidents that can be put in; `refusal` stands at the field of the code; `content` says what the
    file holds that was written last; `problems` are
    those of the files that were read last; `files` are the sites that are shown together.
    """

    words: Words
    own: bool
    kinds: list[Pair]
    refusal: str
    content: list[str]
    problems: list[SiteFileProblem]
    files: list[SiteFile]


class WriteSiteFile(TypedDict):
    """Asks for the site's own file, with the incidents of a kind or without."""

    type: Literal["write"]
    site: str
    public: bool
    incidents: str


class ReadSiteFiles(TypedDict):
    """Reads files of sites; their bytes come with it, in the same order."""

    type: Literal["sites"]
    names: list[str]


SitesMessage: TypeAlias = WriteSiteFile | ReadSiteFiles
"""What the part "Sites together" sends."""


class SiteFileReply(TypedDict):
    """The site's own file."""

    type: Literal["file"]
    name: str
    text: str

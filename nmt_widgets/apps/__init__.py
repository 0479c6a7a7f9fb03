"""The screens, a folder each. A notebook calls `show()` of one of them and nothing else."""

from collections.abc import Iterator

SCREENS = (
    "adjudicate",
    "assess",
    "author",
    "certification",
    "classes",
    "consult",
    "home",
    "practice",
    "present",
    "programme",
)
"""The folders of the screens; `shared` holds what several of them use."""


def prepare() -> Iterator[None]:
    """Read in small steps what every page needs; for the process that forks the kernels of pages."""
    from nmt_widgets.apps.shared.reading_ahead import reading_steps

    return reading_steps()

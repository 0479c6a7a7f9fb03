"""The screens, a folder each. A notebook calls `show()` of one of them and nothing else."""

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
)
"""The folders of the screens; `shared` holds what several of them use."""


def prepare() -> None:
    """Read what every page needs; the process that forks the kernels of pages calls it once."""
    from nmt_widgets.apps.shared.reading_ahead import read_ahead

    read_ahead()

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

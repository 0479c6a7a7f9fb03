"""How many files the server may have open: a page takes some 25, and most computers allow 1,024."""

from __future__ import annotations

from contextlib import suppress

_ENOUGH = 65_536


def allow_many_files() -> None:
    """Raise the limit of this process, and of those it starts, as far as the computer lets it."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        most = _ENOUGH if hard == resource.RLIM_INFINITY else min(hard, _ENOUGH)
        if soft != resource.RLIM_INFINITY and soft < most:
            resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))

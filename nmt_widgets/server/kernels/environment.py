"""The environment of a kernel: the variables it needs to run, and no secrets."""

from __future__ import annotations

import re
from collections.abc import Mapping

# fmt: off
_ALLOWED = frozenset({
    "PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "TEMP", "TMP", "VIRTUAL_ENV",
    "CONDA_PREFIX", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "FONTCONFIG_PATH", "FONTCONFIG_FILE",
    "JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_PLATFORM_DIRS", "PLAYWRIGHT_BROWSERS_PATH", "SYSTEMROOT",
    "SYSTEMDRIVE", "WINDIR", "COMSPEC", "PATHEXT", "APPDATA", "LOCALAPPDATA", "PROGRAMDATA", "PROGRAMFILES",
    "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE",
})
# fmt: on
_ALLOWED_PREFIXES = ("LC_", "PYTHON", "NMT_", "XDG_")
# only the server reads references; a kernel asks it for one
_WITHHELD = frozenset({"NMT_REFERENCES"})
_SECRET = re.compile(r"TOKEN|SECRET|PASSW|PASSPHRASE|CREDENTIAL|(API|ACCESS|PRIVATE)_?KEY", re.IGNORECASE)


def kernel_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the part of `environ` a kernel may see.

    Examples
    --------
    >>> kernel_environment({"PATH": "/bin", "NMT_SITE": "/data", "NMT_SECRET": "x", "AWS_REGION": "y"})
    {'PATH': '/bin', 'NMT_SITE': '/data'}
    """
    return {
        name: value
        for name, value in environ.items()
        if (name.upper() in _ALLOWED or name.upper().startswith(_ALLOWED_PREFIXES))
        and name.upper() not in _WITHHELD
        and not _SECRET.search(name)
    }

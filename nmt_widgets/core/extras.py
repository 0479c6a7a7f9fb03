"""The parts of the workbook that are installed only if asked for, as the extras of its package."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, requires
from importlib.util import find_spec

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.texts import texts

DISTRIBUTION = "nmt-workbook"

MODULES = {
    "IPython": "ipython",
    "argon2": "argon2-cffi",
    "sqlcipher3": "sqlcipher3-wheels",
    "sklearn": "scikit-learn",
    "yaml": "pyyaml",
}
"""Modules that are not called like the distribution they come with."""

_IN_AN_EXTRA = re.compile(r"""([A-Za-z0-9._-]+).*;.*\bextra\s*==\s*['"]([A-Za-z0-9._-]+)['"]""")


def distribution_of(module: str) -> str:
    """Return the distribution a module comes with.

    Examples
    --------
    >>> distribution_of("argon2.exceptions"), distribution_of("jupyter_server.services")
    ('argon2-cffi', 'jupyter-server')
    """
    top = module.partition(".")[0]
    return MODULES.get(top, top).lower().replace("_", "-")


def extra_of(module: str) -> str:
    """Return the extra a module is installed with; empty where it is in none.

    Examples
    --------
    >>> extra_of("tornado.web"), extra_of("numpy")
    ('serve', '')
    """
    try:
        requirements = requires(DISTRIBUTION) or []
    except PackageNotFoundError:  # run from a folder of sources that was never installed
        return ""
    for line in requirements:
        parts = _IN_AN_EXTRA.match(line)
        if parts and parts[1].lower().replace("_", "-") == distribution_of(module):
            return parts[2]
    return ""


def not_installed(error: ModuleNotFoundError) -> Exception:
    """Return an error that names the extra with the missing module, or the error itself where no extra has it."""
    module = (error.name or "").partition(".")[0]
    extra = extra_of(module)
    if not extra:
        return error
    words = texts("install")["missing"]
    message = words["message"].format(module=module)
    return InputError(message, remedy=words["remedy"].format(extra=extra))


def require(*modules: str) -> None:
    """Check that modules are installed before a program starts that needs them.

    Raises
    ------
    InputError
        When one is not installed; it names the extra that holds it.

    Examples
    --------
    >>> require("json", "click")
    """
    for module in modules:
        if find_spec(module) is None:
            raise not_installed(ModuleNotFoundError(f"No module named '{module}'", name=module))

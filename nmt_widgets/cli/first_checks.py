"""The checks before every command: settings and the site's folder are checked once."""

from __future__ import annotations

import functools
import os
import sys
from typing import Any

import click

from nmt_widgets.cli.output import say, say_error
from nmt_widgets.core.errors import InputError
from nmt_widgets.core.setting_checks import check_settings, unknown_variables
from nmt_widgets.core.settings import setting
from nmt_widgets.site import check_site


def checked(command: click.Command) -> click.Command:
    """Add the checks to a command or a group of commands; `--help` works without them."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            checked(inner)
    elif command.callback is not None:
        run = command.callback

        @functools.wraps(run)
        def callback(*arguments: Any, **options: Any) -> Any:
            _check()
            return run(*arguments, **options)

        command.callback = callback
    return command


def _check() -> None:
    """Exit with code 2 and a line for each fault; for an unknown variable only print a line."""
    for line in unknown_variables(os.environ):
        say(line, 0)
    try:
        check_settings()
        check_site()
    except InputError as error:
        sys.exit(say_error(error))


def debugging() -> bool:
    """Return whether `NMT_DEBUG` asks for tracebacks; `check_settings` reports a wrong value."""
    try:
        return bool(setting("debug"))
    except InputError:
        return False

"""What every command does first: settings and the site's folder are checked once, before anything is made from them."""

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
    """Return a command, or a group of them, that checks first; its help is shown without."""
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
    """Leave with exit code 2 and a line for each fault; a variable that is no setting is only told."""
    for line in unknown_variables(os.environ):
        say(line, 0)
    try:
        check_settings()
        check_site()
    except InputError as error:
        sys.exit(say_error(error))


def debugging() -> bool:
    """Return whether `NMT_DEBUG` asks for tracebacks; whatever else is wrong with it is told elsewhere."""
    try:
        return bool(setting("debug"))
    except InputError:
        return False

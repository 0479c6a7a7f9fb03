"""The command `nmt`. Errors are one line on stderr: exit code 2 for bad input, 1 for a failure."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from nmt_widgets._version import __version__
from nmt_widgets.cli import (
    adjudicating,
    agreement,
    benchmarks,
    cases,
    checking,
    desktop,
    errors,
    filing,
    hand_outs,
    history,
    incidents,
    lab,
    outcomes,
    people,
    plans,
    pooling,
    reports,
    serving,
    site,
    storing,
    synthesizing,
)
from nmt_widgets.cli.environment import is_gone, settle
from nmt_widgets.cli.first_checks import checked, debugging
from nmt_widgets.cli.output import exit_code, say
from nmt_widgets.core.errors import InputError, as_failure
from nmt_widgets.core.extras import not_installed

# These last messages stay in the code: they must also appear when the texts cannot be read.
_GONE = "the folder this was started in is no longer there; go to another and try again"


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="nmt")
def nmt() -> None:
    """Assessment forms, brain maps, metric reports. CASE is a template's id, a code in the store, or a .yaml path."""


for command in (
    cases.cases,
    cases.score,
    plans.plan,
    cases.validate,
    cases.schema,
    site.site,
    agreement.agreement,
    errors.error,
    outcomes.outcomes,
    pooling.pool,
    adjudicating.adjudicate,
    incidents.incidents,
    reports.report,
    hand_outs.handout,
    serving.serve,
    lab.lab,
    benchmarks.bench,
    people.people_commands,
    filing.file,
    history.history,
    storing.export,
    storing.import_,
    storing.backup,
    storing.restore,
    storing.verify,
    checking.check,
    synthesizing.synthesize,
):
    nmt.add_command(checked(command))
nmt.add_command(desktop.desktop)  # what it starts is checked there, and its window shows what is wrong


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code; NMT_DEBUG=1 shows the traceback of an error."""
    settle()
    try:
        code = nmt.main(args=arguments, prog_name="nmt", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except InputError as error:
        code = say(str(error), exit_code(error))
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        code = 2
    except click.ClickException as error:
        code = say(f"{error.format_message()} See 'nmt --help'.", error.exit_code)
    except (click.exceptions.Abort, KeyboardInterrupt):
        code = say("stopped", 1)
    except BrokenPipeError:
        _discard_output()
        code = 1
    except OSError as error:
        if debugging():
            raise
        code = say(_GONE if is_gone() else str(as_failure(error)), 1)
        _discard_output()
    except Exception as error:
        if debugging():
            raise
        code = _report_unexpected(error)
    sys.exit(code if isinstance(code, int) else 0)


def _report_unexpected(error: Exception) -> int:
    """Report an unexpected error on one line, and return the exit code; a missing extra counts as bad input."""
    if isinstance(error, ModuleNotFoundError):
        missing = not_installed(error)
        if isinstance(missing, InputError):
            return say(str(missing), exit_code(missing))
    message = f"something went wrong ({type(error).__name__}: {error}); NMT_DEBUG=1 shows where"
    return say(_GONE if is_gone() else message, 1)


def _discard_output() -> None:
    """Discard output that is still buffered: writing it would fail again when Python ends."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

"""`nmt user`: the people who may sign in."""

from __future__ import annotations

import getpass
import sys
import warnings

import click

from nmt_widgets.core.errors import InputError
from nmt_widgets.core.local import say_date
from nmt_widgets.core.texts import texts

ROLE = "trainer, trainee, clinician or programme"


@click.group("user")
def people_commands() -> None:
    """Add, list and retire the people who may sign in."""


@people_commands.command()
@click.argument("name")
@click.option("--role", required=True, help=f"One of: {ROLE}.")
@click.option(
    "--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of the input."
)
@click.option("--proxy", is_flag=True, help="Without a passphrase: a proxy signs them in.")
def add(name: str, role: str, passphrase_stdin: bool, proxy: bool) -> None:
    """Add a person; the command asks for the passphrase."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import add_person, check_new

    if proxy and passphrase_stdin:
        raise click.UsageError(_words()["proxy_passphrase"])
    engine = open_engine()
    check_new(engine, name, role)
    person = add_person(engine, name, role, None if proxy else _passphrase(passphrase_stdin))
    click.echo(_words()["may_sign_in"].format(name=person.name, role=person.role))


@people_commands.command("list")
def list_() -> None:
    """List everybody, also retired people."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import list_people

    words, members = _words(), list_people(open_engine())
    for member in members:
        origin = "passphrase" if member.origin == "local" else member.origin
        form, day = ("retired", member.retired) if member.retired else ("since", member.created)
        state = words[form].format(date=say_date(day[:10]))
        manages = f", {words['manages']}" if member.manages else ""
        click.echo(f"{member.name:<24} {member.role:<12} {origin:<10} {state}{manages}")
    if not members:
        click.echo(words["nobody"], err=True)


@people_commands.command()
@click.argument("name")
def retire(name: str) -> None:
    """End a person's right to sign in; their records keep their name."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import retire_person

    retire_person(open_engine(), name)
    click.echo(_words()["may_not"].format(name=name))


@people_commands.command()
@click.argument("name")
@click.option(
    "--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of the input."
)
@click.option("--proxy", is_flag=True, help="No passphrase any more: a proxy signs them in from now on.")
def passphrase(name: str, passphrase_stdin: bool, proxy: bool) -> None:
    """Give a person a new passphrase; the command asks for it."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import change_passphrase, find_person, leave_to_proxy

    if proxy and passphrase_stdin:
        raise click.UsageError(_words()["proxy_passphrase"])
    engine = open_engine()
    member = find_person(engine, name)
    if proxy:
        _only_behind_proxy(member.name)
        leave_to_proxy(engine, member.name)
    else:
        change_passphrase(engine, member.name, _passphrase(passphrase_stdin))
    click.echo(_words()["left_to_proxy" if proxy else "new_passphrase"].format(name=member.name))


@people_commands.command()
@click.argument("name")
@click.option("--role", required=True, help=f"One of: {ROLE}.")
def role(name: str, role: str) -> None:
    """Give a person another role."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import change_role

    change_role(open_engine(), name, role)
    click.echo(_words()["new_role"].format(name=name, role=role))


@people_commands.command()
@click.argument("name")
def entrust(name: str) -> None:
    """Let a person look after everybody in the browser, whatever their role."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people import managers
    from nmt_widgets.store.people.accounts import find_person

    engine = open_engine()
    member = find_person(engine, name)
    managers.entrust(engine, member.name)
    click.echo(_words()["entrusted"].format(name=member.name))


@people_commands.command()
@click.argument("name")
def relieve(name: str) -> None:
    """Let a person no longer look after everybody."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people import managers
    from nmt_widgets.store.people.accounts import find_person

    engine = open_engine()
    member = find_person(engine, name)
    managers.relieve(engine, member.name)
    click.echo(_words()["relieved"].format(name=member.name))


def _only_behind_proxy(name: str) -> None:
    """Keep the passphrase of somebody who could not come in without it: nothing gives it back."""
    from nmt_widgets.core.settings import settings

    now = settings()
    if not (now.identity_header or now.hub_roles):
        raise InputError(_words()["no_proxy"].format(name=name), remedy=_words()["no_proxy_remedy"])


def _words() -> dict[str, str]:
    return dict(texts("command")["people"])


def _passphrase(from_input: bool) -> str:
    """Read a passphrase from the input, so that no list of processes and no command history shows it."""
    if from_input:
        if sys.stdin is None:
            raise InputError(_words()["no_input"])
        return sys.stdin.readline().rstrip("\r\n")
    words = _words()
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)  # without a terminal it would be shown
        try:
            typed: str = click.prompt(
                words["passphrase"], hide_input=True, confirmation_prompt=words["again"], err=True
            )
        except getpass.GetPassWarning:
            raise InputError(words["no_terminal"], remedy=words["no_terminal_remedy"]) from None
    return typed

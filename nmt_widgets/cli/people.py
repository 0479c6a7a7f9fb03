"""`nmt user`: the people who may sign in."""

from __future__ import annotations

import sys

import click

from nmt_widgets.core.errors import InputError

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
    """Add a person; the passphrase is asked for."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import add_person, check_new

    if proxy and passphrase_stdin:
        raise click.UsageError("somebody whom a proxy signs in has no passphrase")
    engine = open_engine()
    check_new(engine, name, role)
    person = add_person(engine, name, role, None if proxy else _passphrase(passphrase_stdin))
    click.echo(f"{person.name} may sign in as {person.role}")


@people_commands.command("list")
def list_() -> None:
    """List everybody, the retired too."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import list_people

    members = list_people(open_engine())
    for member in members:
        how = "passphrase" if member.origin == "local" else "proxy"
        state = f"retired {member.retired[:10]}" if member.retired else f"since {member.created[:10]}"
        click.echo(f"{member.name:<24} {member.role:<10} {how:<10} {state}")
    if not members:
        click.echo("nobody yet: 'nmt user add NAME --role ROLE', or sign in in the browser", err=True)


@people_commands.command()
@click.argument("name")
def retire(name: str) -> None:
    """Let a person sign in no more; what they wrote keeps their name."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import retire_person

    retire_person(open_engine(), name)
    click.echo(f"{name} may sign in no more")


@people_commands.command()
@click.argument("name")
@click.option(
    "--passphrase-stdin", is_flag=True, help="Read the passphrase from the first line of the input."
)
def passphrase(name: str, passphrase_stdin: bool) -> None:
    """Give a person another passphrase; it is asked for."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import change_passphrase, find_person

    engine = open_engine()
    member = find_person(engine, name)
    change_passphrase(engine, member.name, _passphrase(passphrase_stdin))
    click.echo(f"{member.name} has another passphrase, and has been signed out")


@people_commands.command()
@click.argument("name")
@click.option("--role", required=True, help=f"One of: {ROLE}.")
def role(name: str, role: str) -> None:
    """Give a person another role."""
    from nmt_widgets.store.database.engine import open_engine
    from nmt_widgets.store.people.accounts import change_role

    change_role(open_engine(), name, role)
    click.echo(f"{name} is a {role} now, and has been signed out")


def _passphrase(from_input: bool) -> str:
    """Return a passphrase that no list of processes and no history of commands shows."""
    if from_input:
        if sys.stdin is None:
            raise InputError("there is no input to read the passphrase from")
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = click.prompt("Passphrase", hide_input=True, confirmation_prompt="The same again", err=True)
    return typed

"""How the door of a class is opened from the command line, and where it cannot be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from nmt_widgets.cli import main
from nmt_widgets.core.errors import InputError
from nmt_widgets.server.class_door.certificate import read_certificate
from nmt_widgets.server.class_door.door import open_class_door


def openssl(*words: str) -> None:
    subprocess.run(["openssl", *words], check=True, capture_output=True)


@pytest.fixture(scope="module")
def pem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a certificate and its key, an expired one, another key, and one with a passphrase."""
    folder = tmp_path_factory.mktemp("pem")
    key, request = str(folder / "key"), str(folder / "request")
    for name in ("key", "another"):
        openssl("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", str(folder / name))
    openssl("ec", "-in", key, "-aes128", "-passout", "pass:secret", "-out", str(folder / "locked"))
    openssl("req", "-new", "-key", key, "-subj", "/CN=class.test", "-out", request)
    for name, days in (("good", "30"), ("expired", "-1")):
        openssl("x509", "-req", "-in", request, "-signkey", key, "-days", days, "-out", str(folder / name))
    return folder


def test_a_certificate_with_its_key_encrypts(pem: Path) -> None:
    door = open_class_door("127.0.0.1", 0, pem / "good", pem / "key")
    door.listener.close()
    assert door.is_encrypted
    assert door.place.link.startswith("https://127.0.0.1:")


@pytest.mark.parametrize(
    ("certificate", "key", "says"),
    [
        ("missing", "key", "missing: there is no such file"),
        ("good", "missing", "missing: there is no such file"),
        ("key", "good", "no certificate and private key in the form PEM"),
        ("good", "another", "do not belong together"),
        ("good", "locked", "protected by a passphrase"),
        ("expired", "key", "has expired"),
    ],
)
def test_what_encrypts_nothing_is_told(pem: Path, certificate: str, key: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read_certificate(pem / certificate, pem / key)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--host", "127.0.0.1"], "mean nothing without --class"),
        (["--key", "key"], "mean nothing without --class"),
        (
            ["--class", "--host", "0.0.0.0"],
            "every network at once; name one address of this computer with --host",
        ),
        (["--class", "--class-port", "70000"], "outside 1-65535; choose another --class-port"),
        (["--class", "--certificate", "good"], "a certificate needs its private key"),
        (["--class", "--certificate", "a", "--key", "b"], "no such file; check --certificate and --key"),
        (
            ["--class", "--host", "127.0.0.1", "--audience-port", "1"],
            "the audience answers at the address of the class",
        ),
    ],
)
def test_options_that_cannot_be_are_told_in_a_line(
    options: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--no-browser", *options])
    assert ended.value.code == 2
    assert says in (err := capsys.readouterr().err)
    assert err.count("\n") == 1

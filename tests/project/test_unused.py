"""What nobody uses is found. That there is nothing of the kind, `make form` says: it runs the script on the package."""

import importlib
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
unused = importlib.import_module("find_unused")


def test_a_text_that_nothing_reads_is_found(tmp_path, monkeypatch):
    (tmp_path / "home.yaml").write_text(
        "no_such_key: Nobody reads this\nfacts: {cmr_remark: By an f-string}\n"
    )
    monkeypatch.setattr(unused, "TEXTS", tmp_path)
    assert unused.unused_texts() == ["home/no_such_key"]


def test_a_function_that_nothing_calls_is_found(tmp_path, monkeypatch):
    (tmp_path / "kept.py").write_text("def nobody_calls_me(): pass\n\n\ndef __getattr__(name): pass\n")
    settings = {**unused.vulture_settings(), "paths": [str(tmp_path)]}
    monkeypatch.setattr(unused, "vulture_settings", lambda: settings)
    monkeypatch.setattr(unused, "short_path", lambda path: Path(path).name)
    monkeypatch.setattr(unused, "findings", unused.findings.__wrapped__)
    assert unused.unused_code() == ["kept.py:1: unused function 'nobody_calls_me'"]

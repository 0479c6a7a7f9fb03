"""The built wheel in an empty folder: the base alone, with what a browser's Python has, and as people install it."""

import gzip
import json
import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from packaging.requirements import Requirement
from playwright.sync_api import expect

from nmt_widgets.store import Person, open_store
from tests.patience import LIMIT
from tests.project.fresh import ROOT, build_wheel, closure, fresh_python, install_tool

pytestmark = pytest.mark.slow

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BASE = [Requirement(text) for text in PROJECT["dependencies"]]

EARLIER = ROOT / "tests" / "store" / "landed" / "2026-11-28" / "workbook.db.gz"
PASSPHRASE = "four words make one"

LIBRARY = """
import sys
import anywidget, babel, ipywidgets, jinja2, numpy, pandas, plotly.graph_objects, pydantic, yaml
for name in ("fcntl", "grp", "multiprocessing", "pwd", "resource", "sqlite3", "ssl", "termios"):
    sys.modules[name] = None  # what a browser's Python does not have

import json
import nmt_widgets as nmt
from nmt_widgets import agreement, cases, compare, load_case, load_instrument, profile, profiles
from nmt_widgets.charts import case_map, plot_change, plot_cmr, plot_domains, plot_history
from nmt_widgets.charts import figure_json, map_table, plot_relational
from nmt_widgets.planning import plan, plan_text

instrument, case = load_instrument(), load_case("james")
made = profile(case, 2)
kinds = [plot_domains, plot_cmr, plot_history, plot_relational]
drawn = case_map(made, instrument)
print(json.dumps({
    "charts": [len(json.loads(figure_json(kind(made)))["data"]) for kind in kinds],
    "change": len(plot_change(compare(profile(case, 1), made)).data),
    "map": drawn.count("<g"),
    "table": len(map_table(made, instrument).rows),
    "plan": plan_text(plan(case, 2)).count(chr(10)),
    "document": len(plan(case, 2).to_dict()),
    "tables": [len(table) for table in (cases(), profiles(case.to_frame()), made.to_frame(), plan(case, 2).to_frame())],
    "agreement": len(agreement(case.to_frame().assign(rater=["Ada", "Ben"]), reference="james")),
    "value": nmt.BrainMap(made).value == made.scores,
    "widgets": [piece.save(f"{type(piece).__name__}.html").stat().st_size for piece in (
        nmt.BrainMap("james"), nmt.ScoreSheet(age=8, path="mine.yaml"), nmt.AssessmentForm("james"), nmt.CaseCards(),
        nmt.PlanBoard("james"), nmt.WhatIf("james"), made, plan(case, 2), compare(case),
    )],
    "picture": nmt.BrainMap("james").save("james.svg").stat().st_size,
    "all": [getattr(nmt, name) is not None for name in nmt.__all__ if name not in ("open_store", "report", "reports")],
}))
"""


@dataclass(frozen=True)
class Install:
    """A fresh Python in a folder of its own, and somebody who has never used the workbook."""

    programs: Path
    folder: Path

    @property
    def settings(self) -> dict[str, str]:
        ours = {"NMT_DATA": str(self.folder / "data"), "NMT_OUTPUTS": str(self.folder / "outputs")}
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith(("NMT_", "PYTHON"))
        }
        return {**environment, **ours, "HOME": str(self.folder)}

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.programs / command[0], *command[1:]],
            cwd=self.folder,
            env=self.settings,
            capture_output=True,
            text=True,
            timeout=4 * LIMIT,
        )

    @contextmanager
    def served(self, settings: dict[str, str]) -> Iterator[str]:
        """Serve the workbook; give what it prints until its address is there."""
        process = subprocess.Popen(
            [self.programs / "nmt", "serve", "--no-browser", "--port", "0"],
            cwd=self.folder,
            env=settings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            printed = ""
            while "http://" not in printed:
                line = process.stdout.readline()
                assert line, process.stderr.read()
                printed += line
            yield printed
        finally:
            process.terminate()
            process.communicate(timeout=2 * LIMIT)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def base(wheel, tmp_path_factory):
    names = closure(BASE, platform="emscripten")
    assert not {"psutil", "tornado", "sqlalchemy", "argon2-cffi", "playwright"} & names
    programs = fresh_python(tmp_path_factory.mktemp("base") / "python", wheel, names)
    return Install(programs, tmp_path_factory.mktemp("empty"))


@pytest.fixture(scope="module")
def serve(wheel, tmp_path_factory):
    programs = install_tool(tmp_path_factory.mktemp("tool"), wheel, "serve", "uv")
    return Install(programs, tmp_path_factory.mktemp("empty"))


def test_the_base_measures_draws_and_plans_as_a_browser_would(base):
    done = base.run("python", "-c", LIBRARY)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    several = [*report.pop("charts"), *report.pop("tables"), *report.pop("widgets"), *report.pop("all")]
    assert min(*several, *report.values()) > 0, report


@pytest.mark.parametrize(
    "line",
    [
        "nmt.report('james')",
        "nmt.reports(['james'])",
        "nmt.open_store()",
        "nmt.BrainMap('james').save('a.png')",
    ],
)
def test_what_the_base_lacks_is_named_in_a_sentence(base, line):
    done = base.run("python", "-c", f"import nmt_widgets as nmt; {line}")
    assert done.returncode == 1
    assert re.search(
        r"this needs \w+, which is not installed; pip install 'nmt-workbook\[serve\]'", done.stderr
    )


@pytest.mark.parametrize(
    "command",
    [
        ("cases",),
        ("score", "james"),
        ("plan", "james", "--json"),
        ("validate", "james"),
        ("schema",),
        ("agreement", "ratings.csv", "--reference", "james", "--missing", "pairwise"),
    ],
    ids=lambda command: command[0],
)
def test_a_command_that_needs_no_more_works_with_the_base(base, command):
    (base.folder / "ratings.csv").write_text("rater,item,score\nanna,arousal,3\n", encoding="utf-8")
    done = base.run("nmt", *command)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout


@pytest.mark.parametrize(
    "command",
    [
        ("serve",),
        ("report", "james"),
        ("handout", "james"),
        ("user", "list"),
        ("export", "--out", "out"),
        ("import", "answers.csv", "--mapping", "mapping.yaml"),
        ("backup", "file"),
        ("restore", "file"),
        ("verify",),
        ("adjudicate", "james", "james"),
        ("bench", "memory"),
        ("bench", "doors"),
    ],
    ids=" ".join,
)
def test_a_command_that_needs_more_says_what_to_install(base, command):
    done = base.run("nmt", *command)
    assert done.returncode == 2, done.stderr
    assert re.fullmatch(
        r"nmt: this needs \w+, which is not installed; pip install 'nmt-workbook\[serve\]'\n", done.stderr
    )
    assert not done.stdout


def test_a_case_of_a_database_that_cannot_be_opened_is_not_passed_over(base, tmp_path):
    (tmp_path / "workbook.db").touch()
    done = base.run(
        "python",
        "-c",
        "import os; os.environ['NMT_DATA'] = os.sys.argv[1]; "
        "from nmt_widgets.cli import main; main(['cases'])",
        str(tmp_path),
    )
    assert done.returncode == 2
    assert "james" in done.stdout
    assert "nmt-workbook[serve]" in done.stderr


def test_with_serve_a_report_is_made(serve):
    done = serve.run("nmt", "report", "james")
    assert done.returncode == 0, done.stderr
    folder = serve.folder / "outputs" / "james" / "assessment-2"
    assert {".html", ".ipynb"} <= {file.suffix for file in folder.iterdir()}


@pytest.mark.parametrize(
    "command",
    [("export", "--out", "out", "--templates"), ("agreement", "ratings.xlsx", "--reference", "james")],
    ids=lambda command: command[0],
)
def test_with_serve_what_needs_tables_says_so_and_leaves_nothing(serve, command):
    (serve.folder / "ratings.xlsx").write_bytes(b"PK\x03\x04")
    done = serve.run("nmt", *command)
    assert done.returncode == 2, done.stderr
    assert "pip install 'nmt-workbook[tables]'" in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (serve.folder / "out").exists()


def test_as_people_install_it_an_update_keeps_the_data_and_somebody_scores(serve, chromium):
    """The folder of data is of an earlier version; nothing names another place than the home."""
    home = {name: value for name, value in serve.settings.items() if not name.startswith("NMT_")}
    data = serve.folder / ".local" / "share" / "nmt-workbook"
    data.mkdir(parents=True, mode=0o700)
    database = data / "workbook.db"
    database.write_bytes(gzip.decompress(EARLIER.read_bytes()))
    with serve.served(home) as printed:
        copy = Path(re.search("it is kept in (.+)", printed)[1])
        address = re.search(r"http://\S+", printed)
        add = [serve.programs / "nmt", "user", "add", "Mia", "--role", "trainee", "--passphrase-stdin"]
        subprocess.run(
            add, env=home, input=PASSPHRASE, text=True, check=True, capture_output=True, timeout=LIMIT
        )
        page = chromium.new_page()
        page.goto(address[0])
        expect(page.get_by_role("link", name="James", exact=True)).to_be_visible()
        page.get_by_role("link", name="Sign in").click()
        page.get_by_label("Name").fill("Mia")
        page.get_by_label("Passphrase").fill(PASSPHRASE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Mia")).to_be_visible()
        page.goto(f"{address[0].partition('/?')[0]}/voila/render/practice.ipynb")
        page.locator('[data-begin="practice-boy-8"]').click()
        row = page.locator(".nmt-sheet-row[data-current]")
        path = row.get_attribute("data-path")
        row.locator("[tabindex='0']").focus()
        page.keyboard.press("5")
        page.keyboard.press("Enter")
        page.locator('.nmt-save[data-state="saved"]').wait_for()
        page.close()
    url = f"sqlite:///{database}"
    store = open_store(Person("Mia", "trainee"), url=url)
    (attempt,) = store.records()
    assert store.read(attempt.case_id).answers[path] == {"score": 5}
    ana = Person("Ana", "clinician")
    for place in (url, f"sqlite:///{copy}"):  # and the copy updates as well
        assert open_store(ana, url=place).case("client-1").assessment(1).plan.agreed == "2026-11-20"


def test_with_pipx_it_is_updated_and_served(wheel, tmp_path):
    """The first installation is the small one, which costs less."""
    for extra in ("", "serve"):
        install = Install(install_tool(tmp_path / "tool", wheel, extra, "pipx"), tmp_path)
    with install.served(install.settings) as printed:
        opener = build_opener(HTTPCookieProcessor())
        with opener.open(re.search(r"http://\S+", printed)[0], timeout=LIMIT) as page:
            assert "James" in page.read().decode()

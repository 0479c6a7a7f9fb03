"""Reports on a cluster: a scheduler and workers in processes of their own, encrypted, and what goes wrong with them."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import dask
import nbformat
import psutil
import pytest
import yaml
from distributed import Security

from nmt_widgets.cli import main
from nmt_widgets.core.errors import InputError
from nmt_widgets.reporting.cluster.address import ClusterAddress, read_address
from nmt_widgets.reporting.cluster.crew import ClusterCrew
from nmt_widgets.reporting.ordering import make_reports, request_reports
from nmt_widgets.reporting.runner.batch import run_reports
from nmt_widgets.reporting.runner.jobs import ReportJob
from tests.patience import LIMIT, wait_for

from .conftest import part_folders, printed

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="workers fork reports on Linux only"),
]

EXAMPLE = Path(__file__).parents[2] / "docs" / "installations" / "cluster" / "dask.yaml"

KILL_THE_WORKER = """
import os, psutil
psutil.Process().parent().parent().kill()
"""


class Scheduler:
    """A scheduler of Dask with certificates, and its workers, in processes of their own."""

    def __init__(self, folder):
        self.folder, self.processes = folder, {}
        security = Security.temporary()
        (folder / "ca.pem").write_text(security.tls_ca_file)
        for side in ("client", "scheduler", "worker"):
            (folder / f"{side}.pem").write_text(security.tls_client_cert)
            (folder / f"{side}.key").write_text(security.tls_client_key)
        self.settings = folder / "dask.yaml"
        self.settings.write_text(EXAMPLE.read_text(encoding="utf-8").replace("/etc/nmt", str(folder)))
        address_file = folder / "scheduler.json"
        self.start(
            "scheduler",
            "dask_scheduler",
            "--protocol",
            "tls",
            "--port",
            "0",
            "--scheduler-file",
            address_file,
        )
        self.address = wait_for(
            lambda: address_file.exists() and json.loads(address_file.read_text())["address"]
        )

    def start(self, name, module, *options):
        self.processes[name] = subprocess.Popen(
            [
                sys.executable,
                "-m",
                f"distributed.cli.{module}",
                "--host",
                "127.0.0.1",
                "--no-dashboard",
                *options,
            ],
            cwd=self.folder,
            env={**os.environ, "DASK_CONFIG": str(self.settings)},
            stdout=subprocess.DEVNULL,
            stderr=(self.folder / f"{name}.log").open("wb"),
        )

    def start_worker(self, name, *options):
        ready = self.folder / f"{name}.pid"
        self.start(name, "dask_worker", self.address, "--nthreads", "1", "--pid-file", ready, *options)

    def worker_process(self, name):
        """Return the process of a worker, which its nanny starts again when it ends."""
        nanny = psutil.Process(self.processes[name].pid)
        return next(child for child in nanny.children() if "spawn_main" in " ".join(child.cmdline()))

    def stop(self, *names):
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            process.send_signal(signal.SIGINT)
            process.wait(LIMIT)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    running = Scheduler(tmp_path_factory.mktemp("cluster"))
    try:
        running.start_worker("east")
        running.start_worker("west")
        yield running
    finally:
        running.stop()


@pytest.fixture
def configured(scheduler):
    """Name the certificates as a person does: in Dask's configuration."""
    own = yaml.safe_load(scheduler.settings.read_text(encoding="utf-8"))
    with dask.config.set(dask.config.merge(dask.config.config, own)):
        yield scheduler


def contents(folder):
    """Return the files of a report; a notebook without the times at which papermill ran it."""
    files = {}
    for path in folder.iterdir():
        if path.suffix == ".ipynb":
            book = nbformat.read(path, as_version=4)
            for part in (book, *book.cells):
                part.metadata.pop("papermill", None)
            files[path.name] = nbformat.writes(book)
        elif path.name != "manifest.json":
            files[path.name] = path.read_bytes()
    return files


def test_a_worker_that_is_killed_in_the_middle_loses_nothing(configured, james_data, write_case, tmp_path):
    cases = []
    for number in range(3):
        james_data["id"] = f"child-{number}"
        cases.append(write_case(james_data, f"child-{number}.yaml"))
    cluster = read_address(configured.address)
    killed = []

    def kill_first(result, done, total):
        if not killed:
            killed.append(configured.worker_process("east"))
            killed[0].kill()

    def ask(out):
        requests = [request_reports(cases, tmp_path / out, assessment=number) for number in (1, 2)]
        return [job for jobs, refused in requests for job in jobs]

    reports = make_reports(ask("far"), workers=None, progress=kill_first, cluster=cluster)
    assert [result.status for result in reports] == ["made"] * 6, reports
    assert not killed[0].is_running()
    near = make_reports(ask("near"), workers=2)
    for result, other in zip(reports, near, strict=True):
        assert contents(result.job.out) == contents(other.job.out)
        assert len(contents(result.job.out)) == 2
    again = make_reports(ask("far"), workers=None, cluster=cluster)
    assert [result.status for result in again] == ["skipped"] * 6
    assert part_folders(tmp_path) == []


def test_a_report_that_ends_its_workers_is_a_failure_of_its_own(configured, notebook, tmp_path):
    sources = {"deadly": notebook("deadly", KILL_THE_WORKER), "bad": notebook("bad", "1 / 0")}
    sources |= {f"well-{number}": notebook(f"well-{number}", "print(case)") for number in range(2)}
    jobs = [ReportJob("james", 1, tmp_path / "out" / name, notebook=path) for name, path in sources.items()]
    cluster = read_address(configured.address)
    deadly, bad, *well = run_reports(jobs, cluster=lambda order: ClusterCrew(cluster, None, order))
    assert (deadly.status, deadly.bad_input) == ("failed", False)
    assert deadly.reason.startswith("the workers that tried to make it ended")
    assert (deadly.job.out / "report.failed.ipynb").exists()
    assert bad.reason == "ZeroDivisionError: division by zero"
    assert [printed(result) for result in well] == ["james\n"] * 2


def test_nothing_of_the_sender_but_the_case_reaches_a_report(configured, notebook, tmp_path):
    source = notebook("curious", "from nmt_widgets.store.asking import asker\nprint([asker()], case)")
    job = ReportJob("james", 1, tmp_path / "out", notebook=source)
    cluster = read_address(configured.address)
    (result,) = run_reports([job], cluster=lambda order: ClusterCrew(cluster, None, order))
    assert printed(result) == "[''] james\n"
    assert str(tmp_path) not in json.dumps(job.without_places())


def test_a_worker_with_another_version_is_refused(configured, tmp_path, capsys):
    other = tmp_path / "other.py"
    other.write_text("import nmt_widgets._version as own\nown.__version__ = '0.0.1'\n")
    configured.start_worker("old", "--no-nanny", "--preload", other)
    wait_for(lambda: (configured.folder / "old.pid").exists())
    try:
        arguments = ["report", "james", "--out", str(tmp_path / "out"), "--cluster", configured.address]
        with pytest.raises(SystemExit) as ended:
            main([*arguments])
    finally:
        configured.stop("old")
    assert ended.value.code == 2
    assert "has version 0.0.1 of the workbook, this computer" in capsys.readouterr().err
    assert not (tmp_path / "out" / "james").exists()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("tcp://scheduler.example:8786", "the way to scheduler.example is not encrypted"),
        ("tls://127.0.0.1:8786", "there is no certificate for tls://"),
        ("local:0", "a number of workers from 1 to 64"),
        ("10.0.0.1", "is no cluster"),
        ("tls://host:port", "is no cluster"),
    ],
)
def test_what_is_refused_before_anything_is_sent(text, reason, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["report", "james", "--out", str(tmp_path), "--cluster", text])
    assert ended.value.code == 2
    assert reason in capsys.readouterr().err


def test_plain_tcp_is_for_this_computer_or_by_wish():
    assert not read_address("tcp://127.0.0.1:8786").is_encrypted
    assert not read_address("tcp://[::1]:8786").is_encrypted
    assert read_address("tcp://10.0.0.1:8786", allows_plain=True).text == "tcp://10.0.0.1:8786"
    with pytest.raises(InputError):
        read_address("tcp://10.0.0.1:8786")
    assert read_address("local:2") == ClusterAddress("", 2)


def test_workers_of_this_computer_end_with_a_batch_that_is_interrupted(notebook, tmp_path):
    begun = tmp_path / "begun"
    source = notebook("long", f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(600)")
    program = (
        "from pathlib import Path\n"
        "from nmt_widgets.reporting.cluster.address import read_address\n"
        "from nmt_widgets.reporting.cluster.crew import ClusterCrew\n"
        "from nmt_widgets.reporting.runner.batch import run_reports\n"
        "from nmt_widgets.reporting.runner.jobs import ReportJob\n"
        "if __name__ == '__main__':\n"
        f"    job = ReportJob('james', 1, Path({str(tmp_path / 'out')!r}), notebook={str(source)!r})\n"
        "    run_reports([job], cluster=lambda order: ClusterCrew(read_address('local:1'), None, order))\n"
    )
    script = tmp_path / "batch.py"
    script.write_text(program)
    batch = subprocess.Popen(
        [sys.executable, script], start_new_session=True, stderr=subprocess.PIPE, cwd=tmp_path
    )
    wait_for(begun.exists)
    below = psutil.Process(batch.pid).children(recursive=True)
    assert "nmt-report" in {process.name() for process in below}
    os.killpg(batch.pid, signal.SIGINT)  # as a terminal does
    _, error = batch.communicate(timeout=60)
    assert b"KeyboardInterrupt" in error
    wait_for(lambda: not [process for process in below if process.is_running()])
    assert not (tmp_path / "out").exists()
    assert part_folders(tmp_path) == []

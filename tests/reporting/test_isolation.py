"""Changes that a report makes in its process never reach the next report."""

import json
import sys
import threading

import pytest

from nmt_widgets.reporting.runner.crew import ForkingCrew
from nmt_widgets.reporting.runner.jobs import ReportJob
from nmt_widgets.reporting.runner.messages import CrewOrder
from nmt_widgets.reporting.runner.run import lay_out

from .conftest import printed

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reports are forked on Linux only")

STATE = """
import asyncio, builtins, contextvars, decimal, gc, json as _json, locale, logging, os, random, resource, signal
import statistics, sys, tempfile, warnings
import numpy as _numpy, pandas as _pandas, plotly.graph_objects as _go, plotly.io as _pio
from nmt_widgets.instrument import load_instrument as _load
_encode = _json.JSONEncoder(default=str).encode
_umask = os.umask(0); os.umask(_umask)
_open = []
for _fd in range(3, 100):
    try: _open.append(os.readlink(f"/proc/self/fd/{_fd}").partition(":")[0])
    except OSError: pass
print(_encode({
    "environment": sorted((k, v) for k, v in os.environ.items() if k != "TMPDIR"),
    "folder": os.path.basename(os.getcwd()),
    "pandas": _pandas.get_option("display.max_rows"),
    "template": _pio.templates.default,
    "renderer": _pio.renderers.default,
    "patched": statistics.mean.__module__,
    "patched class": hasattr(_pandas.DataFrame, "secret"),
    "builtins": hasattr(builtins, "secret"),
    "modules": [name for name in ("secret", "sqlite3.dump") if name in sys.modules],
    "main": sorted(name for name in vars(sys.modules["__main__"]) if "secret" in name),
    "variables": sorted(name for name in globals() if "secret" in name),
    "history": [line for line in In if "secret = 'of the' " in line],
    "magics": "secret" in get_ipython().magics_manager.magics["line"],
    "hooks": [len(of) for of in get_ipython().events.callbacks.values()],
    "signals": str(signal.getsignal(signal.SIGUSR1)),
    "random": [random.random(), float(_numpy.random.rand())],
    "umask": _umask,
    "path": [entry for entry in sys.path if "secret" in entry],
    "filters": len(warnings.filters),
    "decimal": decimal.getcontext().prec,
    "recursion": sys.getrecursionlimit(),
    "limits": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
    "logging": logging.getLogger().level,
    "numpy": _numpy.get_printoptions()["precision"],
    "locale": locale.setlocale(locale.LC_NUMERIC),
    "cached data": _load().versions["cmr"],
    "temporary": [name for name in os.listdir(tempfile.gettempdir())],
    "files": sorted(os.listdir()),
    "open": _open,
    "count": get_ipython().execution_count,
}))
"""
SPOIL = """
secret = 'of the' ' first client'
import asyncio, builtins, decimal, json, locale, logging, os, pathlib, random, resource, signal, statistics
import sys, tempfile, types
import warnings
import numpy, pandas, plotly.io
from nmt_widgets.instrument import load_instrument
os.environ["SECRET"] = "of the first client"
os.environ.pop("PATH")
pathlib.Path("secret").write_text("x")
pathlib.Path(tempfile.gettempdir(), "secret").write_text("x")
kept_open = open("secret")
os.chdir("/")
pandas.set_option("display.max_rows", 3)
plotly.io.templates.default = "seaborn"
plotly.io.renderers.default = "json"
statistics.mean = lambda values: 1
statistics.mean.__module__ = "secret"
pandas.DataFrame.secret = 1
builtins.secret = 1
sys.modules["secret"] = types.ModuleType("secret")
sys.modules["__main__"].secret = 1
get_ipython().register_magic_function(lambda line: 1, "line", "secret")
get_ipython().events.register("pre_run_cell", lambda info: None)
signal.signal(signal.SIGUSR1, lambda *_: None)
random.seed(99); numpy.random.seed(99)
os.umask(0)
sys.path.append("/secret")
warnings.simplefilter("error")
decimal.getcontext().prec = 5
sys.setrecursionlimit(5000)
resource.setrlimit(resource.RLIMIT_NOFILE, (200, 4096))
logging.getLogger().setLevel(5)
numpy.set_printoptions(precision=2)
locale.setlocale(locale.LC_NUMERIC, "C.UTF-8")
load_instrument().versions["cmr"] = "secret"
"""


def test_nothing_of_one_report_reaches_the_next(notebook, make):
    witness = notebook("witness", STATE)
    results = make(
        {"before": witness, "spoiler": notebook("spoiler", SPOIL, STATE), "after": witness}, workers=1
    )
    assert [result.status for result in results.values()] == ["made"] * 3, results
    before, spoilt, after = (json.loads(printed(result)) for result in results.values())
    assert after == before
    assert sorted(after["open"]) == ["anon_inode", "socket", "socket"]  # its own event loop's
    unspoilt = [name for name in before if spoilt[name] == before[name]]
    assert unspoilt == []  # or this test would prove nothing


def test_a_report_starts_like_a_notebook_in_a_kernel(notebook, make):
    names = "import sys\nprint(sorted(n for n in globals() if not n.startswith('_')), __name__)\nprint(Out, len(In))"
    ours = make({"ours": notebook("names", names)}, workers=1)["ours"]
    plain = make({"plain": notebook("plain-names", names)}, way="kernels")["plain"]
    assert printed(ours) == printed(plain)


def test_processes_of_a_report_end_with_it(notebook, make, tmp_path):
    mark = tmp_path / "alive"
    source = (
        f"import subprocess\nsubprocess.Popen(['sh', '-c', 'while true; do date > {mark}; sleep 0.05; done'])\n"
        "import time; time.sleep(0.3)"
    )
    assert make({"parent": notebook("parent", source)})["parent"].status == "made"
    mark.unlink()
    threading.Event().wait(0.3)
    assert not mark.exists()


def test_reports_are_forked_from_one_thread_even_where_the_caller_has_many(notebook, tmp_path):
    job = ReportJob("james", 1, tmp_path / "out", notebook=notebook("quiet", "print(1)"))
    stop = threading.Event()
    other = threading.Thread(target=stop.wait)
    other.start()
    crew = ForkingCrew(CrewOrder(workers=1, timeout=60, finish=None, prepare=[], asker=None, language="en"))
    try:
        folder = tmp_path / "folder"
        lay_out(folder, job.notebook.read_bytes(), job)
        crew.send(7, folder, job)
        ended = crew.next()
    finally:
        crew.close()
        stop.set()
        other.join()
    assert (ended["key"], ended["code"], crew.threads) == (7, 0, 1)

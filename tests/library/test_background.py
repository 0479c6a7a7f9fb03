"""Longer work beside the kernel's loop: results in order, messages in between, failures reported."""

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from nmt_widgets.library.background import Background


def run(scenario):
    """Run a coroutine in a loop of its own: this thread may hold another one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, scenario()).result()


def test_the_loop_goes_on_while_work_is_done_and_results_come_in_order():
    async def scenario():
        background, results, finished = Background(), [], asyncio.Event()
        begun, may_end = threading.Event(), threading.Event()

        def wait():
            begun.set()
            background.call(results.append, "half")
            assert may_end.wait(10)
            return "first"

        background.do(wait, results.append)
        background.do(lambda: "second", lambda result: (results.append(result), finished.set()))
        while "half" not in results:
            await asyncio.sleep(0)
        assert begun.is_set()
        may_end.set()
        await asyncio.wait_for(finished.wait(), 10)
        background.close()
        return results

    assert run(scenario) == ["half", "first", "second"]


def test_what_nobody_expected_is_reported_and_the_next_work_is_done():
    async def scenario():
        reports, results, finished = [], [], asyncio.Event()
        asyncio.get_running_loop().set_exception_handler(lambda _loop, context: reports.append(context))
        background = Background(lambda: results.append("failed"))

        def fail():
            raise RuntimeError("broken")

        background.do(fail, results.append)
        background.do(lambda: "next", lambda result: (results.append(result), finished.set()))
        await asyncio.wait_for(finished.wait(), 10)
        background.close()
        return results, [str(report["exception"]) for report in reports]

    results, reports = run(scenario)
    assert sorted(results) == ["failed", "next"]
    assert reports == ["broken"]


def test_nothing_is_handed_over_after_the_end():
    async def scenario():
        background, results, may_end = Background(), [], threading.Event()
        background.do(lambda: may_end.wait(10), results.append)
        await asyncio.sleep(0)
        background.close()
        may_end.set()
        await asyncio.sleep(0.01)
        return results

    assert run(scenario) == []


def test_without_a_loop_everything_is_done_at_once():
    results = []
    background = Background(loop=lambda: None)
    background.do(lambda: background.call(results.append, 1) or 2, results.append)
    assert results == [1, 2]
    with pytest.raises(ZeroDivisionError):
        background.do(lambda: 1 / 0, results.append)

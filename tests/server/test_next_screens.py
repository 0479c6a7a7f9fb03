"""While a screen is open, a page of each likely next one is ready; which these are depends on the screen alone."""

from __future__ import annotations

from pathlib import Path

from tests.server.running import kernels_at_rest, own_rules, printed, start, stop, wait_for, write_notebook

SAYS = "import os; print('<<' + os.environ['VOILA_PREHEAT'] + '>>')"


def notebooks_of(folder: Path, *names: str) -> Path:
    for name in names:
        write_notebook(folder, name, "from voila.utils import get_query_string; get_query_string()", SAYS)
    return folder


def test_the_next_screen_is_ready_before_anybody_asks(tmp_path: Path) -> None:
    server = start(notebooks_of(tmp_path / "notebooks", "home", "assess", "consult"), tmp_path / "work")
    try:
        server.sign_in()
        kernels_at_rest(server, 1)
        assert printed(server.request("/voila/render/home.ipynb").body) == "True"
        kernels_at_rest(server, 4)  # the open page, the next one of it, and the two that people usually go to
        for name in ("assess", "consult"):
            assert printed(server.request(f"/voila/render/{name}.ipynb").body) == "True"
    finally:
        stop(server)


def test_only_so_many_screens_have_a_page_ready(tmp_path: Path) -> None:
    site = own_rules(tmp_path / "site", "doors", "screens_ready_at_most: 5", "screens_ready_at_most: 1")
    notebooks = notebooks_of(tmp_path / "notebooks", "home", "assess", "consult")
    server = start(notebooks, tmp_path / "work", NMT_SITE=str(site))
    try:
        server.sign_in()
        server.request("/voila/render/home.ipynb")
        before = kernels_at_rest(server, 3)
        server.request("/voila/render/consult.ipynb")  # to which nobody was likely to go
        after = wait_for(lambda: kernels_at_rest(server, 4))
        assert before < after
        server.request("/voila/render/assess.ipynb")  # it was ready; now Consult is what is likely
        wait_for(lambda: len(server.kernels()) == 5)
        assert printed(server.request("/voila/render/consult.ipynb").body) == "True"
        assert server.complaints() == []
    finally:
        stop(server)

"""Starts JupyterLab: on this computer only, in the workbook's look, and without anything that asks the network."""

from __future__ import annotations

import importlib
import os
import shutil
import warnings
from contextlib import suppress
from pathlib import Path

from nmt_widgets.core.extras import require
from nmt_widgets.core.look import paper_look
from nmt_widgets.core.places import data_folder
from nmt_widgets.server.lab.own_folder import LEARN
from nmt_widgets.server.lab.saved_notebooks import forget_people

_FILES = Path(__file__).parent


def start_lab(folder: Path, *, port: int | None = None, open_browser: bool = True) -> None:
    """Open JupyterLab on a folder, and return when it is stopped.

    Settings of the person's own Jupyter do not count: in a class, everybody has the same. What is changed in JupyterLab
    is kept with the data of the workbook.

    Parameters
    ----------
    folder : pathlib.Path
        The notebooks, see :func:`nmt_widgets.server.lab.own_folder.lay_out`.
    port : int, optional
        By default the first free one from 8888.
    open_browser : bool
        Whether to open the browser; the address is printed in any case.

    Raises
    ------
    InputError
        When JupyterLab is not installed.
    """
    require("jupyterlab")
    home = data_folder() / "lab"
    _bring_look(home / "config" / "custom")
    os.environ["JUPYTER_CONFIG_DIR"] = str(home / "config")
    from jupyterlab.handlers.announcements import NeverCheckForUpdate
    from jupyterlab.labapp import LabApp
    from traitlets.config import Config

    first = min((path.name for path in (folder / LEARN).glob("*.ipynb")), default="")
    config = Config(
        ServerApp={
            "ip": "127.0.0.1",
            "root_dir": str(folder.absolute()),
            "open_browser": open_browser,
            "allow_root": True,  # it serves this computer only, behind a token
            "log_level": "WARN",
            **({} if port is None else {"port": port}),
        },
        # Widgets are saved with their state, to be there again without a kernel. A page that is exported takes
        # their still pictures: to draw them live it would need the network.
        HTMLExporter={"preprocessors": ["nbconvert.preprocessors.ClearMetadataPreprocessor"]},
        ClearMetadataPreprocessor={
            "enabled": True,
            "clear_cell_metadata": False,
            "preserve_nb_metadata_mask": {"language_info", "kernelspec", "title"},
        },
        LabApp={
            "default_url": f"/lab/tree/{LEARN}/{first}" if first else "/lab",
            "app_settings_dir": str(_FILES / "settings"),
            "user_settings_dir": str(home / "settings"),
            "workspaces_dir": str(home / "workspaces"),
            "news_url": None,
            "check_for_updates_class": NeverCheckForUpdate,
            "extension_manager": "readonly",
            "custom_css": True,
            "log_level": "WARN",
        },
    )
    _keep_quiet()
    server = LabApp.initialize_server(argv=[], config=config)  # `launch_instance` takes no configuration
    server.contents_manager.register_pre_save_hook(forget_people)
    server.start()


def _keep_quiet() -> None:
    """Silence what packages of Jupyter say to each other: the first lines that a person reads are the address.

    It is the import of voila that asks for warnings of what is deprecated; here it happens once, unheard.
    """
    with suppress(ImportError), warnings.catch_warnings(record=True):
        importlib.import_module("voila")


def _bring_look(custom: Path) -> None:
    """Put the style sheet where JupyterLab looks for one."""
    custom.mkdir(parents=True, exist_ok=True, mode=0o700)
    (custom / "custom.css").write_text(paper_look(_FILES / "lab.css"), encoding="utf-8")
    shutil.copyfile(_FILES / "mark.svg", custom / "mark.svg")

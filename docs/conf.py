"""How the documentation is built: `make docs`. Nothing is fetched, and a warning is a failure."""

import os
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "_sphinx"))
for name in [name for name in os.environ if name.startswith("NMT_") and name != "NMT_BROWSER"]:
    del os.environ[name]  # the pages show the workbook as it comes, not a site's
os.environ["NMT_DATA"] = tempfile.mkdtemp(prefix="nmt-docs-")  # what the notebooks keep is nobody's record
os.environ["NMT_OUTPUTS"] = "outputs"  # beside the notebooks, which link to their reports

import jupyter_cache.executors.utils as executing
from traitlets.config import Config

from nmt_widgets import __version__

execute = executing.executenb


def execute_in_private(notebook, **options):
    """Run a notebook with a kernel of files, since others on this computer could listen to one on TCP."""
    with tempfile.TemporaryDirectory() as folder:
        files = Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})
        return execute(notebook, config=files if os.name == "posix" else Config(), **options)


executing.executenb = execute_in_private

project = "NMT Workbook"
author = "NMT Workbook contributors"
copyright = author
release = __version__
language = "en"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "myst_nb",
    "sphinx_design",
    "sphinx_click",
    "sphinx_copybutton",
    "brain_maps",
    "gallery",
    "glossary_terms",
    "look",
    "number_origins",
    "outcome_pictures",
    "outside_pages",
    "public_names",
    "screen_pictures",
]
exclude_patterns = ["_sphinx"]

# A reference to a name of the package that is not on any page is a warning; names of other packages are not looked up.
nitpicky = True
nitpick_ignore_regex = [(r"py:.*", r"(?!nmt_widgets).*")]
suppress_warnings = ["mystnb.unknown_mime_type"]  # a chart comes as a picture, too
pygments_dark_style = "github-dark"

default_role = "code"  # a word in `backticks` of a docstring
autodoc_typehints = "none"  # the docstrings name the types
autodoc_member_order = "bysource"
autosummary_generate = False  # the tables only
add_module_names = False
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True  # a list, as the parameters are

myst_enable_extensions = ["attrs_block", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_excludepatterns = ["notebooks/pages/*"]  # `nmt.report` runs them
nb_execution_timeout = 300
nb_execution_raise_on_error = True
nb_execution_show_tb = True
nb_ipywidgets_js = {}  # they would come from the network: the pages have the still pictures
nb_mime_priority_overrides = [("html", "image/svg+xml", 0), ("html", "text/html", 1)]

html_theme = "furo"
html_title = "NMT Workbook"
html_show_sphinx = False
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["_sphinx/static"]
html_css_files = ["pages.css"]
html_theme_options = {"navigation_with_keys": True}
templates_path: list[str] = []

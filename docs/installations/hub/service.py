"""The workbook as one service for everybody. `nmt serve --hub` runs on its own, with the variables of service.env."""

import os

c = get_config()  # noqa: F821  JupyterHub gives it

c.JupyterHub.services = [
    {
        "name": "nmt",
        "url": "http://127.0.0.1:8866",
        "api_token": os.environ["WORKBOOK_TOKEN"],
        "oauth_no_confirm": True,  # it belongs to the same institution: nobody is asked whether it may know their name
    }
]
# Whoever signs in at JupyterHub may ask for the workbook. What they may do there is for their role, or nothing.
c.JupyterHub.load_roles = [{"name": "user", "scopes": ["self", "access:services!service=nmt"]}]

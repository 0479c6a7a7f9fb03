"""JupyterHub itself, before either way of using the workbook."""

import os

c = get_config()  # noqa: F821  JupyterHub gives it

# The address that people use. A proxy with TLS in front leads it to bind_url.
c.JupyterHub.public_url = "https://hub.example.org/"
c.JupyterHub.bind_url = "http://127.0.0.1:8000/"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:8081/"

# configurable-http-proxy runs on its own: when JupyterHub is started again, open pages go on.
c.ConfigurableHTTPProxy.should_start = False
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8001"
c.ConfigurableHTTPProxy.auth_token = os.environ["CONFIGPROXY_AUTH_TOKEN"]
c.JupyterHub.cleanup_servers = False

# How long a browser's token is good for, in seconds; two weeks, if nothing is said. The workbook asks for a new one.
c.JupyterHub.oauth_token_expires_in = 12 * 3600

# Who people are. This authenticator takes any name with one password: it is for a trial on one machine. Put that of
# your institution here, such as oauthenticator's.
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["HUB_TRIAL_PASSWORD"]
c.Authenticator.allowed_users = {"ada", "teo", "nia"}

# The groups that NMT_HUB_ROLES gives a role. An authenticator can bring them instead (manage_groups).
c.JupyterHub.load_groups = {
    "clinicians": {"users": ["ada"]},
    "teachers": {"users": ["teo"]},
}

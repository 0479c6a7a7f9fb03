"""The workbook as one server for each person, which JupyterHub starts."""

c = get_config()  # noqa: F821  JupyterHub gives it

c.JupyterHub.spawner_class = "simple"  # processes of this machine, all of one user: for a trial
c.Spawner.cmd = ["nmt", "serve", "--hub"]
c.Spawner.start_timeout = 60
c.Spawner.environment = {
    "NMT_HUB_ROLES": "clinicians=clinician,teachers=trainer",
    # a folder of one's own: nobody else sees these records
    "NMT_DATA": lambda spawner: f"/var/lib/nmt/{spawner.user.escaped_name}",
}

"""The processes of the server: start, supervise, serve and stop."""

"""Who sends a request: access code, sign-in, sessions, and the pages for them."""

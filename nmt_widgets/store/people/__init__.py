"""Who may do what: accounts, roles, sign-ins."""

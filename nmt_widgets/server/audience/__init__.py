"""The room of an audience: its questions, its answers, and the port its devices reach."""

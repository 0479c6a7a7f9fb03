"""What is no test here."""

collect_ignore = ["wrong_clock"]  # a process imports it in its own way: it changes the clock

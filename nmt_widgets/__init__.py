"""Assessment forms, brain maps and metric reports for the Neurosequential Model of Therapeutics."""

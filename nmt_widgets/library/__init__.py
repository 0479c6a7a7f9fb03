"""What a notebook's author gives data to: maps, forms and boards, as ``nmt_widgets.BrainMap("james")``."""

"""The programme screen."""

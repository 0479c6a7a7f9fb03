"""The base of every floor: errors, documents and tables with line numbers, texts, settings, places of files."""

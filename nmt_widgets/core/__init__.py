"""What every floor stands on: errors, documents and tables that know their lines, texts, places of files."""

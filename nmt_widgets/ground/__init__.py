"""What every floor stands on: errors, checked YAML documents, texts by language, and the places of files."""

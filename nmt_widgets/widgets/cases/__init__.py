"""The list of cases that several screens have: to search, to filter, to file, and to open one."""

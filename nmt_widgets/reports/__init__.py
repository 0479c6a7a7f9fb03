"""Reports: papermill runs, isolated and fast, and what becomes of them on disk."""

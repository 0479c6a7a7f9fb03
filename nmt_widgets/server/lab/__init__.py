"""JupyterLab on the notebooks of the workbook, in a folder of the person's own."""

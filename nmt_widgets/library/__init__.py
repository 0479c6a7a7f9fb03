"""What the author of a notebook works with: pieces that take data, show it, and write it to a file.

The screens of the workbook are made of the same pieces. Names load on first use, from `nmt_widgets` itself.
"""

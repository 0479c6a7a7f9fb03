"""What whoever works on the workbook runs; `make` does so for them."""

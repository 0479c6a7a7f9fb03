"""The workbook as a program among others: started by a double click, in a window of its own."""

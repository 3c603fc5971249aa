"""Reading: what a workbook holds, as sheets of rows, within limits."""

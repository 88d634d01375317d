"""Rate files read the slow and plain way: the whole document by Python's json, row by row, exact decimals."""

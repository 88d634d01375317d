"""Tables of the outside to tables of the book: found by name or mapping, judged row by row in one pass of SQL."""

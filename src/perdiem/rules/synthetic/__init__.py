"""A synthetic book: invented patients whose claims and clinical tables agree, with the truth that they were drawn from.

Rates are in `rates.csv`: those that were published name their source, the others say that they are chosen. Draws are
NumPy's PCG64; rows are made of them by the SQL beside this module. The same seed gives the same book.
"""

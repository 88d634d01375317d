"""Where the tables of a book live. Only here is DuckDB opened; what a table means is the model's business."""

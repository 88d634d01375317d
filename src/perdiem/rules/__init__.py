"""The rules: from a contract and a book to results. They read no file, open no socket, keep no state."""

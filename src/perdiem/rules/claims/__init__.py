"""Claims under a contract: the contract compiled to tables, and the staged SQL that decides every line."""

"""Word documents: the amendment with tracked changes, and the review. Imported only when one is written."""

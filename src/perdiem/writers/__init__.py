"""Results as text, JSON, CSV, HTML, Excel and Word. A writer knows the model, and no reader or rule."""

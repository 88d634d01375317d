"""An estimate of impact as text, page, workbook and brief; and a scenario file to fill in."""

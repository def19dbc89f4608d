"""What people look at: the terminal view and the HTML report. Knows records only, never pages."""

"""What each kind of page is given to show: one module per page."""

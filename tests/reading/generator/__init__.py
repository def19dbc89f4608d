"""Pages of random content in random layouts, written from what is known of the site alone, with the record of each."""

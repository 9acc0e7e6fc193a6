"""What is taught: pages, questions, media and rendering."""

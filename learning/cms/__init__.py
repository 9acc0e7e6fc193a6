"""What the side of learners adds to the CMS, a file for each room."""

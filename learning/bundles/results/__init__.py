"""Results come home: what learners answered in a bundle is read, recorded through the door for answers, and acknowledged."""

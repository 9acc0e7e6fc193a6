"""What learners do: people, answers, progress and what follows from them."""

"""What holds for every endpoint whatever it is asked and whatever it answers: one file for each."""

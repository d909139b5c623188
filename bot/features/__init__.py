"""After the answer: feedback, the next step of the ladder, posting, reminders, sharing and the App Home."""

"""What people do after an answer: feedback, escalation, posts, reminders, sharing, the Home tab."""

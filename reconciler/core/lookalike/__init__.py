"""Look-alikes: names that people take for each other, and what tells them apart.

| Module | Question it answers |
|---|---|
| `skeleton` | What does a text look like? |
| `name` | Which names meet in one place? |
| `pairs` | Which of them look alike, and where do they differ? |
| `mentions` | Where do the files name something? |
"""

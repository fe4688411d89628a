"""What `manage.py work` runs: a supervisor that looks after things, and processes that take jobs off the queue."""

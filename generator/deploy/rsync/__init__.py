"""Deploy to a folder of another machine with rsync over ssh."""

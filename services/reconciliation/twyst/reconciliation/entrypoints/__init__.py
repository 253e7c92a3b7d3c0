"""Where work comes in: topic records, HTTP requests and background chores."""

"""The pages: each area parses what was asked, lets a service decide, and shows the answer."""

"""The imports of the smaller lists: officials, procedures, duty, training, absences."""

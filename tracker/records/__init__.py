"""What happened: units, officials, procedures, handled files, duty days and training, each table with its functions."""

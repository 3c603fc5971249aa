"""The demo commune: people, a year of handled files and their workbooks, made on the spot and illustrative throughout.

Its shape follows a 2024 report on one commune's administrative reform; the people and the files are invented.
"""

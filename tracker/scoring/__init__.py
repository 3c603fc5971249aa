"""From records to explained scores: measures, rules, scorecards."""

"""Decisions on rewards: proposed from candidates, advised by a council, issued, revoked by another."""

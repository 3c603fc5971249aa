"""The plugins of this installation, one folder each; README.md says how to write one."""

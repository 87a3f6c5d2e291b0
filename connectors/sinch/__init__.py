"""Sinch Contact Center (Contact Pro, formerly SAP Contact Center). See README.md."""

"""Invoices as strangers make them: HTML of many forms and countries, printed by a browser, with the truth."""

"""From a file to pages of words: the text layer where it is sane, OCR where it is not."""

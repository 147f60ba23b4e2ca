"""Files of older formats and of OpenDocument, before and after another program converts them."""

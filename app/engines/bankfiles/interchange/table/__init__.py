"""Tables of items: Excel, CSV, and what is pasted from them; headings are mapped tolerantly."""

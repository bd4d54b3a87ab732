"""What the program knows as data: specification packs, texts, authority codes, the sample."""

// Poppler's tables of characters for Chinese, Japanese and Korean text, which it opens by name while
// it reads a page: here they are mapped beforehand and handed out from memory.
#pragma once

// Maps every table of /usr/share/poppler; without the package poppler-data there are none, and some
// PDF files in those languages lose text. From then on fopen gives those tables for reading and
// nothing else.
void
pdf_maps_load(void);

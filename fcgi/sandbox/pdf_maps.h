// Poppler's tables of characters for Chinese, Japanese and Korean text, which it opens by name
// while it reads a page: here they are opened beforehand and handed out when they are asked for.
#pragma once

// Opens one more file that is handed out under its path; to be called before pdf_maps_load.
void
pdf_maps_add(const char *path);

// Opens every table of /usr/share/poppler; without the package poppler-data there are none, and
// some PDF files in those languages lose text. From then on fopen gives those files for reading
// and nothing else.
void
pdf_maps_load(void);

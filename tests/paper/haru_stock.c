/* The same text through libharu as it comes: LoadTTFontFromFile and the encoding "UTF-8". What tests/bench/paper.py compares with.

   haru_stock FONT HEAD TEXT FILE N   TEXT: lines, pages parted by form feeds; one that begins with * is set in HEAD, the font
                                      of headings (-: none). Prints "seconds of CPU each, bytes" */
#include "base/file.h"

#include <hpdf.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static HPDF_Font load(HPDF_Doc pdf, const char *path)
{
    const char *name = HPDF_LoadTTFontFromFile(pdf, path, HPDF_TRUE);
    return name ? HPDF_GetFont(pdf, name, "UTF-8") : NULL;
}

static unsigned long write_once(const char *font_path, const char *head_path, const char *text, const char *path)
{
    HPDF_Doc pdf = HPDF_New(NULL, NULL);
    HPDF_SetCompressionMode(pdf, HPDF_COMP_ALL);
    HPDF_UseUTFEncodings(pdf);
    HPDF_Font font = load(pdf, font_path), head = strcmp(head_path, "-") == 0 ? font : load(pdf, head_path);
    unsigned long bytes = 0;
    HPDF_Page page = NULL;
    float y = 0;
    char line[4096];
    for (const char *p = text; font != NULL && head != NULL && *p != '\0';) {
        if (page == NULL || *p == '\f') {
            p += *p == '\f';
            page = HPDF_AddPage(pdf);
            HPDF_Page_SetSize(page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
            y = 800;
            continue;
        }
        const size_t len = strcspn(p, "\n\f");
        const bool is_head = *p == '*';
        snprintf(line, sizeof line, "%.*s", (int)len - is_head, p + is_head);
        HPDF_Page_SetFontAndSize(page, is_head ? head : font, 9);
        HPDF_Page_BeginText(page);
        HPDF_Page_TextOut(page, 60, y, line);
        HPDF_Page_EndText(page);
        y -= 12;
        p += len + (p[len] == '\n');
    }
    if (HPDF_SaveToStream(pdf) == HPDF_OK)
        bytes = HPDF_GetStreamSize(pdf);
    if (path != NULL)
        HPDF_SaveToFile(pdf, path);
    HPDF_Free(pdf);
    return bytes;
}

int main(int argc, char **argv)
{
    size_t len;
    char *text = argc == 6 ? file_read(argv[3], 1 << 22, &len) : NULL;
    if (text == NULL)
        return 2;
    unsigned long bytes = write_once(argv[1], argv[2], text, argv[4]);
    const int n = (int)strtol(argv[5], NULL, 10);
    const double begun = cpu();
    for (int i = 0; i < n; i++)
        bytes = write_once(argv[1], argv[2], text, NULL);
    printf("%.6f %lu\n", (cpu() - begun) / n, bytes);
    free(text);
    return bytes > 0 ? 0 : 1;
}

/* Official letters: title, number, addressee, body, issuer and date under the seal, how to verify. */
#include "doc/letter.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

#define END_HEIGHT (VERIFY_HEIGHT + 14) /* verification and seal, side by side */
#define SEAL_ROOM 170.0

static const struct text_style STYLE_LETTER = {FACE_TEXT, 12, 22, INK, ALIGN_JUSTIFY, 2};

/* Each line of a text is a paragraph. */
static void draw_text(struct flow *flow, tag_t sect, const char *text)
{
    char piece[4096];
    while (*text != '\0') {
        const size_t len = strcspn(text, "\n");
        if (len >= sizeof piece) { /* longer than any letter's paragraph: as one */
            flow_paragraph(flow, sect, &STYLE_LETTER, text);
            return;
        }
        memcpy(piece, text, len);
        piece[len] = '\0';
        flow_paragraph(flow, sect, &STYLE_LETTER, piece);
        text += len + (text[len] == '\n');
    }
}

static void draw_pairs(struct flow *flow, tag_t sect, const struct letter_part *part)
{
    struct flow_table table = {
        .flow = flow, .tag = pdf_tag(flow->pdf, sect, TAG_TABLE), .columns = 2, .width = {110, FLOW_WIDTH - 110}};
    for (size_t i = 0; i < part->n; i++) {
        const struct flow_cell cells[2] = {{.text = part->pairs[i].label, .kind = CELL_LABEL}, {.text = part->pairs[i].value}};
        flow->place[1] = part->pairs[i].label;
        flow_row(&table, cells, 2);
    }
    flow->place[1] = NULL;
}

static void draw_table(struct flow *flow, tag_t sect, const struct letter_part *part)
{
    struct flow_table table = {.flow = flow, .tag = pdf_tag(flow->pdf, sect, TAG_TABLE), .columns = part->columns};
    for (size_t i = 0; i < part->columns; i++) {
        table.width[i] = FLOW_WIDTH / (double)part->columns;
        table.head[i] = part->head[i];
    }
    for (size_t i = 0; i < part->n; i++) {
        struct flow_cell cells[FLOW_COLUMNS_MAX];
        for (size_t k = 0; k < part->columns; k++)
            cells[k] = (struct flow_cell){.text = part->rows[i].cell[k]};
        flow_row(&table, cells, part->columns);
    }
}

static void draw_part(struct flow *flow, tag_t sect, const struct letter_part *part)
{
    if (part->heading != NULL)
        flow_heading(flow, sect, 3, part->heading, NULL, 50);
    flow->place[0] = part->heading ? part->heading : "正文";
    if (part->kind == LETTER_TEXT)
        draw_text(flow, sect, part->text);
    else if (part->kind == LETTER_PAIRS)
        draw_pairs(flow, sect, part);
    else if (part->kind == LETTER_TABLE)
        draw_table(flow, sect, part);
    else
        for (size_t i = 0; i < part->n; i++)
            flow_paragraph(flow, sect, &STYLE_LETTER, part->basis[i]);
    flow_space(flow, part->kind == LETTER_PAIRS || part->kind == LETTER_TABLE ? 10 : 0);
}

/* The height of a paragraph; 0 for none. */
static double height_of(struct flow *flow, const char *text)
{
    if (text == NULL)
        return 0;
    /* half an em: a mark that closes stands beyond the edge with its blank half */
    const double lines = (flow_width_of(flow, &STYLE_LETTER, text) + (STYLE_LETTER.indent - 0.5) * STYLE_LETTER.size) / FLOW_WIDTH;
    return ((double)(int)lines + 1) * STYLE_LETTER.leading;
}

enum result letter_write(struct press *press, const struct letter *letter, struct pdf_output *output, struct paper_fault *fault)
{
    static const struct text_style issuer = {FACE_HEAD, 15, 24, ACCENT, ALIGN_CENTER, 0};
    static const struct text_style title = {FACE_HEAD, 22, 34, INK, ALIGN_CENTER, 0};
    static const struct text_style number = {FACE_TEXT, 11, 20, INK_SOFT, ALIGN_CENTER, 0};
    struct text_style plain = STYLE_LETTER;
    struct flow flow;
    char addressee[700];
    memset(output, 0, sizeof *output);
    plain.indent = 0;
    for (size_t i = 0; i < letter->part_count; i++)
        if (letter->parts[i].columns > FLOW_COLUMNS_MAX || (letter->parts[i].kind == LETTER_TABLE && letter->parts[i].columns == 0)) {
            snprintf(fault->text, sizeof fault->text, "文书的表格栏数不对：%zu", letter->parts[i].columns);
            return RESULT_INVALID;
        }
    if (paper_begin(press, &letter->head, letter->head.title, letter->head.title, true, &flow, fault) == NULL)
        return flow.result;
    flow_page(&flow, false);
    const tag_t sect = flow.result == RESULT_OK ? pdf_tag(flow.pdf, 0, TAG_SECT) : 0;
    flow.place[0] = "文书标题";
    if (flow.result == RESULT_OK)
        pdf_bookmark(flow.pdf, 1, letter->head.title, PDF_HEIGHT);
    flow.y -= 6;
    flow.y -= flow_text_at(&flow, sect, TAG_P, FLOW_LEFT, flow.y, FLOW_WIDTH, &issuer, letter->head.issuer) + 4;
    flow.y -= flow_text_at(&flow, sect, TAG_H1, FLOW_LEFT, flow.y, FLOW_WIDTH, &title, letter->head.title) + 2;
    flow.y -= flow_text_at(&flow, sect, TAG_P, FLOW_LEFT, flow.y, FLOW_WIDTH, &number,
                           letter->reference ? letter->reference : letter->head.number) + 14;
    flow_advance(&flow, 0);
    flow.place[0] = "收件人";
    snprintf(addressee, sizeof addressee, "%.690s：", letter->addressee);
    flow_paragraph(&flow, sect, &plain, addressee);
    for (size_t i = 0; i < letter->part_count && flow.result == RESULT_OK; i++)
        draw_part(&flow, sect, &letter->parts[i]);
    flow.place[0] = "正文";
    /* the page of the seal has a line of the letter at least */
    flow_need(&flow, END_HEIGHT + height_of(&flow, letter->closing) + height_of(&flow, letter->contact));
    if (letter->closing != NULL)
        flow_paragraph(&flow, sect, &STYLE_LETTER, letter->closing);
    if (letter->contact != NULL)
        flow_paragraph(&flow, sect, &STYLE_LETTER, letter->contact);
    flow_need(&flow, END_HEIGHT);
    if (flow.result == RESULT_OK) {
        paper_seal(&flow, sect, &letter->head, FLOW_LEFT + FLOW_WIDTH - 6, FLOW_BOTTOM + VERIFY_HEIGHT / 2 - 4);
        paper_verify(&flow, sect, &letter->head, FLOW_BOTTOM, FLOW_WIDTH - SEAL_ROOM);
    }
    return paper_end(&flow, output, fault);
}

/* Rendering: a walk over the parsed template that is faster than ClearSilver's own, and the functions of templates. */
#include "web/view_walk.h"

#include "base/log.h"
#include "web/text.h"
#include "web/view.h"

#include <ClearSilver.h>

#include <stdlib.h>
#include <string.h>

#define DIGITS 24 /* of a 64-bit number, with its sign */

bool view_error(NEOERR *error, const char *what)
{
    if (error == STATUS_OK)
        return false;
    STRING text;
    string_init(&text);
    nerr_error_string(error, &text);
    log_error("view: %s: %s", what, text.buf != NULL ? text.buf : "error");
    string_clear(&text);
    nerr_ignore(&error);
    return true;
}

/* ---- functions of templates ------------------------------------------------------------------------------------- */

/* ClearSilver wants one allocated result each. */
static NEOERR *called(void (*function)(struct buffer *, const char *), const char *text, char **result)
{
    struct buffer out;
    buffer_init(&out, VIEW_PAGE_MAX);
    function(&out, text);
    char *copy = out.failed ? NULL : out.len > 0 ? buffer_take(&out) : strdup("");
    buffer_free(&out);
    if (copy == NULL)
        return nerr_raise(NERR_NOMEM, "no memory for a function's result");
    *result = copy;
    return STATUS_OK;
}

static NEOERR *url_escape(const char *text, char **result)
{
    return called(text_encode, text, result);
}

static NEOERR *url_validate(const char *text, char **result)
{
    return called(text_address, text, result);
}

static NEOERR *thousands(const char *text, char **result)
{
    return called(text_thousands, text, result);
}

static NEOERR *date_cn(const char *text, char **result)
{
    return called(text_date, text, result);
}

static NEOERR *breaks(const char *text, char **result)
{
    return called(text_breaks, text, result);
}

/* The functions, and the same for the fast walk. */
static const struct {
    char name[16];
    CSSTRFUNC function;
    void (*text)(struct buffer *, const char *);
    bool escapes; /* its result is HTML already */
} functions[] = {{"url_escape", url_escape, text_encode, true},
                 {"url_validate", url_validate, text_address, true},
                 {"thousands", thousands, text_thousands, false},
                 {"date_cn", date_cn, text_date, false},
                 {"breaks", breaks, text_breaks, true}};
#define FUNCTIONS (sizeof functions / sizeof functions[0])

bool view_functions(CSPARSE *cs)
{
    for (size_t i = 0; i < FUNCTIONS; i++) {
        char name[16];
        memcpy(name, functions[i].name, sizeof name);
        NEOERR *error = functions[i].escapes ? cs_register_esc_strfunc(cs, name, functions[i].function)
                                             : cs_register_strfunc(cs, name, functions[i].function);
        if (view_error(error, name))
            return false;
    }
    return true;
}

/* ---- the walk -----------------------------------------------------------------------------------------------------

   ClearSilver copies, formats and allocates at each node: a list page costs it 1.3 million instructions, this walk over the
   same parsed tree a quarter. It knows the handful of forms that make up nearly all of our templates; every other node
   it hands to ClearSilver itself, with the same locals. A test renders every template both ways. */

/* A name of a macro's argument or of a loop. ClearSilver's own record comes first, so that it can be handed over. */
struct local {
    CS_LOCAL_MAP map;
    size_t len; /* of its name */
};

struct walk {
    const struct view_commands *commands;
    CSPARSE *cs;
    struct buffer *out;
    struct buffer scratch; /* a function's result before it is escaped */
    struct local *locals;  /* the innermost */
    bool bad;
};

#define CALL_ARGUMENTS_MAX 12

static void walk_nodes(struct walk *walk, CSTREE *node);

static NEOERR *output(void *context, char *text)
{
    if (!buffer_puts(context, text))
        return nerr_raise(NERR_NOMEM, "the page is too long");
    return STATUS_OK;
}

/* Lets ClearSilver render one node. */
static void hand_over(struct walk *walk, CSTREE *node)
{
    CSPARSE *cs = walk->cs;
    CSTREE *tree = cs->tree, *next = node->next;
    cs->tree = node;
    cs->locals = walk->locals != NULL ? &walk->locals->map : NULL;
    cs->escaping.when_undef = NEOS_ESCAPE_HTML; /* what a call would have set for its macro */
    node->next = NULL;
    if (view_error(cs_render(cs, walk->out, output), "a command"))
        walk->bad = true;
    node->next = next;
    cs->tree = tree;
}

static void push(struct walk *walk, struct local *local, CSTOKEN_TYPE type, char *name)
{
    *local = (struct local){.map = {.type = type, .name = name}, .len = strlen(name)};
    local->map.next = walk->locals != NULL ? &walk->locals->map : NULL;
}

/* A `set:` may have given the local a text of its own. */
static void drop(struct local *local)
{
    if (local->map.map_alloc)
        free(local->map.s);
    local->map.map_alloc = 0;
    local->map.s = NULL;
}

/* The local that a name begins with; *rest is what follows its dot, or NULL. */
static struct local *local_of(const struct walk *walk, const char *name, const char **rest)
{
    const char *dot = strchrnul(name, '.');
    const size_t len = (size_t)(dot - name);
    *rest = *dot != '\0' ? dot + 1 : NULL;
    for (struct local *local = walk->locals; local != NULL; local = (struct local *)local->map.next)
        if (local->len == len && memcmp(local->map.name, name, len) == 0)
            return local;
    return NULL;
}

static HDF *find_child(const HDF *parent, const char *name, size_t len)
{
    for (HDF *child = parent->child; child != NULL; child = child->next)
        if ((size_t)child->name_len == len && child->name[0] == name[0] && memcmp(child->name, name, len) == 0)
            return child;
    return NULL;
}

static HDF *descend(HDF *node, const char *path)
{
    while (node != NULL) {
        const char *dot = strchrnul(path, '.');
        node = find_child(node, path, (size_t)(dot - path));
        if (*dot == '\0')
            break;
        path = dot + 1;
    }
    return node;
}

/* The node that a name means; NULL when there is none. */
static HDF *node_of(const struct walk *walk, const char *name)
{
    const char *rest;
    const struct local *local = local_of(walk, name, &rest);
    if (local != NULL && local->map.type == CS_TYPE_VAR)
        return local->map.h == NULL || rest == NULL ? local->map.h : descend(local->map.h, rest);
    /* A local text hides no node of its name: so it is in ClearSilver. */
    HDF *node = descend(walk->cs->hdf, name);
    return node != NULL ? node : descend(walk->cs->global_hdf, name);
}

/* A number as ClearSilver writes it. */
static const char *decimal(long number, char digits[DIGITS])
{
    unsigned long rest = number < 0 ? 0 - (unsigned long)number : (unsigned long)number;
    char *at = digits + DIGITS;
    *--at = '\0';
    do {
        *--at = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (number < 0)
        *--at = '-';
    return at;
}

/* The text that a name means; NULL when there is none. */
static const char *text_of(const struct walk *walk, const char *name, char digits[DIGITS])
{
    const char *rest;
    const struct local *local = local_of(walk, name, &rest);
    const HDF *node;
    if (local == NULL) {
        node = descend(walk->cs->hdf, name);
        if (node == NULL || node->value == NULL)
            node = descend(walk->cs->global_hdf, name);
    } else if (local->map.type == CS_TYPE_VAR)
        node = local->map.h == NULL || rest == NULL ? local->map.h : descend(local->map.h, rest);
    else if (local->map.type != CS_TYPE_NUM) /* ClearSilver overlooks a rest here, and so do we */
        return local->map.s;
    else
        return decimal(local->map.n, digits);
    return node != NULL ? node->value : NULL;
}

static bool is_true(const char *text)
{
    if (text == NULL || *text == '\0')
        return false;
    if ((unsigned char)*text > '9')
        return true;
    char *end = NULL;
    const long number = strtol(text, &end, 0);
    return *end != '\0' || number != 0;
}

/* Whether an argument is a plain text; *text gets it. */
static bool plain(const struct walk *walk, const CSARG *arg, const char **text, char digits[DIGITS])
{
    if (arg->op_type != CS_TYPE_STRING && arg->op_type != CS_TYPE_VAR)
        return false;
    *text = arg->op_type == CS_TYPE_STRING ? arg->s : text_of(walk, arg->s, digits);
    return true;
}

static bool is_subcount(const CSARG *arg)
{
    return arg->op_type == CS_TYPE_FUNCTION && strcmp(arg->function->name, "subcount") == 0 && arg->expr1->op_type == CS_TYPE_VAR;
}

static long count(const struct walk *walk, const CSARG *arg)
{
    const HDF *node = node_of(walk, arg->expr1->s);
    long n = 0;
    for (const HDF *child = node != NULL ? node->child : NULL; child != NULL; child = child->next)
        n++;
    return n;
}

/* Whether an argument is string.slice(name, from, to) with plain numbers: then *piece and *len are what it cuts out. */
static bool slice(const struct walk *walk, const CSARG *arg, const char **piece, size_t *len, char digits[DIGITS])
{
    if (arg->op_type != CS_TYPE_FUNCTION || strcmp(arg->function->name, "string.slice") != 0 || arg->expr1->op_type != CS_TYPE_VAR)
        return false;
    const CSARG *from = arg->expr1->next, *to = from->next;
    if (from->op_type != CS_TYPE_NUM || to->op_type != CS_TYPE_NUM || from->n < 0 || to->n <= from->n)
        return false;
    const char *text = text_of(walk, arg->expr1->s, digits);
    if (text == NULL)
        return false;
    const long all = (long)strlen(text), end = to->n < all ? to->n : all;
    *piece = text;
    *len = 0;
    if (end > from->n) {
        *piece = text + from->n;
        *len = (size_t)(end - from->n);
    }
    return true;
}

/* Whether both sides of a comparison are texts that can be compared here: 1 the same, 0 not, -1 for ClearSilver. */
static int compare(const struct walk *walk, const CSARG *left, const CSARG *right)
{
    char digits[2][DIGITS];
    const char *a, *b;
    size_t len;
    if (!plain(walk, right, &b, digits[1]))
        return -1;
    if (plain(walk, left, &a, digits[0]))
        return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
    if (b != NULL && slice(walk, left, &a, &len, digits[0]))
        return strlen(b) == len && memcmp(a, b, len) == 0;
    return -1;
}

/* 1 true, 0 false, -1 a form that ClearSilver must judge. */
static int judge(const struct walk *walk, const CSARG *arg)
{
    char digits[DIGITS];
    const char *text;
    int left, right;
    if (plain(walk, arg, &text, digits))
        return is_true(text);
    if (is_subcount(arg))
        return count(walk, arg) > 0;
    switch (arg->op_type) {
    case CS_TYPE_NUM: return arg->n != 0;
    case CS_OP_LPAREN: return judge(walk, arg->expr1);
    case CS_OP_NOT:
        left = judge(walk, arg->expr1);
        return left < 0 ? -1 : !left;
    case CS_OP_AND:
    case CS_OP_OR:
        left = judge(walk, arg->expr1);
        if (left >= 0 && left == (arg->op_type == CS_OP_OR))
            return left;
        right = judge(walk, arg->expr2);
        return left < 0 ? -1 : right;
    case CS_OP_EQUAL: return compare(walk, arg->expr1, arg->expr2);
    case CS_OP_NEQUAL:
        left = compare(walk, arg->expr1, arg->expr2);
        return left < 0 ? -1 : !left;
    default: return -1;
    }
}

static bool walk_function(struct walk *walk, const CSARG *arg)
{
    char digits[DIGITS];
    if (is_subcount(arg))
        return buffer_add_int(walk->out, count(walk, arg));
    for (size_t i = 0; arg->expr1->op_type == CS_TYPE_VAR && i < FUNCTIONS; i++) {
        if (strcmp(arg->function->name, functions[i].name) != 0)
            continue;
        const char *text = text_of(walk, arg->expr1->s, digits);
        if (text == NULL)
            return true;
        if (functions[i].escapes) {
            functions[i].text(walk->out, text);
            return true;
        }
        buffer_reset(&walk->scratch);
        functions[i].text(&walk->scratch, text);
        text_escape(walk->out, buffer_text(&walk->scratch));
        return true;
    }
    return false;
}

static void walk_var(struct walk *walk, CSTREE *node)
{
    char digits[DIGITS];
    if (node->arg1.op_type == CS_TYPE_VAR) {
        const char *text = text_of(walk, node->arg1.s, digits);
        if (text != NULL)
            text_escape(walk->out, text);
    } else if (node->arg1.op_type != CS_TYPE_FUNCTION || !walk_function(walk, &node->arg1))
        hand_over(walk, node);
}

static void walk_each(struct walk *walk, CSTREE *node)
{
    if (node->arg2.op_type != CS_TYPE_VAR) {
        hand_over(walk, node);
        return;
    }
    const HDF *rows = node_of(walk, node->arg2.s);
    struct local row;
    push(walk, &row, CS_TYPE_VAR, node->arg1.s);
    walk->locals = &row;
    for (HDF *child = rows != NULL ? rows->child : NULL; child != NULL && !walk->bad; child = child->next) {
        drop(&row);
        row.map.type = CS_TYPE_VAR;
        row.map.h = child;
        row.map.first = child == rows->child;
        walk_nodes(walk, node->case_0);
    }
    drop(&row);
    walk->locals = (struct local *)row.map.next;
}

/* Gives a macro's argument its value. False: a form that ClearSilver must evaluate. */
static bool bind(const struct walk *walk, const CSARG *arg, struct local *local)
{
    const char *rest;
    const struct local *from;
    switch (arg->op_type) {
    case CS_TYPE_STRING:
        local->map.type = CS_TYPE_STRING;
        local->map.s = arg->s;
        return true;
    case CS_TYPE_NUM:
        local->map.type = CS_TYPE_NUM;
        local->map.n = arg->n;
        return true;
    case CS_TYPE_VAR:
        from = local_of(walk, arg->s, &rest);
        if (from != NULL && from->map.type != CS_TYPE_VAR) {
            local->map.type = from->map.type;
            local->map.s = from->map.s;
            local->map.n = from->map.n;
        } else
            local->map.h = node_of(walk, arg->s);
        return true;
    default: return false;
    }
}

static void walk_call(struct walk *walk, CSTREE *node)
{
    const CS_MACRO *macro = node->arg1.macro;
    struct local arguments[CALL_ARGUMENTS_MAX], *before = walk->locals;
    const CSARG *name = macro->args, *value = node->vargs;
    const int n = macro->n_args;
    bool good = n <= CALL_ARGUMENTS_MAX;
    for (int i = 0; good && i < n; i++, name = name->next, value = value->next) {
        push(walk, &arguments[i], CS_TYPE_VAR, name->s);
        good = bind(walk, value, &arguments[i]);
        if (i > 0)
            arguments[i - 1].map.next = &arguments[i].map;
    }
    if (!good) {
        hand_over(walk, node);
        return;
    }
    if (n > 0)
        walk->locals = &arguments[0];
    walk_nodes(walk, macro->tree->case_0);
    walk->locals = before;
    for (int i = 0; i < n; i++)
        drop(&arguments[i]);
}

static void walk_nodes(struct walk *walk, CSTREE *node)
{
    const struct view_commands *commands = walk->commands;
    for (; node != NULL && !walk->bad; node = node->next) {
        if (node->cmd == commands->literal) {
            if (node->arg1.s != NULL)
                buffer_add(walk->out, node->arg1.s, (size_t)node->arg1.n);
        } else if (node->cmd == commands->var)
            walk_var(walk, node);
        else if (node->cmd == commands->condition || node->cmd == commands->otherwise) {
            const int verdict = judge(walk, &node->arg1);
            if (verdict < 0)
                hand_over(walk, node);
            else
                walk_nodes(walk, verdict ? node->case_0 : node->case_1);
        } else if (node->cmd == commands->each)
            walk_each(walk, node);
        else if (node->cmd == commands->call)
            walk_call(walk, node);
        else if (node->cmd != commands->def)
            hand_over(walk, node);
    }
}

#define CALLS_DEEP 16 /* macros that call macros; a chain beyond this is left to ClearSilver */

/* Whether something below `node`, or in a macro called there, sets one of a macro's own arguments: where the argument has no node
   ClearSilver then makes one at a place that the walk does not know. */
static bool sets_argument(const struct view_commands *commands, const CS_MACRO *macro, const CSTREE *node, int deep)
{
    for (; node != NULL; node = node->next) {
        if (node->cmd == commands->set)
            for (const CSARG *name = macro->args; name != NULL; name = name->next)
                if (node->arg1.op_type != CS_TYPE_VAR || strcmp(node->arg1.s, name->s) == 0)
                    return true;
        if (node->cmd == commands->call && (deep == 0 || sets_argument(commands, macro, node->arg1.macro->tree->case_0, deep - 1)))
            return true;
        if (sets_argument(commands, macro, node->case_0, deep) || sets_argument(commands, macro, node->case_1, deep))
            return true;
    }
    return false;
}

/* Notes the lengths of literals (ClearSilver has no use for that field there). False: a part is escaped in another way than as
   HTML, which the walk does not know. */
static bool prepare_nodes(const struct view_commands *commands, CSTREE *node)
{
    for (; node != NULL; node = node->next) {
        if (node->cmd == commands->literal && node->arg1.s != NULL)
            node->arg1.n = (long)strlen(node->arg1.s);
        if (node->cmd == commands->var && node->escape != NEOS_ESCAPE_HTML && node->escape != NEOS_ESCAPE_UNDEF)
            return false;
        if (!prepare_nodes(commands, node->case_0) || !prepare_nodes(commands, node->case_1))
            return false;
    }
    return true;
}

bool view_walk_prepare(const struct view_commands *commands, CSPARSE *cs)
{
    for (const CS_MACRO *macro = cs->macros; macro != NULL; macro = macro->next)
        if (sets_argument(commands, macro, macro->tree->case_0, CALLS_DEEP))
            return false;
    return prepare_nodes(commands, cs->tree);
}

/* Parses one command of each kind to see ClearSilver's numbers for them. Unknown: everything is left to ClearSilver. */
void view_commands_find(struct view_commands *commands)
{
    static const char sample[] = "x<?cs var:a ?><?cs if:a ?>1<?cs elif:a ?>2<?cs else ?>2<?cs /if ?><?cs each:b = a ?>3<?cs /each ?>"
                                 "<?cs def:m(c) ?>4<?cs /def ?><?cs call:m(a) ?><?cs set:a = b ?>";
    HDF *known = NULL;
    CSPARSE *cs = NULL;
    char *text = strdup(sample); /* ClearSilver's own after the call */
    CSTREE *nodes[7] = {NULL};
    if (text == NULL || view_error(hdf_init(&known), "probe") || view_error(cs_init(&cs, known), "probe"))
        free(text);
    else if (!view_error(cs_parse_string(cs, text, sizeof sample - 1), "probe")) {
        /* Between commands there are literals without a text. */
        size_t n = 0;
        for (CSTREE *node = cs->tree->next; n < 7 && node != NULL; node = node->next)
            if (node->cmd != cs->tree->next->cmd || node == cs->tree->next)
                nodes[n++] = node;
    }
    if (nodes[6] != NULL && nodes[0]->arg1.s != NULL && strcmp(nodes[0]->arg1.s, "x") == 0 && nodes[1]->arg1.op_type == CS_TYPE_VAR &&
        nodes[2]->case_0 != NULL && nodes[2]->case_1 != NULL && nodes[2]->case_1->case_1 != NULL && nodes[3]->arg2.op_type == CS_TYPE_VAR && nodes[4]->case_0 != NULL &&
        nodes[5]->arg1.op_type == CS_TYPE_MACRO && nodes[6]->arg2.op_type == CS_TYPE_VAR)
        *commands = (struct view_commands){
            .known = true, .literal = nodes[0]->cmd, .var = nodes[1]->cmd, .condition = nodes[2]->cmd,
            .otherwise = nodes[2]->case_1->cmd, .each = nodes[3]->cmd, .def = nodes[4]->cmd, .call = nodes[5]->cmd, .set = nodes[6]->cmd};
    cs_destroy(&cs);
    hdf_destroy(&known);
}

bool view_walk(const struct view_commands *commands, CSPARSE *cs, struct buffer *out)
{
    struct walk walk = {.commands = commands, .cs = cs, .out = out};
    buffer_init(&walk.scratch, VIEW_PAGE_MAX);
    cs->locals = NULL; /* what an earlier failure may have left */
    walk_nodes(&walk, cs->tree);
    buffer_free(&walk.scratch);
    return !walk.bad;
}

bool view_walk_plain(CSPARSE *cs, const char *what, struct buffer *out)
{
    cs->locals = NULL;
    return !view_error(cs_render(cs, out, output), what);
}

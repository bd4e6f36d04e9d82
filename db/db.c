/* The door to MariaDB: connections, prepared statements by their text, array binding, transactions tried again. */
#include "db/db.h"

#include "base/config.h"
#include "base/log.h"

#include <errmsg.h>
#include <mysql.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define STATEMENTS_MAX 256     /* texts kept prepared by one connection; past that the one unused longest makes room */
#define PARAMS_MAX 512         /* an IN list of a page of keys */
#define COLUMNS_MAX 64
#define ROWS_MAX 20000         /* one array: a batch of 1,000 records with its grams */
#define COLUMN_START 256       /* bytes a text column starts with; it grows to what comes */
#define COLUMN_MAX (16u << 20) /* the server's own limit of a packet by default */
#define CONNECT_SECONDS 1
#define INTERACTIVE_SECONDS 2  /* with the second for connecting: a 503 page within 3 s */
#define BATCH_SECONDS 600
#define RETRY_QUICK_MS 300     /* a lost connection that answers this fast was idle: ask again once */
#define TRANSACTION_TRIES 10
#define ER_GALERA_NOT_READY 1047

enum param_type { PARAM_NULL, PARAM_INT, PARAM_TEXT };

struct param {
    enum param_type type;
    bool is_unsigned;
    int64_t number;
    const void *bytes;
    unsigned long len;
    char day[DAY_TEXT];
};

struct column {
    enum enum_field_types type; /* as bound: LONGLONG, DATE or STRING */
    char *text;
    unsigned long cap, len;
    int64_t number;
    MYSQL_TIME date;
    my_bool is_null, error;
};

struct db_stmt {
    struct db *db;
    const char *key; /* the address that it is found by; NULL: by content */
    char *sql;
    MYSQL_STMT *handle; /* NULL until prepared on this connection */
    unsigned long generation;
    struct param *params; /* rows × width */
    size_t params_cap;
    unsigned width; /* parameters of a row: highest index seen + 1 */
    unsigned rows, row;
    bool overflow; /* more parameters or rows than allowed, or no memory */
    struct column columns[COLUMNS_MAX];
    unsigned n_columns;
    bool open; /* a result is being read */
    bool rebind;
    uint64_t affected, insert_id;
    uint64_t used; /* when it was last asked for, in statements */
};

struct db {
    const struct config *config;
    char user[64], password[256];
    enum db_patience patience;
    MYSQL *mysql;
    unsigned long generation; /* counts connections: a statement of an older one is prepared anew */
    bool in_transaction, lost, again;
    struct breaker *breaker;
    struct db_stmt *statements[STATEMENTS_MAX];
    unsigned n_statements;
    uint64_t clock; /* counts db_sql */
};

enum result db_open(const struct config *cfg, const char *program, enum db_patience patience, struct db **out)
{
    char key[96];
    *out = NULL;
    struct db *db = calloc(1, sizeof *db);
    if (!db)
        return RESULT_ERROR;
    db->config = cfg;
    db->patience = patience;
    snprintf(key, sizeof key, "db_user_%s", program);
    char fallback[64];
    snprintf(fallback, sizeof fallback, "credit_%s", program);
    snprintf(db->user, sizeof db->user, "%s", config_text(cfg, key, fallback));
    snprintf(key, sizeof key, "db_password_%s", program);
    const char *password = config_text(cfg, key, NULL);
    if (!password) {
        log_error("the configuration has no %s", key);
        free(db);
        return RESULT_INVALID;
    }
    snprintf(db->password, sizeof db->password, "%s", password);
    *out = db;
    return RESULT_OK;
}

static void stmt_close(struct db_stmt *st)
{
    if (st->handle)
        mysql_stmt_close(st->handle);
    st->handle = NULL;
    st->open = false;
}

static void disconnect(struct db *db)
{
    for (unsigned i = 0; i < db->n_statements; i++)
        stmt_close(db->statements[i]);
    if (db->mysql)
        mysql_close(db->mysql);
    db->mysql = NULL;
}

static void stmt_free(struct db_stmt *st)
{
    stmt_close(st);
    for (unsigned c = 0; c < COLUMNS_MAX; c++)
        free(st->columns[c].text);
    free(st->params);
    free(st->sql);
    free(st);
}

void db_close(struct db *db)
{
    if (!db)
        return;
    disconnect(db);
    for (unsigned i = 0; i < db->n_statements; i++)
        stmt_free(db->statements[i]);
    free(db);
}

void db_use_breaker(struct db *db, struct breaker *breaker)
{
    db->breaker = breaker;
}

static void failed_to_reach(struct db *db)
{
    db->lost = true;
    if (db->breaker)
        breaker_failed(db->breaker, clock_monotonic_ms());
}

static enum result connect_now(struct db *db)
{
    unsigned seconds = CONNECT_SECONDS;
    unsigned wait = db->patience == DB_INTERACTIVE ? INTERACTIVE_SECONDS : BATCH_SECONDS;
    bool ok = true;
    const char *socket_path = config_text(db->config, "db_socket", "/run/mysqld/mysqld.sock");
    const char *host = config_text(db->config, "db_host", NULL);
    long port = config_int(db->config, "db_port", 3306, 1, 65535, &ok);
    const char *init = db->patience == DB_INTERACTIVE
        ? "SET SESSION time_zone='+00:00', sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION', max_statement_time=1.8"
        : "SET SESSION time_zone='+00:00', sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'";

    if (db->breaker && !breaker_allows(db->breaker, clock_monotonic_ms()))
        return RESULT_UNAVAILABLE;
    disconnect(db);
    db->mysql = mysql_init(NULL);
    if (!db->mysql)
        return RESULT_ERROR;
    mysql_options(db->mysql, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(db->mysql, MYSQL_OPT_READ_TIMEOUT, &wait);
    mysql_options(db->mysql, MYSQL_OPT_WRITE_TIMEOUT, &wait);
    mysql_options(db->mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(db->mysql, MYSQL_INIT_COMMAND, init);
    if (!mysql_real_connect(db->mysql, host, db->user, db->password, config_text(db->config, "db_name", "credit"),
                            host ? (unsigned)port : 0, host ? NULL : socket_path,
                            db->patience == DB_BATCH ? CLIENT_MULTI_STATEMENTS : 0)) {
        log_error("database: cannot connect as %s: %u %s", db->user, mysql_errno(db->mysql), mysql_error(db->mysql));
        failed_to_reach(db);
        return RESULT_UNAVAILABLE;
    }
    db->generation++;
    db->lost = false;
    if (db->breaker)
        breaker_succeeded(db->breaker);
    return RESULT_OK;
}

static enum result connected(struct db *db)
{
    if (db->mysql && !db->lost)
        return RESULT_OK;
    if (db->in_transaction)
        return RESULT_UNAVAILABLE;
    return connect_now(db);
}

/* What an error of the server means to the caller; remembers a lost connection and a transaction to try again. */
static enum result result_of(struct db *db, unsigned code, const char *text, const char *sql)
{
    switch (code) {
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_CONNECTION_ERROR:
    case CR_CONN_HOST_ERROR:
    case 1927: /* connection was killed */
    case 1053: /* server shutdown in progress */
        log_warn("database: connection lost: %u %s", code, text);
        failed_to_reach(db);
        return RESULT_UNAVAILABLE;
    case 1969: /* max_statement_time */
        log_warn("database: statement took too long: %.120s", sql);
        return RESULT_UNAVAILABLE;
    case 1040: /* too many connections */
    case 1203:
        return RESULT_UNAVAILABLE;
    case ER_GALERA_NOT_READY:
    case 1213: /* deadlock */
    case 1205: /* lock wait */
        db->again = true;
        return RESULT_ERROR;
    case 1062: /* a key twice: for some callers an answer, for others a puzzle */
        log_info("database: %s in: %.200s", text, sql);
        return RESULT_CONFLICT;
    case 1644: /* SIGNAL */
        log_info("database: refused: %s", text);
        return RESULT_INVALID;
    case 1142: /* command denied */
    case 1143:
    case 1370:
        log_error("database: %u %s in: %.200s", code, text, sql);
        return RESULT_DENIED;
    default:
        log_error("database: %u %s in: %.200s", code, text, sql);
        return RESULT_ERROR;
    }
}

enum result db_ping(struct db *db)
{
    enum result r = connected(db);
    if (r != RESULT_OK)
        return r;
    if (mysql_ping(db->mysql) == 0)
        return RESULT_OK;
    failed_to_reach(db);
    return RESULT_UNAVAILABLE;
}

/* A place for one more statement; the one unused longest makes room when all are taken. */
static struct db_stmt **place(struct db *db)
{
    if (db->n_statements < STATEMENTS_MAX)
        return &db->statements[db->n_statements++];
    struct db_stmt **oldest = &db->statements[0];
    for (unsigned i = 1; i < STATEMENTS_MAX; i++)
        if (db->statements[i]->used < (*oldest)->used)
            oldest = &db->statements[i];
    stmt_free(*oldest);
    return oldest;
}

static struct db_stmt *stmt_new(struct db *db, const char *key, const char *sql)
{
    struct db_stmt *st = calloc(1, sizeof *st);
    char *copy = strdup(sql);
    if (!st || !copy) {
        log_error("database: no memory for a statement");
        abort(); /* a worker without memory for 5 KiB is replaced by a fresh one */
    }
    st->db = db;
    st->key = key;
    st->sql = copy;
    *place(db) = st;
    return st;
}

static struct db_stmt *stmt_fresh(struct db_stmt *st)
{
    db_done(st);
    st->used = ++st->db->clock;
    st->width = 0;
    st->rows = 1;
    st->row = 0;
    st->overflow = false;
    return st;
}

struct db_stmt *db_sql(struct db *db, const char *sql)
{
    for (unsigned i = 0; i < db->n_statements; i++)
        if (db->statements[i]->key == sql)
            return stmt_fresh(db->statements[i]);
    return stmt_fresh(stmt_new(db, sql, sql));
}

struct db_stmt *db_sql_text(struct db *db, const char *sql)
{
    for (unsigned i = 0; i < db->n_statements; i++)
        if (!db->statements[i]->key && strcmp(db->statements[i]->sql, sql) == 0)
            return stmt_fresh(db->statements[i]);
    return stmt_fresh(stmt_new(db, NULL, sql));
}

/* The slot of parameter i in the row being filled; a throw-away one when there is no room. */
static struct param *slot(struct db_stmt *st, unsigned i)
{
    static struct param nowhere;
    if (i >= PARAMS_MAX || (st->rows > 1 && st->row > 0 && i >= st->width)) {
        st->overflow = true;
        return &nowhere;
    }
    if (i >= st->width)
        st->width = i + 1;
    /* while the first row is filled the width is not known, so rows are laid out when the second one starts */
    size_t at = st->row == 0 ? i : (size_t)st->row * st->width + i;
    if (at >= st->params_cap) {
        size_t cap = st->params_cap ? st->params_cap : 16;
        while (cap <= at)
            cap *= 2;
        struct param *more = realloc(st->params, cap * sizeof *more);
        if (!more) {
            st->overflow = true;
            return &nowhere;
        }
        memset(more + st->params_cap, 0, (cap - st->params_cap) * sizeof *more);
        st->params = more;
        st->params_cap = cap;
    }
    return &st->params[at];
}

void db_int(struct db_stmt *st, unsigned i, int64_t v)
{
    struct param *p = slot(st, i);
    p->type = PARAM_INT;
    p->is_unsigned = false;
    p->number = v;
}

void db_uint(struct db_stmt *st, unsigned i, uint64_t v)
{
    struct param *p = slot(st, i);
    p->type = PARAM_INT;
    p->is_unsigned = true;
    p->number = (int64_t)v;
}

void db_bytes(struct db_stmt *st, unsigned i, const void *bytes, size_t n)
{
    struct param *p = slot(st, i);
    p->type = bytes ? PARAM_TEXT : PARAM_NULL;
    p->bytes = bytes;
    p->len = (unsigned long)n;
}

void db_text(struct db_stmt *st, unsigned i, const char *s)
{
    db_bytes(st, i, s, s ? strlen(s) : 0);
}

void db_day(struct db_stmt *st, unsigned i, day_t d)
{
    struct param *p = slot(st, i);
    day_format(d, p->day);
    p->type = p->day[0] ? PARAM_TEXT : PARAM_NULL;
    p->bytes = NULL; /* the text is in the slot, which may move */
    p->len = (unsigned long)strlen(p->day);
}

void db_null(struct db_stmt *st, unsigned i)
{
    slot(st, i)->type = PARAM_NULL;
}

void db_rows(struct db_stmt *st, unsigned n)
{
    if (n == 0 || n > ROWS_MAX)
        st->overflow = true;
    else
        st->rows = n;
}

void db_row(struct db_stmt *st, unsigned r)
{
    if (r >= st->rows)
        st->overflow = true;
    else
        st->row = r;
}

static const void *param_bytes(const struct param *p)
{
    return p->bytes ? p->bytes : p->day;
}

/* Binds one row of parameters. `bind` has st->width places; `len` too. */
static int bind_row(struct db_stmt *st, MYSQL_BIND *bind, unsigned long *len)
{
    memset(bind, 0, st->width * sizeof *bind);
    for (unsigned i = 0; i < st->width; i++) {
        struct param *p = &st->params[i];
        len[i] = p->len;
        switch (p->type) {
        case PARAM_NULL:
            bind[i].buffer_type = MYSQL_TYPE_NULL;
            break;
        case PARAM_INT:
            bind[i].buffer_type = MYSQL_TYPE_LONGLONG;
            bind[i].buffer = &p->number;
            bind[i].is_unsigned = p->is_unsigned;
            break;
        case PARAM_TEXT:
            bind[i].buffer_type = MYSQL_TYPE_STRING;
            bind[i].buffer = (void *)(uintptr_t)param_bytes(p);
            bind[i].buffer_length = p->len;
            bind[i].length = &len[i];
            break;
        }
    }
    return mysql_stmt_bind_param(st->handle, bind);
}

/* The arrays of one array binding: a column's values, lengths and indicators side by side. */
struct arrays {
    int64_t *numbers;
    const void **texts;
    unsigned long *lens;
    char *indicators;
    MYSQL_BIND *bind;
};

static void arrays_free(struct arrays *a)
{
    free(a->numbers);
    free(a->texts);
    free(a->lens);
    free(a->indicators);
    free(a->bind);
}

/* A column is text or number by its first value that is not NULL. */
static enum param_type column_type(const struct db_stmt *st, unsigned i)
{
    for (unsigned r = 0; r < st->rows; r++)
        if (st->params[(size_t)r * st->width + i].type != PARAM_NULL)
            return st->params[(size_t)r * st->width + i].type;
    return PARAM_TEXT;
}

static int bind_rows(struct db_stmt *st, struct arrays *a)
{
    size_t all = (size_t)st->rows * st->width;
    unsigned n = st->rows;
    a->numbers = calloc(all, sizeof *a->numbers);
    a->texts = calloc(all, sizeof *a->texts);
    a->lens = calloc(all, sizeof *a->lens);
    a->indicators = calloc(all, 1);
    a->bind = calloc(st->width, sizeof *a->bind);
    if (!a->numbers || !a->texts || !a->lens || !a->indicators || !a->bind)
        return 1;
    for (unsigned i = 0; i < st->width; i++) {
        enum param_type type = column_type(st, i);
        size_t base = (size_t)i * n;
        for (unsigned r = 0; r < n; r++) {
            const struct param *p = &st->params[(size_t)r * st->width + i];
            a->indicators[base + r] = p->type == PARAM_NULL ? STMT_INDICATOR_NULL : STMT_INDICATOR_NONE;
            if (p->type != PARAM_NULL && p->type != type)
                return 1; /* one column, one type */
            a->numbers[base + r] = p->number;
            a->texts[base + r] = p->type == PARAM_TEXT ? param_bytes(p) : "";
            a->lens[base + r] = p->type == PARAM_TEXT ? p->len : 0;
            if (type == PARAM_INT && p->is_unsigned)
                a->bind[i].is_unsigned = 1;
        }
        a->bind[i].buffer_type = type == PARAM_INT ? MYSQL_TYPE_LONGLONG : MYSQL_TYPE_STRING;
        a->bind[i].buffer = type == PARAM_INT ? (void *)&a->numbers[base] : (void *)&a->texts[base];
        a->bind[i].length = &a->lens[base];
        a->bind[i].u.indicator = &a->indicators[base];
    }
    mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &n);
    return mysql_stmt_bind_param(st->handle, a->bind);
}

static enum enum_field_types bound_type(const MYSQL_FIELD *f)
{
    switch (f->type) {
    case MYSQL_TYPE_TINY:
    case MYSQL_TYPE_SHORT:
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG:
    case MYSQL_TYPE_LONGLONG:
    case MYSQL_TYPE_YEAR:
        return MYSQL_TYPE_LONGLONG;
    case MYSQL_TYPE_DATE:
        return MYSQL_TYPE_DATE;
    default:
        return MYSQL_TYPE_STRING;
    }
}

/* Notes the columns of a prepared statement. False: too many or no memory. */
static bool describe(struct db_stmt *st)
{
    MYSQL_RES *meta = mysql_stmt_result_metadata(st->handle);
    st->n_columns = 0;
    if (!meta)
        return true;
    unsigned n = mysql_num_fields(meta);
    bool ok = n <= COLUMNS_MAX;
    for (unsigned i = 0; ok && i < n; i++) {
        struct column *c = &st->columns[i];
        c->type = bound_type(mysql_fetch_field_direct(meta, i));
        if (c->type == MYSQL_TYPE_STRING && !c->text) {
            c->text = malloc(COLUMN_START);
            c->cap = c->text ? COLUMN_START : 0;
            ok = c->text != NULL;
        }
    }
    mysql_free_result(meta);
    if (ok)
        st->n_columns = n;
    return ok;
}

static bool bind_columns(struct db_stmt *st)
{
    MYSQL_BIND bind[COLUMNS_MAX];
    memset(bind, 0, st->n_columns * sizeof *bind);
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct column *c = &st->columns[i];
        bind[i].buffer_type = c->type;
        bind[i].is_null = &c->is_null;
        bind[i].error = &c->error;
        bind[i].length = &c->len;
        if (c->type == MYSQL_TYPE_LONGLONG) {
            bind[i].buffer = &c->number;
            bind[i].buffer_length = sizeof c->number;
        } else if (c->type == MYSQL_TYPE_DATE) {
            bind[i].buffer = &c->date;
            bind[i].buffer_length = sizeof c->date;
        } else {
            bind[i].buffer = c->text;
            bind[i].buffer_length = c->cap - 1; /* room for a NUL of our own */
        }
    }
    st->rebind = false;
    return mysql_stmt_bind_result(st->handle, bind) == 0;
}

static enum result prepare(struct db_stmt *st)
{
    struct db *db = st->db;
    if (st->handle && st->generation == db->generation)
        return RESULT_OK;
    stmt_close(st);
    st->handle = mysql_stmt_init(db->mysql);
    if (!st->handle)
        return RESULT_ERROR;
    if (mysql_stmt_prepare(st->handle, st->sql, (unsigned long)strlen(st->sql))) {
        enum result r = result_of(db, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
        stmt_close(st);
        return r;
    }
    st->generation = db->generation;
    if (!describe(st)) {
        stmt_close(st);
        return RESULT_ERROR;
    }
    return RESULT_OK;
}

static enum result run_once(struct db_stmt *st)
{
    struct db *db = st->db;
    struct arrays arrays = {0};
    enum result r = connected(db);
    if (r == RESULT_OK)
        r = prepare(st);
    if (r != RESULT_OK)
        return r;
    unsigned long wanted = mysql_stmt_param_count(st->handle);
    if (wanted != st->width) {
        log_error("database: %u parameters given, %lu wanted: %.200s", st->width, wanted, st->sql);
        return RESULT_ERROR;
    }
    MYSQL_BIND bind[PARAMS_MAX];
    unsigned long len[PARAMS_MAX];
    unsigned one = 0;
    int bad;
    if (st->rows > 1) {
        bad = bind_rows(st, &arrays);
    } else {
        mysql_stmt_attr_set(st->handle, STMT_ATTR_ARRAY_SIZE, &one);
        bad = st->width ? bind_row(st, bind, len) : 0;
    }
    if (bad) {
        log_error("database: parameters cannot be bound: %.200s", st->sql);
        r = RESULT_ERROR;
    } else if (mysql_stmt_execute(st->handle) || (st->n_columns && mysql_stmt_store_result(st->handle))) {
        r = result_of(db, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
    } else if (st->n_columns) {
        st->open = true;
        r = bind_columns(st) ? RESULT_OK : RESULT_ERROR;
    } else {
        st->affected = mysql_stmt_affected_rows(st->handle);
        st->insert_id = mysql_stmt_insert_id(st->handle);
        while (mysql_stmt_more_results(st->handle) && mysql_stmt_next_result(st->handle) == 0)
            ; /* a procedure ends with a status of its own */
    }
    arrays_free(&arrays);
    return r;
}

/* A procedure that changes nothing says so in the text that calls it. */
static bool only_reads(const char *sql)
{
    static const char *const heads[] = {"SELECT", "CALL /* reads */"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (strncmp(sql, heads[i], strlen(heads[i])) == 0)
            return true;
    return false;
}

enum result db_run(struct db_stmt *st)
{
    struct db *db = st->db;
    if (st->overflow) {
        log_error("database: too many parameters or rows: %.200s", st->sql);
        return RESULT_ERROR;
    }
    int64_t start = clock_monotonic_ms();
    enum result r = run_once(st);
    /* a connection that was closed while idle (the server was started anew) is no reason for an error page */
    if (r == RESULT_UNAVAILABLE && db->lost && !db->in_transaction && clock_monotonic_ms() - start < RETRY_QUICK_MS && only_reads(st->sql))
        r = run_once(st);
    return r;
}

/* Fetches the rest of the texts that did not fit. */
static bool fetch_long(struct db_stmt *st)
{
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct column *c = &st->columns[i];
        if (c->type != MYSQL_TYPE_STRING || c->is_null || c->len < c->cap)
            continue;
        if (c->len >= COLUMN_MAX)
            return false;
        unsigned long cap = c->len + c->len / 2 + 1;
        char *more = realloc(c->text, cap);
        if (!more)
            return false;
        c->text = more;
        c->cap = cap;
        MYSQL_BIND bind;
        memset(&bind, 0, sizeof bind);
        bind.buffer_type = MYSQL_TYPE_STRING;
        bind.buffer = c->text;
        bind.buffer_length = c->cap - 1;
        bind.length = &c->len;
        bind.is_null = &c->is_null;
        bind.error = &c->error;
        if (mysql_stmt_fetch_column(st->handle, &bind, i, 0))
            return false;
        st->rebind = true;
    }
    return true;
}

enum result db_next(struct db_stmt *st)
{
    if (!st->open)
        return RESULT_NOT_FOUND;
    if (st->rebind && !bind_columns(st))
        return RESULT_ERROR;
    int rc = mysql_stmt_fetch(st->handle);
    if (rc == MYSQL_NO_DATA) {
        db_done(st);
        return RESULT_NOT_FOUND;
    }
    if (rc == 1) {
        enum result r = result_of(st->db, mysql_stmt_errno(st->handle), mysql_stmt_error(st->handle), st->sql);
        db_done(st);
        return r;
    }
    if (rc == MYSQL_DATA_TRUNCATED && !fetch_long(st)) {
        log_error("database: a column is too long: %.200s", st->sql);
        db_done(st);
        return RESULT_ERROR;
    }
    for (unsigned i = 0; i < st->n_columns; i++) {
        struct column *c = &st->columns[i];
        if (c->type == MYSQL_TYPE_STRING)
            c->text[c->is_null ? 0 : c->len] = '\0';
    }
    return RESULT_OK;
}

void db_done(struct db_stmt *st)
{
    if (!st->open)
        return;
    st->open = false;
    mysql_stmt_free_result(st->handle);
    while (mysql_stmt_more_results(st->handle) && mysql_stmt_next_result(st->handle) == 0)
        ;
}

static struct column *column(struct db_stmt *st, unsigned col)
{
    if (col >= st->n_columns || !st->open) {
        log_error("database: no column %u in: %.200s", col, st->sql);
        abort(); /* a fault of the caller that the first run of its test shows */
    }
    return &st->columns[col];
}

bool db_is_null(struct db_stmt *st, unsigned col)
{
    return column(st, col)->is_null;
}

uint64_t db_col_uint(struct db_stmt *st, unsigned col)
{
    struct column *c = column(st, col);
    if (c->is_null)
        return 0;
    if (c->type == MYSQL_TYPE_LONGLONG)
        return (uint64_t)c->number;
    return c->type == MYSQL_TYPE_STRING ? strtoull(c->text, NULL, 10) : 0;
}

int64_t db_col_int(struct db_stmt *st, unsigned col)
{
    struct column *c = column(st, col);
    if (c->is_null)
        return 0;
    if (c->type == MYSQL_TYPE_LONGLONG)
        return c->number;
    return c->type == MYSQL_TYPE_STRING ? strtoll(c->text, NULL, 10) : 0;
}

const char *db_col_text(struct db_stmt *st, unsigned col, size_t *len)
{
    struct column *c = column(st, col);
    bool text = c->type == MYSQL_TYPE_STRING && !c->is_null;
    if (len)
        *len = text ? c->len : 0;
    return text ? c->text : "";
}

day_t db_col_day(struct db_stmt *st, unsigned col)
{
    struct column *c = column(st, col);
    if (c->is_null)
        return DAY_NONE;
    if (c->type == MYSQL_TYPE_DATE)
        return day_from_civil((int)c->date.year, (int)c->date.month, (int)c->date.day);
    day_t d;
    return c->type == MYSQL_TYPE_STRING && day_parse(c->text, &d) ? d : DAY_NONE;
}

uint64_t db_affected(struct db_stmt *st)
{
    return st->affected;
}

uint64_t db_insert_id(struct db_stmt *st)
{
    return st->insert_id;
}

static enum result simple(struct db *db, const char *sql)
{
    if (mysql_query(db->mysql, sql) == 0)
        return RESULT_OK;
    return result_of(db, mysql_errno(db->mysql), mysql_error(db->mysql), sql);
}

static void pause_before(unsigned attempt)
{
    long ms = 5L << (attempt < 7 ? attempt : 7);
    struct timespec t = {ms / 1000, ms % 1000 * 1000000};
    nanosleep(&t, NULL);
}

static enum result begin(struct db *db, const char *isolation)
{
    enum result r = connected(db);
    if (r == RESULT_OK && isolation)
        r = simple(db, isolation);
    return r == RESULT_OK ? simple(db, "START TRANSACTION") : r;
}

static enum result transaction(struct db *db, const char *isolation, enum result (*body)(struct db *, void *), void *arg)
{
    enum result r = RESULT_ERROR;
    for (unsigned attempt = 0; attempt < TRANSACTION_TRIES; attempt++) {
        if (attempt)
            pause_before(attempt);
        int64_t start = clock_monotonic_ms();
        r = begin(db, isolation);
        if (r == RESULT_UNAVAILABLE && db->lost && clock_monotonic_ms() - start < RETRY_QUICK_MS)
            r = begin(db, isolation); /* closed while it was idle: nothing was done yet */
        if (r != RESULT_OK)
            return r;
        db->again = false;
        db->in_transaction = true;
        r = body(db, arg);
        if (r == RESULT_OK)
            r = simple(db, "COMMIT");
        db->in_transaction = false;
        if (r == RESULT_OK)
            return r;
        if (!db->lost && simple(db, "ROLLBACK") != RESULT_OK)
            db->lost = true; /* never reuse a connection whose transaction may be open */
        if (!db->again)
            return r;
        log_info("database: transaction tried again (%u)", attempt + 1);
    }
    return r;
}

enum result db_transaction(struct db *db, enum result (*body)(struct db *, void *), void *arg)
{
    return transaction(db, NULL, body, arg);
}

enum result db_transaction_committed(struct db *db, enum result (*body)(struct db *, void *), void *arg)
{
    return transaction(db, "SET TRANSACTION ISOLATION LEVEL READ COMMITTED", body, arg);
}

enum result db_script(struct db *db, const char *sql, size_t len)
{
    enum result r = connected(db);
    if (r != RESULT_OK)
        return r;
    if (mysql_real_query(db->mysql, sql, (unsigned long)len))
        return result_of(db, mysql_errno(db->mysql), mysql_error(db->mysql), "a script");
    int more;
    do {
        MYSQL_RES *res = mysql_store_result(db->mysql);
        mysql_free_result(res);
        more = mysql_next_result(db->mysql);
        if (more > 0)
            return result_of(db, mysql_errno(db->mysql), mysql_error(db->mysql), "a script");
    } while (more == 0);
    return RESULT_OK;
}

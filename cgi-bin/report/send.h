/* Hands a report's file to nginx, which sends it. */
#ifndef REPORT_SEND_H
#define REPORT_SEND_H

struct report;
struct response;

void send_file(const struct report *report, struct response *response);

#endif

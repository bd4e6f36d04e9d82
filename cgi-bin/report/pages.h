/* The pages of the reports' program: one function an address of the route table. */
#ifndef REPORT_PAGES_H
#define REPORT_PAGES_H

#include "web/form.h"
#include "web/route.h"

extern const struct form_field order_fields[], collect_fields[], verify_fields[], mine_fields[], file_fields[];

route_handler order_new, order_post, order_again; /* /reports/new, POST /reports */
route_handler collect_new, collect_post, collect_again; /* /reports/collect: the paper of a granted case */
route_handler report_mine;                        /* /reports: of this browser */
route_handler report_show;                        /* /reports/{number} */
route_handler report_file;                        /* /reports/{number}/{key}.pdf */
route_handler verify_new, verify_post, verify_again; /* /verify */
route_handler verify_show;                        /* /v/{number}/{code} */
route_handler verify_original;                    /* /v/{number}/{code}.pdf */
route_handler verify_offline, verify_download, verify_key; /* /verify/offline, the same as a file, /verify/key.pem */
route_handler api_report;                         /* /api/v1/reports/{number}?code= */
route_handler health_show;

#endif

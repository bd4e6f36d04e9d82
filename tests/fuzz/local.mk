# Fuzz targets. Each links tests/fuzz/driver.c, which replays the corpus and
# makes a bounded number of mutations (printing TAP, part of `make check`);
# with --enable-fuzz they link libFuzzer instead ($(FUZZ_LDFLAGS)):
#   ../configure --enable-fuzz --enable-sanitize CC=clang && make check_PROGRAMS
#   tests/fuzz/fuzz_query -max_total_time=600 ../tests/fuzz/corpus/query
FUZZ_TARGETS = \
	tests/fuzz/fuzz_article \
	tests/fuzz/fuzz_cms \
	tests/fuzz/fuzz_pdf \
	tests/fuzz/fuzz_proof \
	tests/fuzz/fuzz_signer \
	tests/fuzz/fuzz_catalogue \
	tests/fuzz/fuzz_config \
	tests/fuzz/fuzz_cookie \
	tests/fuzz/fuzz_delivery \
	tests/fuzz/fuzz_filekind \
	tests/fuzz/fuzz_font \
	tests/fuzz/fuzz_form \
	tests/fuzz/fuzz_grant \
	tests/fuzz/fuzz_multipart \
	tests/fuzz/fuzz_notice \
	tests/fuzz/fuzz_path \
	tests/fuzz/fuzz_query \
	tests/fuzz/fuzz_typeset \
	tests/fuzz/fuzz_scan \
	tests/fuzz/fuzz_setting \
	tests/fuzz/fuzz_utf8
check_PROGRAMS += $(FUZZ_TARGETS)
if !FUZZ
TESTS += $(FUZZ_TARGETS)
FUZZ_DRIVER = tests/fuzz/driver.c
endif
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/config.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_config_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_config_LDADD = $(LIBBASE)
tests_fuzz_fuzz_config_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_cookie_SOURCES = tests/fuzz/cookie.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_cookie_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_cookie_LDADD = $(LIBWEB) $(LIBBASE)
tests_fuzz_fuzz_cookie_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_form_SOURCES = tests/fuzz/form.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_form_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_form_LDADD = $(LIBWEB) $(LIBBASE)
tests_fuzz_fuzz_form_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_multipart_SOURCES = tests/fuzz/multipart.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_multipart_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_multipart_LDADD = $(LIBWEB) $(LIBBASE)
tests_fuzz_fuzz_multipart_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_path_SOURCES = tests/fuzz/path.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_path_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_path_LDADD = $(LIBWEB) $(LIBBASE)
tests_fuzz_fuzz_path_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_query_SOURCES = tests/fuzz/query.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_query_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_query_LDADD = $(LIBWEB) $(LIBBASE)
tests_fuzz_fuzz_query_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_setting_SOURCES = tests/fuzz/setting.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_setting_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_setting_LDADD = $(LIBDOMAIN) $(LIBBASE)
tests_fuzz_fuzz_setting_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_utf8_SOURCES = tests/fuzz/utf8.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_utf8_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_utf8_LDADD = $(LIBBASE)
tests_fuzz_fuzz_utf8_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_catalogue_SOURCES = tests/fuzz/catalogue.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_catalogue_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_catalogue_LDADD = $(LIBDOMAIN) $(LIBBASE)
tests_fuzz_fuzz_catalogue_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_delivery_SOURCES = tests/fuzz/delivery.c tests/fuzz/fuzz.h cgi-bin/ctl/text.c cgi-bin/ctl/text.h
nodist_tests_fuzz_fuzz_delivery_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_delivery_LDADD = $(LIBDOC) $(LIBDOMAIN) $(LIBBASE)
tests_fuzz_fuzz_delivery_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_article_SOURCES = tests/fuzz/article.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_article_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_article_LDADD = $(LIBDOC) $(LIBBASE)
tests_fuzz_fuzz_article_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_filekind_SOURCES = tests/fuzz/filekind.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_filekind_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_filekind_LDADD = $(LIBBASE) $(UPLOAD_LIBS)
tests_fuzz_fuzz_filekind_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_scan_SOURCES = tests/fuzz/scan.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_scan_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_scan_LDADD = $(LIBBASE)
tests_fuzz_fuzz_scan_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_cms_SOURCES = tests/fuzz/cms.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_cms_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_cms_LDADD = $(LIBSEAL) $(LIBBASE)
tests_fuzz_fuzz_cms_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_pdf_SOURCES = tests/fuzz/pdf.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_pdf_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_pdf_LDADD = $(LIBSEAL) $(LIBBASE)
tests_fuzz_fuzz_pdf_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_proof_SOURCES = tests/fuzz/proof.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_proof_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_proof_LDADD = $(LIBSEAL) $(LIBBASE)
tests_fuzz_fuzz_proof_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_signer_SOURCES = tests/fuzz/signer.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_signer_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_signer_LDADD = $(LIBSEAL) $(LIBBASE)
tests_fuzz_fuzz_signer_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_font_SOURCES = tests/fuzz/font.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_font_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_font_LDADD = $(LIBPAPER) $(LIBBASE)
tests_fuzz_fuzz_font_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_typeset_SOURCES = tests/fuzz/typeset.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_typeset_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_typeset_LDADD = $(LIBPAPER) $(LIBBASE)
tests_fuzz_fuzz_typeset_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_grant_SOURCES = tests/fuzz/grant.c tests/fuzz/fuzz.h cgi-bin/filing/applicant.c cgi-bin/filing/calendar.c
nodist_tests_fuzz_fuzz_grant_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_grant_LDADD = $(LIBWEB) $(LIBDOMAIN) $(LIBBASE)
tests_fuzz_fuzz_grant_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
tests_fuzz_fuzz_notice_SOURCES = tests/fuzz/notice.c tests/fuzz/fuzz.h
nodist_tests_fuzz_fuzz_notice_SOURCES = $(FUZZ_DRIVER)
tests_fuzz_fuzz_notice_LDADD = $(LIBDOMAIN) $(LIBBASE)
tests_fuzz_fuzz_notice_LDFLAGS = $(AM_LDFLAGS) $(FUZZ_LDFLAGS)
EXTRA_DIST += tests/fuzz/driver.c

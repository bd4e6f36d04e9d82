# unit tests of web; see tests/local.mk for the form

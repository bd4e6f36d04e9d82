# unit tests of doc; see tests/local.mk for the form

# unit tests of base; see tests/local.mk for the form

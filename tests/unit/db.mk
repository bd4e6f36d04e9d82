# unit tests of db; see tests/local.mk for the form

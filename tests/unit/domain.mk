# unit tests of domain; see tests/local.mk for the form

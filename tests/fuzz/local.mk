# Fuzz targets. Each links tests/fuzz/driver.c, which replays the corpus and
# makes a bounded number of mutations (printing TAP, part of `make check`);
# with --enable-fuzz they link libFuzzer instead ($(FUZZ_LDFLAGS)).

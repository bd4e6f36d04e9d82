dnl Small checks of our own, so that the build needs no further macro package.

dnl CREDIT_COMPILE_FLAG(VARIABLE, FLAG): append FLAG when the compiler takes it.
AC_DEFUN([CREDIT_COMPILE_FLAG], [
  AC_MSG_CHECKING([whether $CC takes $2])
  credit_saved=$CFLAGS
  CFLAGS="$CFLAGS -Werror $2"
  AC_COMPILE_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
  CFLAGS=$credit_saved
])

dnl CREDIT_LINK_FLAG(VARIABLE, FLAG): append FLAG when the linker takes it.
AC_DEFUN([CREDIT_LINK_FLAG], [
  AC_MSG_CHECKING([whether the linker takes $2])
  credit_saved=$LDFLAGS credit_saved_cflags=$CFLAGS
  CFLAGS="$CFLAGS -fPIE"
  LDFLAGS="$LDFLAGS $2"
  AC_LINK_IFELSE([AC_LANG_PROGRAM([], [])],
    [AC_MSG_RESULT([yes]); $1="$$1 $2"], [AC_MSG_RESULT([no])])
  LDFLAGS=$credit_saved CFLAGS=$credit_saved_cflags
])

dnl CREDIT_LIBRARY(PREFIX, HEADER, FUNCTION, LIBS, OTHER-LIBS, DEBIAN-PACKAGE):
dnl a library without a pkg-config file; sets PREFIX_LIBS or stops.
AC_DEFUN([CREDIT_LIBRARY], [
  AC_CHECK_HEADER([$2], [], [AC_MSG_ERROR([$2 is missing (Debian: $6)])])
  AC_MSG_CHECKING([for $3 in $4])
  credit_saved=$LIBS
  LIBS="$4 $5 $LIBS"
  AC_LINK_IFELSE([AC_LANG_CALL([], [$3])],
    [AC_MSG_RESULT([yes]); $1_LIBS="$4"],
    [AC_MSG_RESULT([no]); AC_MSG_ERROR([$4 does not link (Debian: $6)])])
  LIBS=$credit_saved
  AC_SUBST([$1_LIBS])
])

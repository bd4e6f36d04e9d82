/* Masks of what belongs to natural persons. A mask is laid once, before a value is stored where pages read it. */
#ifndef DOMAIN_MASK_H
#define DOMAIN_MASK_H

#include "domain/catalogue.h"

#include <stddef.h>

#define MASK_MAX_SIGNS 200 /* of what a mask gives */

/* Each writes into out (3 * len + 16 bytes) and returns its bytes. Empty stays empty. */
size_t mask_name(const char *name, size_t len, char *out);       /* 段誉 → 段**, 欧阳锋 → 欧阳**: two stars whatever the length */
size_t mask_id(const char *id, size_t len, char *out);           /* 5***************1X: first sign and last two; shorter ids: first only */
size_t mask_phone(const char *phone, size_t len, char *out);     /* 180****1999; land lines keep the last two */
size_t mask_address(const char *address, size_t len, char *out); /* stops at the district: 沈阳市和平区**** */
/* By the field's mask; MASK_HIDE gives "", MASK_NONE the text. */
size_t mask_apply(enum field_mask mask, const char *text, size_t len, char *out);
/* Why a mask of this kind is laid, for the page, in Chinese; NULL for MASK_NONE. */
const char *mask_reason(enum field_mask mask);

#endif

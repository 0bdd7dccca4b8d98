/* Which part of a list is asked for: page 1 is the first, a page of no items only counts (contract
 * section 1.6). */
#ifndef DOMAIN_PAGE_H
#define DOMAIN_PAGE_H

#include "base/ctx.h"
#include "base/field.h"

enum { SIZE_PAGE_DEFAULT = 10, SIZE_PAGE_MAX = 1000 };

struct page {
    int64_t page, size_page;
};

/* The fields of a struct that has a member `page`. */
#define PAGE_FIELD(type, member)                                                                   \
    {                                                                                              \
        .name = #member, .kind = FIELD_INTEGER, .offset = offsetof(struct type, page.member)       \
    }
#define PAGE_FIELDS(type) PAGE_FIELD(type, page), PAGE_FIELD(type, size_page)

/* Fills in what was not given and complains about what makes no sense. */
MUST_CHECK enum err page_check(struct ctx *ctx, struct page *page);

/* How many items stand before the page. */
int64_t page_skipped(const struct page *page);
/* Is there anything on the page, of so many items? */
bool page_has_items(const struct page *page, int64_t total);
/* Leaves of a whole list what is on the page; `size` is that of one item. */
void page_cut(const struct page *page, struct list *list, size_t size);

#endif

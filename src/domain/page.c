#include "domain/page.h"

#include "domain/check.h"

/* Further pages than this cannot be reached by reading one after the other. */
#define PAGE_MAX INT64_C(1000000000)

enum err page_check(struct ctx *ctx, struct page *page)
{
    if (page->page == NONE)
        page->page = 1;
    if (page->size_page == NONE)
        page->size_page = SIZE_PAGE_DEFAULT;
    check_range(ctx, "Page", page->page, 1, PAGE_MAX);
    check_range(ctx, "SizePage", page->size_page, 0, SIZE_PAGE_MAX);
    return complaints(ctx);
}

int64_t page_skipped(const struct page *page)
{
    return (page->page - 1) * page->size_page;
}

bool page_has_items(const struct page *page, int64_t total)
{
    return page->size_page > 0 && page_skipped(page) < total;
}

void page_cut(const struct page *page, struct list *list, size_t size)
{
    size_t skipped = (size_t)page_skipped(page), most = (size_t)page->size_page;

    if (!page_has_items(page, (int64_t)list->count)) {
        list->count = 0;
        return;
    }
    list->items = (char *)list->items + skipped * size;
    list->count -= skipped;
    if (list->count > most)
        list->count = most;
}

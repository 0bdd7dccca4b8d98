#include "platform/view/qr_path.h"

#include <qrencode.h>

#include "base/text.h"

enum { QUIET = 4 };

const char *qr_path(struct arena *arena, const char *text, int64_t *side)
{
    QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
    struct text out = {.arena = arena};

    if (!code)
        return NULL;
    *side = code->width + 2 * QUIET;
    for (int at = 0; at < code->width * code->width; at++)
        if (code->data[at] & 1)
            text_append(&out, arena_printf(arena, "M%d %dh1v1h-1z", at % code->width + QUIET,
                                           at / code->width + QUIET));
    QRcode_free(code);
    return text_done(&out);
}

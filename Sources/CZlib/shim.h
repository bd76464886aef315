#pragma once
#include <string.h>
#include <zlib.h>

// inflateInit and deflateInit are macros, which Swift cannot import.
static inline int hesap_inflate_init(z_stream *stream) {
    memset(stream, 0, sizeof(*stream));
    return inflateInit(stream);
}

static inline int hesap_deflate_init(z_stream *stream, int level) {
    memset(stream, 0, sizeof(*stream));
    return deflateInit(stream, level);
}

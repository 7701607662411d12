#ifndef DINGDIAN_CZLIB_SHIM_H
#define DINGDIAN_CZLIB_SHIM_H

#include <zlib.h>

// zlib's initialisers are macros, which Swift cannot see. 15 window bits plus 16 select the
// gzip format (RFC 1952) and refuse raw deflate and zlib streams.

static inline int czlib_deflate_init_gzip(z_stream *stream, int level) {
    return deflateInit2(stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
}

static inline int czlib_inflate_init_gzip(z_stream *stream) {
    return inflateInit2(stream, 15 + 16);
}

#endif

// Files that the build puts into the program, from where they lie in the project. C embeds them at once, where
// Swift compiles a list of numbers for each: half a minute of a first build.

#pragma once

#include <stddef.h>

struct embedded_file {
    const char *name;
    const unsigned char *bytes;
    size_t count;
};

/// All of them; lasts as long as the program.
const struct embedded_file *embedded_files(size_t *count);

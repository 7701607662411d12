// The C library's call for giving freed memory back, which the Swift overlay does not show.

#pragma once

#include <malloc.h>

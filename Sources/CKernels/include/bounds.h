#pragma once
#include <ptrcheck.h>
#include <stddef.h>
#include <stdint.h>

/// An argument that is not kept: with its bounds, Swift sees a span in place of the pointer.
#define CK_BORROWED __attribute__((noescape))

#pragma once
#include <math.h>

#include "pooling.h"
#include "processors.h"

/// The largest maximum that no gradient passes: 0 behind a rectifier, else what nothing is below.
CK_INLINE float blocked_value(ck_pooling s) { return s.behind_rectifier ? 0 : NAN; }

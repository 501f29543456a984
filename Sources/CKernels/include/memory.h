#pragma once
#include "bounds.h"

/// Gives back what the process holds and may not need again: free pages of its heaps, and pages of
/// programs' code and constants, which are read again from their files' cached pages when used.
///
/// Breakpoints that a debugger wrote into the code are lost. Does nothing on systems other than
/// Linux.
void ck_give_memory_back(void);

#pragma once

#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <unistd.h>

// What Swift's own module for the C library leaves out, because it hides behind _GNU_SOURCE or in macros.

extern int pipe2(int descriptors[2], int flags);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);

/// A wake-up descriptor that does not block and is closed on exec; -1 with errno set when there is none left.
static inline int muster_eventfd_open(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

/// Names the calling thread, with at most 15 bytes, for debuggers and `top`.
static inline void muster_name_thread(const char *name) { prctl(PR_SET_NAME, name, 0, 0, 0); }

/// Keeps blocks under `mmap_threshold` bytes, and up to `trim_threshold` free bytes, inside the process,
/// in one heap for all threads. Returns 1 when glibc took all of it, otherwise 0.
static inline int muster_keep_freed_memory(int mmap_threshold, int trim_threshold) {
#ifdef __GLIBC__
  int first = mallopt(M_MMAP_THRESHOLD, mmap_threshold);
  int second = mallopt(M_TRIM_THRESHOLD, trim_threshold);
  int third = mallopt(M_ARENA_MAX, 1);
  return first == 1 && second == 1 && third == 1;
#else
  (void)mmap_threshold;
  (void)trim_threshold;
  return 0;
#endif
}

// MARK: - Signals

// A handler may do next to nothing: it writes the signal's number into a pipe, and a thread reads it there.
static volatile sig_atomic_t muster_signal_descriptor = -1;

static inline void muster_forward_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  if (write(muster_signal_descriptor, &byte, 1) < 0) { /* A full pipe holds signals enough. */
  }
  errno = saved;
}

/// Has a signal's number written to `descriptor` from now on. Returns 0, or -1 with errno set.
static inline int muster_catch_signal(int number, int descriptor) {
  struct sigaction action = {0};
  muster_signal_descriptor = descriptor;
  action.sa_handler = muster_forward_signal;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}

/// Gives a signal its default effect back. Returns 0, or -1 with errno set.
static inline int muster_release_signal(int number) {
  struct sigaction action = {0};
  action.sa_handler = SIG_DFL;
  sigemptyset(&action.sa_mask);
  return sigaction(number, &action, NULL);
}

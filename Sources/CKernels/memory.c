#define _GNU_SOURCE

#include "memory.h"

#ifdef __linux__
#include <link.h>
#include <malloc.h>
#include <stdbool.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <unistd.h>

/// Whether the loader has written addresses into the code of a program, so that its pages are no
/// longer the file's.
static bool is_written(const struct dl_phdr_info *program) {
  for (size_t i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr) *header = &program->dlpi_phdr[i];
    if (header->p_type != PT_DYNAMIC) continue;
    const ElfW(Dyn) *entry = (const ElfW(Dyn) *)(program->dlpi_addr + header->p_vaddr);
    for (; entry->d_tag != DT_NULL; ++entry) {
      if (entry->d_tag == DT_TEXTREL) return true;
      if (entry->d_tag == DT_FLAGS && entry->d_un.d_val & DF_TEXTREL) return true;
    }
  }
  return false;
}

/// Drops the pages of one loaded program or library that nobody can have written to.
static int drop_program(struct dl_phdr_info *program, size_t size, void *unused) {
  // What the kernel itself has put into the process is no file's.
  if (program->dlpi_addr == getauxval(AT_SYSINFO_EHDR) || is_written(program)) return 0;
  const size_t page = (size_t)sysconf(_SC_PAGESIZE);
  for (size_t i = 0; i < program->dlpi_phnum; ++i) {
    const ElfW(Phdr) *header = &program->dlpi_phdr[i];
    if (header->p_type != PT_LOAD || header->p_flags & PF_W) continue;
    // The first and the last page may be shared with a part that is written to.
    const size_t first = (program->dlpi_addr + header->p_vaddr + page - 1) / page * page;
    const size_t end = (program->dlpi_addr + header->p_vaddr + header->p_filesz) / page * page;
    if (first < end) madvise((void *)first, end - first, MADV_DONTNEED);
  }
  return 0;
}

void ck_give_memory_back(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
  dl_iterate_phdr(drop_program, NULL);
}
#else
void ck_give_memory_back(void) {}
#endif

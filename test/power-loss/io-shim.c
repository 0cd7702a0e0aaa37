/*
 * Stands between a process and the C library (LD_PRELOAD) to see and to break what a store does to its files.
 *
 * In the directory SHIM_DIRECTORY it
 * - copies the database or its log, as it is, whenever the process syncs it: `N.db` or `N.wal`, and then adds the
 *   line `sync N db` or `sync N wal` to `log`, to which the process itself adds what it saw acknowledged;
 * - lets a sync of the log fail with EIO while a file `fail-sync` is there, and of the database with `fail-sync-db`;
 * - lets writes to the log fail with ENOSPC while a file `disk-full` is there.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static int ends_with(const char *text, const char *end) {
  size_t a = strlen(text), b = strlen(end);
  return a >= b && strcmp(text + a - b, end) == 0;
}

/* "wal", "db" or NULL: what the store's file behind a descriptor is. */
static const char *kind_of(int fd) {
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return NULL;
  path[length] = 0;
  if (ends_with(path, "/stepwell.db-wal")) return "wal";
  return ends_with(path, "/stepwell.db") ? "db" : NULL;
}

static int asked_to(const char *name) {
  char path[4096];
  const char *directory = getenv("SHIM_DIRECTORY");
  if (directory == NULL) return 0;
  snprintf(path, sizeof path, "%s/%s", directory, name);
  return access(path, F_OK) == 0;
}

static void copy_file(int fd, const char *path) {
  static char buffer[1 << 16];
  int out = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
  off_t at = 0;
  ssize_t count;
  while (out >= 0 && (count = pread(fd, buffer, sizeof buffer, at)) > 0) {
    if (write(out, buffer, count) != count) abort();
    at += count;
  }
  if (out < 0) abort();
  close(out);
}

static void record_sync(int fd, const char *kind) {
  static int number = 0;
  char path[4096], line[64];
  const char *directory = getenv("SHIM_DIRECTORY");
  if (directory == NULL) return;
  number++;
  snprintf(path, sizeof path, "%s/%d.%s", directory, number, kind);
  copy_file(fd, path);
  snprintf(path, sizeof path, "%s/log", directory);
  int log = open(path, O_CREAT | O_APPEND | O_WRONLY, 0644);
  int length = snprintf(line, sizeof line, "sync %d %s\n", number, kind);
  if (log < 0 || write(log, line, length) != length) abort();
  close(log);
}

static int synced(int fd, const char *name) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
  const char *kind = kind_of(fd);
  if (kind != NULL && asked_to(kind[0] == 'w' ? "fail-sync" : "fail-sync-db")) {
    errno = EIO;
    return -1;
  }
  int result = real(fd);
  if (kind != NULL && result == 0) record_sync(fd, kind);
  return result;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

static int is_full(int fd) {
  if (!asked_to("disk-full")) return 0;
  const char *kind = kind_of(fd);
  if (kind == NULL) return 0;
  errno = ENOSPC;
  return 1;
}

typedef ssize_t (*pwrite_function)(int, const void *, size_t, off64_t);

ssize_t pwrite64(int fd, const void *data, size_t size, off64_t at) {
  if (is_full(fd)) return -1;
  return ((pwrite_function)dlsym(RTLD_NEXT, "pwrite64"))(fd, data, size, at);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) { return pwrite64(fd, data, size, at); }

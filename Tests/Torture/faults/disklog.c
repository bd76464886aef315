// Notes what a program does to one SQLite database: preloaded into it, writes each write, truncation, flush, creation and
// removal to a log, with the moments of its begin and end, for replay.py. Nothing changes for the program.
//
// DISK_LOG: the log, which is appended to. DISK_LOG_DATABASE: the database, an absolute path.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

// As replay.py unpacks it; a write is followed by its bytes.
struct record {
    uint64_t began, ended;
    uint64_t offset, length;
    char act;  // c create, w write, t truncate, s sync, u unlink
    char file; // d database, w its -wal, j its -journal, / its folder
    char unused[6];
};

enum { FILES = 65536 };
static char names[FILES];
static char database[4096], folder[4096];
static int log_file = -1;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void open_log(void) {
    const char *log = getenv("DISK_LOG"), *path = getenv("DISK_LOG_DATABASE");
    if (log == NULL || path == NULL || strlen(path) >= sizeof database) { return; }
    strcpy(database, path);
    strcpy(folder, path);
    *strrchr(folder, '/') = 0;
    log_file = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    // Going on without a log would be a test that tests nothing.
    if (log_file < 0) { _exit(97); }
}

static char name_of(const char *path) {
    size_t length = strlen(database);
    if (log_file < 0) { return 0; }
    if (strcmp(path, folder) == 0) { return '/'; }
    if (strncmp(path, database, length) != 0) { return 0; }
    if (path[length] == 0) { return 'd'; }
    if (strcmp(path + length, "-wal") == 0) { return 'w'; }
    return strcmp(path + length, "-journal") == 0 ? 'j' : 0;
}

static char name(int file) { return file >= 0 && file < FILES ? names[file] : 0; }

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

static void note(char act, char file, uint64_t began, uint64_t offset, uint64_t length, const void *bytes) {
    struct record record = {began, now(), offset, length, act, file, {0}};
    struct iovec parts[2] = {{&record, sizeof record}, {(void *)bytes, bytes == NULL ? 0 : length}};
    int error = errno;
    pthread_mutex_lock(&lock);
    ssize_t size = syscall(SYS_writev, log_file, parts, 2);
    pthread_mutex_unlock(&lock);
    if (size != (ssize_t)(parts[0].iov_len + parts[1].iov_len)) { _exit(97); }
    errno = error;
}

#define REAL(function) \
    static __typeof__(function) *real; \
    if (real == NULL) { real = (__typeof__(function) *)dlsym(RTLD_NEXT, #function); }

#define OPEN(function) \
    int function(const char *path, int flags, ...) { \
        REAL(function) \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { \
            va_list more; \
            va_start(more, flags); \
            mode = va_arg(more, mode_t); \
            va_end(more); \
        } \
        uint64_t began = now(); \
        char which = name_of(path); \
        int is_new = which != 0 && (flags & O_CREAT) && access(path, F_OK) != 0; \
        int file = real(path, flags, mode); \
        if (file >= 0 && file < FILES) { names[file] = which; } \
        if (file >= 0 && is_new) { note('c', which, began, 0, 0, NULL); } \
        return file; \
    }
OPEN(open)
OPEN(open64)

int close(int file) {
    REAL(close)
    if (file >= 0 && file < FILES) { names[file] = 0; }
    return real(file);
}

#define PWRITE(function) \
    ssize_t function(int file, const void *bytes, size_t length, off_t offset) { \
        REAL(function) \
        uint64_t began = now(); \
        ssize_t size = real(file, bytes, length, offset); \
        if (size > 0 && name(file)) { note('w', name(file), began, offset, size, bytes); } \
        return size; \
    }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t write(int file, const void *bytes, size_t length) {
    REAL(write)
    uint64_t began = now();
    off_t offset = name(file) ? lseek(file, 0, SEEK_CUR) : 0;
    ssize_t size = real(file, bytes, length);
    if (size > 0 && name(file)) { note('w', name(file), began, offset, size, bytes); }
    return size;
}

#define TRUNCATE(function) \
    int function(int file, off_t length) { \
        REAL(function) \
        uint64_t began = now(); \
        int result = real(file, length); \
        if (result == 0 && name(file)) { note('t', name(file), began, 0, length, NULL); } \
        return result; \
    }
TRUNCATE(ftruncate)
TRUNCATE(ftruncate64)

#define SYNC(function) \
    int function(int file) { \
        REAL(function) \
        uint64_t began = now(); \
        int result = real(file); \
        if (result == 0 && name(file)) { note('s', name(file), began, 0, 0, NULL); } \
        return result; \
    }
SYNC(fsync)
SYNC(fdatasync)

int unlink(const char *path) {
    REAL(unlink)
    uint64_t began = now();
    int result = real(path);
    if (result == 0 && name_of(path)) { note('u', name_of(path), began, 0, 0, NULL); }
    return result;
}

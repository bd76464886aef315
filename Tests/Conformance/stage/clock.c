// A wall clock that a test moves: preloaded into the servers under test, it answers with the time that stands in a
// shared file. Nothing else changes; monotonic clocks, and with them all timeouts and timers, go on by themselves.
//
// Why not libfaketime (0.9.10): it calls setenv while it is loaded, which moves the environment, and Swift's runtime
// then finds no arguments; and a sleep under a clock that stands still fails with EINVAL.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

// Nanoseconds since 1970. One aligned word, so that a reader never sees half of a move.
static const volatile int64_t *moved;

__attribute__((constructor)) static void open_clock(void) {
    const char *path = getenv("WALK_CLOCK");
    if (path == NULL) { return; }
    int file = open(path, O_RDONLY | O_CLOEXEC);
    // Going on with the real time would be a walk that tests nothing.
    if (file < 0) { _exit(97); }
    void *page = mmap(NULL, sizeof(int64_t), PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (page == MAP_FAILED) { _exit(97); }
    moved = page;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    static int (*real)(clockid_t, struct timespec *);
    if (moved != NULL && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t time = *moved;
        now->tv_sec = time / 1000000000;
        now->tv_nsec = time % 1000000000;
        return 0;
    }
    if (real == NULL) { real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime"); }
    return real(clock, now);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec time;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &time);
    now->tv_sec = time.tv_sec;
    now->tv_usec = time.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *out) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (out != NULL) { *out = now.tv_sec; }
    return now.tv_sec;
}

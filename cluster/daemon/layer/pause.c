/* The process that holds a pod's namespaces: waits, reaps what is orphaned into the pod, and ends
 * on SIGTERM or SIGINT. Without libc, so that the image that carries it is a few kilobytes. */
#include <linux/signal.h>
#include <linux/unistd.h>

static long systemCall(long number, long a, long b, long c, long d)
{
#if defined(__x86_64__)
    long result;
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long code __asm__("x8") = number;
    register long first __asm__("x0") = a;
    register long second __asm__("x1") = b;
    register long third __asm__("x2") = c;
    register long fourth __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(first) : "r"(code), "r"(second), "r"(third), "r"(fourth) : "memory");
    return first;
#else
#error "pause: add the system call of this processor"
#endif
}

void _start(void)
{
    const unsigned long mask = 1UL << (SIGTERM - 1) | 1UL << (SIGINT - 1) | 1UL << (SIGCHLD - 1);
    systemCall(__NR_rt_sigprocmask, SIG_BLOCK, (long)&mask, 0, sizeof mask);
    for (;;) {
        const long number = systemCall(__NR_rt_sigtimedwait, (long)&mask, 0, 0, sizeof mask);
        if (number == SIGTERM || number == SIGINT)
            systemCall(__NR_exit, 0, 0, 0, 0);
        while (number == SIGCHLD && systemCall(__NR_wait4, -1, 0, 1 /* WNOHANG */, 0) > 0) {
        }
    }
}

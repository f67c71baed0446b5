/* SPDX-License-Identifier: BSL-1.0 */
/* Runs a command as a shell with job control runs it in the foreground: in a process group of its
 * own, where no signal is ignored. Scripts start what runs beside them with SIGINT and SIGQUIT
 * ignored. */
#include <signal.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    (void)argc;
    setpgid(0, 0);
    signal(SIGINT, SIG_DFL);
    signal(SIGQUIT, SIG_DFL);
    execvp(argv[1], argv + 1);
    return 127;
}

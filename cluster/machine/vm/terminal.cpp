#include "cluster/machine/vm/terminal.h"

#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "cluster/base/terminal_modes.h"

namespace skiff::machine::vm {

namespace {

/// A descriptor that becomes readable when the terminal changes its size.
class SizeChanges
{
public:
    SizeChanges()
    {
        sigset_t window;
        sigemptyset(&window);
        sigaddset(&window, SIGWINCH);
        pthread_sigmask(SIG_BLOCK, &window, &m_before);
        m_fd = signalfd(-1, &window, SFD_CLOEXEC | SFD_NONBLOCK);
    }
    ~SizeChanges()
    {
        if (m_fd >= 0)
            close(m_fd);
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    SizeChanges(const SizeChanges&) = delete;
    SizeChanges& operator=(const SizeChanges&) = delete;
    int descriptor() const { return m_fd; }

private:
    sigset_t m_before = {};
    int m_fd = -1;
};

} // namespace

Result<int> relayTerminal(guest::Channel& channel, const std::vector<std::string>& arguments)
{
    guest::Command command;
    command.arguments = arguments.empty() ? std::vector<std::string>{"/bin/sh", "-l"} : arguments;
    command.terminal = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
    guest::Streams streams{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO, -1};
    if (!command.terminal)
        return channel.relay(command, streams);
    if (const char* terminal = getenv("TERM"))
        command.environment.push_back(std::string("TERM=") + terminal);
    const SizeChanges changes; // before relay() asks for the size: none is missed in between
    streams.resized = changes.descriptor();
    TerminalModes modes(STDIN_FILENO);
    modes.makeRaw();
    return channel.relay(command, streams);
}

} // namespace skiff::machine::vm

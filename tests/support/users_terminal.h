#pragma once

#include <functional>
#include <string>
#include <sys/types.h>

namespace skiff::test {

/// A user's terminal with a program in front and a shell behind it that survives the program, so that what the
/// program leaves of the terminal can be looked at. Forks: `program` runs in a child, and nothing of it outlives
/// the test by more than a minute.
class UsersTerminal
{
public:
    /// ThreadSanitizer holds signals back for ever in the child of a process that had threads.
#if defined(__SANITIZE_THREAD__)
    static constexpr bool programsHearSignals = false;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
    static constexpr bool programsHearSignals = false;
#else
    static constexpr bool programsHearSignals = true;
#endif
#else
    static constexpr bool programsHearSignals = true;
#endif

    /// What the program returns is its exit code. 24 rows of 80 columns. `typedAhead` is typed before it starts.
    explicit UsersTerminal(const std::function<int()>& program, const std::string& typedAhead = {});
    ~UsersTerminal();
    UsersTerminal(const UsersTerminal&) = delete;
    UsersTerminal& operator=(const UsersTerminal&) = delete;

    pid_t program() const { return m_program; }
    void type(const std::string& keys) const;
    void resize(int rows, int columns) const;
    /// Reads until `words` came; all that was said since the last call. Empty when the terminal went first.
    std::string readUntil(const std::string& words) const;
    /// Everything that is still said, to the end of the program. Its exit code, or minus the signal that ended it.
    int end(std::string* said = nullptr) const;
    /// Whether the terminal edits lines, echoes, and makes signals of keys, as a user's does.
    bool usable() const;

private:
    [[noreturn]] void behave(const std::function<int()>& program, int report, int leave) const;

    int m_master = -1;
    int m_terminal = -1; ///< the program's end, to look at its modes
    int m_report = -1;   ///< from here the program's id, then how it ended
    int m_leave = -1;    ///< closed when the shell may go
    pid_t m_shell = 0;
    pid_t m_program = 0;
};

} // namespace skiff::test

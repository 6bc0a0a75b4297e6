#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"
#include "cluster/data/value.h"

#include <string>
#include <utility>

namespace skiff::machine::qemu {

/// A conversation with a running QEMU (https://www.qemu.org/docs/master/interop/qmp-spec.html): one
/// command after another. QEMU talks with one at a time: hold it for moments. Blocks; one thread.
class Qmp
{
public:
    /// Unavailable when nobody listens there; Timeout when another holds QEMU's attention.
    static Result<Qmp> connect(const std::string& socketPath, Duration limit);
    Qmp(Qmp&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)), m_limit(other.m_limit) {}
    Qmp& operator=(Qmp&&) = delete;
    ~Qmp();

    /// The command's "return", or its error in QEMU's words.
    Result<data::Value> run(std::string_view command, data::Object arguments = {});
    /// A command of the monitor for people; what it prints, which is its only way to complain.
    Result<std::string> runForPeople(const std::string& line);

    /// Readable when QEMU says something unasked, or ends.
    int descriptor() const { return m_fd; }
    /// Reads what it said unasked; Unavailable when it has ended.
    Status skipEvents();

private:
    Qmp(int fd, Duration limit) : m_fd(fd), m_limit(limit) {}
    Status send(const data::Value& message);
    /// The next message that is no event.
    Result<data::Value> receive();
    Result<std::string> receiveLine(SteadyTime deadline);

    int m_fd;
    Duration m_limit;
    std::string m_pending;
};

} // namespace skiff::machine::qemu

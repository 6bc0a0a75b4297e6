#pragma once

#include "cluster/machine/guest/channel.h"

#include <QObject>
#include <QTemporaryDir>
#include <functional>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace skiff::machine::guest::testing {

inline constexpr Duration longEnough = std::chrono::seconds(60);

/// The guest's real shell, in a process of its own, behind a Unix socket as QEMU has one: it serves
/// one connection after the other.
class GuestServer
{
public:
    explicit GuestServer(std::string path);
    ~GuestServer();
    GuestServer(const GuestServer&) = delete;
    GuestServer& operator=(const GuestServer&) = delete;

    std::vector<std::string> sockets() const { return {m_path}; }
    std::unique_ptr<Channel> connect() const;

private:
    std::string m_path;
    pid_t m_pid = 0;
};

/// A test of what goes on between a guest and a host that has a channel to it.
class GuestTest : public QObject
{
    Q_OBJECT

protected:
    std::string path(const char* name) const { return m_folder->filePath(QLatin1String(name)).toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<GuestServer> m_guest;
    std::unique_ptr<Channel> m_channel;

private slots:
    void init();
    void cleanup();
};

/// Writes down what a program says.
class Listener : public ProgramListener
{
public:
    std::string said;
    std::string complained;
    std::optional<int> code;
    std::optional<Error> error;

    void output(std::string_view bytes) override { said += bytes; }
    void errors(std::string_view bytes) override { complained += bytes; }
    void exited(int number) override { code = number; }
    void failed(const Error& why) override { error = why; }
    bool over() const { return code || error; }
};

int listenAt(const std::string& path);

/// The payload of the next Hello that comes out of `fd`, after each `step`.
std::string awaitHello(int fd, const std::function<void()>& step);
std::string frameOf(uint8_t type, uint16_t session, const std::string& payload);

bool writeAll(int fd, const std::string& bytes);
int fileWith(const std::string& path, const std::string& content);

} // namespace skiff::machine::guest::testing

// Measures the server's CPU per request: GET of a small body over TLS keep-alive connections.
//   skiff-bench-net [connections] [requests] [plain]
// The load comes from a child process, so that this process' CPU time is the server's alone.

#include "cluster/base/file.h"
#include "cluster/net/http_server.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

using namespace skiff;

namespace {

constexpr const char* requestText = "GET /api/v1/namespaces/default/pods/web HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                                    "Accept: application/json\r\nUser-Agent: bench\r\n\r\n";

struct Client
{
    int fd = -1;
    SSL* ssl = nullptr;
};

double cpuSeconds()
{
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return double(time.tv_sec) + double(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

Client connectTo(uint16_t port, SSL_CTX* context)
{
    Client client;
    client.fd = socket(AF_INET, SOCK_STREAM, 0);
    const int on = 1;
    setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (connect(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0)
        std::exit(2);
    if (context) {
        client.ssl = SSL_new(context);
        SSL_set_fd(client.ssl, client.fd);
        if (SSL_connect(client.ssl) != 1)
            std::exit(3);
    }
    return client;
}

void sendRequest(const Client& client)
{
    const std::string text(requestText);
    if (client.ssl)
        SSL_write(client.ssl, text.data(), int(text.size()));
    else if (write(client.fd, text.data(), text.size()) < 0)
        std::exit(4);
}

void receiveAnswer(const Client& client)
{
    char buffer[16384];
    const int count =
        client.ssl ? SSL_read(client.ssl, buffer, sizeof(buffer)) : int(read(client.fd, buffer, sizeof(buffer)));
    if (count <= 0)
        std::exit(5);
}

/// Keeps one request under way on each connection; tells the parent when all are connected.
[[noreturn]] void runLoad(uint16_t port, bool tls, int connections, int requests, int ready, int go)
{
    SSL_CTX* context = tls ? SSL_CTX_new(TLS_client_method()) : nullptr;
    std::vector<Client> clients;
    for (int i = 0; i < connections; ++i)
        clients.push_back(connectTo(port, context));
    char byte = 0;
    if (write(ready, &byte, 1) != 1 || read(go, &byte, 1) != 1)
        std::exit(6);
    for (int done = 0; done < requests; done += connections) {
        for (const Client& client : clients)
            sendRequest(client);
        for (const Client& client : clients)
            receiveAnswer(client);
    }
    std::_Exit(0);
}

} // namespace

int main(int argc, char** argv)
{
    const int connections = argc > 1 ? std::atoi(argv[1]) : 32;
    const int requests = argc > 2 ? std::atoi(argv[2]) : 100'000;
    const bool tls = argc <= 3;

    net::HttpServer::Options options;
    if (tls) {
        const std::string folder = "/tmp/skiff-bench-" + std::to_string(getpid());
        const std::string make = "mkdir -m 700 " + folder +
                                 " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
                                 "-nodes -subj /CN=bench -keyout " +
                                 folder + "/key -out " + folder + "/crt 2>/dev/null";
        if (std::system(make.c_str()) != 0)
            return 1;
        options.tls = net::ServerTls{*file::read(folder + "/crt"), *file::read(folder + "/key"), {}};
        (void)std::system(("rm -r " + folder).c_str());
    }
    const auto body = std::make_shared<const std::string>(std::string(3'000, 'p'));
    net::HttpServer server(options, [&](const std::shared_ptr<net::Exchange>& exchange) {
        net::Response response;
        response.headers.add("Content-Type", "application/json");
        response.body.push_back(net::SharedBytes::of(body));
        exchange->send(std::move(response));
    });
    int ready[2];
    int go[2];
    if (pipe(ready) != 0 || pipe(go) != 0 || !server.start().ok())
        return 1;
    const pid_t child = fork();
    if (child == 0)
        runLoad(server.port(), tls, connections, requests, ready[1], go[0]);
    char byte = 0;
    if (read(ready[0], &byte, 1) != 1)
        return 1;
    const double cpuBefore = cpuSeconds();
    const auto before = std::chrono::steady_clock::now();
    if (write(go[1], &byte, 1) != 1)
        return 1;
    int status = 0;
    waitpid(child, &status, 0);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - before;
    std::printf("%s, %d connections, %d requests: server CPU %.1f us per request, %.0f requests/s (load exit %d)\n",
                tls ? "TLS" : "plain", connections, requests, (cpuSeconds() - cpuBefore) / requests * 1e6,
                requests / wall.count(), WEXITSTATUS(status));
    server.stop();
    return status == 0 ? 0 : 1;
}

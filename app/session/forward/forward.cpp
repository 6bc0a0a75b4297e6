#include "app/session/forward/forward.h"

#include <algorithm>
#include <functional>

namespace skiff::session {

namespace {

constexpr int MeterMsecs = 1000;
constexpr int MostConnections = 200;
constexpr int PortsToTry = 100;

QString key(const char* name)
{
    return QLatin1String(name);
}

/// Gives connections away as they are accepted.
class Listener final : public QTcpServer
{
public:
    explicit Listener(std::function<void(std::unique_ptr<LocalSocket>)> taker) : m_taker(std::move(taker)) {}

protected:
    void incomingConnection(qintptr descriptor) override { m_taker(std::make_unique<LocalSocket>(descriptor)); }

private:
    const std::function<void(std::unique_ptr<LocalSocket>)> m_taker;
};

} // namespace

QJsonObject ForwardSpec::toJson() const
{
    return {{key("id"), id},
            {key("name"), name},
            {key("context"), context},
            {key("kind"), target.kind.kind},
            {key("group"), target.kind.group},
            {key("version"), target.kind.version},
            {key("path"), target.kind.path},
            {key("namespace"), target.nameSpace},
            {key("target"), target.name},
            {key("remotePort"), remotePort},
            {key("localPort"), localPort},
            {key("everyInterface"), everyInterface},
            {key("autoStart"), autoStart},
            {key("https"), https}};
}

ForwardSpec ForwardSpec::fromJson(const QJsonObject& json)
{
    const auto text = [&json](const char* name) {
        return json.value(key(name)).toString();
    };
    ForwardSpec spec;
    spec.id = text("id");
    spec.name = text("name");
    spec.context = text("context");
    spec.target.kind.kind = text("kind");
    spec.target.kind.group = text("group");
    spec.target.kind.version = text("version");
    spec.target.kind.path = text("path");
    spec.target.nameSpace = text("namespace");
    spec.target.name = text("target");
    spec.remotePort = json.value(key("remotePort")).toInt();
    spec.localPort = json.value(key("localPort")).toInt();
    spec.everyInterface = json.value(key("everyInterface")).toBool();
    spec.autoStart = json.value(key("autoStart")).toBool();
    spec.https = json.value(key("https")).toBool();
    return spec;
}

int podPort(const ForwardSpec& spec, data::Node service, const PodInfo& pod)
{
    if (spec.target.kind.kind != QLatin1String("Service"))
        return spec.remotePort;
    for (const data::Node port : service["spec"]["ports"]) {
        if (port["port"].asInt().value_or(0) != spec.remotePort)
            continue;
        const data::Node target = port["targetPort"];
        if (!target || target.isNull())
            return spec.remotePort;
        if (target.isNumber())
            return int(target.asInt().value_or(0));
        const std::string_view name = target.asString();
        for (const PodPort& named : pod.ports)
            if (named.name.toStdString() == name)
                return named.number;
    }
    return 0;
}

int freePort(int wanted)
{
    QTcpServer probe;
    for (int port = std::max(1024, wanted); port < std::min(65'536, std::max(1024, wanted) + PortsToTry); ++port)
        if (probe.listen(QHostAddress::LocalHost, quint16(port)))
            return port;
    return probe.listen(QHostAddress::LocalHost) ? probe.serverPort() : 0;
}

Forward::Forward(ForwardSpec spec, QObject* parent) : QObject(parent), m_spec(std::move(spec))
{
    m_meter.setInterval(MeterMsecs);
    connect(&m_meter, &QTimer::timeout, this, &Forward::measure);
}

Forward::~Forward() = default;

void Forward::setSpec(ForwardSpec spec)
{
    m_spec = std::move(spec);
    emit changed();
}

void Forward::start(QtTransport& transport)
{
    stop();
    m_transport = &transport;
    m_suggested = 0;
    m_protocol = ForwardProtocol::Tunnel;
    auto server =
        std::make_unique<Listener>([this](std::unique_ptr<LocalSocket> local) { onConnection(std::move(local)); });
    const QHostAddress address(m_spec.everyInterface ? QHostAddress::Any : QHostAddress::LocalHost);
    if (!server->listen(address, quint16(m_spec.localPort))) {
        if (server->serverError() == QAbstractSocket::AddressInUseError) {
            m_suggested = freePort(m_spec.localPort + 1);
            fail([port = m_spec.localPort, free = m_suggested] {
                return tr("Port %1 is used by another program; port %2 is free.").arg(port).arg(free);
            });
        } else if (server->serverError() == QAbstractSocket::SocketAccessError) {
            m_suggested = freePort(m_spec.localPort + 8000);
            fail([port = m_spec.localPort, free = m_suggested] {
                return tr("You may not listen on port %1: ports below 1024 need rights; port %2 is free.")
                    .arg(port)
                    .arg(free);
            });
        } else {
            fail([port = m_spec.localPort, why = server->errorString()] {
                return tr("Port %1 cannot be opened: %2").arg(port).arg(why);
            });
        }
        return;
    }
    m_spec.localPort = server->serverPort();
    m_server = std::move(server);
    m_pods = std::make_unique<PodSet>(transport, m_spec.target);
    connect(m_pods.get(), &PodSet::changed, this, &Forward::onPods);
    m_state = State::Waiting;
    m_words = [] {
        return tr("Connecting…");
    };
    m_meter.start();
    m_pods->start();
    emit changed();
}

void Forward::stop()
{
    for (ForwardConnection* connection : std::exchange(m_connections, {}))
        delete connection;
    m_server.reset();
    m_pods.reset();
    m_meter.stop();
    m_rate = 0;
    m_pod.clear();
    m_words = nullptr;
    m_transport = nullptr;
    if (std::exchange(m_state, State::Stopped) != State::Stopped)
        emit changed();
}

int Forward::portOf(const PodInfo& pod) const
{
    return podPort(m_spec, m_pods->object() ? m_pods->object()->root() : data::Node(), pod);
}

/// The one that was used before as long as it is ready, so that a program's connections meet.
const PodInfo* Forward::chosenPod() const
{
    const auto usable = [this](const PodInfo& pod) {
        return pod.ready && !pod.deleting && !pod.ended && portOf(pod) > 0;
    };
    const auto before = m_pods->pods().constFind(m_pod);
    if (before != m_pods->pods().constEnd() && usable(*before))
        return &*before;
    const auto next = std::find_if(m_pods->pods().begin(), m_pods->pods().end(), usable);
    return next == m_pods->pods().end() ? nullptr : &*next;
}

void Forward::onPods()
{
    const PodInfo* pod = chosenPod();
    m_state = pod ? State::Ready : State::Waiting;
    m_pod = pod ? pod->name : QString();
    m_words = wordsOfPods();
    emit changed();
}

Forward::Words Forward::wordsOfPods() const
{
    return [this]() -> QString {
        if (!m_pods->problem().isEmpty())
            return m_pods->problem();
        if (m_state == State::Ready)
            return {};
        return m_pods->pods().isEmpty() ? tr("%1 has no pod.").arg(m_spec.target.words())
                                        : tr("No pod of %1 is ready.").arg(m_spec.target.words());
    };
}

void Forward::onConnection(std::unique_ptr<LocalSocket> local)
{
    const PodInfo* pod = chosenPod();
    if (pod && int(m_connections.size()) < MostConnections) {
        carry(std::move(local), *pod);
        return;
    }
    m_words = [tooMany = pod != nullptr] {
        return tooMany ? tr("Too many connections at a time.") : tr("A connection was refused: no pod is ready.");
    };
    local->abort();
    emit changed();
}

void Forward::carry(std::unique_ptr<LocalSocket> local, const PodInfo& pod)
{
    m_pod = pod.name;
    const int port = portOf(pod);
    const QString path =
        QStringLiteral("/api/v1/namespaces/%1/pods/%2/portforward").arg(m_spec.target.nameSpace, pod.name);
    const QNetworkRequest request =
        m_transport->webSocketRequest(path.toStdString(), {{"ports", std::to_string(port)}});
    auto* connection = new ForwardConnection(std::move(local), request, port, m_protocol, this);
    m_connections.push_back(connection);
    connect(connection, &ForwardConnection::opened, this, [this, connection] { m_protocol = connection->protocol(); });
    connect(connection, &ForwardConnection::moved, this, [this](qint64 out, qint64 in) {
        m_out += out;
        m_in += in;
    });
    connect(connection, &ForwardConnection::ended, this, [this, connection, name = pod.name](const QString& problem) {
        std::erase(m_connections, connection);
        connection->deleteLater();
        m_words =
            problem.isEmpty() ? wordsOfPods() : Words([name, problem] { return tr("Pod %1: %2").arg(name, problem); });
        emit changed();
    });
    emit changed();
}

void Forward::fail(Words words)
{
    m_state = State::Failed;
    m_words = std::move(words);
    emit changed();
}

void Forward::measure()
{
    const qint64 all = m_out + m_in;
    const qint64 rate = (all - std::exchange(m_measured, all)) * 1000 / MeterMsecs;
    if (rate == 0 && m_rate == 0)
        return;
    m_rate = rate;
    emit changed();
}

QString Forward::address() const
{
    return QStringLiteral("%1:%2")
        .arg(m_spec.everyInterface ? QStringLiteral("0.0.0.0") : QStringLiteral("127.0.0.1"))
        .arg(m_spec.localPort);
}

QUrl Forward::url() const
{
    return QUrl(QStringLiteral("%1://localhost:%2/")
                    .arg(m_spec.https ? QStringLiteral("https") : QStringLiteral("http"))
                    .arg(m_spec.localPort));
}

} // namespace skiff::session

#include "app/session/pod_set.h"

#include "app/session/api_words.h"

#include <QStringList>
#include <QUrl>

#include <algorithm>
#include <chrono>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

QString text(data::Node node)
{
    const std::string_view view = node.asString();
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

QString text(std::string_view view)
{
    return QString::fromUtf8(view.data(), qsizetype(view.size()));
}

void addContainers(PodInfo& pod, data::Node specs, data::Node statuses, ContainerInfo::Kind kind)
{
    for (const data::Node spec : specs) {
        ContainerInfo container{.name = text(spec["name"]),
                                .kind = kind,
                                .tty = spec["tty"].asBool(),
                                .standardInput = spec["stdin"].asBool()};
        for (const data::Node status : statuses) {
            if (status["name"].asString() != spec["name"].asString())
                continue;
            container.id = text(status["containerID"]);
            container.restarts = int(status["restartCount"].asInt().value_or(0));
            if (status["state"]["running"])
                container.state = ContainerInfo::State::Running;
            else if (status["state"]["terminated"] || status["lastState"]["terminated"])
                container.state = ContainerInfo::State::Ended;
        }
        pod.containers.push_back(container);
        for (const data::Node port : spec["ports"])
            pod.ports.push_back({text(port["name"]), int(port["containerPort"].asInt().value_or(0))});
    }
}

QString requirement(data::Node expression)
{
    const QString key = text(expression["key"]);
    const std::string_view op = expression["operator"].asString();
    QStringList values;
    for (const data::Node value : expression["values"])
        values.append(text(value));
    if (op == "Exists")
        return key;
    if (op == "DoesNotExist")
        return QLatin1Char('!') + key;
    return QStringLiteral("%1 %2 (%3)")
        .arg(key, op == "In" ? QStringLiteral("in") : QStringLiteral("notin"), values.join(QLatin1Char(',')));
}

} // namespace

const ContainerInfo* PodInfo::container(const QString& wanted) const
{
    const auto it = std::find_if(containers.begin(), containers.end(),
                                 [&wanted](const ContainerInfo& container) { return container.name == wanted; });
    return it == containers.end() ? nullptr : &*it;
}

PodInfo readPod(data::Node pod)
{
    PodInfo info;
    const data::Node metadata = pod["metadata"];
    const data::Node spec = pod["spec"];
    const data::Node status = pod["status"];
    info.name = text(metadata["name"]);
    info.uid = text(metadata["uid"]);
    info.created = text(metadata["creationTimestamp"]);
    info.deleting = metadata["deletionTimestamp"].isString();
    info.ended = status["phase"].asString() == "Succeeded" || status["phase"].asString() == "Failed";
    for (const data::Node condition : status["conditions"])
        if (condition["type"].asString() == "Ready")
            info.ready = condition["status"].asString() == "True";
    addContainers(info, spec["initContainers"], status["initContainerStatuses"], ContainerInfo::Kind::Init);
    addContainers(info, spec["containers"], status["containerStatuses"], ContainerInfo::Kind::Regular);
    addContainers(info, spec["ephemeralContainers"], status["ephemeralContainerStatuses"],
                  ContainerInfo::Kind::Ephemeral);
    return info;
}

std::optional<QString> selectorOf(data::Node object)
{
    const data::Node selector = object["spec"]["selector"];
    const bool isLabelSelector = selector["matchLabels"] || selector["matchExpressions"];
    const data::Node labels = isLabelSelector ? selector["matchLabels"] : selector;
    QStringList parts;
    for (auto it = labels.begin(); !(it == labels.end()); ++it)
        parts.append(text(it.key()) + QLatin1Char('=') + text(*it));
    if (isLabelSelector)
        for (const data::Node expression : selector["matchExpressions"])
            parts.append(requirement(expression));
    if (parts.isEmpty())
        return std::nullopt;
    return parts.join(QLatin1Char(','));
}

PodSet::PodSet(client::Transport& transport, model::ObjectRef target, QObject* parent)
    : QObject(parent), m_transport(transport), m_target(std::move(target)), m_backoff(500ms, 15s)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, [this] { m_selector.isEmpty() ? resolve() : list(); });
}

PodSet::~PodSet()
{
    m_call.reset();
}

void PodSet::start()
{
    if (m_target.kind.kind == QLatin1String("Pod") && m_target.kind.group.isEmpty()) {
        m_selectorName = QStringLiteral("fieldSelector");
        m_selector = QStringLiteral("metadata.name=") + m_target.name;
        list();
    } else {
        resolve();
    }
}

QString PodSet::problem() const
{
    return m_selectsNothing ? tr("%1 selects no pods.").arg(m_target.words()) : m_problem;
}

void PodSet::resolve()
{
    client::ApiRequest request;
    request.path = m_target.path().toStdString();
    m_call = m_transport.send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = problemOf(response); !problem.isEmpty()) {
            fail(problem);
            return;
        }
        const auto document = data::Document::parse(*response->body);
        const auto selector = document.ok() ? selectorOf((*document)->root()) : std::nullopt;
        if (!selector) {
            m_selectsNothing = true;
            emit changed();
            return;
        }
        m_object = *document;
        m_selectorName = QStringLiteral("labelSelector");
        m_selector = *selector;
        list();
    });
}

client::ApiRequest PodSet::podsRequest() const
{
    client::ApiRequest request;
    request.path = "/api/v1/namespaces/" + m_target.nameSpace.toStdString() + "/pods";
    request.query = {{m_selectorName.toStdString(), m_selector.toStdString()}};
    return request;
}

void PodSet::list()
{
    m_call =
        m_transport.send(podsRequest(), [this](const Result<client::ApiResponse>& response) { onListed(response); });
}

void PodSet::onListed(const Result<client::ApiResponse>& response)
{
    if (const QString problem = problemOf(response); !problem.isEmpty()) {
        fail(problem);
        return;
    }
    const auto document = data::Document::parse(*response->body);
    if (!document.ok()) {
        fail(QString::fromStdString(document.error().message));
        return;
    }
    m_pods.clear();
    for (const data::Node item : (*document)->root()["items"]) {
        const PodInfo pod = readPod(item);
        m_pods.insert(pod.name, pod);
    }
    m_resourceVersion = (*document)->root()["metadata"]["resourceVersion"].asString();
    m_known = true;
    m_problem.clear();
    m_backoff.reset();
    watch();
    emit changed();
}

void PodSet::watch()
{
    client::ApiRequest request = podsRequest();
    request.query.insert(request.query.end(), {{"watch", "true"},
                                               {"allowWatchBookmarks", "true"},
                                               {"resourceVersion", m_resourceVersion},
                                               {"timeoutSeconds", "300"}});
    m_decoder = {};
    m_tooOld = false;
    m_httpStatus = 0;
    client::StreamSink sink;
    sink.onStart = [this](int status) {
        m_httpStatus = status;
        m_tooOld = status == 410;
    };
    sink.onData = [this](std::string_view bytes) {
        if (m_httpStatus < 400 &&
            !m_decoder.feed(bytes, [this](const client::WatchEvent& event) { onEvent(event); }).ok())
            m_tooOld = true;
    };
    sink.onEnd = [this](const Status& status) {
        onWatchEnd(status);
    };
    m_call = m_transport.stream(std::move(request), std::move(sink));
}

void PodSet::onEvent(const client::WatchEvent& event)
{
    const auto document = data::Document::parse(std::string(event.object));
    if (event.type == client::WatchEventType::Error || !document.ok()) {
        m_tooOld = true;
        return;
    }
    const data::Node object = (*document)->root();
    if (const std::string_view version = object["metadata"]["resourceVersion"].asString(); !version.empty())
        m_resourceVersion = version;
    if (event.type == client::WatchEventType::Bookmark)
        return;
    const PodInfo pod = readPod(object);
    if (event.type == client::WatchEventType::Deleted)
        m_pods.remove(pod.name);
    else
        m_pods.insert(pod.name, pod);
    m_backoff.reset();
    emit changed();
}

void PodSet::onWatchEnd(const Status& status)
{
    if (m_tooOld || m_httpStatus >= 400)
        m_resourceVersion.clear();
    if (!status.ok() && m_problem.isEmpty()) {
        m_problem = QString::fromStdString(status.error().message);
        emit changed();
    }
    m_retry.start(status.ok() && m_httpStatus < 400 && !m_tooOld
                      ? 100ms
                      : std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

void PodSet::fail(const QString& problem)
{
    m_problem = problem;
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
    emit changed();
}

} // namespace skiff::session

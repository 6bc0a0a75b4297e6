#include "app/session/log_feed.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

constexpr auto FlushInterval = 100ms;
constexpr int FirstLines = 1000;

} // namespace

LogFeed::LogFeed(client::Transport& transport, QString podPath, QString container, bool previous, QObject* parent)
    : QObject(parent), m_transport(transport), m_podPath(std::move(podPath)), m_container(std::move(container)),
      m_previous(previous), m_backoff(500ms, 15s)
{
    m_flush.setSingleShot(true);
    m_flush.setInterval(FlushInterval);
    connect(&m_flush, &QTimer::timeout, this, &LogFeed::flush);
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LogFeed::open);
}

LogFeed::~LogFeed()
{
    m_call.reset();
}

void LogFeed::start()
{
    open();
}

void LogFeed::open()
{
    m_rest.clear();
    m_httpStatus = 0;
    client::ApiRequest request;
    request.path = m_podPath.toStdString() + "/log";
    request.accept = "*/*";
    // Timestamps tell where to go on after an interruption; they are not shown.
    request.query = {{"container", m_container.toStdString()}, {"timestamps", "true"}};
    request.query.emplace_back(m_previous ? "previous" : "follow", "true");
    m_resuming = !m_lastTime.isEmpty();
    if (m_resuming)
        request.query.emplace_back("sinceTime", m_lastTime.toStdString());
    else
        request.query.emplace_back("tailLines", std::to_string(FirstLines));
    client::StreamSink sink;
    sink.onStart = [this](int status) { m_httpStatus = status; };
    sink.onData = [this](std::string_view bytes) { onData(bytes); };
    sink.onEnd = [this](const Status& status) { onEnd(status); };
    m_call = m_transport.stream(std::move(request), std::move(sink));
}

void LogFeed::onData(std::string_view bytes)
{
    m_rest.append(bytes.data(), qsizetype(bytes.size()));
    if (m_httpStatus >= 400)
        return;
    m_backoff.reset();
    qsizetype begin = 0;
    for (qsizetype end = m_rest.indexOf('\n'); end >= 0; end = m_rest.indexOf('\n', begin)) {
        const QByteArray line = m_rest.mid(begin, end - begin);
        begin = end + 1;
        const qsizetype space = line.indexOf(' ');
        const QByteArray time = line.left(space);
        // sinceTime is exact to the second: what was shown comes again. RFC 3339 in UTC sorts as text.
        if (m_resuming && time <= m_lastTime)
            continue;
        m_resuming = false;
        m_lastTime = time;
        m_lines.append(QString::fromUtf8(line.mid(space + 1)));
    }
    m_rest.remove(0, begin);
    if (!m_lines.isEmpty() && !m_flush.isActive())
        m_flush.start();
}

void LogFeed::onEnd(const Status& status)
{
    flush();
    if (m_httpStatus >= 400) {
        const QString message = QJsonDocument::fromJson(m_rest).object().value(QLatin1String("message")).toString();
        emit ended(message.isEmpty() ? tr("The server answered with HTTP status %1.").arg(m_httpStatus) : message);
        return;
    }
    if (status.ok()) {
        emit ended({});
        return;
    }
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

void LogFeed::flush()
{
    m_flush.stop();
    if (!m_lines.isEmpty())
        emit lines(std::exchange(m_lines, {}));
}

} // namespace skiff::session

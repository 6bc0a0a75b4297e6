#include "app/session/log_stream.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <cstring>

namespace skiff::session {

namespace {

using namespace std::chrono_literals;

constexpr qsizetype LongestTime = 40;
constexpr qsizetype LongestRefusal = 64 * 1024;

} // namespace

LogStream::LogStream(client::Transport& transport, model::logs::LogEngine& engine, int source, const QString& podPath,
                     const QString& container, LogRange range, QObject* parent)
    : QObject(parent),
      m_transport(transport),
      m_engine(engine),
      m_source(source),
      m_podPath(podPath),
      m_container(container),
      m_range(range),
      m_backoff(500ms, 15s)
{
    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LogStream::open);
}

LogStream::~LogStream()
{
    m_call.reset();
    if (m_opened)
        m_engine.closeSource(m_source);
}

void LogStream::open()
{
    m_retry.stop();
    if (m_engine.waitingBytes() > model::logs::LogEngine::Congested / 4) {
        m_retry.start(100ms);
        return;
    }
    client::ApiRequest request;
    request.path = m_podPath.toStdString() + "/log";
    request.accept = "*/*";
    request.query = {{"container", m_container.toStdString()}, {"timestamps", "true"}};
    if (m_range.previous)
        request.query.emplace_back("previous", "true");
    else if (m_range.follow)
        request.query.emplace_back("follow", "true");
    if (!m_lastTime.isEmpty()) {
        request.query.emplace_back("sinceTime", m_lastTime.toStdString());
    } else {
        if (m_range.lastLines > 0)
            request.query.emplace_back("tailLines", std::to_string(m_range.lastLines));
        if (m_range.sinceSeconds > 0)
            request.query.emplace_back("sinceSeconds", std::to_string(m_range.sinceSeconds));
    }
    m_engine.openSource(m_source, std::exchange(m_opened, true));
    m_httpStatus = 0;
    m_refusal.clear();
    m_lineHead.clear();
    client::StreamSink sink;
    sink.onStart = [this](int status) {
        onStart(status);
    };
    sink.onData = [this](std::string_view bytes) {
        onData(bytes);
    };
    sink.onEnd = [this](const Status& status) {
        onEnd(status);
    };
    setState(State::Opening);
    m_call = m_transport.stream(std::move(request), std::move(sink));
}

void LogStream::onStart(int status)
{
    m_httpStatus = status;
    if (status >= 400)
        return;
    m_engine.sourceStarted(m_source);
    setState(State::Live);
}

void LogStream::onData(std::string_view bytes)
{
    const QByteArrayView view(bytes.data(), qsizetype(bytes.size()));
    if (m_httpStatus >= 400) {
        if (m_refusal.size() < LongestRefusal)
            m_refusal.append(view);
        return;
    }
    m_backoff.reset();
    noteTime(view);
    m_engine.feed(m_source, view);
    // The engine is behind: what it has not read yet must not pile up. The server keeps it for us.
    if (m_engine.waitingBytes() > model::logs::LogEngine::Congested && !m_lastTime.isEmpty()) {
        m_call.reset();
        m_retry.start(100ms);
    }
}

/// Where to go on after an interruption: the time of the last whole line.
void LogStream::noteTime(QByteArrayView bytes)
{
    const qsizetype end = bytes.lastIndexOf('\n');
    if (end < 0) {
        m_lineHead.append(bytes.first(std::min(bytes.size(), std::max<qsizetype>(0, LongestTime - m_lineHead.size()))));
        return;
    }
    const qsizetype before = end > 0 ? bytes.first(end).lastIndexOf('\n') : -1;
    QByteArray head = before < 0 ? m_lineHead : QByteArray();
    const QByteArrayView line = bytes.sliced(before + 1, end - before - 1);
    head.append(line.first(std::min(line.size(), LongestTime)));
    const QByteArray time = head.left(head.indexOf(' '));
    if (model::logs::parseLogTime(time) != 0)
        m_lastTime = time;
    const QByteArrayView rest = bytes.sliced(end + 1);
    m_lineHead = rest.first(std::min(rest.size(), LongestTime)).toByteArray();
}

void LogStream::onEnd(const Status& status)
{
    if (m_httpStatus >= 400) {
        const QString message = QJsonDocument::fromJson(m_refusal).object().value(QLatin1String("message")).toString();
        const QString words =
            message.isEmpty() ? tr("The server answered with HTTP status %1.").arg(m_httpStatus) : message;
        if (m_httpStatus >= 500 || m_httpStatus == 429)
            again(words);
        else
            setState(State::Failed, words);
        m_engine.closeSource(m_source);
        return;
    }
    if (!status.ok()) {
        again(QString::fromStdString(status.error().message));
        return;
    }
    m_engine.closeSource(m_source);
    setState(State::Ended);
}

void LogStream::again(const QString& problem)
{
    setState(State::Waiting, problem);
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(m_backoff.next()));
}

void LogStream::setState(State state, const QString& problem)
{
    if (state == m_state && problem == m_problem)
        return;
    m_state = state;
    m_problem = problem;
    emit stateChanged();
}

} // namespace skiff::session

#include "app/model/logs/log_engine.h"

namespace skiff::model::logs {

LogEngine::LogEngine(const Clock& clock, LogWorker::Options options, QObject* parent)
    : QObject(parent), m_worker(new LogWorker(clock, options))
{
    qRegisterMetaType<std::shared_ptr<const LogUpdate>>();
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    connect(m_worker, &LogWorker::updated, this, &LogEngine::updated);
    connect(m_worker, &LogWorker::saved, this, &LogEngine::saved);
    m_thread.setObjectName(QStringLiteral("logs"));
    m_thread.start(QThread::LowPriority);
}

LogEngine::~LogEngine()
{
    ++m_worker->newestView; // a scan under way stops
    m_thread.quit();
    m_thread.wait();
}

void LogEngine::openSource(int source, bool resumed)
{
    post([worker = m_worker, source, resumed] { worker->openSource(source, resumed); });
}

void LogEngine::sourceStarted(int source)
{
    post([worker = m_worker, source] { worker->sourceStarted(source); });
}

void LogEngine::feed(int source, QByteArrayView bytes)
{
    m_worker->waitingBytes += bytes.size();
    post([worker = m_worker, source, copy = bytes.toByteArray()] { worker->feed(source, copy); });
}

void LogEngine::closeSource(int source)
{
    post([worker = m_worker, source] { worker->closeSource(source); });
}

void LogEngine::setView(const LogView& view)
{
    ++m_worker->newestView;
    post([worker = m_worker, view] { worker->setView(view); });
}

void LogEngine::clear()
{
    post([worker = m_worker] { worker->clear(); });
}

void LogEngine::save(const QString& path, bool times, const QHash<int, QString>& names)
{
    post([worker = m_worker, path, times, names] { worker->save(path, times, names); });
}

} // namespace skiff::model::logs

#include "app/desktop/cluster_opener.h"

#include "app/desktop/context_question.h"
#include "app/model/foreign_text.h"

#include <QWidget>

namespace skiff::desktop {

using session::ExecCredentials;

namespace {

QString settingName(const session::ContextSource& source)
{
    return QStringLiteral("allowed/") + source.fingerprint();
}

} // namespace

ClusterOpener::ClusterOpener(session::Settings* settings, QWidget& window)
    : QObject(&window), m_settings(settings), m_window(window)
{}

void ClusterOpener::open(const session::ContextEntry& entry)
{
    const Result<session::ContextSource> source = session::ContextSource::read(entry.file, entry.name);
    if (!source.ok())
        emit failed(entry, model::foreignLines(QString::fromStdString(source.error().message)));
    else if (!source->asks() || (m_settings && m_settings->text(settingName(*source)) == QLatin1String("yes")))
        use(entry, *source);
    else
        ask(entry, *source);
}

void ClusterOpener::ask(const session::ContextEntry& entry, const session::ContextSource& source)
{
    auto* question = new ContextQuestion(source, &m_window);
    connect(question, &QDialog::accepted, this, [this, entry, source] {
        if (m_settings)
            m_settings->set(settingName(source), "yes");
        use(entry, source);
    });
    question->open();
}

void ClusterOpener::use(const session::ContextEntry& entry, const session::ContextSource& source)
{
    const Result<session::Identity> identity = source.identity();
    if (!identity.ok())
        emit failed(entry, model::foreignLines(QString::fromStdString(identity.error().message)));
    else if (!identity->plugin)
        emit opened(entry, *identity, nullptr);
    else
        run(entry, *identity);
}

void ClusterOpener::run(const session::ContextEntry& entry, const session::Identity& identity)
{
    auto* plugin = new ExecCredentials(identity, this);
    emit waiting(entry, plugin->program());
    connect(plugin, &ExecCredentials::got, this, [this, entry, plugin](const session::Identity& complete) {
        plugin->disconnect(this);
        emit opened(entry, complete, plugin);
    });
    connect(plugin, &ExecCredentials::failed, this, [this, entry, plugin](const QString& words) {
        plugin->disconnect(this);
        plugin->deleteLater();
        emit failed(entry, words);
    });
    plugin->start();
}

} // namespace skiff::desktop

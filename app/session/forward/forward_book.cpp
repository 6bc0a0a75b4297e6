#include "app/session/forward/forward_book.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QUuid>

#include <algorithm>

namespace skiff::session {

namespace {

const QString settingName = QStringLiteral("forwards");

} // namespace

ForwardBook::ForwardBook(Settings* settings, QObject* parent) : QObject(parent), m_settings(settings)
{
    if (!m_settings)
        return;
    for (const QJsonValue item : QJsonDocument::fromJson(m_settings->value(settingName)).array())
        if (ForwardSpec spec = ForwardSpec::fromJson(item.toObject());
            !spec.id.isEmpty() && !spec.target.name.isEmpty())
            adopt(std::move(spec));
}

ForwardBook::~ForwardBook()
{
    m_forwards.clear(); // before the transports that they use
}

void ForwardBook::adopt(ForwardSpec spec)
{
    emit aboutToAdd();
    m_forwards.push_back(std::make_unique<Forward>(std::move(spec)));
    Forward* forward = m_forwards.back().get();
    connect(forward, &Forward::changed, this, [this, forward] {
        const auto it =
            std::find_if(m_forwards.begin(), m_forwards.end(), [forward](const auto& f) { return f.get() == forward; });
        if (it != m_forwards.end())
            emit changed(int(it - m_forwards.begin()));
    });
    emit added();
}

void ForwardBook::addCluster(const Identity& identity)
{
    std::unique_ptr<QtTransport>& transport = m_transports[identity.context];
    std::vector<Forward*> again; // what ran with the old credentials runs with the new ones
    for (const auto& forward : m_forwards)
        if (forward->spec().context == identity.context && forward->running()) {
            forward->stop();
            again.push_back(forward.get());
        }
    transport = std::make_unique<QtTransport>(identity);
    for (const auto& forward : m_forwards)
        if (forward->spec().context == identity.context &&
            (forward->spec().autoStart || std::find(again.begin(), again.end(), forward.get()) != again.end()))
            start(*forward);
}

Forward* ForwardBook::byId(const QString& id) const
{
    const auto it =
        std::find_if(m_forwards.begin(), m_forwards.end(), [&id](const auto& f) { return f->spec().id == id; });
    return it == m_forwards.end() ? nullptr : it->get();
}

Forward& ForwardBook::add(ForwardSpec spec)
{
    spec.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    adopt(std::move(spec));
    Forward& forward = *m_forwards.back();
    start(forward);
    return forward;
}

void ForwardBook::start(Forward& forward)
{
    const auto transport = m_transports.find(forward.spec().context);
    if (transport == m_transports.end())
        return; // its cluster is not connected; the panel says so
    forward.start(*transport->second);
    save(); // it may have chosen a port
}

void ForwardBook::change(Forward& forward, ForwardSpec spec)
{
    const bool running = forward.running() || forward.state() == Forward::State::Failed;
    forward.stop();
    spec.id = forward.spec().id;
    forward.setSpec(std::move(spec));
    if (running)
        start(forward);
    save();
}

void ForwardBook::remove(Forward& forward)
{
    const auto it =
        std::find_if(m_forwards.begin(), m_forwards.end(), [&forward](const auto& f) { return f.get() == &forward; });
    if (it == m_forwards.end())
        return;
    forward.disconnect(this);
    forward.stop();
    emit aboutToRemove(int(it - m_forwards.begin()));
    m_forwards.erase(it);
    emit removed();
    save();
}

void ForwardBook::save()
{
    if (!m_settings)
        return;
    QJsonArray all;
    for (const auto& forward : m_forwards)
        all.append(forward->spec().toJson());
    m_settings->set(settingName, QJsonDocument(all).toJson(QJsonDocument::Compact));
}

} // namespace skiff::session

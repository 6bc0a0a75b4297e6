#include "app/session/edit/edit_session.h"

namespace skiff::session {

using model::edit::withoutServerFields;

EditSession::EditSession(client::Transport& transport, ObjectWriter& writer, std::optional<model::ObjectRef> object,
                         QObject* parent)
    : QObject(parent), m_transport(transport), m_writer(writer), m_object(std::move(object))
{
    if (!m_object)
        m_remote = Remote::Same;
}

EditSession::~EditSession() = default;

void EditSession::start(data::Value base)
{
    m_base = std::move(base);
    if (m_object)
        follow(*m_object);
}

void EditSession::follow(const model::ObjectRef& object)
{
    m_object = object;
    m_watch = std::make_unique<ObjectWatch>(m_transport, object);
    connect(m_watch.get(), &ObjectWatch::changed, this, &EditSession::onWatched);
    if (m_base.is_object() && m_remote == Remote::Same)
        m_watch->adopt(m_base);
    m_watch->start();
}

void EditSession::reconnect()
{
    if (m_watch)
        m_watch->refresh();
}

const data::Value& EditSession::live() const
{
    static const data::Value nothing;
    return m_watch ? m_watch->object() : nothing;
}

const data::ObjectType* EditSession::typeOf(const data::Value& object) const
{
    return m_schema ? m_schema->find({std::string(data::stringAt(object, {"apiVersion"})),
                                      std::string(data::stringAt(object, {"kind"}))})
                    : nullptr;
}

void EditSession::onWatched()
{
    if (m_writing)
        return; // what it answers is newer
    const bool first = !m_base.is_object();
    compare();
    if (first && m_base.is_object())
        emit loaded();
    emit changed();
}

void EditSession::compare()
{
    if (!m_watch)
        return;
    m_problem = m_watch->problem();
    switch (m_watch->state()) {
    case ObjectWatch::State::Loading:
        return;
    case ObjectWatch::State::Retrying:
        m_remote = Remote::Away;
        return;
    case ObjectWatch::State::Refused:
        m_remote = Remote::Refused;
        return;
    case ObjectWatch::State::Gone:
        m_remote = Remote::Deleted;
        return;
    case ObjectWatch::State::Live:
        break;
    }
    if (!m_base.is_object())
        m_base = live();
    const auto uid = [](const data::Value& object) {
        return data::stringAt(object, {"metadata", "uid"});
    };
    if (uid(m_base) != uid(live())) {
        m_remote = Remote::Replaced;
    } else if (remoteChanges().empty()) {
        m_base = live(); // a new version, status or owners: nothing to edit
        m_remote = Remote::Same;
    } else {
        m_remote = Remote::Changed;
    }
}

std::vector<model::edit::FieldChange> EditSession::remoteChanges() const
{
    if (!m_base.is_object() || !live().is_object())
        return {};
    return model::edit::diffObjects(withoutServerFields(m_base), withoutServerFields(live()), typeOf(m_base));
}

model::edit::MergeResult EditSession::merge(const data::Value& mine) const
{
    return model::edit::mergeObjects(withoutServerFields(m_base), withoutServerFields(mine),
                                     withoutServerFields(live()), typeOf(m_base));
}

void EditSession::rebase()
{
    if (!live().is_object() || m_writing)
        return;
    m_base = live();
    compare();
    emit changed();
}

} // namespace skiff::session

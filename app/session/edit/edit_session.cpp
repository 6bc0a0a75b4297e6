#include "app/session/edit/edit_session.h"

#include "app/session/edit/off_thread.h"

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

void EditSession::start(ObjectPtr base)
{
    if (base)
        m_base = std::move(base);
    if (m_object)
        follow(*m_object);
}

void EditSession::follow(const model::ObjectRef& object)
{
    m_object = object;
    m_watch = std::make_unique<ObjectWatch>(m_transport, object);
    connect(m_watch.get(), &ObjectWatch::changed, this, &EditSession::onWatched);
    if (m_base->is_object() && m_remote == Remote::Same)
        m_watch->adopt(m_base);
    m_watch->start();
}

void EditSession::reconnect()
{
    if (m_watch)
        m_watch->refresh();
}

const ObjectPtr& EditSession::livePtr() const
{
    static const ObjectPtr nothing = std::make_shared<const data::Value>();
    return m_watch ? m_watch->object() : nothing;
}

void EditSession::onWatched()
{
    if (m_writing)
        return; // what it answers is newer
    const bool first = !m_base->is_object();
    compare([this, first] {
        if (first && m_base->is_object())
            emit loaded();
        emit changed();
    });
}

void EditSession::setRemote(Remote remote, std::vector<model::edit::FieldChange> changes)
{
    m_remote = remote;
    m_remoteChanges = std::move(changes);
}

/// Finds out what remote() is; `done` comes when that is known.
void EditSession::compare(const std::function<void()>& done)
{
    if (!m_watch)
        return done();
    m_problem = m_watch->problem();
    switch (m_watch->state()) {
    case ObjectWatch::State::Loading:
        return done();
    case ObjectWatch::State::Retrying:
        setRemote(Remote::Away, std::move(m_remoteChanges));
        return done();
    case ObjectWatch::State::Refused:
        setRemote(Remote::Refused);
        return done();
    case ObjectWatch::State::Gone:
        setRemote(Remote::Deleted);
        return done();
    case ObjectWatch::State::Live:
        break;
    }
    if (!m_base->is_object())
        m_base = livePtr();
    if (data::stringAt(base(), {"metadata", "uid"}) != data::stringAt(live(), {"metadata", "uid"})) {
        setRemote(Remote::Replaced);
        return done();
    }
    if (m_base == livePtr()) {
        setRemote(Remote::Same);
        return done();
    }
    offThread(
        isLarge(), this,
        [base = m_base, live = livePtr(), schema = m_schema] {
            return model::edit::diffObjects(withoutServerFields(*base), withoutServerFields(*live),
                                            model::edit::typeOfObject(schema.get(), *base));
        },
        [this, base = m_base, live = livePtr(), done](std::vector<model::edit::FieldChange> changes) {
            // Where either is another by now, another comparison is on its way.
            if (base == m_base && live == livePtr()) {
                const Remote remote = changes.empty() ? Remote::Same : Remote::Changed;
                if (changes.empty())
                    m_base = live; // a new version, status or owners: nothing to edit
                setRemote(remote, std::move(changes));
            }
            done();
        });
}

void EditSession::merge(ObjectPtr mine, std::function<void(Merge)> done)
{
    offThread(
        isLarge(), this,
        [mine = std::move(mine), base = m_base, live = livePtr(), schema = m_schema] {
            return Merge{model::edit::mergeObjects(withoutServerFields(*base), withoutServerFields(*mine),
                                                   withoutServerFields(*live),
                                                   model::edit::typeOfObject(schema.get(), *base)),
                         live};
        },
        std::move(done));
}

void EditSession::rebase(ObjectPtr theirs)
{
    if (!theirs->is_object() || m_writing)
        return;
    m_base = std::move(theirs);
    compare([this] { emit changed(); });
}

} // namespace skiff::session

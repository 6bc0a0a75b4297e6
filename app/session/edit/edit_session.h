#pragma once

#include "app/model/edit/schema.h"
#include "app/model/edit/three_way_merge.h"
#include "app/session/edit/edit_plan.h"
#include "app/session/edit/object_watch.h"
#include "app/session/edit/object_writer.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace skiff::session {

/// The editing of one object, or of a new one: what it began with, what the server has now, writing with care
/// for what others own, and the way back. Knows objects, not texts; a page has one. GUI thread; what takes long with a
/// large object is worked out on another one.
class EditSession final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(const EditOutcome&)>;

    enum class Remote
    {
        Loading,
        Same,
        Changed,  ///< since the editing began, in what can be edited
        Replaced, ///< deleted, and made again by somebody
        Deleted,
        Away, ///< no answer: what is known may be old
        Refused
    };

    /// Without `object` it begins a new one. The writer outlives the session.
    EditSession(client::Transport& transport, ObjectWriter& writer, std::optional<model::ObjectRef> object,
                QObject* parent = nullptr);
    ~EditSession() override;

    /// Reads the object and watches it. `base` is what a draft was made from; null: what the server has.
    void start(ObjectPtr base = {});
    /// The connection has been away.
    void reconnect();

    bool isNew() const { return !m_object; }
    const std::optional<model::ObjectRef>& object() const { return m_object; }
    /// What the editing began with; null for a new object, and before the first answer.
    const data::Value& base() const { return *m_base; }
    const ObjectPtr& basePtr() const { return m_base; }
    /// What the server has, as far as is known.
    const data::Value& live() const { return *livePtr(); }
    const ObjectPtr& livePtr() const;
    /// True when work on the object is for another thread.
    bool isLarge() const { return m_watch && m_watch->isLarge(); }
    Remote remote() const { return m_remote; }
    const QString& problem() const { return m_problem; }
    /// What others changed since the editing began.
    const std::vector<model::edit::FieldChange>& remoteChanges() const { return m_remoteChanges; }

    void setSchema(SchemaPtr schema) { m_schema = std::move(schema); }
    const model::edit::Schema* schema() const { return m_schema.get(); }
    /// Where we may not patch but update, all is written by updates.
    void setMayPatch(bool mayPatch) { m_mayPatch = mayPatch; }
    /// Where a new object goes when it does not say.
    void setDefaultNamespace(const QString& nameSpace) { m_defaultNamespace = nameSpace; }

    /// What the user has and what the server has, brought together.
    struct Merge
    {
        model::edit::MergeResult result;
        ObjectPtr theirs; ///< what the server had: rebase() on it when the user takes the result
    };
    void merge(ObjectPtr mine, std::function<void(Merge)> done);
    /// From now on the editing began with `theirs`, which the server has or had.
    void rebase(ObjectPtr theirs);

    /// One at a time. After a Done that was no dry run, the editing begins anew with its object.
    void write(EditWish wish, Done done);
    bool writing() const { return m_writing; }

    /// Applied changes, and what was before them.
    bool canUndo() const { return !m_history.empty() && !m_writing; }
    /// True when undoing means that the object goes again.
    bool undoDeletes() const { return canUndo() && !m_history.back().before->is_object(); }
    /// Puts back what the last change changed, leaving alone what others changed since.
    void undo(EditWish decisions, Done done);

signals:
    /// remote(), live() or base() are others.
    void changed();
    /// The first answer: base() is there.
    void loaded();

private:
    struct Writing;
    using WritingPtr = std::shared_ptr<Writing>;

    void onWatched();
    void follow(const model::ObjectRef& object);
    void compare(const std::function<void()>& done);
    void setRemote(Remote remote, std::vector<model::edit::FieldChange> changes = {});
    void plan(const WritingPtr& writing);
    void onPlanned(const WritingPtr& writing, PlannedEdit planned);
    void send(const WritingPtr& writing, bool force);
    void onAnswer(const WritingPtr& writing, const Result<WriteAnswer>& answer, bool forced);
    void onRefused(const WritingPtr& writing, const WriteAnswer& answer, bool forced);
    void onRefusal(const WritingPtr& writing, EditRefusal refusal, bool forced);
    void onOvertaken(const WritingPtr& writing, const EditOutcome& outcome);
    void onDone(const WritingPtr& writing, const WriteAnswer& answer);
    void finish(const WritingPtr& writing, EditOutcome outcome);
    void removeAgain(const WritingPtr& writing);

    client::Transport& m_transport;
    ObjectWriter& m_writer;
    std::optional<model::ObjectRef> m_object;
    std::unique_ptr<ObjectWatch> m_watch;
    ObjectPtr m_base = std::make_shared<const data::Value>();
    Remote m_remote = Remote::Loading;
    std::vector<model::edit::FieldChange> m_remoteChanges;
    QString m_problem;
    SchemaPtr m_schema;
    bool m_mayPatch = true;
    bool m_writing = false;
    QString m_defaultNamespace = QStringLiteral("default");
    std::vector<EditChange> m_history;
};

} // namespace skiff::session

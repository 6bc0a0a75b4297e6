#pragma once

#include "app/model/edit/apply_plan.h"
#include "app/model/edit/schema.h"
#include "app/model/edit/three_way_merge.h"
#include "app/session/edit/object_watch.h"
#include "app/session/edit/object_writer.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace skiff::session {

/// A field that somebody else owns and that is written differently here.
struct EditConflict
{
    std::string field; ///< as the server writes it: .spec.replicas
    model::edit::FieldPath path;
    std::vector<model::edit::FieldOwner> owners;
    std::optional<data::Value> mine;
    std::optional<data::Value> theirs;
};

/// What is to be written, and what the user has decided about it.
struct EditWish
{
    data::Value mine;
    bool dryRun = false;
    bool removeForeign = false;  ///< fields of others may go
    bool anew = false;           ///< the object is gone: make it again
    std::set<std::string> taken; ///< fields of conflicts to take over
    std::set<std::string> kept;  ///< and those to leave as their owner has them
};

/// What came of it.
struct EditOutcome
{
    enum class Type
    {
        Nothing,   ///< there was nothing to write
        Done,      ///< `object` is what the server has, or would have
        Conflicts, ///< `conflicts` are to be decided
        Foreign,   ///< `foreign` fields would be removed: ask, then removeForeign
        Stale,     ///< it changed meanwhile: merge first
        Gone,      ///< it was deleted meanwhile
        Refused,   ///< `problem` and `causes` in the server's words
        NoAnswer   ///< whether it was written is not known
    };

    /// One thing a server finds wrong.
    struct Cause
    {
        QString field;
        QString message;
    };

    Type type = Type::Nothing;
    data::Value object;
    QStringList warnings;
    QString problem;
    std::vector<Cause> causes;
    std::vector<EditConflict> conflicts;
    std::vector<model::edit::ApplyPlan::ForeignRemoval> foreign;
    bool fellBack = false; ///< the server does not serve server-side apply
};

/// The editing of one object, or of a new one: what it began with, what the server has now, writing with care
/// for what others own, and the way back. Knows objects, not texts; a page has one. GUI thread.
class EditSession final : public QObject
{
    Q_OBJECT

public:
    using SchemaPtr = std::shared_ptr<const model::edit::Schema>;
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
    void start(data::Value base = {});
    /// The connection has been away.
    void reconnect();

    bool isNew() const { return !m_object; }
    const std::optional<model::ObjectRef>& object() const { return m_object; }
    /// What the editing began with; null for a new object, and before the first answer.
    const data::Value& base() const { return m_base; }
    /// What the server has, as far as is known.
    const data::Value& live() const;
    Remote remote() const { return m_remote; }
    const QString& problem() const { return m_problem; }
    /// What others changed since the editing began.
    std::vector<model::edit::FieldChange> remoteChanges() const;

    void setSchema(SchemaPtr schema) { m_schema = std::move(schema); }
    const model::edit::Schema* schema() const { return m_schema.get(); }
    /// Where we may not patch but update, all is written by updates.
    void setMayPatch(bool mayPatch) { m_mayPatch = mayPatch; }
    /// Where a new object goes when it does not say.
    void setDefaultNamespace(const QString& nameSpace) { m_defaultNamespace = nameSpace; }

    /// Brings what the user has and what the server has together; takeMerge() makes it the new begin.
    model::edit::MergeResult merge(const data::Value& mine) const;
    /// From now on the editing began with what the server has.
    void rebase();

    /// One at a time. After a Done that was no dry run, the editing begins anew with its object.
    void write(EditWish wish, Done done);
    bool writing() const { return m_writing; }

    /// Applied changes, and what was before them.
    bool canUndo() const { return !m_history.empty() && !m_writing; }
    /// True when undoing means that the object goes again.
    bool undoDeletes() const { return canUndo() && !m_history.back().before.is_object(); }
    /// Puts back what the last change changed, leaving alone what others changed since.
    void undo(EditWish decisions, Done done);

signals:
    /// remote(), live() or base() are others.
    void changed();
    /// The first answer: base() is there.
    void loaded();

private:
    struct Change
    {
        data::Value before; ///< null: it was made
        data::Value after;
    };
    struct Writing;
    using WritingPtr = std::shared_ptr<Writing>;

    const data::ObjectType* typeOf(const data::Value& object) const;
    void onWatched();
    void follow(const model::ObjectRef& object);
    void compare();
    EditConflict conflictAt(const model::edit::FieldPath& path, const data::Value& mine) const;
    std::vector<EditConflict> conflictsOfUpdate(const model::edit::ApplyPlan& plan, const EditWish& wish) const;
    void plan(const WritingPtr& writing);
    void send(const WritingPtr& writing, bool force);
    void onAnswer(const WritingPtr& writing, const Result<WriteAnswer>& answer, bool forced);
    void onRefused(const WritingPtr& writing, const WriteAnswer& answer, bool forced);
    void onOvertaken(const WritingPtr& writing, const EditOutcome& outcome);
    void onDone(const WritingPtr& writing, const WriteAnswer& answer);
    void finish(const WritingPtr& writing, EditOutcome outcome);
    void removeAgain(const WritingPtr& writing);

    client::Transport& m_transport;
    ObjectWriter& m_writer;
    std::optional<model::ObjectRef> m_object;
    std::unique_ptr<ObjectWatch> m_watch;
    data::Value m_base;
    Remote m_remote = Remote::Loading;
    QString m_problem;
    SchemaPtr m_schema;
    bool m_mayPatch = true;
    bool m_writing = false;
    QString m_defaultNamespace = QStringLiteral("default");
    std::vector<Change> m_history;
};

} // namespace skiff::session

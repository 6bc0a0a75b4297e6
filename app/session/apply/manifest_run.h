#pragma once

#include "app/model/edit/manifest_plan.h"
#include "app/model/edit/ownership.h"
#include "app/model/workload_progress.h"
#include "app/session/edit/object_watch.h"
#include "app/session/edit/object_writer.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace skiff::session {

/// Takes the objects of a drop through the server: looks what would happen to each (it is read, and applied
/// as a dry run), and when apply() is called writes those that are chosen. By step: what others need goes
/// first and is waited for. Nothing changes on the server before apply(). undo() takes back what was applied, where
/// nobody has changed it since. GUI thread.
class ManifestRun final : public QObject
{
    Q_OBJECT

public:
    enum class Phase
    {
        Idle,
        Checking,
        Ready, ///< nothing is under way
        Applying,
        Undoing,
        Stopping, ///< stop() was called; what was sent is waited for
    };

    /// How far one object is.
    enum class State
    {
        Queued,
        Checking,
        Create, ///< what applying would do
        Change,
        Same,
        Waiting,  ///< can only be looked at after another object of the drop is there: waitsFor
        Conflict, ///< others own fields of it
        Refused,  ///< the server does not let us
        Invalid,  ///< the server would not take it as it is
        Applying,
        Created,
        Changed,
        Unchanged,
        Failed,  ///< no answer, or an error of the server's own
        Blocked, ///< waitsFor was not applied
        Undoing,
        Undone, ///< taken back: deleted again, or as it was before
        Kept,   ///< not taken back, since somebody has changed it: words
    };

    struct Row
    {
        State state = State::Queued;
        QString words;        ///< why, in the server's words where it has some
        QStringList warnings; ///< the server's
        std::vector<model::edit::ApplyConflict> conflicts;
        bool chosen = true;    ///< the user wants it applied
        bool takeOver = false; ///< also what others own
        std::optional<int> waitsFor;
        std::shared_ptr<const data::Value> live;   ///< as the server has it; null: it has none, or does not show it
        std::shared_ptr<const data::Value> wanted; ///< as it would be, or is
        std::optional<model::WorkloadProgress> progress; ///< of a workload that was applied
    };

    struct Counts
    {
        int create = 0;
        int change = 0;
        int same = 0;
        int waiting = 0;
        int conflict = 0;
        int bad = 0; ///< refused, invalid, failed, blocked
        int applied = 0;
        int undone = 0;
        int kept = 0;
        int toApply = 0; ///< chosen, and apply() would write them
    };

    ManifestRun(client::Transport& transport, Discovery& discovery, QObject* parent = nullptr);
    ~ManifestRun() override;

    /// Begins to look; objects that do not say a namespace get `nameSpace`.
    void start(std::shared_ptr<const model::edit::Manifest> manifest, const QString& nameSpace);
    /// Looks again at everything, in that namespace. Not while objects are applied.
    void setNamespace(const QString& nameSpace);
    const QString& nameSpace() const { return m_nameSpace; }
    /// Begins anew: looks at every object again. Not while objects are applied.
    void check();
    /// Looks again at those that are refused, invalid, failed or blocked.
    void retry();
    void setChosen(int row, bool chosen);
    /// Looks again at an object in conflict, as one that takes what others own.
    void takeOver(int row);
    void apply();
    /// Sends nothing more.
    void stop();
    /// Deletes what was created and gives back to what was changed what it had, the last first. What others changed
    /// since stays, and so do new namespaces and definitions: others may use them.
    void undo();
    bool canUndo() const;

    Phase phase() const { return m_phase; }
    bool busy() const { return m_phase != Phase::Ready && m_phase != Phase::Idle; }
    /// Something on the server is being changed.
    bool writing() const
    {
        return m_phase == Phase::Applying || m_phase == Phase::Undoing || m_phase == Phase::Stopping;
    }
    const std::vector<Row>& rows() const { return m_rows; }
    const std::vector<model::edit::PlannedObject>& plans() const { return m_plans; }
    const model::edit::Manifest& manifest() const { return *m_manifest; }
    Counts counts() const;
    /// Whether any object takes the chosen namespace.
    bool usesNamespace() const;
    /// Whether apply() would write it.
    bool applicable(int row) const;

    static bool isApplied(State state)
    {
        return state == State::Created || state == State::Changed || state == State::Unchanged || state == State::Kept;
    }
    static bool isBad(State state)
    {
        return state == State::Refused || state == State::Invalid || state == State::Failed || state == State::Blocked;
    }

    static constexpr int MostAtOnce = 6;
    static constexpr int MostFollowed = 30;      ///< workloads whose progress is watched
    static constexpr int PatienceMsecs = 60'000; ///< until a namespace or definition must be there
    static constexpr int LateTries = 40;         ///< until a new kind must be served
    static constexpr int LateMsecs = 250;        ///< between them

signals:
    /// There are other rows.
    void planned();
    void changed(int row);
    void phaseChanged();

private:
    enum class Why
    {
        Look,
        Write
    };

    // manifest_run.cpp
    void resolveKinds(std::function<void()> then);
    std::optional<model::ResourceKind> served(const QString& apiVersion, const QString& kind) const;
    void plan();
    void abandon();
    void beginRows(Phase phase, const std::vector<int>& rows);
    void setPhase(Phase phase);
    void set(int row, State state, const QString& words = {});
    void done(int row, State state, const QString& words = {});
    void pump();
    std::optional<int> nextRow() const;
    void later(int msecs, std::function<void()> action);

    // manifest_run_check.cpp
    void look(int row, Why why);
    bool looksLater(int row);
    void dryRun(int row, Why why);
    void onDryRun(int row, Why why, const Result<WriteAnswer>& answer);
    void finishLook(int row, Why why, State state, const QString& words = {});
    State refusal(int row, const WriteAnswer& answer);
    void askWhetherAllowed(int row, const QString& verb);

    // manifest_run_apply.cpp
    void beginApply(int row);
    void resolveLate(int row);
    bool tryLate(int row, const WriteAnswer& answer, std::function<void()> again);
    void readAndWrite(int row);
    void write(int row);
    void onWritten(int row, const Result<WriteAnswer>& answer);
    void waitUntilThere(int row, State result);
    void follow(int row);
    void unfollow(int row);

    // manifest_run_undo.cpp
    bool mayUndo(int row) const;
    bool staysWhenUndone(int row) const;
    void undoNext();
    void readForUndo(int row, State was);
    void deleteAgain(int row, const data::Value& live);
    void giveBack(int row, const data::Value& live);
    void sendUndo(int row, State was, WriteRequest request);
    void undone(int row, State state, const QString& words = {});

    WriteRequest requestFor(int row) const;
    void call(client::ApiRequest request, std::function<void(const Result<client::ApiResponse>&)> done);

    client::Transport& m_transport;
    ObjectWriter m_writer;
    std::shared_ptr<const model::edit::Manifest> m_manifest;
    QString m_nameSpace;
    Phase m_phase = Phase::Idle;
    std::map<std::pair<QString, QString>, Result<model::ResourceKind>> m_kinds; ///< by apiVersion and kind
    std::vector<model::edit::PlannedObject> m_plans;
    std::vector<Row> m_rows;
    std::vector<bool> m_todo; ///< rows this phase has not begun
    std::vector<bool> m_open; ///< rows this phase has not ended
    std::vector<int> m_tries; ///< of rows whose namespace or definition is new
    std::vector<int> m_undo;  ///< rows that are to be taken back, from the last on
    int m_underWay = 0;
    bool m_pumping = false;             ///< pump() is on its way
    int m_round = 0;                    ///< answers of an earlier one are dropped
    QHash<int, ObjectWatch*> m_watches; ///< by row
    int m_last = 0;
    std::map<int, std::unique_ptr<client::Call>> m_calls;
};

} // namespace skiff::session

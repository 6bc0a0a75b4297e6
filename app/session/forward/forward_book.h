#pragma once

#include "app/session/forward/forward.h"
#include "app/session/settings.h"

#include <map>
#include <vector>

namespace skiff::session {

/// All forwards of all clusters: kept in the settings, running or not. Lives as long as the window,
/// so that a forward outlives the view of its cluster. GUI thread.
class ForwardBook final : public QObject
{
    Q_OBJECT

public:
    /// `settings` may be nullptr: then forwards are forgotten with the program.
    explicit ForwardBook(Settings* settings, QObject* parent = nullptr);
    ~ForwardBook() override;

    /// Its cluster can be reached: forwards that are wished start.
    void addCluster(const Identity& identity);
    const std::vector<std::unique_ptr<Forward>>& forwards() const { return m_forwards; }
    Forward* byId(const QString& id) const;

    /// Makes one (with a new id) and starts it.
    Forward& add(ForwardSpec spec);
    void start(Forward& forward);
    void stop(Forward& forward) { forward.stop(); }
    void change(Forward& forward, ForwardSpec spec);
    /// Stops and forgets.
    void remove(Forward& forward);

signals:
    void aboutToAdd();
    void added();
    void aboutToRemove(int index);
    void removed();
    void changed(int index);

private:
    void adopt(ForwardSpec spec);
    void save();

    Settings* m_settings;
    std::map<QString, std::unique_ptr<QtTransport>> m_transports; ///< by context
    std::vector<std::unique_ptr<Forward>> m_forwards;
};

} // namespace skiff::session

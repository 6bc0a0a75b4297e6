#pragma once

#include "app/session/apply/manifest_run.h"

#include <QAbstractTableModel>

#include <optional>

namespace skiff::desktop {

/// What a drop brought, as a table: first what is broken, then the objects in the order in which they are
/// applied. GUI thread.
class ApplyModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column
    {
        Object,
        Namespace,
        Action,
        Source,
        ColumnCount
    };
    enum Role
    {
        GlyphRole = Qt::UserRole + 1,
        StrongRole
    };

    explicit ApplyModel(session::ManifestRun& run, QObject* parent = nullptr);

    /// The object of a table's row; nothing for a broken piece.
    std::optional<int> object(int row) const;
    /// The broken piece of a table's row, or nullptr.
    const model::edit::ManifestProblem* problem(int row) const;
    int rowOf(int object) const { return object + problemCount(); }
    /// "web.yaml:12".
    static QString place(const QString& file, int line, int column = 0);
    void retranslate();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    int problemCount() const { return int(m_run.manifest().problems.size()); }
    QString problemText(int row, int column) const;
    QString objectText(int object, int column) const;
    QString actionText(int object) const;
    QString noteOf(int object) const;
    QString toolTip(int row, int column) const;
    int glyph(int row) const;

    session::ManifestRun& m_run;
    int m_rows = 0; ///< as views know it
};

} // namespace skiff::desktop

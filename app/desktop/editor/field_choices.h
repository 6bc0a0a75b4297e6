#pragma once

#include "cluster/data/value.h"

#include <QTreeWidget>

#include <optional>
#include <string>
#include <vector>

class QComboBox;

namespace skiff::desktop {

/// A field with two values, of which one must be chosen.
struct FieldChoice
{
    std::string field; ///< ".spec.replicas"
    QString who;       ///< whose the other value is
    std::optional<data::Value> mine;
    std::optional<data::Value> theirs;
    bool takeMine = false;
};

/// Fields in conflict, one line each: who else has it, both values, and which one it is to be. By keyboard the space
/// bar and the arrows decide the current one, Enter goes on. GUI thread.
class FieldChoices final : public QTreeWidget
{
    Q_OBJECT

public:
    explicit FieldChoices(QWidget* parent = nullptr);

    void setChoices(const std::vector<FieldChoice>& choices);
    /// What a decision is called: "Take over", "Keep theirs".
    void setDecisions(const QString& mine, const QString& theirs);
    /// As decided, in the same order.
    std::vector<FieldChoice> choices() const;
    void choose(int row, bool mine);

signals:
    /// All is decided as wanted.
    void accepted();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    void drawRow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;

private:
    void retranslate();
    void fitColumns();
    QComboBox* decision(int row) const;

    std::vector<FieldChoice> m_choices;
};

/// A value in one line; a dash where there is none.
QString valueWords(const std::optional<data::Value>& value);

} // namespace skiff::desktop

#include "app/desktop/apply/apply_model.h"

#include "app/desktop/glyphs.h"

#include <set>

namespace skiff::desktop {

using State = session::ManifestRun::State;
using Row = session::ManifestRun::Row;

ApplyModel::ApplyModel(session::ManifestRun& run, QObject* parent) : QAbstractTableModel(parent), m_run(run)
{
    connect(&m_run, &session::ManifestRun::planned, this, [this] {
        const int rows = problemCount() + int(m_run.rows().size());
        if (rows == m_rows) { // looked at again: the same objects
            if (rows > 0)
                emit dataChanged(index(0, 0), index(rows - 1, ColumnCount - 1));
            return;
        }
        beginResetModel();
        m_rows = rows;
        endResetModel();
    });
    connect(&m_run, &session::ManifestRun::changed, this, [this](int object) {
        const int row = rowOf(object);
        if (row < m_rows)
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
    });
}

std::optional<int> ApplyModel::object(int row) const
{
    return row >= problemCount() && row < m_rows ? std::optional(row - problemCount()) : std::nullopt;
}

const model::edit::ManifestProblem* ApplyModel::problem(int row) const
{
    return row >= 0 && row < problemCount() ? &m_run.manifest().problems[size_t(row)] : nullptr;
}

QString ApplyModel::place(const QString& file, int line, int column)
{
    QString text = file;
    for (const int number : {line, column})
        if (number > 0)
            text += QLatin1Char(':') + QString::number(number);
    return text;
}

int ApplyModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_rows;
}

QString ApplyModel::problemText(int row, int column) const
{
    const model::edit::ManifestProblem& problem = *this->problem(row);
    switch (column) {
    case Object:
        return problem.file.section(QLatin1Char('/'), -1);
    case Action:
        return tr("broken");
    case Source:
        return place(problem.file.section(QLatin1Char('/'), -1), problem.line, problem.column);
    default:
        return {};
    }
}

QString ApplyModel::actionText(int object) const
{
    const Row& row = m_run.rows()[size_t(object)];
    const QString after = row.waitsFor ? m_run.plans()[size_t(*row.waitsFor)].words() : QString();
    switch (row.state) {
    case State::Queued:
        return tr("not looked at yet");
    case State::Checking:
        return tr("looking…");
    case State::Create:
        return tr("create");
    case State::Change:
        return row.takeOver ? tr("change, takes over fields") : tr("change");
    case State::Same:
        return tr("same");
    case State::Waiting:
        return tr("create, after %1").arg(after);
    case State::Conflict:
        return tr("conflict");
    case State::Refused:
        return tr("not allowed");
    case State::Invalid:
        return tr("cannot be applied");
    case State::Applying:
        return tr("applying…");
    case State::Created:
        return tr("created");
    case State::Changed:
        return tr("changed");
    case State::Unchanged:
        return tr("unchanged");
    case State::Failed:
        return tr("failed");
    case State::Blocked:
        return tr("not applied: needs %1").arg(after);
    case State::Undoing:
        return tr("taking back…");
    case State::Undone:
        return tr("taken back");
    case State::Kept:
        return tr("stays");
    }
    return {};
}

/// What stands behind the action; why not, is told beside the table.
QString ApplyModel::noteOf(int object) const
{
    const Row& row = m_run.rows()[size_t(object)];
    if (row.progress)
        return row.progress->words();
    std::set<QString> managers;
    for (const model::edit::ApplyConflict& conflict : row.conflicts)
        managers.insert(QString::fromStdString(conflict.manager));
    return managers.empty()
               ? QString()
               : tr("with %1").arg(QStringList(managers.begin(), managers.end()).join(QStringLiteral(", ")));
}

QString ApplyModel::toolTip(int row, int column) const
{
    if (const model::edit::ManifestProblem* broken = problem(row))
        return column == Source ? place(broken->file, broken->line, broken->column) : broken->text;
    const int at = *object(row);
    const model::edit::ManifestObject& source = m_run.manifest().objects[size_t(at)];
    if (column == Source)
        return place(source.file, source.line);
    return column == Action && !m_run.rows()[size_t(at)].words.isEmpty() ? m_run.rows()[size_t(at)].words
                                                                         : objectText(at, column);
}

QString ApplyModel::objectText(int object, int column) const
{
    const model::edit::PlannedObject& plan = m_run.plans()[size_t(object)];
    const Row& row = m_run.rows()[size_t(object)];
    switch (column) {
    case Object:
        return plan.kindName + QLatin1Char(' ') + plan.name;
    case Namespace:
        return plan.shownNamespace();
    case Action: {
        const bool leftOut = !row.chosen && !session::ManifestRun::isApplied(row.state);
        const QString action = leftOut ? tr("left out (%1)").arg(actionText(object)) : actionText(object);
        const QString note = noteOf(object);
        return note.isEmpty() ? action : action + QStringLiteral(" · ") + note;
    }
    case Source: {
        const model::edit::ManifestObject& source = m_run.manifest().objects[size_t(object)];
        return place(source.file.section(QLatin1Char('/'), -1), source.line);
    }
    default:
        return {};
    }
}

int ApplyModel::glyph(int row) const
{
    using widgets::Glyph;
    if (problem(row))
        return int(Glyph::Cross);
    const Row& r = m_run.rows()[size_t(*object(row))];
    if (session::ManifestRun::isBad(r.state))
        return int(Glyph::Cross);
    if (r.state == State::Conflict || !r.warnings.isEmpty())
        return int(Glyph::Triangle);
    if (r.progress)
        return int(glyphOf(r.progress->health));
    if (!r.chosen)
        return int(Glyph::Bars);
    switch (r.state) {
    case State::Created:
    case State::Changed:
        return int(Glyph::Dot);
    case State::Same:
    case State::Unchanged:
    case State::Undone:
        return int(Glyph::Ring);
    case State::Kept:
        return int(Glyph::Triangle);
    case State::Queued:
        return int(Glyph::None);
    default:
        return int(Glyph::Half);
    }
}

QVariant ApplyModel::data(const QModelIndex& index, int role) const
{
    const int row = index.row();
    const bool broken = problem(row) != nullptr;
    switch (role) {
    case Qt::DisplayRole:
        return broken ? problemText(row, index.column()) : objectText(*object(row), index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case GlyphRole:
        return index.column() == Action ? QVariant(glyph(row)) : QVariant();
    case StrongRole:
        return index.column() == Object;
    default:
        return {};
    }
}

QVariant ApplyModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Object:
        return tr("Object");
    case Namespace:
        return tr("Namespace");
    case Action:
        return tr("What happens");
    case Source:
        return tr("From");
    default:
        return {};
    }
}

void ApplyModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (m_rows > 0)
        emit dataChanged(index(0, 0), index(m_rows - 1, ColumnCount - 1));
}

} // namespace skiff::desktop

#include "app/desktop/forwards/forward_model.h"

#include "widgets/status_glyph.h"

#include <QLocale>

namespace skiff::desktop {

namespace {

using State = session::Forward::State;

widgets::Glyph glyphFor(const session::Forward& forward)
{
    switch (forward.state()) {
    case State::Ready: // with words, the last connection went wrong
        return forward.words().isEmpty() ? widgets::Glyph::Dot : widgets::Glyph::Triangle;
    case State::Waiting:
        return widgets::Glyph::Half;
    case State::Failed:
        return widgets::Glyph::Cross;
    case State::Stopped:
        return widgets::Glyph::Ring;
    }
    return widgets::Glyph::Ring;
}

} // namespace

ForwardModel::ForwardModel(session::ForwardBook& book, QObject* parent) : QAbstractTableModel(parent), m_book(book)
{
    connect(&book, &session::ForwardBook::aboutToAdd, this, [this] { beginInsertRows({}, rowCount(), rowCount()); });
    connect(&book, &session::ForwardBook::added, this, [this] { endInsertRows(); });
    connect(&book, &session::ForwardBook::aboutToRemove, this, [this](int row) { beginRemoveRows({}, row, row); });
    connect(&book, &session::ForwardBook::removed, this, [this] { endRemoveRows(); });
    connect(&book, &session::ForwardBook::changed, this,
            [this](int row) { emit dataChanged(index(row, 0), index(row, ColumnCount - 1)); });
}

session::Forward* ForwardModel::forward(int row) const
{
    return row >= 0 && row < rowCount() ? m_book.forwards()[size_t(row)].get() : nullptr;
}

void ForwardModel::retranslate()
{
    emit headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int ForwardModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : int(m_book.forwards().size());
}

QVariant ForwardModel::data(const QModelIndex& index, int role) const
{
    const session::Forward* forward = this->forward(index.row());
    if (!forward)
        return {};
    const session::ForwardSpec& spec = forward->spec();
    if (role == GlyphRole)
        return index.column() == Status ? QVariant(int(glyphFor(*forward))) : QVariant();
    if (role == StrongRole)
        return index.column() == Name;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const QLocale locale;
    switch (index.column()) {
    case Name:
        return spec.name.isEmpty() ? spec.target.name : spec.name;
    case Address:
        return forward->address();
    case Target:
        return QStringLiteral("%1 :%2").arg(spec.target.words()).arg(spec.remotePort);
    case Cluster:
        return spec.context;
    case Pod:
        return forward->pod();
    case Traffic: {
        if (forward->bytesIn() + forward->bytesOut() == 0)
            return QString();
        QString words =
            QStringLiteral("↓ %1  ↑ %2")
                .arg(locale.formattedDataSize(forward->bytesIn(), 1), locale.formattedDataSize(forward->bytesOut(), 1));
        if (forward->rate() > 0)
            words += QStringLiteral("  ") + tr("%1/s").arg(locale.formattedDataSize(forward->rate(), 1));
        return words;
    }
    case Status:
        if (!forward->words().isEmpty())
            return forward->words();
        switch (forward->state()) {
        case State::Ready:
            return forward->connectionCount() > 0 ? tr("Ready · connections: %1").arg(forward->connectionCount())
                                                  : tr("Ready");
        case State::Waiting:
            return tr("Waiting");
        case State::Failed:
            return tr("Failed");
        case State::Stopped:
            return tr("Stopped");
        }
        return {};
    default:
        return {};
    }
}

QVariant ForwardModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Address:
        return tr("Local address");
    case Target:
        return tr("Target");
    case Cluster:
        return tr("Cluster");
    case Pod:
        return tr("Pod");
    case Traffic:
        return tr("Traffic");
    case Status:
        return tr("Status");
    default:
        return {};
    }
}

} // namespace skiff::desktop

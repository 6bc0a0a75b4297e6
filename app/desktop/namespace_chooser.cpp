#include "app/desktop/namespace_chooser.h"

#include "app/model/table_decoder.h"
#include "app/session/api_words.h"
#include "app/session/cluster_handle.h"
#include "widgets/tokens.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace skiff::desktop {

namespace {

constexpr int Width = 300;
constexpr int RowHeight = 30;
constexpr int RowsShown = 12;

} // namespace

NamespaceChooser::NamespaceChooser(session::ClusterHandle& cluster, QWidget& beside)
    : QFrame(beside.window(), Qt::Popup), m_cluster(cluster), m_beside(beside), m_search(new QLineEdit),
      m_list(new QListWidget), m_hint(new QLabel)
{
    setObjectName(QStringLiteral("namespacePopup"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_search->setObjectName(QStringLiteral("namespaceSearch"));
    m_search->setPlaceholderText(tr("Find a namespace"));
    m_search->installEventFilter(this);
    m_list->setObjectName(QStringLiteral("namespaceList"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_hint->setForegroundRole(QPalette::PlaceholderText);
    m_hint->setWordWrap(true);
    m_hint->setText(tr("Enter shows one, Space ticks several"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(widgets::metrics::Gap, widgets::metrics::Gap, widgets::metrics::Gap, widgets::metrics::Gap);
    column->addWidget(m_search);
    column->addWidget(m_list);
    column->addWidget(m_hint);
    setFixedWidth(Width);
    m_known = QString::fromUtf8(cluster.remembered(QStringLiteral("knownNamespaces"))).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    fill();
    connect(m_search, &QLineEdit::textChanged, this, &NamespaceChooser::filter);
    connect(m_search, &QLineEdit::returnPressed, this, &NamespaceChooser::takeCurrent);
    connect(m_list, &QListWidget::itemClicked, this, [this] {
        if (!std::exchange(m_ticked, false)) // a click on the box is no click on the name
            takeCurrent();
    });
    connect(m_list, &QListWidget::itemChanged, this, &NamespaceChooser::takeChecked);
    readNamespaces();
}

NamespaceChooser::~NamespaceChooser() = default;

void NamespaceChooser::open()
{
    adjustSize();
    const QPoint below = m_beside.mapToGlobal(QPoint(m_beside.width() - width(), m_beside.height() + 4));
    move(std::max(below.x(), m_beside.window()->mapToGlobal(QPoint()).x()), below.y());
    show();
    m_search->setFocus(Qt::PopupFocusReason);
}

void NamespaceChooser::readNamespaces()
{
    client::ApiRequest request;
    request.path = "/api/v1/namespaces";
    request.accept = std::string(model::tableAccept);
    m_call = m_cluster.transport().send(std::move(request), [this](const Result<client::ApiResponse>& response) {
        if (const QString problem = session::problemOf(response); !problem.isEmpty()) {
            m_hint->setText(tr("The namespaces cannot be listed; type the name of one. (%1)").arg(problem));
            adjustSize();
            return;
        }
        const Result<model::Table> table = model::decodeTable(*response->body);
        if (!table.ok())
            return;
        QStringList names;
        for (const model::TableRow& row : table->rows)
            names.append(row.name);
        if (names == m_known)
            return;
        m_known = names;
        m_cluster.remember(QStringLiteral("knownNamespaces"), names.join(QLatin1Char('\n')).toUtf8());
        fill();
    });
}

void NamespaceChooser::fill()
{
    const QSignalBlocker quiet(m_list);
    const QString current = m_list->currentItem() ? m_list->currentItem()->text() : QString();
    m_list->clear();
    const auto add = [this](const QString& text, const QString& name) {
        auto* item = new QListWidgetItem(text, m_list);
        item->setData(Qt::UserRole, name);
        item->setSizeHint(QSize(0, RowHeight));
        item->setFlags(item->flags() | Qt::ItemIsUserCheckable);
        item->setCheckState((name.isEmpty() ? m_cluster.namespaces().isEmpty() : m_cluster.namespaces().contains(name)) ? Qt::Checked
                                                                                                                  : Qt::Unchecked);
    };
    add(tr("All namespaces"), {});
    QStringList names = m_cluster.namespaces();
    std::sort(names.begin(), names.end()); // chosen ones come first
    for (const QString& name : m_known)
        if (!names.contains(name))
            names.append(name);
    for (const QString& name : names)
        add(name, name);
    const auto same = m_list->findItems(current, Qt::MatchExactly);
    m_list->setCurrentItem(same.isEmpty() ? m_list->item(0) : same.front());
    m_list->setFixedHeight(RowHeight * std::min(m_list->count(), RowsShown) + 4);
    filter();
    adjustSize();
}

void NamespaceChooser::filter()
{
    const QString text = m_search->text().trimmed();
    QListWidgetItem* first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem* item = m_list->item(row);
        const bool shown = text.isEmpty() || (row > 0 && item->text().contains(text, Qt::CaseInsensitive));
        item->setHidden(!shown);
        // What begins with the text is meant more than what has it somewhere.
        if (shown && (!first || (item->text().startsWith(text) && !first->text().startsWith(text))))
            first = item;
    }
    if (!text.isEmpty() || !m_list->currentItem() || m_list->currentItem()->isHidden())
        m_list->setCurrentItem(first);
}

void NamespaceChooser::takeCurrent()
{
    const QListWidgetItem* item = m_list->currentItem();
    const QString typed = m_search->text().trimmed();
    if (item && !item->isHidden())
        m_cluster.setNamespaces(item->data(Qt::UserRole).toString().isEmpty() ? QStringList() : QStringList{item->data(Qt::UserRole).toString()});
    else if (!typed.isEmpty())
        m_cluster.setNamespaces({typed});
    close();
}

void NamespaceChooser::takeChecked(const QListWidgetItem* changed)
{
    m_ticked = true;
    const QSignalBlocker quiet(m_list);
    QStringList names;
    const bool all = m_list->row(changed) == 0;
    for (int row = 1; row < m_list->count(); ++row) {
        if (all)
            m_list->item(row)->setCheckState(Qt::Unchecked);
        else if (m_list->item(row)->checkState() == Qt::Checked)
            names.append(m_list->item(row)->data(Qt::UserRole).toString());
    }
    m_list->item(0)->setCheckState(names.isEmpty() ? Qt::Checked : Qt::Unchecked);
    m_cluster.setNamespaces(names);
}

bool NamespaceChooser::eventFilter(QObject* watched, QEvent* event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Escape) {
        close();
        return true;
    }
    QListWidgetItem* current = m_list->currentItem();
    if (key == Qt::Key_Space && current && !current->isHidden()) {
        current->setCheckState(current->checkState() == Qt::Checked ? Qt::Unchecked : Qt::Checked);
        m_ticked = false;
        return true;
    }
    const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
    if (step == 0)
        return QFrame::eventFilter(watched, event);
    for (int row = m_list->currentRow() + step; row >= 0 && row < m_list->count(); row += step)
        if (!m_list->item(row)->isHidden()) {
            m_list->setCurrentRow(row);
            break;
        }
    return true;
}

void NamespaceChooser::paintEvent(QPaintEvent*)
{
    const widgets::Tokens& t = widgets::tokens(palette());
    QPainter painter(this);
    painter.fillRect(rect(), t.surface);
    painter.setPen(t.line);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

} // namespace skiff::desktop

#include "app/desktop/actions/drain_panel.h"

#include "app/session/cluster_handle.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTextDocument>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int RowHeight = 28;

using Row = session::Drain::Row;
using State = session::Drain::State;
using Verdict = model::DrainPod::Verdict;

QString stateWords(const Row& row)
{
    switch (row.state) {
    case Row::State::Waiting:
        return row.pod.verdict == Verdict::Finished ? DrainPanel::tr("will be deleted: it has finished")
                                                    : DrainPanel::tr("will be evicted");
    case Row::State::Evicting:
        return DrainPanel::tr("eviction asked for");
    case Row::State::Refused:
        return DrainPanel::tr("refused for now: %1").arg(row.words);
    case Row::State::Leaving:
        return DrainPanel::tr("shutting down");
    case Row::State::Gone:
        return DrainPanel::tr("gone");
    case Row::State::Kept:
        return row.pod.verdict == Verdict::DaemonSet ? DrainPanel::tr("stays: of a DaemonSet")
                                                     : DrainPanel::tr("stays: the node's own");
    case Row::State::Failed:
        return DrainPanel::tr("failed: %1").arg(row.words);
    }
    return {};
}

QString noteWords(const model::DrainPod& pod)
{
    QStringList words;
    if (pod.verdict == Verdict::Evict && pod.unmanaged)
        words.append(DrainPanel::tr("nobody makes another"));
    if (pod.verdict == Verdict::Evict && pod.localData)
        words.append(DrainPanel::tr("loses its emptyDir"));
    return words.join(QStringLiteral(", "));
}

} // namespace

DrainPanel::DrainPanel(session::ClusterHandle& cluster, const model::ObjectRef& node, QWidget* parent)
    : DockPanel(parent),
      m_drain(cluster.transport(), node, cluster.kinds().evictionVersion()),
      m_words(new QLabel),
      m_button(new QPushButton),
      m_list(new QTreeWidget)
{
    setObjectName(QStringLiteral("drainPanel"));
    m_words->setObjectName(QStringLiteral("drainWords"));
    m_words->setWordWrap(true);
    m_words->setTextFormat(Qt::PlainText);
    m_button->setObjectName(QStringLiteral("drainButton"));
    m_list->setObjectName(QStringLiteral("drainList"));
    m_list->setRootIsDecorated(false);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setColumnCount(3);
    // Why a pod does not go is what one looks for: that column gets the room.
    m_list->header()->setStretchLastSection(false);
    m_list->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_list->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_list->header()->setSectionResizeMode(2, QHeaderView::ResizeToContents);
    setFocusProxy(m_button);
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(widgets::metrics::WideGap, widgets::metrics::Gap, widgets::metrics::WideGap,
                            widgets::metrics::Gap);
    bar->addWidget(m_words, 1);
    bar->addWidget(m_button);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_list, 1);
    connect(&m_drain, &session::Drain::planned, this, [this] {
        m_planned = true;
        showRows();
    });
    connect(&m_drain, &session::Drain::changed, this, &DrainPanel::showRows);
    connect(m_button, &QPushButton::clicked, this, &DrainPanel::press);
    showRows();
    m_drain.plan();
}

QString DrainPanel::sentence() const
{
    const QString node = m_drain.node().name;
    switch (m_drain.state()) {
    case State::Planning:
        return m_planned ? tr("Draining %1 cordons it and evicts %2 pods. Disruption budgets are respected.")
                               .arg(node)
                               .arg(m_drain.toEvict())
                         : tr("Looking which pods are on %1…").arg(node);
    case State::Running:
        return tr("%1 of %2 pods are gone.").arg(m_drain.gone()).arg(m_drain.toEvict());
    case State::Done:
        return tr("%1 is drained. It stays cordoned until you uncordon it.").arg(node);
    case State::Cancelled:
        return tr("Stopped: %1 of %2 pods are gone. The node stays cordoned.")
            .arg(m_drain.gone())
            .arg(m_drain.toEvict());
    case State::Failed:
        return m_drain.problem().isEmpty() ? tr("Not all pods could be evicted.")
                                           : tr("The drain failed: %1").arg(m_drain.problem());
    }
    return {};
}

void DrainPanel::showRows()
{
    m_words->setText(sentence());
    const State state = m_drain.state();
    m_button->setText(state == State::Running    ? tr("Stop")
                      : state == State::Planning ? tr("Drain node")
                                                 : tr("Look again"));
    m_button->setEnabled(state != State::Planning || m_planned);
    m_list->setHeaderLabels({tr("Pod"), tr("State"), tr("Note")});
    const std::vector<Row>& rows = m_drain.rows();
    while (m_list->topLevelItemCount() > int(rows.size()))
        delete m_list->takeTopLevelItem(m_list->topLevelItemCount() - 1);
    while (m_list->topLevelItemCount() < int(rows.size()))
        (new QTreeWidgetItem(m_list))->setSizeHint(1, QSize(0, RowHeight)); // the column that stretches
    for (int i = 0; i < int(rows.size()); ++i) {
        QTreeWidgetItem* item = m_list->topLevelItem(i);
        item->setText(0, rows[size_t(i)].pod.words());
        item->setText(1, stateWords(rows[size_t(i)]));
        item->setText(2, noteWords(rows[size_t(i)].pod));
        item->setToolTip(1, Qt::convertFromPlainText(rows[size_t(i)].words));
    }
}

void DrainPanel::press()
{
    switch (m_drain.state()) {
    case State::Running:
        m_drain.cancel();
        break;
    case State::Planning:
        m_drain.start();
        break;
    default:
        m_planned = false;
        m_drain.plan();
        showRows();
    }
}

void DrainPanel::changeEvent(QEvent* event)
{
    DockPanel::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        showRows();
}

} // namespace skiff::desktop

#include "app/desktop/cluster_rail.h"

#include "app/model/foreign_text.h"
#include "widgets/icons.h"
#include "widgets/tokens.h"

#include <QEvent>
#include <QMenu>
#include <QPainter>
#include <QTextDocument>
#include <QToolButton>
#include <QVBoxLayout>

namespace skiff::desktop {

namespace {

constexpr int Width = 48;
constexpr int ButtonSize = 36;

/// A context's button, with a dot while it is connected.
class ContextButton final : public QToolButton
{
public:
    void setLive(bool live)
    {
        m_live = live;
        update();
    }

protected:
    void paintEvent(QPaintEvent* event) override
    {
        QToolButton::paintEvent(event);
        if (!m_live)
            return;
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(widgets::tokens(palette()).good);
        painter.drawEllipse(QRectF(width() - 9, height() - 9, 6, 6));
    }

private:
    bool m_live = false;
};

void dress(QToolButton* button, const char* name, const char* icon)
{
    button->setObjectName(QLatin1String(name));
    button->setIcon(widgets::icon(QLatin1String(icon)));
    button->setIconSize(QSize(widgets::metrics::Icon, widgets::metrics::Icon));
    button->setFixedSize(ButtonSize, ButtonSize);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::TabFocus);
}

QToolButton* makeButton(const char* name, const char* icon)
{
    auto* button = new QToolButton;
    dress(button, name, icon);
    return button;
}

/// Two letters that stand for a name: "prod-eu" → "PE", "lab" → "LA".
QString initials(const QString& name)
{
    QString letters;
    bool begin = true;
    for (const QChar c : name) {
        if (c.isLetterOrNumber() && begin)
            letters.append(c.toUpper());
        begin = !c.isLetterOrNumber();
    }
    return letters.size() >= 2 ? letters.left(2) : model::foreignMenuText(name.left(2)).toUpper();
}

} // namespace

ClusterRail::ClusterRail(QWidget* parent)
    : QWidget(parent), m_own(makeButton("ownCluster", "cluster")), m_add(makeButton("addCluster", "add")),
      m_stop(makeButton("stopCluster", "stop")), m_theme(makeButton("theme", "theme")), m_menu(makeButton("menu", "menu")),
      m_contextColumn(new QVBoxLayout)
{
    setObjectName(QStringLiteral("rail"));
    setFixedWidth(Width);
    m_own->setCheckable(true);
    m_contextColumn->setSpacing(widgets::metrics::Gap / 2);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(6, widgets::metrics::Gap, 6, widgets::metrics::Gap);
    column->setSpacing(widgets::metrics::Gap / 2);
    column->addWidget(m_own);
    column->addLayout(m_contextColumn);
    column->addWidget(m_add);
    column->addStretch();
    for (QToolButton* button : {m_stop, m_theme, m_menu})
        column->addWidget(button);

    connect(m_own, &QToolButton::clicked, this, [this] {
        setCurrent(m_current); // the window says when it has changed
        emit ownRequested();
    });
    connect(m_add, &QToolButton::clicked, this, &ClusterRail::addRequested);
    connect(m_stop, &QToolButton::clicked, this, &ClusterRail::stopRequested);
    connect(m_theme, &QToolButton::clicked, this, &ClusterRail::themeRequested);
    connect(m_menu, &QToolButton::clicked, this, &ClusterRail::menuRequested);
    retranslate();
}

void ClusterRail::setContexts(const QStringList& keys)
{
    for (QToolButton* button : m_contexts)
        button->deleteLater();
    m_contexts.clear();
    for (const QString& key : keys) {
        auto* button = new ContextButton;
        dress(button, "contextCluster", "");
        button->setText(initials(nameOf(key)));
        button->setToolTip(Qt::convertFromPlainText(
            model::foreignLines(QString(key).replace(QLatin1Char('\t'), QLatin1Char('\n')))));
        button->setAccessibleName(model::foreignLine(nameOf(key)));
        button->setProperty("key", key);
        button->setCheckable(true);
        button->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(button, &QToolButton::clicked, this, [this, key] {
            setCurrent(m_current);
            emit contextRequested(key);
        });
        connect(button, &QWidget::customContextMenuRequested, this,
                [this, key, button](const QPoint& at) { showContextMenu(key, button->mapToGlobal(at)); });
        m_contextColumn->addWidget(button);
        m_contexts.push_back(button);
    }
    setCurrent(m_current);
}

void ClusterRail::setLive(const QStringList& keys)
{
    m_live = keys;
    for (QToolButton* button : m_contexts)
        static_cast<ContextButton*>(button)->setLive(keys.contains(button->property("key").toString()));
}

void ClusterRail::setCurrent(const QString& context)
{
    m_current = context;
    m_own->setChecked(context.isEmpty());
    for (QToolButton* button : m_contexts)
        button->setChecked(button->property("key") == context);
}

void ClusterRail::setStoppable(bool visible, bool enabled)
{
    m_stop->setVisible(visible);
    m_stop->setEnabled(enabled);
}

QPoint ClusterRail::besideAdd() const
{
    return m_add->mapToGlobal(QPoint(m_add->width() + widgets::metrics::Gap, 0));
}

QPoint ClusterRail::besideMenu(int height) const
{
    return m_menu->mapToGlobal(QPoint(m_menu->width() + widgets::metrics::Gap, m_menu->height() - height));
}

void ClusterRail::showContextMenu(const QString& name, const QPoint& at)
{
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction* leave = menu->addAction(tr("Disconnect"));
    leave->setEnabled(m_live.contains(name));
    connect(leave, &QAction::triggered, this, [this, name] { emit disconnectRequested(name); });
    connect(menu->addAction(tr("Remove from this list")), &QAction::triggered, this, [this, name] { emit forgetRequested(name); });
    menu->popup(at);
}

void ClusterRail::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ClusterRail::retranslate()
{
    const auto name = [](QToolButton* button, const QString& words) {
        button->setToolTip(words);
        button->setAccessibleName(words);
    };
    name(m_own, tr("Your Skiff cluster"));
    name(m_add, tr("Connect to an existing cluster…"));
    name(m_stop, tr("Stop the cluster"));
    name(m_theme, tr("Light or dark"));
    name(m_menu, tr("Menu"));
}

} // namespace skiff::desktop

#include "app/desktop/actions/workload_dialogs.h"

#include "app/model/edit/line_diff.h"
#include "widgets/tokens.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace skiff::desktop {

namespace {

constexpr int MostReplicas = 100'000;
constexpr int ListHeight = 140;
constexpr int LinesBeforeChange = 3;

} // namespace

ScaleDialog::ScaleDialog(const model::ObjectRef& object, int replicas, QWidget* parent)
    : ActionDialog(tr("Scale %1").arg(object.words()), tr("It has %1 now.").arg(replicas), tr("Scale"), parent),
      m_replicas(new QSpinBox)
{
    m_replicas->setObjectName(QStringLiteral("replicas"));
    m_replicas->setRange(0, MostReplicas);
    m_replicas->setValue(replicas);
    m_replicas->selectAll();
    auto* form = new QFormLayout;
    form->addRow(tr("Replicas"), m_replicas);
    content()->addLayout(form);
    m_replicas->setFocus();
}

int ScaleDialog::replicas() const
{
    return m_replicas->value();
}

ImageDialog::ImageDialog(const model::ObjectRef& object, std::vector<ContainerImage> containers, QWidget* parent)
    : ActionDialog(tr("Set the image of %1").arg(object.words()), tr("A new image starts a rollout."), tr("Set image"),
                   parent),
      m_containers(std::move(containers)),
      m_container(new QComboBox),
      m_image(new QLineEdit)
{
    m_container->setObjectName(QStringLiteral("imageContainer"));
    m_image->setObjectName(QStringLiteral("image"));
    m_image->setMinimumWidth(340);
    for (const ContainerImage& container : m_containers)
        m_container->addItem(container.container);
    const auto showImage = [this] {
        m_image->setText(container().image);
    };
    connect(m_container, &QComboBox::currentIndexChanged, this, showImage);
    connect(m_image, &QLineEdit::textChanged, this,
            [this] { verbButton()->setEnabled(!image().isEmpty() && image() != container().image); });
    showImage();
    auto* form = new QFormLayout;
    form->addRow(tr("Container"), m_container);
    form->addRow(tr("Image"), m_image);
    content()->addLayout(form);
    verbButton()->setEnabled(false);
    m_image->setFocus();
}

const ContainerImage& ImageDialog::container() const
{
    return m_containers[size_t(std::max(0, m_container->currentIndex()))];
}

QString ImageDialog::image() const
{
    return m_image->text().trimmed();
}

RollbackDialog::RollbackDialog(const model::ObjectRef& object, std::vector<model::Revision> revisions, QWidget* parent)
    : ActionDialog(tr("Roll back %1").arg(object.words()),
                   tr("The pod template of the chosen revision comes back as a new rollout."), tr("Roll back"), parent),
      m_revisions(std::move(revisions)),
      m_list(new QListWidget),
      m_difference(new QPlainTextEdit)
{
    resize(720, 520);
    m_list->setObjectName(QStringLiteral("revisions"));
    m_difference->setObjectName(QStringLiteral("revisionDifference"));
    for (const model::Revision& revision : m_revisions) {
        QStringList parts{tr("Revision %1").arg(revision.number), revision.images.join(QStringLiteral(", "))};
        if (!revision.cause.isEmpty())
            parts.append(revision.cause);
        if (revision.current)
            parts.append(tr("present"));
        (new QListWidgetItem(parts.join(QStringLiteral(" · ")), m_list))->setSizeHint(QSize(0, widgets::metrics::Row));
    }
    m_list->setMaximumHeight(ListHeight);
    QFont fixed = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    fixed.setPixelSize(12);
    m_difference->setFont(fixed);
    m_difference->setReadOnly(true);
    m_difference->setLineWrapMode(QPlainTextEdit::NoWrap);
    content()->addWidget(m_list);
    content()->addWidget(m_difference, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, &RollbackDialog::showDifference);
    m_list->setCurrentRow(m_revisions.size() > 1 ? 1 : 0);
    m_list->setFocus();
}

const model::Revision& RollbackDialog::revision() const
{
    return m_revisions[size_t(std::max(0, m_list->currentRow()))];
}

/// The present template becomes the chosen one: what goes in red, what comes in green.
void RollbackDialog::showDifference()
{
    using Type = model::edit::DiffRow::Type;
    const widgets::Tokens& t = widgets::tokens(palette());
    verbButton()->setEnabled(!revision().current);
    m_difference->clear();
    QTextCursor cursor(m_difference->document());
    const QStringList before = current().yaml.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    const QStringList after = revision().yaml.split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    int firstChange = -1; // what the reader looks for comes into sight
    const auto write = [&cursor](QLatin1String sign, const QString& line, const QColor& color) {
        QTextCharFormat format;
        format.setForeground(color);
        cursor.insertText(sign + line + QLatin1Char('\n'), format);
    };
    for (const model::edit::DiffRow& row : model::edit::diffLines(before, after)) {
        if (row.type == Type::Same) {
            write(QLatin1String("  "), before[row.left], t.text);
            continue;
        }
        if (firstChange < 0)
            firstChange = cursor.position();
        if (row.left >= 0)
            write(QLatin1String("- "), before[row.left], t.bad);
        if (row.right >= 0)
            write(QLatin1String("+ "), after[row.right], t.good);
    }
    m_difference->moveCursor(QTextCursor::End);
    cursor.setPosition(std::max(0, firstChange));
    cursor.movePosition(QTextCursor::Up, QTextCursor::MoveAnchor, LinesBeforeChange);
    m_difference->setTextCursor(cursor);
}

} // namespace skiff::desktop

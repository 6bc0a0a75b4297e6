#include "widgets/editor/diff_view.h"

#include "widgets/editor/diff_canvas.h"
#include "widgets/editor/diff_head.h"

#include <QVBoxLayout>

namespace skiff::widgets {

namespace {

/// Narrower than this two sides are too little to read.
constexpr int LeastSideBySide = 720;

} // namespace

DiffView::DiffView(QWidget* parent) : QWidget(parent), m_head(new DiffHead), m_canvas(new DiffCanvas)
{
    setFocusProxy(m_canvas);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addWidget(m_canvas, 1);
    connect(m_head, &DiffHead::previousWanted, this, &DiffView::previousChange);
    connect(m_head, &DiffHead::nextWanted, this, &DiffView::nextChange);
    connect(m_head, &DiffHead::openWanted, this, &DiffView::setAllOpen);
    connect(m_canvas, &DiffCanvas::changed, this, &DiffView::updateHead);
    updateHead();
}

DiffView::~DiffView() = default;

void DiffView::setTexts(DiffTexts texts)
{
    setTitles(texts.leftTitle, texts.rightTitle);
    m_head->setOpen(false);
    m_canvas->setTexts(std::move(texts.left), std::move(texts.right), std::move(texts.rows));
}

void DiffView::setTitles(const QString& left, const QString& right)
{
    m_head->setTitles(left, right);
}

void DiffView::setDiffLayout(Layout layout)
{
    m_layout = layout;
    applyLayout();
}

bool DiffView::isUnified() const
{
    return m_canvas->lines().unified();
}

int DiffView::changeCount() const
{
    return m_canvas->lines().changeCount();
}

int DiffView::currentChange() const
{
    return m_canvas->currentChange();
}

void DiffView::goToChange(int change)
{
    m_canvas->goToChange(change);
}

void DiffView::nextChange()
{
    if (changeCount() > 0)
        goToChange((currentChange() + 1) % changeCount());
}

void DiffView::previousChange()
{
    if (changeCount() > 0)
        goToChange((std::max(0, currentChange()) + changeCount() - 1) % changeCount());
}

void DiffView::setAllOpen(bool open)
{
    m_head->setOpen(open);
    m_canvas->setAllOpen(open);
}

QString DiffView::selectedText() const
{
    return m_canvas->selectedText();
}

void DiffView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    applyLayout();
}

void DiffView::applyLayout()
{
    m_canvas->setUnified(m_layout == Layout::Unified || (m_layout == Layout::ByWidth && width() < LeastSideBySide));
    m_head->setUnified(isUnified());
}

void DiffView::updateHead()
{
    m_head->setChanges(changeCount(), currentChange());
    m_head->setOpenable(m_canvas->lines().anyClosed() || m_head->isOpen());
}

} // namespace skiff::widgets

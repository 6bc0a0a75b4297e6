#pragma once

#include "app/session/forward/forward.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace skiff::desktop {

class PanelHost;

/// Asks which port of an object is forwarded to which local port, or changes a forward. GUI thread.
class ForwardDialog final : public QDialog
{
    Q_OBJECT

public:
    ForwardDialog(PanelHost& host, const model::ObjectRef& target, QWidget* parent);
    ForwardDialog(PanelHost& host, const session::ForwardSpec& spec, QWidget* parent);

    session::ForwardSpec spec() const;

private:
    void layOut();
    void readPorts();
    void onObject(const std::string& body);
    void suggest();

    PanelHost& m_host;
    session::ForwardSpec m_spec;
    std::unique_ptr<client::Call> m_call;
    QComboBox* m_remote;
    QSpinBox* m_local;
    QLineEdit* m_name;
    QCheckBox* m_auto;
    QCheckBox* m_everyInterface;
    QCheckBox* m_https;
    QLabel* m_note;
    QPushButton* m_ok;
    bool m_localTouched = false;
};

} // namespace skiff::desktop

#pragma once

#include "cluster/machine/guest/boot_files.h"
#include "cluster/machine/guest/channel.h"
#include "cluster/machine/node_image.h"

#include <QProcess>
#include <QString>
#include <QStringList>
#include <memory>

/// A node in a virtual machine that nobody but the test knows: QEMU's emulation and a folder.
class GuestMachine
{
public:
    /// `folder` holds the data disk, which outlives the machine.
    GuestMachine(QString folder, skiff::machine::MachineFiles files);
    ~GuestMachine();

    /// Switches it on.
    void start();
    /// Pulls the plug.
    void cutPower();
    void pressPowerButton();
    /// Whether it has switched itself off in time.
    bool waitForEnd(int limitMs = 60000);

    /// Waits until init has told of something that starts with `words`.
    bool waitForEvent(const char* words, int limitMs = 120000);
    QStringList events() const;
    QString console() const;

    std::unique_ptr<skiff::machine::guest::Channel> connect();
    /// What a program in the machine says; fails the test when it does not succeed.
    std::string run(const std::vector<std::string>& arguments);

    QString dataDisk() const { return m_folder + QStringLiteral("/data"); }

private:
    std::string path(const char* name) const { return (m_folder + u'/' + QString::fromLatin1(name)).toStdString(); }

    QString m_folder;
    skiff::machine::MachineFiles m_files;
    QProcess m_qemu;
};

#include "tests/e2e/machine_guest/guest_machine.h"

#include "cluster/machine/qemu/qmp.h"

#include <QFile>
#include <QTest>
#include <csignal>
#include <sys/prctl.h>

using namespace skiff;
using namespace skiff::machine;
using namespace std::chrono_literals;

namespace {

constexpr const char* mac = "52:54:00:5c:1f:01";

/// containerd and nothing of Skiff above it: what the machine itself has to bring.
constexpr const char* services = R"(hostname guest
sysctl net/ipv4/ip_forward 1
sysctl net/bridge/bridge-nf-call-iptables 1

service containerd
  exec /usr/bin/containerd --config /etc/containerd/config.toml
  ready notify
  containers yes
  folder /var/lib/containerd

service images
  exec /usr/bin/ctr -n k8s.io images import /usr/lib/skiff/images/pause.tar
  ready exit
  after containerd
)";

QString text(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

QStringList disk(const std::string& path, const char* serial, bool readOnly)
{
    const QString id = QString::fromLatin1(serial);
    return {QStringLiteral("-drive"),
            QStringLiteral("if=none,id=%1,format=raw,file=%2%3")
                .arg(id, QString::fromStdString(path), readOnly ? QStringLiteral(",readonly=on") : QString()),
            QStringLiteral("-device"), QStringLiteral("virtio-blk-pci,drive=%1,serial=%1").arg(id)};
}

QStringList port(const QString& source, const char* name)
{
    const QString id = QString::fromLatin1(name).replace(u'.', u'-');
    return {QStringLiteral("-chardev"), QStringLiteral("%1,id=%2").arg(source, id), QStringLiteral("-device"),
            QStringLiteral("virtserialport,chardev=%1,name=%2").arg(id, QString::fromLatin1(name))};
}

} // namespace

GuestMachine::GuestMachine(QString folder, MachineFiles files) : m_folder(std::move(folder)), m_files(std::move(files))
{}

GuestMachine::~GuestMachine()
{
    cutPower();
}

void GuestMachine::start()
{
    const guest::GuestNetwork network{mac, "10.0.2.15/24", "10.0.2.2", {"10.0.2.3"}};
    const auto initrd = guest::nodeInitrd(
        m_files, {{"etc/skiff/node", services, 0600}, {"etc/skiff/network", guest::networkFile(network), 0600}});
    if (!initrd.ok())
        qFatal("%s", initrd.error().message.c_str());
    QFile file(QString::fromStdString(path("initrd")));
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) ||
        file.write(initrd->data(), static_cast<qint64>(initrd->size())) < 0)
        qFatal("cannot write the initrd");
    file.close();
    for (const char* name : {"events", "console", "shell", "monitor"})
        QFile::remove(QString::fromStdString(path(name)));

    QStringList arguments =
        QString::fromLatin1("-machine q35 -accel tcg,thread=multi,tb-size=128 -cpu max -smp 2 -m 512 "
                            "-nodefaults -no-user-config -display none -no-reboot "
                            "-netdev user,id=net -device virtio-net-pci,netdev=net,mac=%1 "
                            "-device virtio-rng-pci -device virtio-serial-pci")
            .arg(QString::fromLatin1(mac))
            .split(u' ');
    arguments << QStringLiteral("-kernel") << QString::fromStdString(m_files.kernel) << QStringLiteral("-initrd")
              << file.fileName() << QStringLiteral("-append")
              << QString::fromStdString(guest::kernelCommandLine({.emulated = true}));
    arguments << disk(m_files.layerDisk, guest::layerSerial, true)
              << disk(dataDisk().toStdString(), guest::dataSerial, false)
              << disk(m_files.rootDisk, guest::rootSerial, true);
    arguments << port(QStringLiteral("file,path=%1/events").arg(m_folder), guest::eventsPort)
              << port(QStringLiteral("socket,server=on,wait=off,path=%1/shell").arg(m_folder), guest::shellPorts[0]);
    arguments << QStringLiteral("-serial") << QStringLiteral("file:%1/console").arg(m_folder) << QStringLiteral("-qmp")
              << QStringLiteral("unix:%1/monitor,server=on,wait=off").arg(m_folder);
    m_qemu.setChildProcessModifier([] { prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_qemu.setProcessChannelMode(QProcess::ForwardedChannels);
    m_qemu.start(QStringLiteral("qemu-system-x86_64"), arguments);
}

void GuestMachine::cutPower()
{
    m_qemu.kill();
    m_qemu.waitForFinished(30000);
}

void GuestMachine::pressPowerButton()
{
    auto monitor = qemu::Qmp::connect(path("monitor"), 30s);
    if (!monitor.ok() || !monitor->run("system_powerdown").ok())
        qWarning("the power button does not work");
}

bool GuestMachine::waitForEnd(int limitMs)
{
    return m_qemu.state() == QProcess::NotRunning || m_qemu.waitForFinished(limitMs);
}

bool GuestMachine::waitForEvent(const char* words, int limitMs)
{
    return QTest::qWaitFor(
               [&] {
                   const QStringList told = events();
                   return m_qemu.state() == QProcess::NotRunning ||
                          std::any_of(told.begin(), told.end(),
                                      [&](const QString& line) { return line.startsWith(QString::fromLatin1(words)); });
               },
               limitMs) &&
           m_qemu.state() != QProcess::NotRunning;
}

QStringList GuestMachine::events() const
{
    return text(path("events")).split(u'\n', Qt::SkipEmptyParts);
}

QString GuestMachine::console() const
{
    return text(path("console"));
}

std::unique_ptr<guest::Channel> GuestMachine::connect()
{
    const std::string sockets[] = {path("shell")};
    auto channel = guest::Channel::connect(sockets, 60s);
    if (!channel.ok())
        qFatal("%s", channel.error().message.c_str());
    return std::move(*channel);
}

std::string GuestMachine::run(const std::vector<std::string>& arguments)
{
    const auto outcome = connect()->run(arguments, -1, 60s);
    if (!outcome.ok() || outcome->exitCode != 0)
        qFatal("%s: %s", arguments.front().c_str(),
               outcome.ok() ? outcome->errors.c_str() : outcome.error().message.c_str());
    return outcome->output;
}

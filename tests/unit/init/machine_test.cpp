#include "cluster/daemon/init/data_disk.h"
#include "cluster/daemon/init/events.h"
#include "cluster/daemon/init/network.h"
#include "tests/support/register_test.h"

#include <QByteArray>
#include <QTest>
#include <arpa/inet.h>
#include <csignal>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

class MachineTest : public QObject
{
    Q_OBJECT

private slots:
    void anEmptyDiskIsOurs();
    void anotherDiskIsNot();
    void readsTheSizeOfAFileSystem();
    void readsTheNetwork();
    void namesTheLineOfAMistake_data();
    void namesTheLineOfAMistake();
    void eventsWaitUntilTheyAreTaken();
};

void MachineTest::anEmptyDiskIsOurs()
{
    uint8_t head[DiskHeadSize] = {};
    uint64_t blocks = 1;
    uint32_t blockSize = 1;
    QCOMPARE(diskContent(head, &blocks, &blockSize), DiskEmpty);
    QCOMPARE(blocks, uint64_t(0));
}

void MachineTest::anotherDiskIsNot()
{
    uint8_t head[DiskHeadSize] = {};
    head[510] = 0x55; // a partition table's end mark
    head[511] = 0xAA;
    uint64_t blocks = 0;
    uint32_t blockSize = 0;
    QCOMPARE(diskContent(head, &blocks, &blockSize), DiskForeign);
}

void MachineTest::readsTheSizeOfAFileSystem()
{
    uint8_t head[DiskHeadSize] = {};
    uint8_t* super = head + 1024;
    super[0x04] = 0x10; // blocks
    super[0x150] = 1;   // their upper half
    super[0x18] = 2;    // 4096 bytes each
    super[0x38] = 0x53;
    super[0x39] = 0xEF;
    super[0x3A] = 1; // clean
    uint64_t blocks = 0;
    uint32_t blockSize = 0;
    QCOMPARE(diskContent(head, &blocks, &blockSize), DiskClean);
    QCOMPARE(blocks, uint64_t(0x10));
    super[0x60] = 0x80; // 64 bits
    super[0x3A] = 3;    // has seen errors
    QCOMPARE(diskContent(head, &blocks, &blockSize), DiskDamaged);
    QCOMPARE(blocks, (uint64_t(1) << 32) + 0x10);
    QCOMPARE(blockSize, 4096U);
}

void MachineTest::readsTheNetwork()
{
    QByteArray text("mac 52:54:00:12:34:ff\naddress 192.168.39.2/24\n# a remark\ngateway 192.168.39.1\n"
                    "nameserver 192.168.39.1\nnameserver 1.1.1.1\n");
    NetworkFile file;
    char error[128] = "";
    QCOMPARE(networkFileParse(&file, text.data(), error, sizeof error), 0);
    QCOMPARE(file.mac[5], uint8_t(0xff));
    QCOMPARE(ntohl(file.address.s_addr), 0xC0A82702U);
    QCOMPARE(ntohl(file.mask.s_addr), 0xFFFFFF00U);
    QCOMPARE(ntohl(file.gateway.s_addr), 0xC0A82701U);
    QCOMPARE(file.nameServerCount, size_t(2));
}

void MachineTest::namesTheLineOfAMistake_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("message");
    const auto line = [](int number, const char* key) {
        return QByteArray("line " + QByteArray::number(number) + ": '" + key + "' with what follows is not understood");
    };
    QTest::newRow("prefix") << QByteArray("address 10.0.0.1/33\n") << line(1, "address");
    QTest::newRow("no prefix") << QByteArray("address 10.0.0.1\n") << line(1, "address");
    QTest::newRow("mac") << QByteArray("address 10.0.0.1/8\nmac 52:54:00\n") << line(2, "mac");
    QTest::newRow("word") << QByteArray("adress 10.0.0.1/8\n") << line(1, "adress");
    QTest::newRow("no value") << QByteArray("gateway\n") << line(1, "gateway");
    QTest::newRow("too many") << QByteArray("gateway 1.1.1.1 2.2.2.2\n") << line(1, "gateway");
    QTest::newRow("nothing") << QByteArray("") << QByteArray("there is no address");
}

void MachineTest::namesTheLineOfAMistake()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, message);
    NetworkFile file;
    char error[128] = "";
    QCOMPARE(networkFileParse(&file, text.data(), error, sizeof error), -1);
    QCOMPARE(QByteArray(error), message);
}

void MachineTest::eventsWaitUntilTheyAreTaken()
{
    int ends[2];
    QVERIFY(pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0);
    const QByteArray filling(4096, 'x');
    while (write(ends[1], filling.data(), static_cast<size_t>(filling.size())) > 0) {
    }
    auto events = std::make_unique<Events>();
    eventsInit(events.get(), ends[1]);
    eventsTell(events.get(), "ready %s %d\n", "one", 1);
    eventsTell(events.get(), "ready %s %d\n", "two", 2);
    char bytes[65536];
    while (read(ends[0], bytes, sizeof bytes) > 0) {
    }
    eventsFlush(events.get());
    const ssize_t count = read(ends[0], bytes, sizeof bytes);
    QCOMPARE(QByteArray(bytes, count), QByteArray("ready one 1\nready two 2\n"));
    signal(SIGPIPE, SIG_IGN); // as init does
    close(ends[0]);
    eventsTell(events.get(), "nobody listens\n");
    QCOMPARE(events->fd, -1);
}

SKIFF_REGISTER_TEST(MachineTest);

#include "machine_test.moc"

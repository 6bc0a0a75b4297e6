#include "cluster/machine/vm/kvm_probe.h"

#include "cluster/base/file.h"
#include "cluster/base/process.h"

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <unistd.h>

namespace skiff::machine::vm {

namespace {

using namespace std::chrono_literals;

constexpr auto guestLimit = 2s;
constexpr uint32_t romBase = 0xffff0000;
constexpr size_t romSize = 0x10000;
constexpr int guestExitCode = 43; ///< isa-debug-exit: twice the guest's 0x15, plus one

/// From the processor's first instruction to long mode, a loop of 50 million turns, and out.
constexpr uint8_t probeCode[] = {
    // 16 bits
    0xfa,                                           // cli
    0x2e, 0x66, 0x0f, 0x01, 0x16, 0x88, 0x00,       // lgdt cs:[0x88]
    0x0f, 0x20, 0xc0,                               // mov eax, cr0
    0x66, 0x83, 0xc8, 0x01,                         // or eax, 1
    0x0f, 0x22, 0xc0,                               // mov cr0, eax
    0x66, 0xea, 0x1a, 0x00, 0xff, 0xff, 0x08, 0x00, // jmp 8:0xffff001a
    // 32 bits, at 0x1a
    0xb8, 0x10, 0x00, 0x00, 0x00,             // mov eax, 0x10
    0x8e, 0xd8, 0x8e, 0xd0,                   // mov ds, eax; mov ss, eax
    0x0f, 0x20, 0xe0, 0x83, 0xc8, 0x20,       // mov eax, cr4; or eax, 0x20 (wide tables)
    0x0f, 0x22, 0xe0,                         // mov cr4, eax
    0xb8, 0x00, 0x10, 0xff, 0xff,             // mov eax, 0xffff1000
    0x0f, 0x22, 0xd8,                         // mov cr3, eax
    0xb9, 0x80, 0x00, 0x00, 0xc0, 0x0f, 0x32, // mov ecx, 0xc0000080; rdmsr
    0x0d, 0x00, 0x01, 0x00, 0x00, 0x0f, 0x30, // or eax, 0x100; wrmsr (long mode)
    0x0f, 0x20, 0xc0,                         // mov eax, cr0
    0x0d, 0x00, 0x00, 0x00, 0x80,             // or eax, 0x80000000 (paging)
    0x0f, 0x22, 0xc0,                         // mov cr0, eax
    0xea, 0x54, 0x00, 0xff, 0xff, 0x18, 0x00, // jmp 0x18:0xffff0054
    // 64 bits, at 0x54
    0xb9, 0x80, 0xf0, 0xfa, 0x02, // mov ecx, 50000000
    0xff, 0xc9, 0x75, 0xfc,       // dec ecx; jnz back
    0xba, 0x01, 0x05, 0x00, 0x00, // mov edx, 0x501
    0xb0, 0x15, 0xee,             // mov al, 0x15; out dx, al
    0xf4, 0xeb, 0xfd,             // hlt, for ever
};

/// At 0x68: null, code of 32 bits, data, code of 64 bits; then the table's size and place.
constexpr uint64_t descriptors[] = {0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00af9b000000ffff};
constexpr size_t descriptorsAt = 0x68;
constexpr size_t descriptorTableAt = 0x88;

/// The processor cannot mark entries in a ROM as used: they are from the start.
constexpr uint64_t tableEntry = 0x23;
constexpr uint64_t largePageEntry = 0xe3;

void put(std::string& rom, size_t at, uint64_t value, size_t bytes)
{
    std::memcpy(rom.data() + at, &value, bytes);
}

} // namespace

std::string probeRom()
{
    std::string rom(romSize, '\0');
    std::memcpy(rom.data(), probeCode, sizeof probeCode);
    for (size_t i = 0; i < std::size(descriptors); ++i)
        put(rom, descriptorsAt + i * 8, descriptors[i], 8);
    put(rom, descriptorTableAt, sizeof descriptors - 1, 2);
    put(rom, descriptorTableAt + 2, romBase + descriptorsAt, 4);
    // The last 2 MiB below 4 GiB, where the ROM is, mapped to themselves.
    put(rom, 0x1000, romBase + 0x2000 + tableEntry, 8);
    put(rom, 0x2000 + 3 * 8, romBase + 0x3000 + tableEntry, 8);
    put(rom, 0x3000 + 511 * 8, 0xffe00000 + largePageEntry, 8);
    // Where the processor begins: jmp to the ROM's start.
    put(rom, 0xfff0, 0x000de9, 3);
    return rom;
}

Status KvmProbe::runGuest(Accelerator accelerator) const
{
    char folder[] = "/tmp/skiff-probe-XXXXXX";
    if (!mkdtemp(folder))
        return file::errorFromErrno(errno, "make a folder in", "/tmp");
    const std::string rom = std::string(folder) + "/rom";
    Status done = [&]() -> Status {
        SKIFF_TRY(file::writeAtomically(rom, probeRom()));
        SKIFF_TRY_ASSIGN(
            const process::Outcome outcome,
            process::run({m_qemu, "-nodefaults", "-no-user-config", "-display", "none", "-machine", "q35", "-accel",
                          acceleratorName(accelerator), "-cpu", accelerator == Accelerator::Kvm ? "host" : "max", "-m",
                          "16", "-bios", rom, "-device", "isa-debug-exit,iobase=0x501,iosize=1"},
                         {}, guestLimit));
        if (outcome.exitCode == guestExitCode)
            return {};
        return Error{ErrorCode::Unavailable, outcome.errors.empty()
                                                 ? fmt::format("QEMU ended with code {}", outcome.exitCode)
                                                 : outcome.errors.substr(0, outcome.errors.find('\n'))};
    }();
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
    return done;
}

KvmAnswer KvmProbe::ask() const
{
    if (access("/dev/kvm", F_OK) != 0)
        return {false, "there is no /dev/kvm: the processor's virtualization is switched off, or this is a machine "
                       "without it"};
    if (access("/dev/kvm", R_OK | W_OK) != 0)
        return {false,
                "/dev/kvm is not for this user: join the group kvm (sudo usermod -aG kvm $USER) and log in again"};
    const Status ran = runGuest(Accelerator::Kvm);
    if (ran.ok())
        return {true, {}};
    if (ran.error().code == ErrorCode::Timeout)
        return {false, "/dev/kvm is there, but a guest of a few instructions did not get on within 2 s"};
    return {false, "KVM does not run a guest: " + ran.error().message};
}

std::string KvmProbe::circumstances() const
{
    const auto boot = file::read("/proc/sys/kernel/random/boot_id");
    std::error_code error;
    const auto changed = std::filesystem::last_write_time(m_qemu, error).time_since_epoch().count();
    return fmt::format("boot {} qemu {} {} access {}", boot.ok() ? boot->substr(0, 36) : "?", m_qemu, changed,
                       access("/dev/kvm", R_OK | W_OK) == 0 ? "yes" : "no");
}

KvmAnswer KvmProbe::answer() const
{
    const std::string path = m_cacheFolder + "/kvm-probe";
    const std::string now = circumstances();
    if (const auto kept = file::read(path); kept.ok()) {
        const size_t lineEnd = kept->find('\n');
        if (lineEnd != kept->npos && kept->substr(0, lineEnd) == now)
            return {lineEnd + 1 == kept->size(), kept->substr(lineEnd + 1)};
    }
    KvmAnswer answer = ask();
    // A folder that cannot be written costs the next start a probe.
    if (file::makeFolders(m_cacheFolder).ok())
        (void)file::writeAtomically(path, now + "\n" + answer.reason);
    return answer;
}

} // namespace skiff::machine::vm

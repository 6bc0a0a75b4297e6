#include "cluster/machine/qemu/arguments.h"

#include <fmt/format.h>

namespace skiff::machine::qemu {

namespace {

using Words = std::vector<std::string>;

void addDisk(Words& words, const vm::MachineDisk& disk, size_t index)
{
    const char* format = disk.format == vm::DiskFormat::Raw ? "raw" : "qcow2";
    words.insert(words.end(),
                 {"-blockdev",
                  fmt::format("driver={},node-name=disk{},{}file.driver=file,file.filename={}{}", format, index,
                              disk.readOnly ? "read-only=on," : "discard=unmap,detect-zeroes=unmap,",
                              escaped(disk.path), disk.readOnly ? ",file.locking=off" : ""),
                  "-device", fmt::format("virtio-blk-pci,drive=disk{},serial={}", index, disk.serial)});
}

void addPort(Words& words, const vm::MachinePort& port, size_t index)
{
    words.insert(words.end(),
                 {"-chardev", fmt::format("socket,id=port{},path={},server=on,wait=off", index, escaped(port.socket)),
                  "-device", fmt::format("virtserialport,chardev=port{},name={}", index, port.name)});
}

void addMonitor(Words& words, const char* id, const std::string& socket)
{
    words.insert(words.end(), {"-chardev", fmt::format("socket,id={},path={},server=on,wait=off", id, escaped(socket)),
                               "-mon", fmt::format("chardev={},mode=control", id)});
}

} // namespace

std::string escaped(const std::string& value)
{
    std::string text;
    for (const char c : value) {
        text += c;
        if (c == ',')
            text += c;
    }
    return text;
}

Words arguments(const vm::MachineDescription& machine)
{
    Words words = {"-name", escaped(machine.name), "-uuid", machine.uuid};
    words.insert(words.end(), {"-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"});
    words.insert(words.end(),
                 {"-machine", "q35,usb=off,vmport=off,hpet=off", "-accel", acceleratorArgument(machine.accelerator),
                  "-cpu", machine.accelerator == vm::Accelerator::Kvm ? "host" : "max"});
    words.insert(words.end(), {"-smp", fmt::format("{}", machine.cpus), "-m", fmt::format("{}M", machine.memoryMb)});
    words.insert(words.end(), {"-kernel", machine.kernel, "-initrd", machine.initrd, "-append", machine.commandLine});
    words.insert(words.end(), {"-chardev", fmt::format("file,id=console,path={}", escaped(machine.consoleLog)),
                               "-serial", "chardev:console"});
    for (size_t i = 0; i < machine.disks.size(); ++i)
        addDisk(words, machine.disks[i], i);
    if (const auto* network = std::get_if<vm::UserNetwork>(&machine.network))
        words.insert(words.end(), {"-netdev", userNetdev(*network), "-device",
                                   fmt::format("virtio-net-pci,netdev=net0,mac={},romfile=", machine.mac)});
    words.insert(words.end(), {"-device", "virtio-serial-pci"});
    for (size_t i = 0; i < machine.ports.size(); ++i)
        addPort(words, machine.ports[i], i);
    words.insert(words.end(), {"-device", "virtio-rng-pci", "-device", "virtio-balloon-pci,free-page-reporting=on"});
    addMonitor(words, "monitor", machine.monitorSocket);
    addMonitor(words, "forwards", machine.forwardSocket);
    // Denying more would deny -daemonize its setsid().
    words.insert(words.end(), {"-sandbox", "on,obsolete=deny", "-pidfile", machine.pidFile, "-daemonize"});
    return words;
}

} // namespace skiff::machine::qemu

#include "cluster/machine/libvirt/domain_xml.h"

#include <fmt/format.h>

namespace skiff::machine::libvirt {

namespace {

std::string escaped(const std::string& value)
{
    std::string text;
    for (const char c : value) {
        switch (c) {
        case '&':
            text += "&amp;";
            break;
        case '<':
            text += "&lt;";
            break;
        case '>':
            text += "&gt;";
            break;
        case '\'':
            text += "&apos;";
            break;
        case '"':
            text += "&quot;";
            break;
        default:
            text += c;
        }
    }
    return text;
}

std::string diskXml(const vm::MachineDisk& disk, size_t index)
{
    return fmt::format("    <disk type='file' device='disk'>\n"
                       "      <driver name='qemu' type='{}'{}/>\n"
                       "      <source file='{}'/>\n"
                       "      <target dev='vd{}' bus='virtio'/>\n"
                       "      <serial>{}</serial>\n{}"
                       "    </disk>\n",
                       disk.format == vm::DiskFormat::Raw ? "raw" : "qcow2",
                       disk.readOnly ? "" : " discard='unmap' detect_zeroes='unmap'", escaped(disk.path),
                       static_cast<char>('a' + index), disk.serial,
                       disk.readOnly ? "      <readonly/>\n      <shareable/>\n" : "");
}

std::string portXml(const vm::MachinePort& port)
{
    return fmt::format("    <channel type='unix'>\n"
                       "      <source mode='bind' path='{}'/>\n"
                       "      <target type='virtio' name='{}'/>\n"
                       "    </channel>\n",
                       escaped(port.socket), port.name);
}

std::string interfaceXml(const vm::MachineDescription& machine)
{
    const auto* network = std::get_if<vm::ManagedNetwork>(&machine.network);
    if (!network)
        return {};
    return fmt::format("    <interface type='network'>\n"
                       "      <mac address='{}'/>\n"
                       "      <source network='{}'/>\n"
                       "      <model type='virtio'/>\n"
                       "      <driver name='qemu'/>\n"
                       "      <rom enabled='no'/>\n"
                       "    </interface>\n",
                       machine.mac, escaped(network->name));
}

/// What libvirt has no word for: a network with forwards, and a monitor of our own to change them by.
std::string qemuWords(const vm::MachineDescription& machine)
{
    std::string words;
    const auto add = [&words](const std::string& word) {
        words += fmt::format("    <qemu:arg value='{}'/>\n", escaped(word));
    };
    if (const auto* network = std::get_if<vm::UserNetwork>(&machine.network)) {
        add("-netdev");
        add(userNetdev(*network));
        add("-device");
        add(fmt::format("virtio-net-pci,netdev=net0,mac={},romfile=,bus=pcie.0,addr=0x10", machine.mac));
        add("-qmp");
        add(fmt::format("unix:{},server=on,wait=off", machine.forwardSocket));
    }
    return words.empty() ? words : "  <qemu:commandline>\n" + words + "  </qemu:commandline>\n";
}

} // namespace

std::string domainXml(const vm::MachineDescription& machine, const std::string& user)
{
    const bool kvm = machine.accelerator == vm::Accelerator::Kvm;
    std::string devices;
    for (size_t i = 0; i < machine.disks.size(); ++i)
        devices += diskXml(machine.disks[i], i);
    devices += interfaceXml(machine);
    for (const vm::MachinePort& port : machine.ports)
        devices += portXml(port);
    return fmt::format("<domain type='{}' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n"
                       "  <name>{}</name>\n"
                       "  <uuid>{}</uuid>\n"
                       "  <memory unit='MiB'>{}</memory>\n"
                       "  <vcpu>{}</vcpu>\n"
                       "  <os>\n"
                       "    <type arch='x86_64' machine='q35'>hvm</type>\n"
                       "    <kernel>{}</kernel>\n"
                       "    <initrd>{}</initrd>\n"
                       "    <cmdline>{}</cmdline>\n"
                       "  </os>\n"
                       "  <features><acpi/><apic/><vmport state='off'/>{}</features>\n"
                       "  <cpu mode='{}'/>\n"
                       "  <clock offset='utc'><timer name='hpet' present='no'/></clock>\n"
                       "  <on_poweroff>destroy</on_poweroff>\n"
                       "  <on_reboot>destroy</on_reboot>\n"
                       "  <on_crash>destroy</on_crash>\n"
                       "  <devices>\n"
                       "{}"
                       "    <serial type='file'><source path='{}'/><target port='0'/></serial>\n"
                       "    <controller type='usb' model='none'/>\n"
                       "    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>\n"
                       "    <memballoon model='virtio' freePageReporting='on'/>\n"
                       "  </devices>\n"
                       "{}{}"
                       "</domain>\n",
                       kvm ? "kvm" : "qemu", escaped(machine.name), machine.uuid, machine.memoryMb, machine.cpus,
                       escaped(machine.kernel), escaped(machine.initrd), escaped(machine.commandLine),
                       kvm ? std::string()
                           : fmt::format("<tcg><tb-cache unit='MiB'>{}</tb-cache></tcg>", vm::translationCacheMb),
                       kvm ? "host-passthrough" : "maximum", devices, escaped(machine.consoleLog),
                       user.empty() ? std::string()
                                    : fmt::format("  <seclabel type='static' model='dac' relabel='yes'>"
                                                  "<label>{}</label></seclabel>\n",
                                                  user),
                       qemuWords(machine));
}

std::string networkXml(const NetworkDescription& network)
{
    return fmt::format("<network>\n"
                       "  <name>{}</name>\n"
                       "{}"
                       "  <bridge name='{}' stp='off' delay='0'/>\n"
                       "  <dns enable='{}'/>\n"
                       "  <ip address='{}' prefix='24'/>\n"
                       "</network>\n",
                       escaped(network.name), network.isolated ? "" : "  <forward mode='nat'/>\n", network.bridge,
                       network.isolated ? "no" : "yes", network.address);
}

} // namespace skiff::machine::libvirt

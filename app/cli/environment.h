#pragma once

#include "app/cli/options.h"
#include "cluster/machine/cluster_life.h"
#include "cluster/machine/drivers.h"
#include "cluster/machine/host_facts.h"
#include "cluster/machine/image_cache.h"

#include <memory>

namespace skiff::cli {

/// Everything a life-cycle command works with, made from the environment: profiles below
/// SKIFF_HOME, the image recipe beside the program, the driver. One thread.
class Environment
{
public:
    /// `driver` as given on the command line; empty: the profile's own, SKIFF_DRIVER, or the best here.
    static Result<std::unique_ptr<Environment>> make(const std::string& driver, const std::string& profile);

    machine::ClusterLife& life() { return *m_life; }
    const machine::MachineDriver& machines() const { return *m_driver.machines; }
    machine::NodeShell& shell() { return *m_driver.shell; }
    const machine::ProfileStore& profiles() const { return m_profiles; }
    machine::HostFacts hostFacts() const;
    const machine::NodeImageSource& images() const { return m_images; }
    machine::ImageCache imageCache() const { return machine::ImageCache(m_setting.cacheFolder + "/node-image"); }
    const Clock& clock() const { return m_clock; }

private:
    Environment();

    SystemClock m_clock;
    machine::ProfileStore m_profiles;
    machine::NodeImageSource m_images;
    machine::DriverSetting m_setting;
    machine::Driver m_driver;
    std::unique_ptr<machine::ClusterLife> m_life;
};

/// The same command again with the privilege that it lacked:
/// "sudo SKIFF_HOME=... KUBECONFIG=... /path/skiff start -p web".
QString commandWithPrivilege(const QString& command, const QStringList& arguments);

/// failed(), with the command to run instead when a privilege was missing.
int failedCommand(const Error& error, bool json, const QString& command, const QStringList& arguments);

/// Makes the folder and its parents; those that are new belong to the user who called sudo or pkexec.
Status makeFoldersForInvokingUser(const std::string& path);

/// Gives `path`, written by root for the user who called sudo or pkexec, to that user. Nothing
/// happens for others.
void giveToInvokingUser(const std::string& path);

} // namespace skiff::cli

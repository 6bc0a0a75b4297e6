#pragma once

#include "cluster/base/result.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace skiff::machine {

/// What a virtual machine boots from; every file is read-only and shared by all nodes and clusters.
struct MachineFiles
{
    std::string version; ///< a hash of recipe, packages and kernel
    std::string kernel;
    std::vector<std::string> initrdParts; ///< archives, in order; guest::nodeInitrd() joins them
    std::string rootDisk;                 ///< squashfs: `root` of the image, and the kernel's modules
    std::string layerDisk;                ///< squashfs: `layer` of the image, stripped
};

/// A node's root, read-only: the Debian packages, and the layer with Skiff's own programs.
struct NodeImage
{
    std::string version; ///< a hash of recipe and packages
    std::string root;
    std::string layer;
    std::optional<MachineFiles> machine; ///< when it was asked for
};

/// What a driver needs of the image: folders to stack, or also what a machine boots from.
enum class ImageForm
{
    Folders,
    Machine
};

/// Hears how far the making of an image is: 0..1, and what is done.
using ImageProgress = std::function<void(double, const std::string&)>;

/// Finds or makes the node image with the recipe that came with this program
/// (resources/node-image). Blocks; one thread.
class NodeImageSource
{
public:
    /// `shareFolder` holds node-image/ and node-layer/.
    explicit NodeImageSource(std::string shareFolder) : m_share(std::move(shareFolder)) {}

    /// The cached image, or NotFound.
    Result<NodeImage> find(ImageForm form = ImageForm::Folders) const;
    /// find(), or else makes it: minutes of download at worst. Cancelled when `stop` is requested.
    Result<NodeImage> findOrMake(ImageForm form, const ImageProgress& progress, const std::stop_token& stop) const;

private:
    Result<NodeImage> check(const std::string& folder) const;
    Status addMachine(NodeImage& image, const std::string& folder) const;
    std::vector<std::string> recipe(ImageForm form) const;

    std::string m_share;
};

/// "share/skiff" beside the folder of the program that runs.
std::string defaultShareFolder();

} // namespace skiff::machine

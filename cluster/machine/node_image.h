#pragma once

#include "cluster/base/result.h"

#include <functional>
#include <string>

namespace skiff::machine {

/// A node's root, read-only: the Debian packages, and the layer with Skiff's own programs.
struct NodeImage
{
    std::string version; ///< a hash of recipe and packages
    std::string root;
    std::string layer;
};

/// Finds or makes the node image with the recipe that came with this program
/// (resources/node-image). Blocks; one thread.
class NodeImageSource
{
public:
    /// `shareFolder` holds node-image/ and node-layer/.
    explicit NodeImageSource(std::string shareFolder) : m_share(std::move(shareFolder)) {}

    /// The cached image, or NotFound.
    Result<NodeImage> find() const;
    /// find(), or else makes it: minutes of download at worst. `progress` gets 0..1 and what is done.
    Result<NodeImage> findOrMake(const std::function<void(double, const std::string&)>& progress) const;

private:
    Result<NodeImage> check(const std::string& folder) const;

    std::string m_share;
};

/// "share/skiff" beside the folder of the program that runs.
std::string defaultShareFolder();

} // namespace skiff::machine

#pragma once

#include <QString>

namespace skiff::test {

/// The kubeconfig of a cluster that is there already, of SKIFF_TEST_KUBECONFIG: the tests that can then try the window
/// on that server instead of one of ours. Empty where there is none.
QString foreignKubeconfig();

/// Writes its current context with all that it refers to into the file `to`. False: the reason was printed.
bool writeForeignKubeconfig(const QString& to);

} // namespace skiff::test

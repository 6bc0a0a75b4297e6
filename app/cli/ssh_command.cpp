#include "app/cli/command.h"
#include "app/cli/environment.h"
#include "app/cli/node_option.h"
#include "app/cli/output.h"

namespace skiff::cli {

int runSsh(const QStringList& arguments)
{
    // The command's own options are its own.
    const qsizetype end = arguments.indexOf(QLatin1String("--"));
    Options options(QStringLiteral("ssh"),
                    QStringLiteral("Opens a root shell in a node, or runs a command there: skiff ssh -- uname -a.\n"
                                   "No network and no ssh server is needed."));
    addNodeOption(options);
    options.takeWords(QStringLiteral("[--] COMMAND..."), QStringLiteral("What to run instead of a shell."), 0, 1000);
    if (const auto code = options.parse(arguments.mid(0, end)))
        return *code;
    QStringList command = options.words();
    if (end >= 0)
        command += arguments.mid(end + 1);
    auto environment = Environment::make({}, options.profile());
    if (!environment.ok())
        return failed(environment.error());
    const auto profile = (*environment)->profiles().load(options.profile());
    if (!profile.ok())
        return failed(profile.error());
    const auto node = chosenNode(options, *profile);
    if (!node.ok())
        return failed(node.error());
    std::vector<std::string> words;
    for (const QString& word : command)
        words.push_back(word.toStdString());
    const auto code = (*environment)->shell().runOnTerminal(options.profile(), node->name, words);
    return code.ok() ? *code : failedCommand(code.error(), false, QStringLiteral("ssh"), arguments);
}

} // namespace skiff::cli

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>Words</name>
    <message>
        <source>Restart %1?</source>
        <translation>重启 %1？</translation>
    </message>
    <message>
        <source>Restart %1 workloads?</source>
        <translation>重启 %1 个工作负载？</translation>
    </message>
    <message>
        <source>All their pods are replaced, a few at a time as the update strategy says.</source>
        <translation>其全部 Pod 会按更新策略分批替换。</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重启</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ActionDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ActionMenu</name>
    <message>
        <source>Nothing can be done with this</source>
        <translation>对此没有可执行的操作</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ApplyDetails</name>
    <message>
        <source>The server can say more when %1 is there. Then this object is tried first, too, and applied if it can be.</source>
        <translation>有了 %1 之后服务器才能给出更多信息。届时会先试运行此对象，可以应用时再应用。</translation>
    </message>
    <message>
        <source>%1 was not applied, and this object needs it.</source>
        <translation>%1 未应用，而此对象需要它。</translation>
    </message>
    <message>
        <source>Others own fields that this object wants to set otherwise:</source>
        <translation>此对象要设为其他值的字段归他人所有：</translation>
    </message>
    <message>
        <source>Warning: %1</source>
        <translation>警告：%1</translation>
    </message>
    <message>
        <source>The file says no namespace; it gets the one chosen above.</source>
        <translation>文件没有写明命名空间，使用上面选择的命名空间。</translation>
    </message>
    <message>
        <source>Fields that only the server writes (status, uid, …) are left out.</source>
        <translation>只由服务器写入的字段（status、uid 等）已略去。</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>On the server</source>
        <translation>服务器上</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>现在</translation>
    </message>
    <message>
        <source>After applying</source>
        <translation>应用之后</translation>
    </message>
    <message>
        <source>Take over these fields</source>
        <translation>接管这些字段</translation>
    </message>
    <message>
        <source>Open the object</source>
        <translation>打开对象</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ApplyModel</name>
    <message>
        <source>broken</source>
        <translation>已损坏</translation>
    </message>
    <message>
        <source>not looked at yet</source>
        <translation>尚未查看</translation>
    </message>
    <message>
        <source>looking…</source>
        <translation>正在查看…</translation>
    </message>
    <message>
        <source>create</source>
        <translation>创建</translation>
    </message>
    <message>
        <source>change, takes over fields</source>
        <translation>更改，并接管字段</translation>
    </message>
    <message>
        <source>change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>same</source>
        <translation>相同</translation>
    </message>
    <message>
        <source>create, after %1</source>
        <translation>创建，在 %1 之后</translation>
    </message>
    <message>
        <source>conflict</source>
        <translation>冲突</translation>
    </message>
    <message>
        <source>not allowed</source>
        <translation>不允许</translation>
    </message>
    <message>
        <source>cannot be applied</source>
        <translation>无法应用</translation>
    </message>
    <message>
        <source>applying…</source>
        <translation>正在应用…</translation>
    </message>
    <message>
        <source>created</source>
        <translation>已创建</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>已更改</translation>
    </message>
    <message>
        <source>unchanged</source>
        <translation>未更改</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>not applied: needs %1</source>
        <translation>未应用：需要 %1</translation>
    </message>
    <message>
        <source>left out (%1)</source>
        <translation>已略去（%1）</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>What happens</source>
        <translation>将发生什么</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>with %1</source>
        <translation>与 %1</translation>
    </message>
    <message>
        <source>taking back…</source>
        <translation>正在撤回…</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>已撤回</translation>
    </message>
    <message>
        <source>stays</source>
        <translation>保留</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ApplySheet</name>
    <message>
        <source>Manifests for cluster %1</source>
        <translation>集群 %1 的清单</translation>
    </message>
    <message>
        <source>Stop applying?</source>
        <translation>停止应用？</translation>
    </message>
    <message>
        <source>What was applied stays; the rest is left untouched.</source>
        <translation>已应用的保留，其余不受影响。</translation>
    </message>
    <message>
        <source>Stop and close</source>
        <translation>停止并关闭</translation>
    </message>
    <message>
        <source>%1 of %2 objects were applied to %3.</source>
        <translation>%2 个对象中有 %1 个已应用到 %3。</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>Looking what would happen: %1 of %2. Nothing is changed.</source>
        <translation>正在查看将会发生什么：%2 个中的第 %1 个。尚未更改任何内容。</translation>
    </message>
    <message>
        <source>%1 to create</source>
        <translation>%1 个将创建</translation>
    </message>
    <message>
        <source>%1 to change</source>
        <translation>%1 个将更改</translation>
    </message>
    <message>
        <source>%1 the same</source>
        <translation>%1 个相同</translation>
    </message>
    <message>
        <source>%1 in conflict</source>
        <translation>%1 个有冲突</translation>
    </message>
    <message>
        <source>%1 that cannot be applied</source>
        <translation>%1 个无法应用</translation>
    </message>
    <message>
        <source>%1 broken</source>
        <translation>%1 处损坏</translation>
    </message>
    <message>
        <source>, </source>
        <translation>，</translation>
    </message>
    <message>
        <source>Applying: %1 of %2.</source>
        <translation>正在应用：%2 个中的第 %1 个。</translation>
    </message>
    <message>
        <source>Stopping: what was sent is waited for.</source>
        <translation>正在停止：等待已发送的请求。</translation>
    </message>
    <message>
        <source>Applied %1 of %2.</source>
        <translation>%2 个中已应用 %1 个。</translation>
    </message>
    <message>
        <source>Applied %1 of %2; the rest is untouched: %3.</source>
        <translation>%2 个中已应用 %1 个；其余未受影响：%3。</translation>
    </message>
    <message>
        <source>There is nothing to apply.</source>
        <translation>没有可应用的内容。</translation>
    </message>
    <message>
        <source>%1. Nothing is applied yet.</source>
        <translation>%1。尚未应用任何内容。</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Apply 1 object</source>
        <translation>应用 1 个对象</translation>
    </message>
    <message>
        <source>Apply %1 objects</source>
        <translation>应用 %1 个对象</translation>
    </message>
    <message>
        <source>Open the object</source>
        <translation>打开对象</translation>
    </message>
    <message>
        <source>Leave it out</source>
        <translation>略去</translation>
    </message>
    <message>
        <source>Take it in again</source>
        <translation>重新包括</translation>
    </message>
    <message>
        <source>Take over these fields</source>
        <translation>接管这些字段</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>For objects whose file says none</source>
        <translation>用于文件中没有写明命名空间的对象</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新查看</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Nothing to apply yet.</source>
        <translation>尚无可应用的内容。</translation>
    </message>
    <message>
        <source>Apply %1</source>
        <translation>应用 %1</translation>
    </message>
    <message>
        <source>Retry failed</source>
        <translation>重试失败的对象</translation>
    </message>
    <message>
        <source>Stop taking back?</source>
        <translation>停止撤回？</translation>
    </message>
    <message>
        <source>What was taken back is gone; the rest stays as it is.</source>
        <translation>已撤回的不再恢复，其余保持原样。</translation>
    </message>
    <message>
        <source>%1 objects were taken back on %2.</source>
        <translation>已在 %2 上撤回 %1 个对象。</translation>
    </message>
    <message>
        <source>Taking back: %1 so far.</source>
        <translation>正在撤回：已完成 %1 个。</translation>
    </message>
    <message>
        <source>Taken back: %1.</source>
        <translation>已撤回 %1 个。</translation>
    </message>
    <message>
        <source>Taken back: %1. Applied as before: %2.</source>
        <translation>已撤回 %1 个，%2 个仍保持已应用。</translation>
    </message>
    <message>
        <source>Take back what was applied?</source>
        <translation>撤回已应用的内容？</translation>
    </message>
    <message>
        <source>Created objects are deleted again (%1), changed ones get back what they had (%2). What others have changed since stays, and so do new namespaces and definitions.</source>
        <translation>新建的对象将被删除（%1 个），改动过的对象恢复原有内容（%2 个）。之后被他人改动的内容予以保留，新建的命名空间和定义也保留。</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>撤回</translation>
    </message>
    <message>
        <source>Take back…</source>
        <translation>撤回…</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ClusterRail</name>
    <message>
        <source>Remove from this list</source>
        <translation>从列表中移除</translation>
    </message>
    <message>
        <source>Your Skiff cluster</source>
        <translation>你的 Skiff 集群</translation>
    </message>
    <message>
        <source>Connect to an existing cluster…</source>
        <translation>连接已有集群…</translation>
    </message>
    <message>
        <source>Stop the cluster</source>
        <translation>停止集群</translation>
    </message>
    <message>
        <source>Light or dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>菜单</translation>
    </message>
    <message>
        <source>Disconnect</source>
        <translation>断开连接</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ClusterView</name>
    <message>
        <source>Try now</source>
        <translation>立即重试</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>Connected</source>
        <translation>已连接</translation>
    </message>
    <message>
        <source>Reconnecting…</source>
        <translation>正在重新连接…</translation>
    </message>
    <message>
        <source>No answer from &quot;%1&quot; for %2 s: %3. What you see may be old. %4</source>
        <translation>“%1”已 %2 秒没有应答：%3。所见内容可能已过时。%4</translation>
    </message>
    <message>
        <source>Next try in %1 s.</source>
        <translation>%1 秒后重试。</translation>
    </message>
    <message>
        <source>Trying…</source>
        <translation>正在重试…</translation>
    </message>
    <message>
        <source>The certificate of this server is not checked (insecure-skip-tls-verify): anybody on the way there can read and change what you send.</source>
        <translation>未校验此服务器的证书 (insecure-skip-tls-verify)：途中的任何人都能读取并篡改你发送的内容。</translation>
    </message>
    <message>
        <source>%1 objects</source>
        <translation>%1 个对象</translation>
    </message>
    <message>
        <source>Go to %1</source>
        <translation>前往%1</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>全部命名空间</translation>
    </message>
    <message>
        <source>namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Filter the table</source>
        <translation>筛选表格</translation>
    </message>
    <message>
        <source>Go to the overview</source>
        <translation>前往概览</translation>
    </message>
    <message>
        <source>Show only namespace %1</source>
        <translation>只显示命名空间 %1</translation>
    </message>
    <message>
        <source>No answer from &quot;%1&quot;: %2. What you see may be old. %3</source>
        <translation>“%1”没有应答：%2。所见内容可能已过时。%3</translation>
    </message>
    <message>
        <source>Choose columns…</source>
        <translation>选择列…</translation>
    </message>
    <message>
        <source>This cluster has no %1 any more: what defined them was deleted.</source>
        <translation>此集群中已没有 %1：其定义已被删除。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ColumnChooser</name>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Space shows, Enter sorts, Alt+↑ ↓ moves</source>
        <translation>空格显示或隐藏，回车排序，Alt+↑ ↓ 移动</translation>
    </message>
    <message>
        <source>Labels…</source>
        <translation>标签…</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>恢复默认列</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::CommandBox</name>
    <message>
        <source>Copied</source>
        <translation>已复制</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the command, to run it in a terminal</source>
        <translation>复制命令，以便在终端中运行</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ContextQuestion</name>
    <message>
        <source>Run this program?</source>
        <translation>运行此程序？</translation>
    </message>
    <message>
        <source>Read these files?</source>
        <translation>读取这些文件？</translation>
    </message>
    <message>
        <source>The context &quot;%1&quot; gets its credentials from a program on this computer. Allow it only when you know where the kubeconfig comes from.</source>
        <translation>上下文“%1”要通过本机上的一个程序获取凭据。只有确知该 kubeconfig 的来源时才应允许。</translation>
    </message>
    <message>
        <source>The context &quot;%1&quot; reads files outside the folder of its kubeconfig and may send them to its server. Allow it only when you know where the kubeconfig comes from.</source>
        <translation>上下文“%1”要读取其 kubeconfig 所在目录之外的文件，并可能将内容发送给它的服务器。只有确知该 kubeconfig 的来源时才应允许。</translation>
    </message>
    <message>
        <source>with the environment</source>
        <translation>环境变量</translation>
    </message>
    <message>
        <source>Files it reads</source>
        <translation>要读取的文件</translation>
    </message>
    <message>
        <source>Kubeconfig: %1</source>
        <translation>Kubeconfig：%1</translation>
    </message>
    <message>
        <source>Server: %1</source>
        <translation>服务器：%1</translation>
    </message>
    <message>
        <source>Run it</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Read them</source>
        <translation>读取</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::DeleteDialog</name>
    <message>
        <source>Delete %1?</source>
        <translation>删除 %1？</translation>
    </message>
    <message>
        <source>Delete %1 objects?</source>
        <translation>删除 %1 个对象？</translation>
    </message>
    <message>
        <source>This cannot be undone. A controller may make a new one at once.</source>
        <translation>此操作无法撤销。控制器可能会立即新建一个。</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Seconds to shut down</source>
        <translation>终止宽限秒数</translation>
    </message>
    <message>
        <source>goes too, afterwards (background)</source>
        <translation>随后一并删除（后台）</translation>
    </message>
    <message>
        <source>goes first (foreground)</source>
        <translation>先行删除（前台）</translation>
    </message>
    <message>
        <source>stays (orphan)</source>
        <translation>保留（孤立）</translation>
    </message>
    <message>
        <source>What belongs to it</source>
        <translation>从属对象</translation>
    </message>
    <message>
        <source>What is deleted</source>
        <translation>将被删除的对象</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::DetailsView</name>
    <message>
        <source>Conditions</source>
        <translation>状况</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::Dock</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close the others</source>
        <translation>关闭其他</translation>
    </message>
    <message>
        <source>Show the page again</source>
        <translation>重新显示页面</translation>
    </message>
    <message>
        <source>Fill the window</source>
        <translation>占满窗口</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::DrainPanel</name>
    <message>
        <source>will be deleted: it has finished</source>
        <translation>将删除：已结束</translation>
    </message>
    <message>
        <source>will be evicted</source>
        <translation>将驱逐</translation>
    </message>
    <message>
        <source>eviction asked for</source>
        <translation>已请求驱逐</translation>
    </message>
    <message>
        <source>refused for now: %1</source>
        <translation>暂被拒绝：%1</translation>
    </message>
    <message>
        <source>shutting down</source>
        <translation>正在终止</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>已离开</translation>
    </message>
    <message>
        <source>stays: of a DaemonSet</source>
        <translation>保留：属于 DaemonSet</translation>
    </message>
    <message>
        <source>stays: the node&apos;s own</source>
        <translation>保留：节点自有</translation>
    </message>
    <message>
        <source>failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>nobody makes another</source>
        <translation>无控制器重建</translation>
    </message>
    <message>
        <source>loses its emptyDir</source>
        <translation>会丢失 emptyDir</translation>
    </message>
    <message>
        <source>Draining %1 cordons it and evicts %2 pods. Disruption budgets are respected.</source>
        <translation>排空 %1 会将其设为不可调度，并驱逐 %2 个 Pod；会遵守干扰预算。</translation>
    </message>
    <message>
        <source>Looking which pods are on %1…</source>
        <translation>正在查看 %1 上的 Pod…</translation>
    </message>
    <message>
        <source>%1 of %2 pods are gone.</source>
        <translation>%2 个 Pod 中已有 %1 个离开。</translation>
    </message>
    <message>
        <source>%1 is drained. It stays cordoned until you uncordon it.</source>
        <translation>%1 已排空，在你恢复调度之前保持不可调度。</translation>
    </message>
    <message>
        <source>Stopped: %1 of %2 pods are gone. The node stays cordoned.</source>
        <translation>已停止：%2 个 Pod 中已有 %1 个离开。节点保持不可调度。</translation>
    </message>
    <message>
        <source>Not all pods could be evicted.</source>
        <translation>有 Pod 未能驱逐。</translation>
    </message>
    <message>
        <source>The drain failed: %1</source>
        <translation>排空失败：%1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Drain node</source>
        <translation>排空节点</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <source>Drain %1</source>
        <translation>排空 %1</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>重新检查</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::EditorAssist</name>
    <message>
        <source>Allowed: %1</source>
        <translation>允许的值：%1</translation>
    </message>
    <message>
        <source>Default: %1</source>
        <translation>默认值：%1</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::EditorBar</name>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Write your changes to the server</source>
        <translation>将您的更改写入服务器</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>试运行</translation>
    </message>
    <message>
        <source>See what the server would make of it, without writing</source>
        <translation>查看服务器将如何处理，但不写入</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Compare your text with what the server has</source>
        <translation>将您的文本与服务器上的内容比较</translation>
    </message>
    <message>
        <source>Revert</source>
        <translation>还原</translation>
    </message>
    <message>
        <source>Give up your edits: show what the server has</source>
        <translation>放弃编辑，显示服务器上的内容</translation>
    </message>
    <message>
        <source>Undo applied change</source>
        <translation>撤销已应用的更改</translation>
    </message>
    <message>
        <source>Put back what your last change replaced</source>
        <translation>恢复上次更改所替换的内容</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::EditorNotice</name>
    <message>
        <source>Give up edits</source>
        <translation>放弃编辑</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::EditorPanel</name>
    <message>
        <source>Your unsaved edits of %1 are here again.</source>
        <translation>已恢复您在 %1 未保存的编辑。</translation>
    </message>
    <message>
        <source>Reading %1…</source>
        <translation>正在读取 %1…</translation>
    </message>
    <message>
        <source>new object</source>
        <translation>新对象</translation>
    </message>
    <message>
        <source>New object</source>
        <translation>新对象</translation>
    </message>
    <message>
        <source>%1, with unsaved edits</source>
        <translation>%1，有未保存的编辑</translation>
    </message>
    <message>
        <source>Give up your edits of %1?</source>
        <translation>放弃对 %1 的编辑？</translation>
    </message>
    <message>
        <source>They may hold a Secret, so they are not written to the disk and cannot be kept.</source>
        <translation>其中可能含有 Secret，因此不会写入磁盘，也无法保留。</translation>
    </message>
    <message>
        <source>Give up edits</source>
        <translation>放弃编辑</translation>
    </message>
    <message>
        <source>Not saved to the disk, since it may hold a Secret: kept until Skiff ends</source>
        <translation>可能含有 Secret，未保存到磁盘：保留到 Skiff 退出为止</translation>
    </message>
    <message>
        <source>Draft saved at %1</source>
        <translation>草稿已于 %1 保存</translation>
    </message>
    <message>
        <source>This text cannot be applied: %1</source>
        <translation>无法应用此文本：%1</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Dry run</source>
        <translation>试运行</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Asking the server…</source>
        <translation>正在询问服务器…</translation>
    </message>
    <message>
        <source>Applying…</source>
        <translation>正在应用…</translation>
    </message>
    <message>
        <source>There is nothing to apply: this is what the server has.</source>
        <translation>没有可应用的更改：文本与服务器上的内容一致。</translation>
    </message>
    <message>
        <source>Nothing was written: %1 was changed on the server meanwhile. Merge first.</source>
        <translation>未写入任何内容：%1 在此期间已在服务器上被更改。请先合并。</translation>
    </message>
    <message>
        <source>Nothing was written: %1 was deleted on the server meanwhile.</source>
        <translation>未写入任何内容：%1 在此期间已在服务器上被删除。</translation>
    </message>
    <message>
        <source>No answer from the server: %1. Whether your change was applied is not known; your text is kept.</source>
        <translation>服务器没有响应：%1。无法得知您的更改是否已应用；您的文本仍保留。</translation>
    </message>
    <message>
        <source>This server does not serve server-side apply, so the object was updated as a whole.</source>
        <translation>此服务器不支持服务器端应用，因此对象已整体更新。</translation>
    </message>
    <message>
        <source>The server would accept this</source>
        <translation>服务器会接受此更改</translation>
    </message>
    <message>
        <source>On the server now</source>
        <translation>服务器上的当前内容</translation>
    </message>
    <message>
        <source>After applying</source>
        <translation>应用之后</translation>
    </message>
    <message>
        <source>Undone at %1</source>
        <translation>已于 %1 撤销</translation>
    </message>
    <message>
        <source>Applied at %1</source>
        <translation>已于 %1 应用</translation>
    </message>
    <message>
        <source>The change of %1 was undone.</source>
        <translation>对 %1 的更改已撤销。</translation>
    </message>
    <message>
        <source>%1 was applied.</source>
        <translation>%1 已应用。</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>Keep theirs</source>
        <translation>保留对方的值</translation>
    </message>
    <message>
        <source>Others own what you changed</source>
        <translation>您更改的字段归他人所有</translation>
    </message>
    <message>
        <source>Take a field over, and it gets your value and belongs to you; its owner may set it again, and then meets the same question. A field you leave to them keeps their value. Only the fields taken over are forced.</source>
        <translation>接管的字段将采用您的值并归您所有；原所有者可能再次设置它，届时会遇到同样的问题。未接管的字段保留对方的值。只有接管的字段会强制写入。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Nothing was written yet: %1 in conflict</source>
        <translation>尚未写入：%1 个字段存在冲突</translation>
    </message>
    <message>
        <source>Remove fields that belong to others?</source>
        <translation>移除归他人所有的字段？</translation>
    </message>
    <message>
        <source>Your text leaves out fields that others have set; they may set them again:</source>
        <translation>您的文本去掉了他人设置的字段，他们可能会再次设置：</translation>
    </message>
    <message>
        <source>Remove them</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Nothing was written yet.</source>
        <translation>尚未写入。</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1：%2</translation>
    </message>
    <message>
        <source>The server refused it: %1</source>
        <translation>服务器拒绝了：%1</translation>
    </message>
    <message>
        <source>You have changed nothing.</source>
        <translation>您没有任何更改。</translation>
    </message>
    <message>
        <source>Your text</source>
        <translation>您的文本</translation>
    </message>
    <message>
        <source>The text becomes what the server has now.</source>
        <translation>文本将变为服务器上的当前内容。</translation>
    </message>
    <message>
        <source>Your change made this object; undoing it deletes it.</source>
        <translation>此对象由您的更改创建；撤销会将其删除。</translation>
    </message>
    <message>
        <source>Delete it</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Take mine</source>
        <translation>采用我的值</translation>
    </message>
    <message>
        <source>Take theirs</source>
        <translation>采用对方的值</translation>
    </message>
    <message>
        <source>Both of you changed these</source>
        <translation>双方都更改了这些字段</translation>
    </message>
    <message>
        <source>All else fits together (%1 of their changes come in). Nothing is written to the server by merging.</source>
        <translation>其余部分互不冲突（并入对方的 %1 处更改）。合并不会向服务器写入任何内容。</translation>
    </message>
    <message>
        <source>Merged with what the server has; nothing is written yet.</source>
        <translation>已与服务器上的内容合并；尚未写入。</translation>
    </message>
    <message>
        <source>This is what the server has now; Ctrl+Z brings your text back.</source>
        <translation>现在是服务器上的内容；按 Ctrl+Z 可找回您的文本。</translation>
    </message>
    <message>
        <source>You have typed on meanwhile: merge again.</source>
        <translation>其间您又做了修改：请重新合并。</translation>
    </message>
    <message>
        <source>Read only: the server does not let you change %1.</source>
        <translation>只读：服务器不允许您更改 %1。</translation>
    </message>
    <message>
        <source>Read only: the server lets nobody change objects of this kind.</source>
        <translation>只读：服务器不允许任何人更改此类型的对象。</translation>
    </message>
    <message>
        <source>Delete %1?</source>
        <translation>删除 %1？</translation>
    </message>
    <message>
        <source>Deleted.</source>
        <translation>已删除。</translation>
    </message>
    <message>
        <source>The disk does not take the draft: kept until Skiff ends</source>
        <translation>磁盘无法保存此草稿：仅保留到 Skiff 退出为止</translation>
    </message>
    <message>
        <source>The disk does not take them, so they cannot be kept.</source>
        <translation>磁盘无法保存这些更改，因此无法保留。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::EditorStatus</name>
    <message>
        <source>No problems</source>
        <translation>没有问题</translation>
    </message>
    <message>
        <source>1 problem</source>
        <translation>1 个问题</translation>
    </message>
    <message>
        <source>%1 problems</source>
        <translation>%1 个问题</translation>
    </message>
    <message>
        <source>Line %1, column %2</source>
        <translation>第 %1 行，第 %2 列</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::Editors</name>
    <message>
        <source>Unsaved edits: %1 (%2).</source>
        <translation>未保存的编辑：%1（%2）。</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Edit YAML…</source>
        <translation>编辑 YAML…</translation>
    </message>
    <message>
        <source>New from template…</source>
        <translation>从模板新建…</translation>
    </message>
    <message>
        <source>Unsaved edits of %1</source>
        <translation>%1 的未保存编辑</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::FieldChoices</name>
    <message>
        <source>Field</source>
        <translation>字段</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>所有者</translation>
    </message>
    <message>
        <source>My value</source>
        <translation>我的值</translation>
    </message>
    <message>
        <source>Their value</source>
        <translation>对方的值</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>决定</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ForwardDialog</name>
    <message>
        <source>Forward a port of %1</source>
        <translation>转发 %1 的端口</translation>
    </message>
    <message>
        <source>Start with the cluster</source>
        <translation>随集群启动</translation>
    </message>
    <message>
        <source>Reachable from other machines</source>
        <translation>其他机器可访问</translation>
    </message>
    <message>
        <source>Listens on every interface; anybody who reaches this machine reaches the pod</source>
        <translation>监听所有网络接口；能访问本机的人都能访问该 Pod</translation>
    </message>
    <message>
        <source>The browser uses HTTPS</source>
        <translation>浏览器使用 HTTPS</translation>
    </message>
    <message>
        <source>Port of the service</source>
        <translation>服务端口</translation>
    </message>
    <message>
        <source>Port of the pod</source>
        <translation>Pod 端口</translation>
    </message>
    <message>
        <source>Local port</source>
        <translation>本地端口</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>转发</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>更改</translation>
    </message>
    <message>
        <source>No port is declared: enter the one that the program listens on.</source>
        <translation>没有声明端口：请输入程序监听的端口。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ForwardModel</name>
    <message>
        <source>%1/s</source>
        <translation>%1/秒</translation>
    </message>
    <message>
        <source>Ready · connections: %1</source>
        <translation>就绪 · 连接数：%1</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>已停止</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Local address</source>
        <translation>本地地址</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>目标</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Pod</source>
        <translation>Pod</translation>
    </message>
    <message>
        <source>Traffic</source>
        <translation>流量</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ForwardsPanel</name>
    <message>
        <source>Forward a port…</source>
        <translation>转发端口…</translation>
    </message>
    <message>
        <source>Show all port forwards</source>
        <translation>查看所有端口转发</translation>
    </message>
    <message>
        <source>Connect to cluster %1 once, then its forwards can be started.</source>
        <translation>请先连接集群 %1，然后即可启动它的转发。</translation>
    </message>
    <message>
        <source>The address was copied.</source>
        <translation>地址已复制。</translation>
    </message>
    <message>
        <source>The forward of %1 was deleted.</source>
        <translation>已删除 %1 的转发。</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>启动</translation>
    </message>
    <message>
        <source>Use port %1</source>
        <translation>使用端口 %1</translation>
    </message>
    <message>
        <source>No ports are forwarded. Choose a pod or service and &quot;Forward a port…&quot;.</source>
        <translation>没有端口转发。选择 Pod 或服务，然后“转发端口…”。</translation>
    </message>
    <message>
        <source>Open in the browser</source>
        <translation>在浏览器中打开</translation>
    </message>
    <message>
        <source>Copy the address</source>
        <translation>复制地址</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>更改…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Port forwards</source>
        <translation>端口转发</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ImageDialog</name>
    <message>
        <source>Set the image of %1</source>
        <translation>设置 %1 的镜像</translation>
    </message>
    <message>
        <source>A new image starts a rollout.</source>
        <translation>更换镜像会触发一次滚动发布。</translation>
    </message>
    <message>
        <source>Set image</source>
        <translation>设置镜像</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::Inspector</name>
    <message>
        <source>%1 &quot;%2&quot; was deleted. This is what it was like.</source>
        <translation>%1“%2”已被删除。以下是它删除前的样子。</translation>
    </message>
    <message>
        <source>No events.</source>
        <translation>没有事件。</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::LogFilterBar</name>
    <message>
        <source>Search</source>
        <translation>搜索</translation>
    </message>
    <message>
        <source>Regular expression; Enter goes up, Shift+Enter down (Ctrl+F)</source>
        <translation>正则表达式；Enter 向上，Shift+Enter 向下 (Ctrl+F)</translation>
    </message>
    <message>
        <source>Only lines with…</source>
        <translation>只显示包含…</translation>
    </message>
    <message>
        <source>Regular expression: only lines that match are shown</source>
        <translation>正则表达式：只显示匹配的行</translation>
    </message>
    <message>
        <source>Without…</source>
        <translation>不含…</translation>
    </message>
    <message>
        <source>Regular expression: lines that match are left out</source>
        <translation>正则表达式：隐藏匹配的行</translation>
    </message>
    <message>
        <source>Highlight…</source>
        <translation>突出显示…</translation>
    </message>
    <message>
        <source>Regular expression: what matches stands out</source>
        <translation>正则表达式：突出显示匹配的内容</translation>
    </message>
    <message>
        <source>Previous place</source>
        <translation>上一处</translation>
    </message>
    <message>
        <source>Next place</source>
        <translation>下一处</translation>
    </message>
    <message>
        <source>1 line</source>
        <translation>1 行</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::LogPanel</name>
    <message>
        <source>Save the log</source>
        <translation>保存日志</translation>
    </message>
    <message>
        <source>Show logs</source>
        <translation>查看日志</translation>
    </message>
    <message>
        <source>The log was saved.</source>
        <translation>日志已保存。</translation>
    </message>
    <message>
        <source>the oldest %1 lines are gone, %2 are kept</source>
        <translation>最早的 %1 行已丢弃，保留 %2</translation>
    </message>
    <message>
        <source>%1 of %2 lines</source>
        <translation>%1 / %2 行</translation>
    </message>
    <message>
        <source>All containers</source>
        <translation>所有容器</translation>
    </message>
    <message>
        <source>%1 of %2 containers</source>
        <translation>%1 / %2 个容器</translation>
    </message>
    <message>
        <source>No line is a JSON object</source>
        <translation>没有 JSON 格式的行</translation>
    </message>
    <message>
        <source>Last 1,000 lines</source>
        <translation>最近 1,000 行</translation>
    </message>
    <message>
        <source>Last 100 lines</source>
        <translation>最近 100 行</translation>
    </message>
    <message>
        <source>Last 10,000 lines</source>
        <translation>最近 10,000 行</translation>
    </message>
    <message>
        <source>Last 5 minutes</source>
        <translation>最近 5 分钟</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>最近 1 小时</translation>
    </message>
    <message>
        <source>Last day</source>
        <translation>最近 1 天</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>Which containers are shown</source>
        <translation>显示哪些容器</translation>
    </message>
    <message>
        <source>Follow the end of the log (End)</source>
        <translation>跟随日志末尾 (End)</translation>
    </message>
    <message>
        <source>Save what is shown…</source>
        <translation>保存所显示的内容…</translation>
    </message>
    <message>
        <source>How the log is shown</source>
        <translation>日志的显示方式</translation>
    </message>
    <message>
        <source>Timestamps</source>
        <translation>时间戳</translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation>自动换行</translation>
    </message>
    <message>
        <source>JSON as table</source>
        <translation>JSON 显示为表格</translation>
    </message>
    <message>
        <source>Before the last restart</source>
        <translation>上次重启之前</translation>
    </message>
    <message>
        <source>Go to time…</source>
        <translation>转到时间…</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Go to time</source>
        <translation>转到时间</translation>
    </message>
    <message>
        <source>The log shown goes from %1 to %2.</source>
        <translation>当前日志的时间范围：%1 至 %2。</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Show logs of all pods</source>
        <translation>查看所有 Pod 的日志</translation>
    </message>
    <message>
        <source>a pattern is too costly for some lines (%1), which are shown</source>
        <translation>有 %1 行因表达式过于复杂未能判断，照常显示</translation>
    </message>
    <message>
        <source>1 line</source>
        <translation>1 行</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::MainWindow</name>
    <message>
        <source>The command failed</source>
        <translation>命令执行失败</translation>
    </message>
    <message>
        <source>The cluster runs, but cannot be shown</source>
        <translation>集群正在运行，但无法显示</translation>
    </message>
    <message>
        <source>No kubeconfig has a context &quot;%1&quot; any more.</source>
        <translation>所有 kubeconfig 中都已没有上下文“%1”。</translation>
    </message>
    <message>
        <source>Connect to %1</source>
        <translation>连接到 %1</translation>
    </message>
    <message>
        <source>The cluster is still starting</source>
        <translation>集群仍在启动</translation>
    </message>
    <message>
        <source>Closing Skiff now ends the start; nothing half made is left behind.</source>
        <translation>现在关闭 Skiff 会中止启动，不会留下任何半成品。</translation>
    </message>
    <message>
        <source>End the start and close</source>
        <translation>中止启动并关闭</translation>
    </message>
    <message>
        <source>Skiff</source>
        <translation>Skiff</translation>
    </message>
    <message>
        <source>%1 – Skiff</source>
        <translation>%1 – Skiff</translation>
    </message>
    <message>
        <source>Start cluster</source>
        <translation>启动集群</translation>
    </message>
    <message>
        <source>Stop the cluster</source>
        <translation>停止集群</translation>
    </message>
    <message>
        <source>Delete the cluster…</source>
        <translation>删除集群…</translation>
    </message>
    <message>
        <source>Connect to an existing cluster…</source>
        <translation>连接已有集群…</translation>
    </message>
    <message>
        <source>Switch between light and dark</source>
        <translation>切换浅色与深色</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Your kubeconfig has no context</source>
        <translation>kubeconfig 中没有上下文</translation>
    </message>
    <message>
        <source>Search actions and pages…</source>
        <translation>搜索操作和页面…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>The system&apos;s</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Delete the cluster &quot;%1&quot;?</source>
        <translation>要删除集群“%1”吗？</translation>
    </message>
    <message>
        <source>All its objects, images and volumes go with it. This cannot be undone.</source>
        <translation>其中的所有对象、镜像和卷都会一并删除，且无法恢复。</translation>
    </message>
    <message>
        <source>Delete cluster</source>
        <translation>删除集群</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Getting credentials for &quot;%1&quot;: %2</source>
        <translation>正在为“%1”获取凭据：%2</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 毫秒</translation>
    </message>
    <message>
        <source>How long the server took to answer</source>
        <translation>服务器应答所用时间</translation>
    </message>
    <message>
        <source>Add a kubeconfig file…</source>
        <translation>添加 kubeconfig 文件…</translation>
    </message>
    <message>
        <source>Add a kubeconfig file</source>
        <translation>添加 kubeconfig 文件</translation>
    </message>
    <message>
        <source>%1 was not added</source>
        <translation>未能添加 %1</translation>
    </message>
    <message>
        <source>Switch to %1</source>
        <translation>切换到 %1</translation>
    </message>
    <message>
        <source>cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>setting</source>
        <translation>设置</translation>
    </message>
    <message>
        <source>language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Apply manifests…</source>
        <translation>应用清单…</translation>
    </message>
    <message>
        <source>Apply a folder of manifests…</source>
        <translation>应用文件夹中的清单…</translation>
    </message>
    <message>
        <source>Apply what is on the clipboard</source>
        <translation>应用剪贴板中的内容</translation>
    </message>
    <message>
        <source>The palette (Ctrl+K) finds %1 more</source>
        <translation>另有 %1 个，可用命令面板 (Ctrl+K) 查找</translation>
    </message>
    <message>
        <source>Give up unsaved edits?</source>
        <translation>放弃未保存的修改？</translation>
    </message>
    <message>
        <source>Give up edits and close</source>
        <translation>放弃修改并关闭</translation>
    </message>
    <message>
        <source>It is not known what the cluster&apos;s machine is doing: %1</source>
        <translation>无法得知集群所在机器的状态：%1</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>重新查询</translation>
    </message>
    <message>
        <source>It is known again what the cluster&apos;s machine is doing.</source>
        <translation>已重新得知集群所在机器的状态。</translation>
    </message>
    <message>
        <source>Ask again what the cluster is doing</source>
        <translation>重新查询集群状态</translation>
    </message>
    <message>
        <source>They are not on the disk, since they may hold a Secret or could not be written, and end with Skiff: %1. Connect to their cluster again to go on with them.</source>
        <translation>其中可能含有 Secret，或者磁盘无法写入，因此未保存到磁盘，会随 Skiff 关闭而消失：%1。重新连接相应的集群即可继续编辑。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ManifestDrop</name>
    <message>
        <source>Drop to apply to %1</source>
        <translation>松开以应用到 %1</translation>
    </message>
    <message>
        <source>Objects that say no namespace go to %1. You see first what would happen.</source>
        <translation>没有写明命名空间的对象放入 %1。会先显示将要发生什么。</translation>
    </message>
    <message>
        <source>No cluster is connected</source>
        <translation>没有连接集群</translation>
    </message>
    <message>
        <source>What you drop is shown as soon as there is one.</source>
        <translation>连接集群后即显示您拖入的内容。</translation>
    </message>
    <message>
        <source>Start or connect to a cluster: then you see what applying %1 would do.</source>
        <translation>请启动或连接集群，然后即可看到应用 %1 会怎样。</translation>
    </message>
    <message>
        <source>The clipboard holds no manifest: neither files nor a text with apiVersion and kind.</source>
        <translation>剪贴板中没有清单：既没有文件，也没有含 apiVersion 和 kind 的文本。</translation>
    </message>
    <message>
        <source>Apply a folder of manifests</source>
        <translation>应用文件夹中的清单</translation>
    </message>
    <message>
        <source>Apply manifests</source>
        <translation>应用清单</translation>
    </message>
    <message>
        <source>Manifests (*.yaml *.yml *.json)</source>
        <translation>清单 (*.yaml *.yml *.json)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::Message</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>复制命令</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::NamespaceChooser</name>
    <message>
        <source>Find a namespace</source>
        <translation>查找命名空间</translation>
    </message>
    <message>
        <source>Enter shows one, Space ticks several</source>
        <translation>回车只看一个，空格可勾选多个</translation>
    </message>
    <message>
        <source>The namespaces cannot be listed; type the name of one. (%1)</source>
        <translation>无法列出命名空间，请直接输入名称。（%1）</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>全部命名空间</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::Navigation</name>
    <message>
        <source>Favourites</source>
        <translation>收藏</translation>
    </message>
    <message>
        <source>Find a kind</source>
        <translation>查找资源种类</translation>
    </message>
    <message>
        <source>You may not list %1 here.</source>
        <translation>你无权在此列出%1。</translation>
    </message>
    <message>
        <source>Remove from favourites</source>
        <translation>移出收藏</translation>
    </message>
    <message>
        <source>Add to favourites</source>
        <translation>加入收藏</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Kinds</source>
        <translation>资源种类</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::NodeActions</name>
    <message>
        <source>%1 was not changed: %2</source>
        <translation>未能更改 %1：%2</translation>
    </message>
    <message>
        <source>%1 is cordoned: no new pods are placed there.</source>
        <translation>%1 已设为不可调度：不再放置新的 Pod。</translation>
    </message>
    <message>
        <source>%1 takes new pods again.</source>
        <translation>%1 重新接受新的 Pod。</translation>
    </message>
    <message>
        <source>Cordon</source>
        <translation>停止调度</translation>
    </message>
    <message>
        <source>Uncordon</source>
        <translation>恢复调度</translation>
    </message>
    <message>
        <source>Drain node…</source>
        <translation>排空节点…</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::NodeLogDialog</name>
    <message>
        <source>Log of the node</source>
        <translation>节点日志</translation>
    </message>
    <message>
        <source>This service has written nothing.</source>
        <translation>此服务没有任何输出。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::NodeShellDialog</name>
    <message>
        <source>Open a shell on node %1?</source>
        <translation>在节点 %1 上打开终端？</translation>
    </message>
    <message>
        <source>A privileged pod is started on the node, with its root folder, processes and network. What you do in the shell is done on the node itself, as root. The pod is removed when you close the terminal.</source>
        <translation>将在节点上启动一个特权 Pod，可访问节点的根目录、进程和网络。在终端中的操作会以 root 身份直接作用于节点。关闭终端后该 Pod 会被删除。</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Open the shell</source>
        <translation>打开终端</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::NoticeStrip</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ObjectActions</name>
    <message>
        <source>%1 was not deleted: %2</source>
        <translation>未能删除 %1：%2</translation>
    </message>
    <message>
        <source>%1 is being deleted.</source>
        <translation>正在删除 %1。</translation>
    </message>
    <message>
        <source>%1 objects are being deleted.</source>
        <translation>正在删除 %1 个对象。</translation>
    </message>
    <message>
        <source>Copied: %1</source>
        <translation>已复制：%1</translation>
    </message>
    <message>
        <source>Open page</source>
        <translation>打开页面</translation>
    </message>
    <message>
        <source>Copy name</source>
        <translation>复制名称</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>删除…</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ObjectPage</name>
    <message>
        <source>Actions</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>What can be done with this object</source>
        <translation>可对此对象执行的操作</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::OverviewPage</name>
    <message>
        <source>Overview</source>
        <translation>概览</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Processor requested</source>
        <translation>已申请处理器</translation>
    </message>
    <message>
        <source>%1 of %2 cores</source>
        <translation>%1 / %2 核</translation>
    </message>
    <message>
        <source>Memory requested</source>
        <translation>已申请内存</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Pods</source>
        <translation>容器组 (Pod)</translation>
    </message>
    <message>
        <source>%1 of %2, %3 running</source>
        <translation>%1 / %2，%3 个运行中</translation>
    </message>
    <message>
        <source>Nodes ready</source>
        <translation>就绪节点</translation>
    </message>
    <message>
        <source>Not everything can be shown</source>
        <translation>部分内容无法显示</translation>
    </message>
    <message>
        <source>What is wrong</source>
        <translation>存在的问题</translation>
    </message>
    <message>
        <source>Nothing that Skiff can see.</source>
        <translation>Skiff 未发现问题。</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>另有 %1 项</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>Recent changes</source>
        <translation>最近变更</translation>
    </message>
    <message>
        <source>%1 · %2×</source>
        <translation>%1 · %2 次</translation>
    </message>
    <message>
        <source>%1 · %2×, %3 objects</source>
        <translation>%1 · %2 次，%3 个对象</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::PageBar</name>
    <message>
        <source>All namespaces</source>
        <translation>全部命名空间</translation>
    </message>
    <message>
        <source>%1 namespaces</source>
        <translation>%1 个命名空间</translation>
    </message>
    <message>
        <source>Choose namespaces</source>
        <translation>选择命名空间</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>全局搜索</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::PanelHost</name>
    <message>
        <source>%1: not allowed. %2</source>
        <comment>an action, and the right that is missing</comment>
        <translation>%1：未获允许。%2</translation>
    </message>
    <message>
        <source>The server does not allow you to %1 %2.</source>
        <comment>a verb, a resource</comment>
        <translation>服务器不允许你对 %2 执行 %1。</translation>
    </message>
    <message>
        <source>The server does not allow you to %1 %2 in namespace %3.</source>
        <comment>a verb, a resource, a namespace</comment>
        <translation>服务器不允许你在命名空间 %3 中对 %2 执行 %1。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::RemoteBanner</name>
    <message>
        <source>%1 was changed on the server meanwhile: %2.</source>
        <translation>%1 在此期间已在服务器上被更改：%2。</translation>
    </message>
    <message>
        <source>%1 was deleted on the server, and somebody has made it again.</source>
        <translation>%1 已在服务器上被删除，随后又有人重新创建了它。</translation>
    </message>
    <message>
        <source>%1 was deleted on the server. Your text is kept.</source>
        <translation>%1 已在服务器上被删除。您的文本仍保留。</translation>
    </message>
    <message>
        <source>%1 is not there any more.</source>
        <translation>%1 已不存在。</translation>
    </message>
    <message>
        <source>No answer from the server: %1. Your text is kept; what others change is not known until it answers.</source>
        <translation>服务器没有响应：%1。您的文本仍保留；在服务器响应之前，无法得知他人的更改。</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>合并</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Create it again</source>
        <translation>重新创建</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ResourcePage</name>
    <message>
        <source>%1 of %2</source>
        <translation>%1 / %2</translation>
    </message>
    <message>
        <source>Loading…</source>
        <translation>正在加载…</translation>
    </message>
    <message>
        <source>Nothing here yet.</source>
        <translation>这里还没有内容。</translation>
    </message>
    <message>
        <source>Nothing matches the filter.</source>
        <translation>没有符合筛选条件的内容。</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>You may not list %1 in all namespaces at once. Choose a namespace that is yours (N).

%2</source>
        <translation>你无权一次列出所有命名空间中的%1。请选择你有权限的命名空间 (N)。

%2</translation>
    </message>
    <message>
        <source>The server does not show %1 to you.

%2</source>
        <translation>服务器不向你显示%1。

%2</translation>
    </message>
    <message>
        <source>Nothing here yet in the namespace &quot;%1&quot;.</source>
        <translation>命名空间“%1”中还没有内容。</translation>
    </message>
    <message>
        <source>Label columns</source>
        <translation>标签列</translation>
    </message>
    <message>
        <source>Keys of labels, with commas between; each becomes a column:</source>
        <translation>标签的键，用逗号分隔；每个成为一列：</translation>
    </message>
    <message>
        <source>Words to find in any column; -word leaves rows out (/)</source>
        <translation>在任意列中查找的词；-词 表示排除 (/)</translation>
    </message>
    <message>
        <source>Choose columns and their order (V)</source>
        <translation>选择列及其顺序 (V)</translation>
    </message>
    <message>
        <source>Choose columns</source>
        <translation>选择列</translation>
    </message>
    <message>
        <source>The server does not know who you are: the credentials of this context are wrong, or they have ended. Renew them, then connect again.

%1</source>
        <translation>服务器无法识别你的身份：此上下文的凭据有误或已过期。请更新凭据后重新连接。

%1</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ReviewPage</name>
    <message>
        <source>Back to the text</source>
        <translation>返回文本</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::RollbackDialog</name>
    <message>
        <source>Roll back %1</source>
        <translation>回滚 %1</translation>
    </message>
    <message>
        <source>The pod template of the chosen revision comes back as a new rollout.</source>
        <translation>所选修订版本的 Pod 模板将作为一次新的发布恢复。</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>回滚</translation>
    </message>
    <message>
        <source>Revision %1</source>
        <translation>修订版本 %1</translation>
    </message>
    <message>
        <source>present</source>
        <translation>当前</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ScaleDialog</name>
    <message>
        <source>Scale %1</source>
        <translation>伸缩 %1</translation>
    </message>
    <message>
        <source>It has %1 now.</source>
        <translation>现有 %1 个。</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>伸缩</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>副本数</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::ShortcutSheet</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>键盘快捷键</translation>
    </message>
    <message>
        <source>Anywhere</source>
        <translation>任何位置</translation>
    </message>
    <message>
        <source>Search everything</source>
        <translation>全局搜索</translation>
    </message>
    <message>
        <source>Usual pages</source>
        <translation>常用页面</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
    <message>
        <source>Choose namespaces</source>
        <translation>选择命名空间</translation>
    </message>
    <message>
        <source>All namespaces</source>
        <translation>全部命名空间</translation>
    </message>
    <message>
        <source>Find a kind</source>
        <translation>查找资源种类</translation>
    </message>
    <message>
        <source>To the panels and back</source>
        <translation>在面板与页面间切换</translation>
    </message>
    <message>
        <source>Panels fill the window</source>
        <translation>面板占满窗口</translation>
    </message>
    <message>
        <source>Next cluster</source>
        <translation>下一个集群</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>本说明</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>In a table</source>
        <translation>表格中</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>To the first, to the last</source>
        <translation>到首行、末行</translation>
    </message>
    <message>
        <source>Inspector on and off</source>
        <translation>显示或隐藏检查器</translation>
    </message>
    <message>
        <source>Open the object&apos;s page</source>
        <translation>打开对象页面</translation>
    </message>
    <message>
        <source>Select several</source>
        <translation>选择多个</translation>
    </message>
    <message>
        <source>Back one step</source>
        <translation>退回一步</translation>
    </message>
    <message>
        <source>With the selected objects</source>
        <translation>对所选对象</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Apply manifests</source>
        <translation>应用清单</translation>
    </message>
    <message>
        <source>Apply what is on the clipboard</source>
        <translation>应用剪贴板中的内容</translation>
    </message>
    <message>
        <source>Undo the last action</source>
        <translation>撤销上一个操作</translation>
    </message>
    <message>
        <source>Columns, order and sorting</source>
        <translation>列、顺序与排序</translation>
    </message>
    <message>
        <source>Menu of actions</source>
        <translation>操作菜单</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::StartPage</name>
    <message>
        <source>Skiff</source>
        <translation>Skiff</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>正在启动…</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Start cluster</source>
        <translation>启动集群</translation>
    </message>
    <message>
        <source>Show log…</source>
        <translation>查看日志…</translation>
    </message>
    <message>
        <source>Delete the cluster…</source>
        <translation>删除集群…</translation>
    </message>
    <message>
        <source>Connect to an existing cluster…</source>
        <translation>连接已有集群…</translation>
    </message>
    <message>
        <source>Your cluster is on its way.</source>
        <translation>集群正在启动，请稍候。</translation>
    </message>
    <message>
        <source>Your cluster is stopped. Everything in it is kept.</source>
        <translation>集群已停止，其中的一切都完好保留。</translation>
    </message>
    <message>
        <source>Stopping the cluster…</source>
        <translation>正在停止集群…</translation>
    </message>
    <message>
        <source>Deleting the cluster…</source>
        <translation>正在删除集群…</translation>
    </message>
    <message>
        <source>Your cluster is running.</source>
        <translation>集群正在运行。</translation>
    </message>
    <message>
        <source>The cluster did not start.</source>
        <translation>集群未能启动。</translation>
    </message>
    <message>
        <source>A Kubernetes cluster of your own, on this machine, in seconds.</source>
        <translation>几秒钟，就在这台机器上拥有自己的 Kubernetes 集群。</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>重新查询</translation>
    </message>
    <message>
        <source>It is not known what your cluster is doing.</source>
        <translation>无法得知集群的当前状态。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::TemplateDialog</name>
    <message>
        <source>New object</source>
        <translation>新对象</translation>
    </message>
    <message>
        <source>It is not made before you apply it.</source>
        <translation>应用之前不会创建。</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::TerminalPanel</name>
    <message>
        <source>Starting a pod on node %1…</source>
        <translation>正在节点 %1 上启动 Pod…</translation>
    </message>
    <message>
        <source>Attached to %1; what it wrote before is in its log.</source>
        <translation>已附加到 %1；之前的输出请看日志。</translation>
    </message>
    <message>
        <source>The shell has ended.</source>
        <translation>终端会话已结束。</translation>
    </message>
    <message>
        <source>The shell has ended with exit code %1.</source>
        <translation>终端会话已结束，退出码 %1。</translation>
    </message>
    <message>
        <source>Paste %1 lines?</source>
        <translation>粘贴 %1 行？</translation>
    </message>
    <message>
        <source>The program may run each line at once:

%1</source>
        <translation>程序可能立即执行每一行：

%1</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>1 line</source>
        <translation>1 行</translation>
    </message>
    <message>
        <source>%1 lines</source>
        <translation>%1 行</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>重新连接</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Find; Enter goes up, Shift+Enter down</source>
        <translation>查找；Enter 向上，Shift+Enter 向下</translation>
    </message>
    <message>
        <source>Open a shell</source>
        <translation>打开终端</translation>
    </message>
    <message>
        <source>Attach</source>
        <translation>附加到进程</translation>
    </message>
    <message>
        <source>Open a shell on the node…</source>
        <translation>在节点上打开终端…</translation>
    </message>
    <message>
        <source>Container %1:</source>
        <translation>容器 %1：</translation>
    </message>
    <message>
        <source>Attached to %1, which reads nothing; what it wrote before is in its log.</source>
        <translation>已附加到 %1，它不读取输入；之前的输出在日志中。</translation>
    </message>
    <message>
        <source>The link %1 is not opened: only web addresses are.</source>
        <translation>未打开链接 %1：只打开网页地址。</translation>
    </message>
</context>
<context>
    <name>skiff::desktop::WorkloadActions</name>
    <message>
        <source>%1 was not changed: %2</source>
        <translation>未能更改 %1：%2</translation>
    </message>
    <message>
        <source>%1 could not be read: %2</source>
        <translation>无法读取 %1：%2</translation>
    </message>
    <message>
        <source>%1 is scaled from %2 to %3.</source>
        <translation>%1 的副本数由 %2 改为 %3。</translation>
    </message>
    <message>
        <source>%1 is scaled back to %2.</source>
        <translation>%1 已恢复为 %2 个副本。</translation>
    </message>
    <message>
        <source>%1: container %2 gets %3.</source>
        <translation>%1：容器 %2 将使用 %3。</translation>
    </message>
    <message>
        <source>%1: container %2 has %3 again.</source>
        <translation>%1：容器 %2 已恢复为 %3。</translation>
    </message>
    <message>
        <source>%1 has no containers.</source>
        <translation>%1 没有容器。</translation>
    </message>
    <message>
        <source>%1 goes back to revision %2.</source>
        <translation>%1 正在回滚到修订版本 %2。</translation>
    </message>
    <message>
        <source>%1 has the template of revision %2 again.</source>
        <translation>%1 已恢复修订版本 %2 的模板。</translation>
    </message>
    <message>
        <source>%1 has no earlier revision to go back to.</source>
        <translation>%1 没有可回滚的早期修订版本。</translation>
    </message>
    <message>
        <source>Rollouts of %1 are paused.</source>
        <translation>%1 的发布已暂停。</translation>
    </message>
    <message>
        <source>Rollouts of %1 go on.</source>
        <translation>%1 的发布已恢复。</translation>
    </message>
    <message>
        <source>%1 restarts.</source>
        <translation>%1 正在重启。</translation>
    </message>
    <message>
        <source>Scale…</source>
        <translation>伸缩…</translation>
    </message>
    <message>
        <source>Restart rollout…</source>
        <translation>重启发布…</translation>
    </message>
    <message>
        <source>Set image…</source>
        <translation>设置镜像…</translation>
    </message>
    <message>
        <source>Roll back…</source>
        <translation>回滚…</translation>
    </message>
    <message>
        <source>Pause rollouts</source>
        <translation>暂停发布</translation>
    </message>
    <message>
        <source>Resume rollouts</source>
        <translation>恢复发布</translation>
    </message>
</context>
<context>
    <name>skiff::model::KindCatalog</name>
    <message>
        <source>Cluster</source>
        <translation>集群</translation>
    </message>
    <message>
        <source>Workloads</source>
        <translation>工作负载</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>网络</translation>
    </message>
    <message>
        <source>Configuration</source>
        <translation>配置</translation>
    </message>
    <message>
        <source>Storage</source>
        <translation>存储</translation>
    </message>
    <message>
        <source>Access</source>
        <translation>访问控制</translation>
    </message>
    <message>
        <source>Custom resources</source>
        <translation>自定义资源</translation>
    </message>
</context>
<context>
    <name>skiff::model::ObjectDetails</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>存在时间</translation>
    </message>
    <message>
        <source>Controlled by</source>
        <translation>控制者</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Pod address</source>
        <translation>容器组地址</translation>
    </message>
    <message>
        <source>Service account</source>
        <translation>服务账号</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Cluster address</source>
        <translation>集群地址</translation>
    </message>
    <message>
        <source>Replicas</source>
        <translation>副本</translation>
    </message>
    <message>
        <source>%1 ready of %2</source>
        <translation>%1 个就绪，共 %2 个</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>更新策略</translation>
    </message>
    <message>
        <source>Selector</source>
        <translation>选择器</translation>
    </message>
    <message>
        <source>Kubelet</source>
        <translation>Kubelet</translation>
    </message>
    <message>
        <source>Container runtime</source>
        <translation>容器运行时</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标签</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>, node port %1</source>
        <translation>，节点端口 %1</translation>
    </message>
    <message>
        <source>Running since %1</source>
        <translation>已运行 %1</translation>
    </message>
    <message>
        <source>Terminated: %1 (exit code %2)</source>
        <translation>已终止：%1（退出码 %2）</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>等待中</translation>
    </message>
    <message>
        <source>Waiting: %1</source>
        <translation>等待中：%1</translation>
    </message>
    <message>
        <source>Container %1</source>
        <translation>容器 %1</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>Spec</source>
        <translation>规约</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 项</translation>
    </message>
    <message>
        <source>%1 entries</source>
        <translation>%1 项</translation>
    </message>
</context>
<context>
    <name>skiff::model::Overview</name>
    <message>
        <source>container %1 was killed because the node ran out of memory</source>
        <translation>节点内存不足，容器 %1 被终止</translation>
    </message>
    <message>
        <source>container %1 was killed for using more than its %2 of memory</source>
        <translation>容器 %1 使用内存超过其 %2 的限制而被终止</translation>
    </message>
    <message>
        <source>container %1 ended with code %2</source>
        <translation>容器 %1 以退出码 %2 结束</translation>
    </message>
    <message>
        <source>It keeps crashing: %1; %2.</source>
        <translation>反复崩溃：%1；%2。</translation>
    </message>
    <message>
        <source>Container %1 keeps crashing; %2.</source>
        <translation>容器 %1 反复崩溃；%2。</translation>
    </message>
    <message>
        <source>The image %1 cannot be pulled. %2</source>
        <translation>无法拉取镜像 %1。%2</translation>
    </message>
    <message>
        <source>The image name &quot;%1&quot; is not valid.</source>
        <translation>镜像名“%1”无效。</translation>
    </message>
    <message>
        <source>Container %1 cannot be started: %2</source>
        <translation>无法启动容器 %1：%2</translation>
    </message>
    <message>
        <source>It failed: %1.</source>
        <translation>失败：%1。</translation>
    </message>
    <message>
        <source>It failed: %1</source>
        <translation>失败：%1</translation>
    </message>
    <message>
        <source>No node takes it: %1</source>
        <translation>没有节点可放置：%1</translation>
    </message>
    <message>
        <source>It runs but is not ready. %1</source>
        <translation>正在运行但未就绪。%1</translation>
    </message>
    <message>
        <source>It has not started yet.</source>
        <translation>尚未启动。</translation>
    </message>
    <message>
        <source>The node is not ready. %1</source>
        <translation>节点未就绪。%1</translation>
    </message>
    <message>
        <source>It is cordoned: no new pods are placed there.</source>
        <translation>已停止调度：不再放置新的 Pod。</translation>
    </message>
    <message>
        <source>It waits for a volume.</source>
        <translation>正在等待存储卷。</translation>
    </message>
    <message>
        <source>It waits for a volume of the storage class %1.</source>
        <translation>正在等待存储类 %1 的卷。</translation>
    </message>
    <message>
        <source>Its volume is gone.</source>
        <translation>其存储卷已丢失。</translation>
    </message>
    <message>
        <source>The image %1 is not on the node, and its pull policy is Never.</source>
        <translation>节点上没有镜像 %1，且其拉取策略为 Never。</translation>
    </message>
    <message numerus="yes">
        <source>restarted %n time(s)</source>
        <translation>
            <numerusform>已重启 %n 次</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>skiff::model::ResourceKind</name>
    <message>
        <source>Pods</source>
        <translation>容器组 (Pod)</translation>
    </message>
    <message>
        <source>Deployments</source>
        <translation>部署 (Deployment)</translation>
    </message>
    <message>
        <source>Services</source>
        <translation>服务 (Service)</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Namespaces</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>ReplicaSets</source>
        <translation>副本集 (ReplicaSet)</translation>
    </message>
    <message>
        <source>StatefulSets</source>
        <translation>有状态集 (StatefulSet)</translation>
    </message>
    <message>
        <source>DaemonSets</source>
        <translation>守护进程集 (DaemonSet)</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>任务 (Job)</translation>
    </message>
    <message>
        <source>CronJobs</source>
        <translation>定时任务 (CronJob)</translation>
    </message>
    <message>
        <source>ReplicationControllers</source>
        <translation>副本控制器 (RC)</translation>
    </message>
    <message>
        <source>HorizontalPodAutoscalers</source>
        <translation>水平伸缩 (HPA)</translation>
    </message>
    <message>
        <source>PodDisruptionBudgets</source>
        <translation>干扰预算 (PDB)</translation>
    </message>
    <message>
        <source>Endpoints</source>
        <translation>端点 (Endpoints)</translation>
    </message>
    <message>
        <source>EndpointSlices</source>
        <translation>端点切片</translation>
    </message>
    <message>
        <source>Ingresses</source>
        <translation>入口 (Ingress)</translation>
    </message>
    <message>
        <source>IngressClasses</source>
        <translation>入口类</translation>
    </message>
    <message>
        <source>NetworkPolicies</source>
        <translation>网络策略</translation>
    </message>
    <message>
        <source>ConfigMaps</source>
        <translation>配置项 (ConfigMap)</translation>
    </message>
    <message>
        <source>Secrets</source>
        <translation>密钥 (Secret)</translation>
    </message>
    <message>
        <source>ResourceQuotas</source>
        <translation>资源配额</translation>
    </message>
    <message>
        <source>LimitRanges</source>
        <translation>限制范围</translation>
    </message>
    <message>
        <source>PodTemplates</source>
        <translation>Pod 模板</translation>
    </message>
    <message>
        <source>Leases</source>
        <translation>租约 (Lease)</translation>
    </message>
    <message>
        <source>PriorityClasses</source>
        <translation>优先级类</translation>
    </message>
    <message>
        <source>RuntimeClasses</source>
        <translation>运行时类</translation>
    </message>
    <message>
        <source>PersistentVolumeClaims</source>
        <translation>存储卷声明 (PVC)</translation>
    </message>
    <message>
        <source>PersistentVolumes</source>
        <translation>存储卷 (PV)</translation>
    </message>
    <message>
        <source>StorageClasses</source>
        <translation>存储类</translation>
    </message>
    <message>
        <source>VolumeAttachments</source>
        <translation>卷挂接</translation>
    </message>
    <message>
        <source>CSIDrivers</source>
        <translation>CSI 驱动</translation>
    </message>
    <message>
        <source>CSINodes</source>
        <translation>CSI 节点</translation>
    </message>
    <message>
        <source>CSIStorageCapacities</source>
        <translation>CSI 存储容量</translation>
    </message>
    <message>
        <source>ServiceAccounts</source>
        <translation>服务账号</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色 (Role)</translation>
    </message>
    <message>
        <source>RoleBindings</source>
        <translation>角色绑定</translation>
    </message>
    <message>
        <source>ClusterRoles</source>
        <translation>集群角色</translation>
    </message>
    <message>
        <source>ClusterRoleBindings</source>
        <translation>集群角色绑定</translation>
    </message>
    <message>
        <source>CertificateSigningRequests</source>
        <translation>证书签名请求</translation>
    </message>
    <message>
        <source>ComponentStatuses</source>
        <translation>组件状态</translation>
    </message>
    <message>
        <source>APIServices</source>
        <translation>API 服务</translation>
    </message>
    <message>
        <source>CustomResourceDefinitions</source>
        <translation>自定义资源定义 (CRD)</translation>
    </message>
    <message>
        <source>MutatingWebhookConfigurations</source>
        <translation>变更准入钩子</translation>
    </message>
    <message>
        <source>ValidatingWebhookConfigurations</source>
        <translation>验证准入钩子</translation>
    </message>
    <message>
        <source>ValidatingAdmissionPolicies</source>
        <translation>验证准入策略</translation>
    </message>
    <message>
        <source>ValidatingAdmissionPolicyBindings</source>
        <translation>验证准入策略绑定</translation>
    </message>
    <message>
        <source>FlowSchemas</source>
        <translation>流量模式 (FlowSchema)</translation>
    </message>
    <message>
        <source>PriorityLevelConfigurations</source>
        <translation>优先级配置</translation>
    </message>
    <message>
        <source>ControllerRevisions</source>
        <translation>控制器修订</translation>
    </message>
</context>
<context>
    <name>skiff::model::StartTimeline</name>
    <message>
        <source>Node image</source>
        <translation>节点镜像</translation>
    </message>
    <message>
        <source>Machine</source>
        <translation>节点环境</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>内核</translation>
    </message>
    <message>
        <source>Node start</source>
        <translation>节点启动</translation>
    </message>
    <message>
        <source>Container runtime</source>
        <translation>容器运行时</translation>
    </message>
    <message>
        <source>Control plane</source>
        <translation>控制平面</translation>
    </message>
    <message>
        <source>Node ready</source>
        <translation>节点就绪</translation>
    </message>
</context>
<context>
    <name>skiff::model::WorkloadProgress</name>
    <message>
        <source>%1 of %2 ready</source>
        <translation>%2 个中有 %1 个就绪</translation>
    </message>
    <message>
        <source>%1 of %2 completed</source>
        <translation>%2 个中有 %1 个完成</translation>
    </message>
    <message>
        <source>completed</source>
        <translation>已完成</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>not ready yet</source>
        <translation>尚未就绪</translation>
    </message>
</context>
<context>
    <name>skiff::model::columnTitle</name>
    <message>
        <source>Namespace</source>
        <translation>命名空间</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>名称</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>重启次数</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>存在时间</translation>
    </message>
    <message>
        <source>IP</source>
        <translation>IP</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>节点</translation>
    </message>
    <message>
        <source>Nominated Node</source>
        <translation>提名节点</translation>
    </message>
    <message>
        <source>Readiness Gates</source>
        <translation>就绪门控</translation>
    </message>
    <message>
        <source>Up-to-date</source>
        <translation>已更新</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>可用</translation>
    </message>
    <message>
        <source>Containers</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>镜像</translation>
    </message>
    <message>
        <source>Selector</source>
        <translation>选择器</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>Cluster-IP</source>
        <translation>集群 IP</translation>
    </message>
    <message>
        <source>External-IP</source>
        <translation>外部 IP</translation>
    </message>
    <message>
        <source>Port(s)</source>
        <translation>端口</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>版本</translation>
    </message>
    <message>
        <source>Internal-IP</source>
        <translation>内部 IP</translation>
    </message>
    <message>
        <source>OS-Image</source>
        <translation>操作系统</translation>
    </message>
    <message>
        <source>Kernel-Version</source>
        <translation>内核版本</translation>
    </message>
    <message>
        <source>Container-Runtime</source>
        <translation>容器运行时</translation>
    </message>
    <message>
        <source>Last Seen</source>
        <translation>最近出现</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Object</source>
        <translation>对象</translation>
    </message>
    <message>
        <source>Subobject</source>
        <translation>子对象</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
    <message>
        <source>First Seen</source>
        <translation>首次出现</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>次数</translation>
    </message>
</context>
<context>
    <name>skiff::model::edit::Completion</name>
    <message>
        <source>required</source>
        <translation>必填</translation>
    </message>
    <message>
        <source>default</source>
        <translation>默认值</translation>
    </message>
</context>
<context>
    <name>skiff::model::edit::Manifest</name>
    <message>
        <source>kind is missing.</source>
        <translation>缺少 kind。</translation>
    </message>
    <message>
        <source>metadata.name is missing.</source>
        <translation>缺少 metadata.name。</translation>
    </message>
    <message>
        <source>The file holds no object.</source>
        <translation>文件中没有对象。</translation>
    </message>
    <message>
        <source>The folder holds no .yaml, .yml or .json file.</source>
        <translation>文件夹中没有 .yaml、.yml 或 .json 文件。</translation>
    </message>
    <message>
        <source>This is a template with {{ … }}, not an object. Render it first, for example with &quot;helm template&quot;, and drop what that prints.</source>
        <translation>这是含有 {{ … }} 的模板，不是对象。请先渲染（例如用 &quot;helm template&quot;），再拖入其输出。</translation>
    </message>
    <message>
        <source>The file is compressed. Unpack it first.</source>
        <translation>文件是压缩的，请先解压。</translation>
    </message>
    <message>
        <source>The file is binary, neither YAML nor JSON.</source>
        <translation>文件是二进制的，既不是 YAML 也不是 JSON。</translation>
    </message>
    <message>
        <source>The text is not UTF-8.</source>
        <translation>文本不是 UTF-8 编码。</translation>
    </message>
    <message>
        <source>This is a kustomization, not an object. Run &quot;kubectl kustomize&quot; in its folder and drop what that prints.</source>
        <translation>这是 kustomization，不是对象。请在其文件夹中运行 &quot;kubectl kustomize&quot;，再拖入其输出。</translation>
    </message>
    <message>
        <source>This is a kubeconfig, not an object. Add its cluster with &quot;Add a kubeconfig file…&quot;.</source>
        <translation>这是 kubeconfig，不是对象。请用“添加 kubeconfig 文件…”添加其集群。</translation>
    </message>
    <message>
        <source>metadata.%1 is not a text: put it in quotes.</source>
        <translation>metadata.%1 不是文本：请加上引号。</translation>
    </message>
    <message>
        <source>This document is not an object: it has no fields.</source>
        <translation>此文档不是对象：没有字段。</translation>
    </message>
    <message>
        <source>apiVersion is missing: this is not an object of Kubernetes.</source>
        <translation>缺少 apiVersion：这不是 Kubernetes 对象。</translation>
    </message>
    <message>
        <source>More than %1 objects: this one and those behind it were left out.</source>
        <translation>对象超过 %1 个：此对象及其后的对象已略去。</translation>
    </message>
    <message>
        <source>The link leads nowhere.</source>
        <translation>链接指向的文件不存在。</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>没有这个文件。</translation>
    </message>
    <message>
        <source>This folder is a Helm chart. Render it with &quot;helm template NAME FOLDER&quot; and drop what that prints, or install it with &quot;helm install&quot;.</source>
        <translation>此文件夹是 Helm chart。请用 &quot;helm template 名称 文件夹&quot; 渲染后拖入其输出，或用 &quot;helm install&quot; 安装。</translation>
    </message>
    <message>
        <source>This folder is a kustomization. Run &quot;kubectl kustomize FOLDER&quot; and drop what that prints. To apply its files as they are, drop the files themselves.</source>
        <translation>此文件夹是 kustomization。请运行 &quot;kubectl kustomize 文件夹&quot;，再拖入其输出。若要原样应用其中的文件，请直接拖入这些文件。</translation>
    </message>
    <message>
        <source>This link leads to a folder that was read already.</source>
        <translation>此链接指向已经读过的文件夹。</translation>
    </message>
    <message>
        <source>The folder cannot be read.</source>
        <translation>无法读取文件夹。</translation>
    </message>
    <message>
        <source>Folders are nested more than %1 deep.</source>
        <translation>文件夹嵌套超过 %1 层。</translation>
    </message>
    <message>
        <source>This is not a file with text but a pipe, a socket or a device.</source>
        <translation>这不是文本文件，而是管道、套接字或设备。</translation>
    </message>
    <message>
        <source>The file is larger than %1.</source>
        <translation>文件大于 %1。</translation>
    </message>
    <message>
        <source>This is too much for one drop: at most %1 files with %2. This file and those behind it were left out.</source>
        <translation>一次拖入的内容过多：最多 %1 个文件、共 %2。此文件及其后的文件已略去。</translation>
    </message>
    <message>
        <source>The file cannot be read: %1.</source>
        <translation>无法读取文件：%1。</translation>
    </message>
</context>
<context>
    <name>skiff::model::edit::SecretValues</name>
    <message>
        <source>(hidden, %1 characters, changed)</source>
        <translation>（已隐藏，%1 个字符，已更改）</translation>
    </message>
    <message>
        <source>(hidden, %1 characters)</source>
        <translation>（已隐藏，%1 个字符）</translation>
    </message>
</context>
<context>
    <name>skiff::model::edit::Templates</name>
    <message>
        <source>Keeps a number of equal pods running and rolls out changes</source>
        <translation>保持若干相同的 Pod 运行，并滚动发布变更</translation>
    </message>
    <message>
        <source>One stable address and name in front of pods</source>
        <translation>为一组 Pod 提供稳定的地址和名称</translation>
    </message>
    <message>
        <source>Configuration as keys and values</source>
        <translation>以键值保存的配置</translation>
    </message>
    <message>
        <source>Passwords and keys; stringData is encoded by the server</source>
        <translation>密码和密钥；stringData 由服务器编码</translation>
    </message>
    <message>
        <source>Runs pods until they have done their work</source>
        <translation>运行 Pod 直到任务完成</translation>
    </message>
    <message>
        <source>Starts a job by the clock</source>
        <translation>按时间计划启动任务</translation>
    </message>
    <message>
        <source>Pods with a name and a volume of their own</source>
        <translation>各有固定名称和存储卷的 Pod</translation>
    </message>
    <message>
        <source>One pod on every node</source>
        <translation>每个节点上运行一个 Pod</translation>
    </message>
    <message>
        <source>One pod that nothing restarts elsewhere</source>
        <translation>单个 Pod，不会在别处重建</translation>
    </message>
    <message>
        <source>HTTP from outside to services by host and path</source>
        <translation>按主机名和路径把外部 HTTP 请求转给服务</translation>
    </message>
    <message>
        <source>A volume that outlives its pods</source>
        <translation>比 Pod 存续更久的存储卷</translation>
    </message>
    <message>
        <source>A room of its own for names and rights</source>
        <translation>名称与权限的独立空间</translation>
    </message>
    <message>
        <source>An identity for pods</source>
        <translation>Pod 的身份</translation>
    </message>
    <message>
        <source>What may be done in a namespace</source>
        <translation>在命名空间中允许的操作</translation>
    </message>
    <message>
        <source>Gives a role to users and service accounts</source>
        <translation>把角色授予用户和服务账号</translation>
    </message>
</context>
<context>
    <name>skiff::model::edit::Validation</name>
    <message>
        <source>A tab: YAML indents with spaces only.</source>
        <translation>此处是制表符：YAML 只能用空格缩进。</translation>
    </message>
    <message>
        <source>&quot;%1&quot; is here twice; only one of them can count.</source>
        <translation>“%1”重复出现；只有一个会生效。</translation>
    </message>
    <message>
        <source>apiVersion is missing.</source>
        <translation>缺少 apiVersion。</translation>
    </message>
    <message>
        <source>kind is missing.</source>
        <translation>缺少 kind。</translation>
    </message>
    <message>
        <source>The cluster does not know the kind %1 in %2.</source>
        <translation>集群不认识 %2 中的类型 %1。</translation>
    </message>
    <message>
        <source>It is in %1.</source>
        <translation>它属于 %1。</translation>
    </message>
    <message>
        <source>Is %1 meant?</source>
        <translation>是否应为 %1？</translation>
    </message>
    <message>
        <source>%1 is missing.</source>
        <translation>缺少 %1。</translation>
    </message>
    <message>
        <source>%1 has no field &quot;%2&quot;.</source>
        <translation>%1 没有字段“%2”。</translation>
    </message>
    <message>
        <source>Is &quot;%1&quot; meant?</source>
        <translation>是否应为“%1”？</translation>
    </message>
    <message>
        <source>%1 must be of type %2.</source>
        <translation>%1 的类型必须为 %2。</translation>
    </message>
    <message>
        <source>The element</source>
        <translation>该元素</translation>
    </message>
    <message>
        <source>%1 must be a quantity such as 500m, 1.5 or 64Mi.</source>
        <translation>%1 必须是数量，例如 500m、1.5 或 64Mi。</translation>
    </message>
    <message>
        <source>Put it in quotes.</source>
        <translation>请加上引号。</translation>
    </message>
    <message>
        <source>%1 must be one of %2.</source>
        <translation>%1 必须是以下之一：%2。</translation>
    </message>
    <message>
        <source>%1 must be %2 or more.</source>
        <translation>%1 不得小于 %2。</translation>
    </message>
    <message>
        <source>%1 must be %2 or less.</source>
        <translation>%1 不得大于 %2。</translation>
    </message>
    <message>
        <source>%1 must have %2 characters or more.</source>
        <translation>%1 至少需要 %2 个字符。</translation>
    </message>
    <message>
        <source>%1 must have %2 characters or fewer.</source>
        <translation>%1 最多 %2 个字符。</translation>
    </message>
    <message>
        <source>%1 must match %2.</source>
        <translation>%1 必须匹配 %2。</translation>
    </message>
    <message>
        <source>%1 must fit into 32 bits.</source>
        <translation>%1 必须在 32 位整数范围内。</translation>
    </message>
    <message>
        <source>%1 cannot be changed once the object exists.</source>
        <translation>对象创建后不能更改 %1。</translation>
    </message>
</context>
<context>
    <name>skiff::model::logs::JsonTableModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Container</source>
        <translation>容器</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>消息</translation>
    </message>
</context>
<context>
    <name>skiff::model::logs::LogPattern</name>
    <message>
        <source>%1, at character %2</source>
        <translation>%1，位于第 %2 个字符</translation>
    </message>
</context>
<context>
    <name>skiff::model::logs::LogWorker</name>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>无法写入 %1：%2</translation>
    </message>
</context>
<context>
    <name>skiff::session</name>
    <message>
        <source>The server answered with HTTP status %1.</source>
        <translation>服务器返回了 HTTP 状态 %1。</translation>
    </message>
    <message>
        <source>new %1</source>
        <translation>新建 %1</translation>
    </message>
    <message>
        <source>The server closed the connection.</source>
        <translation>服务器关闭了连接。</translation>
    </message>
    <message>
        <source>The server does not know you any more.</source>
        <translation>服务器不再认可你的身份。</translation>
    </message>
    <message>
        <source>The server does not allow you to do this.</source>
        <translation>服务器不允许你执行此操作。</translation>
    </message>
    <message>
        <source>The pod or container is gone.</source>
        <translation>容器组或容器已不存在。</translation>
    </message>
</context>
<context>
    <name>skiff::session::ClusterControl</name>
    <message>
        <source>The program %1 cannot be run. Install Skiff completely.</source>
        <translation>无法运行程序 %1。请完整安装 Skiff。</translation>
    </message>
    <message>
        <source>skiff ended with exit code %1.</source>
        <translation>skiff 以退出码 %1 结束。</translation>
    </message>
    <message>
        <source>The cluster is paused and does not answer. This lets it go on:</source>
        <translation>集群已暂停，不作应答。此命令使其继续：</translation>
    </message>
    <message>
        <source>&quot;skiff status&quot; said nothing that is understood here: %1</source>
        <translation>“skiff status”的输出无法识别：%1</translation>
    </message>
</context>
<context>
    <name>skiff::session::ConnectionWatch</name>
    <message>
        <source>the server does not answer</source>
        <translation>服务器没有应答</translation>
    </message>
</context>
<context>
    <name>skiff::session::Contexts</name>
    <message>
        <source>The context &quot;%1&quot; is left out: its name has control characters.</source>
        <translation>已略过上下文“%1”：其名称含有控制字符。</translation>
    </message>
</context>
<context>
    <name>skiff::session::EditSession</name>
    <message>
        <source>%1 of an object cannot be changed. To have another object, begin a new one with this text.</source>
        <translation>对象的 %1 不能更改。若需要另一个对象，请用此文本新建。</translation>
    </message>
</context>
<context>
    <name>skiff::session::ExecCredentials</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>无法启动 %1：%2</translation>
    </message>
    <message>
        <source>%1 wants a terminal to ask you something. Run it there once, or use another context.</source>
        <translation>%1 需要在终端中向你提问。请先在终端运行一次，或改用其他上下文。</translation>
    </message>
    <message>
        <source>The credential plug-in &quot;%1&quot; is not installed, or not on the PATH of your shell.</source>
        <translation>凭据插件“%1”未安装，或不在你的 shell 的 PATH 中。</translation>
    </message>
    <message>
        <source>%1 gave no credentials in time, or crashed. %2</source>
        <translation>%1 未及时给出凭据或已崩溃。%2</translation>
    </message>
    <message>
        <source>%1 failed with code %2. %3</source>
        <translation>%1 失败，退出码 %2。%3</translation>
    </message>
    <message>
        <source>%1 printed no credentials.</source>
        <translation>%1 没有输出凭据。</translation>
    </message>
    <message>
        <source>%1 printed something else than an ExecCredential of %2.</source>
        <translation>%1 输出的不是 %2 的 ExecCredential。</translation>
    </message>
</context>
<context>
    <name>skiff::session::ExecSession</name>
    <message>
        <source>The server does not answer any more.</source>
        <translation>服务器不再响应。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>连接已断开。</translation>
    </message>
</context>
<context>
    <name>skiff::session::ExecShell</name>
    <message>
        <source>The container &quot;%1&quot; has no shell: neither bash, ash nor sh is in its image.</source>
        <translation>容器 “%1” 没有 shell：镜像中没有 bash、ash 或 sh。</translation>
    </message>
</context>
<context>
    <name>skiff::session::Forward</name>
    <message>
        <source>Port %1 is used by another program; port %2 is free.</source>
        <translation>端口 %1 已被其他程序占用；端口 %2 可用。</translation>
    </message>
    <message>
        <source>You may not listen on port %1: ports below 1024 need rights; port %2 is free.</source>
        <translation>无权监听端口 %1：1024 以下的端口需要权限；端口 %2 可用。</translation>
    </message>
    <message>
        <source>Port %1 cannot be opened: %2</source>
        <translation>无法打开端口 %1：%2</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>%1 has no pod.</source>
        <translation>%1 没有 Pod。</translation>
    </message>
    <message>
        <source>No pod of %1 is ready.</source>
        <translation>%1 没有就绪的 Pod。</translation>
    </message>
    <message>
        <source>Too many connections at a time.</source>
        <translation>同时连接过多。</translation>
    </message>
    <message>
        <source>A connection was refused: no pod is ready.</source>
        <translation>连接被拒绝：没有就绪的 Pod。</translation>
    </message>
    <message>
        <source>Pod %1: %2</source>
        <translation>Pod %1：%2</translation>
    </message>
</context>
<context>
    <name>skiff::session::ForwardConnection</name>
    <message>
        <source>The local program does not read what comes from the pod.</source>
        <translation>本地程序没有读取来自 Pod 的数据。</translation>
    </message>
</context>
<context>
    <name>skiff::session::LogFollower</name>
    <message>
        <source>Connecting…</source>
        <translation>正在连接…</translation>
    </message>
    <message>
        <source>%1 has no pods yet.</source>
        <translation>%1 还没有 Pod。</translation>
    </message>
    <message>
        <source>No container has been restarted.</source>
        <translation>没有容器重启过。</translation>
    </message>
    <message>
        <source>No container has started yet.</source>
        <translation>还没有容器启动。</translation>
    </message>
    <message>
        <source>The log has ended.</source>
        <translation>日志已结束。</translation>
    </message>
    <message>
        <source>Containers left out because there are too many: %1.</source>
        <translation>容器过多，未显示的有 %1 个。</translation>
    </message>
</context>
<context>
    <name>skiff::session::LogStream</name>
    <message>
        <source>The server answered with HTTP status %1.</source>
        <translation>服务器返回 HTTP 状态 %1。</translation>
    </message>
</context>
<context>
    <name>skiff::session::ManifestReader</name>
    <message>
        <source>%1 files</source>
        <translation>%1 个文件</translation>
    </message>
    <message>
        <source>pasted text</source>
        <translation>粘贴的文本</translation>
    </message>
</context>
<context>
    <name>skiff::session::ManifestRun</name>
    <message>
        <source>There was no answer, so it is not known whether the object was applied. (%1)</source>
        <translation>没有收到应答，因此不知道该对象是否已应用。（%1）</translation>
    </message>
    <message>
        <source>It was applied, but the server does not serve it yet.</source>
        <translation>已应用，但服务器尚未提供它。</translation>
    </message>
    <message>
        <source>The same object is in this drop twice, first in %1, line %2. Only that is applied.</source>
        <translation>此次拖入的内容中有两个相同的对象，第一个在 %1 第 %2 行，只应用那一个。</translation>
    </message>
    <message>
        <source>The server does not know the kind %1 in %2. If a CustomResourceDefinition defines it, drop that together with this object.</source>
        <translation>服务器不认识 %2 中的类型 %1。如果有定义它的 CustomResourceDefinition，请与此对象一起拖入。</translation>
    </message>
    <message>
        <source>The server does not allow you to %1 %2.</source>
        <translation>服务器不允许您对 %2 执行 %1。</translation>
    </message>
    <message>
        <source>The object is being deleted on the server.</source>
        <translation>该对象正在服务器上被删除。</translation>
    </message>
    <message>
        <source>It stays, since others may have put something into it. Delete it when it is empty.</source>
        <translation>予以保留：其中可能已有他人的对象。确认为空后可自行删除。</translation>
    </message>
    <message>
        <source>It was gone already.</source>
        <translation>它已不存在。</translation>
    </message>
    <message>
        <source>It was deleted since; it is not made again.</source>
        <translation>它之后已被删除，不会重新创建。</translation>
    </message>
    <message>
        <source>It could not be taken back: %1</source>
        <translation>无法撤回：%1</translation>
    </message>
    <message>
        <source>It was deleted and made again since; that one stays.</source>
        <translation>它之后被删除并重新创建，新对象予以保留。</translation>
    </message>
    <message>
        <source>It stays, since it was changed meanwhile: %1</source>
        <translation>予以保留：之后已被改动：%1</translation>
    </message>
    <message>
        <source>It stays as it is, since the same fields were changed meanwhile: %1</source>
        <translation>保持现状：相同字段之后已被改动：%1</translation>
    </message>
    <message>
        <source>There was no answer, so it is not known whether it was taken back. (%1)</source>
        <translation>没有应答，无法确定是否已撤回。（%1）</translation>
    </message>
</context>
<context>
    <name>skiff::session::NodeShell</name>
    <message>
        <source>The pod on node %1 did not start.</source>
        <translation>节点 %1 上的 Pod 未能启动。</translation>
    </message>
    <message>
        <source>The image %1 could not be started on node %2: %3</source>
        <translation>镜像 %1 无法在节点 %2 上启动：%3</translation>
    </message>
</context>
<context>
    <name>skiff::session::PodSet</name>
    <message>
        <source>%1 selects no pods.</source>
        <translation>%1 没有选择任何 Pod。</translation>
    </message>
</context>
<context>
    <name>skiff::session::SpdyLink</name>
    <message>
        <source>The server speaks another protocol.</source>
        <translation>服务器使用了另一种协议。</translation>
    </message>
    <message>
        <source>The connection was lost.</source>
        <translation>连接已断开。</translation>
    </message>
</context>
<context>
    <name>skiff::session::UpgradeCall</name>
    <message>
        <source>The server does not answer.</source>
        <translation>服务器没有响应。</translation>
    </message>
    <message>
        <source>The server does not speak HTTP.</source>
        <translation>服务器使用的不是 HTTP。</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::CodeEditor</name>
    <message>
        <source>Text editor</source>
        <translation>文本编辑器</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>补全</translation>
    </message>
    <message>
        <source>About this field</source>
        <translation>关于此字段</translation>
    </message>
    <message>
        <source>Next problem</source>
        <translation>下一个问题</translation>
    </message>
    <message>
        <source>Previous problem</source>
        <translation>上一个问题</translation>
    </message>
    <message>
        <source>Comment or uncomment</source>
        <translation>注释或取消注释</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>重复</translation>
    </message>
    <message>
        <source>Move line up</source>
        <translation>上移行</translation>
    </message>
    <message>
        <source>Move line down</source>
        <translation>下移行</translation>
    </message>
    <message>
        <source>Delete line</source>
        <translation>删除行</translation>
    </message>
    <message>
        <source>Fold</source>
        <translation>折叠</translation>
    </message>
    <message>
        <source>Unfold</source>
        <translation>展开</translation>
    </message>
    <message>
        <source>Fold all</source>
        <translation>全部折叠</translation>
    </message>
    <message>
        <source>Unfold all</source>
        <translation>全部展开</translation>
    </message>
    <message>
        <source>Wrap long lines</source>
        <translation>长行换行</translation>
    </message>
    <message>
        <source>… 1 line</source>
        <translation>… 1 行</translation>
    </message>
    <message>
        <source>… %1 lines</source>
        <translation>… %1 行</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Replace…</source>
        <translation>替换…</translation>
    </message>
    <message>
        <source>Go to line…</source>
        <translation>转到行…</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::CommandPalette</name>
    <message>
        <source>Search actions, kinds, objects, namespaces, clusters</source>
        <translation>搜索操作、资源种类、对象、命名空间、集群</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>没有匹配项。</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::CompletionPopup</name>
    <message>
        <source>Offers</source>
        <translation>候选项</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::DiffCanvas</name>
    <message>
        <source>Differences</source>
        <translation>差异</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>⋯ %1 unchanged lines</source>
        <translation>⋯ %1 行未更改</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::DiffHead</name>
    <message>
        <source>No differences</source>
        <translation>没有差异</translation>
    </message>
    <message>
        <source>1 change</source>
        <translation>1 处更改</translation>
    </message>
    <message>
        <source>%1 changes</source>
        <translation>%1 处更改</translation>
    </message>
    <message>
        <source>Change %1 of %2</source>
        <translation>第 %1 处更改，共 %2 处</translation>
    </message>
    <message>
        <source>Previous change</source>
        <translation>上一处更改</translation>
    </message>
    <message>
        <source>Next change</source>
        <translation>下一处更改</translation>
    </message>
    <message>
        <source>Show unchanged lines</source>
        <translation>显示未更改的行</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::FindBar</name>
    <message>
        <source>%1 replaced</source>
        <translation>已替换 %1 处</translation>
    </message>
    <message>
        <source>Not a regular expression</source>
        <translation>不是正则表达式</translation>
    </message>
    <message>
        <source>Takes too long</source>
        <translation>耗时过长</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>未找到</translation>
    </message>
    <message>
        <source>More than %1</source>
        <translation>超过 %1 处</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>第 %1 处，共 %2 处</translation>
    </message>
    <message>
        <source>%1 found</source>
        <translation>找到 %1 处</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace with</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>With a regular expression \1 … \9 stand for its groups, \n for a new line</source>
        <translation>使用正则表达式时，\1 … \9 代表分组，\n 代表换行</translation>
    </message>
    <message>
        <source>Match case</source>
        <translation>区分大小写</translation>
    </message>
    <message>
        <source>Whole words</source>
        <translation>全字匹配</translation>
    </message>
    <message>
        <source>Regular expression (line by line)</source>
        <translation>正则表达式（逐行）</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>下一个</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace all</source>
        <translation>全部替换</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::GoToLine</name>
    <message>
        <source>Line, or line:column</source>
        <translation>行，或行:列</translation>
    </message>
    <message>
        <source>Go to line</source>
        <translation>转到行</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::HoverCard</name>
    <message>
        <source>About the text under the pointer</source>
        <translation>指针所指文本的说明</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::LogView</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Wrap lines</source>
        <translation>自动换行</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::ProblemList</name>
    <message>
        <source>Problems</source>
        <translation>问题</translation>
    </message>
    <message>
        <source>line %1</source>
        <translation>第 %1 行</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>错误</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>警告</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::TableView</name>
    <message>
        <source>Fit columns</source>
        <translation>自动调整列宽</translation>
    </message>
    <message>
        <source>Reset columns</source>
        <translation>恢复默认列</translation>
    </message>
    <message>
        <source>Add a column from a label…</source>
        <translation>用标签添加一列…</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::Timeline</name>
    <message>
        <source>%1 s</source>
        <translation>%1 秒</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::YamlView</name>
    <message>
        <source>YAML</source>
        <translation>YAML</translation>
    </message>
</context>
<context>
    <name>skiff::widgets::terminal::TerminalView</name>
    <message>
        <source>%1
Ctrl+click opens it</source>
        <translation>%1
按住 Ctrl 并单击可打开</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Clear the scrollback</source>
        <translation>清除回滚内容</translation>
    </message>
</context>
</TS>

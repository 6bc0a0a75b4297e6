#include "app/model/edit/templates.h"

#include <QCoreApplication>

namespace skiff::model::edit {

namespace {

struct Source
{
    const char* apiVersion;
    const char* kind;
    const char* description;
    bool namespaced;
    const char* name;
    const char* body;
};

const Source sources[] = {
    {"apps/v1", "Deployment",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Keeps a number of equal pods running and rolls out changes"),
     true, "web",
     R"(spec:
  replicas: 2
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: nginx:stable
          ports:
            - name: http
              containerPort: 80
          readinessProbe:
            httpGet:
              path: /
              port: http
          resources:
            requests:
              cpu: 50m
              memory: 64Mi
            limits:
              memory: 128Mi
)"},
    {"v1", "Service",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "One stable address and name in front of pods"), true, "web",
     R"(spec:
  selector:
    app: web
  ports:
    - name: http
      port: 80
      targetPort: http
)"},
    {"v1", "ConfigMap", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Configuration as keys and values"), true,
     "settings",
     R"(data:
  LOG_LEVEL: info
  app.properties: |
    greeting=Ahoy
    colour=blue
)"},
    {"v1", "Secret",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Passwords and keys; stringData is encoded by the server"),
     true, "credentials",
     R"(type: Opaque
stringData:
  username: admin
  password: ""
)"},
    {"batch/v1", "Job", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Runs pods until they have done their work"),
     true, "migrate",
     R"(spec:
  backoffLimit: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: migrate
          image: busybox:stable
          command: ["sh", "-c", "echo done"]
)"},
    {"batch/v1", "CronJob", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Starts a job by the clock"), true,
     "nightly",
     R"(spec:
  schedule: "0 3 * * *"
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: OnFailure
          containers:
            - name: nightly
              image: busybox:stable
              command: ["sh", "-c", "date"]
)"},
    {"apps/v1", "StatefulSet",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Pods with a name and a volume of their own"), true, "store",
     R"(spec:
  serviceName: store
  replicas: 1
  selector:
    matchLabels:
      app: store
  template:
    metadata:
      labels:
        app: store
    spec:
      containers:
        - name: store
          image: redis:7
          ports:
            - name: redis
              containerPort: 6379
          volumeMounts:
            - name: data
              mountPath: /data
  volumeClaimTemplates:
    - metadata:
        name: data
      spec:
        accessModes: ["ReadWriteOnce"]
        resources:
          requests:
            storage: 1Gi
)"},
    {"apps/v1", "DaemonSet", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "One pod on every node"), true, "agent",
     R"(spec:
  selector:
    matchLabels:
      app: agent
  template:
    metadata:
      labels:
        app: agent
    spec:
      containers:
        - name: agent
          image: busybox:stable
          command: ["sh", "-c", "sleep infinity"]
)"},
    {"v1", "Pod", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "One pod that nothing restarts elsewhere"), true,
     "shell",
     R"(spec:
  containers:
    - name: shell
      image: busybox:stable
      command: ["sh", "-c", "sleep infinity"]
)"},
    {"networking.k8s.io/v1", "Ingress",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "HTTP from outside to services by host and path"), true, "web",
     R"(spec:
  rules:
    - host: web.example.com
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: web
                port:
                  name: http
)"},
    {"v1", "PersistentVolumeClaim",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "A volume that outlives its pods"), true, "data",
     R"(spec:
  accessModes: ["ReadWriteOnce"]
  resources:
    requests:
      storage: 1Gi
)"},
    {"v1", "Namespace", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "A room of its own for names and rights"),
     false, "team", ""},
    {"v1", "ServiceAccount", QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "An identity for pods"), true, "worker",
     ""},
    {"rbac.authorization.k8s.io/v1", "Role",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "What may be done in a namespace"), true, "reader",
     R"(rules:
  - apiGroups: [""]
    resources: ["pods", "configmaps"]
    verbs: ["get", "list", "watch"]
)"},
    {"rbac.authorization.k8s.io/v1", "RoleBinding",
     QT_TRANSLATE_NOOP("skiff::model::edit::Templates", "Gives a role to users and service accounts"), true, "reader",
     R"(roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: Role
  name: reader
subjects:
  - kind: ServiceAccount
    name: worker
)"},
};

} // namespace

std::vector<Template> templates(const QString& nameSpace)
{
    std::vector<Template> all;
    for (const Source& source : sources) {
        QString text =
            QStringLiteral("apiVersion: %1\nkind: %2\nmetadata:\n  name: %3\n")
                .arg(QLatin1String(source.apiVersion), QLatin1String(source.kind), QLatin1String(source.name));
        if (source.namespaced && !nameSpace.isEmpty())
            text += QStringLiteral("  namespace: %1\n").arg(nameSpace);
        all.push_back({QLatin1String(source.kind),
                       QCoreApplication::translate("skiff::model::edit::Templates", source.description),
                       {source.apiVersion, source.kind},
                       text + QLatin1String(source.body)});
    }
    return all;
}

} // namespace skiff::model::edit

const LABELS = `    helm.sh/chart: pyroscope-2.2.1
    app.kubernetes.io/instance: profiles`;

/** A Pyroscope 2.2.1 release as one process in dual. @param more lines of its container, 10 columns in */
export const singleBinary = (more = ''): string => `---
apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: profiles
  namespace: perf
  labels:
${LABELS}
    app.kubernetes.io/component: "all"
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: pyroscope
          image: "grafana/pyroscope:2.2.1"
          args:
            - "-target=all"
            - "-metastore.address=kubernetes:///profiles-headless:9095"
            - "-metastore.data-dir=./data-metastore/data"
            - "-metastore.raft.dir=./data-metastore/raft"
            - "-metastore.raft.snapshots-dir=./data-metastore/raft"
            - "-architecture.storage=v1-v2-dual"
            - "-write-path=combined"
            - "-write-path.ingester-weight=1"
            - "-write-path.segment-writer-weight=1"
${more}          volumeMounts:
            - name: data
              mountPath: /data-metastore
  volumeClaimTemplates:
    - metadata:
        name: data
`;

/** A document of the same release that no phase changes. @param data what stands below \`data:\` */
export const document = (kind: string, data: string): string => `---
kind: ${kind}
metadata:
  name: profiles-extra
  namespace: perf
  labels:
${LABELS}
data:
${data}`;

/** A document of nobody. */
export const foreign = '---\nkind: ConfigMap\nmetadata:\n  name: other\ndata:\n  text: "äöü€🔥"\n';

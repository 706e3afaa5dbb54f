/** What somebody asks for in examples. */
export const on = (portSet: string, phase = 'adjacent', more: Readonly<Record<string, string>> = {}) => ({
  phase,
  portSet,
  ...more,
});

const labels = (app: string): string => `  labels:
    app: ${app}
    suite: pachyderm
`;

/** A port of a Service; without a number where none is given. */
export const port = (name: string, number: number, nodePort?: number): string =>
  `    - name: ${name}\n      port: ${number}\n${nodePort === undefined ? '' : `      nodePort: ${nodePort}\n`}`;

/** A Service on every node. @param ports as `port` writes them */
export const service = (name: string, ...ports: readonly string[]): string => `---
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: pachyderm
${labels(name)}spec:
  type: NodePort
  ports:
${ports.join('')}`;

/** The Deployment that runs pachd. @param variables of its container */
export const pachd = (version: string, variables: Readonly<Record<string, string>> = {}): string => `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: pachd
  namespace: pachyderm
${labels('pachd')}spec:
  template:
    spec:
      containers:
        - name: pachd
          image: pachyderm/pachd:${version}
          env:
${Object.entries({ ...variables, PACHD_VERSION: version })
  .map(([name, value]) => `            - name: ${name}\n              value: ${JSON.stringify(value)}\n`)
  .join('')}`;

/** The account of pachd, and what binds it everywhere. @param namespace of the binding's subject */
export const binding = (namespace: string): string => `---
apiVersion: v1
kind: ServiceAccount
metadata:
  name: pachyderm
  namespace: pachyderm
${labels('""')}---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata:
  name: pachyderm
${labels('""')}roleRef:
  apiGroup: rbac.authorization.k8s.io
  kind: ClusterRole
  name: pachyderm
subjects:
  - kind: ServiceAccount
    name: pachyderm
    namespace: ${namespace}
`;

/** All ports of pachd 1.8 on the normal set. */
export const PACHD_PORTS = [
  port('api-grpc-port', 650, 30_650),
  port('trace-port', 651, 30_651),
  port('api-http-port', 652, 30_652),
  port('saml-port', 654, 30_654),
  port('api-git-port', 999, 30_999),
] as const;

/** A cluster of pachctl 1.8. */
export const CLUSTER = pachd('1.8.8') + service('pachd', ...PACHD_PORTS);

/** What somebody asks for in examples of two clusters side by side. */
export const BESIDE = { phase: 'adjacent', portSet: 'migration' };
/** The same without another set of ports and without names of its own. */
export const UNMOVED = { phase: 'normal', portSet: 'normal' };

const indented = (text: string, by: number): string => text.replace(/^(?=.)/gm, ' '.repeat(by));

/** The namespaces of the examples' clusters. */
export const OLD = 'pachyderm';
export const NEW = 'pachyderm-new';

/** An object as pachctl and the chart label it. @param body YAML of the fields behind the metadata */
export const object = (kind: string, name: string, namespace: string, body = ''): string => `---
kind: ${kind}
metadata:
  name: ${name}
${namespace === '' ? '' : `  namespace: ${namespace}\n`}  labels:
    suite: pachyderm
${body}`;

/** Environment of a container, as YAML. */
const environment = (variables: Readonly<Record<string, string>>): string =>
  Object.entries(variables)
    .map(([name, value]) => `- name: ${name}\n  value: ${JSON.stringify(value)}\n`)
    .join('');

/** A Deployment with one container of its name. */
export const deployment = (
  name: string,
  namespace: string,
  version: string,
  variables: Readonly<Record<string, string>> = {},
): string =>
  object(
    'Deployment',
    name,
    namespace,
    `spec:
  template:
    spec:
      containers:
        - name: ${name}
          image: pachyderm/${name}:${version}
          env:
            - name: MODE
              value: full
${indented(environment(variables), 12)}`,
  );

/** A cluster: pachd, and what an example adds. */
export const cluster = (
  namespace: string,
  more: readonly string[] = [],
  { version = '1.13.4', variables = {} as Readonly<Record<string, string>> } = {},
): string => [deployment('pachd', namespace, version, variables), ...more].join('');

/** A NodePort Service. @param ports name, port, and the nodePort where the manifest has one */
export const service = (
  name: string,
  namespace: string,
  ports: readonly (readonly [name: string, port: number, nodePort?: number])[],
): string =>
  object(
    'Service',
    name,
    namespace,
    `spec:
  type: NodePort
  ports:
${ports
  .map(
    ([port, number, nodePort]) =>
      `    - name: ${port}\n      port: ${number}\n${nodePort === undefined ? '' : `      nodePort: ${nodePort}\n`}`,
  )
  .join('')}`,
  );

/** The Secret of the object store. */
export const storageSecret = (namespace: string, keys: Readonly<Record<string, string>>): string =>
  object(
    'Secret',
    'pachyderm-storage-secret',
    namespace,
    `data:
${Object.entries(keys)
  .map(([key, value]) => `  ${key}: ${Buffer.from(value).toString('base64')}\n`)
  .join('')}`,
  );

/** An Ingress for a host. */
export const ingress = (namespace: string, host: string): string =>
  object('Ingress', 'pachyderm-proxy', namespace, `spec:\n  rules:\n    - host: ${host}\n`);

/** A ClusterRoleBinding of the account of a namespace. */
export const binding = (name: string, namespace: string, role = 'pachyderm'): string =>
  object(
    'ClusterRoleBinding',
    name,
    '',
    `roleRef:
  kind: ClusterRole
  name: ${role}
subjects:
  - kind: ServiceAccount
    name: pachyderm
    namespace: ${namespace}
`,
  );

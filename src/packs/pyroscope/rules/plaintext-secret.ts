import type { PyroscopeRule } from './rule.ts';
import type { WrittenSecret } from './shared/secret.ts';
import { shownPath } from './shared/written-path.ts';
import { writtenSecrets } from './shared/written-secrets.ts';

const s3 = (secret: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        secret_access_key: ${secret}\n`;

const REMEDIES: Readonly<Record<WrittenSecret['where'], string>> = {
  config: `write a \${VARIABLE} in its place, set pyroscope.extraArgs."config.expand-env": true, and bring the variable from a Secret with pyroscope.extraEnvFrom`,
  flag: 'write $(VARIABLE) in its place, which Kubernetes fills in, and bring the variable from a Secret with pyroscope.extraEnvFrom',
  variable:
    'take it from a Secret: valueFrom.secretKeyRef under the name of the variable, or pyroscope.extraEnvFrom',
  minio: `set minio.existingSecret, and give pyroscope its own storage.s3 with \${VARIABLE} and pyroscope.extraArgs."config.expand-env": true`,
};

const DESCRIPTIONS: Readonly<Record<WrittenSecret['where'], string>> = {
  config: 'configuration key',
  flag: 'flag',
  variable: 'variable',
  minio: 'value',
};

const isAllowed = ({ name, path }: WrittenSecret, allow: readonly string[]): boolean =>
  allow.includes(name) || allow.includes(shownPath(path)) || allow.includes(path.join('.'));

export const plaintextSecret: PyroscopeRule = {
  id: 'plaintext-secret',
  severity: 'warning',
  summary: 'a credential is written in clear',
  why: `Values files lie in repositories, in the release Secret of Helm and, as \`config.yaml\`, in a ConfigMap that more people
may read than a Secret. Flags stand in the pod's specification as well.

The server fills \`\${VARIABLE}\` in its configuration with \`-config.expand-env=true\`. Kubernetes fills \`$(VARIABLE)\` in flags.
Both take the variable from a Secret by \`pyroscope.extraEnvFrom\`, or by \`valueFrom.secretKeyRef\` in \`pyroscope.extraEnvVars\`.

Looked at are the keys of the server's configuration that hold credentials (in \`structuredConfig\` and in the text of
\`config\`), flags of the same names, variables named like a credential and \`minio.rootPassword\` of a minio that is enabled.
Placeholders (\`\${…}\`, \`$(…)\`, \`{{ … }}\`, \`<…>\`, \`%…%\`, SOPS, vals) are left alone. Values are never shown. The option
\`allow\` takes names of keys, flags or variables that may be written in clear.`,
  since: '0.2.0',
  sources: [
    'servers 1.21.0 and 2.2.1, configuration reference',
    'servers 1.15.0 to 2.2.1 -help-all',
    'chart 2.2.1 templates',
  ],
  options: {
    allow: {
      description: 'keys, flags or variables that may be written in clear',
      type: 'list of strings',
      default: [],
    },
  },
  valid: [
    { values: s3(`\${S3_SECRET}`) },
    { values: s3('""') },
    { values: s3('ENC[AES256_GCM,data:a,type:str]') },
    { values: s3('<path:secret/data/s3#key>') },
    { values: 'pyroscope:\n  extraArgs:\n    storage.s3.secret-access-key: $(S3_SECRET)\n' },
    {
      values:
        'pyroscope:\n  extraEnvVars:\n    S3_SECRET:\n      valueFrom:\n        secretKeyRef:\n          name: s3\n          key: secret\n    AWS_WEB_IDENTITY_TOKEN_FILE: /var/run/token\n',
    },
    { values: 'minio:\n  enabled: true\n' },
    { values: 'minio:\n  enabled: false\n  rootPassword: supersecret\n' },
    {
      values:
        'pyroscope:\n  config: |\n    storage:\n      s3:\n        secret_access_key: {{ .Values.s3.secret | quote }}\n',
    },
  ],
  invalid: [
    { values: s3('hunter2'), at: 'pyroscope.structuredConfig.storage.s3.secret_access_key' },
    {
      values: 'pyroscope:\n  extraArgs:\n    storage.azure.account-key: hunter2\n',
      at: 'pyroscope.extraArgs.storage\\.azure\\.account-key',
    },
    {
      values: 'pyroscope:\n  extraEnvVars:\n    AWS_SECRET_ACCESS_KEY: hunter2\n',
      at: 'pyroscope.extraEnvVars.AWS_SECRET_ACCESS_KEY',
    },
    {
      values:
        'pyroscope:\n  components:\n    ingester:\n      extraCustomEnvVars:\n        - name: S3_PASSWORD\n          value: hunter2\n',
      at: 'pyroscope.components.ingester.extraCustomEnvVars.0.value',
    },
    { values: 'minio:\n  enabled: true\n  rootPassword: hunter2\n', at: 'minio.rootPassword' },
  ],
  message: ({ where, name }) => ({
    what: `${DESCRIPTIONS[where as WrittenSecret['where']]} ${name} is written in clear`,
    why: 'everybody who may read the repository, the release or the ConfigMap knows the credential',
    remedy: REMEDIES[where as WrittenSecret['where']],
  }),
  check(values, options) {
    const allow = Array.isArray(options.allow) ? options.allow.map(String) : [];
    return writtenSecrets(values)
      .filter((secret) => !isAllowed(secret, allow))
      .map(({ node, where, name }) => ({ at: node, args: { where, name } }));
  },
};

import { type Known, likely, type Path, ruleFor, type Tree } from '../../../pack.ts';
import { namesCredential } from '../../../redaction.ts';
import { shownPath } from '../../../rules/settings.ts';
import type { PyroscopeFacts } from '../read/facts.ts';

/** Marks that stand for a value filled in later: by the server, Kubernetes, Helm, Flux, Argo CD, SOPS, vals or sed. */
const PLACEHOLDERS: readonly RegExp[] = [
  /\$\{[^}]+\}/,
  /\$\([^)]+\)/,
  /^\$[A-Z_][A-Z0-9_]*$/,
  /\{\{.*\}\}/s,
  /^<[^<>]+>$/,
  /^%[^%]+%$/,
  /^ENC\[/,
  /^(?:ref\+|op:\/\/|vault:|secretref[:+])/i,
];

/** What a template action within `pyroscope.config` is read as. */
const TEMPLATED = /x{4}/;

const isPlaceholder = (text: string): boolean => PLACEHOLDERS.some((mark) => mark.test(text.trim()));

const isTemplatedWord = (text: string): boolean => TEMPLATED.test(text);

const s3 = (secret: string): string =>
  `pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        secret_access_key: ${secret}\n`;

/** Keys of the server's configuration that hold credentials (configuration reference of 1.21.0 and 2.2.1). */
const SECRET_KEYS: ReadonlySet<string> = new Set([
  'secret_access_key',
  'secret_key',
  'service_account',
  'client_secret',
  'account_key',
  'connection_string',
  'password',
  'acl_token',
]);

const TLS_BLOCK = /tls_config$/;

/** Names of variables that point at a credential and hold none. */
const POINTS_AT = /_(?:FILE|PATH|ID|NAME|URL|URI|ARN|ENDPOINT|TTL|ENABLED)$/i;

type Kind = 'configuration key' | 'flag' | 'variable' | 'value';

const REMEDIES: Readonly<Record<Kind, string>> = {
  'configuration key': `write a \${VARIABLE} instead, set pyroscope.extraArgs."config.expand-env": true, and take the variable from a Secret with pyroscope.extraEnvFrom`,
  flag: 'write $(VARIABLE) instead, which Kubernetes fills in, and take the variable from a Secret with pyroscope.extraEnvFrom',
  variable:
    'take it from a Secret: valueFrom.secretKeyRef under the name of the variable, or pyroscope.extraEnvFrom',
  value: `set minio.existingSecret, and give pyroscope its own storage.s3 with \${VARIABLE} and pyroscope.extraArgs."config.expand-env": true`,
};

/** A credential that somebody wrote; what it is never leaves the value. */
interface Secret {
  readonly at: Known<string>;
  readonly kind: Kind;
  /** Its key, flag or variable. */
  readonly name: string;
  /** From the top of the values or of the configuration. */
  readonly path: Path;
}

/** A text or number written out; booleans, empty texts and placeholders are none. */
function written(tree: Tree, kind: Kind, name: string, path: Path, inTree: Path = path): Secret[] {
  const at = tree.at(...inTree);
  const text = likely(at);
  const isOut = at?.by !== 'default' && tree.isTrue(...inTree) && tree.type(...inTree) !== 'boolean';
  return at && isOut && text !== undefined && !isPlaceholder(text) ? [{ at, kind, name, path }] : [];
}

const isSecretKey = (path: Path): boolean => {
  const key = String(path.at(-1));
  return SECRET_KEYS.has(key) || (key === 'key' && TLS_BLOCK.test(String(path.at(-2))));
};

/** Credentials in the server's configuration, below a path of it; a template's action is read as a word of its own. */
function inConfig(config: Tree, path: Path = []): readonly Secret[] {
  if (config.type(...path) === 'map')
    return config.keys(...path).flatMap((key) => inConfig(config, [...path, key]));
  if (!isSecretKey(path)) return [];
  return written(config, 'configuration key', String(path.at(-1)), path).filter(
    ({ at }) => at.sure || !isTemplatedWord(at.likely ?? ''),
  );
}

function variable(values: Tree, name: string, path: Path): readonly Secret[] {
  const at = values.type(...path) === 'map' ? [...path, 'value'] : path;
  if (!namesCredential(name) || POINTS_AT.test(name)) return [];
  return written(values, 'variable', name, path, at).filter(
    (one) => !/^(?:true|false)$/i.test(likely(one.at) ?? ''),
  );
}

/** Credentials in the flags and variables of a block: pyroscope or a component. */
function inBlock(values: Tree, block: Path): readonly Secret[] {
  const below = (key: string): readonly Path[] =>
    values.keys(...block, key).map((name) => [...block, key, name]);
  const flags = below('extraArgs').flatMap((path) => {
    const key = (String(path.at(-1)).split('.').at(-1) ?? '').replaceAll('-', '_');
    return SECRET_KEYS.has(key) ? written(values, 'flag', String(path.at(-1)), path) : [];
  });
  const variables = below('extraEnvVars').flatMap((path) => variable(values, String(path.at(-1)), path));
  const listed = below('extraCustomEnvVars').flatMap((path) =>
    variable(values, likely(values.at(...path, 'name')) ?? '', path),
  );
  return [...flags, ...variables, ...listed];
}

function inMinio(values: Tree): readonly Secret[] {
  const isUsed = values.isTrue('minio', 'enabled') && !values.isTrue('minio', 'existingSecret');
  return isUsed ? written(values, 'value', 'rootPassword', ['minio', 'rootPassword']) : [];
}

/** Every credential that somebody wrote into the values as it is. */
function secretsIn(values: Tree, config: Tree | undefined): readonly Secret[] {
  const parents: readonly Path[] = [
    ['pyroscope', 'components'],
    ['architecture', 'microservices', 'v1'],
    ['architecture', 'microservices', 'v2'],
  ];
  const components = parents.flatMap((parent) => values.keys(...parent).map((name) => [...parent, name]));
  return [
    ...(config ? inConfig(config) : []),
    ...[['pyroscope'], ...components].flatMap((block) => inBlock(values, block)),
    ...inMinio(values),
  ];
}

export const plaintextSecret = ruleFor<PyroscopeFacts>()({
  id: 'plaintext-secret',
  severity: 'warning',
  needs: ['values'],
  summary: 'a credential is written in plain text',
  why: 'Anyone who can read the repository, the release or the ConfigMap can read the credential.',
  details: `Values end up in repositories, in Helm's release Secret and, as \`config.yaml\`, in a ConfigMap, which more people can
read than a Secret. Flags are also part of the pod's specification.

The server fills \`\${VARIABLE}\` in its configuration with \`-config.expand-env=true\`. Kubernetes fills \`$(VARIABLE)\` in flags.
Both take the variable from a Secret through \`pyroscope.extraEnvFrom\`, or by \`valueFrom.secretKeyRef\` in \`pyroscope.extraEnvVars\`.

The rule looks at the keys of the server's configuration that hold credentials (in \`structuredConfig\` and in
\`config\`), at flags of the same names, at variables named like a credential and, if minio is enabled, at
\`minio.rootPassword\`. It ignores placeholders (\`\${…}\`, \`$(…)\`, \`{{ … }}\`, \`<…>\`, \`%…%\`, SOPS, vals) and never shows a value.
The option \`allow\` takes names of keys, flags or variables that may be in plain text.`,
  sources: [
    'servers 1.21.0 and 2.2.1, configuration reference',
    'servers 1.15.0 to 2.2.1 -help-all',
    'chart 2.2.1 templates',
  ],
  options: {
    allow: { summary: 'keys, flags or variables that may be in plain text', default: [] },
  },
  good: [
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
  bad: [
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
  judge({ now, options }, report) {
    const allow = new Set(Array.isArray(options.allow) ? options.allow.map(String) : []);
    const isAllowed = ({ name, path }: Secret): boolean =>
      allow.has(name) || allow.has(shownPath(path)) || allow.has(path.join('.'));
    for (const secret of secretsIn(now.values, now.components[0]?.config)) {
      if (isAllowed(secret)) continue;
      const { at, kind, name } = secret;
      report({ at, what: `${kind} ${name} is written in plain text`, fix: REMEDIES[kind] });
    }
  },
});

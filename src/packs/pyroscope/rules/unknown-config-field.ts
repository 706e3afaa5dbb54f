import type { Report } from '../../../lint/finding.ts';
import { renameKey } from '../../../lint/fixes.ts';
import { configKeysAt, configServersRead } from '../facts/config.ts';
import type { PyroscopeChange } from '../values/pyroscope-values.ts';
import type { PyroscopeRule } from './rule.ts';
import { suggestionFor } from './shared/config-key-suggestion.ts';
import { serverKnowledge, severityOfUnknown } from './shared/server-certainty.ts';
import { type UnknownConfigKey, unknownConfigKeys } from './shared/unknown-config-keys.ts';

const STRUCTURED = ['pyroscope', 'structuredConfig'];

const structured = (text: string): string =>
  `pyroscope:\n  structuredConfig:\n${text.replace(/^(?=.)/gm, '    ')}`;

/** Renames where the place in the file is surely the key's own, and the right key is not there already. */
function fixOf({ path, node }: UnknownConfigKey, spelling: string | undefined, values: PyroscopeChange) {
  const above = path.slice(0, -1);
  const isWhere = values.given(...STRUCTURED, ...path)?.origin === node.origin;
  if (spelling === undefined || !isWhere || values.config.value(...above, spelling)) return undefined;
  return renameKey(node, [...STRUCTURED, ...path], spelling);
}

function report(found: UnknownConfigKey, values: PyroscopeChange): Report {
  const { path, node, server, isCertain } = found;
  const { right, spelling } = suggestionFor(found, values);
  const above = path.slice(0, -1);
  const isScalarAbove = above.length > 0 && configKeysAt(above, server).length === 0;
  const args = {
    key: path.join('.'),
    name: path.at(-1) ?? '',
    server,
    right,
    scalar: isScalarAbove ? above.join('.') : '',
    newest: serverKnowledge(server) === 'newer' ? (configServersRead().at(-1) ?? '') : '',
  };
  return {
    at: node,
    on: 'key',
    args,
    severity: severityOfUnknown(server, isCertain),
    ...fixOf(found, spelling, values),
  };
}

export const unknownConfigField: PyroscopeRule = {
  id: 'unknown-config-field',
  severity: 'error',
  summary: 'the server configuration holds a key that the server does not know: it exits at start',
  why: `\`pyroscope.structuredConfig\` over \`pyroscope.config\` becomes the server's config.yaml, and the server refuses a key it
does not know: server 1.21.0 was seen to exit with \`field bucket_name not found in type pyroscope.StorageConfig\`, for
every wrong key one line.

The keys were read off the configuration types of server 1.21.0 and the configuration reference of 2.2.1; what only one
of them knows counts for all of 1.x or all of 2.x. Text that templates write, and maps with keys of your own (usage
groups, relabeling rules), are left alone. It is a warning where the image is not grafana/pyroscope or its tag is no version, and for your
information where the server is newer than those.`,
  since: '0.2.0',
  sources: ['server 1.21.0, configuration types, and started', 'server 2.2.1, configuration reference'],
  valid: [
    { values: structured('storage:\n  backend: s3\n  s3:\n    bucket_name: b\n') },
    { values: structured('limits:\n  retention_period: 31d\n  write_path: combined\n') },
    { values: structured('limits:\n  distributor_usage_groups:\n    mine: \'{a="b"}\'\n') },
    { chart: '1.21.0', values: structured('metastore:\n  raft:\n    snapshots_dir: /data/x\n') },
    { values: 'pyroscope:\n  config: |\n    {{ if .Values.mine }}\n    mine: 1\n    {{ end }}\n' },
    { values: 'pyroscope:\n  config: 7\n  structuredConfig: []\n' },
    { chart: '1.14.0', values: structured('no_such_key: 1\n') },
    { values: `${structured('admin_server:\n  mode: exclusive\n')}  image:\n    tag: 1.21.0\n` },
  ],
  invalid: [
    {
      values: structured('storage:\n  bucket_name: b\n'),
      at: 'pyroscope.structuredConfig.storage.bucket_name',
    },
    {
      values: structured('storage:\n  Backend: s3\n'),
      at: 'pyroscope.structuredConfig.storage.Backend',
      fixed: structured('storage:\n  backend: s3\n'),
    },
    {
      chart: '1.21.0',
      values: structured('admin_server:\n  mode: exclusive\n'),
      at: 'pyroscope.structuredConfig.admin_server',
    },
    {
      values: structured('server:\n  log_level:\n    debug: true\n'),
      at: 'pyroscope.structuredConfig.server.log_level.debug',
    },
    { values: 'pyroscope:\n  config: |\n    retention_period: 31d\n', at: 'pyroscope.config' },
  ],
  message: ({ key, name, server, right, scalar, newest }) => ({
    what:
      newest !== ''
        ? `server ${newest}, the newest known, has no configuration key ${key}`
        : scalar === ''
          ? `server ${server} knows no configuration key ${key}`
          : `server ${server} takes a single value for ${scalar}, and ${name} stands below it`,
    why:
      newest !== ''
        ? `server ${server} may have it; if not, it exits at start: field ${name} not found`
        : scalar === ''
          ? `the server exits at start: field ${name} not found`
          : 'the server exits at start: it cannot read a map as that value',
    remedy: right === '' ? `take ${key} out` : `did you mean ${right}?`,
  }),
  check: (values) => unknownConfigKeys(values).map((found) => report(found, values)),
};

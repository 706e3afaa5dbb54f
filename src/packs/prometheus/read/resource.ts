import { type Flags, type Known, type Path, type Tree, when } from '../../../pack.ts';
import { RECEIVER_FLAG } from '../facts/settings.ts';

/** What the operator makes of fields of the custom resource: a flag of the server (operators 0.65 to 0.93). */
const FLAGS: Readonly<Record<string, Path>> = {
  'storage.tsdb.retention.time': ['retention'],
  'storage.tsdb.retention.size': ['retentionSize'],
  [RECEIVER_FLAG]: ['enableRemoteWriteReceiver'],
};

/** And a place in prometheus.yml. */
const CONFIG: readonly { readonly file: Path; readonly resource: Path }[] = [
  { file: ['storage', 'tsdb', 'out_of_order_time_window'], resource: ['tsdb', 'outOfOrderTimeWindow'] },
  { file: ['global', 'external_labels'], resource: ['externalLabels'] },
];

/** The flags that the operator starts the server with, as far as rules ask for them; those of additionalArgs included. */
export function resourceAsFlags(spec: Tree): Flags {
  const own = Object.entries(FLAGS).flatMap(([flag, path]) => {
    const said = spec.at(...path);
    return said && !(said.sure && said.value === 'false') ? [[flag, said] as const] : [];
  });
  const added = spec.keys('additionalArgs').flatMap((index) => {
    const name = spec.at('additionalArgs', index, 'name');
    const value: Known<string> | undefined =
      spec.at('additionalArgs', index, 'value') ?? (name && when(name, () => 'true'));
    return name?.sure && value ? [[name.value, value] as const] : [];
  });
  return Object.fromEntries([...added, ...own]);
}

const startsWith = (path: Path, start: Path): boolean =>
  start.length <= path.length && start.every((key, at) => key === path[at]);

/** The fields of the custom resource as prometheus.yml would have them, so that settings are read alike. */
export function resourceAsConfig(spec: Tree): Tree {
  const of = (path: Path): Path => {
    const row = CONFIG.find(({ file }) => startsWith(path, file));
    return row ? [...row.resource, ...path.slice(row.file.length)] : ['\0', ...path];
  };
  return {
    at: (...path) => spec.at(...of(path)),
    has: (...path) => spec.has(...of(path)),
    isWritten: (...path) => spec.isWritten(...of(path)),
    isTrue: (...path) => spec.isTrue(...of(path)),
    type: (...path) => spec.type(...of(path)),
    keys: (...path) => spec.keys(...of(path)),
    below: (...path) => spec.below(...of(path)),
    place: (...path) => spec.place(...of(path)),
  };
}

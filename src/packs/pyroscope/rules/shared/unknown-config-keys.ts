import type { ValueNode } from '../../../../values/tree.ts';
import { configKeySupport } from '../../facts/config.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';
import { rightBucketKey } from './bucket-name-keys.ts';
import { configured } from './certain-config.ts';
import { judges } from './own-server.ts';
import { isServerCertain, serverKnowledge } from './server-certainty.ts';

/** A key of the server's configuration that a server would refuse. */
export interface UnknownConfigKey {
  /** From the top of config.yaml. */
  readonly path: readonly string[];
  readonly node: ValueNode;
  readonly server: string;
  /** Whether the server is the project's own, under a tag that is a version. */
  readonly isCertain: boolean;
}

/** A key that comes out of a template, or that something fills in before Helm. */
const FILLED_IN = /x{4,}|\$\{|\{\{|%/;

const isWritten = ({ origin }: ValueNode): boolean => origin.kind !== 'default';

/** Servers of the rendered components whose keys are known, the certain ones first. */
function servers({ components }: PyroscopeValues): ReadonlyMap<string, boolean> {
  const known = components.filter(({ server }) => serverKnowledge(server) !== 'older');
  const certain = known.filter(isServerCertain);
  return new Map([
    ...known.map(({ server }) => [server, false] as const),
    ...certain.map(({ server }) => [server, true] as const),
  ]);
}

function unknownTo(path: readonly string[], known: ReadonlyMap<string, boolean>, chart: string) {
  const refusing = [...known].filter(([server]) =>
    judges(server, chart).every((one) => configKeySupport(path, one) === 'unknown'),
  );
  const [server, isCertain] = refusing.find(([, certain]) => certain) ?? refusing[0] ?? [];
  return server === undefined ? undefined : { server, isCertain: isCertain === true };
}

/** The topmost keys of config.yaml that some server refuses, as far as they are surely there. */
export function unknownConfigKeys(values: PyroscopeValues): readonly UnknownConfigKey[] {
  const known = servers(values);
  const search = (node: ValueNode, above: readonly string[]): readonly UnknownConfigKey[] =>
    node.kind !== 'map'
      ? []
      : [...node.entries].flatMap(([key, child]) => {
          const path = [...above, key];
          const refused = unknownTo(path, known, values.chart);
          if (!refused) return search(child, path);
          const isOurs = isWritten(child) && !FILLED_IN.test(key) && rightBucketKey(path) === undefined;
          return isOurs && configured(values, ...path) ? [{ path, node: child, ...refused }] : [];
        });
  return search(values.config.tree, []);
}

import { either } from '../../../english.ts';
import type { Setting } from '../../../pack.ts';
import { PORT_SETS } from './ports.ts';
import { SCHEMES } from './storage.ts';

/** What Kubernetes hands out as nodePorts where `--service-node-port-range` says nothing else. */
export const DEFAULT_RANGE = '30000-32767';

const RANGE = /^(\d+)-(\d+)$/;

/** The first and the last nodePort of a range: `30000-32767`. */
export function rangeOf(text: string): readonly [first: number, last: number] {
  const [, first = '0', last = '0'] = RANGE.exec(text) ?? [];
  return [Number(first), Number(last)];
}

function isRange(word: string): string | undefined {
  const [first, last] = rangeOf(word);
  return first > 0 && first <= last && last <= 65_535 ? undefined : `is not a range such as ${DEFAULT_RANGE}`;
}

function isBucket(word: string): string | undefined {
  const scheme = /^(\w+):\/\/[^/?#\s]/.exec(word)?.[1];
  return scheme !== undefined && scheme in SCHEMES
    ? undefined
    : `is not a bucket such as s3://backup: use ${either(Object.keys(SCHEMES).map((one) => `${one}://`))}`;
}

export const SETTINGS: readonly Setting[] = [
  {
    name: 'portSet',
    summary: `set of nodePorts that the cluster is on: ${PORT_SETS.join(' or ')}`,
    schema: {
      enum: PORT_SETS,
      title: 'set',
      description:
        'The set of nodePorts that the cluster is on. Of two clusters side by side, one is on the migration set.',
    },
    check: (word) =>
      PORT_SETS.some((set) => set === word)
        ? undefined
        : `is not a set of ports: use ${PORT_SETS.join(' or ')}`,
  },
  {
    name: 'nodePortRange',
    summary: `nodePorts that the Kubernetes cluster hands out (default ${DEFAULT_RANGE})`,
    schema: {
      type: 'string',
      title: 'first-last',
      description: 'What the API server has as --service-node-port-range.',
    },
    check: isRange,
  },
  {
    name: 'backupBucket',
    summary: 'bucket that the backup of the old cluster goes to: s3://…, gs://… or azblob://…',
    schema: {
      type: 'string',
      title: 'url',
      description: 'The bucket of the backup, which is neither that of the old cluster nor its clone.',
    },
    check: isBucket,
  },
  {
    name: 'undeploySafe',
    summary: 'takes the label suite off cluster-wide objects, which pachctl undeploy deletes by',
    schema: {
      type: 'boolean',
      description:
        'Whether cluster-wide objects of an adjacent cluster lose the label suite, by which pachctl undeploy of the other cluster would delete them.',
    },
    check: (word) => (/^(true|false)$/.test(word) ? undefined : 'is not true or false'),
  },
];

import { majorOf } from '../../../chart/versions.ts';
import { likely, type Reading, sure } from '../../../pack.ts';
import { keyOfReading, shownReading } from '../facts/settings.ts';
import {
  chartMajorOf,
  hasV2,
  namesOf,
  type PyroscopeRule,
  type PyroscopeState,
  together,
} from '../read/facts.ts';
import { isServerCertain, readsOwnConfig, serverOf } from '../read/servers.ts';
import { DUAL, extraArgs, MICROSERVICES, oneBinary, PHASE_FLAGS_2, V1, V2 } from './examples.ts';

const EMPTY = 'pyroscope:\n  structuredConfig:\n    storage:\n      backend: ""\n';
const AT = 'pyroscope.structuredConfig.storage.backend';

const single = (phase: 'v1' | 'dual' | 'v2', config: string, args: readonly string[] = []): string =>
  oneBinary('2.2.1', { data: 'template', args: [...args, ...PHASE_FLAGS_2[phase]] }, { config });

/** A null in the configuration leaves the default alone; behind a flag it is an empty text. */
const isNothing = ({ component: { flags, config } }: Reading): boolean =>
  flags['storage.backend'] === undefined && config?.type('storage', 'backend') === 'null';

/** Components of 2.x with v2 whose backend somebody left empty, so that they exit at start. */
export const emptyBackends = (now: PyroscopeState): readonly Reading[] =>
  hasV2(now)
    ? now
        .setting('storageBackend')
        .filter(
          (one) =>
            sure(one) === '' &&
            one.by !== 'default' &&
            !isNothing(one) &&
            majorOf(serverOf(one.component)) >= 2 &&
            !readsOwnConfig(one.component),
        )
    : [];

export const storageBackendEmpty: PyroscopeRule = {
  id: 'storage-backend-empty',
  severity: 'error',
  summary: 'storage.backend is an empty string: in dual and v2 a 2.x server exits at start',
  why: 'The server exits at start: storage.backend is required.',
  details: `Server 2.2.1 keeps blocks on the filesystem if you do not set \`storage.backend\`. An empty string takes this default away,
and in dual and v2 it then exits: \`storage.backend is required for v2 storage layer\`. A null leaves the default alone. In v1 it
starts, as servers 1.x do, where empty is the default. So a release that ran in v1 may fail in dual.

It is a warning where the phase or the server is not certain.`,
  sources: ['server 2.2.1, started in each phase', 'server 1.21.0, started'],
  get good() {
    return [
      { values: `${V1}${EMPTY}` },
      { chart: '1.21.0', values: `${V2}${EMPTY}` },
      { values: `${V2}${EMPTY.replace('""', 'null')}` },
      { values: `${V2}${EMPTY.replace('""', 'filesystem')}` },
      { values: `${V2}${EMPTY}  extraArgs:\n    storage.backend: s3\n` },
      { values: V2 },
      { manifests: single('v1', 'storage:\n  backend: ""\n'), asked: { phase: 'v1' } },
    ];
  },
  get bad() {
    return [
      { values: `${V2}${EMPTY}`, at: AT },
      { values: `${DUAL}${EMPTY}`, at: AT },
      { values: `${V2}${MICROSERVICES.replace('architecture:\n', '')}${EMPTY}`, at: AT },
      { values: `${V2}${extraArgs('storage.backend: ""')}`, at: 'pyroscope.extraArgs.storage\\.backend' },
      { values: `${V2}${EMPTY}  image:\n    repository: example.com/own/server\n`, at: AT },
      {
        manifests: single('v2', 'storage:\n  backend: ""\n'),
        asked: { phase: 'v2' },
        at: 'backend: ""',
      },
      {
        manifests: single('dual', '{}\n', ['-storage.backend=']),
        asked: { phase: 'dual' },
        at: '-storage.backend=',
      },
    ];
  },
  judge({ now }, report) {
    const groups = together(
      emptyBackends(now),
      ({ place }) => place,
      () => '',
    );
    for (const group of groups) {
      const [first] = group;
      const components = group.map(({ component }) => component);
      const isCertain = sure(now.phase) !== undefined && components.some(isServerCertain);
      report({
        at: first,
        severity: isCertain ? 'error' : 'warning',
        what: `${shownReading('storageBackend', first)} is empty, and ${namesOf(components)} ${components.length === 1 ? 'runs' : 'run'} in ${likely(now.phase)}`,
        why: `Server ${serverOf(first.component)} exits at start: storage.backend is required for ${likely(now.phase) === 'v2' ? 'v2' : 'v1-v2-dual'} storage layer.`,
        fix: `set ${keyOfReading('storageBackend', first, chartMajorOf(now))}: filesystem, or s3 (gcs, azure, …) with its bucket`,
      });
    }
  },
};

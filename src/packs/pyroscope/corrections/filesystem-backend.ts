import { ALL } from '../components.ts';
import type { AskedCorrection } from '../correction.ts';
import { finding, type Migration } from '../migration.ts';
import { workloadOf } from '../release.ts';
import { configuredBackend } from '../storage-backend.ts';

const id = 'filesystem-backend-overrides-object-storage';
const summary =
  'chart 1.x hard-codes -storage.backend=filesystem in a single binary, against the configured bucket';

function overriddenBackend(migration: Migration): string | undefined {
  const { release, target } = migration;
  if (release.layout !== 'single-binary' || release.chartMajor >= 2 || target === 'v1') return undefined;
  const flag = workloadOf(release, ALL)?.flags.find('storage.backend');
  const configured = configuredBackend(release);
  const overridden = flag?.value === 'filesystem' && flag.byChart;
  return overridden && configured !== undefined && configured !== 'filesystem' ? configured : undefined;
}

/** Audit A1: flags beat the configuration, so v1 and v2 leave the bucket together. Asked for, as it moves where data is looked for. */
export const filesystemBackend: AskedCorrection = {
  byDefault: false,
  condition: (migration) => {
    const backend = overriddenBackend(migration);
    return backend === undefined ? undefined : { backend };
  },
  rule: {
    id,
    auditId: 'A1',
    severity: 'correction',
    askedFor: true,
    summary,
    message: ({ backend }) => ({
      what: `dropped -storage.backend=filesystem: the configuration names ${backend}`,
      why: 'the flag beats the configuration, and both storages would leave the bucket',
      remedy: `say it in the values: --set-string 'pyroscope.extraArgs.storage\\.backend=${backend}'`,
    }),
  },
  undecided: {
    id,
    auditId: 'A1',
    severity: 'refusal',
    summary,
    message: ({ backend }) => ({
      what: `-storage.backend=filesystem stands against the configured ${backend}, and only you know where the data lies`,
      why: 'a first dual must drop the flag, or both storages leave the bucket; a release that already ran dual or v2 with it has its new blocks on the volume, and dropping it hides them',
      remedy: `look at the installed release: helm get manifest RELEASE | grep -e -storage.backend — nothing found: this is the first dual, give --correct A1; found: it already ran so, give --no-correct A1`,
    }),
  },
  apply: (migration) => {
    const backend = overriddenBackend(migration);
    const workload = workloadOf(migration.release, ALL);
    if (backend === undefined || workload === undefined) return [];
    migration.removeFlag(workload, 'storage.backend', 'A1');
    return [finding(filesystemBackend.rule, { backend }, workload.object)];
  },
};

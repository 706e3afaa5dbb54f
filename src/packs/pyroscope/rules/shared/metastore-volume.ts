import { isTrueInTemplate } from '../../../../values/template-truth.ts';
import { lookup } from '../../../../values/tree.ts';
import type { ComponentValues } from '../../values/component-values.ts';
import type { PyroscopeValues } from '../../values/pyroscope-values.ts';

const RAFT_DIRECTORY = './data-metastore/raft';

/** Whether a volume of the user's own is mounted where raft keeps its log. */
export function hasVolumeOfItsOwn({ extraArg, value }: ComponentValues): boolean {
  const written = extraArg('metastore.raft.dir')?.value;
  const directory = String(written ?? RAFT_DIRECTORY).replace(/^\.?\/?/, '/');
  const mounts = value('extraVolumeMounts');
  if (mounts?.kind !== 'list') return false;
  return mounts.items.some((mount) => {
    const path = lookup(mount, ['mountPath']);
    if (path?.kind !== 'scalar' || typeof path.value !== 'string' || path.value === '') return false;
    return `${directory}/`.startsWith(`${path.value.replace(/\/+$/, '')}/`);
  });
}

export type Storage = 'bucket' | 'filesystem' | 'unknown';

/** Where v2 keeps its blocks, as far as the values tell; not what the chart's own flag makes of it (audit A1). */
export function storageOf({ config }: PyroscopeValues, { extraArg }: ComponentValues): Storage {
  const flag = extraArg('storage.backend');
  // What a templated text says may stand under a condition, as in the chart's own for minio.
  if (flag === undefined && config.isTemplated) return 'unknown';
  const backend = flag ?? config.value('storage', 'backend');
  const isBucket = backend?.kind === 'scalar' && isTrueInTemplate(backend) && backend.value !== 'filesystem';
  return isBucket ? 'bucket' : 'filesystem';
}

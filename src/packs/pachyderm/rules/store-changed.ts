import { storeChangedAmong } from '../../../rules/store-changed.ts';
import { PHASE_FACTS } from '../facts/phases.ts';
import type { PachydermRule } from '../read/facts.ts';
import { cluster, OLD, storageSecret } from './peer-examples.ts';

const asked = { portSet: 'normal' };
const on = (bucket: string): string => cluster(OLD, [storageSecret(OLD, { 'amazon-bucket': bucket })]);

export const storeChanged: PachydermRule = {
  ...storeChangedAmong(PHASE_FACTS),
  audit: ['D-20'],
  details: `The bucket is told by STORAGE_URL of pachd, else by the Secret pachyderm-storage-secret. A cluster that gets another bucket keeps
its own etcd or database, which names objects that are not there: so goes a deploy of the new cluster into the namespace of
the old one. A new cluster gets its metadata by a restore.`,
  sources: ['pachctl 1.13.4, deployed twice into one namespace'],
  good: [{ before: on('data'), manifests: on('data'), asked }],
  bad: [{ before: on('data'), manifests: on('data-clone'), asked }],
};

import type { PachydermRule } from '../read/facts.ts';
import { accountElsewhere } from './account-elsewhere.ts';
import { backendUnknown } from './backend-unknown.ts';
import { backupBucketIsData } from './backup-bucket-is-data.ts';
import { bucketShared } from './bucket-shared.ts';
import { bucketsDisagree } from './buckets-disagree.ts';
import { clusterWideNameShared } from './cluster-wide-name-shared.ts';
import { clustersTogether } from './clusters-together.ts';
import { databaseShared } from './database-shared.ts';
import { hostPathShared } from './host-path-shared.ts';
import { hostShared } from './host-shared.ts';
import { hostsDisagree } from './hosts-disagree.ts';
import { insecurePasswords } from './insecure-passwords.ts';
import { namespaceShared } from './namespace-shared.ts';
import { namespaceUnknown } from './namespace-unknown.ts';
import { nodePortShared } from './node-port-shared.ts';
import { nodePortUnnumbered } from './node-port-unnumbered.ts';
import { oldApiVersion } from './old-api-version.ts';
import { passwordsBlank } from './passwords-blank.ts';
import { passwordsChange } from './passwords-change.ts';
import { peerPortUnnumbered } from './peer-port-unnumbered.ts';
import { phaseUnclear } from './phase-unclear.ts';
import { portMissing } from './port-missing.ts';
import { portOutOfRange } from './port-out-of-range.ts';
import { portOutsideTable } from './port-outside-table.ts';
import { portsMeet } from './ports-meet.ts';
import { portsMixed } from './ports-mixed.ts';
import { servicePortMoved } from './service-port-moved.ts';
import { storageClassShared } from './storage-class-shared.ts';
import { storageDiffers } from './storage-differs.ts';
import { storeChanged } from './store-changed.ts';
import { tokensChange } from './tokens-change.ts';
import { undeployTakes } from './undeploy-takes.ts';
import { unknownChart } from './unknown-chart.ts';
import { volumeShared } from './volume-shared.ts';

/** Judged in this order. */
export const RULES: readonly PachydermRule[] = [
  phaseUnclear,
  namespaceUnknown,
  namespaceShared,
  clustersTogether,
  portOutsideTable,
  servicePortMoved,
  portsMixed,
  portMissing,
  portsMeet,
  portOutOfRange,
  backendUnknown,
  storeChanged,
  passwordsChange,
  passwordsBlank,
  insecurePasswords,
  tokensChange,
  accountElsewhere,
  nodePortUnnumbered,
  oldApiVersion,
  nodePortShared,
  peerPortUnnumbered,
  clusterWideNameShared,
  volumeShared,
  storageClassShared,
  bucketShared,
  bucketsDisagree,
  backupBucketIsData,
  databaseShared,
  hostPathShared,
  hostShared,
  hostsDisagree,
  storageDiffers,
  undeployTakes,
  unknownChart,
];

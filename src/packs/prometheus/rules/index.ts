import type { PrometheusRule } from '../read/facts.ts';
import { ageLimit } from './age-limit.ts';
import { agentHasNoHistory } from './agent-has-no-history.ts';
import { configurationElsewhere } from './configuration-elsewhere.ts';
import { configurationUnreadable } from './configuration-unreadable.ts';
import { credentialInClear } from './credential-in-clear.ts';
import { destinationKeepsTooLittle } from './destination-keeps-too-little.ts';
import { destinationWithoutName } from './destination-without-name.ts';
import { destinationWithoutTenant } from './destination-without-tenant.ts';
import { entriesCollide } from './entries-collide.ts';
import { entryWithoutUrl } from './entry-without-url.ts';
import { externalLabels } from './external-labels.ts';
import { keyTwice } from './key-twice.ts';
import { newWithoutDestination } from './new-without-destination.ts';
import { oldStoreNotNamed } from './old-store-not-named.ts';
import { oldToNewWithoutDual } from './old-to-new-without-dual.ts';
import { phaseNotReached } from './phase-not-reached.ts';
import { phaseUnclear } from './phase-unclear.ts';
import { readsByRemoteRead } from './reads-by-remote-read.ts';
import { receiverSetTwice } from './receiver-set-twice.ts';
import { relabelingOfOneEntry } from './relabeling-of-one-entry.ts';
import { remoteWrite2 } from './remote-write-2.ts';
import { replicasNotToldApart } from './replicas-not-told-apart.ts';
import { replicasToOneStore } from './replicas-to-one-store.ts';
import { runningDiffers } from './running-differs.ts';
import { secretNotMounted } from './secret-not-mounted.ts';
import { senderSkipsSamples } from './sender-skips-samples.ts';
import { serverNotRecognised } from './server-not-recognised.ts';
import { serverTooOld } from './server-too-old.ts';
import { sharedByAlias } from './shared-by-alias.ts';
import { storeChanged } from './store-changed.ts';
import { templateInUrl } from './template-in-url.ts';
import { unknownChart } from './unknown-chart.ts';
import { unknownEntryField } from './unknown-entry-field.ts';
import { unreadableWorkload } from './unreadable-workload.ts';

/** Judged in this order. */
export const RULES: readonly PrometheusRule[] = [
  configurationElsewhere,
  configurationUnreadable,
  unreadableWorkload,
  phaseUnclear,
  keyTwice,
  entriesCollide,
  entryWithoutUrl,
  templateInUrl,
  receiverSetTwice,
  newWithoutDestination,
  oldStoreNotNamed,
  destinationWithoutTenant,
  sharedByAlias,
  unknownEntryField,
  serverTooOld,
  replicasNotToldApart,
  senderSkipsSamples,
  secretNotMounted,
  phaseNotReached,
  oldToNewWithoutDual,
  storeChanged,
  runningDiffers,
  credentialInClear,
  relabelingOfOneEntry,
  remoteWrite2,
  ageLimit,
  replicasToOneStore,
  destinationKeepsTooLittle,
  destinationWithoutName,
  readsByRemoteRead,
  externalLabels,
  serverNotRecognised,
  agentHasNoHistory,
  unknownChart,
];

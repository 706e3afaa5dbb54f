import type { PachydermRule } from '../read/facts.ts';
import { accountElsewhere } from './account-elsewhere.ts';
import { backendUnknown } from './backend-unknown.ts';
import { insecurePasswords } from './insecure-passwords.ts';
import { namespaceUnknown } from './namespace-unknown.ts';
import { nodePortUnnumbered } from './node-port-unnumbered.ts';
import { oldApiVersion } from './old-api-version.ts';
import { passwordsBlank } from './passwords-blank.ts';
import { passwordsChange } from './passwords-change.ts';
import { phaseUnclear } from './phase-unclear.ts';
import { portMissing } from './port-missing.ts';
import { portOutOfRange } from './port-out-of-range.ts';
import { portOutsideTable } from './port-outside-table.ts';
import { portsMeet } from './ports-meet.ts';
import { portsMixed } from './ports-mixed.ts';
import { servicePortMoved } from './service-port-moved.ts';
import { tokensChange } from './tokens-change.ts';
import { unknownChart } from './unknown-chart.ts';

/** Judged in this order. */
export const RULES: readonly PachydermRule[] = [
  phaseUnclear,
  namespaceUnknown,
  portOutsideTable,
  servicePortMoved,
  portsMixed,
  portMissing,
  portsMeet,
  portOutOfRange,
  backendUnknown,
  passwordsChange,
  passwordsBlank,
  insecurePasswords,
  tokensChange,
  accountElsewhere,
  nodePortUnnumbered,
  oldApiVersion,
  unknownChart,
];

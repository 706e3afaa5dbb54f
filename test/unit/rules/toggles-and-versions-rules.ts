import { chartTooOldForMigration } from '../../../src/packs/pyroscope/rules/chart-too-old-for-migration.ts';
import { extraArgsContradictToggles } from '../../../src/packs/pyroscope/rules/extra-args-contradict-toggles.ts';
import { imageTagNewerThanChart } from '../../../src/packs/pyroscope/rules/image-tag-newer-than-chart.ts';
import { imageTagOlderThanChart } from '../../../src/packs/pyroscope/rules/image-tag-older-than-chart.ts';
import { legacyComponentsLayout } from '../../../src/packs/pyroscope/rules/legacy-components-layout.ts';
import { persistenceChangedMidMigration } from '../../../src/packs/pyroscope/rules/persistence-changed-mid-migration.ts';
import { removedKey } from '../../../src/packs/pyroscope/rules/removed-key.ts';
import { renamedKey } from '../../../src/packs/pyroscope/rules/renamed-key.ts';
import { reuseValuesBreaks } from '../../../src/packs/pyroscope/rules/reuse-values-breaks.ts';
import type { PyroscopeRule } from '../../../src/packs/pyroscope/rules/rule.ts';
import { toggleNotBoolean } from '../../../src/packs/pyroscope/rules/toggle-not-boolean.ts';
import { togglesUnsetAcross202 } from '../../../src/packs/pyroscope/rules/toggles-unset-across-2.0.2.ts';
import { unknownConfigField } from '../../../src/packs/pyroscope/rules/unknown-config-field.ts';
import { unknownFlag } from '../../../src/packs/pyroscope/rules/unknown-flag.ts';
import { v1ToV2WithoutDual } from '../../../src/packs/pyroscope/rules/v1-to-v2-without-dual.ts';

/** The rules about toggles, layouts, flags, keys and versions. */
export const RULES: readonly PyroscopeRule[] = [
  chartTooOldForMigration,
  extraArgsContradictToggles,
  imageTagNewerThanChart,
  imageTagOlderThanChart,
  legacyComponentsLayout,
  persistenceChangedMidMigration,
  removedKey,
  renamedKey,
  reuseValuesBreaks,
  toggleNotBoolean,
  togglesUnsetAcross202,
  unknownConfigField,
  unknownFlag,
  v1ToV2WithoutDual,
];

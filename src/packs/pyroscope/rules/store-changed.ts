import { storeChangedAmong } from '../../../rules/store-changed.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { DUAL } from './examples.ts';

const bucket = (name: string): string =>
  `${DUAL}pyroscope:\n  structuredConfig:\n    storage:\n      backend: s3\n      s3:\n        bucket_name: ${name}\n`;

/** Labels, volumes, and directories that move with the chart or the server have rules of their own, with better advice. */
const OF_OTHER_RULES = new Set(['label', 'volume']);

export const storesChanged: PyroscopeRule = {
  ...storeChangedAmong(
    [],
    (part, was, is) => OF_OTHER_RULES.has(part) || (was.by === 'default' && is.by === 'default'),
  ),
  good: [
    { values: bucket('profiles'), before: bucket('profiles') },
    {
      values: bucket('profiles'),
      before: `architecture:\n  storage:\n    v1: false\n    v2: true\n${bucket('profiles').slice(DUAL.length)}`,
    },
  ],
  bad: [
    {
      values: bucket('profiles-new'),
      before: bucket('profiles'),
      at: 'pyroscope.structuredConfig.storage.s3.bucket_name',
    },
    {
      values: DUAL,
      before: bucket('profiles'),
      at: 'pyroscope.extraArgs.storage\\.backend',
    },
    {
      values: `${DUAL}  microservices:\n    enabled: true\n`,
      before: DUAL,
      at: 'architecture.microservices.enabled',
    },
  ],
};

import { unreadableWorkload as common } from '../../../rules/unreadable-workload.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, plain, to } from './examples.ts';

const RELEASE = plain({ entries: OLD });

export const unreadableWorkload: PrometheusRule = {
  ...common,
  good: [{ manifests: RELEASE, asked: to('dual') }],
  bad: [{ manifests: RELEASE.replace('args:', 'arguments:'), asked: to('dual') }],
};

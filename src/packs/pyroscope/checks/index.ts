import type { CheckResult } from '../../../phase/check.ts';
import { afterV2 } from './after-v2.ts';
import { argsAgree } from './args-agree.ts';
import type { CheckContext, PyroscopeCheck } from './check.ts';
import { compaction } from './compaction.ts';
import { componentsReady } from './components-ready.ts';
import { deadLettersAndPanics } from './dead-letters-and-panics.ts';
import { errorRate } from './error-rate.ts';
import { ingesterRing } from './ingester-ring.ts';
import { metastoreClaims } from './metastore-claims.ts';
import { metastoreLogs } from './metastore-logs.ts';
import { phaseInEffect } from './phase-in-effect.ts';
import { raftLeader } from './raft-leader.ts';
import { restarted } from './restarted.ts';
import { restarts } from './restarts.ts';
import { runAll } from './run-checks.ts';
import { segmentWriterRing } from './segment-writer-ring.ts';
import { v2AnswersQueries } from './v2-answers-queries.ts';
import { v2Complete } from './v2-complete.ts';
import { writePaths } from './write-paths.ts';

export type { CheckContext, Mode, PyroscopeCheck } from './check.ts';

/** In the order in which a person would look: what runs, what it is, what it writes, what it answers, what fails. */
export const CHECKS: readonly PyroscopeCheck[] = [
  componentsReady,
  argsAgree,
  restarted,
  restarts,
  metastoreClaims,
  phaseInEffect,
  raftLeader,
  metastoreLogs,
  segmentWriterRing,
  ingesterRing,
  writePaths,
  compaction,
  v2AnswersQueries,
  v2Complete,
  afterV2,
  errorRate,
  deadLettersAndPanics,
];

/**
 * Asks the live system whether a phase holds. Results come in the order of CHECKS, each as soon as it and those
 * before it are there.
 * @param only ids of the checks to run; all where left out
 */
export function runChecks(context: CheckContext, only?: ReadonlySet<string>): AsyncGenerator<CheckResult> {
  return runAll(only === undefined ? CHECKS : CHECKS.filter(({ id }) => only.has(id)), context);
}

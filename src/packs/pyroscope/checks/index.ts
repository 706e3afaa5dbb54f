import type { PyroscopeCheck } from './asking.ts';
import { compaction } from './compaction.ts';
import { deadLettersAndPanics, errorRate } from './errors.ts';
import { metastoreClaims, metastoreLogs, raftLeader } from './metastore.ts';
import { phaseInEffect } from './phase-in-effect.ts';
import { argsAgree, componentsReady } from './pods.ts';
import { restarted, restarts } from './restarts.ts';
import { ingesterRing, segmentWriterRing } from './rings.ts';
import { afterV2, v2AnswersQueries } from './v2-answers.ts';
import { v2Complete } from './v2-complete.ts';
import { writePaths } from './write-paths.ts';

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

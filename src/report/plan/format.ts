import type { Paint } from '../finding-text.ts';
import type { PlanReport } from './plan-report.ts';

/** A plan as one text, ready to be written. Only `text` has colours; the others take no notice of `paint`. */
export type PlanFormat = (report: PlanReport, paint: Paint) => string;

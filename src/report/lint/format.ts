import type { LintResult } from '../../lint/lint-result.ts';
import type { Paint } from '../text.ts';

/**
 * A run of the linter as one text, ready to be written. Only `text` has colours; the others are read by programs and
 * take no notice of `paint`.
 */
export type LintFormat = (result: LintResult, paint: Paint) => string;

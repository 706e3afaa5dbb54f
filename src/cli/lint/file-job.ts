import { resolve } from 'node:path';
import { discoverValues } from '../../discover/discover-values.ts';
import type { FileSystem } from '../../discover/found-values.ts';
import type { HelmMajor } from '../../values/helm-major.ts';
import type { LintJob } from './lint-job.ts';

export interface FileContext {
  readonly cwd: string;
  readonly chartName: string;
  readonly helm: HelmMajor;
  readonly around: FileSystem;
}

/** A file that is linted on its own. @param name as it is shown */
export function fileJob(name: string, text: string, context: FileContext): LintJob {
  const { cwd, chartName, helm, around } = context;
  const texts = new Map([[name, text]]);
  const found = discoverValues({ name, path: resolve(cwd, name), text }, chartName, helm, around);
  return { file: name, texts, content: found };
}

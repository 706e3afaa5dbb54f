import { existsSync, readFileSync } from 'node:fs';
import { isMap, isSeq, parseDocument } from 'yaml';
import { err, ok, type Result } from '../../result.ts';
import { VERSION } from '../../version.ts';
import type { ValuesFile } from './find-values-files.ts';

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** A local hook: pre-commit installs the npm package by itself. */
const hook = (files: readonly ValuesFile[]) => ({
  repo: 'local',
  hooks: [
    {
      id: 'phasegate-lint',
      name: 'phasegate lint',
      language: 'node',
      additional_dependencies: [`phasegate@${VERSION}`],
      entry: 'phasegate lint',
      files: `^(?:${files.map(({ file }) => escaped(file)).join('|')})$`,
    },
  ],
});

/** The pre-commit config with the hook in it; comments and other hooks of one that is there stay. */
export function preCommitText(path: string, files: readonly ValuesFile[]): Result<string, string> {
  const document = parseDocument(existsSync(path) ? readFileSync(path, 'utf8') : 'repos: []\n');
  if (document.errors.length > 0) return err('it is no YAML; mend it first');
  const repos = isMap(document.contents) ? document.get('repos') : undefined;
  if (!isSeq(repos)) return err('it has no list of repos; mend it first');
  if (document.toString().includes('phasegate-lint')) return ok(document.toString());
  repos.flow = false;
  repos.add(document.createNode(hook(files)));
  return ok(document.toString({ lineWidth: 0 }));
}

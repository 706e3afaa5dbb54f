import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { Repository } from './repository.ts';

const MISPLACED = 'pyroscope:\n  replicaCount: 1\npersistence:\n  enabled: true\n';
const BOTH_OFF = 'architecture:\n  storage:\n    v1: false\n    v2: false\n';
const GOOD = 'pyroscope:\n  persistence:\n    enabled: true\n    size: 20Gi\n';

const provided = inject('preCommit');
// The global setup has said why, where there is none.
const programs = 'program' in provided ? Object.entries(provided.program) : [];

const config = (repo: string, rev: string): string => `repos:
  - repo: ${repo}
    rev: ${rev}
    hooks:
      - id: phasegate-lint
        language_version: system
`;

describe.skipIf(programs.length === 0)('the pre-commit hook', () => {
  describe.for(programs)('under the %s pre-commit', ([, program]) => {
    let home = '';
    let values: Repository;

    beforeAll(async () => {
      home = await mkdtemp(join(tmpdir(), 'phasegate-pre-commit-'));
      const project = await Repository.ofProject(home);
      const rev = await project.succeed('git', ['rev-parse', 'HEAD']);
      values = await Repository.create(home, 'values');
      await values.write({ '.pre-commit-config.yaml': config(project.folder, rev) });
      await values.succeed(program, ['install', '--install-hooks']);
    }, 600_000);

    afterAll(() => rm(home, { recursive: true, force: true, maxRetries: 3 }));

    it('leaves a commit without values files alone, lets good values pass and blocks bad ones', async () => {
      const readme = await values.commit({ 'README.md': 'Values of ours.\n', 'deploy.yaml': 'a: 1\n' });
      expect(readme.said).toMatch(/phasegate lint\.+\(no files to check\)Skipped/);
      expect(readme.status, readme.said).toBe(0);

      const good = await values.commit({ 'values.yaml': GOOD, 'prod/values-eu.yaml': GOOD });
      expect(good.said).toMatch(/phasegate lint\.+Passed/);
      expect(good.status, good.said).toBe(0);
      expect(await values.commits()).toBe('2');

      const bad = await values.commit({ 'values.yaml': MISPLACED, 'prod/values-eu.yaml': BOTH_OFF });
      expect(bad.status).toBe(1);
      expect(bad.said).toMatch(/values\.yaml:3:1: warning: .*\[misplaced-key\]/);
      expect(bad.said).toMatch(/prod\/values-eu\.yaml:\d+:\d+: error: .*\[pyroscope\/both-layers-off\]/);
      expect(await values.commits()).toBe('2');
    });
  });
});

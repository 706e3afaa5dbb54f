import { describe, expect, it } from 'vitest';
import { DESTINATION_URL, NEW, plain, stack, to } from '../../../src/packs/prometheus/rules/examples.ts';
import { migrationSteps } from '../../../src/packs/prometheus/steps/guide.ts';
import { runInProcess } from '../../in-process.ts';
import { stateOf } from '../prometheus-checks/release.ts';
import { rendered } from './rendered.ts';

const PASSWORD = 'correct-horse';
const WITH_PASSWORD = `http://writer:${PASSWORD}@old.example.org/api/v1/push`;
const entryOf = (url: string): string => `- url: ${url}\n`;
const RELEASE = plain({ entries: entryOf(WITH_PASSWORD) });

/** All that people and logs get to see of a run, with the reason it was tried for. */
async function shownBy(input: string, asked: Readonly<Record<string, string>>): Promise<string> {
  const { err } = await rendered(input, { ...asked, debug: '' });
  return err;
}

describe('a password in a URL is not printed', () => {
  it('of an entry whose template is not filled in', async () => {
    const input = stack({ entries: entryOf(WITH_PASSWORD.replace('old.', '{{ .Release.Name }}.')) });
    const shown = await shownBy(input, to('dual'));
    expect(shown).toContain('is not filled in');
    expect(shown).not.toContain(PASSWORD);
  });

  it('of --old, which no entry has', async () => {
    const input = plain({ entries: entryOf('http://other.example.org/push') + NEW });
    const shown = await shownBy(input, to('new', { old: WITH_PASSWORD }));
    expect(shown).toContain('no entry of remote_write is "http://old.example.org/api/v1/push"');
    expect(shown).not.toContain(PASSWORD);
  });

  it('of --old, told as a decision', async () => {
    const shown = await shownBy(RELEASE, to('dual', { old: WITH_PASSWORD }));
    expect(shown).toContain('old: http://writer:<redacted>@old.example.org');
    expect(shown).not.toContain(PASSWORD);
  });

  it('of a destination that is refused for it', async () => {
    const { code, err } = await rendered(RELEASE, { phase: 'dual', destination: WITH_PASSWORD });
    expect(code).toBe(2);
    expect(err).toContain('holds a user or a password');
    expect(err).not.toContain(PASSWORD);
  });

  it('of a destination in the environment', async () => {
    const { err } = await runInProcess(['lint', '-'], {
      cwd: import.meta.dirname,
      env: { PHASEGATE_DESTINATION: WITH_PASSWORD },
      input: 'serverFiles: {}\n',
    });
    expect(err).toContain('holds a user or a password');
    expect(err).not.toContain(PASSWORD);
  });
});

describe('a credential in the query of a URL is not printed', () => {
  const QUERIES = [`?api_key=${PASSWORD}`, `?db=a&p=${PASSWORD}`, `?u=w&access_token=${PASSWORD}&x=1`];

  it.each(QUERIES)('of a destination, which is refused for it: %s', async (query) => {
    const destination = `https://metrics.example.org/api/v1/push${query}`;
    const { code, err } = await rendered(RELEASE, { phase: 'dual', destination, debug: '' });
    expect(code).toBe(2);
    expect(err).toMatch(/holds a credential in its query.*--destination-secret/);
    expect(err).not.toContain(PASSWORD);
    const asked = await runInProcess(['lint', '-'], {
      cwd: import.meta.dirname,
      env: { PHASEGATE_DESTINATION: destination },
      input: 'serverFiles: {}\n',
    });
    expect(asked.err).toContain('holds a credential in its query');
    expect(asked.err).not.toContain(PASSWORD);
  });

  it('of a query URL, which takes no query at all', async () => {
    for (const query of [...QUERIES, '?tenant=a', '#a']) {
      const { code, err } = await rendered(
        RELEASE,
        to('dual', { destinationQueryUrl: `http://new${query}` }),
      );
      expect(code).toBe(2);
      expect(err).toContain('has a query or a fragment');
      expect(err).not.toContain(PASSWORD);
    }
  });

  it.each(QUERIES)('of an entry, wherever it is shown: %s', async (query) => {
    const url = `http://{{ .Release.Name }}.example.org/api/v1/push${query}`;
    const shown = await shownBy(stack({ entries: `- name: old\n  url: "${url}"\n` }), to('dual'));
    expect(shown).toContain('is not filled in');
    expect(shown).not.toContain(PASSWORD);
    const clear = await shownBy(
      stack({ entries: entryOf(`http://old.example.org/push${query}`) }),
      to('dual'),
    );
    expect(clear).toContain('credential-in-clear');
    expect(clear).not.toContain(PASSWORD);
  });

  it.each(QUERIES)('of --old: %s', async (query) => {
    const old = `http://old.example.org/api/v1/push${query}`;
    const input = plain({ entries: entryOf('http://other.example.org/push') + NEW });
    const shown = await shownBy(input, to('new', { old }));
    expect(shown).toContain('no entry of remote_write is "http://old.example.org/api/v1/push');
    expect(shown).not.toContain(PASSWORD);
  });

  it.each(QUERIES)('of --old in the steps that are left: %s', (query) => {
    const url = `http://old.example.org/api/v1/push${query}`;
    const settings = { destination: DESTINATION_URL, old: url };
    const now = stateOf(plain({ entries: entryOf(url) }), settings);
    const steps = migrationSteps({ now, asked: () => undefined, options: {}, clock: 0 });
    expect(steps).toHaveLength(2);
    expect(JSON.stringify(steps)).not.toContain(PASSWORD);
  });
});

it('prints the name of the Secret that holds the credentials', async () => {
  const mounts = '- name: metrics\n  mountPath: /etc/metrics\n';
  const input = plain({ entries: entryOf(WITH_PASSWORD), mounts });
  expect(await shownBy(input, to('dual', { destinationSecret: 'metrics' }))).toContain(
    '(from --destination-secret metrics)',
  );
});

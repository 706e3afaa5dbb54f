import { describe, expect, it } from 'vitest';
import { redactDocument, redactLine, redactMessage } from '../../../src/redaction.ts';
import { showAssignment } from '../../../src/values/set-grammar.ts';

describe('a flag that sets a value', () => {
  it.each([
    'pyroscope.authorization=Basic dXNlcjpwYXNz',
    'pyroscope.extraArgs.auth\\.basic-auth=u:hunter2',
    'pwd=hunter2',
    'minio.rootUser=hunter2',
    'db.adminUser=hunter2',
    'a.accessKey=hunter2',
    'a.password=hunter2',
  ])('%s is shown without its value', (text) => {
    const [name] = text.split('=');
    expect(showAssignment({ flag: '--set', text }, text)).toBe(`${name}=…`);
  });

  it('is shown as it is where it names no credential', () => {
    expect(showAssignment({ flag: '--set', text: 'a.b=c' }, 'a.b=c')).toBe('a.b=c');
  });
});

describe('a line with a credential', () => {
  it.each([
    ['https://token@host/path', 'https://<redacted>@host/path'],
    ['- -storage.url=https://ghp_abc@github.com', '- -storage.url=https://<redacted>@github.com'],
    ['https://user:secret@host', 'https://user:<redacted>@host'],
    ['https://:secret@host', 'https://:<redacted>@host'],
    ['two: http://a@one http://b@two', 'two: http://<redacted>@one http://<redacted>@two'],
    ['password: hunter2', 'password: <redacted>'],
    ['- -auth.token=abc', '- -auth.token=<redacted>'],
    ['{name: API_TOKEN, value: "abc"}', '{name: API_TOKEN, value: <redacted>}'],
    ['- -auth.basic-auth=u:hunter2', '- -auth.basic-auth=<redacted>'],
    ['Authorization: Bearer abc.def', 'Authorization: <redacted>'],
    ['curl -H "X: Bearer abc.def"', 'curl -H "X: Bearer <redacted>"'],
  ])('%s is shown as %s', (line, shown) => {
    expect(redactLine(line)).toBe(shown);
  });

  it.each([
    ['https://host/path'],
    ['https://host/users/me@example.org'],
    ['mail: me@example.org'],
    ['- -target=querier'],
  ])('%s holds none and stays', (line) => {
    expect(redactLine(line)).toBe(line);
  });
});

describe('a line', () => {
  it('of another program keeps its prose', () => {
    const line = 'failed to read the secret: not found at https://u:p@host';
    expect(redactMessage(line)).toBe('failed to read the secret: not found at https://u:<redacted>@host');
  });
});

describe('a document', () => {
  it('without a trace of a credential comes back as the same text', () => {
    const text = 'kind: Deployment\nspec:\n  replicas: 3\n';
    expect(redactDocument(text)).toBe(text);
  });
});

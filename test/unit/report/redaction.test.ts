import { describe, expect, it } from 'vitest';
import { redactAddresses, redactDocument, redactLine } from '../../../src/redaction.ts';
import { showAssignment } from '../../../src/values/show-flag.ts';

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

describe('a line', () => {
  it.each([
    ['url: https://token@host/path', 'url: https://<redacted>@host/path'],
    ['url: https://user:pass@host/path', 'url: https://user:<redacted>@host/path'],
    ['header: Bearer abc.def', 'header: Bearer <redacted>'],
    ['- -auth.basic-auth=u:hunter2', '- -auth.basic-auth=<redacted>'],
    ['replicas: 3', 'replicas: 3'],
  ])('%s is shown as %s', (line, shown) => {
    expect(redactLine(line)).toBe(shown);
  });

  it('of another program keeps its prose', () => {
    const line = 'failed to read the secret: not found at https://u:p@host';
    expect(redactAddresses(line)).toBe('failed to read the secret: not found at https://u:<redacted>@host');
  });
});

describe('a document', () => {
  it('without a trace of a credential comes back as the same text', () => {
    const text = 'kind: Deployment\nspec:\n  replicas: 3\n';
    expect(redactDocument(text)).toBe(text);
  });
});

import { describe, expect, it } from 'vitest';
import { redactLine } from '../../../src/report/redact-line.ts';

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

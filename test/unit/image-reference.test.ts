import { describe, expect, it } from 'vitest';
import { imageName, readImage } from '../../src/image-reference.ts';

const DIGEST = `sha256:${'a'.repeat(64)}`;

describe('an image reference', () => {
  it.each([
    ['ledger', { repository: 'ledger' }],
    ['ledger:1.2', { repository: 'ledger', tag: '1.2' }],
    ['team/ledger:1.2', { repository: 'team/ledger', tag: '1.2' }],
    ['localhost/ledger', { registry: 'localhost', repository: 'ledger' }],
    ['registry.example:5000/team/ledger', { registry: 'registry.example:5000', repository: 'team/ledger' }],
    [
      'registry.example:5000/team/ledger:v1.2',
      { registry: 'registry.example:5000', repository: 'team/ledger', tag: 'v1.2' },
    ],
    [`team/ledger:1.2@${DIGEST}`, { repository: 'team/ledger', tag: '1.2', digest: DIGEST }],
    [
      `registry.example/team/ledger@${DIGEST}`,
      { registry: 'registry.example', repository: 'team/ledger', digest: DIGEST },
    ],
    [':1.2', { repository: '', tag: '1.2' }],
    ['', { repository: '' }],
  ])('%s', (text, expected) => {
    expect(readImage(text)).toEqual(expected);
  });

  it.each(['ledger:1', `mirror.example:5000/team/ledger:1.2@${DIGEST}`, `team/ledger@${DIGEST}`])(
    'of %s keeps its name in a mirror',
    (text) => {
      expect(imageName(readImage(text))).toBe('ledger');
    },
  );
});

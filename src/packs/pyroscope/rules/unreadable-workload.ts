import { unreadableWorkload as common } from '../../../rules/unreadable-workload.ts';
import type { PyroscopeRule } from '../read/facts.ts';
import { oneBinary, PHASE_FLAGS_2 } from './examples.ts';

const DUAL = oneBinary('2.2.1', { args: PHASE_FLAGS_2.dual });
const asked = { phase: 'dual' };

const FLAGS = ['-target=all', ...PHASE_FLAGS_2.dual];
const ARGS = `args:\n${FLAGS.map((flag) => `        - ${JSON.stringify(flag)}\n`).join('')}`;

/** The same release once something has put other args, or a command, in their place. */
const rewritten = (text: string): string => DUAL.replace(ARGS, () => text);
const list = (key: string, ...items: readonly string[]): string => `${key}: ${JSON.stringify(items)}\n`;
const LINE = `exec pyroscope ${FLAGS.join(' ')}`;
const ofRest = (...flags: readonly string[]): string =>
  rewritten(list('args', ...flags, ...PHASE_FLAGS_2.dual));

export const unreadable: PyroscopeRule = {
  ...common,
  get good() {
    return [
      { manifests: DUAL, asked },
      { manifests: ofRest('-target', 'all'), asked },
      { manifests: ofRest('--target=all'), asked },
      { manifests: ofRest('-target=all', '-log.format=a b'), asked },
      { manifests: ofRest('-target=all', '-log.level=$(LEVEL)', '-log.format', '$(FORMAT)'), asked },
      { manifests: ofRest('--', '-target=all'), asked },
      { manifests: rewritten(`        command: ["/start.sh"]\n        ${ARGS}`.trimStart()), asked },
    ];
  },
  get bad() {
    return [
      { manifests: DUAL.replace('args:', 'arguments:'), asked, at: 'name: pyroscope' },
      {
        manifests: DUAL.replace('args:', 'command: &list').replace(/( +)volumeMounts:/, '$1args: *list\n$&'),
        asked,
        at: 'name: pyroscope',
      },
      ...[
        `${list('command', 'sh', '-c')}        ${list('args', LINE)}`,
        list('args', '-c', LINE),
        list('args', '-c', `. /secrets/env\n${LINE}`),
        list('args', FLAGS.join(' ')),
        list('args', '-target=all', '$(FLAGS)'),
        list('command', 'sh', '-c', LINE),
        `${list('command', 'sh', '-c')}        ${list('args', '/start.sh')}`,
      ].map((text) => ({ manifests: rewritten(text), asked, at: 'name: pyroscope' })),
    ];
  },
};

import { likely } from '../../../pack.ts';
import { RECEIVER_FLAG } from '../facts/settings.ts';
import type { PrometheusRule } from '../read/facts.ts';
import { OLD, stack, to } from './examples.ts';

const ADDED = `additionalArgs:\n  - name: ${RECEIVER_FLAG}\n`;
const FIELD = 'enableRemoteWriteReceiver: true\n';

export const receiverSetTwice: PrometheusRule = {
  id: 'receiver-set-twice',
  severity: 'error',
  audit: ['P-59'],
  isFirst: true,
  isIndependent: true,
  refusesSteps: true,
  summary: 'the receiver is switched on by a field and by an argument',
  why: 'The operator refuses arguments that it manages itself, and makes no StatefulSet.',
  sources: ['operator 0.85, started'],
  bad: [{ manifests: stack({ entries: OLD, more: ADDED + FIELD }), asked: to('dual'), at: RECEIVER_FLAG }],
  good: [
    { manifests: stack({ entries: OLD, more: ADDED }), asked: to('dual') },
    { manifests: stack({ entries: OLD, more: FIELD }), asked: to('dual') },
  ],
  judge({ now }, report) {
    for (const { resource } of now.components) {
      if (resource === undefined || likely(resource.at('enableRemoteWriteReceiver')) !== 'true') continue;
      const index = resource
        .keys('additionalArgs')
        .find((at) => likely(resource.at('additionalArgs', at, 'name')) === RECEIVER_FLAG);
      if (index === undefined) continue;
      report({
        at: [resource.at('additionalArgs', index, 'name'), resource.at('enableRemoteWriteReceiver')],
        what: `additionalArgs has ${RECEIVER_FLAG}, which enableRemoteWriteReceiver sets already`,
        fix: `take ${RECEIVER_FLAG} out of additionalArgs`,
      });
    }
  },
};

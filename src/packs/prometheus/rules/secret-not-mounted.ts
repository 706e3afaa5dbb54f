import { likely, sure } from '../../../pack.ts';
import { DESTINATION } from '../facts/settings.ts';
import { destinationAmong } from '../read/entries.ts';
import type { PrometheusRule, PrometheusServer } from '../read/facts.ts';
import { secretFolder } from '../render/entry.ts';
import { OLD, plain, stack, to } from './examples.ts';

const SECRET = { [DESTINATION.secret]: 'metrics-new' };
const MOUNT = '- name: metrics-new\n  mountPath: /etc/metrics-new\n';

const isMounted = ({ container, mounts = [] }: PrometheusServer, folder: string): boolean =>
  mounts.some(({ path }) => likely(path) === folder) ||
  (container?.keys('volumeMounts') ?? []).some(
    (index) => likely(container?.at('volumeMounts', index, 'mountPath')) === folder,
  );

export const secretNotMounted: PrometheusRule = {
  id: 'secret-not-mounted',
  severity: 'error',
  audit: ['P-43', 'P-56', 'P-62'],
  summary: 'the Secret of the new store is not mounted',
  why: 'A credential from a file needs a volume, and a new volume restarts the pod: that is a step of its own, taken while no queue is behind.',
  details: `The chart prometheus reads credentials from files. Mount the Secret first, in an upgrade within \`old\`, and wait until the pod is
back. Then the step to dual is a reload, which loses nothing. Custom resources name the Secret, and the operator does the rest.`,
  bad: [{ manifests: plain({ entries: OLD }), asked: to('dual', SECRET) }],
  good: [
    { manifests: plain({ entries: OLD, mounts: MOUNT }), asked: to('dual', SECRET) },
    { manifests: stack({ entries: OLD }), asked: to('dual', SECRET) },
  ],
  judge({ now, asked }, report) {
    const secret = sure(asked(DESTINATION.secret));
    if (secret === undefined || !now.phase.sure || now.phase.value !== 'dual') return;
    for (const server of now.components) {
      if (server.spelling !== 'file' || destinationAmong(server.entries, now.meant)) continue;
      const folder = secretFolder(secret);
      if (now.readFrom !== 'manifests' || isMounted(server, folder)) continue;
      report({
        at: server.container?.place('volumeMounts') ?? server.object?.place('spec'),
        what: `nothing is mounted at ${folder}, where the entry would read its credentials`,
        fix: `first, in an upgrade of its own: server.extraSecretMounts: [{name: ${secret}, mountPath: ${folder}, secretName: ${secret}, readOnly: true}]`,
      });
    }
  },
};

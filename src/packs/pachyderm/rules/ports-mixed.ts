import { counted } from '../../../english.ts';
import { likely, ruleFor } from '../../../pack.ts';
import type { PachydermFacts } from '../read/facts.ts';
import { setOf, shownPort } from '../read/ports.ts';
import { CLUSTER, on, PACHD_PORTS, pachd, port, service } from './examples.ts';

export const portsMixed = ruleFor<PachydermFacts>()({
  id: 'ports-mixed',
  severity: 'error',
  audit: ['D-7', 'D-11'],
  needs: ['rendered'],
  isFirst: true,
  refusesSteps: true,
  summary: 'some nodePorts are on the normal set and others on the migration set',
  why: 'Half a move meets the other cluster whichever set that is on. Values move only some of the ports.',
  bad: [
    {
      manifests:
        pachd('1.8.8') + service('pachd', port('api-grpc-port', 650, 30_649), ...PACHD_PORTS.slice(1)),
      asked: on('migration'),
    },
  ],
  good: [{ manifests: CLUSTER, asked: on('migration') }],
  judge({ rendered }, report) {
    const { ports = [] } = rendered as Partial<PachydermFacts>;
    const [normal = [], migration = []] = (['normal', 'migration'] as const).map((set) =>
      ports.filter((one) => setOf(one) === set),
    );
    const [first] = migration;
    if (normal.length === 0 || first === undefined) return;
    report({
      at: [first.number, ...normal.map(({ number }) => number)],
      what: `${migration.map((one) => `${shownPort(one)} (${likely(one.number)})`).join('; ')} ${migration.length === 1 ? 'is' : 'are'} on the migration set, and ${counted(normal.length, 'port')} on the normal one`,
      fix: 'take the moved ports out of the values: phasegate moves all of them, and leaves port alone',
    });
  },
});

import { likely, type ManifestObject, ruleFor, type Violation } from '../../../pack.ts';
import { PORT_SETS } from '../facts/ports.ts';
import { allObjects, meeting } from '../read/beside.ts';
import type { NodePort, PachydermFacts } from '../read/facts.ts';
import { nodePortsOf, setOf } from '../read/ports.ts';
import { BESIDE, cluster, NEW, OLD, service, UNMOVED } from './peer-examples.ts';

type Meeting = readonly [own: NodePort, other: NodePort];

/** `api-grpc-port 30650`, and whose it is in the other cluster where that is another Service. */
function shown([own, other]: Meeting): string {
  const held =
    other.service === own.service && other.name === own.name
      ? ''
      : ` (there ${other.name} of Service ${other.service})`;
  return `${own.name} ${likely(own.number)}${held}`;
}

/** What sets the ports of a Service apart. */
function fixOf(ports: readonly Meeting[]): string {
  const [set, ...others] = new Set(ports.map(([own]) => setOf(own)));
  const free = PORT_SETS.find((one) => one !== set);
  return set === undefined || others.length > 0
    ? 'render one of the two clusters with --port-set migration and the other with --port-set normal; give ports that no set has another number'
    : `render one of the two clusters with --port-set ${free}, and the other with --port-set ${set}`;
}

function violationOf(service: string, ports: readonly Meeting[]): Violation {
  return {
    at: ports.map(([own]) => own.number),
    what: `Service ${service} has nodePorts that the other cluster has as well: ${ports.map(shown).join(', ')}`,
    fix: fixOf(ports),
  };
}

const PACHD = [
  ['api-grpc-port', 650, 30650],
  ['oidc-port', 657, 30657],
] as const;

/** A Service that another chart brings along. */
const notes = (namespace: string): string =>
  service('grafana', namespace, [['http', 80, 31000]]).replace('suite: pachyderm', 'app: grafana');

export const nodePortShared = ruleFor<PachydermFacts>()({
  id: 'node-port-shared',
  severity: 'error',
  audit: ['D-1', 'D-2', 'D-3', 'D-4', 'D-61'],
  needs: ['objects', 'stream', 'peer'],
  summary: 'two clusters side by side have a nodePort in common',
  why: 'A nodePort is one in the whole Kubernetes cluster: the API server refuses the Service that comes second, and creates everything else of that cluster.',
  details: `The API server names only the first such port of each Service: once it is moved, the next one is refused. The sed
commands of the guide leave 30999, 30656, 30657 and 30658 behind.`,
  bad: [
    {
      manifests: cluster(NEW, [service('pachd', NEW, PACHD)]),
      peer: cluster(OLD, [service('pachd', OLD, PACHD)]),
      asked: UNMOVED,
      at: 'nodePort: 30650',
    },
    {
      manifests: cluster(NEW, [service('pachyderm-proxy', NEW, [['http-port', 80, 30080]])]),
      peer: cluster(OLD, [service('dash', OLD, [['dash-http', 8080, 30080]])]),
      asked: UNMOVED,
    },
    {
      manifests: cluster(NEW, [notes(NEW)]),
      peer: cluster(OLD, [notes(OLD)]),
      asked: BESIDE,
    },
  ],
  good: [
    {
      manifests: cluster(NEW, [service('pachd', NEW, PACHD)]),
      peer: cluster(OLD, [service('pachd', OLD, PACHD)]),
      asked: BESIDE,
    },
  ],
  judge(of, report) {
    const numbered = (objects: readonly ManifestObject[]) =>
      nodePortsOf(objects).filter(({ number }) => likely(number) !== undefined);
    const meetings = meeting(
      numbered(allObjects(of)),
      numbered(of.peer.objects),
      (own, other) => likely(own.number) === likely(other.number),
    );
    for (const service of new Set(meetings.map(([own]) => own.service)))
      report(
        violationOf(
          service,
          meetings.filter(([own]) => own.service === service),
        ),
      );
  },
});

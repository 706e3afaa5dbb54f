import { PHASES } from '../phases.ts';
import type { CheckContext, Observation } from './check.ts';
import { kubectl } from './commands.ts';
import { defineCheck } from './define-check.ts';
import { expectedComponents, isUnwelcome, ownPods } from './expected-components.ts';
import { fine, NO_CLUSTER, notYet, wrong } from './observation.ts';
import { isInCluster } from './places.ts';

async function observe(context: CheckContext): Promise<Observation> {
  if (!isInCluster(context)) return NO_CLUSTER;
  const pods = ownPods(context);
  const here = new Set(pods.map(({ component }) => component));
  const missing = expectedComponents(context).filter((component) => !here.has(component));
  const unwelcome = pods.filter(({ component }) => isUnwelcome(context, component));
  const waiting = pods.filter(({ ready }) => !ready);
  if (missing.length > 0) return wrong(`no pod of ${missing.join(', ')}`);
  if (unwelcome.length > 0)
    return wrong(
      `still there: ${unwelcome.map(({ name, component }) => `${name} (${component})`).join(', ')}`,
    );
  if (waiting.length > 0)
    return notYet(`not ready: ${waiting.map(({ name, phase }) => `${name} (${phase})`).join(', ')}`);
  return fine(`${pods.length} pods of ${here.size} components are Ready`);
}

export const componentsReady = defineCheck({
  id: 'components-ready',
  title: 'The right components are Ready, and none of the wrong',
  phases: PHASES,
  why: 'Charts before 1.19.2 leave v1 components in place, and a values file for microservices without architecture.microservices.enabled deploys no v2 component.',
  expected: (context) => `Ready: ${expectedComponents(context).join(', ')}; nothing of another phase`,
  command: (context) => kubectl(context, 'get pods', ' -L app.kubernetes.io/component'),
  observe,
});

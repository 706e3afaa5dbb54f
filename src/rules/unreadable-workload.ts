import { type Facts, ruleFor } from '../pack.ts';

/** Leaving a workload out whose container or args cannot be seen would be half a migration. */
export const unreadableWorkload = ruleFor<Facts>()({
  id: 'unreadable-workload',
  severity: 'error',
  needs: ['objects'],
  isFirst: true,
  summary: "a component's Deployment or StatefulSet is written in a way that cannot be edited safely",
  why: 'Its phase cannot be set, and the others must not change without it.',
  details: `phasegate edits the lists \`args\`, \`env\`, \`ports\` and \`volumeMounts\` of each component's container. A workload without
args, or one whose lists are YAML aliases or the anchors of such, cannot be edited without changing something else. Helm
renders no aliases; another post-renderer may.`,
  sources: ['YAML 1.2, anchors and aliases'],
  bad: [],
  judge({ now, rendered }, report) {
    const [first] = (rendered ?? now).unreadable ?? [];
    if (!first) return;
    report({
      at: first.object,
      what: `${first.object.kind}/${first.object.name} cannot be edited: ${first.why}`,
      fix: 'write args, env, ports and volumeMounts out in the container, without aliases and merge keys',
    });
  },
});

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
renders no aliases; another post-renderer may.

Nor can args that are not one flag each: a whole command line behind \`sh -c\`, a wrapper that gets it as one text, several
flags in one text, or a variable such as \`$(FLAGS)\` that stands for flags. A step before phasegate often writes them, to
read secrets at start: put phasegate in front of it.`,
  sources: ['YAML 1.2, anchors and aliases'],
  bad: [],
  judge({ now, rendered }, report) {
    const [first] = (rendered ?? now).unreadable ?? [];
    if (!first) return;
    report({
      at: first.object,
      what: `${first.object.kind}/${first.object.name} cannot be edited: ${first.why}`,
      fix: first.isWrapped
        ? 'put phasegate first in the chain of post-renderers, before the step that wraps the command; or write each flag as an item of args'
        : 'write args, env, ports and volumeMounts out in the container, without aliases and merge keys',
    });
  },
});

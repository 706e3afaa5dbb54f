import type { Correction } from '../correction.ts';
import { flagSupport } from '../facts/flags.ts';
import { finding, type Migration } from '../migration.ts';
import { placeOfFlag, type Workload } from '../workload.ts';

const FLAGS = ['all.enable-v1-write-path', 'all.enable-v1-read-path'];

function dropUnknown(migration: Migration, workload: Workload, reason: string): string[] {
  const unknown = FLAGS.filter((flag) => flagSupport(flag, workload.server.value) === 'unknown');
  return unknown.filter((flag) => migration.removeFlag(workload, flag, reason));
}

function make(auditId: 'B2' | 'B10', id: string, isMeant: (major: number) => boolean): Correction {
  const rule: Correction['rule'] = {
    id,
    auditId,
    severity: 'correction',
    summary: 'flags all.enable-v1-* that the server does not know: it exits at start',
    message: ({ flags, component, server }) => ({
      what: `dropped ${flags} from ${component}: unknown to server ${server}`,
      why: 'the server exits at start with "flag provided but not defined"',
      remedy:
        auditId === 'B2'
          ? 'the v1 modules keep running until the image is 1.20.3: --set pyroscope.image.tag=1.20.3'
          : 'remove the flags from pyroscope.extraArgs: 2.x turns v1 off by itself',
    }),
  };
  const apply = (migration: Migration) =>
    migration.workloads.flatMap((workload) => {
      if (!isMeant(migration.release.chartMajor)) return [];
      const place = FLAGS.map((flag) => placeOfFlag(workload, flag)).find((offset) => offset !== undefined);
      const dropped = dropUnknown(migration, workload, auditId);
      const args = {
        flags: dropped.map((flag) => `-${flag}`).join(' and '),
        component: workload.component,
        server: workload.server.value,
      };
      return dropped.length > 0 ? [finding(rule, args, workload.object, place)] : [];
    });
  return { rule, byDefault: true, apply };
}

/** Audit B2: chart 1.19.2 renders flags of server 1.20.0 for its own server 1.19.1. */
export const flagsNewerThanImage = make('B2', 'v2-flags-unknown-to-image', (major) => major < 2);

/** Audit B10: flags of 1.x kept in extraArgs under a 2.x chart. */
export const flagsOlderThanImage = make('B10', 'v1-module-flags-on-2.x', (major) => major >= 2);

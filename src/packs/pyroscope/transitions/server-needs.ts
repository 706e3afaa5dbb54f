import type { TransitionRefusal } from '../../../step/transition.ts';
import { knowsAuto } from '../flag-support.ts';
import { FIRST_CHART_FILTERING_COMPONENTS, isBefore, majorOf } from '../versions.ts';
import type { TransitionSide } from './side.ts';

/** Dual with `auto` needs server 1.20.0; older ones exit at start, and a single binary takes v1 down with it (audit B1). */
export function serverRefusals(before: TransitionSide, after: TransitionSide): readonly TransitionRefusal[] {
  const { server, queryBackendFrom, phase, mode } = after;
  if (phase !== 'dual' || queryBackendFrom !== 'auto' || server === undefined || knowsAuto(server)) return [];
  const harm = mode === 'single-binary' ? 'v1 is down with it' : 'no query is answered';
  return [
    {
      id: 'server-too-old-for-auto',
      what: `dual with queryBackendFrom auto is asked of server ${server}`,
      why: `servers before 1.20.0 do not know auto and exit at start: ${harm}`,
      remedy: `first bring the server to 1.20.0 or later in ${before.phase} (a newer chart, or pyroscope.image.tag: 1.20.3); or name a fixed queryBackendFrom that is not before the first write to v2`,
    },
  ];
}

/** Single binary, charts from 1.19.2 until 2.0.0: their v2 writes flags that only servers from 1.20.0 know (audit B2). */
export function serverNotes(_before: TransitionSide, after: TransitionSide): readonly string[] {
  const { server, phase, chart, mode } = after;
  const writesFlags = !isBefore(chart, FIRST_CHART_FILTERING_COMPONENTS) && majorOf(chart) < 2;
  if (phase !== 'v2' || mode !== 'single-binary' || !writesFlags) return [];
  if (server === undefined || knowsAuto(server)) return [];
  return [
    `chart ${chart} renders -all.enable-v1-write-path=false, which server ${server} does not know and exits on; phasegate leaves it out, and the modules of v1 go on running; pyroscope.image.tag: 1.20.3 cures both`,
  ];
}
